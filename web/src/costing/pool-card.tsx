// Where the cost of a pool comes from: what wants doing, how the unit cost went, the last movements, and the ways on.
import type { ReactNode } from 'react';
import type { Values } from '../api/types';
import { documentOf, recordOf, useMeta } from '../app/meta';
import { money, price, qty } from '../lib/figures';
import { Failure, Waiting } from '../ui/bits';
import { Icon } from '../ui/icon';
import { A } from '../ui/link';
import { markOf, placeOf, type Pool, text, useMovements } from './costing';
import { words } from './words';

/** Movements listed; all of them are one link away. */
const SHOWN = 8;

export function PoolCard({ pool, seesCost }: { readonly pool: Pool; readonly seesCost: boolean }): ReactNode {
  const moves = useMovements(pool);
  const rows = moves.data?.rows ?? [];
  const remark = text(pool['remark']);
  return (
    <div className="hc-pool">
      <header>
        <h2>{text(pool['name'])}</h2>
        <small>
          {text(pool['code'])} · {text(pool['methodZh'])} · {placeOf(pool)}
          {pool['layers'] ? ` · ${words.layers(text(pool['layers']))}` : ''}
        </small>
      </header>
      {remark !== '' && (
        <p className={`hc-pool-remark hc-pool-${markOf(pool).tone}`}>
          <Icon name={markOf(pool).tone === 'mute' ? 'clock' : 'warn'} size={15} />
          {remark}
        </p>
      )}
      {seesCost && (
        <dl className="hc-three">
          <Figure zh={words.unitCost} value={price(pool['unitCost']) || '—'} />
          <Figure zh={words.lastPrice} value={price(pool['lastPrice']) || '—'} />
          <Figure zh={words.value} value={money(pool['value'])} />
        </dl>
      )}
      {moves.isError ? (
        <Failure error={moves.error} retry={() => void moves.refetch()} />
      ) : !moves.data ? (
        <Waiting lines={6} />
      ) : (
        <>
          {seesCost && <Trend rows={rows} />}
          <Recent rows={rows} seesCost={seesCost} />
        </>
      )}
      <Ways item={pool.item} />
    </div>
  );
}

const Figure = ({ zh, value }: { readonly zh: string; readonly value: string }): ReactNode => (
  <div>
    <dt>{zh}</dt>
    <dd>{value}</dd>
  </div>
);

const [WIDTH, HEIGHT] = [300, 56];
/** The height of the picture is at least this share of the cost. */
const LEAST_SPAN = 0.05;
/** The unit cost after each movement as one line; only a picture, the figures stand in the list. */
function Trend({ rows }: { readonly rows: readonly Values[] }): ReactNode {
  const told = rows.map((r) => text(r['priceAfter'])).filter((x) => x !== '' && !x.startsWith('-'));
  const costs = told.map(Number);
  if (costs.length < 2) return null;
  const [least, most] = [Math.min(...costs), Math.max(...costs)];
  // A picture of nothing but rounding must look flat.
  const span = Math.max(most - least, most * LEAST_SPAN) || 1;
  const low = (least + most - span) / 2;
  const y = (cost: number): number => HEIGHT - 4 - ((cost - low) / span) * (HEIGHT - 8);
  const points = costs.map((cost, i) => `${((i / (costs.length - 1)) * WIDTH).toFixed(1)},${y(cost).toFixed(1)}`).join(' ');
  return (
    <figure>
      <figcaption>{words.trend}</figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={words.trendSpoken(price(told[0]), price(told.at(-1)))}>
        <polyline points={points} fill="none" stroke="currentColor" strokeWidth="1.5" vectorEffect="non-scaling-stroke" />
      </svg>
      <small>
        <span>{price(told[0])}</span>
        <span>{price(told.at(-1))}</span>
      </small>
    </figure>
  );
}

function Recent({ rows, seesCost }: { readonly rows: readonly Values[]; readonly seesCost: boolean }): ReactNode {
  const last = rows
    .filter((r) => r['doc'])
    .slice(-SHOWN)
    .toReversed();
  if (last.length === 0) return <p className="hc-note">{words.noRecent}</p>;
  return (
    <section>
      <h3>{words.recent}</h3>
      <ul>
        {last.map((r, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: one document may stand here several times, once for each line
          <li key={`${text(r['doc'])}${i}`} className={r['kind'] === words.correction ? 'hc-pool-corrected' : undefined}>
            <span>
              <A className="hc-link" href={`/documents/${text(r['type'])}/${text(r['doc'])}`}>
                {text(r['number'])}
              </A>
              <small>
                {text(r['day']).slice(5)} {text(r['kind'])}
                {r['kind'] === words.correction && r['about'] ? ` ${text(r['about'])}` : ''}
              </small>
            </span>
            <span className="hc-right">
              {movedText(r)}
              {seesCost && <small>{moneyText(r)}</small>}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
const movedText = (r: Values): string => (r['qtyIn'] ? `+${qty(r['qtyIn'])}` : r['qtyOut'] ? `−${qty(r['qtyOut'])}` : '');
const moneyText = (r: Values): string => (r['valueIn'] ? money(r['valueIn']) : r['valueOut'] ? money(r['valueOut']) : '');

function Ways({ item }: { readonly item: string }): ReactNode {
  const meta = useMeta();
  return (
    <nav className="hc-pool-ways" aria-label={words.detail}>
      <A className="hc-link" href={`/views/inventory-detail?item=${item}`}>
        {words.detail}
      </A>
      {documentOf(meta, 'cost-adjustment')?.may.view && (
        <A className="hc-link" href={`/documents/cost-adjustment?item=${item}`}>
          {words.adjustments}
        </A>
      )}
      {recordOf(meta, 'item')?.may.view && (
        <A className="hc-link" href={`/records/item/${item}`}>
          {words.card}
        </A>
      )}
    </nav>
  );
}
