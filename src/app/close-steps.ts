// Steps of the month close besides accounting's own: the cost calculation, which needs the pen, and those that 结算 and 存货核算 bring.
import type { CloseStep } from '#accounting';
import { type Caller, closeCosts, type PenPorts } from '#books/pen';
import { formatFen, formatQty } from '#kernel/decimal';
import { period as asPeriod, type Day } from '#kernel/day';
import { fen } from '#kernel/money';
import { micro } from '#kernel/quantity';
import { estimateAgainStep, estimateTakeBackStep, fxBackStep, fxRevaluationStep } from '#settlement';
import { DIFFERENCE_STEP, IMPAIRMENT_STEPS } from '#valuation';

const COST_CHECK = `
  select count(*) filter (where r.data->>'costMethod' = 'monthly-average' and p.last_day >= $1::date)::int as monthly,
    (select count(distinct l.doc_id)::int from books.late_cost l where l.org_id = books.org()) as late,
    count(*) filter (where p.qty < 0)::int as short, count(*) filter (where p.qty < 0 and p.value = 0)::int as unknown, count(*) filter (where p.last_day >= $1::date)::int as pools,
    coalesce(jsonb_agg(jsonb_build_object('item', r.id, 'name', r.name, 'qty', p.qty::text) order by p.qty) filter (where p.qty < 0), '[]') as list
  from books.cost_pool p join books.record r on r.org_id = p.org_id and r.id = p.item_id
  where p.org_id = books.org() and p.lot_id = books.nil()`;
type CostCheck = {
  readonly monthly: number;
  readonly short: number;
  /** Of those that are short, how many are worth nothing because nobody has ever said what they cost. */
  readonly unknown: number;
  readonly late: number;
  readonly pools: number;
  readonly list: readonly { item: string; name: string; qty: string }[];
};

/** 存货成本计算: the month's final averages, the corrections they bring, and where later replays begin. */
const costs = (ports: PenPorts, caller: Caller): CloseStep => ({
  name: 'costs',
  zh: '计算存货成本',
  order: 10,
  phase: 'before',
  check: async ({ snapshot, period }) => {
    const [row] = await snapshot.query<CostCheck>(COST_CHECK, [`${String(period).slice(0, 4)}-${String(period).slice(4)}-01`]);
    const { monthly = 0, short = 0, unknown = 0, late = 0, pools = 0, list = [] } = row ?? {};
    const guess = unknown === 0 ? '' : `（其中 ${unknown} 个没有成本也没有参考进价，按 0 暂计）`;
    return [
      ...(late === 0
        ? []
        : [
            {
              name: 'step.late-costs',
              zh: '后台成本重算',
              tone: 'warn' as const,
              said: `${late} 张补录单据引起的成本重算还没做完；结账会先等它做完，差额记入出库成本调整单`,
              count: late,
              items: [],
              href: '/views/late-costs',
            },
          ]),
      {
        name: 'step.costs',
        zh: '计算存货成本',
        tone: short > 0 ? ('warn' as const) : monthly > 0 ? ('info' as const) : ('ok' as const),
        said:
          short > 0
            ? `${short} 个商品账面为负，成本按最近成本或参考进价暂计${guess}；请先补齐入库，成本会随入库自动更正`
            : monthly > 0
              ? `${monthly} 个全月一次加权商品将按本月平均单价重算出库成本，差额记入出库成本调整单`
              : `本月有变动的 ${pools} 个成本池都已按实时成本入账，无需调整`,
        count: short > 0 ? short : monthly,
        items: list.slice(0, 20).map((l) => ({ text: l.name, href: `/views/stock-ledger?item=${l.item}`, note: formatQty(micro(BigInt(l.qty))) })),
        href: null,
      },
    ];
  },
  run: async (work) => {
    const done = await closeCosts(ports, caller, { period: asPeriod(work.period), day: work.day as Day, tell: work.tell });
    const amount = done.documents.reduce((sum, d) => sum + BigInt(d.recosted?.amount ?? 0), 0n);
    return {
      said:
        done.lines === 0
          ? `${done.pools} 个成本池已核定，没有差额`
          : `${done.pools} 个成本池已核定，调整 ${done.lines} 笔出库，出库成本${amount < 0n ? '减少' : '增加'} ${formatFen(fen(amount < 0n ? -amount : amount))}`,
      documents: done.documents.map((d) => ({ ...d, type: 'cost-adjustment' })),
    };
  },
});

/** All steps the app adds, for a person who closes. */
export const appSteps = (ports: PenPorts, caller: Caller): readonly CloseStep[] => [
  estimateAgainStep,
  costs(ports, caller),
  DIFFERENCE_STEP,
  ...IMPAIRMENT_STEPS,
  fxRevaluationStep,
  estimateTakeBackStep,
  fxBackStep,
];

/** Documents the steps make, whose refusals a close may have to say. */
export const MADE_BY_CLOSE = ['vat-transfer', 'tax-accrual', 'profit-transfer', 'estimate-reversal', 'fx-revaluation', 'impairment', 'cost-difference', 'cost-adjustment'] as const;
