// What stands on a card: of a document its state, partner, amount and first lines; of a record its facts and where it stands; of a voucher its entries.
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { get } from '../api/client';
import type { DocState, Labels, Meta, Values, Voucher } from '../api/types';
import { fieldOf, recordOf, useMeta, viewOf } from '../app/meta';
import { valueText } from '../app/values';
import { t } from '../i18n';
import { stamp } from '../lib/days';
import { isNegative, isZero, money, qty } from '../lib/figures';
import { StateTag, Tag } from '../ui/bits';
import { A } from '../ui/link';
import type { Spot } from './spot';

type DocumentCard = {
  readonly id: string;
  readonly type: string;
  readonly zh: string;
  readonly number: string;
  readonly state: DocState;
  readonly day: string;
  readonly total: string | null;
  readonly reverses: string | null;
  readonly party: { readonly name: string } | null;
  readonly warehouse: string | null;
  readonly maker: string | null;
  readonly approver: string | null;
  readonly approvedAt: string | null;
  readonly count: number;
  readonly lines: readonly { readonly what: string | null; readonly qty: string | null; readonly unit: string | null; readonly amount: string | null }[];
  readonly vouchers: readonly { readonly id: string; readonly number: string }[];
};
type RecordCard = {
  readonly type: string;
  readonly zh: string;
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly active: boolean;
  readonly data: Values;
  readonly labels: Labels;
  readonly stock: readonly { readonly warehouse: string; readonly onHand: string; readonly allocated: string; readonly onHold: string; readonly promise: string }[];
  readonly debts: readonly { readonly side: 'receivable' | 'payable'; readonly open: string; readonly overdue: string; readonly since: string | null }[];
  readonly balance: string | null;
};
export type Card =
  | { readonly kind: 'documents'; readonly body: DocumentCard }
  | { readonly kind: 'records'; readonly body: RecordCard }
  | { readonly kind: 'vouchers'; readonly body: Voucher };

/** The card of a spot once the server has told it; nothing for what one may not see. */
export function useCard({ kind, type, key }: Spot): { readonly card: Card | null; readonly name: string } {
  const query = useQuery({
    queryKey: ['peek', kind, type, key],
    staleTime: 15_000,
    retry: false,
    queryFn: async ({ signal }) => ({ kind, body: await get(kind === 'vouchers' ? `/api/vouchers/${key}` : `/api/peek/${kind}/${type}/${key}`, {}, signal) }) as Card,
  });
  const card = query.data ?? null;
  return { card, name: card ? (card.kind === 'records' ? card.body.name : card.body.number) : '' };
}

export function CardBody({ card }: { readonly card: Card }): ReactNode {
  return card.kind === 'documents' ? <OfDocument card={card.body} /> : card.kind === 'records' ? <OfRecord card={card.body} /> : <OfVoucher card={card.body} />;
}

