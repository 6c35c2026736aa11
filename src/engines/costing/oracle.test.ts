// The engine against the definitions: whatever happens in whatever order, every line costs what the slow oracle says within its roundings, and totals are exact.
import { methodOf, replay } from '#costing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { emptyLedger, enter, type Ledger } from './testing/clerk.ts';
import { absDiff, atMost, frac, type Happening, truth } from './testing/oracle.ts';

const SEED = Number(process.env['COSTING_SEED'] ?? 20_261_122);
const RUNS = Number(process.env['COSTING_RUNS'] ?? 1500);
const METHODS = ['moving-average', 'fifo', 'individual'] as const;
/** One lot of 个别计价 is an average of its own. */
const oracleOf = (method: (typeof METHODS)[number]) => (method === 'fifo' ? 'fifo' : 'moving-average');

type Draw = { readonly kind: number; readonly day: number; readonly qty: number; readonly cost: number; readonly pick: number };
const draws = fc.array(
  fc.record({ kind: fc.nat(99), day: fc.integer({ min: 1, max: 6 }), qty: fc.integer({ min: 1, max: 9 }), cost: fc.integer({ min: 0, max: 5_000 }), pick: fc.nat(1000) }),
  { minLength: 2, maxLength: 12 },
);

/** What a unit is thought to cost before anything says so, in 分; often nobody knows. */
const references = fc.oneof(fc.constant(0n), fc.bigInt({ min: 1n, max: 3_000n }));

/** Balance of a pool at the end of each day, with red pairs struck out; what must not fall below zero where that is forbidden. */
function lowest(happenings: readonly Happening[]): bigint {
  const { qtys } = happenings.reduce<{ qtys: Map<string, { day: number; qty: bigint; at: number }> }>(
    (acc, h, at) => {
      if (h.kind === 'red') acc.qtys.delete(h.of);
      else if (h.kind !== 'value') acc.qtys.set(h.id, { day: h.day, at, qty: h.kind === 'receipt' || h.kind === 'customer-return' ? h.qty : -h.qty });
      return acc;
    },
    { qtys: new Map() },
  );
  let [sum, low] = [0n, 0n];
  for (const { qty } of [...qtys.values()].toSorted((a, b) => a.day - b.day || a.at - b.at)) {
    sum += qty;
    if (sum < low) low = sum;
  }
  return low;
}

/** Turns draws into happenings that a house would let through. `may`: below zero, but then without returns. */
function happeningsFrom(list: readonly Draw[], rule: { readonly negative: boolean }): readonly Happening[] {
  const made: Happening[] = [];
  list.forEach((d, i) => {
    const id = `h${i}`;
    const gone = new Set(made.flatMap((h) => (h.kind === 'red' ? [h.of] : [])));
    const stoodOn = new Set(made.flatMap((h) => ('of' in h && h.kind !== 'red' ? [h.of] : [])));
    const pickOf = (kind: Happening['kind']) => {
      const there = made.filter((h) => h.kind === kind && !gone.has(h.id));
      return there.length === 0 ? undefined : there[d.pick % there.length];
    };
    const back = (of: Happening | undefined, kind: 'customer-return' | 'supplier-return'): Happening | null => {
      if (!of || !('qty' in of) || rule.negative) return null;
      const used = made.reduce((sum, h) => ('of' in h && h.of === of.id && 'qty' in h ? sum + h.qty : sum), 0n);
      const qty = BigInt(d.qty) < of.qty - used ? BigInt(d.qty) : of.qty - used;
      return qty > 0n ? { id, day: Math.max(d.day, of.day), kind, of: of.id, qty } : null;
    };
    const choose = (): Happening | null => {
      if (d.kind < 40) return { id, day: d.day, kind: 'receipt', qty: BigInt(d.qty), cost: BigInt(d.cost) };
      if (d.kind < 70) return { id, day: d.day, kind: 'issue', qty: BigInt(d.qty) };
      if (d.kind < 78) return back(pickOf('issue'), 'customer-return');
      if (d.kind < 86) return back(pickOf('receipt'), 'supplier-return');
      if (d.kind < 93) {
        const of = pickOf('receipt');
        return of ? { id, day: d.day, kind: 'value', of: of.id, cost: BigInt(d.cost) } : null;
      }
      const of = d.pick % 2 === 0 ? pickOf('receipt') : pickOf('issue');
      return of && !stoodOn.has(of.id) ? { id, day: of.day, kind: 'red', of: of.id } : null;
    };
    const next = choose();
    if (next && (rule.negative || lowest([...made, next]) >= 0n)) made.push(next);
  });
  return made;
}

