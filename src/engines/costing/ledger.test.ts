// The fast path — costLedger, which documents ask — line by line against the oracle; the month's average and standard costs against their formulas.
import { costLedger, methodOf, replay, type Step } from '#costing';
import type { Facts } from '#kernel/facts';
import { fen, price } from '#kernel/money';
import { micro } from '#kernel/quantity';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { absDiff, atMost, frac, type Happening, truth } from './testing/oracle.ts';

const SEED = Number(process.env['COSTING_SEED'] ?? 20_261_122);
const RUNS = Number(process.env['COSTING_RUNS'] ?? 1500);

/** Facts of one item in one warehouse; all that costing reads. */
const factsOf = (costMethod: string, standardCost: bigint | null = null): Facts =>
  ({
    items: { i: { id: 'i', costMethod, standardCost: standardCost === null ? null : price(standardCost) } },
    warehouses: { w: { id: 'w', pool: null } },
    pools: {},
  }) as unknown as Facts;
const GOODS = { item: 'i', warehouse: 'w', lot: null } as const;

type Draw = { readonly inward: boolean; readonly qty: number; readonly cost: number };
const draws = fc.array(fc.record({ inward: fc.boolean(), qty: fc.integer({ min: 1, max: 9 }), cost: fc.integer({ min: 0, max: 9_999 }) }), { minLength: 1, maxLength: 16 });

/** Draws as receipts and issues that never take more than there is. */
function sequence(list: readonly Draw[]): readonly Happening[] {
  let have = 0n;
  return list.flatMap((d, i): Happening[] => {
    const want = BigInt(d.qty);
    const inward = d.inward || have === 0n;
    const qty = inward || want < have ? want : have;
    have += inward ? qty : -qty;
    return [inward ? { id: `h${i}`, day: i, kind: 'receipt', qty, cost: BigInt(d.cost) } : { id: `h${i}`, day: i, kind: 'issue', qty }];
  });
}

describe.each(['moving-average', 'fifo'] as const)('%s', (method) => {
  test(`what documents are told is what the definition says (seed ${SEED}, ${RUNS} runs)`, () => {
    fc.assert(
      fc.property(draws, (list) => {
        const happenings = sequence(list);
        const ledger = costLedger(factsOf(method));
        const told = truth(method, happenings);
        let [value, qty] = [0n, 0n];
        happenings.forEach((h, i) => {
          if (h.kind === 'receipt') {
            const { entering, difference } = ledger.receive({ ...GOODS, qty: micro(h.qty), cost: fen(h.cost) }, { doc: h.id, line: 1 });
            expect([entering, difference]).toEqual([h.cost, 0n]);
            value += entering;
            qty += h.qty;
          } else if (h.kind === 'issue') {
            const { cost, parts } = ledger.issue({ item: 'i', warehouse: 'w', parts: [{ lot: null, qty: micro(h.qty) }] });
            expect(parts).toEqual([cost]);
            expect(atMost(absDiff(frac(cost), told.cost.get(h.id) ?? frac(0n)), BigInt(i) + 1n), `${h.id}: ${cost}`).toBe(true);
            // Of an average, each issue is rounded half up once; the last unit takes the last 分.
            if (method === 'moving-average') expect(cost).toBe(h.qty === qty ? value : (2n * value * h.qty + qty) / (2n * qty));
            value -= cost;
            qty -= h.qty;
          }
          expect(value >= 0n && (qty > 0n || value === 0n), 'nothing is worth nothing, and nothing less').toBe(true);
          if (qty > 0n) expect(ledger.worth({ ...GOODS, qty: micro(qty) })).toBe(value);
        });
      }),
      { seed: SEED, numRuns: RUNS },
    );
  });

  test('the parts of a line add up to the line, whatever shelves it comes from', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 6 }), fc.integer({ min: 0, max: 99_999 }), (parts, cost) => {
        const whole = parts.reduce((sum, p) => sum + p, 0);
        const ledger = costLedger(factsOf(method));
        ledger.receive({ ...GOODS, qty: micro(BigInt(whole + 3)), cost: fen(BigInt(cost)) });
        const left = ledger.issue({ item: 'i', warehouse: 'w', parts: parts.map((p) => ({ lot: null, qty: micro(BigInt(p)) })) });
        expect(left.parts.reduce((sum, p) => sum + p, 0n)).toBe(left.cost);
      }),
      { seed: SEED },
    );
  });

  test('a change of value is kept for what is there and expensed for what is gone: together it is all of it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), fc.nat(20), fc.integer({ min: -5_000, max: 5_000 }), (received, gone, change) => {
        const issued = BigInt(Math.min(gone, received));
        const ledger = costLedger(factsOf(method));
        ledger.receive({ ...GOODS, qty: micro(BigInt(received)), cost: fen(3_000n) }, { doc: 'r', line: 1 });
        if (issued > 0n) ledger.issue({ item: 'i', warehouse: 'w', parts: [{ lot: null, qty: micro(issued) }] });
        const before = ledger.worth({ ...GOODS, qty: micro(BigInt(received) - issued) }) ?? 0n;
        const { kept, expensed } = ledger.revalue({ ...GOODS, qty: micro(BigInt(received)), of: { doc: 'r', line: 1 } }, fen(BigInt(change)));
        expect(kept + expensed).toBe(BigInt(change));
        if (issued === BigInt(received)) expect(kept).toBe(0n);
        else if (before + BigInt(change) >= 0n) expect(atMost(absDiff(frac(kept), frac(BigInt(change) * (BigInt(received) - issued), BigInt(received))), 1n)).toBe(true);
      }),
      { seed: SEED },
    );
  });
});

