// The ordinary days of the company that lives through every kind of document: it buys, sells, moves, counts, pays, and takes things back.
import { saveAll } from '#app/founding';
import type { SmallCompany } from './small-company.ts';

export type Body = Record<string, unknown> & { readonly day: string };
/** What every chapter of its life works with. */
export type World = {
  readonly co: SmallCompany;
  readonly post: (name: string, type: string, body: Body) => Promise<string>;
  readonly remember: (name: string, reply: { readonly id: string; readonly number: string }) => string;
  readonly code: (type: string, value: string) => string;
  readonly docs: Readonly<Record<string, string>>;
  /** Records made on the way. */
  readonly ids: Record<string, string>;
};

export async function buying({ co, post, code }: World): Promise<void> {
  const head = { supplier: co.ids.supplier, warehouse: co.ids.main };
  const asked = await post('request', 'purchase-request', { day: '2026-02-02', head: { warehouse: co.ids.main, wanted: '2026-02-10' }, lines: [{ item: co.ids.oil, qty: '40' }] });
  const order = await post('order', 'purchase-order', {
    day: '2026-02-03',
    head,
    lines: [
      { item: co.ids.oil, qty: '40', price: '54.50', source: { doc: asked, line: 1 } },
      { item: co.ids.box, qty: '30', price: '11.30' },
    ],
  });
  const receipt = await post('receipt', 'goods-receipt', {
    day: '2026-02-05',
    head,
    lines: [
      { item: co.ids.oil, qty: '40', price: '54.50', source: { doc: order, line: 1 } },
      { item: co.ids.box, qty: '20', price: '11.30', source: { doc: order, line: 2 } },
      { item: co.ids.milk, qty: '48', price: '3.39', lot: 'M0201', made: '2026-02-01' },
    ],
  });
  await post('unbilled', 'goods-receipt', { day: '2026-02-20', head, lines: [{ item: co.ids.water, unit: '箱', qty: '10', price: '27.12' }] });
  await post('goods-return', 'goods-return', { day: '2026-02-06', head, lines: [{ item: co.ids.oil, qty: '2', source: { doc: receipt, line: 1 } }] });
  await post('loose-return', 'goods-return', { day: '2026-02-07', head, lines: [{ item: co.ids.box, qty: '1', price: '11.30' }] });
  await post('bill', 'purchase-invoice', {
    day: '2026-02-10',
    head: { supplier: co.ids.supplier, number: '26332000000000000001' },
    lines: [
      { item: co.ids.oil, qty: '38', price: '56.68', source: { doc: receipt, line: 1 } },
      { item: co.ids.box, qty: '12', price: '11.30', source: { doc: receipt, line: 2 } },
      { account: code('account', '5601'), amount: '106', taxRate: '0.06' },
    ],
  });
}

export async function selling({ co, post, code }: World): Promise<void> {
  await saveAll(co.house, co.caller, 'price', [{ name: '油 批发价', data: { kind: 'sale', item: co.ids.oil, price: '69.90' } }]);
  const head = { customer: co.ids.customer, warehouse: co.ids.main };
  const quote = await post('quote', 'sales-quote', { day: '2026-03-01', head: { customer: co.ids.customer, validUntil: '2026-03-31' }, lines: [{ item: co.ids.oil, qty: '10' }] });
  const order = await post('sales-order', 'sales-order', {
    day: '2026-03-02',
    head: { ...head, reserve: true },
    lines: [
      { item: co.ids.oil, qty: '10', price: '69.90', source: { doc: quote, line: 1 } },
      { item: co.ids.box, qty: '4', price: '22.60' },
    ],
  });
  const delivery = await post('delivery', 'sales-delivery', {
    day: '2026-03-04',
    head,
    lines: [
      { item: co.ids.oil, qty: '6', price: '69.90', source: { doc: order, line: 1 } },
      { item: co.ids.box, qty: '4', price: '22.60', source: { doc: order, line: 2 } },
    ],
  });
  const back = await post('sales-return', 'sales-return', {
    day: '2026-03-06',
    head: { ...head, reason: code('reason', 'TH01') },
    lines: [{ item: co.ids.oil, qty: '1', price: '69.90', condition: 'bad', source: { doc: delivery, line: 1 } }],
  });
  const bill = (number: string) => ({ customer: co.ids.customer, number });
  await post('sales-bill', 'sales-invoice', { day: '2026-03-08', head: bill('26332000000000000101'), lines: [{ item: co.ids.oil, qty: '6', source: { doc: delivery, line: 1 } }] });
  await post('red-bill', 'sales-invoice', { day: '2026-03-09', head: bill('26332000000000000102'), lines: [{ item: co.ids.oil, qty: '1', source: { doc: back, line: 1 } }] });
}

