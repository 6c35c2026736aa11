import { saveAll } from '#app/founding';
import { describeDocument, memoryHouse, smallCompany, type SmallCompany } from '#testing';
import { beforeAll, describe, expect, test } from 'vitest';
import { period } from '#kernel/day';
import { revaluationBody } from './close-steps.ts';
import { fxRevaluation } from './document.ts';

let serial = 0;
/** Dollars at 7 from January, 7.2 on 31 March, 7.1 from April; and a dollar account. */
const abroad = async (co: SmallCompany) => {
  const [usd, eur] = await saveAll(co.house, co.caller, 'currency', [
    {
      name: '美元',
      data: {
        rates: [
          { from: '2026-03-31', rate: '7.2' },
          { from: '2026-01-01', rate: '7' },
          { from: '2026-04-01', rate: '7.1' },
        ],
      },
    },
    { name: '欧元', data: { rates: [] } },
  ]);
  const [account] = await saveAll(co.house, co.caller, 'wallet', [{ name: '美元户', data: { kind: 'bank', account: '1002', currency: usd?.id } }]);
  const [freight] = await co.rows<{ id: string }>(`select id from books.record where type = 'account' and code = '5601' or type = 'account' and code = '6601'`);
  return { usd: usd?.id ?? '', eur: eur?.id ?? '', account: account?.id ?? '', freight: freight?.id ?? '' };
};
type Abroad = Awaited<ReturnType<typeof abroad>>;
const owe = async (co: SmallCompany, at: Abroad, amount: string, day = '2026-03-05'): Promise<string> => {
  serial += 1;
  const doc = await co.must({
    type: 'purchase-invoice',
    command: 'approve',
    body: { day, head: { supplier: co.ids.supplier, kind: 'none', currency: at.usd }, lines: [{ account: at.freight, amount, taxRate: '0' }] },
  });
  return (await co.rows<{ id: string }>(`select id from books.open_item where doc_id = $1`, [doc.id]))[0]?.id ?? '';
};
const pay = (co: SmallCompany, at: Abroad, amount: string, lines: readonly Record<string, unknown>[], head: Record<string, unknown> = {}, day = '2026-04-05') => ({
  type: 'payment',
  command: 'approve' as const,
  body: { day, head: { supplier: co.ids.supplier, wallet: at.account, currency: at.usd, amount, ...head }, lines },
});
const revalue = (lines: readonly Record<string, unknown>[], day = '2026-03-31') => ({ type: 'fx-revaluation', command: 'approve' as const, body: { day, head: {}, lines } });

describeDocument(fxRevaluation, {
  folder: import.meta.dirname,
  prepare: async (co) => {
    const at = await abroad(co);
    return { item: await owe(co, at, '100'), usd: at.usd };
  },
  body: (_, { item, usd }) => revalue([{ openItem: item, currency: usd }]).body,
});

