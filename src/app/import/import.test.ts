import { memoryHouse, smallCompany, type SmallCompany } from '#testing';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Ports } from '../context.ts';
import { verify } from '../verify.ts';
import { importFile, kindNamed } from './import.ts';
import type { Report } from './report.ts';
import { fileOf } from './testing.ts';

let co: SmallCompany;
const quiet = () => undefined;
type Extra = { readonly map?: Record<string, string>; readonly dryRun?: boolean; readonly skipBad?: boolean };

async function bring(kind: string, content: string | Uint8Array, extra: Extra = {}): Promise<Report> {
  return bringFile(kind, fileOf(content), extra);
}
async function bringFile(kind: string, file: string, extra: Extra = {}): Promise<Report> {
  const found = kindNamed(co.house, kind);
  if (!found) throw new Error(`no kind ${kind}`);
  return importFile(co.house as Ports, {
    kind: found,
    file,
    map: {},
    dryRun: false,
    skipBad: false,
    admin: 'x',
    company: { scope: co.caller.scope, code: '01' },
    progress: quiet,
    say: quiet,
    ...extra,
  });
}
const counts = async () =>
  (
    await co.rows<Record<string, bigint>>(
      `select (select count(*) from books.document) as documents, (select count(*) from books.record) as records, (select count(*) from books.stock_line) as stock, (select count(*) from books.voucher) as vouchers, (select count(*) from books.audit_log) as audit`,
    )
  )[0];

beforeAll(async () => {
  co = await smallCompany(await memoryHouse());
  co.house.today('2026-03-10');
});
afterAll(() => co?.house.close());

