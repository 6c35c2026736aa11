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

type Lot = {
  readonly sku: Json | undefined;
  readonly no: string;
  readonly reason: string /** 待检: it waits for something, and nobody has to look for other goods yet. */;
  readonly pending?: boolean;
};

/** 批次冻结单, approved at once: a lot that may be bad must not leave while somebody looks. */
export function freeze(event: Arrived, known: Known, lot: Lot): readonly Effect[] {
  const item = known.item(lot.sku);
  if (!item) return [];
  const head = { kind: lot.pending ? 'pending' : 'quality', reason: lot.reason.slice(0, 100), remark: `外部事件，来源 ${event.source}` };
  return [{ kind: 'document', command: 'approve', type: 'lot-freeze', body: { day: event.day, head, lines: [{ item: item.id, lot: lot.no }] } }];
}

/** 完工入库单 for what a plan's line has brought; none when the work order is none of our plans, or makes other goods. */
export function finished(
  event: Arrived,
  known: Known,
  goods: { readonly order: Json | undefined; readonly sku: Json | undefined; readonly qty: bigint; readonly lot: string },
): readonly Effect[] {
  const line = known.order(goods.order).find((m) => !goods.sku || m.code === said(goods.sku));
  if (!line || goods.qty <= 0n) return [];
  const row = { source: { doc: line.plan, line: line.line }, item: line.item, qty: formatQty(micro(goods.qty)), lot: goods.lot, made: event.day };
  return [
    {
      kind: 'document',
      command: 'save',
      type: 'production-receipt',
      body: { day: event.day, head: { warehouse: line.warehouse, remark: `外部事件，来源 ${event.source}` }, lines: [row] },
    },
  ];
}

type Inspected = { readonly order?: Json | undefined; readonly machine?: Json | undefined; readonly qty?: bigint; readonly why: string };

/** 检验单 (过程检验) for what a work order, or else a machine, is making now; null when nobody planned it or wrote down how it is inspected. */
export function inspect(event: Arrived, known: Known, of: Inspected): readonly Effect[] | null {
  const line = [...known.order(of.order), ...known.machine(of.machine)][0];
  if (!line?.check) return null;
  const qty = of.qty !== undefined && of.qty > 0n ? micro(of.qty) : line.open;
  return [
    {
      kind: 'document',
      command: 'save',
      type: 'inspection',
      body: { day: event.day, head: { kind: 'process', plan: line.check, remark: `${of.why}（${line.number}）` }, lines: [{ item: line.item, lotQty: formatQty(qty) }] },
    },
  ];
}

/** 调拨单 between the main warehouse and the one of a subcontractor; null where the company keeps none for it. */
export function transfer(
  event: Arrived,
  known: Known,
  goods: { readonly sku: Json | undefined; readonly qty: bigint; readonly at: Json | undefined; readonly back: boolean; readonly why: string },
): readonly Effect[] | null {
  const [item, there, here] = [known.item(goods.sku), known.warehouse(goods.at), known.mainWarehouse];
  if (!item || !there || !here || there.id === here || goods.qty <= 0n) return null;
  const [from, to] = goods.back ? [there.id, here] : [here, there.id];
  const body = { day: event.day, head: { from, to, remark: goods.why }, lines: [{ item: item.id, qty: formatQty(micro(goods.qty)) }] };
  return [{ kind: 'document', command: 'save', type: 'transfer', body }];
}

/** 生产计划 for pieces that have to be made once more, on the machine that made them; due today, as early as anybody can say. */
export function makeAgain(event: Arrived, known: Known, lost: { readonly order: Json | undefined; readonly qty: bigint; readonly why: string }): readonly Effect[] {
  const line = known.order(lost.order)[0];
  if (!line || lost.qty <= 0n) return [];
  const row = { item: line.item, qty: formatQty(micro(lost.qty)), warehouse: line.warehouse, due: event.day };
  return [{ kind: 'document', command: 'save', type: 'production-plan', body: { day: event.day, head: { machine: line.machine, remark: lost.why }, lines: [row] } }];
}

/** 替代料申请单: every named substitute with what there is of it; none without a warehouse. */
export function substitutes(event: Arrived, known: Known, goods: { readonly sku: Json | undefined; readonly by: readonly Json[]; readonly why: string }): readonly Effect[] {
  const [item, warehouse] = [known.item(goods.sku), known.mainWarehouse];
  const others = goods.by.flatMap((code) => known.item(code) ?? []);
  if (!item || !warehouse || others.length === 0) return [];
  const lines = others.map((o, i) => ({ frozen: item.id, at: warehouse, short: '0', item: o.id, warehouse, rank: i + 1, available: formatQty(o.free) }));
  return [{ kind: 'document', command: 'save', type: 'substitute-request', body: { day: event.day, head: { cause: goods.why.slice(0, 120) }, lines } }];
}
