import { story } from '#testing';
import { expect } from 'vitest';

story('退货：客户退回不良品，退给供应商，红冲一张录错的单', ({ step, post, doc, stock }) => {
  step('进货两次，成本不同：10 桶每桶 50，10 桶每桶 60', async (co) => {
    await post(
      co,
      'goods-receipt',
      { day: '2026-03-01', head: { supplier: co.ids.supplier, warehouse: co.ids.main }, lines: [{ item: co.ids.oil, qty: '10', price: '54.50' }] },
      'first',
    );
    await post(co, 'sales-delivery', { day: '2026-03-02', head: { customer: co.ids.customer, warehouse: co.ids.main }, lines: [{ item: co.ids.oil, qty: '4', price: '76.30' }] });
    await post(
      co,
      'goods-receipt',
      { day: '2026-03-03', head: { supplier: co.ids.supplier, warehouse: co.ids.main }, lines: [{ item: co.ids.oil, qty: '10', price: '65.40' }] },
      'second',
    );
    expect(await co.balance('1405')).toBe('900.00');
  });
  step('客户退回 1 桶漏油：按原出库成本 50 元退入冻结，不能再卖', async (co) => {
    const [quality] = await co.rows<{ id: string }>(`select id from books.record where type = 'reason' and code = 'TH01'`);
    await post(co, 'sales-return', {
      day: '2026-03-08',
      head: { customer: co.ids.customer, warehouse: co.ids.main, reason: quality?.id },
      lines: [{ item: co.ids.oil, qty: '1', condition: 'bad', source: { doc: doc('sales-delivery'), line: 1 } }],
    });
    expect(await stock(co.ids.oil, co.ids.main)).toMatchObject({ onHand: '16', onHold: '1', free: '16' });
    expect(await co.balance('1405')).toBe('950.00');
    expect(await co.balance('5001')).toBe('-210.00');
  });
  step('退回数量不能超过卖出的', async (co) => {
    const [quality] = await co.rows<{ id: string }>(`select id from books.record where type = 'reason' and code = 'TH01'`);
    expect(
      await co.do({
        type: 'sales-return',
        command: 'approve',
        body: {
          day: '2026-03-08',
          head: { customer: co.ids.customer, warehouse: co.ids.main, reason: quality?.id },
          lines: [{ item: co.ids.oil, qty: '4', source: { doc: doc('sales-delivery'), line: 1 } }],
        },
      }),
    ).toMatchObject({ ok: false, refusal: { refused: 'source-exceeded', with: { left: '3' } } });
  });
  step('第二批有 2 桶不合格，按它自己的成本 60 元退给供应商，暂估同减', async (co) => {
    await post(co, 'goods-return', {
      day: '2026-03-09',
      head: { supplier: co.ids.supplier, warehouse: co.ids.main },
      lines: [{ item: co.ids.oil, qty: '2', source: { doc: doc('second'), line: 1 } }],
    });
    expect(await co.balance('1405')).toBe('830.00');
    expect(await co.balance('220202')).toBe('-980.00');
  });
  step('一张录错的其他出库单红冲：红字单、红字凭证，库存与金额复原，原单留痕', async (co) => {
    const wrong = await post(co, 'other-issue', { day: '2026-03-10', head: { warehouse: co.ids.main, reason: co.ids.reasonOut }, lines: [{ item: co.ids.oil, qty: '5' }] });
    await co.must({ type: 'other-issue', command: 'reverse', id: wrong.id, body: { reason: '领错仓库' } });
    expect(await co.balance('1405')).toBe('830.00');
    expect(await stock(co.ids.oil, co.ids.main)).toMatchObject({ onHand: '14' });
    expect(await co.rows(`select state from books.document where type = 'other-issue' order by number`)).toEqual([{ state: 'reversed' }, { state: 'posted' }]);
    expect(
      (
        await co.rows<{ summary: string }>(
          `select summary from books.voucher_line l where exists (select from books.voucher v where v.id = l.voucher_id and v.reverses is not null)`,
        )
      )[0]?.summary,
    ).toContain('注销');
  });
});
