// 勾稽关系: what must be equal between the three statements, with both figures, so that a difference is seen before somebody else finds it.
import type { ReactNode } from 'react';
import { money } from './figures';
import { Icon } from '../ui/icon';
import { useRelations } from './statements';
import { words } from './words';

export function Relations({ period }: { readonly period: number }): ReactNode {
  const query = useRelations(period);
  if (!query.data) return null;
  return (
    <section className="hc-relations" aria-label={words.relations}>
      <h2>{words.relations}</h2>
      <ul>
        {query.data.map((r) => (
          <li key={r.zh} className={r.ok ? 'hc-relation-ok' : 'hc-relation-bad'}>
            <i aria-hidden="true">
              <Icon name={r.ok ? 'check' : 'close'} size={13} />
            </i>
            <span>
              {r.zh}
              {r.terms.length > 0 && <small>{r.terms.map((x) => `${x.zh} ${money(x.amount)}`).join(' ＋ ')}</small>}
            </span>
            <b>{r.ok ? money(r.left) : words.broken(money(r.left, r.right))}</b>
          </li>
        ))}
      </ul>
    </section>
  );
}
