// A back-up comes back whole on either engine: same rows to the last byte, books that prove themselves and go on; anything else is refused and leaves nothing behind.
import { run } from '#books/pen';
import type { Database } from '#kernel/ports';
import { emptyDatabase, everyDocument, memoryHouse, postgresHouse, smallCompany, type SmallCompany, type TestHouse } from '#testing';
import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sequenceAll } from '../sequencer.ts';
import { verify } from '../verify.ts';
import { sha256 } from '#platform/digest';
import { backupHouse, type Manifest } from './backup.ts';
import { type Checked, checkBackup, restoreHouse } from './restore.ts';
import { openZip, textOf } from './unzip.ts';
import { zipAt } from './zip.ts';

const dir = mkdtempSync(join(tmpdir(), 'hengcang-backup-test-'));
const at = (name: string): string => join(dir, name);
const opened: { close: () => Promise<void> }[] = [];
afterAll(async () => {
  for (const o of opened) await o.close();
  rmSync(dir, { recursive: true, force: true });
});
const empty = async (engine: Database['kind']): Promise<Database> => {
  const db = await emptyDatabase(engine);
  opened.push(db);
  return db;
};
/** Every row and every number given, per table; where a row lies on the disk is the database's own affair. */
async function content({ zip, manifest }: Checked): Promise<Record<string, unknown>> {
  const tables: Record<string, unknown> = {};
  for (const t of manifest.tables) {
    const entry = zip.entries.get(t.file);
    const lines = entry ? (await textOf(zip, entry)).split('\n').toSorted() : [];
    tables[t.name] = { rows: t.rows, sequences: t.sequences, sha256: sha256(lines.join('\n')) };
  }
  return tables;
}

const receipt = (co: SmallCompany, day: string) =>
  ({
    type: 'goods-receipt',
    command: 'approve',
    body: { day, head: { supplier: co.ids['supplier'], warehouse: co.ids.main }, lines: [{ item: co.ids.oil, qty: '3', price: '50' }] },
  }) as never;

for (const [from, open] of [
  ['pglite', memoryHouse],
  ['postgres', () => postgresHouse(6)],
] as const) {
  describe(`a back-up of ${from}`, () => {
    let house: TestHouse;
    let co: SmallCompany;
    const file = at(`${from}.zip`);
    beforeAll(async () => {
      house = await open();
      opened.push(house);
      co = await everyDocument(house);
      await sequenceAll(house.db);
      await house.db.owner((tx) =>
        tx.query(
          `insert into outside.endpoint (org_id, id, name, url, secret, pos, made_by) values ($1, gen_random_uuid(), '仓库系统', 'https://example.com/in', 'x', 0, '王老板')`,
          [co.ids.org],
        ),
      );
    });

    test('says what it holds, and nothing stands under its name before it is whole', async () => {
      const seen: string[] = [];
      const result = await backupHouse(house.db, { file, version: 'test', progress: (_done, _total, table) => seen.push(`${table} ${readdirSync(dir).includes(`${from}.zip`)}`) });
      expect(result).toMatchObject({ file, tables: expect.any(Number), sha256: expect.stringMatching(/^[0-9a-f]{64}$/) });
      expect(result.rows).toBeGreaterThan(1500);
      expect(seen.length).toBeGreaterThan(20);
      expect(seen.filter((s) => s.endsWith('true'))).toEqual([]);
      const { manifest } = await checkBackup(file, { sha256: result.sha256 });
      expect(manifest.companies).toContain('百单小店');
      expect(manifest.tables.map((t) => t.name)).not.toContain('identity.session');
      const [booked] = await house.db.owner((tx) => tx.query<{ n: number }>('select count(*)::int as n from books.stock_line'));
      expect(manifest.tables.find((t) => t.name === 'books.stock_line')?.rows).toBe(booked?.n);
    });

    for (const to of ['pglite', 'postgres'] as const)
      test(`stands again on ${to}: the same rows, books that prove themselves, and the next document`, async () => {
        const db = await empty(to);
        const checked = await checkBackup(file);
        const restored = await restoreHouse(db, checked, { keepOutside: true });
        expect(restored).toMatchObject({ tables: checked.manifest.tables.length, paused: 0, migrated: [] });
        await backupHouse(db, { file: at('again.zip'), version: 'test' });
        expect(await content(await checkBackup(at('again.zip')))).toEqual(await content(checked));
        expect((await verify(db)).checks.filter((c) => c.wrong > 0)).toEqual([]);
        const copy = { ...house, db, clock: { now: () => '2026-05-10T04:00:00.000Z', today: () => '2026-05-10' as never } };
        const posted = await run(copy, co.caller, receipt(co, '2026-05-10'));
        expect(posted).toMatchObject({ ok: true, reply: { state: 'posted', number: 'CGRK-202605-0001' } });
        await sequenceAll(db);
        expect((await verify(db)).ok).toBe(true);
        await expect(
          db.owner((tx) => tx.query('delete from books.voucher_line')),
          'what was posted is locked again',
        ).rejects.toThrow(/never changed/);
      });
  });
}

