import { memoryHouse, type TestHouse } from '#testing';
import { formatDecimal } from '#kernel/decimal';
import { divideHalfUp, price } from '#kernel/money';
import { amountOf, micro, sumMicro } from '#kernel/quantity';
import fc from 'fast-check';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Ports } from '../context.ts';
import { sequenceAll } from '../sequencer.ts';
import { verify } from '../verify.ts';
import { importFile, kindNamed } from './import.ts';
import { receiptQuantities } from './market-day.ts';
import { boughtFor, type Sold } from './market-file.ts';
import { type Agreement, timesInFen } from './market-proof.ts';
import type { Report } from './report.ts';
import { fileOf } from './testing.ts';

const PRODUCTS = 'sku,name,cat_code,category,loss_rate_pct\nS1,苋菜,1,花叶类,18.52\nS2,西兰花,2,花菜类,9.26\nS3,金针菇,3,食用菌,0\n';
const HEADER = 'date,sku,qty_kg,avg_price,discounted_ratio,tx_count,wholesale_price\n';
const GOOD = '2020-07-01,S1,6.841,6.0,0.0,11,3.88\n2020-07-01,S2,10.5,12.3456,0,3,7.03\n2020-07-02,S3,0.333,9.9,0,1,5.55\n';

async function bring(
  house: TestHouse,
  daily: string,
  extra: { readonly products?: string; readonly skipBad?: boolean; readonly progress?: (done: number, total: number, what: string) => void } = {},
) {
  const said: string[] = [];
  const kind = kindNamed(house, 'supermarket');
  if (!kind) throw new Error('no kind');
  const report = await importFile(house as Ports, {
    kind,
    file: daily,
    map: {},
    company: null,
    admin: 'market-admin',
    dryRun: false,
    skipBad: extra.skipBad ?? false,
    progress: extra.progress ?? (() => undefined),
    say: (l) => said.push(l),
    products: extra.products ?? fileOf(PRODUCTS),
  });
  return { report, said };
}
const disagreeing = (report: Report) => (report['agreement'] as readonly Agreement[]).filter((a) => !a.agrees);
const count = async (house: TestHouse) =>
  house.db.owner((tx) =>
    tx.query(
      `select (select count(*) from books.document) as documents, (select count(*) from books.org_node) as orgs, (select count(*) from books.stock_line) as stock, (select count(*) from books.record) as records`,
    ),
  );

test('the receipt’s lines give the cost of sales to the 分, whatever the figures', () => {
  let apart = 0;
  fc.assert(
    fc.property(fc.bigInt({ min: 1n, max: 500_000n }), fc.bigInt({ min: 0n, max: 400_000n }), fc.bigInt({ min: 1n, max: 20_000n }), (grams, loss, cents) => {
      const sold = micro(grams * 1000n);
      const row: Sold = {
        line: 2,
        sku: 'S',
        sold,
        lost: micro(boughtFor(sold, loss) - sold),
        price: price(0n),
        wholesale: price(cents * 10_000n),
        text: { qty: '', price: '', wholesale: '' },
      };
      const received = receiptQuantities(row);
      if (received.length > 1) apart += 1;
      const pool = received.reduce((sum, q) => sum + amountOf(q, row.wholesale), 0n);
      const all = sumMicro(received, (q) => q);
      expect(all).toBe(row.sold + row.lost);
      const cost = divideHalfUp(pool * sold, all);
      expect(cost).toBe(amountOf(sold, row.wholesale));
      expect(pool - cost).toBe(amountOf(row.lost, row.wholesale));
    }),
    { numRuns: 20_000 },
  );
  expect(apart, 'no row ever needed two lines: the generator shows nothing').toBeGreaterThan(100);
});

test('the proof’s own multiplication rounds half up on the digits', () => {
  for (const [a, b, fen] of [
    ['6.841', '6.0', 4105n],
    ['0.005', '1', 1n],
    ['0.333', '5.55', 185n],
    ['10.5', '12.3456', 12963n],
    ['0.0049', '1', 0n],
  ] as const)
    expect(timesInFen(a, b), `${a}×${b}`).toBe(fen);
});

