// Drafts that templates ask for. They book nothing: a person looks, completes and approves them like any other.
import { formatQty, parseDecimal } from '#kernel/decimal';
import { micro } from '#kernel/quantity';
import type { Json } from '#forms';
import type { Arrived, Effect, Known, KnownItem } from './template.ts';

/** A figure of a payload in 10⁻⁶ units; what is missing is 0. */
export const figure = (value: Json | undefined): bigint => parseDecimal(String(value ?? '0'), 6) ?? 0n;
/** The entries of a list field. */
export const entries = (value: Json | undefined): readonly Readonly<Record<string, Json>>[] => (Array.isArray(value) ? (value as readonly Readonly<Record<string, Json>>[]) : []);
export const said = (value: Json | undefined): string => String(value ?? '');

export type Wanted = { readonly item: KnownItem; readonly qty: bigint };

/** 请购单: what is missing after all free stock is taken. None when nothing is missing. */
export function requestMissing(event: Arrived, wanted: readonly Wanted[], why: { readonly reason: string; readonly by?: string }): readonly Effect[] {
  const missing = new Map<string, Wanted>();
  const used = new Map<string, bigint>();
  for (const { item, qty } of wanted) {
    const before = used.get(item.id) ?? 0n;
    used.set(item.id, before + qty);
    const short = before + qty - (item.free > 0n ? item.free : 0n);
    if (short > 0n) missing.set(item.id, { item, qty: short });
  }
  if (missing.size === 0) return [];
  const lines = [...missing.values()].map((w) => ({ item: w.item.id, qty: formatQty(micro(w.qty)) }));
  return [
    {
      kind: 'document',
      command: 'save',
      type: 'purchase-request',
      body: { day: event.day, head: { ...(why.by ? { wanted: why.by } : {}), requester: '外部事件', reason: why.reason }, lines },
    },
  ];
}

/** 其他入库单 for goods the shop floor reports; none without a warehouse or reason to put them. */
export function receive(event: Arrived, known: Known, goods: Wanted & { readonly lot?: string; readonly remark: string }): readonly Effect[] {
  const [warehouse, reason] = [known.mainWarehouse, known.reason('other-in')];
  if (!warehouse || !reason || goods.qty <= 0n) return [];
  const line = { item: goods.item.id, qty: formatQty(micro(goods.qty)), ...(goods.lot ? { lot: goods.lot } : {}) };
  return [{ kind: 'document', command: 'save', type: 'other-receipt', body: { day: event.day, head: { warehouse, reason, remark: goods.remark }, lines: [line] } }];
}

/** 其他出库单 for goods the shop floor needs; none without a warehouse or reason. */
export function issue(event: Arrived, known: Known, goods: Wanted & { readonly remark: string }): readonly Effect[] {
  const [warehouse, reason] = [known.mainWarehouse, known.reason('other-out')];
  if (!warehouse || !reason) return [];
  const line = { item: goods.item.id, qty: formatQty(micro(goods.qty)) };
  return [{ kind: 'document', command: 'save', type: 'other-issue', body: { day: event.day, head: { warehouse, reason, remark: goods.remark }, lines: [line] } }];
}

/** 批次冻结单, approved at once: a lot that may be bad must not leave while somebody looks. */
export function freeze(event: Arrived, known: Known, lot: { readonly sku: Json | undefined; readonly no: string; readonly reason: string }): readonly Effect[] {
  const item = known.item(lot.sku);
  if (!item) return [];
  const head = { kind: 'quality', reason: lot.reason.slice(0, 100), remark: `外部事件，来源 ${event.source}` };
  return [{ kind: 'document', command: 'approve', type: 'lot-freeze', body: { day: event.day, head, lines: [{ item: item.id, lot: lot.no }] } }];
}
