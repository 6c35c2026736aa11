// When a 生产领料单 may be posted: every line is for a product, and the material is free or set aside for it.
import type { Posting } from '#kernel/decision';
import type { Doc } from '#kernel/document';
import type { Facts } from '#kernel/facts';
import { binsElsewhere } from '#kernel/checks';
import { pick } from '#kernel/picking';
import { type Micro, micro, NO_QTY } from '#kernel/quantity';
import { type Complaint, gather, refuse, type RefusalTable, type Refused } from '#kernel/refusal';
import { readSerials } from '#kernel/serials';
import type { HEAD, LINE } from './document.ts';
import { postMaterialIssue } from './post.ts';

export const REFUSALS = {
  'product-needed': { http: 422, retry: 'never', zh: '第 {line} 行：请选择“{item}”用于哪个产品，材料成本归集到它；或从备料单选单' },
  'product-itself': { http: 422, retry: 'never', zh: '第 {line} 行：“{item}”不能领来生产它自己，请改“用于产品”' },
  'material-plan-closed': { http: 409, retry: 'never', zh: '备料单 {order} 已关闭或红冲，不能退回占用；请用其他入库单退料' },
} as const satisfies RefusalTable;

type Issue = Doc<typeof HEAD, typeof LINE>;

export function decideMaterialIssue(doc: Issue, facts: Facts): Posting | Refused {
  const { warehouse } = doc.head;
  const serials = readSerials(doc.lines, facts);
  const reserved = reservedFor(doc, facts);
  const wanted = doc.lines.map((l) => ({
    no: l.no,
    item: l.item,
    warehouse,
    qty: l.baseQty ?? NO_QTY,
    lotNo: l.lot,
    reserved: reserved[l.no] ?? NO_QTY,
    bin: l.bin,
    serials: serials.byLine[l.no] ?? null,
  }));
  const early = gather([...doc.lines.flatMap((l, i) => forProduct(l, i, facts)), ...serials.complaints, ...binsElsewhere(doc.lines, warehouse, facts)]);
  if (early) return early;
  const { picks, complaints } = pick(wanted, facts, 'refuse');
  return gather(complaints) ?? postMaterialIssue(doc, facts, { picks, reserved });
}

function forProduct(line: Issue['lines'][number], i: number, facts: Facts): readonly Complaint[] {
  const said = { line: String(line.no), item: facts.items[line.item]?.name ?? '' };
  if (line.product === null) return [{ refused: 'product-needed', path: `lines[${i}].product`, with: said }];
  return line.product === line.item ? [{ refused: 'product-itself', path: `lines[${i}].product`, with: said }] : [];
}

/** How much of each line its 备料单 holds; lines of one source line share it. */
function reservedFor(doc: Issue, facts: Facts): Readonly<Record<number, Micro>> {
  const left = new Map(facts.reservations.filter((r) => r.warehouse === doc.head.warehouse).map((r) => [`${r.doc}/${r.line}`, r.open as bigint]));
  return Object.fromEntries(
    doc.lines.map((line) => {
      const key = line.source ? `${line.source.doc}/${line.source.line}` : '';
      const [open, wish] = [left.get(key) ?? 0n, line.baseQty ?? 0n];
      const taken = open < wish ? open : wish;
      left.set(key, open - taken);
      return [line.no, micro(taken)];
    }),
  );
}

/** Taking it back sets the material aside again, which only an open 备料单 can hold. */
export function planOpen(doc: Issue, facts: Facts): Refused | null {
  const closed = doc.lines
    .filter((l) => (l.fromReserve ?? 0n) > 0n)
    .map((l) => (l.source ? facts.sources[l.source.doc] : undefined))
    .find((s) => s && s.state !== 'posted');
  return closed ? refuse('material-plan-closed', { with: { order: closed.number } }) : null;
}