export async function warehouse({ co, post, code, remember }: World): Promise<void> {
  const sent = await post('transfer', 'transfer', { day: '2026-03-05', head: { from: co.ids.main, to: co.ids.shop }, lines: [{ item: co.ids.milk, qty: '24' }] });
  await post('transfer-receipt', 'transfer-receipt', {
    day: '2026-03-06',
    head: { from: co.ids.main, warehouse: co.ids.shop },
    lines: [{ item: co.ids.milk, qty: '18', lost: '1', reason: co.ids['reasonLoss'], source: { doc: sent, line: 1 } }],
  });
  await post('retail', 'retail-sale', {
    day: '2026-03-07',
    head: { warehouse: co.ids.shop, payments: [{ wallet: co.ids.cash, amount: '25' }] },
    lines: [{ item: co.ids.milk, qty: '5', price: '5' }],
  });
  await post('sample', 'other-issue', {
    day: '2026-03-10',
    head: { warehouse: co.ids.main, reason: code('reason', 'QC01'), deemedSale: true },
    lines: [{ item: co.ids.water, qty: '6' }],
  });
  await post('spoiled', 'write-off', { day: '2026-03-11', head: { warehouse: co.ids.main, reason: code('reason', 'BS03') }, lines: [{ item: co.ids.milk, qty: '3' }] });
  const count = (extra: Record<string, unknown>) => ({ day: '2026-03-20', head: { warehouse: co.ids.main, counters: '李大海' }, lines: [{ item: co.ids.box, ...extra }] });
  const sheet = await co.must({ type: 'stock-count', command: 'save', body: count({}) });
  await co.must({ type: 'stock-count', command: 'count', id: sheet.id });
  await co.must({ type: 'stock-count', command: 'count', id: sheet.id, body: count({ counted: '13', recount: '13' }) });
  await co.must({ type: 'stock-count', command: 'submit', id: sheet.id });
  remember('count', await co.must({ type: 'stock-count', command: 'approve', id: sheet.id }));
}

/** Goods counted by the piece: each number is a lot of one. */
export async function pieces({ co, post, ids }: World): Promise<void> {
  const [scale] = await saveAll(co.house, co.caller, 'item', [{ name: '电子秤 30kg', data: { category: co.ids.dry, unit: '台', taxRate: '0.13', tracksSerials: true } }]);
  ids['scale'] = scale?.id ?? '';
  await post('scales-in', 'goods-receipt', {
    day: '2026-03-12',
    head: { supplier: co.ids.supplier, warehouse: co.ids.main },
    lines: [{ item: scale?.id, qty: '3', price: '113', serials: 'SN001~SN003' }],
  });
  await post('scales-out', 'sales-delivery', {
    day: '2026-03-13',
    head: { customer: co.ids.customer, warehouse: co.ids.main },
    lines: [{ item: scale?.id, qty: '1', price: '226', serials: 'SN002' }],
  });
}

export async function money({ co, post, docs, code }: World): Promise<void> {
  const item = async (name: string): Promise<string> => (await co.rows<{ id: string }>('select id from books.open_item where doc_id = $1', [docs[name]]))[0]?.id ?? '';
  await post('released', 'match-release', { day: '2026-03-11', head: { reason: '涨价已电话确认' }, lines: [{ source: { doc: docs['bill'], line: 1 } }] });
  await post('paid', 'payment', {
    day: '2026-03-12',
    head: { supplier: co.ids.supplier, wallet: co.ids.bank, amount: '1000' },
    lines: [{ openItem: await item('bill'), amount: '800' }],
  });
  await post('collected', 'collection', {
    day: '2026-03-13',
    head: { customer: co.ids.customer, wallet: co.ids.bank, amount: '300' },
    lines: [{ openItem: await item('delivery'), amount: '300' }],
  });
  await post('matched', 'settlement-match', {
    day: '2026-03-14',
    head: { kind: 'prepaid', supplier: co.ids.supplier },
    lines: [
      { openItem: await item('bill'), amount: '150' },
      { openItem: await item('paid'), amount: '-150' },
    ],
  });
  await post('allowance', 'purchase-allowance', {
    day: '2026-03-14',
    head: { supplier: co.ids.supplier },
    lines: [{ item: co.ids.oil, amount: '10.90', taxRate: '0.09', source: { doc: docs['receipt'], line: 1 } }],
  });
  await post('welfare', 'input-transfer', { day: '2026-03-15', head: { cause: 'welfare' }, lines: [{ account: code('account', '5602'), amount: '12' }] });
  // By hand on an account that open items also stand on: allowed, and no reason to cry.
  await post('deposit', 'journal-voucher', {
    day: '2026-03-15',
    head: { attachments: 2 },
    lines: [
      { summary: '押金', account: code('account', '1123'), debit: '88', supplier: co.ids.supplier },
      { summary: '押金', account: code('account', '1002'), credit: '88' },
    ],
  });
}

/** A red pair, a closed order, a draft and a void one. */
export async function takenBack({ co, post, remember, code }: World): Promise<void> {
  const wrong = await post('wrong-issue', 'other-issue', {
    day: '2026-03-16',
    head: { warehouse: co.ids.main, reason: code('reason', 'QC02') },
    lines: [{ item: co.ids.water, qty: '12' }],
  });
  remember('red-issue', await co.must({ type: 'other-issue', command: 'reverse', id: wrong, body: { reason: '领错仓库' } }));
  const paid = await post('wrong-payment', 'payment', { day: '2026-03-17', head: { supplier: co.ids.supplier, wallet: co.ids.bank, amount: '60' }, lines: [] });
  remember('red-payment', await co.must({ type: 'payment', command: 'reverse', id: paid, body: { reason: '付错' } }));
  const order = await post('closed-order', 'sales-order', {
    day: '2026-03-18',
    head: { customer: co.ids.customer, warehouse: co.ids.main, reserve: true },
    lines: [{ item: co.ids.water, qty: '10', price: '2' }],
  });
  await co.must({ type: 'sales-order', command: 'close', id: order });
  const receipt = { day: '2026-03-19', head: { supplier: co.ids.supplier, warehouse: co.ids.main }, lines: [{ item: co.ids.box, qty: '1', price: '11.30' }] };
  remember('draft', await co.must({ type: 'goods-receipt', command: 'save', body: receipt }));
  const dropped = await co.must({ type: 'goods-receipt', command: 'save', body: receipt });
  remember('void', await co.must({ type: 'goods-receipt', command: 'void', id: dropped.id }));
}
