// Files of single things: a voucher in the layout bookkeepers file, one document, and what a correction would change; read back by the library people's tools are built on.
import { smallServer, type SmallServer } from '#testing';
import ExcelJS from 'exceljs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { capital } from '../capital.ts';

let s: SmallServer;
let [accountant, keeper, head] = ['', '', ''];
let [receipt, voucher] = ['', ''];
/** More late documents than a screen would list one by one. */
const SOLD = 60;

beforeAll(async () => {
  s = await smallServer();
  [accountant, keeper, head] = [await s.as(s.co, 'accountant'), await s.as(s.co, 'keeper'), await s.as(s.co, 'admin')];
  const { supplier, customer, main, oil } = s.co.ids;
  const post = (type: string, day: string, head: Record<string, unknown>, lines: readonly Record<string, unknown>[]) =>
    s.co.must({ type, command: 'approve', body: { day, head, lines } });
  receipt = (await post('goods-receipt', '2026-03-02', { supplier, warehouse: main }, [{ item: oil, qty: '100', price: '10', taxRate: '0' }])).id;
  for (let i = 0; i < SOLD; i += 1) await post('sales-delivery', '2026-03-05', { customer, warehouse: main }, [{ item: oil, qty: '1', price: '22.60' }]);
  [{ id: voucher } = { id: '' }] = await s.house.db.owner((tx) => tx.query<{ id: string }>('select id from books.voucher where doc_id = $1', [receipt]));
});
afterAll(() => s?.close());

type Reply = { readonly status: number; readonly name: string; readonly book: ExcelJS.Workbook };
async function file(cookie: string, method: 'GET' | 'POST', url: string, body?: unknown): Promise<Reply> {
  const reply = await s.server.app.inject({
    method,
    url,
    headers: { cookie, ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { payload: JSON.stringify(body) } : {}),
  });
  const book = new ExcelJS.Workbook();
  if (reply.statusCode === 200) await book.xlsx.load(reply.rawPayload as never);
  return { status: reply.statusCode, name: decodeURIComponent(String(reply.headers['content-disposition'] ?? '').split("''")[1] ?? ''), book };
}
const rows = (sheet: ExcelJS.Worksheet | undefined): unknown[][] => ((sheet?.getSheetValues() ?? []) as unknown[][]).slice(1).map((row) => (row ?? []).slice(1));

describe('a voucher as a file', () => {
  test('has title, day, number, its lines with figures, the sum in words, attachments and who made, approved and booked it', async () => {
    const { name, book } = await file(accountant, 'GET', `/api/vouchers/${voucher}/export`);
    expect(name).toMatch(/^记账凭证 记-\d{4} 2026-03-02\.xlsx$/);
    const sheet = rows(book.worksheets[0]);
    expect(sheet[0]?.[0]).toBe('记账凭证');
    expect(sheet[1]?.join('|')).toMatch(/单位：.+日期：2026-03-02.*凭证字号：记-\d{4}/);
    expect(sheet[2]?.join('|')).toMatch(/依据：采购入库单 CGRK-.*附单据 \d+ 张/);
    expect(sheet[3]).toEqual(['摘要', '科目编码', '科目名称', '辅助核算', '借方金额', '贷方金额']);
    const lines = sheet.slice(4, -2);
    expect(lines.map((l) => [l[1], l[4] ?? '', l[5] ?? ''])).toEqual([
      ['1405', 1000, ''],
      [expect.stringMatching(/^2202/), '', 1000],
    ]);
    expect(lines[1]?.[3]).toContain('华东');
    expect(sheet.at(-2)).toEqual(['合计 壹仟元整', '', '', '', 1000, 1000]);
    expect(sheet.at(-1)?.join('|')).toMatch(/制单：.+审核：.+过账：系统 \d{4}-\d\d-\d\d \d\d:\d\d/);
  });
  test('is for those who may see the ledger, and of this company', async () => {
    expect((await file(keeper, 'GET', `/api/vouchers/${voucher}/export`)).status).toBe(403);
    expect((await file(accountant, 'GET', '/api/vouchers/00000000-0000-0000-0000-000000000000/export')).status).toBe(404);
  });
  test('its summaries come without the line breaks of a note', async () => {
    const { book } = await file(accountant, 'GET', `/api/vouchers/${voucher}/export`);
    for (const row of rows(book.worksheets[0]).slice(4)) expect(String(row[0])).not.toContain('\n');
  });
});

