// When a 周转材料领用单 may be posted, and what it books (facts/china.md I10, I11). 一次转销: 借 费用 贷 周转材料. 五五摊销: 借 周转材料—在用 贷 周转材料—在库 at cost,
// and 借 费用 贷 周转材料—摊销 by half of it, rounded half up; the other half follows when the articles are scrapped.
import { posting, type Posting } from '#kernel/decision';
import type { Doc } from '#kernel/document';
import type { Facts } from '#kernel/facts';
import { accountOf } from '#kernel/checks';
import { credit, debit, journal } from '#kernel/journal';
import { divideHalfUp, fen } from '#kernel/money';
import { present } from '#kernel/must';
import { outside } from '#kernel/place';
import { type Complaint, gather, type Refused, type RefusalTable } from '#kernel/refusal';
import { leave, movementsOf, valued } from '#warehouse';
import { unfit } from '../conversion.ts';
import type { HEAD, LINE } from './document.ts';

export const REFUSALS = {
  'not-turnover': { http: 422, retry: 'never', zh: '第 {line} 行：“{item}”的存货科目是 {account}，不是周转材料；请改用其他出库单，或把它归入周转材料分类' },
  'expense-unfit': { http: 422, retry: 'never', zh: '科目“{account}”{why}，不能作为费用科目，请换一个末级费用科目' },
} as const satisfies RefusalTable;

type Issue = Doc<typeof HEAD, typeof LINE>;

export function decideTurnoverIssue(doc: Issue, facts: Facts): Posting | Refused {
  const { warehouse, account } = doc.head;
  const { picked, complaints } = leave(doc.lines, { warehouse, expired: 'refuse' }, facts);
  const turnover = accountOf(facts, 'inventory.turnover');
  const strange = doc.lines.flatMap((line, i): Complaint[] => {
    const item = present(facts.items[line.item], 'item');
    if (item.inventoryAccount.startsWith(turnover)) return [];
    return [{ refused: 'not-turnover', path: `lines[${i}].item`, with: { line: String(line.no), item: item.name, account: item.inventoryAccount } }];
  });
  const refused = gather([expenseUnfit(account, facts), ...strange, ...complaints]);
  if (refused) return refused;
  const leaving = valued(doc.lines, picked, { warehouse, facts });
  return postIssue(doc, facts, leaving);
}

/** The account of expense must be one that takes the amount without more figures. */
export function expenseUnfit(id: string | null, facts: Facts): Complaint | null {
  const account = id ? facts.records[id] : undefined;
  const why = account ? unfit(account, facts) : null;
  return account && why ? { refused: 'expense-unfit', path: 'head.account', with: { account: `${account.code} ${account.name}`, why } } : null;
}
export const expenseOf = (id: string | null, facts: Facts): string => (id ? present(facts.records[id], 'account').code : accountOf(facts, 'expense.admin'));

function postIssue(doc: Issue, facts: Facts, leaving: ReturnType<typeof valued<Issue['lines'][number]>>): Posting {
  const { warehouse, department, method } = doc.head;
  const half = method === 'half';
  const expense = expenseOf(doc.head.account, facts);
  const inUse = accountOf(facts, 'turnover.inUse');
  const words = '周转材料领用 {number}';
  const rows = leaving.map((l) => ({ ...l, now: half ? fen(divideHalfUp(l.cost, 2n)) : l.cost, item: present(facts.items[l.line.item], 'item') }));
  return posting({
    movements: movementsOf(leaving, { warehouse, to: outside('usage'), facts, taxAttribute: 'none', department, against: half ? inUse : expense }),
    journal: journal(
      rows.flatMap(({ cost, now, item }) => [
        debit(half ? inUse : expense, cost, words, { department }),
        credit(item.inventoryAccount, cost, words),
        ...(half ? [debit(expense, now, `${words} 五五摊销`, { department }), credit(accountOf(facts, 'turnover.amortised'), now, `${words} 五五摊销`)] : []),
      ]),
    ),
    learnt: Object.fromEntries(rows.map(({ line, cost, now }) => [line.no, { cost, amortised: now }])),
  });
}
