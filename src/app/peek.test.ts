// The small cards and the chain behind a balance: what they tell, and to whom.
import { smallServer, type SmallServer } from '#testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

describe('速览', () => {
  let s: SmallServer;
  let boss: string;
  let keeper: string;
  let receipt: { id: string; number: string };
  beforeAll(async () => {
    s = await smallServer();
    const { co } = s;
    receipt = await co.must({
      type: 'goods-receipt',
      command: 'approve',
      body: {
        day: '2026-03-05',
        head: { supplier: co.ids.supplier, warehouse: co.ids.main },
        lines: [
          { item: co.ids.water, unit: '箱', qty: '2', price: '27.12' },
          { item: co.ids.oil, qty: '3', price: '54.50' },
        ],
      },
    });
    await co.must({
      type: 'sales-order',
      command: 'approve',
      body: { day: '2026-03-05', head: { customer: co.ids.customer, warehouse: co.ids.main }, lines: [{ item: co.ids.water, qty: '10', price: '2' }] },
    });
    await co.must({
      type: 'sales-delivery',
      command: 'approve',
      body: { day: '2026-03-06', head: { customer: co.ids.customer, warehouse: co.ids.main }, lines: [{ item: co.ids.oil, qty: '1', price: '76.30' }] },
    });
    boss = await s.as(co, 'admin');
    keeper = await s.as(co, 'keeper');
  });
  afterAll(() => s?.close());

  test('a document by id and by number: state, party, lines, vouchers, money for those who may see it', async () => {
    const byId = (await s.call(boss, 'GET', `/api/peek/documents/goods-receipt/${receipt.id}`)).body;
    expect(byId).toMatchObject({ zh: '采购入库单', number: receipt.number, state: 'posted', total: '217.74', warehouse: '总仓', count: 2, maker: null });
    expect(byId.party).toMatchObject({ type: 'supplier', name: '华东食品批发' });
    expect(byId.lines).toEqual([
      { what: '农夫山泉 550ml', qty: '2', unit: '箱', amount: '54.24' },
      { what: '金龙鱼调和油 5L', qty: '3', unit: '桶', amount: '163.50' },
    ]);
    expect(byId.vouchers).toHaveLength(1);
    expect((await s.call(boss, 'GET', `/api/peek/documents/goods-receipt/${receipt.number}`)).body).toEqual(byId);
    const seen = (await s.call(keeper, 'GET', `/api/peek/documents/goods-receipt/${receipt.id}`)).body;
    expect(seen).toMatchObject({ number: receipt.number, total: null, vouchers: [] });
    expect(seen.lines[0]).toEqual({ what: '农夫山泉 550ml', qty: '2', unit: '箱', amount: null });
  });

  test('an item with its four numbers; a party with its debt, for eyes that may see money', async () => {
    const item = (await s.call(keeper, 'GET', `/api/peek/records/item/${s.co.ids.water}`)).body;
    expect(item).toMatchObject({ zh: '商品', name: '农夫山泉 550ml', stock: [{ warehouse: '总仓', onHand: '48', allocated: '10', onHold: '0', promise: '38' }] });
    const customer = (await s.call(boss, 'GET', `/api/peek/records/customer/${s.co.ids.customer}`)).body;
    expect(customer).toMatchObject({ name: '城东便利店', debts: [{ side: 'receivable', open: '76.30', overdue: '0.00' }] });
    s.house.today('2026-04-30');
    expect((await s.call(boss, 'GET', `/api/peek/records/customer/${s.co.ids.customer}`)).body.debts).toEqual([
      { side: 'receivable', open: '76.30', overdue: '76.30', since: '2026-03-21' },
    ]);
    s.house.today('2026-03-10');
    const [stock] = await s.co.rows<{ id: string }>(`select id from books.record where type = 'account' and code = '1405'`);
    expect((await s.call(boss, 'GET', `/api/peek/records/account/${stock?.id}`)).body.balance).toBe('148.00');
  });

  test.each([
    ['what one may not open', '/api/peek/documents/payment/FKD-202603-0001', 403],
    ['an unknown kind', '/api/peek/documents/nothing/FKD-202603-0001', 404],
    ['a number that is not there', '/api/peek/documents/goods-receipt/CGRK-202603-9999', 404],
    ['an address that is no number', '/api/peek/documents/goods-receipt/abc', 422],
    ['a record one may not open', '/api/peek/records/supplier/00000000-0000-0000-0000-000000000000', 403],
    ['a record that is not there', '/api/peek/records/item/00000000-0000-0000-0000-000000000000', 404],
  ])('no card for %s', async (_, url, status) => {
    expect((await s.call(keeper, 'GET', url)).status).toBe(status);
  });

  test('from a balance to its documents: the account and those below it, what each booked, and their whole chains', async () => {
    const ask = async (account: string, query: string) => (await s.call(boss, 'GET', `/api/ledger/${account}/chain?${query}`)).body;
    const stock = await ask('1405', 'from=202601&to=202603');
    expect(stock).toMatchObject({ name: '库存商品', opening: '0.00', debit: '198.00', credit: '50.00', closing: '148.00', older: false });
    expect(stock.booked[receipt.id]).toEqual({ debit: '198.00', credit: '0.00' });
    expect(stock.nodes.map((n: { zh: string }) => n.zh).toSorted()).toEqual(['采购入库单', '销售出库单']);
    const payables = await ask('2202', 'period=202603');
    expect(payables).toMatchObject({ credit: '198.00', closing: '-198.00' });
    expect(Object.keys(payables.booked)).toEqual([receipt.id]);
    expect(await ask('1405', 'from=202602&to=202602')).toMatchObject({ opening: '0.00', closing: '0.00', nodes: [] });
    expect((await s.call(keeper, 'GET', '/api/ledger/1405/chain?period=202603')).status).toBe(403);
    expect((await s.call(boss, 'GET', '/api/ledger/1405/chain')).status).toBe(422);
  });
});
