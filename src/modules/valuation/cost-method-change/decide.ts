// When an item's cost method may change, and what it books: nothing of the item may have happened since the last closed month, so that no cost is computed twice.
import type { CostMethodName } from '#costing';
import { firstDayOf, type Day, nextPeriod, period as asPeriod, periodOf } from '#kernel/day';
import type { Posting } from '#kernel/decision';
import type { Doc } from '#kernel/document';
import type { Facts } from '#kernel/facts';
import { formatQty } from '#kernel/decimal';
import { present } from '#kernel/must';
import { type Complaint, gather, type Refused, type RefusalTable } from '#kernel/refusal';
import { methodZh, poolsBefore, wholesOf, withoutLot } from '../restate.ts';
import { priceText, restating } from '../restating-document.ts';
import type { HEAD, LINE } from './document.ts';

export const REFUSALS = {
  'not-first-day': { http: 422, retry: 'never', zh: '计价方法只能在会计期间的第一天切换，请把单据日期改为 {first} 或 {next}' },
  'item-twice': { http: 422, retry: 'never', zh: '第 {line} 行：“{item}”已在第 {other} 行，请删去一行' },
  'same-method': { http: 422, retry: 'never', zh: '第 {line} 行：“{item}”现在就是{method}，无需变更' },
  'standard-cost-needed': { http: 422, retry: 'never', zh: '第 {line} 行：“{item}”改为标准成本，请填写标准成本' },
  'individual-without-lots': { http: 422, retry: 'never', zh: '第 {line} 行：“{item}”没有启用批次或序列号管理，不能个别计价；请先在商品资料中启用' },
  'stock-without-lots': { http: 409, retry: 'never', zh: '第 {line} 行：“{item}”有 {qty} {unit}库存没有批次，不能个别计价；请先用其他出库、其他入库补上批次' },
  'stock-below-zero': { http: 409, retry: 'never', zh: '第 {line} 行：“{item}”库存为负（{qty} {unit}），请先补齐入库再变更' },
  'moved-since': { http: 409, retry: 'never', zh: '“{item}”在 {last} 有库存业务，从 {day} 起变更会改变已入账的成本；请改在 {next} 变更' },
  'month-not-closed': { http: 409, retry: 'never', zh: '“{item}”最后一笔库存业务在 {last}，当月尚未结账；请先结账到该月再变更' },
  'changed-since': { http: 409, retry: 'never', zh: '“{item}”现在是{method}，已不是本单变更后的方法或标准成本；请先红冲后来的变更单' },
} as const satisfies RefusalTable;

type Change = Doc<typeof HEAD, typeof LINE>;

export function decideMethodChange(doc: Change, facts: Facts): Posting | Refused {
  const refused = gather([notFirstDay(doc.day), ...doc.lines.flatMap((_, i) => checkLine(doc, i, facts))]);
  if (refused) return refused;
  const changes = doc.lines.map((line) => ({
    line,
    method: line.method as CostMethodName,
    standardCost: line.standardCost,
    patch: { costMethod: line.method, ...(line.method === 'standard' ? { standardCost: priceText(line.standardCost) } : {}) },
    was: facts.items[line.item]?.costMethod ?? null,
  }));
  return restating(changes, facts, { words: '计价方法变更 {number}', replays: true });
}

function notFirstDay(day: Day): Complaint | null {
  const period = periodOf(day);
  const first = firstDayOf(period);
  return day === first ? null : { refused: 'not-first-day', path: 'day', with: { first, next: firstDayOf(nextPeriod(period)) } };
}

function checkLine(doc: Change, index: number, facts: Facts): readonly (Complaint | null)[] {
  const line = present(doc.lines[index], 'line');
  const item = facts.items[line.item];
  if (!item) return [];
  const said = { line: String(line.no), item: item.name, unit: item.unit };
  const at = (field: string) => `lines[${index}].${field}`;
  const other = doc.lines.slice(0, index).find((l) => l.item === line.item);
  const short = wholesOf(line.item, facts).find((p) => p.qty < 0n);
  const loose = line.method === 'individual' ? withoutLot(line.item, facts) : 0n;
  return [
    other ? { refused: 'item-twice', path: at('item'), with: { ...said, other: String(other.no) } } : null,
    line.method === item.costMethod ? { refused: 'same-method', path: at('method'), with: { ...said, method: methodZh(line.method) } } : null,
    line.method === 'standard' && line.standardCost === null ? { refused: 'standard-cost-needed', path: at('standardCost'), with: said } : null,
    line.method === 'individual' && !item.tracksLots && !item.tracksSerials ? { refused: 'individual-without-lots', path: at('method'), with: said } : null,
    loose === 0n ? null : { refused: 'stock-without-lots', path: at('method'), with: { ...said, qty: formatQty(loose as never) } },
    short ? { refused: 'stock-below-zero', path: at('item'), with: { ...said, qty: formatQty(short.qty) } } : null,
    movedSince(line.item, doc.day, { path: at('item'), facts }) ?? notClosed(line.item, { path: at('item'), facts }),
  ];
}

type At = { readonly path?: string; readonly facts: Facts };
const told = (item: string, { path, facts }: At, rest: Readonly<Record<string, string>>) => ({ ...(path ? { path } : {}), with: { item: facts.items[item]?.name ?? '', ...rest } });

/** Anything of the item on or after the day would have to be costed anew. */
function movedSince(item: string, day: Day, at: At): Complaint | null {
  const last = at.facts.lastStock?.[item] ?? null;
  if (last === null || last < day) return null;
  return { refused: 'moved-since', ...told(item, at, { last, day, next: firstDayOf(nextPeriod(periodOf(last))) }) };
}

/** What happened before must be final. */
function notClosed(item: string, at: At): Complaint | null {
  const last = at.facts.lastStock?.[item] ?? null;
  return last === null || periodOf(last) <= asPeriod(at.facts.closedThrough ?? 0) ? null : { refused: 'month-not-closed', ...told(item, at, { last }) };
}

/** The red document puts the former pools back, layer by layer; so nothing may have happened since, and no later change. */
export function mayReverseMethodChange(doc: Change, facts: Facts): Refused | null {
  return gather(
    doc.lines.map((line) => {
      const item = facts.items[line.item];
      const other = item && (item.costMethod !== line.method || (line.method === 'standard' && item.standardCost !== line.standardCost));
      return other ? { refused: 'changed-since', with: { item: item.name, method: methodZh(item.costMethod) } } : movedSince(line.item, doc.day, { facts });
    }),
  );
}

export const undoMethodChange = (doc: Change, facts: Facts): Pick<Posting, 'pools' | 'records'> => ({
  pools: doc.lines.flatMap((l) => poolsBefore(l.item, l.before, facts)),
  records: doc.lines.map((l) => ({ id: l.item, data: { costMethod: l.was } })),
});
