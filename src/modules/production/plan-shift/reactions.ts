// When a machine stops or slows down, or a planning system publishes a rolled plan, plans move and those who wait for the goods hear of it.
import { type Day, parseDay } from '#kernel/day';
import { type CommandRequest, defineReaction, type HeardEvent, type Reaction } from '#kernel/module';
import { afterSlowdown, afterStop } from './delay.ts';
import { type OpenLine, openLines, type Whose } from './open-lines.ts';
import { outputsOf, readRolled, rolledDays, type Rolled } from './rolled.ts';

type Moved = { readonly cause: string /** The new day of a line that is due on `due`; the same day leaves it. */; readonly to: (row: OpenLine, due: Day) => Day };

/** One 计划调整单 a machine with every line that moves; none when nothing does. */
function shifts(event: HeardEvent, rows: readonly OpenLine[], moved: Moved): readonly CommandRequest[] {
  const byMachine = new Map<string, Record<string, unknown>[]>();
  for (const row of rows) {
    const before = parseDay(row.due);
    const due = before === null ? null : moved.to(row, before);
    if (due === null || due === before) continue;
    const line = { source: { doc: row.doc, line: row.line }, item: row.item, plan: row.plan, before, due };
    byMachine.set(row.machine, [...(byMachine.get(row.machine) ?? []), line]);
  }
  return [...byMachine].map(([machine, lines]) => ({
    key: `${event.id}/shift/${machine}`,
    type: 'plan-shift',
    command: 'approve',
    body: { day: event.today, head: { machine, cause: moved.cause.slice(0, 120) }, lines },
  }));
}

const figure = (event: HeardEvent, name: string): number => Number(event.payload[name] ?? 0);
const said = (event: HeardEvent, name: string): string => String(event.payload[name] ?? '');

/** `on` an event the plans that are `of` it move. */
const moving = (name: string, on: string, { of, moved }: { readonly of: (event: HeardEvent) => Whose; readonly moved: (event: HeardEvent) => Moved }): Reaction =>
  defineReaction<readonly OpenLine[]>({ name, on, read: (s, event) => openLines(s, of(event), event.today), react: (event, rows) => shifts(event, rows, moved(event)) });

/** Up to here a cycle is as good as its standard; per cent. */
const MOST_DRIFT = 5;
const ofMachine = (event: HeardEvent): Whose => ({ tags: [said(event, 'machineId')] });

export const PLAN_REACTIONS: readonly Reaction[] = [
  moving('停机顺延计划', 'machining.machine.down/1', {
    of: ofMachine,
    moved: (event) => ({
      cause: `机台 ${said(event, 'machineId')} 停机 ${said(event, 'estimatedMin')} 分钟（${said(event, 'code')}）`,
      to: (row, due) => afterStop(due, figure(event, 'estimatedMin'), Number(row.hours)),
    }),
  }),
  moving('OEE 下降顺延计划', 'molding.oee.dropped/1', {
    of: ofMachine,
    moved: (event) => ({
      cause: `机台 ${said(event, 'machineId')} OEE 降到 ${said(event, 'oee')}%`,
      to: (row, due) => afterSlowdown(due, event.today, { oee: figure(event, 'oee'), target: Number(row.target) }),
    }),
  }),
  // A cycle that takes longer makes as many pieces less as an OEE that is lower by the same share.
  moving('周期漂移顺延计划', 'molding.cycle.drift/1', {
    of: ofMachine,
    moved: (event) => ({
      cause: `机台 ${said(event, 'machineId')} 成型周期 ${said(event, 'cycleSec')} 秒（标准 ${said(event, 'stdSec')} 秒）`,
      to: (_, due) => (figure(event, 'driftPct') > MOST_DRIFT ? afterSlowdown(due, event.today, { oee: figure(event, 'stdSec'), target: figure(event, 'cycleSec') }) : due),
    }),
  }),
  // Of what fails at the last test more has to be made: as much more as the yield is below its limit.
  moving('直通率偏低顺延计划', 'ems.test.yield_low/1', {
    of: (event) => ({ plans: [said(event, 'workOrderId')] }),
    moved: (event) => ({
      cause: `${said(event, 'stationId')} 直通率 ${said(event, 'fpy')}%（下限 ${said(event, 'limit')}%）`,
      to: (_, due) => afterSlowdown(due, event.today, { oee: figure(event, 'fpy'), target: figure(event, 'limit') }),
    }),
  }),
  defineReaction<Rolled>({
    name: '滚动计划改期与加量',
    on: 'common.plan.rolled/1',
    read: readRolled,
    react: (event, rolled) => {
      const cause = `滚动计划 ${said(event, 'planId')} 第 ${said(event, 'version')} 版`;
      return [...shifts(event, rolled.lines, { cause, to: rolledDays(rolled) }), ...outputsOf(event, rolled, cause)];
    },
  }),
];
