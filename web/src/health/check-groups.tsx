// Every check by the part of the books it looks at: what it proves, how much it saw, and each wrong place with the way there.
import type { ReactNode } from 'react';
import { grouped } from '../lib/figures';
import { Empty } from '../ui/bits';
import { Icon } from '../ui/icon';
import { A } from '../ui/link';
import type { Check, Where, WholeRun } from './checkup';
import { words } from './words';

export function CheckGroups({ run, only }: { readonly run: WholeRun; readonly only: boolean }): ReactNode {
  const groups = Object.entries(run.groups)
    .map(([key, zh]) => ({ key, zh, checks: run.checks.filter((c) => c.group === key && (!only || c.wrong > 0)) }))
    .filter((g) => g.checks.length > 0);
  if (only && groups.length === 0) return <Empty title={words.noWrong} />;
  return (
    <div className="hc-health-groups" aria-label={words.checks} role="group">
      {groups.map((g) => (
        <section key={g.key} aria-label={g.zh}>
          <h2>{g.zh}</h2>
          <ul>
            {g.checks.map((c) => (
              <CheckRow key={c.name} check={c} />
            ))}
          </ul>
        </section>
      ))}
    </div>
  );
}

function CheckRow({ check: c }: { readonly check: Check }): ReactNode {
  const verdict = c.wrong > 0 ? 'wrong' : c.note ? 'skipped' : 'passed';
  return (
    <li id={`check-${c.name}`} className={`hc-check-row hc-check-${verdict}`}>
      <div className="hc-check-line">
        <i aria-hidden="true">{verdict === 'skipped' ? '–' : <Icon name={verdict === 'passed' ? 'check' : 'close'} size={14} />}</i>
        <span className="hc-hidden">{words[verdict]}：</span>
        <span>{c.zh}</span>
        {c.wrong > 0 && <b>{words.places(grouped(c.wrong, 0))}</b>}
        <small>{c.rows === 0 ? words.nothingThere : words.rows(grouped(c.rows, 0))}</small>
      </div>
      {c.note && <p className="hc-note">{c.note}</p>}
      {c.wrong > 0 && <Places check={c} />}
    </li>
  );
}

function Places({ check: c }: { readonly check: Check }): ReactNode {
  return (
    <div className="hc-places">
      <table>
        <thead>
          <tr>
            <th scope="col">{words.at}</th>
            <th scope="col">{words.what}</th>
            <th scope="col" className="hc-right">
              {words.should}
            </th>
            <th scope="col" className="hc-right">
              {words.is}
            </th>
          </tr>
        </thead>
        <tbody>
          {c.where.map((w, i) => (
            <tr key={`${w.at}${w.what}${i}`}>
              <td>
                <Place where={w} />
              </td>
              <td>{w.what}</td>
              <td className="hc-right" data-label={words.should}>
                {figure(w.should)}
              </td>
              <td className="hc-right hc-negative" data-label={words.is}>
                {figure(w.is)}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {c.where.length < c.wrong && <p className="hc-note">{words.shown(c.where.length, grouped(c.wrong, 0))}</p>}
      <p className="hc-cure">
        <b>{words.cure}</b>
        {c.cure}
      </p>
    </div>
  );
}

/** Amounts are grouped for the eye; words stay as they are. */
const figure = (text: string): string => (/^-?\d+\.\d{2}$/.test(text) ? grouped(text, 2) : /^-?\d{4,}(\.\d+)?$/.test(text) ? grouped(text, 0, 6) : text);

const Place = ({ where: w }: { readonly where: Where }): ReactNode =>
  w.href ? (
    <A className="hc-link" href={w.href}>
      {w.at}
    </A>
  ) : (
    w.at
  );
