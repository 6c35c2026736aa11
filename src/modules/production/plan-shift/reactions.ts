// When a machine stops or slows down, its plans move and those who wait for the goods hear of it.
import { type Day, parseDay } from '#kernel/day';
import { type CommandRequest, defineReaction, type HeardEvent, type Reaction } from '#kernel/module';
import type { Snapshot } from '#kernel/ports';
import { afterSlowdown, afterStop } from './delay.ts';

type Row = {
  readonly machine: string;
  readonly hours: string;
  readonly target: string;
  readonly doc: string;
  readonly line: number;
  readonly plan: string;
  readonly item: string;
  readonly due: string;
};

/** What a machine still has to make, each line with the day it is due now. $1 the machine's tag, $2 today. */
const PLANNED = `select m.id as machine, m.data->>'hoursPerDay' as hours, m.data->>'targetOee' as target, d.id as doc, l.line_no as line, d.number as plan, l.item_id as item, coalesce(s.due, l.data->>'due') as due
  from books.record m join books.document d on d.org_id = m.org_id and d.type = 'production-plan' and d.state = 'posted' and d.reverses is null and d.head->>'machine' = m.id::text
  join books.document_line l on l.org_id = d.org_id and l.doc_id = d.id
  left join lateral (select x.data->>'due' as due from books.document_line x join books.document y on y.org_id = x.org_id and y.id = x.doc_id and y.type = 'plan-shift' and y.state = 'posted'
    where x.org_id = d.org_id and x.source_doc = d.id and x.source_line = l.line_no order by y.approved_at desc, y.id desc limit 1) s on true
  where m.org_id = books.org() and m.type = 'machine' and m.active and m.data->>'tag' = $1 and coalesce(s.due, l.data->>'due') >= $2 order by d.number, l.line_no`;

const read = (s: Snapshot, event: HeardEvent): Promise<readonly Row[]> => s.query<Row>(PLANNED, [String(event.payload['machineId'] ?? ''), event.today]);

/** One 计划调整单 with every line that moves; none when nothing does. */
function shift(event: HeardEvent, rows: readonly Row[], moved: { readonly cause: string; readonly to: (row: Row, due: Day) => Day }): readonly CommandRequest[] {
  const lines = rows.flatMap((row) => {
    const before = parseDay(row.due);
    const due = before === null ? null : moved.to(row, before);
    return due === null || due === before ? [] : [{ source: { doc: row.doc, line: row.line }, item: row.item, plan: row.plan, before, due }];
  });
  const machine = rows[0]?.machine;
  return lines.length === 0 || !machine
    ? []
    : [{ key: `${event.id}/shift`, type: 'plan-shift', command: 'approve', body: { day: event.today, head: { machine, cause: moved.cause.slice(0, 120) }, lines } }];
}

const figure = (event: HeardEvent, name: string): number => Number(event.payload[name] ?? 0);
const said = (event: HeardEvent, name: string): string => String(event.payload[name] ?? '');

export const PLAN_REACTIONS: readonly Reaction[] = [
  defineReaction<readonly Row[]>({
    name: '停机顺延计划',
    on: 'machining.machine.down/1',
    read,
    react: (event, rows) =>
      shift(event, rows, {
        cause: `机台 ${said(event, 'machineId')} 停机 ${said(event, 'estimatedMin')} 分钟（${said(event, 'code')}）`,
        to: (row, due) => afterStop(due, figure(event, 'estimatedMin'), Number(row.hours)),
      }),
  }),
  defineReaction<readonly Row[]>({
    name: 'OEE 下降顺延计划',
    on: 'molding.oee.dropped/1',
    read,
    react: (event, rows) =>
      shift(event, rows, {
        cause: `机台 ${said(event, 'machineId')} OEE 降到 ${said(event, 'oee')}%`,
        to: (row, due) => afterSlowdown(due, event.today, { oee: figure(event, 'oee'), target: Number(row.target) }),
      }),
  }),
];