describe('on PostgreSQL', () => {
  let house: TestHouse;
  let co: SmallCompany;
  beforeAll(async () => {
    house = await postgresHouse(6);
    opened.push(house);
    co = await smallCompany(house);
    for (let i = 0; i < 5; i += 1) await co.must(receipt(co, '2026-03-10'));
    await sequenceAll(house.db);
  });

  test('people go on booking meanwhile; the back-up is one moment, and its books are whole', async () => {
    const meanwhile: Promise<unknown>[] = [];
    let seen = '';
    await backupHouse(house.db, {
      file: at('busy.zip'),
      version: 'test',
      progress: (_done, _total, table) => {
        // One more receipt after each table that is through.
        if (table !== seen) meanwhile.push(co.must(receipt(co, '2026-03-10')));
        seen = table;
      },
    });
    await Promise.all(meanwhile);
    expect(meanwhile.length).toBeGreaterThan(10);
    const db = await empty('pglite');
    await restoreHouse(db, await checkBackup(at('busy.zip')));
    expect((await verify(db)).checks.filter((c) => c.wrong > 0)).toEqual([]);
    expect(await db.owner((tx) => tx.query(`select count(*)::int as n from books.document where state = 'posted'`))).toEqual([{ n: 5 }]);
  });

  test('an account that would not see every row is told so, and writes nothing', async () => {
    const blind: Database = {
      ...house.db,
      owner: (work) =>
        house.db.owner(async (tx) => {
          await tx.query('set local role hengcang_app');
          return work(tx);
        }),
    };
    await expect(backupHouse(blind, { file: at('blind.zip'), version: 'test' })).rejects.toThrow(/“hengcang_app”看不到隔离墙外的行.*bypassrls/);
    expect(readdirSync(dir).filter((f) => f.startsWith('blind'))).toEqual([]);
  });
});

