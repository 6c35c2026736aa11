// 全月一次加权 against its definition: whatever a month brings, also below zero, its issues cost the month's rate, value and ledger stay equal, and nothing is worth nothing.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { absDiff, atMost, frac } from './testing/oracle.ts';
import { type Books, closeMonthly, enterMonthly, type Monthly, newBooks, truthOfMonths } from './testing/months.ts';

const SEED = Number(process.env['COSTING_SEED'] ?? 20_261_123);
const RUNS = Number(process.env['COSTING_RUNS'] ?? 1500);
const MONTHS = 3;

type Draw = { readonly kind: number; readonly month: number; readonly qty: number; readonly cost: number; readonly pick: number };
const draws = fc.array(
  fc.record({ kind: fc.nat(99), month: fc.integer({ min: 1, max: MONTHS }), qty: fc.integer({ min: 1, max: 9 }), cost: fc.integer({ min: 0, max: 5_000 }), pick: fc.nat(1000) }),
  { minLength: 2, maxLength: 14 },
);

/** What a unit is thought to cost before anything says so, in 分; often nobody knows. */
const references = fc.oneof(fc.constant(0n), fc.bigInt({ min: 1n, max: 3_000n }));

const balance = (made: readonly Monthly[]): bigint =>
  made.reduce((sum, h) => (h.kind === 'value' ? sum : sum + (h.kind === 'receipt' || h.kind === 'customer-return' ? h.qty : -h.qty)), 0n);

/** What a house would let through, month by month. Below zero without returns and later prices: there their goods are not there to be found. */
function happeningsFrom(list: readonly Draw[], { negative }: { readonly negative: boolean }): readonly Monthly[] {
  const made: Monthly[] = [];
  for (const [i, d] of list.toSorted((a, b) => a.month - b.month).entries()) {
    const at = { id: `h${i}`, month: d.month };
    const pick = (kind: Monthly['kind']): Monthly | undefined => {
      const there = made.filter((h) => h.kind === kind && h.month === d.month);
      return there[d.pick % Math.max(1, there.length)];
    };
    const back = (kind: 'customer-return' | 'supplier-return'): Monthly | null => {
      const of = pick(kind === 'customer-return' ? 'issue' : 'receipt');
      if (negative || !of || !('qty' in of)) return null;
      const used = made.reduce((sum, h) => ('of' in h && h.of === of.id && 'qty' in h ? sum + h.qty : sum), 0n);
      const qty = BigInt(d.qty) < of.qty - used ? BigInt(d.qty) : of.qty - used;
      return qty > 0n ? { ...at, kind, of: of.id, qty } : null;
    };
    const choose = (): Monthly | null => {
      if (d.kind < 40) return { ...at, kind: 'receipt', qty: BigInt(d.qty), cost: BigInt(d.cost) };
      if (d.kind < 75) return { ...at, kind: 'issue', qty: BigInt(d.qty) };
      if (d.kind < 83) return back('customer-return');
      if (d.kind < 92) return back('supplier-return');
      const of = pick('receipt');
      // A bill that is dearer while goods are there: what an empty shelf bears is another matter (settlement/revalue.ts).
      return of && !negative && balance(made) > 0n ? { ...at, kind: 'value', of: of.id, cost: BigInt(d.cost) } : null;
    };
    const next = choose();
    if (next && (negative || balance([...made, next]) >= 0n)) made.push(next);
  }
  return made;
}

/** Pool = ledger, and goods that are not there are worth nothing. */
function sound(books: Books): void {
  const sum = (of: 'qty' | 'cost'): bigint => books.steps.reduce((total, s) => total + s[of], 0n);
  expect([books.now.qty, books.now.value], 'pool = ledger').toEqual([sum('qty'), sum('cost')]);
  if (books.now.qty === 0n) expect(books.now.value, 'nothing is worth nothing').toBe(0n);
  if (books.now.qty > 0n) expect(books.now.value >= 0n, 'goods are never worth less than nothing').toBe(true);
  if (books.now.qty < 0n) {
    const short = books.now.layers.reduce((total, l) => ({ qty: total.qty + l.qty, value: total.value + l.value }), { qty: 0n, value: 0n });
    expect([short.qty, short.value], 'what is short is known').toEqual([books.now.qty, books.now.value]);
  }
}