type Fact = readonly [zh: string, value: ReactNode];
function Facts({ facts }: { readonly facts: readonly Fact[] }): ReactNode {
  return (
    <dl>
      {facts.map(([zh, value]) => (
        <div key={zh}>
          <dt>{zh}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function OfDocument({ card: d }: { readonly card: DocumentCard }): ReactNode {
  const partner = [d.party?.name, d.warehouse].filter(Boolean).join(' · ');
  return (
    <>
      <header>
        <span>{d.zh}</span>
        <strong>{d.number}</strong>
        <StateTag state={d.state} />
        {d.reverses && <Tag tone="bad">{t('redDocument')}</Tag>}
      </header>
      <p className="hc-peek-main">
        <span>{partner || d.day}</span>
        {d.total !== null && !isZero(d.total) && <b className={isNegative(d.total) ? 'hc-negative' : ''}>¥{money(d.total)}</b>}
      </p>
      {d.lines.length > 0 && (
        <table>
          <tbody>
            {d.lines.map((l, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the first lines of a card are told apart by their place
              <tr key={i}>
                <td>{l.what ?? t('rowN', { n: i + 1 })}</td>
                <td>{l.qty && `${qty(l.qty)} ${l.unit ?? ''}`}</td>
                <td>{l.amount && money(l.amount)}</td>
              </tr>
            ))}
          </tbody>
          {d.count > d.lines.length && (
            <tfoot>
              <tr>
                <td colSpan={3}>{t('peekRest', { n: d.count })}</td>
              </tr>
            </tfoot>
          )}
        </table>
      )}
      <p className="hc-peek-signs">
        {d.day} · {d.maker ?? '—'} → {d.approvedAt ? `${d.approver ?? '—'} ${stamp(d.approvedAt).slice(5)}` : t('notSigned')}
      </p>
      <footer>
        <A href={`/documents/${d.type}/${d.id}`} data-peek={undefined}>
          {t('open')}
        </A>
        <A href={`/documents/${d.type}/${d.id}/chain`}>{t('chain')}</A>
        {d.vouchers.map((v) => (
          <A key={v.id} href={`/vouchers/${v.id}`} data-peek={undefined}>
            {v.number}
          </A>
        ))}
      </footer>
    </>
  );
}

const MOST_FACTS = 6;
/** The fields of its list that say something, then others worth a glance. */
function factsOf(meta: Meta, card: RecordCard): readonly Fact[] {
  const def = recordOf(meta, card.type);
  if (!def) return [];
  const names = [...def.list, ...def.fields.filter((f) => /^(phone|contact|creditLimit|creditDays|minQty|salePrice|address|keeper)$/.test(f.name)).map((f) => f.name)];
  return [...new Set(names)]
    .flatMap((name): Fact[] => {
      const f = fieldOf(def.fields, name);
      const text = f ? valueText(f, card.data[name], card.labels) : '';
      return f && text !== '' && f.kind !== 'list' ? [[f.zh, text]] : [];
    })
    .slice(0, MOST_FACTS);
}

function OfRecord({ card: r }: { readonly card: RecordCard }): ReactNode {
  const meta = useMeta();
  const links: readonly (readonly [string, string, string])[] = [
    ['item', 'stock-ledger', `item=${r.id}`],
    ['customer', 'party-statement', `customer=${r.id}`],
    ['supplier', 'party-statement', `supplier=${r.id}`],
    ['account', 'account-ledger', `account=${r.code}`],
  ];
  return (
    <>
      <header>
        <span>{r.zh}</span>
        <strong>{r.name}</strong>
        <small>{r.code}</small>
        {!r.active && <Tag tone="warn">{t('disabled')}</Tag>}
      </header>
      <Facts facts={[...factsOf(meta, r), ...(r.balance === null ? [] : [[t('peekBalance'), `${money(r.balance)}`] as const])]} />
      {r.debts.length > 0 && (
        <Facts
          facts={r.debts.map(
            (d): Fact => [
              t(d.side),
              <>
                ¥{money(d.open)}
                {!isZero(d.overdue) && <em>{t('peekOverdue', { sum: money(d.overdue), since: d.since ?? '' })}</em>}
              </>,
            ],
          )}
        />
      )}
      {r.stock.length > 0 && <Stock rows={r.stock} />}
      <footer>
        <A href={`/records/${r.type}/${r.id}`} data-peek={undefined}>
          {t('open')}
        </A>
        {links.map(([type, name, query]) => {
          const view = r.type === type ? viewOf(meta, name) : undefined;
          return view ? (
            <A key={name} href={`/views/${name}?${query}`}>
              {view.zh}
            </A>
          ) : null;
        })}
      </footer>
    </>
  );
}

function Stock({ rows }: { readonly rows: RecordCard['stock'] }): ReactNode {
  return (
    <table>
      <thead>
        <tr>
          {(['warehouse', 'stock.onHand', 'stock.allocated', 'stock.onHold', 'stock.promise'] as const).map((word) => (
            <th key={word} scope="col">
              {t(word)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((s) => (
          <tr key={s.warehouse}>
            <td>{s.warehouse}</td>
            <td>{qty(s.onHand)}</td>
            <td>{qty(s.allocated)}</td>
            <td>{qty(s.onHold)}</td>
            <td>
              <b>{qty(s.promise)}</b>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

const MOST_ENTRIES = 8;
function OfVoucher({ card: v }: { readonly card: Voucher }): ReactNode {
  return (
    <>
      <header>
        <span>{t('voucherTitle')}</span>
        <strong>{v.number}</strong>
        <small>{v.day}</small>
        {v.reverses && <Tag tone="bad">{t('redVoucher')}</Tag>}
      </header>
      <table>
        <tbody>
          {v.lines.slice(0, MOST_ENTRIES).map((l, i) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: entries of a voucher are told apart by their place
            <tr key={i}>
              <td className={isZero(l.debit) ? 'hc-peek-credit' : ''}>
                {t(isZero(l.debit) ? 'creditShort' : 'debitShort')} {l.account} {l.accountName}
              </td>
              <td />
              <td>{money(isZero(l.debit) ? l.credit : l.debit)}</td>
            </tr>
          ))}
        </tbody>
        {v.lines.length > MOST_ENTRIES && (
          <tfoot>
            <tr>
              <td colSpan={3}>{t('peekRest', { n: v.lines.length })}</td>
            </tr>
          </tfoot>
        )}
      </table>
      <footer>
        <A href={`/vouchers/${v.id}`} data-peek={undefined}>
          {t('open')}
        </A>
        {v.document && (
          <A href={`/documents/${v.document.type}/${v.document.id}`} data-peek={undefined}>
            {v.document.zh} {v.document.number}
          </A>
        )}
      </footer>
    </>
  );
}
