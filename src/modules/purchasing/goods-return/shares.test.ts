import { fen } from '#kernel/money';
import { rate } from '#kernel/field';
import { micro } from '#kernel/quantity';
import type { Facts } from '#kernel/facts';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sharesOf } from './shares.ts';

const line = (qty: bigint) => ({
  no: 1,
  source: { doc: 'r', line: 1 },
  item: 'i',
  unit: null,
  qty: micro(qty),
  baseQty: micro(qty),
  price: null,
  taxRate: rate(130_000n),
  net: fen(0n),
  tax: fen(0n),
  gross: fen(0n),
});

/** The receipt of `qty` worth `cost`, of which `invoiced` was billed and `returned` went back. */
const facts = (r: { qty: bigint; cost: bigint; invoiced: bigint; amount: bigint; returned: bigint }): Facts =>
  ({
    org: { vat: 'general' },
    sources: {
      r: {
        moved: { 1: { qty: r.qty, cost: r.cost, lot: null } },
        lines: { 1: { net: fen(r.cost), gross: fen(r.cost), done: { invoiced: { qty: r.invoiced, amount: r.amount }, returned: { qty: r.returned, amount: 0n } } } },
      },
    },
  }) as unknown as Facts;

test('however a receipt is returned in pieces, 暂估, 应付 and 进项税 come back whole', () =>
  fc.assert(
    fc.property(
      fc.bigInt({ min: 1n, max: 500n }),
      fc.bigInt({ min: 0n, max: 500n }),
      fc.bigInt({ min: 0n, max: 1_000_000n }),
      fc.bigInt({ min: 0n, max: 1_000_000n }),
      fc.array(fc.bigInt({ min: 1n, max: 90n }), { maxLength: 12 }),
      (pieces, billed, cost, billedAmount, cuts) => {
        const [qty, invoiced] = [pieces * 1_000_000n, (billed > pieces ? pieces : billed) * 1_000_000n];
        const amount = invoiced === 0n ? 0n : billedAmount;
        let returned = 0n;
        const sum = { estimated: 0n, net: 0n, tax: 0n, gross: 0n, billedQty: 0n };
        for (const cut of [...cuts, pieces]) {
          const now = cut * 1_000_000n < qty - returned ? cut * 1_000_000n : qty - returned;
          if (now === 0n) break;
          const [share] = sharesOf([line(now)], facts({ qty, cost, invoiced, amount, returned }), true);
          for (const key of ['estimated', 'net', 'tax', 'gross', 'billedQty'] as const) sum[key] += share?.[key] ?? 0n;
          expect((share?.net ?? 0n) + (share?.tax ?? 0n)).toBe(share?.gross);
          returned += now;
        }
        const clearedByInvoice = (cost * invoiced * 2n + qty) / (qty * 2n); // half up
        expect(sum.estimated + clearedByInvoice).toBe(cost);
        expect(sum.gross).toBe(amount);
        expect(sum.net + sum.tax).toBe(amount);
        expect(sum.billedQty).toBe(invoiced);
      },
    ),
  ));

test('two lines of one document on the same receipt line count as one', () => {
  const [a, b] = sharesOf([line(3_000_000n), line(3_000_000n)], facts({ qty: 10_000_000n, cost: 10_000n, invoiced: 6_000_000n, amount: 6_780n, returned: 0n }), true);
  expect([a?.estimated, a?.gross, b?.estimated, b?.gross]).toEqual([3_000n, 0n, 1_000n, 2_260n]);
});