describe('外币', () => {
  let [co, at] = [null as unknown as SmallCompany, null as unknown as Abroad];
  beforeAll(async () => {
    co = await smallCompany(await memoryHouse());
    at = await abroad(co);
  });
  const item = async (id: string) =>
    (
      await co.rows<{ amount: bigint; settled: bigint; foreign_amount: bigint; foreign_settled: bigint }>(
        `select amount, settled, foreign_amount, foreign_settled from books.open_item where id = $1`,
        [id],
      )
    )[0];

  test('a bill is kept in both moneys; paid in parts at other rates it clears to nothing in both, the rest is 汇兑损益', async () => {
    const bill = await owe(co, at, '33.33'); // 233.31 at 7
    expect(await item(bill)).toEqual({ amount: 23_331n, settled: 0n, foreign_amount: 3333n, foreign_settled: 0n });
    const before = [await co.balance('5603'), await co.balance('1002')].map(Number);
    const first = await co.must(pay(co, at, '11.11', [{ openItem: bill, amount: '11.11' }]));
    expect(await item(bill)).toMatchObject({ settled: 7777n, foreign_settled: 1111n });
    await co.must(pay(co, at, '22.22', [{ openItem: bill, amount: '22.22' }]));
    expect(await item(bill)).toMatchObject({ settled: 23_331n, foreign_settled: 3333n });
    const after = [await co.balance('5603'), await co.balance('1002')].map(Number);
    expect(await co.balance('220201')).toBe('0.00');
    expect((after[1] ?? 0) - (before[1] ?? 0)).toBeCloseTo(-236.64, 2); // 33.33 at 7.1
    expect((after[0] ?? 0) - (before[0] ?? 0)).toBeCloseTo(3.33, 2);
    await co.must({ type: 'payment', command: 'reverse', id: first.id, body: { reason: '退汇' } });
    expect(await item(bill)).toMatchObject({ settled: 15_554n, foreign_settled: 2222n });
    expect(await co.do(pay(co, at, '11.12', [{ openItem: bill, amount: '11.12' }]))).toMatchObject({ ok: false, refusal: { refused: 'over-open', with: { open: '11.11' } } });
    await co.must(pay(co, at, '11.11', [{ openItem: bill, amount: '11.11' }]));
  });

  test('money of another kind pays nothing, and a dollar account takes dollars only', async () => {
    const bill = await owe(co, at, '10');
    expect(await co.do(pay(co, at, '10', [{ openItem: bill, amount: '10' }], { currency: null, wallet: co.ids.bank }))).toMatchObject({
      ok: false,
      refusal: { refused: 'currency-differs' },
    });
    expect(await co.do(pay(co, at, '10', [], { currency: null }))).toMatchObject({ ok: false, refusal: { refused: 'wallet-currency' } });
    expect(await co.do(pay(co, at, '10', [], { currency: at.eur, wallet: co.ids.bank }))).toMatchObject({ ok: false, refusal: { refused: 'rate-missing' } });
    await co.must(pay(co, at, '10', [{ openItem: bill, amount: '10' }]));
  });

  test('an advance in dollars is matched with a bill in dollars; the rates make the difference', async () => {
    const advance = await co.must(pay(co, at, '50', []));
    const [prepaid] = await co.rows<{ id: string; amount: bigint; foreign_amount: bigint }>(`select id, amount, foreign_amount from books.open_item where doc_id = $1`, [
      advance.id,
    ]);
    expect(prepaid).toMatchObject({ amount: -35_500n, foreign_amount: -5000n });
    const bill = await owe(co, at, '50');
    await co.must({
      type: 'settlement-match',
      command: 'approve',
      body: {
        day: '2026-04-06',
        head: { kind: 'prepaid', supplier: co.ids.supplier },
        lines: [
          { openItem: bill, amount: '50' },
          { openItem: prepaid?.id, amount: '-50' },
        ],
      },
    });
    expect([await co.balance('1123'), await co.balance('220201')]).toEqual(['0.00', '0.00']);
    expect(await item(bill)).toMatchObject({ settled: 35_000n, foreign_settled: 5000n });
    const yuan = await co.must({
      type: 'payment',
      command: 'approve',
      body: { day: '2026-03-05', head: { supplier: co.ids.supplier, wallet: co.ids.bank, amount: '5' }, lines: [] },
    });
    const [other] = await co.rows<{ id: string }>(`select id from books.open_item where doc_id = $1`, [yuan.id]);
    const more = await owe(co, at, '5');
    expect(
      await co.do({
        type: 'settlement-match',
        command: 'approve',
        body: {
          day: '2026-04-06',
          head: { kind: 'prepaid', supplier: co.ids.supplier },
          lines: [
            { openItem: more, amount: '5' },
            { openItem: other?.id, amount: '-5' },
          ],
        },
      }),
    ).toMatchObject({ ok: false, refusal: { refused: 'currency-differs' } });
  });
});

