import { describeDocument, memoryHouse, smallCompany, type SmallCompany } from '#testing';
import { beforeAll, describe, expect, test } from 'vitest';
import { matchRelease } from './document.ts';

let serial = 0;
/** A bill at 24 for goods ordered and received at 20: 20 % too dear. */
const dearBill = async (co: SmallCompany, price = '24', as: Record<string, unknown> = {}) => {
  serial += 1;
  const post = (type: string, head: Record<string, unknown>, line: Record<string, unknown>) =>
    co.must({ type, command: 'approve', body: { day: '2026-03-02', head, lines: [{ item: co.ids.box, qty: '10', ...line }] } });
  const order = await post('purchase-order', { supplier: co.ids.supplier, warehouse: co.ids.main }, { price: '20' });
  const receipt = await post('goods-receipt', { supplier: co.ids.supplier, warehouse: co.ids.main }, { price: '21', source: { doc: order.id, line: 1 } });
  return co.do(
    {
      type: 'purchase-invoice',
      command: 'approve',
      body: {
        day: '2026-03-03',
        head: { supplier: co.ids.supplier, number: `2636${String(serial).padStart(16, '0')}` },
        lines: [{ item: co.ids.box, qty: '10', price, source: { doc: receipt.id, line: 1 } }],
      },
    },
    as,
  );
};
const billed = async (co: SmallCompany, price?: string): Promise<string> => {
  const outcome = await dearBill(co, price);
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.refusal));
  return outcome.reply.id;
};
const release = (bill: string) => ({
  type: 'match-release',
  command: 'approve' as const,
  body: { day: '2026-03-04', head: { reason: '涨价函已确认' }, lines: [{ source: { doc: bill, line: 1 } }] },
});
const control = (co: SmallCompany, matching: Record<string, string>) =>
  co.house.db.write(co.caller.scope, (tx) => tx.query('select books.save_settings($1::jsonb)', [JSON.stringify({ matching })]));

describeDocument(matchRelease, { folder: import.meta.dirname, prepare: async (co) => ({ bill: await billed(co) }), body: (_, { bill }) => release(bill ?? '').body });

describe('超差', () => {
  let co: SmallCompany;
  beforeAll(async () => {
    co = await smallCompany(await memoryHouse());
  });
  const pay = async (bill: string) => {
    const [item] = await co.rows<{ id: string; amount: bigint }>(`select id, amount from books.open_item where doc_id = $1`, [bill]);
    return co.do({
      type: 'payment',
      command: 'approve',
      body: { day: '2026-03-05', head: { supplier: co.ids.supplier, wallet: co.ids.bank, amount: '1' }, lines: [{ openItem: item?.id, amount: '1' }] },
    });
  };

  test('is measured against the order, not against what the receipt was entered at', async () => {
    const bill = await billed(co, '21');
    expect(await co.rows(`select head->>'match' as match from books.document where id = $1`, [bill])).toEqual([{ match: 'over' }]);
    expect(await co.rows(`select data->>'matchSaid' as said from books.document_line where doc_id = $1`, [bill])).toEqual([{ said: '价格高 10.00（5.00%，应为 200.00）' }]);
  });

  test('is only marked, until the company wants more; then bill and payment wait for somebody with the right', async () => {
    const early = await billed(co);
    expect(await pay(early)).toMatchObject({ ok: true });
    await control(co, { control: 'block' });
    const clerk = { rights: ['purchase-invoice.*', 'field.price'] };
    expect(await dearBill(co, '24', clerk)).toMatchObject({
      ok: false,
      refusal: { refused: 'over-tolerance', path: 'lines[0].price', with: { said: '价格高 40.00（20.00%，应为 200.00）' } },
    });
    expect(await dearBill(co, '20.4', clerk)).toMatchObject({ ok: true });
    expect(await pay(early)).toMatchObject({ ok: false, refusal: { refused: 'match-held' } });
    const released = await co.must(release(early));
    expect(await pay(early)).toMatchObject({ ok: true });
    await co.must({ type: 'match-release', command: 'reverse', id: released.id, body: { reason: '放错了' } });
    expect(await pay(early)).toMatchObject({ ok: false, refusal: { refused: 'match-held' } });
    await control(co, { control: 'warn' });
  });

  test.each([
    ['nothing', async () => ({ ...release(''), body: { ...release('').body, lines: [{}] } }), 'bill-needed'],
    ['a bill that agrees', async () => release(await billed(co, '20')), 'not-over'],
    [
      'a bill released before',
      async () => {
        const bill = await billed(co);
        await co.must(release(bill));
        return release(bill);
      },
      'released-already',
    ],
  ] as const)('%s cannot be released', async (_, input, refused) => expect(await co.do(await input())).toMatchObject({ ok: false, refusal: { refused } }));
});

test('what is received beyond the order, in another unit than ordered, is remembered by the receipt', async () => {
  const co = await smallCompany(await memoryHouse());
  await co.house.db.write(co.caller.scope, (tx) => tx.query(`select books.save_settings('{"overReceipt": "500000"}')`));
  const post = (type: string, line: Record<string, unknown>) =>
    co.must({ type, command: 'approve', body: { day: '2026-03-02', head: { supplier: co.ids.supplier, warehouse: co.ids.main }, lines: [{ item: co.ids.water, ...line }] } });
  const order = await post('purchase-order', { unit: '箱', qty: '2', price: '24' });
  const receipt = await post('goods-receipt', { unit: '瓶', qty: '60', source: { doc: order.id, line: 1 }, price: '1.1' });
  expect(
    await co.rows(`select data->>'agreed' as agreed, data->>'ordered' as ordered, data->>'beyond' as beyond from books.document_line where doc_id = $1`, [receipt.id]),
  ).toEqual([{ agreed: '1.00', ordered: '48', beyond: '12' }]);
});
