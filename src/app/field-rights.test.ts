// What the warehouse may not know leaves the house by no door: every GET route, export, card, chain, look-up and preview is asked by a keeper,
// and none of their answers holds a price, a cost or a total of the books. The figures are odd enough to be recognised wherever they turn up.
import { type SmallCompany, smallServer, type SmallServer } from '#testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { saveAll } from './founding.ts';

type Paths = Record<string, { readonly get?: { readonly parameters?: readonly { readonly in: string; readonly name: string }[] } }>;

/** Money of the books as text: only what cannot be mistaken for a quantity, a day or a number of something else. */
const SECRETS = `
  select distinct trim_scale(x)::text as figure from (
    select total / 100.0 as x from books.document union select (l.data->>k)::numeric from books.document_line l cross join unnest(array['price', 'gross', 'net', 'tax', 'cost', 'unitCost', 'value']) k
    union select cost / 100.0 from books.stock_line union select value / 100.0 from books.cost_pool union select debit / 100.0 from books.voucher_line union select credit / 100.0 from books.voucher_line
    union select amount / 100.0 from books.progress union select amount / 100.0 from books.open_item union select (data->>'purchasePrice')::numeric from books.record where type = 'item'
    union select (data->>'standardCost')::numeric from books.record where type = 'item' union select (data->>'price')::numeric from books.record where type = 'price') f
  where x is not null and abs(x) > 10 and scale(trim_scale(x)) >= 1`;

