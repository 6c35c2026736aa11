// Every line of the check list can be red: what makes it so, what it says, where it leads, and that curing it makes it green again.
import { memoryHouse, smallCompany, type SmallCompany } from '#testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accountIds, bookVoucher } from '../testing/accounts.ts';
import { closeFor, NAMES } from '../testing/close.ts';
import { CLOSE_CHECKS } from './checks.ts';
import { checkClose } from './run.ts';
import type { Finding } from './step.ts';
import { closeSteps } from './steps.ts';

describe('检查清单', () => {
  let co: SmallCompany;
  beforeAll(async () => {
    co = await smallCompany(await memoryHouse());
  });
  afterAll(() => co?.house.close());
  const all = (period: number) => co.house.db.read(co.caller.scope, (s) => checkClose(s, { period, steps: closeSteps(), names: NAMES }));
  const look = async (name: string, period = 202601): Promise<Finding> => {
    const found = (await all(period)).find((f) => f.name === name);
    if (!found) throw new Error(`no check ${name}`);
    return found;
  };
  const post = (type: string, day: string, head: Record<string, unknown>, lines: readonly Record<string, unknown>[], command: 'approve' | 'save' = 'approve') =>
    co.must({ type, command, body: { day, head, lines } });
  const sql = (text: string) => co.house.db.owner((tx) => tx.query(text));

  test('an empty month is all green, and every check says something', async () => {
    const found = await all(202601);
    expect(found.map((f) => [f.name, f.tone])).toEqual(found.map((f) => [f.name, 'ok']));
    expect(found.length).toBe(CLOSE_CHECKS.length + 5);
    expect(new Set(found.map((f) => f.name)).size).toBe(found.length);
    for (const f of found) expect(f.said, f.name).toMatch(/[\u4e00-\u9fff]/);
  });

  test('以前期间: open months before are named and led to', async () => {
    expect(await look('earlier-open', 202603)).toMatchObject({
      tone: 'block',
      count: 2,
      said: expect.stringContaining('2026年1月、2026年2月') as string,
      items: [{ href: '/close?period=202601' }, { href: '/close?period=202602' }],
    });
  });

  test('单据: drafts, documents waiting and counts under way, each with its link', async () => {
    const draft = await post('goods-receipt', '2026-01-10', { supplier: co.ids.supplier, warehouse: co.ids.main }, [{ item: co.ids.water, qty: '1', price: '1' }], 'save');
    const waiting = await post('purchase-order', '2026-01-11', { supplier: co.ids.supplier }, [{ item: co.ids.water, qty: '1', price: '1' }], 'save');
    await co.must({ type: 'purchase-order', command: 'submit', id: waiting.id });
    expect(await look('unfinished')).toMatchObject({
      tone: 'block',
      count: 2,
      items: [
        { text: `purchase-order ${waiting.number}`, href: `/documents/purchase-order/${waiting.id}`, note: '待审核 · 2026-01-11' },
        { text: `goods-receipt ${draft.number}`, href: `/documents/goods-receipt/${draft.id}`, note: '草稿 · 2026-01-10' },
      ],
    });
    expect(await look('unfinished', 202602)).toMatchObject({ tone: 'ok' });
    await co.must({ type: 'goods-receipt', command: 'void', id: draft.id });
    await co.must({ type: 'purchase-order', command: 'approve', id: waiting.id });
    expect(await look('unfinished')).toMatchObject({ tone: 'ok' });
  });

  test('编号: a draft moved to another month is no gap; a number that is missing is', async () => {
    const moved = await post('goods-receipt', '2026-01-12', { supplier: co.ids.supplier, warehouse: co.ids.main }, [{ item: co.ids.water, qty: '1', price: '1' }], 'save');
    await co.must({
      type: 'goods-receipt',
      command: 'save',
      id: moved.id,
      body: { day: '2026-02-01', head: { supplier: co.ids.supplier, warehouse: co.ids.main }, lines: [{ item: co.ids.water, qty: '1', price: '1' }] },
    });
    await co.must({ type: 'goods-receipt', command: 'void', id: moved.id });
    expect(await look('document-gaps')).toMatchObject({ tone: 'ok' });
    await sql(`update books.counter set last = last + 1 where kind = 'goods-receipt' and period = 202601`);
    expect(await look('document-gaps')).toMatchObject({ tone: 'block', said: expect.stringContaining('goods-receipt应有 3 张、实有 2 张') as string });
    await sql(`update books.counter set last = last - 1 where kind = 'goods-receipt' and period = 202601`);
    expect(await look('document-gaps')).toMatchObject({ tone: 'ok' });
  });

  test('凭证断号、试算不平、库存与总账不符、负库存: damage is seen', async () => {
    await post('goods-receipt', '2026-01-13', { supplier: co.ids.supplier, warehouse: co.ids.main }, [{ item: co.ids.water, qty: '10', price: '1.13' }]);
    const damages: readonly (readonly [name: string, tone: string, harm: string, heal: string, said: string])[] = [
      [
        'trial',
        'block',
        `update books.account_balance set debit = debit + 7 where account = '1405'`,
        `update books.account_balance set debit = debit - 7 where account = '1405'`,
        '相差 0.07',
      ],
      ['stock-equals-ledger', 'block', `update books.cost_pool set value = value + 5`, `update books.cost_pool set value = value - 5`, '相差 0.05'],
      [
        'negative-stock',
        'warn',
        `update books.stock_balance set on_hand = on_hand - 99000000 where on_hand > 0`,
        `update books.stock_balance set on_hand = on_hand + 99000000 where on_hand < 0`,
        '1 处负库存',
      ],
    ];
    for (const [name, tone, harm, heal, said] of damages) {
      await sql(harm);
      expect(await look(name), name).toMatchObject({ tone, said: expect.stringContaining(said) as string });
      await sql(heal);
      expect(await look(name), name).toMatchObject({ tone: 'ok' });
    }
    await sql(`alter table books.voucher disable trigger all`);
    await sql(`update books.voucher set serial = serial + 1`);
    expect(await look('voucher-gaps')).toMatchObject({ tone: 'block', count: 1 });
    expect((await closeFor(co, 202601)).outcome).toMatchObject({
      ok: false,
      refusal: { refused: 'close-blocked', with: { list: expect.stringContaining('凭证缺 1 号') as string } },
    });
    await sql(`update books.voucher set serial = serial - 1`);
    await sql(`alter table books.voucher enable trigger all`);
    expect(await look('voucher-gaps')).toMatchObject({ tone: 'ok' });
  });

  test('暂估、待认证、待转: said as information with the figure', async () => {
    expect(await look('estimates')).toMatchObject({ tone: 'info', said: expect.stringContaining('10.00') as string, href: '/views/estimate-balance' });
    await post('sales-delivery', '2026-01-14', { customer: co.ids.customer, warehouse: co.ids.main }, [{ item: co.ids.water, qty: '1', price: '2.26' }]);
    expect(await look('pending-tax')).toMatchObject({ tone: 'info', said: expect.stringContaining('待转销项税额 0.26') as string });
  });

  test('待处理财产损溢 warns in a month and blocks in December; money below zero warns', async () => {
    const made = await bookVoucher(co, '2026-01-20', [
      ['190101', '5', ''],
      ['1001', '', '5'],
    ]);
    expect(await look('suspense')).toMatchObject({
      tone: 'warn',
      items: [{ text: '190101 待处理流动资产损溢', note: '5.00', href: '/views/account-ledger?account=190101&from=202601&to=202601' }],
    });
    expect(await look('suspense', 202612)).toMatchObject({ tone: 'block' });
    expect(await look('cash')).toMatchObject({ tone: 'warn', count: 1, said: expect.stringContaining('库存现金 -5.00') as string });
    await co.must({ type: 'journal-voucher', command: 'reverse', id: made.id, body: { reason: '查明' } });
    expect([(await look('suspense')).tone, (await look('cash')).tone]).toEqual(['ok', 'ok']);
  });

  test('在途: a transfer on its way for longer than the company allows', async () => {
    const sent = await post('transfer', '2026-01-20', { from: co.ids.main, to: co.ids.shop }, [{ item: co.ids.water, qty: '2' }]);
    expect(await look('transit')).toMatchObject({ tone: 'warn', items: [{ href: `/documents/transfer/${sent.id}`, note: '2026-01-20 发出，已 11 天' }] });
    await co.house.db.write(co.caller.scope, (tx) => tx.query(`select books.save_settings('{"closing": {"transitDays": 12}}')`));
    expect(await look('transit')).toMatchObject({ tone: 'ok' });
    await co.house.db.write(co.caller.scope, (tx) => tx.query(`select books.save_settings('{"closing": {"transitDays": 7}}')`));
    await post('transfer-receipt', '2026-01-31', { from: co.ids.main, warehouse: co.ids.shop }, [{ item: co.ids.water, qty: '2', source: { doc: sent.id, line: 1 } }]);
    expect(await look('transit')).toMatchObject({ tone: 'ok' });
  });

  test('往来: an advance beside a bill of the same party', async () => {
    await post('collection', '2026-01-25', { customer: co.ids.customer, wallet: co.ids.bank, amount: '1' }, []);
    expect(await look('matchable')).toMatchObject({ tone: 'info', count: 1, items: [{ text: '城东便利店' }] });
  });

  test('科目: one without a line in the statements leads to its record', async () => {
    const { saveAll } = await import('#app/founding');
    const [stranger] = await saveAll(co.house, co.caller, 'account', [{ code: '1997', name: '试验', data: { kind: 'asset', direction: 'debit' } }]);
    await bookVoucher(co, '2026-01-26', [
      ['1997', '5', ''],
      ['3001', '', '5'],
    ]);
    expect(await look('mapped')).toMatchObject({ tone: 'warn', items: [{ text: '1997 试验', href: `/records/account/${stranger?.id}` }] });
  });

  test('每月都有的费用: missing after three months of it', async () => {
    await accountIds(co);
    for (const month of ['01', '02', '03'])
      await bookVoucher(co, `2026-${month}-28`, [
        ['5602', '600', ''],
        ['2211', '', '600'],
      ]);
    expect(await look('recurring', 202603)).toMatchObject({ tone: 'ok' });
    expect(await look('recurring', 202604)).toMatchObject({ tone: 'warn', count: 2, items: [{ text: '2211 应付职工薪酬' }, { text: '5602 管理费用', note: '以前最多 600.00' }] });
    await bookVoucher(co, '2026-04-28', [
      ['5602', '1', ''],
      ['2211', '', '1'],
    ]);
    expect(await look('recurring', 202604)).toMatchObject({ tone: 'ok' });
  });
});