describe('a bad row is listed, and then nothing is booked', () => {
  const [RECEIPT, GOOD] = ['日期,供应商,仓库,商品,数量,单价\n', '2026-03-01,华东食品批发,总仓,SP00001,1,2\n'];
  const rows: readonly (readonly [title: string, kind: string, content: string | Uint8Array, bad: Record<string, unknown>])[] = [
    [
      'negative quantity',
      'receipts',
      `${RECEIPT}${GOOD}2026-03-01,华东食品批发,总仓,SP00001,-3,2\n`,
      { line: 3, column: '数量', value: '-3', message: '“数量”不能为负数', remedy: expect.stringContaining('负号') },
    ],
    [
      'unknown SKU',
      'receipts',
      `${RECEIPT}${GOOD}2026-03-01,华东食品批发,总仓,SP99999,3,2\n`,
      { line: 3, column: '商品', value: 'SP99999', message: '没有编码或名称为“SP99999”的商品' },
    ],
    ['a name that is nearly right', 'receipts', `${RECEIPT}2026-03-01,华东食品批发,总仓,农夫山泉550ML,3,2\n`, { line: 2, remedy: expect.stringContaining('农夫山泉 550ml') }],
    [
      'a day that does not exist',
      'receipts',
      `${RECEIPT}${GOOD}2023-02-30,华东食品批发,总仓,SP00001,3,2\n`,
      { line: 3, column: '日期', value: '2023-02-30', message: '不是有效日期' },
    ],
    ['text in a number', 'receipts', `${RECEIPT}2026-03-01,华东食品批发,总仓,SP00001,三箱,2\n`, { line: 2, column: '数量', value: '三箱', message: '应为数字，这里是文字' }],
    ['a decimal comma', 'receipts', `${RECEIPT}2026-03-01,华东食品批发,总仓,SP00001,"1,5",2\n`, { line: 2, column: '数量', value: '1,5' }],
    ['no quantity', 'receipts', `${RECEIPT}2026-03-01,华东食品批发,总仓,SP00001,,2\n`, { line: 2, column: '数量', message: '请填写“数量”' }],
    [
      'no price anywhere',
      'receipts',
      '日期,供应商,仓库,商品,数量\n2026-03-01,华东食品批发,总仓,SP00001,1\n',
      { line: 2, column: '含税单价', message: expect.stringContaining('没有价格') },
    ],
    ['a line of 10 MB', 'receipts', `${RECEIPT}${GOOD}${'x'.repeat(10_000_000)}\n`, { line: 3, message: '这一行超过 1 MB' }],
    ['bad row in a GBK file', 'receipts', iconv.encode(`${RECEIPT}2026-03-01,华东食品批发,总仓,没有的货,1,2\n`, 'gbk'), { line: 2, value: '没有的货' }],
    [
      'a unit the item has not',
      'receipts',
      '日期,供应商,仓库,商品,单位,数量,单价\n2026-03-01,华东食品批发,总仓,SP00001,桶,1,2\n',
      { line: 2, column: '单位', value: '桶', message: expect.stringContaining('没有单位“桶”') },
    ],
    ['an amount that is not quantity × price', 'receipts', '日期,供应商,仓库,商品,数量,单价,金额\n2026-03-01,华东食品批发,总仓,SP00001,3,2,7\n', { line: 2, column: '金额' }],
    ['a day before the books begin', 'receipts', `${RECEIPT}2019-03-01,华东食品批发,总仓,SP00001,1,2\n`, { line: 2, message: expect.stringContaining('不在已启用的会计期间内') }],
    [
      'more sold than there is, only over several days',
      'sales-history',
      '日期,门店,商品,数量,单价\n2026-03-01,一号店,SP00004,3,2\n2026-03-02,一号店,SP00004,3,2\n',
      { line: 3, column: '数量', message: expect.stringContaining('缺 1') },
    ],
    ['a voucher that does not balance', 'opening-balances', '科目,借方,贷方\n1002,100,\n3001,,99\n', { line: 2, message: expect.stringContaining('相差 1.00') }],
    ['an account that documents keep', 'opening-balances', '科目,借方,贷方\n1405,100,\n3001,,100\n', { line: 2, column: '科目', remedy: expect.stringContaining('opening-stock') }],
    ['a code twice in the file', 'items', '编码,名称,基本单位\nX1,甲,个\nX1,乙,个\n', { line: 3, column: '编码', message: '编码与第 2 行相同' }],
    ['an item without a unit', 'items', '编码,名称,基本单位\nX1,甲,\n', { line: 2, column: '基本单位', message: '请填写“基本单位”', remedy: '请填写“基本单位”这一列' }],
    ['a choice that there is none', 'items', '编码,名称,基本单位,温层\nX1,甲,个,滚烫\n', { line: 2, column: '温层', remedy: '只能填 常温、冷藏、冷冻' }],
    ['a unit ratio to another unit', 'items', '编码,名称,基本单位,其他单位\nX1,甲,瓶,箱=24个\n', { line: 2, column: '其他单位', remedy: expect.stringContaining('箱=…瓶') }],
    ['a rate of 13', 'items', '编码,名称,基本单位,税率\nX1,甲,个,13\n', { line: 2, column: '税率', remedy: '请写 13% 或 0.13' }],
    ['the record’s own rule', 'items', '编码,名称,基本单位,保质期管理\nX1,甲,个,是\n', { line: 2, message: expect.stringContaining('必须同时启用批次管理') }],
    ['an item of the same name without a code', 'items', '名称,基本单位\n收纳箱 大号,个\n', { line: 2, message: expect.stringContaining('已有同名的商品') }],
    ['an unknown column', 'items', '编码,名称,基本单位,颜色\nX1,甲,个,红\n', { line: 1, message: '不认识的列“颜色”' }],
    ['new items without a column they need', 'items', '编码,名称\nX1,甲\n', { line: 1, message: '缺少必需的列：基本单位' }],
    ['a missing column', 'receipts', '日期,仓库,商品,数量\n', { line: 1, message: '缺少必需的列：供应商' }],
    ['two columns for one field', 'items', '编码,名称,品名,基本单位\nX1,甲,乙,个\n', { line: 1, message: expect.stringContaining('有两列都是“名称”') }],
    ['a header named twice', 'items', '编码,名称,名称\nX1,甲,乙\n', { line: 1, message: '表头中“名称”出现了两次' }],
    ['an empty file', 'items', '', { message: '文件是空的' }],
  ];
  beforeAll(async () => {
    expect((await bring('opening-stock', '仓库,商品,数量,单位成本\n一号店,SP00004,5,10\n')).booked).toBe(1);
  });
  test.each(rows)('%s', async (_, kind, content, expected) => {
    const before = await counts();
    const report = await bring(kind, content);
    expect(report.refused).toContainEqual(expect.objectContaining(expected));
    expect(report.refused.every((r) => r.message !== '' && r.remedy !== '')).toBe(true);
    expect(report).toMatchObject({ booked: 0, documents: 0 });
    expect(await counts()).toEqual(before);
  });
});

