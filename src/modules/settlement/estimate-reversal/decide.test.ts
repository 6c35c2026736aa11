import { describeDocument, memoryHouse, smallCompany, type SmallCompany } from '#testing';
import { describe, expect, test } from 'vitest';
import { estimateReversal } from './document.ts';

const receive = async (co: SmallCompany, day = '2026-02-20', qty = '10', price = '22.6'): Promise<string> =>
  (
    await co.must({
      type: 'goods-receipt',
      command: 'approve',
      body: { day, head: { supplier: co.ids.supplier, warehouse: co.ids.main }, lines: [{ item: co.ids.box, qty, price }] },
    })
  ).id;
const takeBack = (co: SmallCompany, docs: readonly string[], change: Record<string, unknown> = {}, kind = 'take-back') => ({
  type: 'estimate-reversal',
  command: 'approve' as const,
  body: { day: '2026-03-01', head: { kind, supplier: co.ids.supplier }, lines: docs.map((doc) => ({ item: co.ids.box, source: { doc, line: 1 } })), ...change },
});
let serial = 0;
const bill = (co: SmallCompany, doc: string, qty: string, price: string, day = '2026-03-10') => {
  serial += 1;
  return {
    type: 'purchase-invoice',
    command: 'approve' as const,
    body: { day, head: { supplier: co.ids.supplier, number: `2632${String(serial).padStart(16, '0')}` }, lines: [{ item: co.ids.box, qty, price, source: { doc, line: 1 } }] },
  };
};

describeDocument(estimateReversal, {
  folder: import.meta.dirname,
  prepare: async (co) => ({ one: await receive(co), two: await receive(co, '2026-02-21', '7', '10.01') }),
  body: (co, { one, two }) => takeBack(co, [one ?? '', two ?? '']).body,
});

describe('暂估冲回单 is refused', () => {
  const company = memoryHouse().then((house) => smallCompany(house));
  test.each([
    ['for a line of no receipt', async (co: SmallCompany) => takeBack(co, [], { lines: [{ item: co.ids.box }] }), 'estimate-needed'],
    [
      'for a return that its receipt settles',
      async (co: SmallCompany) => {
        const receipt = await receive(co);
        const back = await co.must({
          type: 'goods-return',
          command: 'approve',
          body: { day: '2026-02-25', head: { supplier: co.ids.supplier, warehouse: co.ids.main }, lines: [{ item: co.ids.box, qty: '1', source: { doc: receipt, line: 1 } }] },
        });
        return takeBack(co, [back.id]);
      },
      'estimate-needed',
    ],
    [
      'for one line twice',
      async (co: SmallCompany) => {
        const r = await receive(co);
        return takeBack(co, [r, r]);
      },
      'line-twice',
    ],
    ['for goods received this month', async (co: SmallCompany) => takeBack(co, [await receive(co, '2026-03-05')], { day: '2026-03-06' }), 'same-month'],
    [
      'for goods billed in full',
      async (co: SmallCompany) => {
        const r = await receive(co);
        await co.must(bill(co, r, '10', '22.6', '2026-02-25'));
        return takeBack(co, [r]);
      },
      'nothing-estimated',
    ],
    [
      'for an estimate taken back already',
      async (co: SmallCompany) => {
        const r = await receive(co);
        await co.must(takeBack(co, [r]));
        return takeBack(co, [r]);
      },
      'taken-already',
    ],
    ['to put back what was not taken back', async (co: SmallCompany) => takeBack(co, [await receive(co)], {}, 'again'), 'not-taken-back'],
  ] as const)('%s', async (_, input, refused) => {
    const co = await company;
    expect(await co.do(await input(co))).toMatchObject({ ok: false, refusal: { refused } });
  });

  test('to be taken back once a bill has come; and the bill, once the estimate has moved on', async () => {
    const co = await smallCompany(await memoryHouse());
    const receipt = await receive(co);
    const march = await co.must(takeBack(co, [receipt]));
    const paper = await co.must(bill(co, receipt, '4', '22.6'));
    expect(await co.do({ type: 'estimate-reversal', command: 'reverse', id: march.id, body: { reason: '试' } })).toMatchObject({ ok: false, refusal: { refused: 'billed-since' } });
    const again = await co.must(takeBack(co, [receipt], { day: '2026-03-31' }, 'again'));
    expect(await co.do({ type: 'purchase-invoice', command: 'reverse', id: paper.id, body: { reason: '试' } })).toMatchObject({
      ok: false,
      refusal: { refused: 'estimate-moved' },
    });
    await co.must({ type: 'estimate-reversal', command: 'reverse', id: again.id, body: { reason: '试' } });
    await co.must({ type: 'purchase-invoice', command: 'reverse', id: paper.id, body: { reason: '试' } });
    await co.must({ type: 'estimate-reversal', command: 'reverse', id: march.id, body: { reason: '试' } });
    expect([await co.balance('220202'), await co.balance('1402'), await co.balance('1405')]).toEqual(['-200.00', '0.00', '200.00']);
  });
});

describe('月初回冲', () => {
  test('takes the estimate back in red, stock stays; the bill books in full; what has no bill at the month’s end is estimated again', async () => {
    const co = await smallCompany(await memoryHouse());
    const receipt = await receive(co); // 10 at 20 without tax
    await co.must(takeBack(co, [receipt]));
    expect([await co.balance('220202'), await co.balance('1402'), await co.balance('1405')]).toEqual(['0.00', '-200.00', '200.00']);
    const paper = await co.must(bill(co, receipt, '4', '24.86')); // 22 each: 2 dearer
    expect([await co.balance('220202'), await co.balance('1402'), await co.balance('1405')]).toEqual(['0.00', '-120.00', '208.00']);
    const lines = await co.rows<{ account: string; debit: bigint; credit: bigint }>(
      `select account, debit, credit from books.voucher_line l join books.voucher v on v.id = l.voucher_id where v.doc_id = $1 order by line_no`,
      [paper.id],
    );
    expect(lines).toContainEqual({ account: '1405', debit: 8800n, credit: 0n });
    await co.must(takeBack(co, [receipt], { day: '2026-03-31' }, 'again'));
    expect([await co.balance('220202'), await co.balance('1402')]).toEqual(['-120.00', '0.00']);
    await co.must(takeBack(co, [receipt], { day: '2026-04-01' }));
    await co.must(bill(co, receipt, '6', '22.6', '2026-04-05'));
    expect([await co.balance('220202'), await co.balance('1402'), await co.balance('1405')]).toEqual(['0.00', '0.00', '208.00']);
  });

  test('goods sent back before their bill come off what was taken back', async () => {
    const co = await smallCompany(await memoryHouse());
    const receipt = await receive(co);
    await co.must(takeBack(co, [receipt]));
    const back = await co.must({
      type: 'goods-return',
      command: 'approve',
      body: { day: '2026-03-05', head: { supplier: co.ids.supplier, warehouse: co.ids.main }, lines: [{ item: co.ids.box, qty: '3', source: { doc: receipt, line: 1 } }] },
    });
    expect([await co.balance('220202'), await co.balance('1402'), await co.balance('1405')]).toEqual(['0.00', '-140.00', '140.00']);
    await co.must(takeBack(co, [receipt], { day: '2026-03-31' }, 'again'));
    expect(await co.do({ type: 'goods-return', command: 'reverse', id: back.id, body: { reason: '试' } })).toMatchObject({ ok: false, refusal: { refused: 'estimate-moved' } });
  });
});
