// When a 调拨入库单 may be posted: every line comes from a transfer to this warehouse, and what is missing has a reason.
import type { Posting } from '#kernel/decision';
import type { Doc } from '#kernel/document';
import type { Facts } from '#kernel/facts';
import { binsElsewhere } from '#kernel/checks';
import { formatQty } from '#kernel/decimal';
import { readSerials } from '#kernel/serials';
import { type Complaint, gather, type Refused, type RefusalTable } from '#kernel/refusal';
import { checkUse } from '../reasons.ts';
import { arrivals } from './arrivals.ts';
import type { HEAD, LINE } from './document.ts';
import { postTransferReceipt } from './post.ts';

export const REFUSALS = {
  'source-needed': { http: 422, retry: 'never', zh: '第 {line} 行：调拨入库须从调拨单选单，请从来源拉行' },
  'other-destination': { http: 422, retry: 'never', zh: '第 {line} 行：调拨单 {source} 不是发往“{have}”的，请把调入仓库改成调拨单上的那个' },
  'transfer-was-direct': { http: 409, retry: 'never', zh: '第 {line} 行：调拨单 {source} 是直调，审核时货已入对方仓库，无需再入库' },
  'lost-above-qty': { http: 422, retry: 'never', zh: '第 {line} 行：短少/损坏 {lost} 超过签收数量 {qty}' },
  'loss-reason-needed': { http: 422, retry: 'never', zh: '第 {line} 行：有短少/损坏，请选择短损原因' },
  'serial-not-sent': { http: 409, retry: 'never', zh: '第 {line} 行：“{item}”序列号 {serial} 不在调拨单 {source} 的途中；在途：{left}' },
  'lost-serials': { http: 422, retry: 'never', zh: '第 {line} 行：“{item}”短少/损坏 {lost}，请在“短损序列号”中写明是哪 {lost} 个（须在本行序列号之内）' },
  'not-in-transit': { http: 409, retry: 'later', zh: '第 {line} 行：“{item}”{lot}在途只有 {left}，不能签收 {qty}' },
} as const satisfies RefusalTable;
type Code = keyof typeof REFUSALS;

export function decideTransferReceipt(doc: Doc<typeof HEAD, typeof LINE>, facts: Facts): Posting | Refused {
  const { warehouse } = doc.head;
  const serials = readSerials(doc.lines, facts);
  const early = gather([...doc.lines.flatMap((_, i) => lineComplaints(doc, i, facts)), ...serials.complaints, ...binsElsewhere(doc.lines, warehouse, facts)]);
  if (early) return early;
  const { rows, complaints } = arrivals(doc.lines, { warehouse, serials: serials.byLine }, facts);
  return gather(complaints) ?? postTransferReceipt(doc, facts, rows);
}

function lineComplaints(doc: Doc<typeof HEAD, typeof LINE>, index: number, facts: Facts): readonly (Complaint | null)[] {
  const line = doc.lines[index] as (typeof doc.lines)[number];
  const from = line.source ? facts.sources[line.source.doc] : undefined;
  const path = `lines[${index}]`;
  const say = (refused: Code, field: string, extra: Record<string, string> = {}): Complaint => ({
    refused,
    path: `${path}.${field}`,
    with: { line: String(line.no), source: from?.number ?? '', ...extra },
  });
  if (!from) return [say('source-needed', 'source')];
  const lost = line.lost ?? 0n;
  return [
    from.head['direct'] === true ? say('transfer-was-direct', 'source') : null,
    from.head['to'] === doc.head.warehouse ? null : say('other-destination', 'source', { have: facts.warehouses[doc.head.warehouse]?.name ?? '' }),
    lost > line.qty ? say('lost-above-qty', 'lost', { lost: formatQty(line.lost ?? line.qty), qty: formatQty(line.qty) }) : null,
    lost > 0n && line.reason === null ? say('loss-reason-needed', 'reason') : null,
    checkUse(line.reason, ['loss', 'count'], { path: `${path}.reason`, facts }),
  ];
}