describe('a document as a file', () => {
  test('has its head above, its lines, sums, and who made it below', async () => {
    const { name, book } = await file(accountant, 'GET', `/api/documents/goods-receipt/${receipt}/export`);
    expect(name).toMatch(/^采购入库单 CGRK-.+\.xlsx$/);
    const sheet = rows(book.worksheets[0]);
    const text = sheet.map((row) => row.join('|')).join('\n');
    expect(text).toMatch(/单号：CGRK-/);
    expect(text).toMatch(/供应商：华东/);
    const at = sheet.findIndex((row) => row[0] === '#');
    expect(sheet[at]).toContain('数量');
    expect(sheet[at + 1]?.[sheet[at]?.indexOf('数量') ?? -1]).toBe(100);
    expect(sheet[at + 2]?.[0]).toBe('合计');
    expect(sheet.at(-1)?.join('|')).toMatch(/制单：.*审核：/);
  });
  test('leaves out what the person may not see', async () => {
    const { status, book } = await file(keeper, 'GET', `/api/documents/goods-receipt/${receipt}/export`);
    expect(status).toBe(200);
    const columns = rows(book.worksheets[0]).find((row) => row[0] === '#') ?? [];
    expect(columns).toContain('数量');
    expect(columns.join('|')).not.toMatch(/价|金额/);
  });
});

describe('what a correction would change', () => {
  const body = () => {
    const { supplier, main, oil } = s.co.ids;
    return {
      id: receipt,
      command: 'correct',
      day: '2026-03-02',
      reason: '价格录错',
      head: { supplier, warehouse: main },
      lines: [{ item: oil, qty: '100', price: '12', taxRate: '0' }],
    };
  };
  test('is told document by document, all of them', async () => {
    const { body: seen } = await s.call(head, 'POST', '/api/documents/goods-receipt/preview', body());
    expect(seen.effect).toMatchObject({ documents: SOLD, entries: SOLD, amount: '120.00' });
    expect(seen.effect.largest).toHaveLength(SOLD);
  });
  test('comes as a file with every document, the sum, and what it is the preview of; nothing is booked', async () => {
    const before = await s.house.db.owner((tx) => tx.query('select count(*) from books.document'));
    const { name, book } = await file(head, 'POST', '/api/documents/goods-receipt/preview?format=xlsx', body());
    expect(name).toMatch(/^成本影响预览 采购入库单 CGRK-.+\.xlsx$/);
    const [sheet, note] = book.worksheets;
    const [titles, first] = rows(sheet);
    expect(titles).toEqual(['日期', '单据', '单号', '商品', '变动', '盘点差异增减', '成本增减']);
    expect(first?.slice(1, 2)).toEqual(['销售出库单']);
    expect(rows(sheet)).toHaveLength(SOLD + 2);
    expect(rows(sheet).at(-1)).toEqual(['合计', '', '', '', '', '', 120]);
    expect(rows(note).flat().join('|')).toMatch(/命令\|更正[\s\S]*尚未入账/);
    expect(await s.house.db.owner((tx) => tx.query('select count(*) from books.document'))).toEqual(before);
  });
  test('is no file for those who may not see costs, and a refusal stays a refusal', async () => {
    expect((await s.call(keeper, 'POST', '/api/documents/goods-receipt/preview?format=xlsx', body())).status).toBe(403);
    expect((await s.call(head, 'POST', '/api/documents/goods-receipt/preview?format=xlsx', { ...body(), lines: [] })).status).toBe(422);
  });
});

test.each([
  [0n, '零元整'],
  [123450n, '壹仟贰佰叁拾肆元伍角整'],
  [1_050_007n, '壹万零伍佰元零柒分'],
  [10_000_000_100n, '壹亿零壹元整'],
  [1_000_010_000n, '壹仟万零壹佰元整'],
  [5n, '伍分'],
  [-3050n, '（负）叁拾元伍角整'],
])('%s 分 in words', (fen, words) => {
  expect(capital(fen)).toBe(words);
});
