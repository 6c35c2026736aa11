// The bar of totals under the lines: lines, quantity, net and tax small, what is to be paid large.
import { memo, useMemo, type ReactNode } from 'react';
import type { DocMeta } from '../api/types';
import { t } from '../i18n';
import { amountOf, createSums, isUsed, sumText, type Column } from '../grid';
import { money, qty } from '../lib/figures';
import type { LineRow } from './doc-values';

type Props = { readonly def: DocMeta; readonly columns: readonly Column<LineRow>[]; readonly rows: readonly LineRow[] };
/** Not a field: how many lines are in use. */
const COUNT = '#';

/** Adds up only the lines that have changed, so that the figures are painted together with the key that moved them. */
export const Totals = memo(({ def, columns, rows }: Props): ReactNode => {
  const sumsOf = useMemo(() => {
    const fields = def.line.filter((f) => f.kind === 'qty' || f.kind === 'money').map((f) => f.name);
    return createSums<LineRow>([COUNT, ...fields], (row, key) => (!isUsed(columns, row) ? 0n : key === COUNT ? 1n : amountOf(row, key)));
  }, [def, columns]);
  return <TotalsBar def={def} sums={sumsOf(rows)} />;
});
Totals.displayName = 'Totals';

const TotalsBar = memo(TotalsFigures);

function TotalsFigures({ def, sums }: { readonly def: DocMeta; readonly sums: ReadonlyMap<string, bigint> }): ReactNode {
  const field = (name: string) => def.line.find((f) => f.name === name);
  const of = (name: string): string => sumText(sums.get(name) ?? 0n);
  const main = field('gross') ?? field('amount');
  const small = (['net', 'tax'] as const).flatMap((name) => field(name) ?? []);
  return (
    <footer className="hc-totals" aria-label={t('totals')}>
      <span>
        {t('rowsShort')} <b>{String(sums.get(COUNT) ?? 0n)}</b>
      </span>
      {/* Materials in different units, or a quantity that only follows from a decision, are no sum; the screen says so. */}
      {def.screen.sums.includes('qty') && (
        <span>
          {t('qtySum')} <b>{qty(of('qty'))}</b>
        </span>
      )}
      {!main &&
        def.line
          .filter((f) => f.kind === 'money' && def.screen.sums.includes(f.name))
          .map((f) => (
            <span key={f.name} className="hc-total">
              {f.zh} <b>¥{money(of(f.name))}</b>
            </span>
          ))}
      {main &&
        small.map((f) => (
          <span key={f.name}>
            {f.zh} <b>{money(of(f.name))}</b>
          </span>
        ))}
      {main && (
        <span className="hc-total">
          {main.zh} <b>¥{money(of(main.name))}</b>
        </span>
      )}
    </footer>
  );
}