describe('records', () => {
  test('are added and changed by code, and a second run of the same file changes nothing', async () => {
    const file = fileOf(
      '货号,商品名称,商品分类,计量单位,单位换算,税率,批次管理,保质期管理,保质期（天）,温层,零售价\nNR1,酸奶 200g,日杂,瓶,箱=24瓶；提=12,13%,是,是,21,冷藏,￥5.50\nNR2,散装大米,,公斤,斤=1/2公斤；袋=2.5公斤,0.09,否,否,,常温,"1,234.5"\n',
    );
    expect(await bringFile('商品', file)).toMatchObject({ rows: 2, booked: 2, refused: [] });
    const stored = await co.rows<{ code: string; data: Record<string, unknown> }>(`select code, data from books.record where code in ('NR1', 'NR2') order by code`);
    expect(stored[0]?.data).toMatchObject({
      category: co.ids['dry'],
      unit: '瓶',
      units: [
        { unit: '箱', num: 24, den: 1 },
        { unit: '提', num: 12, den: 1 },
      ],
      taxRate: '0.13',
      tracksLots: true,
      shelfLifeDays: 21,
      temperature: 'chilled',
      salePrice: '5.50',
    });
    expect(stored[1]?.data).toMatchObject({
      units: [
        { unit: '斤', num: 1, den: 2 },
        { unit: '袋', num: 25, den: 10 },
      ],
      taxRate: '0.09',
      tracksLots: false,
      salePrice: '1234.50',
    });
    const before = await counts();
    expect(await bringFile('items', file)).toMatchObject({ rows: 2, booked: 0, already: 2 });
    expect(await counts()).toEqual(before);
    expect(await bring('items', '编码,名称,零售价\nNR1,酸奶 200g,6\n')).toMatchObject({ booked: 1 });
    expect(await co.rows(`select version, data->>'salePrice' as price, data->>'shelfLifeDays' as days from books.record where code = 'NR1'`)).toEqual([
      { version: 2, price: '6.00', days: '21' },
    ]);
  });
  test('without codes get them, once', async () => {
    const file = fileOf('名称,上级分类\n叶菜,蔬菜\n蔬菜,\n');
    expect(await bringFile('item-categories', file)).toMatchObject({ booked: 2 });
    expect(await bringFile('item-categories', file)).toMatchObject({ booked: 0, already: 2 });
    expect(await co.rows(`select c.name, p.name as parent from books.record c join books.record p on p.id = (c.data->>'parent')::uuid where c.type = 'item-category'`)).toEqual([
      { name: '叶菜', parent: '蔬菜' },
    ]);
  });
  test('follow the user’s own map, and leave out what it leaves out', async () => {
    const content = 'Kundennr,Kunde,Limit,Farbe\nK1,城西超市,10000,blau\n';
    expect(await bring('customers', content, { map: { Kundennr: '编码', Kunde: 'name', Limit: 'creditLimit', Farbe: '' } })).toMatchObject({ booked: 1 });
    expect(await co.rows(`select name, data->>'creditLimit' as limit from books.record where code = 'K1'`)).toEqual([{ name: '城西超市', limit: '10000.00' }]);
    expect((await bring('customers', content, { map: { Nichts: 'name' } })).refused[0]?.message).toContain('不在表头中');
  });
  test('prices name their item and party', async () => {
    expect(await bring('prices', '类别,商品,客户/供应商,含税单价\n销售,SP00002,城东便利店,58.8\n')).toMatchObject({ booked: 1 });
    expect(await co.rows(`select name, code from books.record where type = 'price'`)).toEqual([{ name: '金龙鱼调和油 5L', code: `sale/${co.ids.oil}/${co.ids.customer}` }]);
  });
});

