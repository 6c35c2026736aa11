// A law through the pen: documents booked in any order end with the same pools and the same costs as documents booked day by day.
import { putLateRight } from '#books/pen';
import { memoryHouse } from '#testing';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Booked, type CostBooks, openCostBooks } from '#testing';

const SEED = Number(process.env['RECOST_SEED'] ?? 20_261_122);
const RUNS = Number(process.env['RECOST_RUNS'] ?? 6);

/** One document of a plan; `on` is the earlier document of the plan it stands on. Every document has a day of its own. */
type Plan = {
  readonly kind: 'receive' | 'issue' | 'sell' | 'bring back' | 'send back' | 'invoice' | 'red';
  readonly day: string;
  readonly qty: number;
  readonly cost: number;
  readonly on: number | null;
};
type Draw = { readonly kind: Plan['kind']; readonly qty: number; readonly cost: number; readonly pick: number; readonly when: number };

const STANDS_ON: Readonly<Record<string, readonly Plan['kind'][]>> = { 'bring back': ['sell'], 'send back': ['receive'], invoice: ['receive'], red: ['receive', 'issue', 'sell'] };
const draws = fc.array(
  fc.record({
    kind: fc.constantFrom<Plan['kind']>('receive', 'receive', 'receive', 'issue', 'issue', 'sell', 'bring back', 'send back', 'invoice', 'red'),
    qty: fc.integer({ min: 1, max: 9 }),
    cost: fc.integer({ min: 1, max: 999 }),
    pick: fc.nat(100),
    when: fc.nat(1000),
  }),
  { minLength: 3, maxLength: 8 },
);

const dayAt = (n: number): string => `2026-0${3 + Math.floor(n / 28)}-${String((n % 28) + 1).padStart(2, '0')}`;

/** Draws as a plan in order of days, spread over three months; documents that find nothing to stand on are left out. Each stands alone on its base. */
function planOf(list: readonly Draw[]): readonly Plan[] {
  const plan: Plan[] = [];
  const taken = new Set<number>();
  list.forEach((d, i) => {
    const bases = STANDS_ON[d.kind];
    const fit = plan.flatMap((p, n) => (bases?.includes(p.kind) && !taken.has(n) ? [n] : []));
    if (bases && fit.length === 0) return;
    const on = bases ? (fit[d.pick % fit.length] ?? 0) : null;
    if (on !== null) taken.add(on);
    const qty = on === null ? d.qty : d.kind === 'invoice' ? (plan[on]?.qty ?? 1) : Math.min(d.qty, plan[on]?.qty ?? 1);
    plan.push({ kind: d.kind, day: dayAt(i * 9), qty, cost: d.cost, on });
  });
  return plan;
}

/** The places of a plan in a random order in which everything still finds what it stands on. */
function shuffled(plan: readonly Plan[], list: readonly Draw[]): readonly number[] {
  const keys = plan.map((_, n) => list[n]?.when ?? 0);
  const rank = (n: number): number => Math.max(keys[n] ?? 0, plan[n]?.on == null ? 0 : rank(plan[n]?.on as number) + 0.5);
  return plan.map((_, n) => n).toSorted((a, b) => rank(a) - rank(b) || a - b);
}

describe('documents in any order', () => {
  let books: CostBooks;
  let waited = 0;
  beforeAll(async () => {
    books = await openCostBooks(await memoryHouse());
  });
  afterAll(() => books?.close());

  /** Books one document. Stock may fall below zero in between, as it does when documents come late. */
  async function book(item: string, p: Plan, on: Booked | undefined): Promise<Booked> {
    const where = { warehouse: books.ids.loose };
    const base = on as Booked;
    const cost = String(p.cost / 100);
    switch (p.kind) {
      case 'receive':
        return books.receive(item, p.day, String(p.qty), cost, where);
      case 'issue':
        return books.issue(item, p.day, String(p.qty), where);
      case 'sell':
        return books.sell(item, p.day, String(p.qty), where);
      case 'bring back':
        return books.customerReturn(base, item, p.day, String(p.qty), where);
      case 'send back':
        return books.supplierReturn(base, item, p.day, String(p.qty), where);
      case 'invoice':
        return books.invoice(base, item, p.day, String(p.qty), cost);
      case 'red':
        return books.reverse(
          base.outcome.reply.number.startsWith('CGRK') ? 'goods-receipt' : base.outcome.reply.number.startsWith('XSCK') ? 'sales-delivery' : 'other-issue',
          base,
        );
    }
  }

  async function play(
    method: 'moving-average' | 'fifo',
    { plan, order, priced, atOnce = null }: { readonly plan: readonly Plan[]; readonly order: readonly number[]; readonly priced: boolean; readonly atOnce?: number | null },
  ): Promise<{ readonly pool: { qty: string; value: string }; readonly costs: readonly number[] }> {
    await books.house.db.owner((tx) =>
      tx.query(`update books.org_node set settings = settings - 'recostAtOnce' || $2::jsonb where id = $1`, [
        books.ids.org,
        JSON.stringify(atOnce === null ? {} : { recostAtOnce: atOnce }),
      ]),
    );
    const item = await books.item(method, priced ? { purchasePrice: '5.65' } : {});
    const done = new Map<number, Booked>();
    for (const n of order) {
      const p = plan[n] as Plan;
      done.set(n, await book(item, p, p.on === null ? undefined : done.get(p.on)));
      await books.prove();
    }
    if (atOnce !== null) waited += (await putLateRight(books.house, books.co.caller)).length;
    await books.prove();
    const struck = new Set(plan.flatMap((p, n) => (p.kind === 'red' ? [n, p.on ?? -1] : [])));
    const costs = await Promise.all(plan.map(async (p, n) => (struck.has(n) || p.kind === 'invoice' ? 0 : Math.round(Number(await books.costOf(done.get(n) as Booked)) * 100))));
    return { pool: await books.pool(item), costs };
  }

  // With nothing at once, every late document marks its pools and a job puts them right when all is booked.
  test.each([
    ['moving-average', null],
    ['fifo', null],
    ['moving-average', 0],
    ['fifo', 0],
  ] as const)(`%s: late or in time, the same; at once: %s (seed ${SEED}, ${RUNS} runs)`, async (method, atOnce) => {
    waited = 0;
    await fc.assert(
      // What is issued before anything came in is thought to cost its 参考进价, or nobody knows.
      fc.asyncProperty(draws, fc.boolean(), async (list, priced) => {
        const plan = planOf(list);
        const [late, straight] = [await play(method, { plan, priced, order: shuffled(plan, list), atOnce }), await play(method, { plan, priced, order: plan.map((_, n) => n) })];
        expect(late.pool.qty).toBe(straight.pool.qty);
        // Shares of a document that goods came back from keep the rounding they were booked with; everything else is the same to the 分.
        const followers = plan.filter((p) => p.kind === 'bring back' || p.kind === 'send back').length;
        const slack = followers * 3;
        late.costs.forEach((cost, n) => expect(Math.abs(cost - (straight.costs[n] ?? 0)), `${plan[n]?.kind} of ${plan[n]?.day}`).toBeLessThanOrEqual(slack));
        expect(Math.abs(Number(late.pool.value) - Number(straight.pool.value)) * 100).toBeLessThanOrEqual(slack + 1e-6);
      }),
      { seed: SEED, numRuns: RUNS },
    );
    expect(waited > 0, 'something waited').toBe(atOnce !== null);
  });
});
