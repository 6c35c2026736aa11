// What machines still have to make: the lines of open plans, each with the day it is due now.
import type { Day } from '#kernel/day';
import { lastWord } from '#kernel/last-word';
import type { Snapshot } from '#kernel/ports';

export type OpenLine = {
  readonly machine: string;
  readonly tag: string;
  /** Of the machine, as decimal text: hours it runs a day, OEE it should reach in per cent. */
  readonly hours: string;
  readonly target: string;
  readonly doc: string;
  readonly line: number;
  readonly plan: string;
  readonly item: string;
  /** The item's code. */
  readonly sku: string;
  readonly due: string;
};
/** Whose lines: of machines by 机台号, of plans by 单号, of goods by code; what matches any of them. */
export type Whose = { readonly tags?: readonly string[]; readonly plans?: readonly string[]; readonly skus?: readonly string[] };

/** $1 tags, $2 plan numbers, $3 item codes, $4 today: a plan whose day has passed promises nothing and stays where it is, unless its goods are planned anew. */
const OPEN = `select m.id as machine, m.data->>'tag' as tag, m.data->>'hoursPerDay' as hours, m.data->>'targetOee' as target, d.id as doc, l.line_no as line, d.number as plan, l.item_id as item, i.code as sku,
    coalesce(s.due, l.data->>'due') as due
  from books.document d join books.record m on m.org_id = d.org_id and m.type = 'machine' and m.active and m.id::text = d.head->>'machine'
  join books.document_line l on l.org_id = d.org_id and l.doc_id = d.id join books.record i on i.org_id = d.org_id and i.id = l.item_id
  left join books.progress p on p.org_id = d.org_id and p.doc_id = d.id and p.line_no = l.line_no and p.kind = 'made'
  left join lateral (select x.data->>'due' as due from ${lastWord('plan-shift')}) s on true
  where d.org_id = books.org() and d.type = 'production-plan' and d.state = 'posted' and d.reverses is null and l.base_qty > coalesce(p.qty, 0)
    and (m.data->>'tag' = any ($1::text[]) or d.number = any ($2::text[]) or i.code = any ($3::text[])) and (coalesce(s.due, l.data->>'due') >= $4 or i.code = any ($3::text[])) order by d.number, l.line_no`;

export const openLines = (s: Snapshot, { tags = [], plans = [], skus = [] }: Whose, today: Day): Promise<readonly OpenLine[]> =>
  s.query<OpenLine>(OPEN, [tags, plans, skus, today]);