/** Books everything month by month and closes each. */
function bookAll(happenings: readonly Monthly[], reference = 0n): Books {
  let books = newBooks(reference);
  for (let month = 1; month <= MONTHS; month += 1) {
    for (const h of happenings.filter((x) => x.month === month)) {
      books = enterMonthly(books, h);
      sound(books);
    }
    const closed = closeMonthly(books, month);
    expect([...closed.again], 'closing again changes nothing').toEqual([]);
    books = closed.books;
    sound(books);
  }
  return books;
}

/** What a happening came to, with the corrections that later months booked. */
const costOf = (books: Books, id: string): bigint =>
  books.steps.reduce((sum, s) => (s.id === id || s.corrects === id || (s.qty === 0n && s.of?.doc === id) ? sum + s.cost : sum), 0n);

describe('全月一次加权平均', () => {
  test.each([
    ['with returns and later prices, never below zero', false],
    ['below zero', true],
  ])(`months ${'%s'} come to what the definition says (seed ${SEED}, ${RUNS} runs)`, (_, negative) => {
    fc.assert(
      fc.property(draws, references, (list, reference) => {
        const happenings = happeningsFrom(list, { negative });
        const books = bookAll(happenings, reference);
        const told = truthOfMonths(happenings, reference);
        const slack = (BigInt(happenings.length) + 1n) * (negative ? 10n : 1n);
        for (const h of happenings) {
          if (h.kind === 'value') continue;
          const is = costOf(books, h.id);
          const size = h.kind === 'receipt' || h.kind === 'customer-return' ? is : -is;
          const truth = told.cost.get(h.id) ?? frac(0n);
          expect(atMost(absDiff(frac(size), truth), slack), `${h.id} costs ${size}, truth ${truth.n}/${truth.d}`).toBe(true);
        }
        expect(atMost(absDiff(frac(books.now.value), told.value), slack), `value ${books.now.value}, truth ${told.value.n}/${told.value.d}`).toBe(true);
        expect(frac(books.now.qty)).toEqual(told.qty);
      }),
      { seed: SEED, numRuns: RUNS },
    );
  });

  test('what was issued beyond the stock costs what the next month brings, and not a 分 of it stays in stock', () => {
    const books = bookAll([
      { id: 'a', month: 1, kind: 'receipt', qty: 10n, cost: 1_000n },
      { id: 'out', month: 1, kind: 'issue', qty: 15n },
      { id: 'b', month: 2, kind: 'receipt', qty: 10n, cost: 2_000n },
      { id: 'c', month: 3, kind: 'receipt', qty: 5n, cost: 1_500n },
    ]);
    expect(costOf(books, 'out')).toBe(-1_000n - 1_000n);
    expect([books.now.qty, books.now.value]).toEqual([10n, 1_000n + 1_500n]);
  });

  test('goods of which nobody knows a cost are worth their reference until they come', () => {
    const books = bookAll(
      [
        { id: 'out', month: 1, kind: 'issue', qty: 5n },
        { id: 'a', month: 2, kind: 'receipt', qty: 2n, cost: 300n },
      ],
      100n,
    );
    expect(costOf(books, 'out')).toBe(-300n - 3n * 100n);
    expect([books.now.qty, books.now.value]).toEqual([-3n, -300n]);
  });

  test('goods sent back when nothing was issued leave no value behind', () => {
    const books = bookAll([
      { id: 'a', month: 1, kind: 'receipt', qty: 3n, cost: 1_000n },
      { id: 'b', month: 1, kind: 'receipt', qty: 3n, cost: 2_000n },
      { id: 'freight', month: 1, kind: 'value', of: 'b', cost: 100n },
      { id: 'back1', month: 1, kind: 'supplier-return', of: 'b', qty: 3n },
      { id: 'back2', month: 1, kind: 'supplier-return', of: 'a', qty: 3n },
    ]);
    expect([costOf(books, 'back1'), costOf(books, 'back2')]).toEqual([-2_100n, -1_000n]);
    expect([books.now.qty, books.now.value]).toEqual([0n, 0n]);
  });

  test('half a 分 rounded up each time never takes more than there is', () => {
    const issues = [1, 2, 3].map((i): Monthly => ({ id: `i${i}`, month: 1, kind: 'issue', qty: 1n }));
    const books = bookAll([{ id: 'a', month: 1, kind: 'receipt', qty: 4n, cost: 2n }, ...issues]);
    expect([books.now.qty, books.now.value]).toEqual([1n, 0n]);
  });
});