/** Everything a ledger must be, at any moment. */
function mustHold(
  method: (typeof METHODS)[number],
  ledger: Ledger,
  { soFar, negative, reference }: { readonly soFar: readonly Happening[]; readonly negative: boolean; readonly reference: bigint },
): void {
  const cost = ledger.kept.reduce((sum, k) => sum + k.step.cost, 0n);
  const qty = ledger.kept.reduce((sum, k) => sum + k.step.qty, 0n);
  expect([ledger.state.qty, ledger.state.value], 'Σ in − Σ out = what is there').toEqual([qty, cost]);
  if (qty === 0n) expect(cost, 'nothing is worth nothing').toBe(0n);
  if (method === 'fifo') {
    expect(
      ledger.state.layers.reduce((sum, l) => sum + l.qty, 0n),
      'layers hold the quantity',
    ).toBe(qty);
    expect(
      ledger.state.layers.reduce((sum, l) => sum + l.value, 0n),
      'layers hold the value',
    ).toBe(cost);
  }
  const again = replay(
    { method: methodOf(method), opening: ledger.opening },
    ledger.kept.map((k) => k.step),
  );
  expect([...again.changes], 'a second replay changes nothing').toEqual([]);
  const told = truth(oracleOf(method), soFar, reference);
  const gone = new Set(soFar.flatMap((h) => (h.kind === 'red' ? [h.of, h.id] : [])));
  // Each rounding moves 1 分 at most, and what it moves may move on with whatever comes after.
  // Below zero the average of what little was there is the price of much that was not, and carries its rounding with it.
  const slack = (BigInt(soFar.length) + 1n) * (negative ? 10n : 1n);
  for (const { step } of ledger.kept) {
    if (gone.has(step.id) || step.qty === 0n) continue;
    const extra = soFar.reduce((sum, h) => (h.kind === 'value' && h.of === step.id && !gone.has(h.id) ? sum + h.cost : sum), 0n);
    const is = step.qty < 0n ? -step.cost : step.cost + extra;
    expect(atMost(absDiff(frac(is), told.cost.get(step.id) ?? frac(0n)), slack), `${step.id} costs ${is}, truth ${told.cost.get(step.id)?.n}/${told.cost.get(step.id)?.d}`).toBe(
      true,
    );
  }
  expect(atMost(absDiff(frac(ledger.state.value), told.value), slack), 'value').toBe(true);
}

describe.each(METHODS)('%s', (method) => {
  test.each([
    ['with returns, never below zero', false],
    ['below zero', true],
  ])(`booked in any order of days, ${'%s'} (seed ${SEED}, ${RUNS} runs)`, (_, negative) => {
    fc.assert(
      fc.property(draws, references, (list, reference) => {
        const happenings = happeningsFrom(list, { negative });
        let ledger = emptyLedger(reference);
        happenings.forEach((h, i) => {
          ledger = enter(methodOf(method), ledger, h);
          mustHold(method, ledger, { soFar: happenings.slice(0, i + 1), negative, reference });
        });
      }),
      { seed: SEED, numRuns: RUNS },
    );
  });

  test(`late and in order come to the same (seed ${SEED})`, () => {
    fc.assert(
      fc.property(draws, (list) => {
        const happenings = happeningsFrom(list, { negative: false }).filter((h) => h.kind === 'receipt' || h.kind === 'issue');
        const book = (order: readonly Happening[]): Ledger => order.reduce((ledger, h) => enter(methodOf(method), ledger, h), emptyLedger());
        const [late, straight] = [
          book(happenings),
          book(
            happenings
              .map((h, i) => ({ h, i }))
              .toSorted((a, b) => a.h.day - b.h.day || a.i - b.i)
              .map(({ h }) => h),
          ),
        ];
        expect(late.kept.map((k) => [k.step.id, k.step.cost])).toEqual(straight.kept.map((k) => [k.step.id, k.step.cost]));
        expect(late.state).toEqual(straight.state);
      }),
      { seed: SEED, numRuns: RUNS },
    );
  });
});

test('a return that took more than its receipt cost, because it was the last, is made whole when more turns out to have been there', () => {
  const method = methodOf('moving-average');
  const happenings: readonly Happening[] = [
    { id: 'free', day: 1, kind: 'receipt', qty: 1n, cost: 0n },
    { id: 'used', day: 1, kind: 'issue', qty: 1n },
    { id: 'dear', day: 1, kind: 'receipt', qty: 1n, cost: 700n },
    { id: 'back', day: 1, kind: 'supplier-return', of: 'free', qty: 1n },
    { id: 'red', day: 1, kind: 'red', of: 'used' },
  ];
  const before = happenings.slice(0, 4).reduce((ledger, h) => enter(method, ledger, h), emptyLedger());
  expect(before.kept.find((k) => k.step.id === 'back')?.step.cost).toBe(-700n);
  const after = happenings.reduce((ledger, h) => enter(method, ledger, h), emptyLedger());
  expect(after.kept.find((k) => k.step.id === 'back')?.step.cost).toBe(0n);
  expect([after.state.qty, after.state.value]).toEqual([1n, 700n]);
});

describe.each(METHODS)('%s: goods of which nobody knows a cost', (method) => {
  const book = (happenings: readonly Happening[], reference: bigint): Ledger => happenings.reduce((ledger, h) => enter(methodOf(method), ledger, h), emptyLedger(reference));
  const costs = (ledger: Ledger, id: string): bigint | undefined => ledger.kept.find((k) => k.step.id === id)?.step.cost;
  const OUT: Happening = { id: 'out', day: 1, kind: 'issue', qty: 5n };

  test('are worth their reference until a receipt says the truth; what is still missing stays at it', () => {
    const short = book([OUT], 100n);
    expect([costs(short, 'out'), short.state.qty, short.state.value]).toEqual([-500n, -5n, -500n]);
    const half = book([OUT, { id: 'in', day: 2, kind: 'receipt', qty: 2n, cost: 300n }], 100n);
    expect([costs(half, 'out'), half.state.value]).toEqual([-600n, -300n]);
    const full = book([OUT, { id: 'in', day: 2, kind: 'receipt', qty: 6n, cost: 900n }], 100n);
    expect([costs(full, 'out'), full.state.qty, full.state.value]).toEqual([-750n, 1n, 150n]);
  });
  test('go back to it when their receipt is taken back', () =>
    expect(
      costs(
        book(
          [
            { id: 'in', day: 1, kind: 'receipt', qty: 9n, cost: 900n },
            { ...OUT, day: 2 },
            { id: 'red', day: 1, kind: 'red', of: 'in' },
          ],
          70n,
        ),
        'out',
      ),
    ).toBe(-350n));
  test('are worth nothing when there is no reference', () => expect(costs(book([OUT], 0n), 'out')).toBe(-0n));
});
