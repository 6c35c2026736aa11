import { accounting } from '#accounting';
import { saveAll } from '#app/founding';
import { must } from '#kernel/must';
import { type SmallCompany, story } from '#testing';
import { expect } from 'vitest';

const readView = (co: SmallCompany, name: string, given: Readonly<Record<string, string>>): Promise<Record<string, string | null>[]> => {
  const view = accounting.views.find((v) => v.name === name);
  must(view, name);
  return co.rows(view.sql, [...view.parameters.map((p) => given[p.key] ?? null), 100, 0]);
};

story('外币销售：报价、订单、出库、退货、发票、收款都用美元，账上是人民币，汇兑损益各归各处', ({ step, post, doc }) => {
  const ids = { usd: '', abroad: '', wallet: '', reason: '' };
  const owed = async (co: SmallCompany) =>
    co.rows<{ yuan: string; usd: string }>(
      `select to_char(sum(amount - settled) / 100.0, 'FM999990.00') as yuan, to_char(sum(foreign_amount - foreign_settled) / 100.0, 'FM999990.00') as usd from books.open_item where party_id = $1 and account = '112201' and currency is not null`,
      [ids.abroad],
    );
  step('建美元（3 月 1 日 7.10，20 日 7.20，31 日 7.30）、美元账户和客户；买进收纳箱 100 个', async (co) => {
    const rates = [
      { from: '2026-03-01', rate: '7.1' },
      { from: '2026-03-20', rate: '7.2' },
      { from: '2026-03-31', rate: '7.3' },
    ];
    ids.usd = (await saveAll(co.house, co.caller, 'currency', [{ name: '美元', data: { symbol: 'USD', rates } }]))[0]?.id ?? '';
    ids.abroad = (await saveAll(co.house, co.caller, 'customer', [{ name: 'Acme Inc.', data: { creditDays: 30 } }]))[0]?.id ?? '';
    ids.wallet = (await saveAll(co.house, co.caller, 'wallet', [{ name: '美元户', data: { kind: 'bank', account: '1002', currency: ids.usd } }]))[0]?.id ?? '';
    ids.reason = (await co.rows<{ id: string }>(`select id from books.record where type = 'reason' and data->>'use' = 'return' order by code limit 1`))[0]?.id ?? '';
    await post(co, 'goods-receipt', { day: '2026-03-01', head: { supplier: co.ids.supplier, warehouse: co.ids.main }, lines: [{ item: co.ids.box, qty: '100', price: '11.3' }] });
  });
  step('3 月 2 日报价 60 个，每个 3.33 美元，出口不含税；下单；5 日出库：应收 199.80 美元 = 1418.58 元', async (co) => {
    const lines = [{ item: co.ids.box, qty: '60', price: '3.33', taxRate: '0' }];
    const head = { customer: ids.abroad, warehouse: co.ids.main, currency: ids.usd };
    await post(co, 'sales-quote', { day: '2026-03-02', head: { ...head, validUntil: '2026-03-31' }, lines });
    await post(co, 'sales-order', { day: '2026-03-03', head, lines: lines.map((l) => ({ ...l, source: { doc: doc('sales-quote'), line: 1 } })) });
    await post(co, 'sales-delivery', { day: '2026-03-05', head, lines: lines.map((l) => ({ ...l, source: { doc: doc('sales-order'), line: 1 } })) });
    expect([await co.balance('112201'), await co.balance('5001')]).toEqual(['1418.58', '-1418.58']);
    expect(await owed(co)).toEqual([{ yuan: '1418.58', usd: '199.80' }]);
  });
  step('人民币出库单不能从美元订单拉行；没有汇率的日子不能开美元单', async (co) => {
    const attempt = (day: string, head: Record<string, unknown>, line: Record<string, unknown>) =>
      co.do({
        type: 'sales-delivery',
        command: 'approve',
        body: { day, head: { customer: ids.abroad, warehouse: co.ids.main, ...head }, lines: [{ item: co.ids.box, qty: '1', price: '1', ...line }] },
      });
    expect(await attempt('2026-03-05', {}, { source: { doc: doc('sales-order'), line: 1 } })).toMatchObject({ ok: false });
    expect(await attempt('2026-02-05', { currency: ids.usd }, {})).toMatchObject({
      ok: false,
      refusal: { refused: 'rate-missing', path: 'head.rate', with: { currency: '美元', day: '2026-02-05' } },
    });
  });
  step('10 日退回 7 个，按出库时的汇率冲 23.31 美元；发票按入账的人民币开', async (co) => {
    const back = { item: co.ids.box, qty: '7', price: '3.33', taxRate: '0', source: { doc: doc('sales-delivery'), line: 1 } };
    await post(co, 'sales-return', { day: '2026-03-10', head: { customer: ids.abroad, warehouse: co.ids.main, reason: ids.reason, currency: ids.usd }, lines: [back] });
    expect(await owed(co)).toEqual([{ yuan: '1253.08', usd: '176.49' }]);
    const bill = await post(co, 'sales-invoice', {
      day: '2026-03-11',
      head: { customer: ids.abroad, kind: 'ordinary', number: '26320000000000000011' },
      lines: [{ item: co.ids.box, qty: '60', source: { doc: doc('sales-delivery'), line: 1 } }],
    });
    expect(await co.rows(`select l.data->>'gross' as gross from books.document_line l where doc_id = $1`, [bill.id])).toEqual([{ gross: '1418.58' }]);
  });
  step('12 日预收 50 美元（7.10 = 355 元），25 日冲应收；20 日再收 100 美元（7.20）：收汇得益 10 元', async (co) => {
    await post(co, 'collection', { day: '2026-03-12', head: { customer: ids.abroad, wallet: ids.wallet, currency: ids.usd, amount: '50' }, lines: [] });
    const [bill] = await co.rows<{ id: string }>(`select id from books.open_item where doc_id = $1`, [doc('sales-delivery')]);
    const [advance] = await co.rows<{ id: string }>(`select id from books.open_item where doc_id = $1`, [doc('collection')]);
    await post(co, 'collection', {
      day: '2026-03-20',
      head: { customer: ids.abroad, wallet: ids.wallet, currency: ids.usd, amount: '100' },
      lines: [{ openItem: bill?.id, amount: '100' }],
    });
    // 企业 gains from exchange are 营业外收入 under 小企业会计准则.
    expect(await co.balance('5301')).toBe('-10.00');
    await post(co, 'settlement-match', {
      day: '2026-03-25',
      head: { kind: 'advance', customer: ids.abroad },
      lines: [
        { openItem: bill?.id, amount: '50' },
        { openItem: advance?.id, amount: '-50' },
      ],
    });
    expect(await owed(co)).toEqual([{ yuan: '188.08', usd: '26.49' }]);
  });
  step('31 日期末调汇：剩下的 49.80 − 23.31 美元按 7.30，美元户 150 美元按 7.30', async (co) => {
    const items = await co.rows<{ id: string }>(`select id from books.open_item where party_id = $1 and currency is not null and foreign_amount <> foreign_settled order by day`, [
      ids.abroad,
    ]);
    await post(co, 'fx-revaluation', {
      day: '2026-03-31',
      head: {},
      lines: [...items.map((i) => ({ openItem: i.id, currency: ids.usd })), { wallet: ids.wallet, currency: ids.usd, foreign: '150', booked: '1075' }],
    });
    expect(await co.balance('112201')).toBe('193.38'); // 26.49 × 7.3, each debt rounded by itself
  });
  step('未核销往来和对账单上，人民币和美元都看得见', async (co) => {
    const open = await readView(co, 'open-items', { customer: ids.abroad });
    expect(open.filter((r) => r['currency'] === '美元').map((r) => [r['open'], r['foreign']])).toEqual([
      ['353.58', '49.80'],
      ['-165.50', '-23.31'],
    ]);
    const statement = await readView(co, 'party-statement', { customer: ids.abroad });
    expect(statement.map((r) => [r['kind'], r['increase'] ?? '', r['decrease'] ?? '', r['foreign'] ?? '']).slice(1, 4)).toEqual([
      ['销售出库单', '1418.58', '', '199.80'],
      ['销售退货单', '', '165.50', '-23.31'],
      ['收款单', '', '355.00', '-50.00'],
    ]);
  });
});
