// When a 完工入库单 may be posted: its goods cost something, no more than their production has gathered, and lots and pieces are named.
import type { Posting } from '#kernel/decision';
import type { Doc } from '#kernel/document';
import type { Facts } from '#kernel/facts';
import { binsElsewhere, incomingLots, lotsMissing, serialsMissing } from '#kernel/checks';
import { formatFen } from '#kernel/decimal';
import { divideHalfUp, type Fen, fen, NO_FEN, splitFen } from '#kernel/money';
import { type Complaint, gather, type RefusalTable, type Refused } from '#kernel/refusal';
import type { HEAD, LINE } from './document.ts';
import { postProductionReceipt } from './post.ts';

export const REFUSALS = {
  'nothing-in-production': {
    http: 422,
    retry: 'never',
    zh: '第 {line} 行：“{item}”没有在产成本，也没有另加费用；请先做生产领料单，或填写“另加费用”和对方科目',
  },
  'more-than-in-production': { http: 422, retry: 'never', zh: '第 {line} 行：“{item}”的在产成本只有 {have} 元，不能转入 {asked} 元' },
  'extra-account-missing': { http: 422, retry: 'never', zh: '填写了另加费用，请选择“费用对方科目”，如 制造费用、应付职工薪酬' },
  'extra-account-unfit': { http: 422, retry: 'never', zh: '科目“{account}”不能作为费用对方科目（由单据自动记账或要核算到往来单位），请换一个' },
} as const satisfies RefusalTable;

type Receipt = Doc<typeof HEAD, typeof LINE>;
type Row = Receipt['lines'][number];
export type Costed = { readonly line: Row; readonly consumed: Fen; readonly extra: Fen };

export function decideProductionReceipt(doc: Receipt, facts: Facts): Posting | Refused {
  const rows = costed(doc, facts);
  const refused = gather([
    extraRefused(doc.head, facts),
    ...rows.flatMap(({ line, consumed, extra }, i) => costRefused(line, i, { consumed, extra, facts })),
    ...overdrawn(rows, facts),
    ...lotsMissing(doc.lines, facts),
    ...serialsMissing(doc.lines, facts),
    ...binsElsewhere(doc.lines, doc.head.warehouse, facts),
  ]);
  return refused ?? postProductionReceipt(doc, facts, { rows, lots: incomingLots(doc.lines, facts) });
}

/** What every line takes over: the sum entered, else its share of what the product has gathered: finished ÷ still open of the plan. */
function costed(doc: Receipt, facts: Facts): readonly Costed[] {
  const extras = splitFen(
    doc.head.extraCost ?? NO_FEN,
    doc.lines.map((l) => l.baseQty ?? 0n),
  );
  const left = new Map<string, bigint>();
  const opened = new Map<string, bigint>();
  return doc.lines.map((line, i) => {
    const gathered = left.get(line.item) ?? facts.itemBalances?.[line.item] ?? 0n;
    const qty = line.baseQty ?? 0n;
    const key = line.source ? `${line.source.doc}/${line.source.line}` : '';
    const open = opened.get(key) ?? openOf(line, facts);
    const share = gathered <= 0n ? 0n : open > qty ? divideHalfUp(gathered * qty, open) : gathered;
    const consumed = fen(line.consumed ?? share);
    left.set(line.item, gathered - consumed);
    if (line.source) opened.set(key, open - qty);
    return { line, consumed, extra: extras[i] ?? NO_FEN };
  });
}

/** What its plan still wants of a line; 0 without a plan: all that is gathered goes with it. */
function openOf(line: Row, facts: Facts): bigint {
  const from = line.source ? facts.sources[line.source.doc]?.lines[line.source.line] : undefined;
  const planned = (from as { baseQty?: bigint | null } | undefined)?.baseQty ?? 0n;
  return planned - (from?.done['made']?.qty ?? 0n);
}

function costRefused(line: Row, i: number, { consumed, extra, facts }: { readonly consumed: Fen; readonly extra: Fen; readonly facts: Facts }): readonly Complaint[] {
  const said = { line: String(line.no), item: facts.items[line.item]?.name ?? '' };
  return consumed + extra > 0n ? [] : [{ refused: 'nothing-in-production', path: `lines[${i}].item`, with: said }];
}

/** No product gives more than it has gathered, over all lines. */
function overdrawn(rows: readonly Costed[], facts: Facts): readonly Complaint[] {
  const taken = new Map<string, bigint>();
  return rows.flatMap(({ line, consumed }, i): Complaint[] => {
    const sum = (taken.get(line.item) ?? 0n) + consumed;
    taken.set(line.item, sum);
    const have = facts.itemBalances?.[line.item] ?? 0n;
    if (consumed === 0n || sum <= have) return [];
    const said = { line: String(line.no), item: facts.items[line.item]?.name ?? '', have: formatFen(have > 0n ? have : 0n), asked: formatFen(sum) };
    return [{ refused: 'more-than-in-production', path: `lines[${i}].consumed`, with: said }];
  });
}

function extraRefused(head: Receipt['head'], facts: Facts): Complaint | null {
  if ((head.extraCost ?? 0n) === 0n) return null;
  const account = head.extraAccount ? facts.records[head.extraAccount] : undefined;
  if (!account) return { refused: 'extra-account-missing', path: 'head.extraAccount' };
  const unfit = account.data['controlled'] === true || account.data['byParty'] === true;
  return unfit ? { refused: 'extra-account-unfit', path: 'head.extraAccount', with: { account: `${account.code} ${account.name}` } } : null;
}
