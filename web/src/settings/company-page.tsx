// 业务设置: every choice of the company on one calm page, each with what it changes and for whom; large consequences are said first.
import { useId, useState, type ReactNode } from 'react';
import { stamp } from '../lib/days';
import { holds, useMeta } from '../app/meta';
import { Failure, Waiting } from '../ui/bits';
import { A } from '../ui/link';
import { figureText, readFigure, type Rules, type Setting, useChange, useRules, type Value, unitOf } from './company';
import { words } from './company-words';
import './company.css';

export function CompanyRules(): ReactNode {
  const query = useRules();
  const change = useChange();
  if (query.isError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  if (!query.data) return <Waiting lines={10} />;
  const { groups, may, history } = query.data;
  return (
    <div className="hc-rules">
      <div className="hc-rules-main">
        <p className="hc-note">{may.change ? words.intro : words.readOnly}</p>
        {groups.map((g) => (
          <section key={g.zh} aria-label={g.zh}>
            <h2>{g.zh}</h2>
            <ul>
              {g.settings.map((s) => (
                <Row key={s.key} setting={s} locked={!may.change || s.fixed} onChange={(value) => change(s, value)} />
              ))}
            </ul>
          </section>
        ))}
      </div>
      <Changes history={history} />
    </div>
  );
}

type RowProps = { readonly setting: Setting; readonly locked: boolean; readonly onChange: (value: Value) => Promise<boolean> };

function Row({ setting, locked, onChange }: RowProps): ReactNode {
  const id = useId();
  return (
    <li className="hc-rule">
      <div className="hc-rule-text">
        <h3 id={id}>{setting.zh}</h3>
        <p>{setting.text}</p>
        <small>{words.concerns(setting.who)}</small>
        {setting.fixed && <small className="hc-rule-fixed">{words.fixed}</small>}
      </div>
      <Control id={id} setting={setting} locked={locked} onChange={onChange} />
    </li>
  );
}

function Control({ id, setting, locked, onChange }: RowProps & { readonly id: string }): ReactNode {
  if (setting.kind === 'flag')
    return (
      <label className="hc-switch">
        <input type="checkbox" role="switch" aria-labelledby={id} checked={setting.value} disabled={locked} onChange={(event) => void onChange(event.target.checked)} />
        {setting.value ? words.on : words.off}
      </label>
    );
  if (setting.kind !== 'choice') return <FigureBox key={String(setting.value)} id={id} setting={setting} locked={locked} onChange={onChange} />;
  return (
    <div className="hc-rule-choices" role="radiogroup" aria-labelledby={id}>
      {setting.choices.map((c) => (
        <label key={c.value}>
          <input type="radio" name={id} checked={c.value === setting.value} disabled={locked} onChange={() => void onChange(c.value)} />
          <span>
            {c.zh}
            <small>{c.text}</small>
          </span>
        </label>
      ))}
    </div>
  );
}

/** A figure is written when one leaves it or presses Enter; Esc puts back what stood there. */
function FigureBox({
  id,
  setting,
  locked,
  onChange,
}: {
  readonly id: string;
  readonly setting: Extract<Setting, { kind: 'percent' | 'money' | 'count' }>;
  readonly locked: boolean;
  readonly onChange: (value: Value) => Promise<boolean>;
}): ReactNode {
  const was = figureText(setting);
  const [text, setText] = useState(was);
  const [wrong, setWrong] = useState<string | null>(null);
  const write = async (): Promise<void> => {
    const read = readFigure(setting, text.trim() === '' ? '0' : text);
    setWrong('wrong' in read ? read.wrong : null);
    if ('value' in read && !(await onChange(read.value))) setText(was);
  };
  return (
    <div className="hc-rule-figure">
      <span className={wrong ? 'hc-wrong' : undefined}>
        <input
          className="hc-input hc-input-right"
          inputMode="decimal"
          aria-labelledby={id}
          aria-invalid={wrong !== null}
          aria-describedby={wrong ? `${id}-wrong` : undefined}
          disabled={locked}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onBlur={() => void write()}
          onKeyDown={(event) => {
            if (event.key === 'Enter') event.currentTarget.blur();
            if (event.key === 'Escape') {
              setText(was);
              setWrong(null);
            }
          }}
        />
        {unitOf(setting)}
      </span>
      {wrong && (
        <span id={`${id}-wrong`} className="hc-error" role="alert">
          {wrong}
        </span>
      )}
    </div>
  );
}

/** Who changed what and why, newest first. */
function Changes({ history }: { readonly history: Rules['history'] }): ReactNode {
  const meta = useMeta();
  return (
    <aside className="hc-rules-history" aria-label={words.history}>
      <h2>{words.history}</h2>
      {history.length === 0 ? (
        <p className="hc-note">{words.noHistory}</p>
      ) : (
        <ul>
          {history.map((h) => (
            <li key={h.id}>
              {h.summary.replace(/^修改设置：/, '')}
              <small>
                {h.who} · {stamp(h.at)}
              </small>
            </li>
          ))}
        </ul>
      )}
      {holds(meta, 'audit.view') && (
        <A className="hc-link" href="/settings/audit">
          {words.all}
        </A>
      )}
    </aside>
  );
}
