// Whatever is sent to any route, it is answered: refused in Chinese, never a failure of the house. Every parameter and every field of every body of
// the API is asked with text no database keeps, ids and days that are none, and values of the wrong kind.
import { smallServer, type SmallServer } from '#testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

type Schema = { readonly properties?: Record<string, Schema>; readonly items?: Schema };
type Operation = {
  readonly parameters?: readonly { readonly in: 'path' | 'query'; readonly name: string }[];
  readonly requestBody?: { readonly content?: Record<string, { readonly schema?: Schema }> };
};
type Paths = Record<string, Record<string, Operation>>;

const DASHES = '-'.repeat(36);
const TEXTS = ['a\u0000b', DASHES, '2026-02-31', '999999999999999999999', '-1', ' ', '中'.repeat(5000)];
const VALUES: readonly unknown[] = [...TEXTS.slice(0, 6), '\ud800', 1e300, true, null, [], [null], [{}], {}];
/** Streams, what ends the session, and what starts a work of minutes. */
const APART = /^\/api\/(events$|bus\/health\/live|sign-out|switch|backups|exports|checkups|close\/.*run|planning\/jobs$)/;
/** Documents, records and views have routes made from their definitions by the same code: a few of them speak for all, but every view is exported. */
const ALIKE = /^\/api\/(documents\/(?!goods-receipt\b|retail-sale\b|stock-count\b)|records\/(?!item\b|bom\b)|views\/(?!stock-on-hand\b)[a-z-]+$)/;

describe('a request nobody sends in good faith', () => {
  let s: SmallServer;
  let cookie: string;
  let paths: Paths;
  let asked = 0;
  let known: Record<string, string>;
  beforeAll(async () => {
    s = await smallServer();
    cookie = await s.as(s.co, 'admin');
    const whole = ((await s.call(cookie, 'GET', '/api/openapi.json')).body as { paths: Paths }).paths;
    paths = Object.fromEntries(Object.entries(whole).filter(([path]) => !APART.test(path) && !ALIKE.test(path)));
    known = { account: '1405', period: '202603', from: '2026-03-01', to: '2026-03-31', day: '2026-03-10', item: s.co.ids.milk, warehouse: s.co.ids.main };
  });
  afterAll(() => s?.close());

  /** Sends it, each from an address of its own (the limit of requests is for real ones); returns what is wrong with the answer. */
  const ask = async (method: string, url: string, body?: unknown): Promise<string[]> => {
    asked += 1;
    const reply = await s.server.app.inject({
      method: method.toUpperCase() as 'GET',
      url,
      remoteAddress: `10.${(asked >> 16) & 255}.${(asked >> 8) & 255}.${asked & 255}`,
      headers: { cookie, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { payload: JSON.stringify(body) }),
    });
    const told = `${method} ${decodeURIComponent(url).slice(0, 160)} ${JSON.stringify(body)?.slice(0, 160) ?? ''} → ${reply.statusCode} ${reply.body.slice(0, 200)}`;
    if (reply.statusCode >= 500 || reply.statusCode === 401) return [told];
    return reply.statusCode >= 400 && !/[\u4e00-\u9fff]/.test((reply.json() as { title: string }).title) ? [told] : [];
  };

  const urlOf = (path: string, operation: Operation, odd: readonly [string, string] | null): string => {
    const value = (name: string): string => (odd?.[0] === name ? odd[1] : (known[name] ?? '01980000-0000-7000-8000-000000000001'));
    const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(value(name)));
    const query = (operation.parameters ?? []).filter((p) => p.in === 'query' && (p.name === odd?.[0] || (p.name in known && path.includes('/views/'))));
    return `${filled}?${query.map((p) => `${p.name}=${encodeURIComponent(value(p.name))}`).join('&')}`;
  };

  /** A body for every field of the schema, and of the objects and lines in it, with every odd value. */
  const oddBodies = (schema: Schema): unknown[] =>
    Object.entries(schema.properties ?? {}).flatMap(([name, field]) => [
      ...VALUES.map((value) => ({ [name]: value })),
      ...oddBodies(field).map((inner) => ({ [name]: inner })),
      ...oddBodies(field.items ?? {}).map((inner) => ({ [name]: [inner] })),
    ]);

  test('is refused in Chinese, whatever its parameters', async () => {
    const wrong: string[] = [];
    for (const [path, operations] of Object.entries(paths))
      for (const [method, operation] of Object.entries(operations)) {
        if (method !== 'get') continue;
        for (const { name } of operation.parameters ?? []) for (const text of TEXTS) wrong.push(...(await ask(method, urlOf(path, operation, [name, text]))));
      }
    expect(wrong).toEqual([]);
    expect(asked).toBeGreaterThan(2000);
  });

  test('is refused in Chinese, whatever its body', async () => {
    const wrong: string[] = [];
    for (const [path, operations] of Object.entries(paths))
      for (const [method, operation] of Object.entries(operations)) {
        if (method === 'get') continue;
        const url = urlOf(path, operation, null);
        for (const body of [undefined, ...VALUES]) wrong.push(...(await ask(method, url, body)));
        for (const odd of oddBodies(operation.requestBody?.content?.['application/json']?.schema ?? {})) wrong.push(...(await ask(method, url, odd)));
      }
    expect(wrong).toEqual([]);
    expect(asked).toBeGreaterThan(5000);
  });

  test('is refused at the field that cannot be kept, with what to do', async () => {
    const send = (body: unknown) => s.call(cookie, 'POST', '/api/documents/purchase-order', body);
    expect((await send({ head: {}, lines: [{}, { remark: 'a\u0000' }] })).body).toMatchObject({
      status: 422,
      title: '“lines[1].remark”含有不能保存的字符，请删去后重新填写',
      errors: [{ path: 'lines[1].remark' }],
    });
    expect((await send({ head: { remark: '\ud83d' } })).body).toMatchObject({ errors: [{ path: 'head.remark' }] });
    expect((await send({ 'a\u0000b': 1 })).body).toMatchObject({ code: 'bad-field' });
    const payload = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    const deep = await s.server.app.inject({ method: 'POST', url: '/api/documents/purchase-order', headers: { cookie, 'content-type': 'application/json' }, payload });
    expect(deep.json()).toMatchObject({ code: 'bad-field', title: expect.stringContaining('嵌套超过 100 层') });
    expect((await send({ head: { remark: '🐼' } })).body.title).not.toContain('不能保存');
    const source = { doc: DASHES, line: 1 };
    expect((await send({ day: '2026-03-05', head: { supplier: s.co.ids.supplier }, lines: [{ item: s.co.ids.milk, qty: '1', price: '1', source }] })).body).toMatchObject({
      errors: [{ path: 'lines[0].source', message: '第 1 行：来源单据引用有误' }],
    });
  });

  test.each(['null', 'https://', 'evil', 'https://evil.example'])('does not write from a page of %s', async (origin) => {
    const told = await s.call(cookie, 'POST', '/api/notices/read', {}, { origin });
    expect([told.status, told.body.code]).toEqual([403, 'other-site']);
    expect((await s.call(cookie, 'GET', '/api/notices', undefined, { origin })).status).toBe(200);
  });
  test('writes from our own page, by the name the browser knows', async () => {
    expect((await s.call(cookie, 'POST', '/api/notices/read', {}, { origin: 'https://shop.example', host: 'shop.example' })).status).toBe(200);
  });
});
