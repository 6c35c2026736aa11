// Goods that wait on an account of their own after they were issued — at a consignee, in use — and have gone on from there in part: what they turn out to have
// cost follows them, or it would lie on that account for ever.
import type { Facts } from '#kernel/facts';
import { divideHalfUp } from '#kernel/money';
import type { Snapshot } from '#kernel/ports';
import type { Change } from './recost.ts';

/** Where goods wait, which document takes them on from there, and where their cost goes: to the account its head names, else to that of the role. */
const WAITING = [
  { at: 'inventory.consignedOut', by: 'consignment-settlement', to: 'cogs.main' },
  { at: 'turnover.inUse', by: 'turnover-scrap', to: 'expense.admin' },
] as const;

/** `amount` (分) of a change that goes on to `account`; positive when the goods cost more. */
export type Passed = { readonly account: string; readonly amount: bigint };
type Taken = { readonly doc: string; readonly line: number; readonly qty: string; readonly whole: string; readonly account: string | null };

/** The changes, and what of each goes on. Reads nothing where no goods wait. */
export async function passedOn(snapshot: Snapshot, changes: readonly Change[], facts: Facts): Promise<readonly Change[]> {
  const shares = new Map<string, readonly (Taken & { readonly account: string })[]>();
  for (const { at, by, to } of WAITING) {
    const account = facts.accounts[at];
    const docs = new Set<string>();
    if (account !== undefined) for (const c of changes) if (c.row.against === account) docs.add(c.row.doc);
    if (docs.size === 0) continue;
    const taken = await snapshot.query<Taken>(
      `select l.source_doc as doc, l.source_line as line, sum(l.base_qty)::text as qty, o.base_qty::text as whole, r.code as account
        from books.document_line l join books.document d on d.org_id = l.org_id and d.id = l.doc_id and d.type = $2 and d.state in ('posted', 'closed', 'reversed')
        join books.document_line o on o.org_id = l.org_id and o.doc_id = l.source_doc and o.line_no = l.source_line
        left join books.record r on r.org_id = d.org_id and r.id = (d.head->>'account')::uuid
        where l.org_id = books.org() and l.source_doc = any ($1::uuid[]) group by 1, 2, 4, 5 having sum(l.base_qty) <> 0 order by 1, 2, 5`,
      [[...docs], by],
    );
    for (const t of taken) {
      const key = `${t.doc}/${t.line}`;
      shares.set(key, [...(shares.get(key) ?? []), { ...t, account: t.account ?? facts.accounts[to] ?? '' }]);
    }
  }
  if (shares.size === 0) return changes;
  return changes.map((c) => {
    const mine = shares.get(`${c.row.doc}/${c.row.line}`);
    return mine ? { ...c, passed: mine.map((t): Passed => ({ account: t.account, amount: divideHalfUp(-c.amount * BigInt(t.qty), BigInt(t.whole)) })) } : c;
  });
}
