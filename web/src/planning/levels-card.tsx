// 库存水位 of one item: the three numbers warehouse by warehouse, each with its sentence and the static formula beside it. Shown on the item's page and beside a suggestion.
import type { ReactNode } from 'react';
import { holds, useMeta } from '../app/meta';
import { qty } from '../lib/figures';
import { Tag, Waiting } from '../ui/bits';
import { ItemTerms } from './levels-item';
import { type LevelRow, useLevels } from './suggestions';
import { words } from './suggestions-words';
import './levels.css';

/** For the item's page: nothing where there is no right or no level. */
export function ItemLevels({ item }: { readonly item: string }): ReactNode {
  return holds(useMeta(), 'stock.view') ? <LevelsCard item={item} quiet /> : null;
}

export function LevelsCard({ item, quiet = false }: { readonly item: string; readonly quiet?: boolean }): ReactNode {
  const levels = useLevels(item);
  if (levels.isError || (quiet && !levels.data?.length)) return null;
  if (!levels.data) return <Waiting lines={4} />;
  return (
    <section className="hc-levels" aria-label={words.levels}>
      <h2>{words.levels}</h2>
      {levels.data.length === 0 && <p className="hc-note">{words.noLevels}</p>}
      {levels.data.map((row) => (
        <Level key={row.warehouse} row={row} />
      ))}
      {levels.data[0] && <ItemTerms item={item} unit={levels.data[0].unit} />}
    </section>
  );
}

function Level({ row }: { readonly row: LevelRow }): ReactNode {
  const numbers = [
    [row.safety, row.staticSafety],
    [row.reorder, row.staticReorder],
    [row.target, row.staticTarget],
  ] as const;
  const { facts } = row;
  const said = [
    words.fill(row.fill),
    words.leadSeen(String(Math.round(facts.lead.mean * 10) / 10), facts.lead.p90, facts.lead.seen),
    words.review(facts.review),
    ...(facts.life === null ? [] : [words.life(facts.life)]),
    ...(facts.feeds.length > 0 ? [words.feeds(facts.feeds.length)] : []),
    words.cover2(facts.cover),
  ];
  return (
    <article>
      <header>
        <h3>{row.place}</h3>
        <Tag>{words.grade(row.abc)}</Tag>
        <span className="hc-note">{row.supplierName ?? row.fromName ?? ''}</span>
      </header>
      <dl className="hc-three">
        {numbers.map(([value, formula], i) => (
          <div key={words.levelNames[i]}>
            <dt>{words.levelNames[i]}</dt>
            <dd>
              {round(value)}
              <small>
                {words.formula} {round(formula)}
              </small>
            </dd>
          </div>
        ))}
      </dl>
      <ul>
        {row.reasons.map((r) => (
          <li key={r}>{r}</li>
        ))}
        {facts.risk > 0 && <li>{words.late(facts.risk)}</li>}
      </ul>
      <p className="hc-note">{said.join(' · ')}</p>
    </article>
  );
}

/** Whole figures from 20 on; a third decimal of a level says nothing. */
const round = (text: string): string => {
  const n = Number(text);
  return qty(String(n >= 20 ? Math.round(n) : Math.round(n * 10) / 10));
};