describe('what a keeper is told', () => {
  let s: SmallServer;
  let co: SmallCompany;
  let keeper: string;
  let secrets: readonly string[];
  const docs: Record<string, string> = {};

  beforeAll(async () => {
    s = await smallServer();
    co = s.co;
    const post = async (type: string, body: Record<string, unknown>): Promise<string> => {
      const { id } = await co.must({ type, command: 'approve', body });
      docs[type] = id;
      return id;
    };
    const { supplier, customer, main, shop, oil, box } = co.ids;
    await saveAll(s.house, co.caller, 'item', [
      { id: oil, code: 'SP00002', name: '金龙鱼调和油 5L', data: { category: co.ids.dry, unit: '桶', taxRate: '0.13', purchasePrice: '77.7731', salePrice: '98' } },
      { name: '标准件', data: { category: co.ids.dry, unit: '个', taxRate: '0.13', costMethod: 'standard', standardCost: '33.1379' } },
    ]);
    await saveAll(s.house, co.caller, 'price', [{ name: '油 批发价', data: { kind: 'sale', item: oil, price: '91.1177' } }]);
    const order = await post('purchase-order', { day: '2026-03-01', head: { supplier, warehouse: main }, lines: [{ item: oil, qty: '13', price: '77.7731' }] });
    const receipt = await post('goods-receipt', {
      day: '2026-03-02',
      head: { supplier, warehouse: main },
      lines: [{ item: oil, qty: '13', price: '77.7731', source: { doc: order, line: 1 } }],
    });
    await post('purchase-invoice', {
      day: '2026-03-02',
      head: { supplier, number: '26332000000000000001' },
      lines: [{ item: oil, qty: '7', price: '77.7731', source: { doc: receipt, line: 1 } }],
    });
    await post('goods-return', { day: '2026-03-03', head: { supplier, warehouse: main }, lines: [{ item: oil, qty: '1', source: { doc: receipt, line: 1 } }] });
    const sold = await post('sales-order', { day: '2026-03-03', head: { customer, warehouse: main }, lines: [{ item: oil, qty: '3', price: '91.1177' }] });
    const out = await post('sales-delivery', {
      day: '2026-03-04',
      head: { customer, warehouse: main },
      lines: [{ item: oil, qty: '3', price: '91.1177', source: { doc: sold, line: 1 } }],
    });
    await post('sales-return', {
      day: '2026-03-05',
      head: { customer, warehouse: main, reason: co.ids.reasonBack },
      lines: [{ item: oil, qty: '1', condition: 'good', source: { doc: out, line: 1 } }],
    });
    await post('sales-invoice', { day: '2026-03-06', head: { customer, number: '26332000000000000002' }, lines: [{ item: oil, qty: '2', source: { doc: out, line: 1 } }] });
    await post('transfer', { day: '2026-03-06', head: { from: main, to: shop }, lines: [{ item: oil, qty: '2' }] });
    await post('other-receipt', { day: '2026-03-06', head: { warehouse: main, reason: co.ids.reasonIn }, lines: [{ item: box, qty: '3', unitCost: '17.7713' }] });
    await post('other-issue', { day: '2026-03-07', head: { warehouse: main, reason: co.ids.reasonOut }, lines: [{ item: oil, qty: '1' }] });
    await post('write-off', { day: '2026-03-07', head: { warehouse: main, reason: co.ids.reasonLoss }, lines: [{ item: oil, qty: '1' }] });
    await post('retail-sale', {
      day: '2026-03-08',
      head: { warehouse: main, payments: [{ wallet: co.ids.cash, amount: '95.53' }] },
      lines: [{ item: oil, qty: '1', price: '95.5313' }],
    });
    keeper = await s.as(co, 'keeper');
    secrets = (await s.house.db.owner((tx) => tx.query<{ figure: string }>(SECRETS))).map((r) => r.figure);
  });
  afterAll(() => s?.close());

  /** The secrets an answer holds: as text, and as the house counts money (分). */
  const told = (body: unknown): string[] => {
    // Ids are chance: one of them in some thousand holds the digits of a price.
    const text = (typeof body === 'string' ? body : JSON.stringify(body)).replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '');
    return secrets.filter((figure) => new RegExp(`(?<![0-9.])(${figure.replace('.', '\\.')}0*|${(Number(figure) * 100).toFixed(0)})(?![0-9.])`).test(text));
  };

  /** What a route of the API is asked, with the ids it needs. */
  const urlsOf = (path: string): string[] => {
    const type = /\/api\/(?:documents|records)\/([a-z-]+)/.exec(path)?.[1] ?? '';
    const [receipt, item] = [docs['goods-receipt'] ?? '', co.ids.oil];
    if (path.startsWith('/api/peek'))
      return path.includes('documents')
        ? Object.entries(docs).map(([t, id]) => `/api/peek/documents/${t}/${id}`)
        : [`/api/peek/records/item/${item}`, `/api/peek/records/supplier/${co.ids.supplier}`];
    if (path.includes('/lookup/')) return ['item', 'customer|supplier', 'open-item', 'wallet', 'serial'].map((t) => `/api/lookup/${t}?item=${item}&party=${co.ids.supplier}`);
    if (path.endsWith('/pull')) return Object.keys(docs).map((from) => `${path}?from=${from}`);
    if (path.includes('{id}')) return [docs[type] ?? item, receipt].map((id) => path.replaceAll('{id}', id));
    const filled = path.replace('{account}', '1405').replace('{type}', 'item');
    const common = `item=${item}&warehouse=${co.ids.main}&party=${co.ids.supplier}&format=csv`;
    if (path.includes('/views/')) return [filled, `${filled}?from=2026-01-01&to=2026-12-31&day=2026-03-10&${common}`, `${filled}?from=202601&to=202612&period=202603&${common}`];
    return [filled, `${filled}?sort=-total&limit=1`, ...(path.endsWith('/export') ? [`${filled}?format=csv`] : [])];
  };

  test('there are secrets, and the head of finance is told them', async () => {
    expect(secrets).toEqual(expect.arrayContaining(['77.7731', '91.1177', '33.1379', '1011.05']));
    expect(secrets.length).toBeGreaterThan(15);
    const boss = await s.as(co, 'finance-head');
    expect(told((await s.call(boss, 'GET', `/api/documents/goods-receipt/${docs['goods-receipt']}`)).body)).toContain('77.7731');
    expect(told((await s.call(boss, 'GET', `/api/documents/goods-receipt/${docs['goods-receipt']}/chain`)).body)).toContain('1011.05');
  });

  test('no GET route tells one', async () => {
    const { paths } = (await s.call(keeper, 'GET', '/api/openapi.json')).body as { paths: Paths };
    const wrong: string[] = [];
    let answered = 0;
    for (const [path, { get }] of Object.entries(paths)) {
      if (!get || path === '/api/events') continue;
      for (const url of urlsOf(path)) {
        const { status, body } = await s.call(keeper, 'GET', url);
        expect(status, url).not.toBe(429);
        expect(status, url).toBeLessThan(500);
        if (status !== 200) continue;
        answered += 1;
        for (const figure of told(body)) wrong.push(`${url} tells ${figure}`);
        // A cursor is a position in the list: it must not carry what the row hides.
        const next = (body as { next?: unknown } | null)?.next;
        if (typeof next === 'string') for (const figure of told(Buffer.from(next, 'base64url').toString())) wrong.push(`${url} tells ${figure} in its cursor`);
      }
    }
    expect([...new Set(wrong)]).toEqual([]);
    expect(answered).toBeGreaterThan(100);
  });

  test('nor does what is asked by POST: look-ups of pasted text, completion, previews, refusals', async () => {
    const head = { supplier: co.ids.supplier, warehouse: co.ids.main };
    const line = { item: co.ids.oil, qty: '2', source: { doc: docs['purchase-order'], line: 1 } };
    const asks: readonly (readonly [string, unknown])[] = [
      ['/api/lookup/item/resolve', { texts: ['SP00002', '金龙鱼调和油 5L'] }],
      ['/api/documents/goods-receipt/complete', { day: '2026-03-09', head, lines: [line] }],
      ['/api/documents/goods-receipt/preview', { day: '2026-03-09', head, lines: [line] }],
      ['/api/documents/goods-receipt/preview', { id: docs['goods-receipt'], command: 'reverse', reason: 'x' }],
      ['/api/documents/sales-delivery/complete', { day: '2026-03-09', head: { customer: co.ids.customer, warehouse: co.ids.main }, lines: [{ item: co.ids.oil, qty: '1' }] }],
      ['/api/documents/sales-delivery/preview', { day: '2026-03-09', head: { customer: co.ids.customer, warehouse: co.ids.main }, lines: [{ item: co.ids.oil, qty: '1' }] }],
      ['/api/documents/other-issue/preview', { day: '2026-03-09', head: { warehouse: co.ids.main, reason: co.ids.reasonOut }, lines: [{ item: co.ids.oil, qty: '1' }] }],
      ['/api/documents/transfer/preview', { day: '2026-03-09', head: { from: co.ids.main, to: co.ids.shop }, lines: [{ item: co.ids.oil, qty: '1' }] }],
      ['/api/documents/goods-receipt', { command: 'approve', day: '2026-03-09', head, lines: [{ ...line, qty: '999' }] }],
      ['/api/documents/goods-receipt', { command: 'save', day: '2026-03-09', head, lines: [line] }],
    ];
    for (const [url, body] of asks) {
      const reply = await s.call(keeper, 'POST', url, body);
      expect(told(reply.body), `${url} ${JSON.stringify(body)} → ${reply.status}`).toEqual([]);
      expect(reply.status, url).not.toBe(404);
    }
  });

  test('what is hidden can be neither filtered nor ordered by', async () => {
    const names = async (query: string) => ((await s.call(keeper, 'GET', `/api/records/item?${query}`)).body.rows as { name: string }[]).map((r) => r.name);
    expect(await names('purchasePrice=1')).toEqual(await names(''));
    expect(await names('sort=-purchasePrice')).toEqual(await names(''));
    const boss = await s.as(co, 'finance-head');
    const first = (await s.call(boss, 'GET', '/api/records/item?sort=-purchasePrice&limit=1')).body;
    expect(first.rows[0].name).toBe('金龙鱼调和油 5L');
  });
});
