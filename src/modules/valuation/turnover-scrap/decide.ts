// When a 周转材料报废单 may be posted, and what it books (facts/china.md I11): 借 费用（和残值） 贷 周转材料—摊销 by what is not written off yet; 借 周转材料—摊销 贷 周转材料—在用 at cost.
// The cost is what the issue turned out to have cost, later corrections included; shares of a line add up to it exactly.
import { posting, type Posting } from '#kernel/decision';
import type { Doc } from '#kernel/document';
import type { Facts } from '#kernel/facts';
import { accountOf } from '#kernel/checks';
import { formatFen } from '#kernel/decimal';
import { credit, debit, journal, type JournalLine } from '#kernel/journal';
import { divideHalfUp, type Fen, fen, negate, NO_FEN } from '#kernel/money';
import { present } from '#kernel/must';
import { type Complaint, gather, type Refused, type RefusalTable } from '#kernel/refusal';
import { unfit } from '../conversion.ts';
import { expenseOf, expenseUnfit } from '../turnover-issue/decide.ts';
import type { HEAD, LINE } from './document.ts';

export const REFUSALS = {
  'expense-unfit': { http: 422, retry: 'never', zh: '科目“{account}”{why}，不能作为费用科目，请换一个末级费用科目' },
  'issue-needed': { http: 422, retry: 'never', zh: '第 {line} 行：请从周转材料领用单选单，系统才知道它的成本和已摊销数' },
  'written-off-already': { http: 422, retry: 'never', zh: '第 {line} 行：领用单 {source} 已一次转销，账上没有在用成本，无需报废入账' },
  'residual-too-much': { http: 422, retry: 'never', zh: '第 {line} 行：残值 {residual} 超过未摊销的 {left}，多出的部分请另记其他收入' },
  'residual-account-missing': { http: 422, retry: 'never', zh: '填写了残值，请选择“残值科目”' },
  'residual-account-unfit': { http: 422, retry: 'never', zh: '科目“{account}”{why}，不能作为残值科目，请换一个' },
} as const satisfies RefusalTable;

type Scrap = Doc<typeof HEAD, typeof LINE>;
type Row = { readonly line: Scrap['lines'][number]; readonly cost: Fen; readonly rest: Fen };

export function decideTurnoverScrap(doc: Scrap, facts: Facts): Posting | Refused {
  const early = gather([expenseUnfit(doc.head.account, facts), residualRefused(doc, facts), ...doc.lines.map((_, i) => notInUse(doc, i, facts))]);
  if (early) return early;
  const rows = rowsOf(doc, facts);
  const refused = gather(
    rows.map(({ line, rest }) => {
      const residual = line.residual ?? 0n;
      return residual > rest && residual > 0n
        ? { refused: 'residual-too-much', path: `lines[${line.no - 1}].residual`, with: { line: String(line.no), residual: formatFen(residual), left: formatFen(rest) } }
        : null;
    }),
  );
  return refused ?? post(doc, rows, facts);
}

function residualRefused({ head, lines }: Scrap, facts: Facts): Complaint | null {
  if (lines.every((l) => (l.residual ?? 0n) === 0n)) return null;
  const account = head.residualAccount ? facts.records[head.residualAccount] : undefined;
  if (!account) return { refused: 'residual-account-missing', path: 'head.residualAccount' };
  const why = unfit(account, facts);
  return why ? { refused: 'residual-account-unfit', path: 'head.residualAccount', with: { account: `${account.code} ${account.name}`, why } } : null;
}

function notInUse(doc: Scrap, index: number, facts: Facts): Complaint | null {
  const line = present(doc.lines[index], 'line');
  const at = { path: `lines[${index}].source`, with: { line: String(line.no) } };
  const from = line.source ? facts.sources[line.source.doc] : undefined;
  if (!from) return { refused: 'issue-needed', ...at };
  return from.head['method'] === 'half' ? null : { refused: 'written-off-already', ...at, with: { ...at.with, source: from.number } };
}

/** Each line's share of its issue: what of it is scrapped now, as the difference of two running shares, so that all scraps together take exactly all. */
function rowsOf(doc: Scrap, facts: Facts): readonly Row[] {
  const taken = new Map<string, bigint>();
  return doc.lines.map((line) => {
    const ref = present(line.source, 'source');
    const from = present(facts.sources[ref.doc], 'issue');
    const source = present(from.lines[ref.line], 'issue line') as unknown as {
      readonly baseQty: bigint;
      readonly amortised: bigint;
      readonly done: Record<string, { readonly qty: bigint }>;
    };
    const cost = -present(from.moved[ref.line], 'movement of the issue').cost;
    const key = `${ref.doc}/${ref.line}`;
    const before = taken.get(key) ?? source.done['scrapped']?.qty ?? 0n;
    const after = before + present(line.baseQty, 'base quantity');
    taken.set(key, after);
    const share = (whole: bigint): Fen => fen(divideHalfUp(whole * after, source.baseQty) - divideHalfUp(whole * before, source.baseQty));
    return { line, cost: share(cost), rest: share(cost - source.amortised) };
  });
}

function post(doc: Scrap, rows: readonly Row[], facts: Facts): Posting {
  const { department } = doc.head;
  const [expense, inUse, amortised] = [expenseOf(doc.head.account, facts), accountOf(facts, 'turnover.inUse'), accountOf(facts, 'turnover.amortised')];
  const words = '周转材料报废 {number}';
  return posting({
    journal: journal(
      rows.flatMap(({ line, cost, rest }) => {
        const residual = line.residual ?? NO_FEN;
        return [
          debit(expense, fen(rest - residual), words, { department }),
          ...(residual === 0n ? [] : [debit(present(facts.records[doc.head.residualAccount ?? ''], 'account').code, residual, `${words} 残值`)]),
          credit(amortised, rest, words),
          debit(amortised, cost, `${words} 转销`),
          credit(inUse, cost, `${words} 转销`),
        ];
      }),
    ),
    learnt: Object.fromEntries(rows.map(({ line, cost, rest }) => [line.no, { cost, expense: fen(rest - (line.residual ?? 0n)) }])),
  });
}

/** 分 by which shares of one issue may be off, each being rounded by its own scrapping. */
const ROUNDING = 1n;

/** What the articles turned out to cost after they were scrapped became expense with them; a red document takes that back, too. */
export function costsSince(doc: Scrap, facts: Facts): readonly JournalLine[] {
  const [expense, inUse] = [expenseOf(doc.head.account, facts), accountOf(facts, 'turnover.inUse')];
  const words = '周转材料报废 {number} 成本调整';
  return doc.lines.flatMap((line) => {
    const from = line.source ? facts.sources[line.source.doc] : undefined;
    const [source, moved] = [from?.lines[line.source?.line ?? 0] as unknown as { readonly baseQty: bigint } | undefined, from?.moved[line.source?.line ?? 0]];
    if (!source || !moved || line.baseQty === null || line.cost === null) return [];
    const more = fen(divideHalfUp(-moved.cost * line.baseQty, source.baseQty) - line.cost);
    if (more <= ROUNDING && more >= -ROUNDING) return [];
    return [debit(expense, negate(more), words, { department: doc.head.department }), credit(inUse, negate(more), words)];
  });
}