describe('three small days', () => {
  let house: TestHouse;
  beforeAll(async () => {
    house = await memoryHouse();
  });
  afterAll(() => house.close());
  const file = fileOf(`${HEADER}${GOOD}`, 'daily.csv');

  const bad: readonly (readonly [string, string, Record<string, unknown>])[] = [
    ['negative kg', '2020-07-03,S1,-1.5,6,0,1,3\n', { line: 5, column: 'qty_kg', value: '-1.5', message: '数量不能为负数' }],
    ['text for kg', '2020-07-03,S1,abc,6,0,1,3\n', { line: 5, column: 'qty_kg', message: '数量不是数字' }],
    ['kg finer than a gram', '2020-07-03,S1,1.0005,6,0,1,3\n', { line: 5, column: 'qty_kg', message: '数量细于 1 克' }],
    ['unknown SKU', '2020-07-03,S9,1,6,0,1,3\n', { line: 5, column: 'sku', value: 'S9' }],
    ['2023-02-30', '2023-02-30,S1,1,6,0,1,3\n', { line: 5, column: 'date', value: '2023-02-30', message: '不是有效日期' }],
    ['no wholesale price', '2020-07-03,S1,1,6,0,1,\n', { line: 5, column: 'wholesale_price', message: '没有批发价' }],
    ['the same SKU twice a day', '2020-07-01,S1,1,6,0,1,3\n', { line: 5, column: 'sku', message: '同一天同一商品出现了两次' }],
    ['a line of 10 MB', `${'x'.repeat(10_000_000)}\n`, { line: 5, message: '这一行超过 1 MB' }],
  ];
  test.each(bad)('%s: listed, and nothing is founded or booked', async (_, line, expected) => {
    const before = await count(house);
    const { report } = await bring(house, fileOf(`${HEADER}${GOOD}${line}`));
    expect(report.refused).toEqual([expect.objectContaining({ ...expected, remedy: expect.stringMatching(/./) })]);
    expect(report).toMatchObject({ rows: 4, booked: 0, documents: 0 });
    expect(await count(house)).toEqual(before);
  });
  test('a half-written gzip: refused as a whole', async () => {
    const whole = gzipSync(`${HEADER}${GOOD}`);
    const { report } = await bring(house, fileOf(whole.subarray(0, whole.length - 20), 'daily.csv.gz'));
    expect(report).toMatchObject({ booked: 0, refused: [{ message: '压缩文件不完整：只有前半截' }] });
  });
  test('the products file beside it is found; without one the import says so', async () => {
    const kind = kindNamed(house, 'supermarket');
    const alone = await importFile(house as Ports, {
      kind: kind as NonNullable<typeof kind>,
      file,
      map: {},
      company: null,
      admin: 'a',
      dryRun: false,
      skipBad: false,
      progress: () => undefined,
      say: () => undefined,
    });
    expect(alone.refused[0]).toMatchObject({ message: '没有找到商品文件', remedy: expect.stringContaining('--products') });
  });

  test('interrupted after the second document, then run again: books every day once', async () => {
    const products = fileOf(PRODUCTS);
    const plug = () => {
      throw new Error('pulled the plug');
    };
    await expect(bring(house, file, { products, progress: plug })).rejects.toThrow('plug');
    const { report, said } = await bring(house, file, { products });
    expect(report).toMatchObject({ rows: 3, booked: 1, already: 2, documents: 2, refused: [], agrees: true, stockLeft: { qty: '0', value: '0.00' } });
    expect(
      said.filter((l) => l.includes('密码')),
      'the password is shown by the run that makes it, only once',
    ).toEqual([]);
    expect(disagreeing(report)).toEqual([]);
    const before = await count(house);
    const again = (await bring(house, file, { products })).report;
    expect(again).toMatchObject({ booked: 0, already: 3, documents: 0, agrees: true });
    expect(await count(house)).toEqual(before);
  });
  test('a figure changed in the file no longer agrees: the proof can fail', async () => {
    const other = (await bring(house, fileOf(`${HEADER}${GOOD.replace('6.841', '6.842')}`, 'daily.csv'))).report;
    expect(other.refused[0]?.message).toBe('该公司已经导入过另一份日销售文件');
    // The books refuse to be changed, so the guard is taken away for one 分.
    for (const sql of [
      'alter table books.stock_line disable trigger user',
      `update books.stock_line set cost = cost - 1 where id = (select l.id from books.stock_line l join books.document d on d.id = l.doc_id where d.type = 'retail-sale' limit 1)`,
      'alter table books.stock_line enable trigger user',
    ])
      await house.db.owner((tx) => tx.query(sql));
    const { report } = await bring(house, file);
    expect(report['agrees']).toBe(false);
    expect(disagreeing(report).map((a) => a.figure)).toEqual(['cost']);
  });
});

const DATA = join(import.meta.dirname, '../../../../shared/data');
const there = existsSync(join(DATA, 'cn_vegetables_daily.csv.gz'));
if (!there) process.stderr.write(`skipped: 20 days of the real supermarket, because ${DATA} is not here\n`);

describe.skipIf(!there)('20 days of the real supermarket', () => {
  test('agree with the file to the 分 and the gram, and the books prove themselves', async () => {
    const text = gunzipSync(readFileSync(join(DATA, 'cn_vegetables_daily.csv.gz'))).toString('utf8');
    const [header = '', ...lines] = text.trimEnd().split('\n');
    // Ten ordinary days and ten before the Spring Festival of 2021.
    const slice = lines.filter((l) => (l >= '2020-07-01' && l < '2020-07-11') || (l >= '2021-02-01' && l < '2021-02-11'));
    const house = await memoryHouse();
    const { report, said } = await bring(house, fileOf(gzipSync([header, ...slice].join('\n')), 'daily.csv.gz'), { products: join(DATA, 'cn_vegetables_products.csv.gz') });
    expect(report).toMatchObject({ rows: slice.length, booked: slice.length, documents: 60, days: 20, refused: [], agrees: true, stockLeft: { qty: '0', value: '0.00' } });
    // Worked out here once more, in doubles, as the file's readers would.
    const cells = slice.map((l) => l.split(','));
    const [kg, revenue] = [cells.reduce((t, c) => t + Math.round(Number(c[2]) * 1000), 0), cells.reduce((t, c) => t + Math.round(Number(c[2]) * Number(c[3]) * 100 + 1e-7), 0)];
    const said2 = Object.fromEntries((report['agreement'] as readonly Agreement[]).map((a) => [a.figure, a.books]));
    expect([said2['soldKg'], said2['revenue']]).toEqual([formatDecimal(BigInt(kg), 3, 0), formatDecimal(BigInt(revenue), 2)]);
    expect(said.join('\n')).toMatch(/market-admin，密码 \S{20,}/);
    await sequenceAll(house.db);
    expect((await verify(house.db)).checks.filter((c) => c.wrong > 0)).toEqual([]);
    await house.close();
  }, 240_000);
});