describe('期末调汇', () => {
  test.each([
    ['ASSBE', 'a loss is 财务费用', '7.2', '5603', '20.00'],
    ['ASSBE', 'a gain is 营业外收入', '6.9', '5301', '-10.00'],
    ['ASBE', 'a loss is 财务费用', '7.2', '6603', '20.00'],
    ['ASBE', 'a gain is 财务费用 in red', '6.9', '6603', '-10.00'],
  ] as const)('%s: %s; the red twin on the first takes it back', async (standard, _, rate, account, want) => {
    const co = await smallCompany(await memoryHouse(), { standard });
    const at = await abroad(co);
    const bill = await owe(co, at, '100');
    const made = await co.must(revalue([{ openItem: bill, currency: at.usd, rate }]));
    expect(await co.balance(account)).toBe(want);
    expect(await co.rows(`select sum(amount - settled)::text as open from books.open_item`)).toEqual([{ open: String(BigInt(Math.round(Number(rate) * 10_000))) }]);
    await co.must({ type: 'fx-revaluation', command: 'reverse', id: made.id, body: { reason: '次月初', day: '2026-04-01' } });
    expect([await co.balance(account), await co.balance('220201')]).toEqual(['0.00', '-700.00']);
    expect(await co.rows(`select sum(amount - settled)::text as open from books.open_item`)).toEqual([{ open: '70000' }]);
  });

  test('a wallet stands at its foreign balance, as the documents say it is', async () => {
    const co = await smallCompany(await memoryHouse());
    const at = await abroad(co);
    await co.must({
      type: 'collection',
      command: 'approve',
      body: { day: '2026-03-05', head: { customer: co.ids.customer, wallet: at.account, currency: at.usd, amount: '200', fee: '1' }, lines: [] },
    });
    const body = await co.house.db.read(co.caller.scope, (s) => revaluationBody(s, '2026-03-31' as never, period(202603)));
    expect(body?.lines).toEqual([{ wallet: at.account, currency: at.usd, foreign: '199.00', booked: '1393.00' }]);
    await co.must(revalue(body?.lines ?? []));
    expect([await co.balance('1002'), await co.balance('5301')]).toEqual(['1432.80', '-39.80']);
    expect(await co.house.db.read(co.caller.scope, (s) => revaluationBody(s, '2026-03-31' as never, period(202603)))).toBeNull();
  });

  describe('is refused', () => {
    let [co, at, bill, advance] = [null as unknown as SmallCompany, null as unknown as Abroad, '', ''];
    beforeAll(async () => {
      co = await smallCompany(await memoryHouse());
      at = await abroad(co);
      bill = await owe(co, at, '100');
      const paid = await co.must(pay(co, at, '5', [], {}, '2026-03-02'));
      advance = (await co.rows<{ id: string }>(`select id from books.open_item where doc_id = $1`, [paid.id]))[0]?.id ?? '';
    });
    test.each([
      ['with both or neither', () => [{ currency: at.usd }], 'item-or-wallet'],
      ['for what is not there', () => [{ openItem: '00000000-0000-0000-0000-000000000009', currency: at.usd }], 'open-item-gone'],
      ['in another currency', () => [{ openItem: bill, currency: at.eur }], 'other-currency'],
      ['for an account in 人民币', () => [{ wallet: co.ids.bank, currency: at.usd, foreign: '1', booked: '1' }], 'other-currency'],
      ['for an advance', () => [{ openItem: advance, currency: at.usd }], 'advance-not-revalued'],
      ['for an account without its balance', () => [{ wallet: at.account, currency: at.usd }], 'balance-needed'],
      [
        'twice',
        () => [
          { openItem: bill, currency: at.usd },
          { openItem: bill, currency: at.usd },
        ],
        'line-twice',
      ],
    ])('%s', async (_, lines, refused) => expect(await co.do(revalue(lines()))).toMatchObject({ ok: false, refusal: { refused } }));
    test('in the middle of a month, or without a rate', async () => {
      expect(await co.do(revalue([{ openItem: bill, currency: at.usd }], '2026-03-30'))).toMatchObject({ ok: false, refusal: { refused: 'not-month-end' } });
      const [euros] = await saveAll(co.house, co.caller, 'wallet', [{ name: '欧元户', data: { kind: 'bank', account: '1002', currency: at.eur } }]);
      expect(await co.do(revalue([{ wallet: euros?.id, currency: at.eur, foreign: '1', booked: '7' }]))).toMatchObject({ ok: false, refusal: { refused: 'rate-missing' } });
    });
  });
});
