import ExcelJS from 'exceljs';
import iconv from 'iconv-lite';
import { describe, expect, test } from 'vitest';
import { gzipSync } from 'node:zlib';
import { BadFile } from './report.ts';
import { openTable } from './table.ts';
import { fileOf } from './testing.ts';

async function read(file: string) {
  const table = await openTable(file);
  const rows: (readonly [number, ...string[]])[] = [];
  for await (const row of table.rows) rows.push([row.line, ...row.cells]);
  return { header: table.header, rows, refused: table.refused, encoding: table.encoding };
}
const refusal = async (file: string) => {
  try {
    await read(file);
  } catch (error) {
    if (error instanceof BadFile) return error.row;
    throw error;
  }
  return null;
};

const TEN_MB = 'x'.repeat(10_000_000);
const csv = '编码,名称\nA1,白菜\nA2,萝卜\n';

describe('a table is read from', () => {
  const good: readonly (readonly [string, string | Uint8Array, string])[] = [
    ['UTF-8', csv, 'UTF-8'],
    ['UTF-8 with a byte order mark', `\uFEFF${csv}`, 'UTF-8（带 BOM）'],
    ['GBK, and says so', iconv.encode(csv, 'gbk'), 'GB18030（不是有效的 UTF-8，按 GBK/GB18030 读取）'],
    ['UTF-16 of Excel, with tabs', iconv.encode(`\uFEFF${csv.replaceAll(',', '\t')}`, 'utf-16le'), 'UTF-16'],
    ['gzip, whatever its name', gzipSync(csv), 'UTF-8，gzip'],
    ['Windows line ends and a last line without one', csv.replaceAll('\n', '\r\n').trimEnd(), 'UTF-8'],
  ];
  test.each(good)('%s', async (_, content, encoding) => {
    expect(await read(fileOf(content))).toEqual({
      header: ['编码', '名称'],
      rows: [
        [2, 'A1', '白菜'],
        [3, 'A2', '萝卜'],
      ],
      refused: [],
      encoding,
    });
  });

  test('a workbook: dates, shared text, formulas and long figures', async () => {
    const book = new ExcelJS.Workbook();
    const sheet = book.addWorksheet('商品');
    sheet.addRow(['编码', '日期', '数量', '条码']);
    sheet.addRow(['A1', new Date(Date.UTC(2023, 1, 28)), { formula: '0.1+0.2', result: 0.1 + 0.2 }, 6_921_168_509_256]);
    sheet.addRow([]);
    sheet.addRow(['A2', '2023-03-01', 12.5, Number('12345678901234567890')]);
    const { rows, encoding } = await read(fileOf(new Uint8Array(await book.xlsx.writeBuffer()), 'a.xlsx'));
    expect(encoding).toBe('XLSX');
    expect(rows).toEqual([
      [2, 'A1', '2023-02-28', '0.3', '6921168509256'],
      [4, 'A2', '2023-03-01', '12.5', expect.stringContaining('Excel 已丢失末位')],
    ]);
  });

  test('line numbers are those of the editor, across quoted line breaks and empty lines', async () => {
    expect((await read(fileOf('a,b\n1,"x\ny"\n\n2,z\n'))).rows).toEqual([
      [2, '1', 'x\ny'],
      [5, '2', 'z'],
    ]);
  });
});

describe('a row is refused with its line', () => {
  const rows: readonly (readonly [string, string | Uint8Array, number, string, number])[] = [
    ['longer than 1 MB', `a,b\n1,2\n${TEN_MB},3\n4,5\n`, 3, '这一行超过 1 MB', 2],
    ['longer than 1 MB, at the end of the file', `a,b\n1,2\n4,${TEN_MB}`, 3, '这一行超过 1 MB', 1],
    ['with a quoted cell over a line longer than 1 MB', `a,b\n1,"x\n${TEN_MB}\ny"\n4,5\n`, 2, '记录中有一行超过 1 MB', 1],
    ['with more cells than the header', 'a,b\n1,2,3\n4,5\n', 2, '第 3 列有值却没有表头（表头 2 列，本行 3 列）', 1],
    [
      'with bytes that are no characters',
      Buffer.concat([iconv.encode('编码,名\n', 'gbk'), Buffer.from([0x41, 0x2c, 0xff, 0xff, 0x0a]), Buffer.from('B,2\n')]),
      2,
      '含有无法识别的字符',
      1,
    ],
  ];
  test.each(rows)('%s', async (_, content, line, message, kept) => {
    const before = process.memoryUsage().arrayBuffers;
    const { refused, rows: good } = await read(fileOf(content));
    expect(refused).toContainEqual(expect.objectContaining({ line, message }));
    expect(good).toHaveLength(kept);
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(100_000_000);
  });
});

describe('a file is refused', () => {
  const packed = gzipSync(Array.from({ length: 5000 }, (_, i) => `${i},${(i * 7919) % 104729}`).join('\n'));
  const files: readonly (readonly [string, string | Uint8Array, string])[] = [
    ['when it is empty', '', '文件是空的'],
    ['when there is only white space', '\n\n \n', '文件里没有表头'],
    ['without a header', '1,2\n3,4\n', '第 1 行全是数字，不像表头'],
    ['with a header named twice', '编码,名称,编码\n1,2,3\n', '表头中“编码”出现了两次'],
    ['when the gzip breaks off', packed.subarray(0, packed.length / 2), '压缩文件不完整：只有前半截'],
    ['when the gzip is damaged', Buffer.concat([packed.subarray(0, 200), Buffer.alloc(200, 7), packed.subarray(400)]), '压缩文件已损坏'],
    ['when a quote is never closed', 'a,b\n1,2\n3,"open\n4,5\n', '双引号没有配对'],
    ['when the workbook is none', Buffer.concat([Buffer.from('PK\u0003\u0004'), Buffer.alloc(100)]), 'XLSX 文件读不出来'],
    ['of the old Excel', Buffer.from('d0cf11e0a1b11ae1', 'hex'), '这是旧版 Excel（.xls）文件'],
  ];
  test.each(files)('%s', async (_, content, message) => {
    const row = await refusal(fileOf(content));
    expect(row?.message).toContain(message);
    expect(row?.remedy).not.toBe('');
  });
  test('when there is none', async () => expect((await refusal('/nowhere/at-all.csv'))?.message).toContain('没有文件'));
  test('the unclosed quote is named by the line it stands on', async () => expect((await refusal(fileOf('a,b\n1,2\n3,"open\n4,5\n')))?.line).toBe(3));
});
