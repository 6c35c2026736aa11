import { describeDocument, memoryHouse, smallCompany, type SmallCompany } from '#testing';
import { describe, expect, test } from 'vitest';
import { payment } from './document.ts';

/** An invoice of a freight bill makes a payable without any goods. */
const owe = async (co: SmallCompany, n: number, amount: string): Promise<string> => {
  const [account] = await co.rows<{ id: string }>(`select id from books.record where type = 'account' and code = '5601'`);
  const doc = await co.must({
    type: 'purchase-invoice',
    command: 'approve',
    body: { day: '2026-03-02', head: { supplier: co.ids.supplier, number: `2632000000000000000${n}` }, lines: [{ account: account?.id, amount, taxRate: '0' }] },
  });
  return (await co.rows<{ id: string }>(`select id from books.open_item where doc_id = $1`, [doc.id]))[0]?.id ?? '';
};

describeDocument(payment, {
  folder: import.meta.dirname,
  prepare: async (co) => ({ bill: await owe(co, 1, '100') }),
  body: (co, { bill }) => ({ day: '2026-03-05', head: { supplier: co.ids.supplier, wallet: co.ids.bank, amount: '120', fee: '0.5' }, lines: [{ openItem: bill, amount: '80' }] }),
});

describe('付款单 is refused', () => {
  const company = memoryHouse().then(async (house) => {
    const co = await smallCompany(house);
    const { saveAll } = await import('#app/founding');
    const [other] = await saveAll(co.house, co.caller, 'supplier', [{ name: '另一家', data: {} }]);
    return { co, other: other?.id, bill: await owe(co, 1, '100'), credit: await owe(co, 2, '-30') };
  });
  test.each([
    ['through a wallet that does not exist', 'unknown-record', () => '00000000-0000-0000-0000-000000000009'],
    ['through a wallet out of use', 'record-disabled', (gone: string) => gone],
  ])('%s', async (_, refused, which) => {
    const { co } = await company;
    const { saveAll } = await import('#app/founding');
    const [gone] = await saveAll(co.house, co.caller, 'wallet', [{ name: '停用账户', active: false, data: { kind: 'bank', account: '1002' } }]);
    expect(
      await co.do({ type: 'payment', command: 'approve', body: { day: '2026-03-05', head: { supplier: co.ids.supplier, wallet: which(gone?.id ?? ''), amount: '1' }, lines: [] } }),
    ).toMatchObject({ ok: false, refusal: { refused } });
  });
  type Known = Awaited<typeof company>;
  test.each([
    ['of nothing', () => ({ amount: '0' }), () => [], 'amount-zero', {}],
    [
      'matching more than it pays',
      () => ({ amount: '50' }),
      (k: Known) => [{ openItem: k.bill, amount: '60' }],
      'over-allocated',
      { allocated: '60.00', amount: '50.00', over: '10.00' },
    ],
    [
      'matching more than is open, over two lines',
      () => ({ amount: '200' }),
      (k: Known) => [
        { openItem: k.bill, amount: '60' },
        { openItem: k.bill, amount: '40.01' },
      ],
      'over-open',
      { number: 'CGFP-202603-0001', open: '100.00', asked: '100.01', over: '0.01' },
    ],
    ['matching nothing on a line', () => ({ amount: '200' }), (k: Known) => [{ openItem: k.bill, amount: '0' }], 'amount-wrong-sign', {}],
    ['matching a red bill as if it were owed', () => ({ amount: '200' }), (k: Known) => [{ openItem: k.credit, amount: '10' }], 'amount-wrong-sign', { open: '-30.00' }],
    ['matching what is not there', () => ({ amount: '200' }), () => [{ openItem: '00000000-0000-0000-0000-000000000009', amount: '10' }], 'open-item-gone', {}],
    [
      'matching a bill of somebody else',
      (k: Known) => ({ amount: '200', supplier: k.other }),
      (k: Known) => [{ openItem: k.bill, amount: '10' }],
      'open-item-not-yours',
      { party: '其他往来单位', side: '应付' },
    ],
    ['refunding without saying what', () => ({ amount: '-20' }), () => [], 'refund-needs-items', {}],
    ['with a discount on nothing', () => ({ amount: '20', discount: '1' }), () => [], 'discount-needs-bill', {}],
  ])('%s', async (_, head, lines, refused, said) => {
    const known = await company;
    const { co } = known;
    const body = { day: '2026-03-05', head: { supplier: co.ids.supplier, wallet: co.ids.bank, ...head(known) }, lines: lines(known) };
    expect(await co.do({ type: 'payment', command: 'approve', body })).toMatchObject({ ok: false, refusal: { refused, ...(Object.keys(said).length > 0 ? { with: said } : {}) } });
  });
});

// 'match-held' is proved where bills are found to be too far off: match-release/decide.test.ts.
// 'currency-differs', 'wallet-currency' and 'rate-missing': proved with debts in 外币, fx-revaluation/decide.test.ts.
