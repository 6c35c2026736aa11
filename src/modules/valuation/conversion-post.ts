// What a 组装单 or 拆卸单 books: storage → conversion → storage, 借 产出商品的存货科目 贷 投入商品的存货科目（和费用对方科目） (facts/china.md M12).
// The products' basis is 'output': when the materials turn out to have cost more, the products follow. What no pool can take any more (a closed month,
// standard costs) stays in 主营业务成本, where 出库成本调整单 puts it.
import { posting, type Posting } from '#kernel/decision';
import type { Facts } from '#kernel/facts';
import { accountOf, differenceAccount, incomingLots } from '#kernel/checks';
import { credit, debit, journal } from '#kernel/journal';
import { fen, NO_FEN, splitFen, sumFen } from '#kernel/money';
import { present } from '#kernel/must';
import type { Pick } from '#kernel/picking';
import { outside } from '#kernel/place';
import { entered, type Leaving, movementsInto, movementsOf, valued } from '#warehouse';
import type { Conversion, ConversionLine } from './conversion.ts';

type Known = { readonly picks: readonly Pick[]; readonly weights: readonly bigint[]; readonly words: string };

export function postConversion(doc: Conversion, facts: Facts, { picks, weights, words }: Known): Posting {
  const { warehouse, department } = doc.head;
  const leaving = valued(
    doc.lines.filter((l) => l.role === 'in'),
    picks,
    { warehouse, facts },
  );
  const extra = doc.head.extraCost ?? NO_FEN;
  const total = fen(sumFen(leaving, (l) => l.cost) + extra);
  const outs = doc.lines.filter((l) => l.role === 'out');
  const made = produced(outs, splitFen(total, weights), { doc, facts });
  const against = accountOf(facts, 'cogs.main');
  const lines = [
    ...made.rows.flatMap(({ item, entering, difference }) => [
      debit(item.inventoryAccount, entering, words, { department }),
      debit(differenceAccount(item, facts), difference, `${words} 成本差异`),
    ]),
    ...leaving.map(({ line, cost }) => credit(present(facts.items[line.item], 'item').inventoryAccount, cost, words, { department })),
    ...(extra === 0n ? [] : [credit(present(facts.records[doc.head.extraAccount ?? ''], 'account').code, extra, `${words} 另加费用`, { department })]),
  ];
  // Within one account nothing changes but the items, as in a 调拨.
  const accounts = new Set(lines.filter((l) => l.debit !== 0n || l.credit !== 0n).map((l) => l.account));
  return posting({
    lots: made.fresh,
    movements: [
      ...movementsOf(leaving as readonly Leaving<ConversionLine>[], { warehouse, to: outside('conversion'), facts, taxAttribute: 'none', department, against }),
      ...made.movements,
    ],
    journal: accounts.size > 1 ? journal(lines) : null,
    learnt: Object.fromEntries([...leaving.map(({ line, cost }) => [line.no, { cost }] as const), ...made.rows.map(({ line, cost }) => [line.no, { cost }] as const)]),
  });
}

/** The products as they enter stock, at their share of the cost. */
function produced(outs: readonly ConversionLine[], costs: readonly (typeof NO_FEN)[], { doc, facts }: { readonly doc: Conversion; readonly facts: Facts }) {
  const into = doc.head.into ?? doc.head.warehouse;
  const lots = incomingLots(outs, facts);
  const rows = entered(
    outs.map((line, i) => ({ line, cost: present(costs[i], 'share of the cost') })),
    { warehouse: into, lots, facts },
  );
  const movements = movementsInto(rows, {
    from: outside('conversion'),
    warehouse: into,
    department: doc.head.department,
    against: accountOf(facts, 'cogs.main'),
    basis: 'output',
  });
  return { rows, movements, fresh: lots.fresh };
}
