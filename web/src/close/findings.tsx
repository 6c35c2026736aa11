// The check list: what must be done first, what to mind, what to know; what is in order is folded to one line, on paper unfolded. Every finding leads to its cure.
import { useState, type KeyboardEvent, type ReactNode } from 'react';
import { usePrinting } from '../app/media';
import { Icon, type IconName } from '../ui/icon';
import { A } from '../ui/link';
import { type Finding, spoken, type Tone } from './close';
import { words } from './words';

const GROUPS: readonly { readonly tone: Tone; readonly zh: string; readonly icon: IconName }[] = [
  { tone: 'block', zh: words.mustDo, icon: 'close' },
  { tone: 'warn', zh: words.mind, icon: 'warn' },
  { tone: 'info', zh: words.know, icon: 'eye' },
];

/** Up and down move between the rows, as in every list of the house. */
function onArrow(event: KeyboardEvent<HTMLElement>): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (step === 0) return;
  const rows = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-row]')];
  const next = rows[rows.indexOf(document.activeElement as HTMLElement) + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

export function Findings({ findings }: { readonly findings: readonly Finding[] }): ReactNode {
  const [chosen, setAll] = useState(false);
  const all = usePrinting() || chosen;
  const passed = findings.filter((f) => f.tone === 'ok');
  return (
    <section className="hc-findings" aria-label={words.checks} onKeyDown={onArrow}>
      <h2>{words.checks}</h2>
      {GROUPS.map(({ tone, zh, icon }) => {
        const rows = findings.filter((f) => f.tone === tone);
        return (
          rows.length > 0 && (
            <div key={tone} className="hc-finding-group">
              <h3>{zh}</h3>
              <ul>
                {rows.map((f) => (
                  <Row key={f.name} finding={f} icon={icon} openFirst={tone === 'block'} />
                ))}
              </ul>
            </div>
          )
        );
      })}
      {passed.length > 0 && (
        <div className="hc-finding-group">
          <button type="button" className="hc-passed" data-row aria-expanded={all} onClick={() => setAll(!all)}>
            <i aria-hidden="true">
              <Icon name="check" size={13} />
            </i>
            {words.passed(passed.length)}
            <Icon name={all ? 'up' : 'down'} size={12} />
          </button>
          {all && (
            <ul>
              {passed.map((f) => (
                <Row key={f.name} finding={f} icon="check" openFirst={false} />
              ))}
            </ul>
          )}
        </div>
      )}
    </section>
  );
}

function Row({ finding: f, icon, openFirst }: { readonly finding: Finding; readonly icon: IconName; readonly openFirst: boolean }): ReactNode {
  const [chosen, setOpen] = useState(openFirst);
  const open = usePrinting() || chosen;
  const folds = f.items.length > 0;
  const inside = (
    <>
      <i aria-hidden="true">
        <Icon name={icon} size={13} />
      </i>
      <span className="hc-finding-text">
        <strong>{f.zh}</strong>
        <span>{spoken(f.said)}</span>
      </span>
      {folds && <Icon name={open ? 'up' : 'down'} size={12} />}
    </>
  );
  return (
    <li className={`hc-finding hc-finding-${f.tone}`}>
      <div className="hc-finding-line">
        {folds ? (
          <button type="button" data-row aria-expanded={open} onClick={() => setOpen(!open)}>
            {inside}
          </button>
        ) : (
          <div data-row tabIndex={0} role="group" aria-label={`${f.zh}：${f.said}`}>
            {inside}
          </div>
        )}
        {f.href && (
          <A className="hc-link" href={f.href} aria-label={`${words.go}${f.zh}`}>
            {words.go}
          </A>
        )}
      </div>
      {folds && open && (
        <ul className="hc-finding-items">
          {f.items.map((item) => (
            <li key={`${item.text}${item.href ?? ''}`}>
              {item.href ? (
                <A className="hc-link" href={item.href}>
                  {item.text}
                </A>
              ) : (
                <span>{item.text}</span>
              )}
              {item.note && <small>{spoken(item.note)}</small>}
            </li>
          ))}
          {f.count > f.items.length && <li className="hc-note">{words.more(f.items.length, f.count)}</li>}
        </ul>
      )}
    </li>
  );
}
