// An export holds everything of its company and nothing of another's: the figures add up to the books, and the event chain can be checked by hand.
import { emptyDatabase, everyDocument, memoryHouse, smallCompany, type TestHouse, type WholeCompany } from '#testing';
import { parse } from 'csv-parse/sync';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sequenceAll } from '../sequencer.ts';
import { exportCompany, type ExportResult } from './export.ts';
import { openZip } from './unzip.ts';

const dir = mkdtempSync(join(tmpdir(), 'hengcang-export-test-'));
let house: TestHouse;
let co: WholeCompany;
let result: ExportResult;
const to = join(dir, 'all');
beforeAll(async () => {
  house = await memoryHouse();
  co = await everyDocument(house);
  await sequenceAll(house.db);
  result = await exportCompany(house.db, co.caller.scope, { to, format: 'csv', version: 'test', catalog: house.catalog });
});
afterAll(async () => {
  await house?.close();
  rmSync(dir, { recursive: true, force: true });
});

type Row = Record<string, string>;
const read = (file: string): Row[] => parse(readFileSync(join(to, `${file}.csv`)), { bom: true, columns: true }) as Row[];
const table = (file: string): Row[] => Object.values(JSON.parse(readFileSync(join(to, `GB-T-24589.1-2024参照/${file}.json`), 'utf8')) as Record<string, Row[]>)[0] ?? [];
const fen = (text: string | undefined): bigint => BigInt((text ?? '').replace('.', ''));
const total = (rows: readonly Row[], column: string): bigint => rows.reduce((sum, r) => sum + fen(r[column]), 0n);

