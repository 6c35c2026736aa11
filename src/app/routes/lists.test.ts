// Lists as they are asked for: in an order, page by page, and as files people open in a spreadsheet.
import { smallServer, type SmallServer } from '#testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { saveAll } from '../founding.ts';

describe('lists', () => {
  let s: SmallServer;
  let boss: string;
  beforeAll(async () => {
    s = await smallServer();
    boss = await s.as(s.co, 'finance-head');
    const { ids } = s.co;
    await saveAll(
      s.house,
      s.co.caller,
      'item',
      (['Aroma 咖啡|3', '白砂糖|9', '挂面|12', '安化黑茶|2.5', '大蒜|'] as const).map((row) => {
        const [name, price] = row.split('|');
        return { name: name as string, data: { category: ids.dry, unit: '袋', taxRate: '0.13', ...(price ? { purchasePrice: price } : {}) } };
      }),
    );
    await s.co.must({
      type: 'goods-receipt',
      command: 'approve',
      body: { day: '2026-03-05', head: { supplier: ids.supplier, warehouse: ids.main }, lines: [{ item: ids.oil, qty: '3', price: '1000.5' }] },
    });
    await s.co.must({
      type: 'goods-receipt',
      command: 'save',
      body: { day: '2026-03-06', head: { supplier: ids.supplier, warehouse: ids.main }, lines: [{ item: ids.oil, qty: '1', price: '2' }] },
    });
  });
  afterAll(() => s?.close());
  const names = async (query: string): Promise<string[]> => ((await s.call(boss, 'GET', `/api/records/item?${query}`)).body.rows as { name: string }[]).map((r) => r.name);
  const csv = async (url: string): Promise<string[][]> => {
    const reply = await s.call(boss, 'GET', url);
    expect(reply.status, JSON.stringify(reply.body)).toBe(200);
    return (reply.body as string)
      .replace('\uFEFF', '')
      .trim()
      .split('\r\n')
      .map((line) => line.split(','));
  };

  test('records stand by name as it is spelled, by figure with the empty ones lowest, and the other way round', async () => {
    expect((await names('sort=name')).slice(0, 5)).toEqual(['安化黑茶', 'Aroma 咖啡', '白砂糖', '大蒜', '挂面']);
    const priced = await names('sort=-purchasePrice');
    expect(priced.slice(0, 4)).toEqual(['挂面', '白砂糖', 'Aroma 咖啡', '安化黑茶']);
    expect((await names('sort=purchasePrice')).slice(-4)).toEqual(['安化黑茶', 'Aroma 咖啡', '白砂糖', '挂面']);
  });

  test.each(['code', '-code', 'name', '-name', 'purchasePrice', '-purchasePrice', 'category', '-unit'])('in the order %s the pages are the whole, each row once', async (sort) => {
    const whole = await names(`sort=${sort}`);
    const paged: string[] = [];
    for (let after = '', more = true; more; ) {
      const page = (await s.call(boss, 'GET', `/api/records/item?sort=${sort}&limit=2&after=${after}`)).body as { rows: { name: string }[]; more: boolean; next: string | null };
      paged.push(...page.rows.map((r) => r.name));
      [after, more] = [page.next ?? '', page.more];
    }
    expect(paged).toEqual(whole);
    expect(whole.length).toBeGreaterThan(8);
  });

  test.each([
    ['documents/goods-receipt', ['x', 'y']],
    ['documents/goods-receipt', ['2026-03-05', 'no-id']],
    ['documents/goods-receipt', ['9999999', '00000000-0000-0000-0000-000000000000']],
    ['records/item', [{}]],
    ['records/item', ['a', 'b', 'c']],
  ])('%s with a cursor nobody gave out (%j) starts from the beginning', async (list, cursor) => {
    const after = Buffer.from(JSON.stringify(cursor)).toString('base64url');
    const [tampered, whole] = [await s.call(boss, 'GET', `/api/${list}?after=${after}`), await s.call(boss, 'GET', `/api/${list}`)];
    expect(tampered.status).toBe(200);
    expect(tampered.body).toEqual(whole.body);
  });

  test('a file of documents speaks Chinese and names people', async () => {
    const [head, ...rows] = await csv('/api/documents/goods-receipt/export?format=csv&sort=day');
    expect(head).toEqual(expect.arrayContaining(['单号', '状态', '供应商', '金额', '制单人']));
    expect(rows.map((r) => r[head?.indexOf('状态') ?? 0])).toEqual(['已审核', '草稿']);
    expect(rows[0]).toEqual(expect.arrayContaining(['华东食品批发', '总仓', '3001.50']));
    expect(rows.flat().join()).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}/);
  });

  test('a day that is none is refused with words', async () => {
    const reply = await s.call(boss, 'GET', '/api/documents/goods-receipt?from=202601');
    expect(reply).toMatchObject({ status: 422 });
    expect(JSON.stringify(reply.body)).toMatch(/[\u4e00-\u9fff]/);
  });

  test('the audit list is taken home whole, by those who may read it', async () => {
    const admin = await s.as(s.co, 'admin');
    const file = (await s.call(admin, 'GET', '/api/audit/export?format=csv')).body as string;
    expect(file).toContain('采购入库单');
    expect(file).toContain('王老板');
    const some = (await s.call(admin, 'GET', '/api/audit/export?format=csv&from=2026-03-11')).body as string;
    expect(some).not.toContain('采购入库单');
    expect((await s.call(await s.as(s.co, 'keeper'), 'GET', '/api/audit/export')).status).toBe(403);
  });
});
