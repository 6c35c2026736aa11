import { type ConsignedGoods, consignedGoods, type SmallCompany, story } from '#testing';
import { expect } from 'vitest';

const tale = (standard: 'ASBE' | 'ASSBE', code: { goods: string; funds: string; revenue: string; cogs: string; fee: string }) =>
  story(
    `受托代销（${standard}）：别人的货进来、卖掉、退货、短少、结算、付款，从不混进自己的存货`,
    ({ step, post }) => {
      let goods: ConsignedGoods;
      const seen = { sale: '', settlement: '' };
      const receive = (co: SmallCompany, day: string, lines: readonly Record<string, unknown>[]) =>
        post(co, 'consigned-receipt', { day, head: { supplier: goods.consignor, warehouse: co.ids.main }, lines });
      step('3 月 2 日苏绣合作社送来围巾 10 条（售价 226，佣金 10%）、碧螺春 20 盒（约定价 113，差价归我们）', async (co) => {
        goods = await consignedGoods(co);
        await receive(co, '2026-03-02', [
          { item: goods.scarf, qty: '10', price: '226' },
          { item: goods.tea, qty: '20', price: '113' },
        ]);
        expect([await co.balance(code.goods), await co.balance(code.funds), await co.balance('1405')]).toEqual(['4000.00', '-4000.00', '0.00']);
      });
      step('同一张出库单卖围巾 3 条、茶 5 盒（150 元）和自己的收纳箱：茶和收纳箱是我们的收入，围巾款是代收的', async (co) => {
        await post(co, 'goods-receipt', {
          day: '2026-03-03',
          head: { supplier: co.ids.supplier, warehouse: co.ids.main },
          lines: [{ item: co.ids.box, qty: '10', price: '11.3' }],
        });
        const sale = await post(co, 'sales-delivery', {
          day: '2026-03-05',
          head: { customer: co.ids.customer, warehouse: co.ids.main },
          lines: [
            { item: goods.scarf, qty: '3', price: '226' },
            { item: goods.tea, qty: '5', price: '150' },
            { item: co.ids.box, qty: '2', price: '22.6' },
          ],
        });
        seen.sale = sale.id;
        expect([await co.balance(code.revenue), await co.balance(code.cogs), await co.balance('220203')]).toEqual(['-703.72', '520.00', '-600.00']);
        expect([await co.balance(code.goods), await co.balance(code.funds)]).toEqual(['2900.00', '-3400.00']);
      });
      step('客户退回 1 条围巾；门店零售再卖 2 条', async (co) => {
        const [reason] = await co.rows<{ id: string }>(`select id from books.record where type = 'reason' and data->>'use' = 'return' order by code limit 1`);
        await post(co, 'sales-return', {
          day: '2026-03-08',
          head: { customer: co.ids.customer, warehouse: co.ids.main, reason: reason?.id },
          lines: [{ item: goods.scarf, qty: '1', source: { doc: seen.sale, line: 1 } }],
        });
        await post(co, 'retail-sale', { day: '2026-03-09', head: { warehouse: co.ids.main, wallet: co.ids.cash }, lines: [{ item: goods.scarf, qty: '2', price: '226' }] });
        expect(await co.balance('220203')).toBe('-800.00');
        expect(await co.rows(`select distinct ownership from books.stock_line s where s.item_id = $1`, [goods.scarf])).toEqual([{ ownership: 'consigned-in' }]);
      });
      step('补录 3 月 1 日的一批茶（10 盒，约定价 124.30）：卖掉的茶按约定均价重算，账两边一起动', async (co) => {
        await receive(co, '2026-03-01', [{ item: goods.tea, qty: '10', price: '124.3' }]);
        expect(await co.balance(code.cogs)).toBe('536.67'); // 20 + 5 × (2000 + 1100) ÷ 30
      });
      step('报损 1 盒茶：货少了，按约定价赔给委托方', async (co) => {
        await post(co, 'write-off', { day: '2026-03-20', head: { warehouse: co.ids.main, reason: co.ids['reasonLoss'] }, lines: [{ item: goods.tea, qty: '1' }] });
      });
      step('3 月 31 日结算：选委托方直接保存，系统列出售出和短少，审核后应付和手续费入账', async (co) => {
        const draft = await co.must({ type: 'consignor-settlement', command: 'save', body: { day: '2026-03-31', head: { supplier: goods.consignor }, lines: [] } });
        const lines = await co.rows<{ line: string }>(
          `select concat_ws(' ', i.name, l.data->>'kind', l.data->>'qty', l.data->>'worth', l.data->>'tax', l.data->>'fee', l.data->>'payable') as line from books.document_line l join books.record i on i.id = l.item_id where l.doc_id = $1 order by l.line_no`,
          [draft.id],
        );
        expect(lines.map((l) => l.line)).toEqual([
          '真丝围巾（代销） sold 4 800.00 104.00 80.00 819.20',
          '碧螺春（代销） sold 5 516.67 67.17 0.00 583.84',
          '碧螺春（代销） lost 1 103.33 13.43 0.00 116.76',
        ]);
        seen.settlement = (await co.must({ type: 'consignor-settlement', command: 'approve', id: draft.id })).id;
        expect([await co.balance('220203'), await co.balance('220201'), await co.balance(code.fee)]).toEqual(['0.00', '-1519.80', '-80.00']);
        // What is owed for goods still here is exactly what they stand at.
        expect(Number(await co.balance(code.goods)) + Number(await co.balance(code.funds))).toBe(0);
      });
      step('再结算：没有未结的了；红冲结算单，又列出来，重新结算', async (co) => {
        const again = { type: 'consignor-settlement', command: 'approve', body: { day: '2026-03-31', head: { supplier: goods.consignor }, lines: [] } } as const;
        expect(await co.do(again)).toMatchObject({ ok: false, refusal: { refused: 'nothing-to-settle' } });
        await co.must({ type: 'consignor-settlement', command: 'reverse', id: seen.settlement, body: { reason: '清单有误' } });
        await co.must(again);
      });
      step('付款；剩下的围巾和茶退回委托方，账上一分不剩', async (co) => {
        const [open] = await co.rows<{ id: string }>(`select id from books.open_item where party_id = $1 and amount <> settled and amount > 0`, [goods.consignor]);
        await post(co, 'payment', {
          day: '2026-04-02',
          head: { supplier: goods.consignor, wallet: co.ids.bank, amount: '1519.80' },
          lines: [{ openItem: open?.id, amount: '1519.80' }],
        });
        await post(co, 'consigned-return', {
          day: '2026-04-03',
          head: { supplier: goods.consignor, warehouse: co.ids.main },
          lines: [
            { item: goods.scarf, qty: '6' },
            { item: goods.tea, qty: '24' },
          ],
        });
        expect([await co.balance(code.goods), await co.balance(code.funds), await co.balance('220203'), await co.balance('220201')]).toEqual(['0.00', '0.00', '0.00', '0.00']);
        expect(await co.balance('1405')).toBe('80.00'); // our own boxes, untouched by all this
      });
    },
    { standard },
  );

tale('ASSBE', { goods: '1321', funds: '2314', revenue: '5001', cogs: '5401', fee: '5051' });
tale('ASBE', { goods: '132101', funds: '231401', revenue: '6001', cogs: '6401', fee: '6051' });
