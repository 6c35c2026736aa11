// 规则库: sentences by trade; what this company can run at once comes first, the others say what they still need.
import { useState, type ReactNode } from 'react';
import { Tag } from '../ui/bits';
import { A } from '../ui/link';
import { type Example, useLibrary } from './rules';
import { words } from './words';

export function Library(): ReactNode {
  const library = useLibrary();
  const [trade, setTrade] = useState('通用');
  if (!library.data) return null;
  const trades = [...new Set(library.data.map((x) => x.trade))];
  const shown = library.data.filter((x) => x.trade === trade);
  const ready = shown.filter((x) => x.needs.length === 0);
  return (
    <section className="hc-rule-library">
      <h2>{words.library}</h2>
      <p className="hc-note">{words.libraryText}</p>
      <div className="hc-rule-trades" role="radiogroup" aria-label={words.trade}>
        {trades.map((t) => (
          <label key={t} className="hc-chip">
            <input type="radio" name="trade" value={t} checked={t === trade} onChange={() => setTrade(t)} />
            {t}
          </label>
        ))}
      </div>
      <Shelf examples={[...ready, ...shown.filter((x) => x.needs.length > 0)]} />
    </section>
  );
}

const Shelf = ({ examples }: { readonly examples: readonly Example[] }): ReactNode => (
  <ul>
    {examples.map((x) => (
      <li key={x.name}>
        <A href={`/rules/new?text=${encodeURIComponent(x.text)}&name=${encodeURIComponent(x.name)}`}>
          <strong>
            {x.name}
            {x.needs.length > 0 && <Tag tone="warn">{words.lacking}</Tag>}
          </strong>
          <span>{x.text}</span>
          {[...x.needs, ...x.heeds.slice(0, 1)].map((need) => (
            <small key={need}>{need}</small>
          ))}
        </A>
      </li>
    ))}
  </ul>
);
