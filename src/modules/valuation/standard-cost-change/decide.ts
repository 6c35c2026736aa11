// When a standard cost may change, and what it books: 借 存货 贷 材料成本差异 by what the stock becomes worth more.
import type { Posting } from '#kernel/decision';
import { formatPrice } from '#kernel/decimal';
import type { Doc } from '#kernel/document';
import type { Facts } from '#kernel/facts';
import { present } from '#kernel/must';
import { type Complaint, gather, type Refused, type RefusalTable } from '#kernel/refusal';
import { heldOf, methodZh, poolsBefore } from '../restate.ts';
import { priceText, restating } from '../restating-document.ts';
import type { HEAD, LINE } from './document.ts';

export const REFUSALS = {
  'item-twice': { http: 422, retry: 'never', zh: '第 {line} 行：“{item}”已在第 {other} 行，请删去一行' },
  'not-standard': { http: 422, retry: 'never', zh: '第 {line} 行：“{item}”按{method}计价，没有标准成本；请先用计价方法变更单改为标准成本' },
  'same-cost': { http: 422, retry: 'never', zh: '第 {line} 行：“{item}”的标准成本现在就是 {cost}，无需调整' },
  'moved-later': { http: 409, retry: 'never', zh: '第 {line} 行：“{item}”在 {last} 已有库存业务，请把单据日期改到 {last} 或之后' },
  'changed-since': { http: 409, retry: 'never', zh: '“{item}”的库存或标准成本在本单之后变过，不能红冲；请再做一张标准成本调整单改回 {cost}' },
} as const satisfies RefusalTable;

type Change = Doc<typeof HEAD, typeof LINE>;

export function decideStandardCost(doc: Change, facts: Facts): Posting | Refused {
  const refused = gather(doc.lines.flatMap((_, i) => checkLine(doc, i, facts)));
  if (refused) return refused;
  const changes = doc.lines.map((line) => ({
    line,
    method: 'standard' as const,
    standardCost: line.standardCost,
    patch: { standardCost: priceText(line.standardCost) },
    was: facts.items[line.item]?.standardCost ?? null,
  }));
  // Stock at standard cost is never computed anew, so that no replay needs a new start.
  return restating(changes, facts, { words: '标准成本调整 {number}', replays: false });
}

function checkLine(doc: Change, index: number, facts: Facts): readonly (Complaint | null)[] {
  const line = present(doc.lines[index], 'line');
  const item = facts.items[line.item];
  if (!item) return [];
  const said = { line: String(line.no), item: item.name };
  const at = (field: string) => `lines[${index}].${field}`;
  const other = doc.lines.slice(0, index).find((l) => l.item === line.item);
  const last = facts.lastStock?.[line.item] ?? null;
  return [
    other ? { refused: 'item-twice', path: at('item'), with: { ...said, other: String(other.no) } } : null,
    item.costMethod === 'standard' ? null : { refused: 'not-standard', path: at('item'), with: { ...said, method: methodZh(item.costMethod) } },
    item.standardCost === line.standardCost ? { refused: 'same-cost', path: at('standardCost'), with: { ...said, cost: formatPrice(line.standardCost) } } : null,
    last !== null && last > doc.day ? { refused: 'moved-later', path: 'day', with: { ...said, last } } : null,
  ];
}

/** The red rows take back what the quantity of then became worth more; with another quantity they would leave something behind. */
export function mayReverseStandardCost(doc: Change, facts: Facts): Refused | null {
  return gather(
    doc.lines.map((line) => {
      const item = present(facts.items[line.item], 'item');
      const same = item.costMethod === 'standard' && item.standardCost === line.standardCost && heldOf(line.item, facts).qty === line.qty;
      return same ? null : { refused: 'changed-since', with: { item: item.name, cost: line.was === null ? '' : formatPrice(line.was) } };
    }),
  );
}

export const undoStandardCost = (doc: Change, facts: Facts): Pick<Posting, 'pools' | 'records'> => ({
  pools: doc.lines.flatMap((l) => poolsBefore(l.item, l.before, facts).map((p) => ({ ...p, opening: null }))),
  records: doc.lines.map((l) => ({ id: l.item, data: { standardCost: priceText(l.was) } })),
});
