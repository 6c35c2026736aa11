// The tables of an effect: by item, document by document, and counts whose differences follow. The same on the screen (links, lists that scroll) and on paper (all of it).
import type { ReactNode } from 'react';
import type { Effect } from '../api/effect';
import { t } from '../i18n';
import { grouped, isNegative, money } from '../lib/figures';
import { A } from '../ui/link';

type Line = Effect['largest'][number];
type Column<R> = { readonly title: string; readonly right?: true; readonly cell: (row: R) => ReactNode };

/** Rows as a table under a title; on the screen it scrolls, by keyboard too, when it is long. */
function List<R>({
  title,
  rows,
  keyOf,
  columns,
  note,
}: {
  readonly title: string;
  readonly rows: readonly R[];
  readonly keyOf: (row: R) => string;
  readonly columns: readonly Column<R>[];
  readonly note?: string | null;
}): ReactNode {
  return (
    <section>
      <h3>{title}</h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a list that scrolls is reached by keyboard */}
      <div className="hc-effect-list" tabIndex={0} role="region" aria-label={title}>
        <table>
          <thead>
            <tr>
              {columns.map((c) => (
                <th key={c.title} scope="col" className={c.right ? 'hc-right' : ''}>
                  {c.title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={keyOf(row)}>
                {columns.map((c) => (
                  <td key={c.title} className={c.right ? 'hc-right' : ''}>
                    {c.cell(row)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {note && <p className="hc-note">{note}</p>}
    </section>
  );
}

const Amount = ({ of }: { readonly of: string }): ReactNode => <span className={isNegative(of) ? 'hc-negative' : ''}>{money(of)}</span>;

const Doc = ({ of }: { readonly of: Line }): ReactNode =>
  of.type ? (
    <A className="hc-link" href={`/documents/${of.type}/${of.id}`} target="_blank">
      {of.zh} {of.number}
    </A>
  ) : (
    of.number
  );

const documentColumns = (): readonly Column<Line>[] => [
  { title: t('effectDay'), cell: (l) => l.day },
  { title: t('effectDoc'), cell: (l) => <Doc of={l} /> },
  { title: t('effectItem'), cell: (l) => l.item },
];

export function EffectLists({ effect }: { readonly effect: Effect }): ReactNode {
  const { items, largest, entries, counts } = effect;
  const amount = { title: t('effectAmount'), right: true as const, cell: (r: { readonly amount: string }) => <Amount of={r.amount} /> };
  return (
    <>
      {items.length > 0 && (
        <List
          title={t('effectItems')}
          rows={items}
          keyOf={(i) => i.item}
          columns={[{ title: t('effectItem'), cell: (i) => i.name }, { title: t('effectDocuments'), right: true, cell: (i) => grouped(String(i.documents), 0) }, amount]}
        />
      )}
      {largest.length > 0 && (
        <List
          title={t('effectLargest')}
          rows={largest}
          keyOf={(l) => `${l.id}${l.item}`}
          columns={[...documentColumns(), amount]}
          note={entries > largest.length ? t('effectFirst', { shown: largest.length, all: entries }) : null}
        />
      )}
      {counts.length > 0 && (
        <List
          title={t('effectCounts')}
          rows={counts}
          keyOf={(c) => `${c.id}${c.item}${c.qty}`}
          columns={
            [...documentColumns(), { title: t('effectCountQty'), right: true, cell: (c) => `${isNegative(c.qty) ? '' : '+'}${c.qty}` }, amount] as readonly Column<
              Effect['counts'][number]
            >[]
          }
        />
      )}
    </>
  );
}
