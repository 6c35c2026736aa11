// The bar of totals under the lines: lines, quantity, net and tax small, what is to be paid large.
import { memo, type ReactNode } from 'react';
import type { DocMeta } from '../api/types';
import { t } from '../i18n';
import { money, qty, sum } from '../lib/figures';
import type { LineRow } from './doc-values';

export const Totals = memo(TotalsBar);

function TotalsBar({ def, rows }: { readonly def: DocMeta; readonly rows: readonly LineRow[]; readonly busy: boolean }): ReactNode {
  const field = (name: string) => def.line.find((f) => f.name === name);
  const of = (name: string): string => sum(rows.map((row) => row[name]));
  const main = field('gross') ?? field('amount');
  const small = (['net', 'tax'] as const).flatMap((name) => field(name) ?? []);
  return (
    <footer className="hc-totals" aria-label={t('totals')}>
      <span>
        {t('rowsShort')} <b>{rows.length}</b>
      </span>
      {field('qty') && (
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