describe('全月一次加权平均', () => {
  const step = (h: Happening & { readonly qty: bigint }, cost: bigint): Step => ({
    id: h.id,
    doc: h.id,
    line: 1,
    lot: null,
    period: h.day < 8 ? 202601 : 202602,
    qty: h.kind === 'issue' ? -h.qty : h.qty,
    cost: h.kind === 'issue' ? -cost : cost,
    basis: h.kind === 'issue' ? 'pool' : 'given',
    of: null,
    atOrigin: false,
  });
  const roundHalfUp = (n: bigint, d: bigint): bigint => (2n * n + d) / (2n * d);

  test(`each month has one unit cost: (opening + received) ÷ quantity; the last piece takes the remainder (seed ${SEED})`, () => {
    fc.assert(
      fc.property(draws, (list) => {
        const happenings = sequence(list) as readonly (Happening & { readonly qty: bigint })[];
        // As booked: receipts at their cost, issues at whatever was thought of them then.
        const steps = happenings.map((h) => step(h, h.kind === 'receipt' ? h.cost : 17n * h.qty));
        const { state, changes } = replay({ method: methodOf('monthly-average'), opening: { qty: 0n, value: 0n, price: 0n, layers: [] } }, steps, { final: 202602 });
        let [value, qty] = [0n, 0n];
        for (const period of [202601, 202602]) {
          const month = steps.filter((s) => s.period === period);
          const received = month.filter((s) => s.qty > 0n);
          const [whole, pieces] = [received.reduce((sum, s) => sum + s.cost, value), received.reduce((sum, s) => sum + s.qty, qty)];
          const issues = month.filter((s) => s.qty < 0n);
          const left = pieces + issues.reduce((sum, s) => sum + s.qty, 0n);
          let rest = whole;
          issues.forEach((s, i) => {
            const is = -(s.cost + (changes.get(s.id) ?? 0n));
            // Half a 分 rounded up each time must not take more than there is.
            const share = roundHalfUp(whole * -s.qty, pieces);
            const wanted = (left === 0n && i === issues.length - 1) || share > rest ? rest : share;
            expect(is, `${s.id} of ${period}`).toBe(wanted);
            rest -= is;
          });
          [value, qty] = [rest, left];
        }
        expect([state.qty, state.value]).toEqual([qty, value]);
        if (qty === 0n) expect(value).toBe(0n);
        for (const s of steps) if (s.qty > 0n) expect(changes.has(s.id)).toBe(false);
      }),
      { seed: SEED, numRuns: RUNS },
    );
  });

  test('a month that is not final stands as booked', () => {
    fc.assert(
      fc.property(draws, (list) => {
        const happenings = sequence(list) as readonly (Happening & { readonly qty: bigint })[];
        const steps = happenings.map((h) => step(h, h.kind === 'receipt' ? h.cost : 0n));
        const { state, changes } = replay({ method: methodOf('monthly-average'), opening: { qty: 0n, value: 0n, price: 0n, layers: [] } }, steps, { final: null });
        expect([...changes]).toEqual([]);
        expect(state.value).toBe(steps.reduce((sum, s) => sum + s.cost, 0n));
      }),
      { seed: SEED },
    );
  });
});

describe('标准成本', () => {
  test(`stock is worth quantity × standard, whatever was paid; the rest is the difference (seed ${SEED})`, () => {
    fc.assert(
      fc.property(draws, fc.bigInt({ min: 1n, max: 99_999_999n }), (list, standard) => {
        const ledger = costLedger(factsOf('standard', standard));
        // Price in 10⁻⁶ 元 × quantity in 10⁻⁶ units, in 分.
        const worth = (qty: bigint): bigint => (2n * qty * standard + 10_000_000_000n) / 20_000_000_000n;
        let [qty, value] = [0n, 0n];
        for (const h of sequence(list)) {
          if (h.kind !== 'receipt' && h.kind !== 'issue') continue;
          const pieces = h.qty * 1_000_000n;
          if (h.kind === 'receipt') {
            const { entering, difference } = ledger.receive({ ...GOODS, qty: micro(pieces), cost: fen(h.cost) });
            expect(entering + difference).toBe(h.cost);
            [qty, value] = [qty + pieces, value + entering];
          } else {
            const { cost } = ledger.issue({ item: 'i', warehouse: 'w', parts: [{ lot: null, qty: micro(pieces) }] });
            [qty, value] = [qty - pieces, value - cost];
          }
          expect(value).toBe(worth(qty));
        }
      }),
      { seed: SEED, numRuns: RUNS },
    );
  });
});
