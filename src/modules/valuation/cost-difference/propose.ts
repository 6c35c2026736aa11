// The month's share of 材料成本差异: 差异率 = (月初差异 + 本月差异) ÷ (月初计划成本 + 本月入库计划成本), times what was issued at standard cost, by where it went.
import { type CloseStep, makeProposed } from '#accounting';
import { formatDecimal } from '#kernel/decimal';
import type { Day, Period } from '#kernel/day';
import { divideHalfUp, fen, splitFen } from '#kernel/money';
import type { Snapshot } from '#kernel/ports';
import { isRefused } from '#kernel/refusal';

export type DifferenceBody = { readonly day: Day; readonly head: { readonly rate: string }; readonly lines: readonly Readonly<Record<string, string | null>>[] };

type Issued = { readonly account: string; readonly id: string | null; readonly department: string | null; readonly issued: string };
type Whole = { readonly difference: string; readonly shared: string; readonly left: string };

// Only items at standard cost; issues to outside the house, what came back taken off.
const ISSUED = `
  select coalesce(s.against, (select r.account from books.account_role r where r.org_id = books.org() and r.role = 'cogs.main')) as account, s.department_id as department, -sum(s.cost) as issued
  from books.stock_line s join books.record i on i.org_id = s.org_id and i.id = s.item_id and i.data->>'costMethod' = 'standard'
  where s.org_id = books.org() and s.period = $1::int and s.counter in ('customer', 'usage', 'loss', 'conversion') and (s.qty < 0 or s.basis = 'origin' or s.counter <> 'conversion') group by 1, 2 having sum(s.cost) <> 0`;

/** The document of the month, or null when nothing is to be shared. What the month shared already is taken off, so that a second run books only what is new. */
export async function proposeDifference(s: Snapshot, period: Period, day: Day): Promise<DifferenceBody | null> {
  const issued = await s.query<Issued>(
    `select x.account, a.id, x.department, x.issued::text from (${ISSUED}) x left join books.record a on a.org_id = books.org() and a.type = 'account' and a.code = x.account order by 1, 3`,
    [period],
  );
  const [whole] = await s.query<Whole>(
    `with role as (select account from books.account_role where org_id = books.org() and role = 'inventory.costDifference')
     select (select coalesce(sum(debit - credit), 0)::text from books.account_balance where org_id = books.org() and period <= $1::int and account = (select account from role)) as difference,
       (select coalesce(sum(l.credit - l.debit), 0)::text from books.voucher_line l join books.voucher v on v.org_id = l.org_id and v.id = l.voucher_id join books.document d on d.org_id = v.org_id and d.id = v.doc_id
         where l.org_id = books.org() and l.account = (select account from role) and l.period = $1::int and d.type = 'cost-difference') as shared,
       (select coalesce(sum(s.cost), 0)::text from books.stock_line s join books.record i on i.org_id = s.org_id and i.id = s.item_id and i.data->>'costMethod' = 'standard' where s.org_id = books.org() and s.period <= $1::int) as left`,
    [period],
  );
  const out = issued.reduce((sum, i) => sum + BigInt(i.issued), 0n);
  if (!whole || out <= 0n) return null;
  const [difference, left] = [BigInt(whole.difference) + BigInt(whole.shared), BigInt(whole.left)];
  const base = out + (left > 0n ? left : 0n);
  const due = divideHalfUp(difference * out, base) - BigInt(whole.shared);
  if (due === 0n) return null;
  const parts = splitFen(
    fen(due),
    issued.map((i) => BigInt(i.issued)),
  );
  const lines = issued.map((i, n) => ({ account: i.id, department: i.department, issued: formatDecimal(BigInt(i.issued), 2), amount: formatDecimal(parts[n] ?? 0n, 2) }));
  return { day, head: { rate: formatDecimal(divideHalfUp(difference * 1_000_000n, base), 6) }, lines };
}

export const DIFFERENCE_STEP: CloseStep = {
  name: 'cost-difference',
  zh: '分摊材料成本差异',
  order: 15,
  phase: 'before',
  run: async (work) => {
    const body = await work.read((s) => proposeDifference(s, work.period, work.day));
    if (!body) return { said: '没有要分摊的材料成本差异', documents: [] };
    const made = await makeProposed(work, { type: 'cost-difference', body });
    return isRefused(made) ? made : { said: `差异率 ${body.head.rate}`, documents: [made] };
  },
};
