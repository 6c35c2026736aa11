// What the month's 跌价准备单 should say: 转销 for goods sold since they were provided for, then 计提 or 转回 by the test. Steps of the month close.
import { type CloseStep, makeProposed, type StepResult, type Work } from '#accounting';
import { formatDecimal } from '#kernel/decimal';
import type { Day, Period } from '#kernel/day';
import type { Snapshot } from '#kernel/ports';
import { isRefused, type Refused } from '#kernel/refusal';
import { REQUIRED, TESTED } from '../impairment-test/view.ts';

export type ImpairmentBody = { readonly day: Day; readonly head: Readonly<Record<string, unknown>>; readonly lines: readonly Readonly<Record<string, unknown>>[] };

const standardOf = async (s: Snapshot): Promise<string> => (await s.query<{ standard: string }>('select standard from books.org_node where id = books.org()'))[0]?.standard ?? '';

/** 计提/转回: every item whose provision is not what the test asks; null when all are, or the standard knows no provisions. */
export async function proposeTest(s: Snapshot, day: Day): Promise<ImpairmentBody | null> {
  if ((await standardOf(s)) !== 'ASBE') return null;
  const rows = await s.query<{ item: string; nrv: string }>(
    `with t as (${TESTED}), x as (select t.*, ${REQUIRED} as required from t) select x.item, trim_scale(x.nrv)::text as nrv from x where x.required <> x.reserve order by x.code limit 2000`,
    [day, null],
  );
  return rows.length === 0 ? null : { day, head: { kind: 'test' }, lines: rows };
}

/**
 * 转销: the provision an item had when the month began, times the share of its goods that was sold in the month; all of it when nothing is left.
 * What was released in the month already is taken off.
 */
export async function proposeSold(s: Snapshot, period: Period, day: Day): Promise<ImpairmentBody | null> {
  if ((await standardOf(s)) !== 'ASBE') return null;
  const rows = await s.query<{ item: string; begin: string; released: string; sold: string; left: string }>(
    `with r as (
       select l.item_id, sum(l.credit - l.debit) filter (where l.period < $1::int) as begin,
         coalesce(sum(l.debit - l.credit) filter (where l.period = $1::int and d.type = 'impairment' and d.head->>'kind' = 'sold'), 0) as released
       from books.voucher_line l join books.voucher v on v.org_id = l.org_id and v.id = l.voucher_id join books.document d on d.org_id = v.org_id and d.id = v.doc_id
       where l.org_id = books.org() and l.period <= $1::int and l.item_id is not null and l.account = (select a.account from books.account_role a where a.org_id = books.org() and a.role = 'inventory.impairment') group by 1)
     select r.item_id as item, r.begin::text, r.released::text, greatest(0, m.sold)::text as sold, greatest(0, m.left)::text as left
     from r cross join lateral (select coalesce(-sum(x.qty) filter (where x.counter = 'customer' and x.period = $1::int), 0) as sold, coalesce(sum(x.qty), 0) as left from books.stock_line x
       where x.org_id = books.org() and x.item_id = r.item_id and x.period <= $1::int) m
     where r.begin > 0 order by 1`,
    [period],
  );
  const lines = rows.flatMap((r) => {
    const [begin, released, sold, left] = [BigInt(r.begin), BigInt(r.released), BigInt(r.sold), BigInt(r.left)];
    const due = left === 0n ? begin : (begin * sold) / (sold + left);
    return due > released ? [{ item: r.item, release: formatDecimal(due - released, 2) }] : [];
  });
  return lines.length === 0 ? null : { day, head: { kind: 'sold' }, lines };
}

async function run(work: Work, body: ImpairmentBody | null, nothing: string): Promise<StepResult | Refused> {
  if (!body) return { said: nothing, documents: [] };
  const made = await makeProposed(work, { type: 'impairment', body });
  return isRefused(made) ? made : { said: `${body.lines.length} 种商品`, documents: [made] };
}

/** Steps for the table of the month close; under 小企业会计准则 they do nothing. */
export const IMPAIRMENT_STEPS: readonly CloseStep[] = [
  {
    name: 'impairment-sold',
    zh: '转销已售存货的跌价准备',
    order: 20,
    phase: 'before',
    run: async (work) => run(work, await work.read((s) => proposeSold(s, work.period, work.day)), '没有要转销的跌价准备'),
  },
  {
    name: 'impairment-test',
    zh: '存货减值测试',
    order: 21,
    phase: 'before',
    optional: true,
    run: async (work) => run(work, await work.read((s) => proposeTest(s, work.day)), '存货没有跌价，准备也无须变动'),
  },
];