describe('a restore', () => {
  let house: TestHouse;
  let co: SmallCompany;
  const file = at('small.zip');
  beforeAll(async () => {
    house = await memoryHouse();
    opened.push(house);
    co = await smallCompany(house);
    await co.must(receipt(co, '2026-03-10'));
    await sequenceAll(house.db);
    await house.db.owner((tx) =>
      tx.query(
        `insert into outside.endpoint (org_id, id, name, url, secret, pos, made_by) values ($1, gen_random_uuid(), '仓库系统', 'https://example.com/in', 'x', 0, '王老板')`,
        [co.ids.org],
      ),
    );
    await backupHouse(house.db, { file, version: 'test' });
  });

  test('pauses what would be sent outside a second time', async () => {
    const db = await empty('pglite');
    expect(await restoreHouse(db, await checkBackup(file))).toMatchObject({ paused: 1 });
    expect(await db.owner((tx) => tx.query('select state from outside.endpoint'))).toEqual([{ state: 'paused' }]);
  });

  test('never writes where a house stands already', async () => {
    const before = await co.rows('select id from books.document');
    await expect(restoreHouse(house.db, await checkBackup(file))).rejects.toThrow(/目标数据库里已经有衡仓的数据。恢复只写入空库，绝不覆盖/);
    expect(await co.rows('select id from books.document')).toEqual(before);
  });

  const bytes = (): Buffer => readFileSync(file);
  const spoilt: readonly (readonly [string, (path: string) => Promise<void> | void, RegExp])[] = [
    [
      'one bit in the middle',
      (path) => {
        const b = bytes();
        b[Math.floor(b.length / 2)] = (b[Math.floor(b.length / 2)] ?? 0) ^ 1;
        writeFileSync(path, b);
      },
      /备份文件被改动或已损坏|无法解压/,
    ],
    ['a file cut short', (path) => (writeFileSync(path, bytes()), truncateSync(path, bytes().length - 3000)), /不是完整的衡仓备份文件/],
    ['another file', (path) => writeFileSync(path, '编码,名称\n1,水\n'), /不是完整的衡仓备份文件/],
    ['a zip of something else', async (path) => elsewhere(path), /这不是衡仓的备份文件/],
    ['no file', () => undefined, /没有这个文件/],
    [
      'a figure changed and packed again',
      (path) => repacked(path, 'books.stock_line', (text) => text.replace('"storage"', '"customer"')),
      /表 books\.stock_line 与备份时记下的校验值不符/,
    ],
    ['a table left out', (path) => repacked(path, 'books.voucher', () => null), /表 books\.voucher 与备份时记下的校验值不符/],
  ];
  for (const [what, spoil, sentence] of spoilt)
    test(`refuses ${what}, in words`, async () => {
      const path = at(`spoilt-${what.replaceAll(' ', '-')}.zip`);
      await spoil(path);
      await expect(checkBackup(path)).rejects.toThrow(sentence);
    });

  test('refuses a file other than the one that was noted down', async () => {
    await expect(checkBackup(file, { sha256: 'a'.repeat(64) })).rejects.toThrow(/整个文件与备份时记下的校验值不符/);
  });

  test('refuses a house it does not know, and leaves the database as empty as it was, ready for the next attempt', async () => {
    const db = await empty('pglite');
    const checked = await checkBackup(file);
    const strange = (change: (m: Manifest) => Manifest) => ({ ...checked, manifest: change(checked.manifest) });
    await expect(
      restoreHouse(
        db,
        strange((m) => ({ ...m, migrations: [...m.migrations, { id: 'books/9999-later', hash: 'x' }] })),
      ),
    ).rejects.toThrow(/books\/9999-later.*更新的衡仓/);
    await expect(
      restoreHouse(
        db,
        strange((m) => ({ ...m, tables: m.tables.map((t) => (t.name === 'books.period' ? { ...t, rows: t.rows + 1 } : t)) })),
      ),
    ).rejects.toThrow(/表 books\.period 的行数/);
    expect(await db.owner((tx) => tx.query(`select nspname from pg_namespace where nspname in ('books', 'bus', 'identity', 'rules', 'outside')`))).toEqual([]);
    await restoreHouse(db, checked);
    expect((await verify(db)).ok).toBe(true);
  });
});

async function* once(text: string): AsyncGenerator<string> {
  yield text;
}
async function elsewhere(path: string): Promise<void> {
  const zip = await zipAt(path);
  await zip.add('manifest.json', once('{}'));
  await zip.finish();
}

/** The same back-up with one table changed (or left out), its list and its comment as they were. */
async function repacked(path: string, table: string, change: (text: string) => string | null): Promise<void> {
  const source = await openZip(at('small.zip'));
  const zip = await zipAt(path);
  for (const entry of source.entries.values()) {
    const text = await textOf(source, entry);
    const mended = entry.name === `tables/${table}.jsonl` ? change(text) : text;
    if (mended !== null) await zip.add(entry.name, once(mended));
  }
  await zip.finish(source.comment);
}
