import { describeDocument, memoryHouse, smallCompany, type SmallCompany } from '#testing';
import { describe, expect, test } from 'vitest';
import { collection } from './document.ts';

/** A delivery makes a receivable; returns its open item. */
const sell = async (co: SmallCompany): Promise<string> => {
  await co.must({
    type: 'goods-receipt',
    command: 'approve',
    body: { day: '2026-03-01', head: { supplier: co.ids.supplier, warehouse: co.ids.main }, lines: [{ item: co.ids.box, qty: '10', price: '20' }] },
  });
  const doc = await co.must({
    type: 'sales-delivery',
    command: 'approve',
    body: { day: '2026-03-02', head: { customer: co.ids.customer, warehouse: co.ids.main }, lines: [{ item: co.ids.box, qty: '2', price: '50' }] },
  });
  return (await co.rows<{ id: string }>(`select id from books.open_item where doc_id = $1`, [doc.id]))[0]?.id ?? '';
};

describeDocument(collection, {
  folder: import.meta.dirname,
  prepare: async (co) => ({ bill: await sell(co) }),
  body: (co, { bill }) => ({ day: '2026-03-05', head: { customer: co.ids.customer, wallet: co.ids.bank, amount: '120', fee: '0.72' }, lines: [{ openItem: bill, amount: '80' }] }),
});

describe('收款单 is refused', () => {
  const company = memoryHouse().then(async (house) => {
    const co = await smallCompany(house);
    const bill = await sell(co);
    const advance = await co.must({
      type: 'payment',
      command: 'approve',
      body: { day: '2026-03-02', head: { supplier: co.ids.supplier, wallet: co.ids.bank, amount: '9' }, lines: [] },
    });
    const [prepaid] = await co.rows<{ id: string }>(`select id from books.open_item where doc_id = $1`, [advance.id]);
    return { co, bill, prepaid: prepaid?.id };
  });
  test.each([
    ['through a wallet that does not exist', 'unknown-record', () => '00000000-0000-0000-0000-000000000009'],
    ['through a wallet out of use', 'record-disabled', (gone: string) => gone],
  ])('%s', async (_, refused, which) => {
    const { co } = await company;
    const { saveAll } = await import('#app/founding');
    const [gone] = await saveAll(co.house, co.caller, 'wallet', [{ name: '停用账户', active: false, data: { kind: 'bank', account: '1002' } }]);
    expect(
      await co.do({
        type: 'collection',
        command: 'approve',
        body: { day: '2026-03-05', head: { customer: co.ids.customer, wallet: which(gone?.id ?? ''), amount: '1' }, lines: [] },
      }),
    ).toMatchObject({ ok: false, refusal: { refused } });
  });
  type Known = Awaited<typeof company>;
  test.each([
    ['of nothing', { amount: '0' }, () => [], 'amount-zero'],
    ['matching more than was received', { amount: '50' }, (k: Known) => [{ openItem: k.bill, amount: '60' }], 'over-allocated'],
    ['matching more than is open', { amount: '200' }, (k: Known) => [{ openItem: k.bill, amount: '100.01' }], 'over-open'],
    ['matching with the wrong sign', { amount: '200' }, (k: Known) => [{ openItem: k.bill, amount: '-1' }], 'amount-wrong-sign'],
    ['matching what is not there', { amount: '200' }, () => [{ openItem: '00000000-0000-0000-0000-000000000009', amount: '10' }], 'open-item-gone'],
    ['matching what we paid a supplier', { amount: '200' }, (k: Known) => [{ openItem: k.prepaid, amount: '-1' }], 'open-item-not-yours'],
    ['refunding without saying what', { amount: '-20' }, () => [], 'refund-needs-items'],
    ['with a discount on nothing', { amount: '20', discount: '1' }, () => [], 'discount-needs-bill'],
  ])('%s', async (_, head, lines, refused) => {
    const known = await company;
    const body = { day: '2026-03-05', head: { customer: known.co.ids.customer, wallet: known.co.ids.bank, ...head }, lines: lines(known) };
    expect(await known.co.do({ type: 'collection', command: 'approve', body })).toMatchObject({ ok: false, refusal: { refused } });
  });
});
// 'currency-differs', 'wallet-currency' and 'rate-missing': proved with debts in 外币, fx-revaluation/decide.test.ts.
// 'match-held' is about bills of suppliers: match-release/decide.test.ts.
