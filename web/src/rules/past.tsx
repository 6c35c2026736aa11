// What a rule has done and why it is silent: firings, versions, what it holds, and each condition with its figures.
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { get } from '../api/client';
import { stamp } from '../lib/days';
import { Failure, Waiting } from '../ui/bits';
import { A } from '../ui/link';
import type { Firing, WholeRule } from './rules';
import { words } from './words';

const TABS = ['firings', 'why', 'versions', 'holds'] as const;
type Tab = (typeof TABS)[number];

export function Past({ rule, onText }: { readonly rule: WholeRule; readonly onText: (text: string) => void }): ReactNode {
  const [tab, setTab] = useState<Tab>('firings');
  return (
    <section className="hc-rule-past">
      <div className="hc-segments" role="radiogroup" aria-label={words.firings}>
        {TABS.map((x) => (
          <button key={x} type="button" role="radio" aria-checked={x === tab} onClick={() => setTab(x)}>
            {words[x]}
          </button>
        ))}
      </div>
      {tab === 'firings' && <Firings firings={rule.firings} />}
      {tab === 'why' && <Why id={rule.id} />}
      {tab === 'versions' && (
        <ul className="hc-rule-versions">
          {rule.versions.map((v) => (
            <li key={v.version}>
              <button type="button" onClick={() => onText(v.text)}>
                <strong>
                  {words.version(v.version)}
                  {v.version === rule.active && `　${words.states['active']}`}
                </strong>
                <span>{v.canonical}</span>
                <small>
                  {stamp(v.at)}　{words.by(v.author)}　{v.approvedBy && words.approvedBy(v.approvedBy)}
                </small>
              </button>
            </li>
          ))}
        </ul>
      )}
      {tab === 'holds' && rule.holds.length === 0 && <p className="hc-note">{words.noHolds}</p>}
      {tab === 'holds' && (
        <ul className="hc-rule-holds">
          {rule.holds.map((h) => (
            <li key={`${h.kind}${h.what}${h.target}`}>
              {h.target}　{h.what}　{h.value}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

const Firings = ({ firings }: { readonly firings: readonly Firing[] }): ReactNode =>
  firings.length === 0 ? (
    <p className="hc-note">{words.noFirings}</p>
  ) : (
    <ul className="hc-firings">
      {firings.map((f) => (
        <li key={f.id}>
          <p>
            <strong>{f.subject}</strong>
            <small>{stamp(f.at)}</small>
          </p>
          {f.cut && <p className="hc-stop">{f.cut}</p>}
          <ul>
            {f.deeds.map((d, i) => (
              <li key={i} className={`hc-deed-${d.state}`}>
                {d.said}　<em>{words.outcome[d.state] ?? d.state}</em>
                {d.doc && d.type && (
                  <>
                    　<A href={`/documents/${d.type}/${d.doc}`}>{d.number}</A>
                  </>
                )}
                {d.note && <small>{d.note}</small>}
              </li>
            ))}
          </ul>
          <details>
            <summary>{words.understood}</summary>
            {f.said.map((line) => (
              <p key={line}>{line}</p>
            ))}
          </details>
        </li>
      ))}
    </ul>
  );

type WhyAnswer = { readonly subjects: readonly { readonly key: string; readonly name: string; readonly why: string; readonly lines: readonly string[] }[] };
function Why({ id }: { readonly id: string }): ReactNode {
  const [q, setQ] = useState('');
  const why = useQuery({ queryKey: ['rules', id, 'why', q], queryFn: () => get<WhyAnswer>(`/api/rules/${id}/why`, { q }), placeholderData: (before) => before });
  return (
    <div className="hc-why">
      <input className="hc-input" aria-label={words.whyFind} placeholder={words.whyFind} value={q} onChange={(event) => setQ(event.target.value)} />
      {why.isError ? (
        <Failure error={why.error} />
      ) : !why.data ? (
        <Waiting lines={4} />
      ) : why.data.subjects.length === 0 ? (
        <p className="hc-note">{words.whyNone}</p>
      ) : (
        <ul>
          {why.data.subjects.map((s) => (
            <li key={s.key}>
              <strong>{s.name}</strong>
              {s.lines.map((line) => (
                <p key={line} className={line.startsWith('✓') ? 'hc-yes' : line.startsWith('✗') ? 'hc-no' : ''}>
                  {line}
                </p>
              ))}
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
