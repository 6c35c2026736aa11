// The right side of the workbench: one received line against its order, draft bills of the supplier, and other receipts of the same goods.
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { get } from '../api/client';
import { compare, money, price, qty } from '../lib/figures';
import { Tag } from '../ui/bits';
import { Button } from '../ui/button';
import { A } from '../ui/link';
import { keyOfLine, type Receipt, shown } from './matching';
import { words } from './words';

type Draft = { readonly id: string; readonly number: string | null; readonly day: string; readonly total?: string };
type Props = { readonly row: Receipt; readonly others: readonly Receipt[]; readonly picked: ReadonlySet<string>; readonly onPick: (row: Receipt) => void };

export function Candidates({ row, others, picked, onPick }: Props): ReactNode {
  const drafts = useQuery({
    queryKey: ['documents', 'purchase-invoice', 'drafts', row.partyId],
    queryFn: ({ signal }) => get<{ rows: readonly Draft[] }>('/api/documents/purchase-invoice', { party: row.partyId, state: 'draft', limit: 20 }, signal),
  });
  return (
    <div className="hc-match-candidates">
      <header>
        <strong>{shown(row['item'])}</strong>
        <PriceTag row={row} />
      </header>
      <Sides row={row} />
      <h3>{words.same}</h3>
      {(drafts.data?.rows ?? []).length === 0 ? (
        <p className="hc-note">{words.noDraft}</p>
      ) : (
        <ul>
          {(drafts.data?.rows ?? []).map((d) => (
            <li key={d.id}>
              <A className="hc-link" href={`/documents/purchase-invoice/${d.id}`}>
                {d.number}
              </A>
              <span>{d.day}</span>
              <span className="hc-match-sum">{money(d.total)}</span>
            </li>
          ))}
        </ul>
      )}
      <Others others={others} picked={picked} onPick={onPick} />
    </div>
  );
}

const agreedWith = (row: Receipt): boolean | null => ((row['agreed'] ?? null) === null ? null : compare(row['agreed'], row['price']) === 0);

function PriceTag({ row }: { readonly row: Receipt }): ReactNode {
  const same = agreedWith(row);
  return same === null ? <Tag>{words.unordered}</Tag> : <Tag tone={same ? 'ok' : 'warn'}>{same ? words.agrees : words.differs}</Tag>;
}

/** Order, receipt and bill side by side. */
function Sides({ row }: { readonly row: Receipt }): ReactNode {
  const agreed = row['agreed'] ?? null;
  return (
    <table className="hc-match-sides">
      <thead>
        <tr>
          <th scope="col" />
          <th scope="col">{words.order}</th>
          <th scope="col">{words.receipt}</th>
          <th scope="col">{words.bill}</th>
        </tr>
      </thead>
      <tbody>
        <tr>
          <th scope="row">{words.number}</th>
          <td>{shown(row['order']) || '—'}</td>
          <td>{shown(row['number'])}</td>
          <td>—</td>
        </tr>
        <tr>
          <th scope="row">{words.qty}</th>
          <td>—</td>
          <td>{qty(row['qty'])}</td>
          <td>{words.toBill(qty(row['left']))}</td>
        </tr>
        <tr>
          <th scope="row">{words.price}</th>
          <td>{agreed === null ? '—' : price(agreed)}</td>
          <td className={agreedWith(row) === false ? 'hc-match-off' : undefined}>{price(row['price'])}</td>
          <td>—</td>
        </tr>
        <tr>
          <th scope="row">{words.amount}</th>
          <td>—</td>
          <td>{money(row['gross'])}</td>
          <td>—</td>
        </tr>
      </tbody>
    </table>
  );
}

function Others({ others, picked, onPick }: Omit<Props, 'row'>): ReactNode {
  if (others.length === 0) return null;
  return (
    <>
      <h3>{words.others}</h3>
      <ul>
        {others.map((o) => (
          <li key={keyOfLine(o)}>
            <A className="hc-link" href={`/documents/goods-receipt/${o.docId}`}>
              {shown(o['number'])}
            </A>
            <span>
              {qty(o['unitQty'])} {shown(o['unit'])} × {price(o['price'])}
            </span>
            <span className="hc-match-sum">{money(o['gross'])}</span>
            {!picked.has(keyOfLine(o)) && (
              <Button kind="quiet" onClick={() => onPick(o)}>
                {words.billToo}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </>
  );
}
