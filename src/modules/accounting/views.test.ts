// One small month, looked at through every view: the figures must agree with each other and with the ledger.
import { memoryHouse, postgresHouse, smallCompany, type SmallCompany } from '#testing';
import type { View } from '#kernel/view';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { accounting } from './module.ts';

type Row = Record<string, string>;

describe.each([
  ['PGlite', memoryHouse],
  ['PostgreSQL', postgresHouse],
] as const)('账簿查询 on %s', (_, open) => {
  let co: SmallCompany;
  const view = (name: string): View => accounting.views.find((v) => v.name === name) as View;
  const look = (name: string, given: Record<string, string> = {}): Promise<Row[]> =>
    co.rows<Row>(view(name).sql, [...view(name).parameters.map((p) => given[p.key] ?? null), 200, 0]);
  const sum = (rows: readonly Row[], key: string): string => (rows.reduce((total, r) => total + Math.round(Number(r[key]) * 100), 0) / 100).toFixed(2);
  const span = { from: '202603', to: '202603' };

  beforeAll(async () => {
    co = await smallCompany(await open());
    const { supplier, customer, main, water, bank } = co.ids;
    const post = (type: string, day: string, head: Record<string, unknown>, lines: readonly Record<string, unknown>[]) =>
      co.must({ type, command: 'approve', body: { day, head, lines } });
    const item = async (doc: string) => (await co.rows<{ id: string }>(`select id from books.open_item where doc_id = $1`, [doc]))[0]?.id;
    const receipt = await post('goods-receipt', '2026-02-10', { supplier, warehouse: main }, [{ item: water, unit: '箱', qty: '10', price: '11.30' }]);
    await post('goods-return', '2026-02-12', { supplier, warehouse: main }, [{ item: water, unit: '箱', qty: '1', source: { doc: receipt.id, line: 1 } }]);
    const invoice = await post('purchase-invoice', '2026-03-01', { supplier, number: '26320000000000000001' }, [
      { item: water, unit: '箱', qty: '6', source: { doc: receipt.id, line: 1 } },
    ]);
    await post('payment', '2026-03-03', { supplier, wallet: bank, amount: '50' }, [{ openItem: await item(invoice.id), amount: '40' }]);
    const sold = await post('sales-delivery', '2026-03-05', { customer, warehouse: main }, [{ item: water, unit: '箱', qty: '2', price: '22.60' }]);
    await post('collection', '2026-03-20', { customer, wallet: bank, amount: '45.2' }, [{ openItem: await item(sold.id), amount: '20' }]);
    const advance = (await co.rows<{ id: string }>(`select id from books.open_item where account = '2203'`))[0]?.id;
    await post('settlement-match', '2026-03-21', { kind: 'advance', customer }, [
      { openItem: await item(sold.id), amount: '25.2' },
      { openItem: advance, amount: '-25.2' },
    ]);
  });
  afterAll(() => co?.house.close());

  test('科目余额表: both sides agree at every level, parents add up their children', async () => {
    const rows = await look('account-balance', span);
    const total = rows.at(-1);
    expect(total).toMatchObject({ name: '合计' });
    expect([total?.['openDebit'], total?.['debit'], total?.['closeDebit']]).toEqual([total?.['openCredit'], total?.['credit'], total?.['closeCredit']]);
    expect(rows.find((r) => r['code'] === '2202')).toMatchObject({ level: 1, openCredit: '90.00', closeCredit: '57.80' });
    expect(rows.find((r) => r['code'] === '220202')).toMatchObject({ level: 2, openCredit: '90.00', closeCredit: '30.00' });
    const top = await look('account-balance', { ...span, level: '1' });
    expect(top.slice(0, -1).every((r) => r['code']?.length === 4)).toBe(true);
    for (const side of ['openDebit', 'openCredit', 'debit', 'credit', 'closeDebit', 'closeCredit']) expect(sum(top.slice(0, -1), side)).toBe(total?.[side]);
    expect((await look('account-balance', { ...span, account: '2202' })).map((r) => r['code'])).toEqual(['2202', '220201', '220202']);
  });

  test('明细账: opening, lines, and a running balance that ends where 科目余额表 ends', async () => {
    const rows = await look('account-ledger', { ...span, account: '2202' });
    expect(rows[0]).toMatchObject({ summary: '期初余额', direction: '贷', balance: '90.00' });
    expect(rows.at(-1)).toMatchObject({ balance: '57.80', direction: '贷', docType: 'payment', voucher: '记-0002', party: '华东食品批发' });
    expect((await look('account-ledger', { ...span, account: '2203' })).at(-1)).toMatchObject({ direction: '平', balance: '0.00' });
    expect((await look('account-ledger', { ...span, account: '1002' })).at(-1)).toMatchObject({ direction: '借', balance: '-4.80' });
  });

  test('凭证列表: every voucher of the span, by account and words too', async () => {
    const rows = await look('voucher-list', span);
    expect(rows.map((r) => r['voucher'])).toEqual(['记-0001', '记-0002', '记-0003', '记-0004', '记-0005']);
    expect(await look('voucher-list', { ...span, account: '6' })).toEqual([]);
    expect((await look('voucher-list', { ...span, words: '核销' })).length).toBe(1);
  });

  test('往来余额 and 往来对账单 agree; a match moves nothing', async () => {
    expect(await look('party-balance', { ...span, side: 'payable' })).toMatchObject([
      { party: '华东食品批发', opening: '0.00', increase: '67.80', decrease: '50.00', closing: '17.80', estimated: '30.00' },
    ]);
    expect(await look('party-balance', { ...span, side: 'receivable' })).toMatchObject([{ opening: '0.00', increase: '45.20', decrease: '45.20', closing: '0.00' }]);
    const statement = await look('party-statement', { supplier: co.ids.supplier, from: '2026-03-02', to: '2026-03-31' });
    expect(statement).toMatchObject([
      { summary: '期初余额', balance: '67.80' },
      { kind: '付款单', decrease: '50.00', matched: '40.00', balance: '17.80' },
    ]);
    const customer = await look('party-statement', { customer: co.ids.customer });
    expect(customer.map((r) => [r['kind'], r['balance']])).toEqual([
      ['', '0.00'],
      ['销售出库单', '45.20'],
      ['收款单', '0.00'],
      ['核销单', '0.00'],
    ]);
    expect(customer.at(-1)).toMatchObject({ increase: null, decrease: null, matched: '50.40' });
    expect(await look('party-statement')).toEqual([]);
  });

  test('账龄: by day or by due day, as it stood on any day', async () => {
    expect(await look('aging', { side: 'payable', day: '2026-05-15' })).toMatchObject([{ d30: '0.00', d60: '0.00', d90: '27.80', credits: '-10.00', total: '17.80' }]);
    expect(await look('aging', { side: 'payable', day: '2026-05-15', basis: 'due' })).toMatchObject([{ d60: '27.80', total: '17.80' }]);
    expect(await look('aging', { side: 'payable', day: '2026-03-02' })).toMatchObject([{ d30: '67.80', credits: '0.00', total: '67.80' }]);
    expect(await look('aging', { side: 'receivable', day: '2026-03-20' })).toMatchObject([{ d30: '25.20', credits: '-25.20', total: '0.00' }]);
    expect(await look('aging', { side: 'receivable', day: '2026-03-31' })).toEqual([]);
  });

  test('未核销往来 shows what is open', async () => {
    expect((await look('open-items', { supplier: co.ids.supplier })).map((r) => r['open'])).toEqual(['27.80', '-10.00']);
    expect(await look('open-items', { side: 'receivable' })).toEqual([]);
  });
});