describe('documents', () => {
  test('the books of a small shop: opening balances and stock, receipts, sales; each file counts once', async () => {
    const files: readonly (readonly [string, string, number])[] = [
      ['opening-balances', fileOf('科目,借方,贷方\n银行存款,50000,\n3001 ,,50000\n'.replace('3001 ', '3001')), 1],
      ['opening-stock', fileOf('仓库,商品,单位,数量,单位成本,批次,生产日期\n一号店,SP00001,箱,10,24,,\n一号店,SP00003,,24,2.5,M0301,2026/1/5\n'), 1],
      [
        'receipts',
        fileOf(
          '日期,供应商,仓库,商品,单位,数量,金额\n2026-03-02,华东食品批发,一号店,SP00001,箱,2,48.01\n2026年3月3日,华东食品批发,一号店,SP00002,桶,5,250\n20260302,华东食品批发,一号店,SP00002,桶,1,50\n',
        ),
        2,
      ],
      [
        'sales-history',
        fileOf('日期,门店,商品,数量,金额,收款账户\n2026-03-05,一号店,SP00001,7,13.99,库存现金\n2026-03-05,一号店,SP00003,3,12,微信支付\n2026-03-06,一号店,SP00002,2,139.8,\n'),
        2,
      ],
    ];
    for (const [kind, file, documents] of files) expect(await bringFile(kind, file), kind).toMatchObject({ documents, refused: [], booked: expect.any(Number) });
    expect(await co.balance('1002')).toBe('50000.00');
    // 240 + 60 opening, and what the box for 5 × 10 above left.
    expect(await co.rows(`select number, total from books.document where type in ('goods-receipt', 'retail-sale') order by number`)).toEqual([
      { number: 'CGRK-202603-0001', total: 9801n },
      { number: 'CGRK-202603-0002', total: 25000n },
      { number: 'LSD-202603-0001', total: 2599n },
      { number: 'LSD-202603-0002', total: 13980n },
    ]);
    expect(
      await co.rows(
        `select l.account, sum(l.debit)::bigint as debit from books.voucher_line l join books.voucher v on v.id = l.voucher_id join books.document d on d.id = v.doc_id where d.type = 'retail-sale' and l.wallet_id is not null group by 1 order by 1`,
      ),
    ).toEqual([
      { account: '1001', debit: 1399n + 13980n },
      { account: '1012', debit: 1200n },
    ]);
    const before = await counts();
    for (const [kind, file] of files) expect(await bringFile(kind, file), kind).toMatchObject({ booked: 0, documents: 0, refused: [] });
    expect(await counts()).toEqual(before);
    expect((await verify(co.house.db)).checks.filter((c) => c.wrong > 0 && c.name !== 'event-chain')).toEqual([]);
  });
  test('dry: everything is checked, nothing stays', async () => {
    const before = await counts();
    expect(await bring('receipts', '日期,供应商,仓库,商品,数量,单价\n2026-03-01,华东食品批发,总仓,SP00001,1,2\n', { dryRun: true })).toMatchObject({
      rows: 1,
      booked: 0,
      refused: [],
      dryRun: true,
    });
    expect(await counts()).toEqual(before);
  });
  test('with --skip-bad the good rows are booked and the bad ones listed', async () => {
    const report = await bring('receipts', '日期,供应商,仓库,商品,数量,单价\n2026-03-01,华东食品批发,总仓,SP00001,1,2\n2026-03-01,华东食品批发,总仓,没有,1,2\n', { skipBad: true });
    expect(report).toMatchObject({ rows: 2, booked: 1, documents: 1, refused: [{ line: 3 }] });
  });
  test('an interrupted run continues where it stopped', async () => {
    const file = fileOf(`日期,供应商,仓库,商品,数量,单价\n${Array.from({ length: 6 }, (_, i) => `2026-03-0${i + 1},华东食品批发,总仓,SP00001,${i + 1},2\n`).join('')}`);
    let booked = 0;
    const kind = kindNamed(co.house, 'receipts');
    if (!kind) throw new Error('no kind');
    const stop = (_done: number, _total: number, what: string) => {
      if (what.startsWith('入账') && (booked += 1) === 3) throw new Error('pulled the plug');
    };
    await expect(
      importFile(co.house as Ports, {
        kind,
        file,
        map: {},
        dryRun: false,
        skipBad: false,
        admin: 'x',
        company: { scope: co.caller.scope, code: '01' },
        progress: stop,
        say: quiet,
      }),
    ).rejects.toThrow('plug');
    expect(await bringFile('receipts', file)).toMatchObject({ booked: 3, documents: 3, already: 3 });
    expect(
      await co.rows(
        `select sum(base_qty)::bigint as qty from books.document_line l join books.document d on d.id = l.doc_id where d.type = 'goods-receipt' and d.day between '2026-03-01' and '2026-03-06' and d.warehouse_id = $1 and l.item_id = $2`,
        [co.ids.main, co.ids.water],
      ),
    ).toEqual([{ qty: 22_000_000n }]);
  });
});
beforeEach(() => {
  co.house.today('2026-03-10');
});
