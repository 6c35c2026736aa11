// When a 零售单 may be posted: priced lines, goods in the shop, and money that adds up.
import type { Posting } from '#kernel/decision';
import { formatFen } from '#kernel/decimal';
import type { Doc } from '#kernel/document';
import type { Facts } from '#kernel/facts';
import { type Fen, fen, sumFen } from '#kernel/money';
import { type Complaint, gather, type Refused } from '#kernel/refusal';
import { grossOf, pricesMissing } from '#kernel/trade';
import { giftOnly } from '../gift.ts';
import { chooseLots, issuesOf, wantedOf } from '../outgoing.ts';
import type { HEAD, LINE } from './document.ts';
import { postRetailSale } from './post.ts';

type Sale = Doc<typeof HEAD, typeof LINE>;
export type Payment = { readonly wallet: string; readonly amount: Fen };

export function decideRetailSale(doc: Sale, facts: Facts): Posting | Refused {
  const { warehouse } = doc.head;
  const { wanted, complaints: named } = wantedOf(doc.lines, { warehouse, reserved: {} }, facts);
  const early = gather([...pricesMissing(doc.lines, facts), giftOnly(doc.lines, facts), ...named, ...paymentProblems(doc)]);
  if (early) return early;
  const { picks, complaints } = chooseLots(wanted, facts);
  return gather(complaints) ?? postRetailSale(doc, facts, { issues: issuesOf(doc.lines, picks, { warehouse: doc.head.warehouse, facts }), payments: paymentsOf(doc) });
}

/** The payments as entered; without any, the one wallet took everything. */
function paymentsOf(doc: Sale): readonly Payment[] {
  const gross = grossOf(doc.lines);
  if (doc.head.payments.length > 0) return doc.head.payments;
  return doc.head.wallet === null || gross === 0n ? [] : [{ wallet: doc.head.wallet, amount: gross }];
}

function paymentProblems(doc: Sale): readonly (Complaint | null)[] {
  const { payments, wallet } = doc.head;
  const gross = grossOf(doc.lines);
  if (payments.length === 0) return [wallet === null && gross !== 0n ? { refused: 'wallet-needed', path: 'head.wallet' } : null];
  const paid = sumFen(payments, (p) => p.amount);
  return [
    paid === gross
      ? null
      : {
          refused: 'payments-differ',
          path: 'head.payments',
          with: { paid: formatFen(paid), gross: formatFen(gross), difference: formatFen(fen(paid > gross ? paid - gross : gross - paid)) },
        },
  ];
}
