// Account ids by code, for tests that write voucher lines.
import type { SmallCompany } from '#testing';

export const accountIds = async (co: SmallCompany): Promise<Record<string, string>> =>
  Object.fromEntries((await co.rows<{ code: string; id: string }>(`select code, id from books.record where type = 'account'`)).map((r) => [r.code, r.id]));

/** [account, debit, credit] → a posted 记账凭证. */
export type Entry = readonly [code: string, debit: string, credit: string, extra?: Readonly<Record<string, unknown>>];
export async function bookVoucher(co: SmallCompany, day: string, entries: readonly Entry[], head: Readonly<Record<string, unknown>> = {}): Promise<{ id: string; number: string }> {
  const ids = await accountIds(co);
  const lines = entries.map(([code, debit, credit, extra]) => ({ summary: '测试', account: ids[code], ...(debit ? { debit } : {}), ...(credit ? { credit } : {}), ...extra }));
  return co.must({ type: 'journal-voucher', command: 'approve', body: { day, head, lines } });
}
