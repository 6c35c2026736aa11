// The body of a 记账凭证: 摘要, 科目, 借方, 贷方, and the sum in words.
import type { ReactNode } from 'react';
import type { VoucherLine } from '../api/types';
import { t } from '../i18n';
import { capital, isNegative, isZero, money, sum } from '../lib/figures';
import { Said } from '../peek/said';
import { A } from '../ui/link';
import './voucher.css';

const side = (text: string): ReactNode => (isZero(text) ? '' : <span className={isNegative(text) ? 'hc-negative' : ''}>{money(text)}</span>);

/** Auxiliary names of a line; ids nobody resolved are not for reading. */
const auxOf = (l: VoucherLine): readonly string[] =>
  ['party', 'item', 'department', 'project', 'employee', 'wallet'].map((k) => l[k]).filter((v): v is string => typeof v === 'string' && v !== '' && !/^[0-9a-f]{8}-/.test(v));

const WIDTHS = (
  <colgroup>
    <col style={{ width: '34%' }} />
    <col style={{ width: '34%' }} />
    <col />
    <col />
  </colgroup>
);

export function VoucherTable({ lines, accountHref }: { readonly lines: readonly VoucherLine[]; readonly accountHref?: (account: string) => string }): ReactNode {
  const [debit, credit] = [sum(lines.map((l) => l.debit)), sum(lines.map((l) => l.credit))];
  return (
    <table className="hc-voucher-table">
      {WIDTHS}
      <thead>
        <tr>
          <th scope="col">{t('summary')}</th>
          <th scope="col">{t('accountColumn')}</th>
          <th scope="col" className="hc-right">
            {t('debit')}
          </th>
          <th scope="col" className="hc-right">
            {t('credit')}
          </th>
        </tr>
      </thead>
      <tbody>
        {lines.map((l, i) => {
          const aux = auxOf(l);
          const name = (
            <>
              <b>{l.account}</b> {l.accountName ?? l.name}
            </>
          );
          // biome-ignore lint/suspicious/noArrayIndexKey: lines of a voucher are told apart by their place
          return (
            <tr key={i}>
              <td>
                <Said text={l.summary} />
              </td>
              <td>
                {accountHref ? (
                  <A className="hc-link" href={accountHref(l.account)}>
                    {name}
                  </A>
                ) : (
                  name
                )}
                {aux.length > 0 && <small>{aux.join(' · ')}</small>}
              </td>
              <td className="hc-right">{side(l.debit)}</td>
              <td className="hc-right">{side(l.credit)}</td>
            </tr>
          );
        })}
      </tbody>
      <tfoot>
        <tr>
          <td colSpan={2}>
            <span>{t('sum')}</span> {capital(debit)}
          </td>
          <td className="hc-right">{money(debit)}</td>
          <td className="hc-right">{money(credit)}</td>
        </tr>
      </tfoot>
    </table>
  );
}
