import { fen } from '#kernel/money';
import { rate } from '#kernel/field';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DEFAULT_TOLERANCE, type Tolerance, toleranceOf, verdictOf, worst } from './tolerance.ts';

const tolerance: Tolerance = { control: 'block', price: rate(20_000n), amount: fen(500n), qty: rate(50_000n) };
const line = (billed: bigint, agreed: bigint, beyond = 0n, ordered: bigint | null = null) => ({ billed: fen(billed), agreed: fen(agreed), beyond, ordered });

describe('a line of order, receipt and bill', () => {
  test.each([
    ['agrees', line(10_000n, 10_000n, 0n, 10_000_000n), 'ok', ''],
    ['is dearer by a share that is allowed', line(102_000n, 100_000n), 'within', '价格高 20.00（2.00%，应为 1000.00）'],
    ['is dearer by a 分 more than that', line(102_001n, 100_000n), 'over', '价格高 20.01（2.00%，应为 1000.00）'],
    ['is dearer by little money, however large a share', line(600n, 100n), 'within', '价格高 5.00（500.00%，应为 1.00）'],
    ['is cheaper beyond tolerance', line(90_000n, 100_000n), 'over', '价格低 100.00（10.00%，应为 1000.00）'],
    ['was received beyond the order, within tolerance', line(1n, 1n, 500_000n, 10_000_000n), 'within', '超订单收货 0.5（5.00%，订购 10）'],
    ['was received far beyond the order', line(1n, 1n, 500_001n, 10_000_000n), 'over', '超订单收货 0.500001（5.00%，订购 10）'],
    ['was never ordered', line(1n, 1n, 5n, null), 'ok', ''],
    ['agreed on nothing and is billed', line(501n, 0n), 'over', '价格高 5.01（—，应为 0.00）'],
  ] as const)('%s', (_, compared, verdict, said) => expect(verdictOf(compared, tolerance)).toEqual({ verdict, said }));

  test('a wider tolerance never finds more', () =>
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 10n ** 8n }),
        fc.bigInt({ min: 0n, max: 10n ** 8n }),
        fc.bigInt({ min: 0n, max: 10n ** 6n }),
        fc.bigInt({ min: 0n, max: 10n ** 6n }),
        (billed, agreed, price, more) => {
          const rank = { ok: 0, within: 1, over: 2 } as const;
          const at = (r: bigint) => rank[verdictOf(line(billed, agreed), { ...tolerance, price: rate(r) }).verdict];
          expect(at(price + more)).toBeLessThanOrEqual(at(price));
        },
      ),
    ));
  test('the worst speaks for the bill', () => expect([worst([]), worst(['ok', 'within']), worst(['within', 'over', 'ok'])]).toEqual(['ok', 'within', 'over']));
});

describe('tolerances', () => {
  test('are the company’s, as far as it has any', () => {
    expect(toleranceOf({})).toEqual(DEFAULT_TOLERANCE);
    expect(toleranceOf({ matching: { control: 'block', price: '0.05', amount: '12.5', qty: '0.1' } })).toEqual({ control: 'block', price: 50_000n, amount: 1250n, qty: 100_000n });
    expect(toleranceOf({ matching: { price: 'viel' } }).price).toBe(DEFAULT_TOLERANCE.price);
  });
});
