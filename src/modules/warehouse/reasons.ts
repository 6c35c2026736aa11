// What a reason code says: which account stands opposite, and whether input VAT goes back (增值税法 §22, facts/china.md I3).
import type { Facts, ItemFacts } from '#kernel/facts';
import { divideHalfUp, type Fen, fen, NO_FEN } from '#kernel/money';
import type { Complaint, RefusalTable } from '#kernel/refusal';

export type Use = 'loss' | 'other-out' | 'other-in' | 'count' | 'return';
export type Reason = { readonly name: string; readonly account: string | null; readonly transferInput: boolean; readonly use: Use };

const USE_ZH: Readonly<Record<Use, string>> = { loss: '报损', 'other-out': '其他出库', 'other-in': '其他入库', count: '盘点差异', return: '退货' };

export const REASON_REFUSALS = {
  'reason-other-use': { http: 422, retry: 'never', zh: '“{reason}”是“{have}”的原因，这里需要“{want}”的原因，请换一个' },
} as const satisfies RefusalTable;

/** The reason of an id, null when none is named. The pen has checked that the id is a reason. */
export function reasonOf(id: string | null, facts: Facts): Reason | null {
  const record = id ? facts.records[id] : undefined;
  if (!record) return null;
  const data = record.data as { use?: Use; account?: string | null; transferInput?: boolean };
  return { name: record.name, use: data.use ?? 'loss', account: data.account || null, transferInput: data.transferInput === true };
}

/** A complaint when the reason is for another kind of document. */
export function checkUse(id: string | null, uses: readonly Use[], at: { readonly path: string; readonly facts: Facts }): Complaint | null {
  const reason = reasonOf(id, at.facts);
  if (!reason || uses.includes(reason.use)) return null;
  return { refused: 'reason-other-use', path: at.path, with: { reason: reason.name, have: USE_ZH[reason.use], want: uses.map((u) => USE_ZH[u]).join('、') } };
}

/** Input VAT that goes back with lost goods: cost × the item's rate; only when the reason says so and the company deducts input VAT at all. */
export const transferredTax = (cost: Fen, item: ItemFacts, about: { readonly reason: Reason | null; readonly facts: Facts }): Fen =>
  about.reason?.transferInput && about.facts.org.vat === 'general' ? fen(divideHalfUp(cost * item.taxRate, 1_000_000n)) : NO_FEN;
