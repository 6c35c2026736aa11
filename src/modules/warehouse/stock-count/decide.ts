// When a 盘点单 may be approved: every line counted once, every differing line twice, no shelf on the sheet twice, and a cost for what was found.
import type { Posting } from '#kernel/decision';
import type { Doc } from '#kernel/document';
import type { Facts } from '#kernel/facts';
import { binsElsewhere, incomingLots, lotsMissing } from '#kernel/checks';
import { type Complaint, gather, type Refused, type RefusalTable } from '#kernel/refusal';
import { checkUse } from '../reasons.ts';
import { adjustments } from './adjust.ts';
import type { HEAD, LINE } from './document.ts';
import { arrivingLines, piecesMoved } from './pieces.ts';
import { postStockCount } from './post.ts';
import { finalCount } from './sheet.ts';

export const REFUSALS = {
  'count-line-changed': { http: 409, retry: 'never', zh: '第 {line} 行：盘点开始后不能删除或换成别的商品、批次、库位；不盘的行请留空，新发现的货加在最后' },
  'count-missing': { http: 409, retry: 'never', zh: '还有 {count} 行没有实盘数（第 {lines} 行）；没有货请填 0，只盘一部分请勾“未盘的行不调整”' },
  'recount-needed': { http: 409, retry: 'never', zh: '有 {count} 行初盘与账面不符，须先复盘（第 {lines} 行）；请驳回后填写复盘数' },
  'shelf-twice': { http: 422, retry: 'never', zh: '第 {line} 行与第 {other} 行是同一批货，请合并成一行或分别填写库位' },
  'serials-moved': {
    http: 409,
    retry: 'never',
    zh: '第 {line} 行：“{item}”序列号 {serial} {where}，与盘点差异对不上（盘点期间有单据动过它，或它记在别的仓库、库位）；请驳回后复盘这些序列号',
  },
  'cost-unknown': { http: 422, retry: 'never', zh: '第 {line} 行：盘盈的“{item}”没有库存成本也没有参考进价，请先维护商品的参考进价' },
} as const satisfies RefusalTable;

type CountDoc = Doc<typeof HEAD, typeof LINE>;

export function decideStockCount(doc: CountDoc, facts: Facts): Posting | Refused {
  const refused = gather([
    ...lotsMissing(doc.lines, facts),
    ...twice(doc, facts),
    doc.head.skipUncounted
      ? null
      : named(
          'count-missing',
          'counted',
          doc.lines.filter((l) => finalCount(l) === null),
        ),
    named(
      'recount-needed',
      'recount',
      doc.lines.filter((l) => l.again),
    ),
    ...binsElsewhere(doc.lines, doc.head.warehouse, facts),
    ...piecesMoved(doc.lines, doc.head.warehouse, facts),
    ...doc.lines.map((l, i) => checkUse(l.reason, ['count', 'loss'], { path: `lines[${i}].reason`, facts })),
  ]);
  if (refused) return refused;
  const lots = incomingLots(arrivingLines(doc.lines, facts), facts);
  const { rows, complaints } = adjustments(doc, facts, lots);
  return gather(complaints) ?? postStockCount(rows, facts, lots);
}

/** One complaint that names the lines (the first fifty of them). */
function named(refused: keyof typeof REFUSALS, field: string, lines: readonly { readonly no: number }[]): Complaint | null {
  const [first] = lines;
  if (!first) return null;
  const names = lines
    .slice(0, 50)
    .map((l) => l.no)
    .join('、');
  return { refused, path: `lines[${first.no - 1}].${field}`, with: { count: String(lines.length), lines: lines.length > 50 ? `${names}…` : names } };
}

/** Two lines that speak for the same shelf: the same lot in the same bin, or one of them for all bins. */
function twice(doc: CountDoc, facts: Facts): readonly Complaint[] {
  const seen = new Map<string, { readonly no: number; readonly bin: string | null }[]>();
  return doc.lines.flatMap((line, i): Complaint[] => {
    const key = `${line.item}|${facts.items[line.item]?.tracksLots ? (line.lot ?? '') : ''}`;
    const before = seen.get(key) ?? [];
    seen.set(key, [...before, { no: line.no, bin: line.bin }]);
    const other = before.find((b) => b.bin === line.bin || b.bin === null || line.bin === null);
    return other ? [{ refused: 'shelf-twice', path: `lines[${i}].item`, with: { line: String(line.no), other: String(other.no) } }] : [];
  });
}
