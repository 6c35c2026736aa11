import { saveAll } from '#app/founding';
import { memoryHouse, smallCompany, type SmallCompany } from '#testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Ports } from '../context.ts';
import { importFile, kindNamed } from './import.ts';
import type { Report } from './report.ts';
import { fileOf } from './testing.ts';

let co: SmallCompany;
const quiet = () => undefined;

async function bring(name: string, content: string, extra: { readonly dryRun?: boolean; readonly map?: Record<string, string> } = {}): Promise<Report> {
  const kind = kindNamed(co.house, name);
  if (!kind) throw new Error(`no kind ${name}`);
  const company = { scope: co.caller.scope, code: '01' };
  return importFile(co.house as Ports, { kind, file: fileOf(content), map: {}, dryRun: false, skipBad: false, admin: 'x', company, progress: quiet, say: quiet, ...extra });
}
const booked = () => co.rows<{ n: number }>('select count(*)::int as n from books.document');

beforeAll(async () => {
  co = await smallCompany(await memoryHouse());
  co.house.today('2026-03-10');
  await saveAll(co.house, co.caller, 'item', [{ name: '投影仪', code: 'TYY', data: { category: co.ids['dry'], unit: '台', taxRate: '0.13', tracksSerials: true } }]);
});
afterAll(() => co?.house.close());

describe('期初往来 from a file', () => {
  const GOOD = '类别,客户,金额,日期,到期日,发票号\n应收,城东便利店,"1,200.00",2025/11/3,,XS-1103\n预收,城东便利店,300,2025-12-31,,\n';
  test.each([
    ['a party nobody knows', `${GOOD}应收,城西超市,5,2025-11-03,,A\n`, { line: 4, column: '客户', message: expect.stringContaining('没有编码或名称为“城西超市”的客户或供应商') }],
    ['a supplier who owes', `${GOOD}应收,华东食品批发,5,2025-11-03,,A\n`, { line: 4, column: '客户', message: expect.stringContaining('应收的往来单位应为客户') }],
    ['a side there is none of', `${GOOD}欠款,城东便利店,5,2025-11-03,,A\n`, { line: 4, column: '类别', remedy: '只能填 应收、应付、预收、预付' }],
    [
      'a paper twice in the file',
      `${GOOD}应收,城东便利店,5,2025-11-03,,XS-1103\n`,
      { line: 4, column: '发票号', message: expect.stringContaining('都是“城东便利店”的应收 XS-1103') },
    ],
    ['a paper after the opening', `${GOOD}应收,城东便利店,5,2026-03-03,,A\n`, { line: 4, column: '日期', message: expect.stringContaining('晚于单据日期 2026-01-01') }],
    ['a minus', `${GOOD}应收,城东便利店,-5,2025-11-03,,A\n`, { line: 4, column: '金额', message: '“未结金额”不能为负数' }],
    ['no day', '类别,客户,金额\n应收,城东便利店,5\n', { line: 1, message: '缺少必需的列：发生日期' }],
  ])('%s is listed, and nothing is booked', async (_, content, expected) => {
    const before = await booked();
    const report = await bring('opening-balances', content);
    expect(report.refused).toContainEqual(expect.objectContaining(expected));
    expect(report).toMatchObject({ booked: 0, documents: 0 });
    expect(await booked()).toEqual(before);
  });

  test('is told from account balances by its columns, and booked on the first open day', async () => {
    expect(await bring('opening-balances', GOOD)).toMatchObject({ kind: 'opening-items', rows: 2, booked: 2, documents: 1, refused: [] });
    expect(await bring('期初往来', '往来类别,供应商名称,未付金额,业务日期,单据号\n应付,华东食品批发,88.5,2025-12-20,FP-9\n')).toMatchObject({ booked: 1, documents: 1 });
    expect(await bring('opening-balances', '科目,借方,贷方\n1002,100,\n3001,,100\n')).toMatchObject({ kind: 'opening-balances', booked: 2, documents: 1 });
    expect(
      await co.rows(
        `select o.side, o.amount, o.day::text as day, o.number, d.number as doc, d.day::text as booked from books.open_item o join books.document d on d.id = o.doc_id order by o.day`,
      ),
    ).toEqual([
      { side: 'receivable', amount: 120_000n, day: '2025-11-03', number: 'XS-1103', doc: 'QCWL-202601-0001', booked: '2026-01-01' },
      { side: 'payable', amount: 8_850n, day: '2025-12-20', number: 'FP-9', doc: 'QCWL-202601-0002', booked: '2026-01-01' },
      { side: 'receivable', amount: -30_000n, day: '2025-12-31', number: null, doc: 'QCWL-202601-0001', booked: '2026-01-01' },
    ]);
    // The same paper in another file is the same paper.
    expect((await bring('opening-balances', '类别,客户,金额,日期,发票号\n应收,城东便利店,1200,2025-11-03,XS-1103\n')).refused).toMatchObject([
      { line: 2, remedy: '这笔已经入账，请从文件中删去' },
    ]);
  });

  test('a paper that two documents of the file hold is found before the first is booked', async () => {
    const rows = Array.from({ length: 1000 }, (_, i) => `应收,城东便利店,1,2025-11-03,L${i}`);
    const report = await bring('opening-balances', `类别,客户,金额,日期,发票号\n${rows.join('\n')}\n应收,城东便利店,2,2025-11-04,L7\n`);
    expect(report).toMatchObject({ documents: 0, refused: [{ line: 1002, message: expect.stringContaining('在文件中出现了两次') }] });
  });
});

describe('serial numbers from a file', () => {
  const head = '日期,供应商,仓库,商品,数量,单价,SN\n';
  test('come in as lists and ranges', async () => {
    expect(await bring('receipts', `${head}2026-03-01,华东食品批发,总仓,TYY,3,900,"A1，A2 A3"\n2026-03-02,华东食品批发,总仓,TYY,2,900,B1~B2\n`)).toMatchObject({
      booked: 2,
      documents: 2,
      refused: [],
    });
    expect(await co.rows(`select string_agg(l.no, ' ' order by l.no) as pieces from books.stock_balance b join books.lot l on l.id = b.lot_id where b.on_hand > 0`)).toEqual([
      { pieces: 'A1 A2 A3 B1 B2' },
    ]);
  });
  test.each([
    ['none at all', `日期,供应商,仓库,商品,数量,单价\n2026-03-01,华东食品批发,总仓,TYY,1,900\n`, { line: 2, column: '序列号', remedy: expect.stringContaining('请加“序列号”列') }],
    ['one too few', `${head}2026-03-01,华东食品批发,总仓,TYY,2,900,C1\n`, { line: 2, column: 'SN', message: expect.stringContaining('数量 2 台，序列号却有 1 个') }],
    ['one that is here', `${head}2026-03-01,华东食品批发,总仓,TYY,1,900,A1\n`, { line: 2, column: 'SN', message: expect.stringContaining('序列号 A1 在“总仓”') }],
    [
      'one in two documents of the file',
      `${head}2026-03-01,华东食品批发,总仓,TYY,1,900,D1\n2026-03-02,华东食品批发,总仓,TYY,1,900,D1\n`,
      { line: 3, value: 'D1', message: expect.stringContaining('出现了两次') },
    ],
  ])('%s is listed, and nothing is booked', async (_, content, expected) => {
    const before = await booked();
    expect((await bring('receipts', content)).refused).toContainEqual(expect.objectContaining(expected));
    expect(await booked()).toEqual(before);
  });
});
