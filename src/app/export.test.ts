// Files for a spreadsheet: read back by the same library people's tools are built on.
import ExcelJS from 'exceljs';
import { describe, expect, test } from 'vitest';
import { csvOf, type Table, xlsxOf } from './export.ts';

const TABLE: Table = {
  name: '库存/明细',
  format: 'xlsx',
  columns: [
    { zh: '日期', kind: 'day' },
    { zh: '商品' },
    { zh: '数量', kind: 'qty' },
    { zh: '单价', kind: 'price' },
    { zh: '金额', kind: 'money' },
    { zh: '行数', kind: 'int' },
    { zh: '税率', kind: 'rate' },
    { zh: '时间' },
  ],
  rows: [
    ['2026-03-05', '=1+1', '12.5', '3.3333', '-41.67', '1200', '0.13', '2026-03-05T16:30:00Z'],
    ['', '油', '1000', '2', '2000.00', '', '1.5%', ''],
    ['2026-03-06', '水', '1', '2', '12345678901234.56', '3', '', ''],
  ],
  sums: ['', '', '1013.5', '', '12345678903192.89', '1203', '', ''],
  conditions: [['会计期间', '2026年3月']],
};

async function read(table: Table): Promise<ExcelJS.Workbook> {
  const book = new ExcelJS.Workbook();
  await book.xlsx.load((await xlsxOf(table, { org: '衡仓小店', person: '方敏', at: '2026-03-31 18:00' })) as never);
  return book;
}
const cellsOf = (sheet: ExcelJS.Worksheet | undefined, row: number): unknown[] => ((sheet?.getRow(row).values ?? []) as unknown[]).slice(1);

describe('a spreadsheet', () => {
  test('has figures as figures, days as days, shares as shares; what would lose digits stays text', async () => {
    const sheet = (await read(TABLE)).worksheets[0];
    expect(cellsOf(sheet, 1)).toEqual(TABLE.columns.map((c) => c.zh));
    expect(cellsOf(sheet, 2)).toEqual([new Date('2026-03-05T00:00:00Z'), '=1+1', 12.5, 3.3333, -41.67, 1200, 0.13, new Date('2026-03-06T00:30:00Z')]);
    expect(sheet?.getCell('B2').type).toBe(ExcelJS.ValueType.String);
    expect(cellsOf(sheet, 3).slice(1, 7)).toEqual(['油', 1000, 2, 2000, '', 0.015]);
    expect(sheet?.getCell('E4').value).toBe('12345678901234.56');
  });

  test('lets the points of a column stand below each other', async () => {
    const sheet = (await read(TABLE)).worksheets[0];
    const formats = ['A2', 'C2', 'D2', 'E2', 'F2', 'G2', 'H2'].map((at) => sheet?.getCell(at).numFmt);
    expect(formats).toEqual(['yyyy-mm-dd', '#,##0.0', '#,##0.0000', '#,##0.00', '#,##0', '0.0%', 'yyyy-mm-dd hh:mm']);
  });

  test('adds up at the end, prints one page wide with its head on every page, and says on a second sheet what it is', async () => {
    const book = await read(TABLE);
    const [sheet, note] = book.worksheets;
    expect(cellsOf(sheet, 5).slice(0, 6)).toEqual(['合计', '', 1013.5, '', '12345678903192.89', 1203]);
    expect(sheet?.pageSetup).toMatchObject({ fitToPage: true, fitToWidth: 1, fitToHeight: 0, printTitlesRow: '1:1' });
    expect(sheet?.headerFooter.oddFooter).toContain('方敏 2026-03-31 18:00');
    expect(sheet?.autoFilter).toBe('A1:H4');
    const told = Object.fromEntries(((note?.getSheetValues() ?? []) as unknown[][]).slice(1).map((row) => [row[1], row[2]]));
    expect(told).toMatchObject({ 公司: '衡仓小店', 会计期间: '2026年3月', 行数: '3', 导出人: '方敏', 导出时间: '2026-03-31 18:00' });
  });

  test('that leaves something out says so, in the file and in the text', async () => {
    const { sums: _sums, ...plain } = TABLE;
    const cut = { ...plain, cut: '只导出了前 3 行' };
    expect(cellsOf((await read(cut)).worksheets[0], 5)).toEqual(['只导出了前 3 行']);
    expect(csvOf(cut).trimEnd().split('\r\n').at(-1)).toBe('只导出了前 3 行');
  });

  test('of a legal form has the title above the columns', async () => {
    const sheet = (await read({ ...TABLE, heading: [['利润表'], ['', '会小企02表'], ['编制单位：衡仓小店']] })).worksheets[0];
    expect(sheet?.getCell('A1').value).toBe('利润表');
    expect(cellsOf(sheet, 4)).toEqual(TABLE.columns.map((c) => c.zh));
    expect(sheet?.pageSetup.printTitlesRow).toBe('4:4');
  });
});

test('text does not become a formula in a CSV file', () => {
  expect(csvOf(TABLE).split('\r\n')[1]).toBe("2026-03-05,'=1+1,12.5,3.3333,-41.67,1200,0.13,2026-03-05T16:30:00Z");
});
