import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type MixedFlow, spread, spreadVoucher } from './spread.ts';

const flows = (net: bigint, rows: readonly (readonly [item: string, amount: bigint, account?: string])[]): MixedFlow[] =>
  rows.map(([item, amount, account = item]) => ({ voucher: 'v', period: 202603, net, item, account, amount }));
const byItem = (list: readonly { item: string; amount: bigint }[]): Record<string, bigint> => {
  const sums: Record<string, bigint> = {};
  for (const f of list) sums[f.item] = (sums[f.item] ?? 0n) + f.amount;
  return sums;
};

describe('money moved for what it moved for', () => {
  test.each([
    [
      '收款 98，折扣 2，冲应收 100：销售收到 98',
      98n,
      [
        ['sale', 100n],
        ['other-out', -2n],
      ],
      { sale: 98n },
    ],
    [
      '发工资 4,850，代扣个税 150：支付职工 4,850',
      -4850n,
      [
        ['payroll', -5000n],
        ['refund', 150n],
      ],
      { payroll: -4850n },
    ],
    [
      'one payment for two things keeps their shares',
      -90n,
      [
        ['purchase', -60n],
        ['payroll', -40n],
        ['other-in', 10n],
      ],
      { purchase: -54n, payroll: -36n },
    ],
    [
      'the last 分 is not lost',
      -100n,
      [
        ['a', -34n],
        ['b', -33n],
        ['c', -34n],
        ['d', 1n],
      ],
      { a: -34n, b: -32n, c: -34n },
    ],
  ] as const)('%s', (_, net, rows, want) => expect(byItem(spreadVoucher(flows(net, rows)))).toEqual(want));
  test('within an item, accounts keep their shares', () => {
    expect(
      spreadVoucher(
        flows(90n, [
          ['sale', 60n, '5001'],
          ['sale', 40n, '112201'],
          ['other-out', -10n, '5603'],
        ]),
      ).map((f) => [f.account, f.amount]),
    ).toEqual([
      ['5001', 54n],
      ['112201', 36n],
    ]);
  });
});

test('whatever a voucher holds, its flows add up to its money and none runs against it', () =>
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), fc.bigInt({ min: -1_000_000n, max: 1_000_000n }), fc.constantFrom('1', '2', '3')), { minLength: 1, maxLength: 9 }),
      (rows) => {
        const net = rows.reduce((sum, [, amount]) => sum + amount, 0n);
        fc.pre(net !== 0n);
        const out = spread(flows(net, rows));
        expect(out.reduce((sum, f) => sum + f.amount, 0n)).toBe(net);
        for (const f of out) expect(f.amount === 0n || f.amount > 0n === net > 0n).toBe(true);
      },
    ),
    { numRuns: 500 },
  ));
