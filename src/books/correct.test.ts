// 更正: red and blue in one transaction, standing where the wrong document stood.
import { saveAll } from '#app/founding';
import { memoryHouse, smallCompany, type SmallCompany } from '#testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

describe('更正', () => {
  let co: SmallCompany;
  beforeAll(async () => {
    co = await smallCompany(await memoryHouse());
  });
  afterAll(() => co?.house.close());
  const item = async (costMethod: string) =>
    (
      await saveAll(co.house, co.caller, 'item', [
        { name: `货 ${costMethod}`, data: { category: co.ids['dry'], unit: '个', taxRate: '0', costMethod, ...(costMethod === 'standard' ? { standardCost: '10' } : {}) } },
      ])
    )[0]?.id ?? '';
  const receiptBody = (goods: string, qty: string, price: string, day = '2026-03-02') => ({
    day,
    head: { supplier: co.ids.supplier, warehouse: co.ids.main },
    lines: [{ item: goods, qty, price }],
  });
  const receive = (goods: string, qty: string, price: string, day?: string) => co.must({ type: 'goods-receipt', command: 'approve', body: receiptBody(goods, qty, price, day) });
  const issueBody = (goods: string, qty: string, day = '2026-03-03') => ({ day, head: { warehouse: co.ids.main, reason: co.ids.reasonOut }, lines: [{ item: goods, qty }] });
  const issue = (goods: string, qty: string, day?: string) => co.must({ type: 'other-issue', command: 'approve', body: issueBody(goods, qty, day) });
  const pool = async (goods: string) => (await co.rows<{ qty: bigint; value: bigint }>('select qty, value from books.cost_pool where item_id = $1', [goods]))[0];
  const agrees = async (goods: string) => {
    const [stock] = await co.rows<{ qty: bigint; value: bigint }>('select sum(qty)::bigint as qty, sum(cost)::bigint as value from books.stock_line where item_id = $1', [goods]);
    expect(stock).toEqual(await pool(goods));
    const [ledger] = await co.rows<{ off: bigint }>(
      `select ((select sum(debit - credit) from books.account_balance where account = '1405') - (select sum(value) from books.item_value))::bigint as off`,
    );
    expect(ledger?.off).toBe(0n);
  };

  test.each([
    ['fifo', 22_500n],
    ['moving-average', 19_000n],
  ])('a receipt of 20 was 10, ten of it issued (%s): stock is never short, later receipts keep their cost', async (method) => {
    const goods = await item(method);
    const receipt = await receive(goods, '20', '10');
    await issue(goods, '10');
    const fixed = await co.must({ type: 'goods-receipt', command: 'correct', id: receipt.id, body: { ...receiptBody(goods, '10', '10'), reason: '点错' } });
    expect(fixed).toMatchObject({ red: expect.stringMatching(/^CGRK-/) as string, state: 'posted' });
    expect(await pool(goods)).toEqual({ qty: 0n, value: 0n });
    await agrees(goods);
  });

  test.each(['moving-average', 'fifo', 'monthly-average', 'standard'])(
    'other goods were meant (%s): the wrong ones are gone, the right ones there; without any line it is refused',
    async (method) => {
      const [wrong, right] = [await item(method), await item('moving-average')];
      const receipt = await receive(wrong, '20', '10');
      await receive(wrong, '5', '12', '2026-03-04');
      await issue(wrong, '4', '2026-03-05');
      expect(await co.do({ type: 'goods-receipt', command: 'correct', id: receipt.id, body: { ...receiptBody(right, '20', '10'), lines: [], reason: '商品选错' } })).toMatchObject({
        ok: false,
      });
      await co.must({ type: 'goods-receipt', command: 'correct', id: receipt.id, body: { ...receiptBody(right, '20', '10'), reason: '商品选错' } });
      expect(await pool(right)).toEqual({ qty: 20_000_000n, value: 20_000n });
      expect((await pool(wrong))?.qty).toBe(1_000_000n);
      await agrees(wrong);
      await agrees(right);
    },
  );

  test('a receipt’s price is put right where it stood: what was issued follows by 出库成本调整单, to the 分', async () => {
    const goods = await item('moving-average');
    const receipt = await receive(goods, '10', '10');
    await issue(goods, '4');
    await receive(goods, '10', '20', '2026-03-04');
    const dry = await co.do({ type: 'goods-receipt', command: 'correct', id: receipt.id, dryRun: true, body: { ...receiptBody(goods, '10', '12'), reason: '价格错' } });
    expect(dry).toMatchObject({ ok: true, effect: { documents: 1, lines: 1, amount: 800n } });
    expect(await pool(goods)).toEqual({ qty: 16_000_000n, value: 26_000n });
    const fixed = await co.must({ type: 'goods-receipt', command: 'correct', id: receipt.id, key: 'k1', body: { ...receiptBody(goods, '10', '12'), reason: '价格错' } });
    expect(fixed.recosted).toEqual({ lines: 1, amount: '800' });
    expect(await pool(goods)).toEqual({ qty: 16_000_000n, value: 27_200n });
    const adjustments = await co.rows<{ number: string; total: bigint; vouchers: bigint }>(
      `select d.number, d.total, (select count(*) from books.voucher v where v.doc_id = d.id) as vouchers from books.document d where d.type = 'cost-adjustment' and d.head->>'cause' = $1`,
      [fixed.id],
    );
    expect(adjustments).toMatchObject([{ total: 800n, vouchers: 1n }]);
    await agrees(goods);
    expect(await co.must({ type: 'goods-receipt', command: 'correct', id: receipt.id, key: 'k1', body: { ...receiptBody(goods, '10', '12'), reason: '价格错' } })).toEqual(fixed);
  });

  test('an issue of 15 was 5, or 30: lots and costs are found again; more than there is, is refused and nothing is half done', async () => {
    const goods = await item('fifo');
    await receive(goods, '20', '10');
    const out = await issue(goods, '15');
    await receive(goods, '20', '15', '2026-03-04');
    const less = await co.must({ type: 'other-issue', command: 'correct', id: out.id, body: { ...issueBody(goods, '5'), reason: '数错' } });
    expect(await pool(goods)).toEqual({ qty: 35_000_000n, value: 45_000n });
    await agrees(goods);
    const more = await co.must({ type: 'other-issue', command: 'correct', id: less.id, body: { ...issueBody(goods, '30', '2026-03-05'), reason: '还是错' } });
    expect(await pool(goods)).toEqual({ qty: 10_000_000n, value: 15_000n });
    await agrees(goods);
    expect(await co.do({ type: 'other-issue', command: 'correct', id: more.id, body: { ...issueBody(goods, '41'), reason: '错' } })).toMatchObject({
      ok: false,
      refusal: { refused: 'not-enough-stock' },
    });
    expect(await pool(goods)).toEqual({ qty: 10_000_000n, value: 15_000n });
  });

  test('a receipt cannot be made smaller than what has left', async () => {
    const goods = await item('moving-average');
    const receipt = await receive(goods, '20', '10');
    await issue(goods, '15');
    expect(await co.do({ type: 'goods-receipt', command: 'correct', id: receipt.id, body: { ...receiptBody(goods, '10', '10'), reason: '点错' } })).toMatchObject({
      ok: false,
      refusal: { refused: 'not-enough-stock', with: { short: '5' } },
    });
    expect(await pool(goods)).toEqual({ qty: 5_000_000n, value: 5_000n });
  });

  test.each([
    ['without a reason', {}, 'reason-needed'],
    ['twice', { reason: '又错' }, 'already-reversed'],
  ])('is refused %s', async (why, body, refused) => {
    const goods = await item('moving-average');
    const receipt = await receive(goods, '20', '10');
    if (why === 'twice') await co.must({ type: 'goods-receipt', command: 'reverse', id: receipt.id, body: { reason: '错' } });
    expect(await co.do({ type: 'goods-receipt', command: 'correct', id: receipt.id, body: { ...receiptBody(goods, '1', '1'), ...body } })).toMatchObject({
      ok: false,
      refusal: { refused },
    });
  });
});