describe('an export', () => {
  test('has a file for every kind of record and document, and for each book', () => {
    const files = new Set(result.files.map((f) => f.file));
    for (const r of house.catalog.records) expect(files, r.type).toContain(`资料/${r.zh}.csv`);
    for (const d of house.catalog.documents) for (const part of ['', '-明细']) expect(files, d.type).toContain(`单据/${d.zh}${part}.csv`);
    for (const name of ['库存流水', '库存余额', '库存成本', '凭证', '往来账项', '核销记录']) expect(files).toContain(`账簿/${name}.csv`);
  });

  test('every file has as many rows as its list says, and its sum', () => {
    const list = JSON.parse(readFileSync(join(to, '清单.json'), 'utf8')) as ExportResult;
    expect(list.files).toEqual(result.files);
    for (const f of list.files) {
      expect(
        createHash('sha256')
          .update(readFileSync(join(to, f.file)))
          .digest('hex'),
        f.file,
      ).toBe(f.sha256);
      if (f.file.endsWith('.csv')) expect(read(f.file.slice(0, -4)).length, f.file).toBe(f.rows);
    }
  });

  test('counts and figures are those of the books', async () => {
    const [books] = await co.rows<Record<string, string>>(
      `select (select count(*) from books.document)::text as documents, (select count(*) from books.document_line)::text as lines, (select count(*) from books.stock_line)::text as stock,
         (select count(*) from books.record)::text as records, (select sum(debit) from books.voucher_line)::text as debit, (select sum(value) from books.item_value)::text as value,
         (select count(*) from bus.event_log)::text as events`,
    );
    const count = (prefix: string, more: (file: string) => boolean = () => true) =>
      result.files.filter((f) => f.file.startsWith(prefix) && more(f.file)).reduce((sum, f) => sum + f.rows, 0);
    expect(count('单据/', (f) => !f.includes('-明细'))).toBe(Number(books?.['documents']));
    expect(count('单据/', (f) => f.includes('-明细'))).toBe(Number(books?.['lines']));
    expect(count('资料/')).toBe(Number(books?.['records']));
    expect(read('账簿/库存流水').length).toBe(Number(books?.['stock']));
    expect(read('审计/事件链').length).toBe(Number(books?.['events']));
    expect(total(read('账簿/凭证'), '借方')).toBe(BigInt(books?.['debit'] ?? 0));
    expect(total(read('账簿/凭证'), '贷方')).toBe(BigInt(books?.['debit'] ?? 0));
    expect(total(read('账簿/库存成本'), '金额')).toBe(BigInt(books?.['value'] ?? 0));
  });

  test('is written for people: names instead of ids, words instead of codes', () => {
    const [receipt] = read('单据/采购入库单').filter((r) => r['状态'] === '已审核');
    expect(receipt).toMatchObject({ 单号: expect.stringMatching(/^CGRK-2026/), 供应商: expect.stringMatching(/^\S+ \D/), 仓库: expect.stringMatching(/^\S+ \D/) });
    const [stock] = read('账簿/库存流水');
    expect(stock).toMatchObject({
      地点: '在库',
      商品: expect.stringMatching(/^\S+ /),
      数量: expect.stringMatching(/^-?\d+(\.\d+)?$/),
      成本: expect.stringMatching(/^-?\d+\.\d\d$/),
    });
  });

  test('anybody can check the event chain', () => {
    const rows = read('审计/事件链');
    expect(rows.length).toBeGreaterThan(100);
    for (const e of rows) {
      const said = `${e['前一哈希']}|${e['位置']}|${e['组织标识']}|${e['事件标识']}|${e['对象']}|${e['版本']}|${e['事件']}|${e['内容']}`;
      expect(createHash('sha256').update(said).digest('hex'), e['位置']).toBe(e['哈希']);
    }
  });

  test('the tables after GB/T 24589.1 balance: what came before, what moved, what is left', async () => {
    const balances = table('总账/科目余额及发生额');
    const signed = (r: Row, when: '期初' | '期末'): bigint => fen(r[`${when}本币余额`]) * (r[`${when}余额方向`] === '贷' ? -1n : 1n);
    expect(balances.length).toBeGreaterThan(20);
    const left = new Map<string, bigint>();
    for (const r of balances) {
      expect(signed(r, '期初'), JSON.stringify(r)).toBe(left.get(r['科目编号'] ?? '') ?? 0n);
      expect(signed(r, '期末')).toBe(signed(r, '期初') + fen(r['借方本币金额']) - fen(r['贷方本币金额']));
      left.set(r['科目编号'] ?? '', signed(r, '期末'));
    }
    const [stock] = await co.rows<{ sum: string }>(`select sum(debit - credit)::text as sum from books.account_balance where account = '1405'`);
    expect(left.get('1405')).toBe(BigInt(stock?.sum ?? 0));
    expect([...left.values()].reduce((a, b) => a + b, 0n)).toBe(0n);
    expect(total(table('总账/记账凭证'), '借方本币金额')).toBe(total(balances, '借方本币金额'));
    expect(table('基础档案/电子账簿')).toMatchObject([{ 会计核算单位: '百单小店', 执行准则: '小企业会计准则' }]);
  });

  test('holds nothing of another company in the same house', async () => {
    const other = await smallCompany(house, { name: '隔壁的店' });
    const mine = await exportCompany(house.db, co.caller.scope, { to: join(dir, 'mine.zip'), format: 'jsonl', version: 'test', catalog: house.catalog });
    expect(mine.rows).toBe(result.rows);
    const theirs = await exportCompany(house.db, other.caller.scope, { to: join(dir, 'theirs'), format: 'jsonl', version: 'test', catalog: house.catalog });
    expect(theirs.company).toBe('隔壁的店');
    expect(theirs.files.find((f) => f.file === '账簿/凭证.jsonl')?.rows).toBe(0);
    expect((await openZip(join(dir, 'mine.zip'))).entries.has('账簿/凭证.jsonl')).toBe(true);
    const [item] = readFileSync(join(dir, 'theirs/资料/商品.jsonl'), 'utf8').split('\n');
    expect(JSON.parse(item ?? '')).toMatchObject({ 名称: expect.any(String), 启用: '是' });
  });

  test('never mixes with what lies there already, and leaves nothing when it fails', async () => {
    writeFileSync(join(dir, 'theirs', 'notes.txt'), 'mine');
    await expect(exportCompany(house.db, co.caller.scope, { to: join(dir, 'theirs'), format: 'csv', version: 'test', catalog: house.catalog })).rejects.toThrow(/已经有东西/);
    expect(readFileSync(join(dir, 'theirs', 'notes.txt'), 'utf8')).toBe('mine');
    const empty = await emptyDatabase('pglite');
    await expect(exportCompany(empty, co.caller.scope, { to: join(dir, 'none.zip'), format: 'csv', version: 'test', catalog: house.catalog })).rejects.toThrow();
    await empty.close();
    expect(readdirSync(dir).filter((f) => f.startsWith('none'))).toEqual([]);
  });
});
