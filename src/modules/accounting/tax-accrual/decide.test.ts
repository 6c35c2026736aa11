import { describeDocument, memoryHouse, smallCompany, type SmallCompany } from '#testing';
import { rate } from '#kernel/field';
import { fen } from '#kernel/money';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { taxOf } from './decide.ts';
import { taxAccrual } from './document.ts';

describeDocument(taxAccrual, {
  folder: import.meta.dirname,
  body: () => ({
    day: '2026-03-31',
    head: {},
    lines: [
      { tax: 'urban', base: '1000', rate: '0.07', reduced: '0.5' },
      { tax: 'stamp', base: '20000', rate: '0.0003' },
    ],
  }),
});

describe('税费计提单', () => {
  let co: SmallCompany;
  beforeAll(async () => {
    co = await smallCompany(await memoryHouse());
  });
  afterAll(() => co?.house.close());
  const approve = (lines: readonly Record<string, unknown>[]) => co.do({ type: 'tax-accrual', command: 'approve', body: { day: '2026-03-31', head: {}, lines } });

  test.each([
    [
      'with a tax twice',
      [
        { tax: 'urban', base: '10', rate: '0.07' },
        { tax: 'urban', base: '5', rate: '0.05' },
      ],
      'tax-twice',
      'lines[1].tax',
    ],
    ['with a rate above 100%', [{ tax: 'urban', base: '10', rate: '7' }], 'bad-field', 'lines[0].rate'],
    ['with a reduction above 100%', [{ tax: 'urban', base: '10', rate: '0.07', reduced: '50' }], 'bad-field', 'lines[0].reduced'],
    ['with nothing to accrue', [{ tax: 'urban', base: '0', rate: '0.07' }], 'nothing-to-accrue', 'lines'],
  ])('is refused %s', async (_, lines, refused, path) => {
    expect(await approve(lines)).toMatchObject({ ok: false, refusal: { refused, path } });
  });

  test('books each tax on its own expense and its own debt', async () => {
    await co.must({
      type: 'tax-accrual',
      command: 'approve',
      body: {
        day: '2026-03-31',
        head: {},
        lines: [
          { tax: 'urban', base: '1000', rate: '0.07' },
          { tax: 'education', base: '1000', rate: '0.03', reduced: '0.5' },
          { tax: 'stamp', base: '20000', rate: '0.0003' },
          { tax: 'income', base: '40000', rate: '0.25', accrued: '4000' },
        ],
      },
    });
    const nets = Object.fromEntries(
      (await co.rows<{ account: string; net: bigint }>(`select account, (sum(debit - credit))::bigint as net from books.account_balance group by 1`)).map((r) => [
        r.account,
        Number(r.net) / 100,
      ]),
    );
    expect(nets).toEqual({ 540302: 70, 222112: -70, 540309: 15, 222113: -15, 540308: 6, 222120: -6, 5801: 6000, 222115: -6000 });
  });

  test('rounds once, half away from zero, and takes off what was accrued', () => {
    const line = (base: bigint, percent: bigint, more: { reduced?: bigint; accrued?: bigint } = {}) =>
      taxOf({
        base: fen(base),
        rate: rate(percent),
        reduced: more.reduced === undefined ? null : rate(more.reduced),
        accrued: more.accrued === undefined ? null : fen(more.accrued),
      });
    expect(line(1460n, 70_000n)).toBe(102n);
    expect(line(50n, 10_000n)).toBe(1n);
    expect(line(-50n, 10_000n)).toBe(-1n);
    expect(line(1000n, 30_000n, { reduced: 500_000n })).toBe(15n);
    expect(line(0n, 250_000n, { accrued: 300n })).toBe(-300n);
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }), fc.bigInt({ min: 0n, max: 1_000_000n }), (base, percent) => {
        expect(line(-base, percent)).toBe(-line(base, percent));
        expect(line(base, percent, { reduced: 1_000_000n })).toBe(0n);
      }),
    );
  });
});
