// What the house asks for when the materials of plans are prepared, or prepared anew: give back what was set aside before, set aside by the version that counts,
// a draft to take the materials, a draft to buy what nobody ordered, and a later day for what cannot be finished in time. Pure.
import type { Day } from '#kernel/day';
import { formatQty } from '#kernel/decimal';
import { grouped } from '#kernel/look-up';
import type { CommandRequest } from '#kernel/module';
import { finishedOn, needOf, perPiece, supplyFrom } from './need.ts';
import { issuedKey, type Known, type PlannedLine, requestReason } from './read.ts';

type Cause = { readonly key: string; readonly today: Day; readonly reason: string };
type Row = {
  readonly of: PlannedLine;
  readonly item: string;
  readonly need: bigint;
  readonly per: bigint;
  readonly day: Day | null;
  readonly unordered: bigint;
};

/** The commands for all plans of `known`, in the order in which they are to be given. */
export function prepare(known: Known, cause: Cause): readonly CommandRequest[] {
  const supply = suppliers(known, cause.today);
  return [...grouped(known.lines, (l) => l.plan)].flatMap(([plan, lines]) => {
    const before = known.before.get(plan);
    const rows = lines.flatMap((line) => rowsOf(line, known, supply));
    if (rows.length === 0 && before?.plans.length === 0) return [];
    const [first] = lines;
    const number = first?.number ?? '';
    return [...withdraw(known, plan, cause), ...plansFor(rows, { plan, number, cause }), ...shiftsFor(rows, { plan, number, cause }), ...requestFor(rows, { plan, number, cause })];
  });
}

/** Takes back what the house made for a plan: drafts are void, what is set aside is free again. */
export function withdraw(known: Known, plan: string, { key, reason }: Cause): readonly CommandRequest[] {
  const before = known.before.get(plan);
  const ask =
    (type: string, command: string) =>
    (id: string): CommandRequest => ({ key: `${key}/${id}`, type, command, id, body: { reason } });
  return [
    ...(before?.drafts ?? []).map(ask('material-issue', 'void')),
    ...(before?.requests ?? []).map(ask('purchase-request', 'void')),
    ...(before?.plans ?? []).map(ask('material-plan', 'close')),
  ];
}

type Supply = (of: PlannedLine, item: string, ask: { readonly need: bigint; readonly buyDays: number | null }) => ReturnType<ReturnType<typeof supplyFrom>>;

/** Stock is of a warehouse, goods on order are for whoever needs them first. */
function suppliers(known: Known, today: Day): Supply {
  const free = new Map(known.free);
  const ordered = supplyFrom(new Map(), known.arrivals, today);
  return (of, item, { need, buyDays }) => {
    const key = `${of.warehouse}|${item}`;
    const have = free.get(key) ?? 0n;
    const taken = have <= 0n ? 0n : have < need ? have : need;
    free.set(key, have - taken);
    return ordered(item, need - taken, buyDays);
  };
}

function rowsOf(line: PlannedLine, known: Known, supply: Supply): readonly Row[] {
  const { bom } = line;
  const open = line.qty - line.made;
  if (bom === null || open <= 0n) return [];
  return bom.components.map((c) => {
    const need = needOf(c, bom, { open, made: line.made, issued: known.issued.get(issuedKey(line.plan, line.item, c.item)) });
    const { day, unordered } = supply(line, c.item, { need, buyDays: c.buyDays });
    return { of: line, item: c.item, need, per: perPiece(c, bom.batch), day, unordered };
  });
}

type At = { readonly plan: string; readonly number: string; readonly cause: Cause };

/** One 备料单 a warehouse, and nothing for what is all on the shop floor. */
function plansFor(rows: readonly Row[], { plan, number, cause }: At): readonly CommandRequest[] {
  const wanted = rows.filter((r) => r.need > 0n);
  return [...grouped(wanted, (r) => r.of.warehouse)].map(([warehouse, own]) => ({
    key: `${cause.key}/materials/${plan}/${warehouse}`,
    type: 'material-plan',
    command: 'approve',
    body: {
      day: cause.today,
      head: { plan, order: number, warehouse, cause: cause.reason.slice(0, 120) },
      lines: own.map((r) => ({ product: r.of.item, item: r.item, qty: formatQty(r.need), per: formatQty(r.per), arrives: r.day, bom: r.of.bom?.words })),
    },
  }));
}

/** Lines whose last material comes too late for the day they are due. */
function shiftsFor(rows: readonly Row[], { plan, number, cause }: At): readonly CommandRequest[] {
  const lines = [...grouped(rows, (r) => String(r.of.line)).values()].flatMap((own) => {
    const of = own[0]?.of;
    if (!of?.bom) return [];
    const last = own.reduce((latest: Day | null, r) => (r.day !== null && (latest === null || r.day > latest) ? r.day : latest), null);
    const due = finishedOn(of.due, last, of.bom.makeDays);
    return due === of.due ? [] : [{ source: { doc: plan, line: of.line }, item: of.item, plan: number, before: of.due, due }];
  });
  const machine = rows[0]?.of.machine;
  return lines.length === 0 || !machine
    ? []
    : [
        {
          key: `${cause.key}/shift/${plan}`,
          type: 'plan-shift',
          command: 'approve',
          body: { day: cause.today, head: { machine, cause: `${cause.reason}，缺料`.slice(0, 120) }, lines },
        },
      ];
}

/** A draft 请购单 for what nobody has ordered yet. */
function requestFor(rows: readonly Row[], { plan, number, cause }: At): readonly CommandRequest[] {
  const missing = new Map<string, bigint>();
  for (const r of rows) if (r.unordered > 0n) missing.set(r.item, (missing.get(r.item) ?? 0n) + r.unordered);
  return missing.size === 0
    ? []
    : [
        {
          key: `${cause.key}/buy/${plan}`,
          type: 'purchase-request',
          command: 'save',
          body: {
            day: cause.today,
            head: { warehouse: rows[0]?.of.warehouse, reason: requestReason(number) },
            lines: [...missing].map(([item, qty]) => ({ item, qty: formatQty(qty) })),
          },
        },
      ];
}
