// Back-up over HTTP: who may, that it is made in the background and taken away whole, and that one group never walks off with another's books.
import { memoryHouse, smallCompany, smallServer, type SmallServer } from '#testing';
import { buildServer } from '../server.ts';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkBackup } from '../backup/restore.ts';
import { openZip } from '../backup/unzip.ts';
import { HOUSE_KEY } from '../backup/running.ts';

const folder = mkdtempSync(join(tmpdir(), 'hengcang-backup-route-'));
let s: SmallServer;
let admin: string;
beforeAll(async () => {
  process.env['HENGCANG_BACKUP_DIR'] = folder;
  s = await smallServer(memoryHouse);
  admin = await s.as(s.co, 'admin');
});
afterAll(async () => {
  await s?.close();
  delete process.env['HENGCANG_BACKUP_DIR'];
  rmSync(folder, { recursive: true, force: true });
});

type State = {
  readonly running: { readonly kind: string; readonly percent: number } | null;
  readonly failed: string | null;
  readonly backups: readonly { readonly name: string; readonly bytes: number; readonly sha256: string; readonly rows: number; readonly by: string }[];
  readonly exports: readonly { readonly name: string }[];
  readonly due: boolean;
  readonly others: string | null;
};
const state = async (cookie = admin): Promise<State> => (await s.call(cookie, 'GET', '/api/backups')).body as State;
const finished = async (): Promise<State> => {
  for (;;) {
    const now = await state();
    if (!now.running) return now;
    await new Promise((wake) => setTimeout(wake, 20));
  }
};
const take = async (url: string): Promise<string> => {
  const reply = await s.server.app.inject({ method: 'GET', url, headers: { cookie: admin } });
  expect(reply.statusCode).toBe(200);
  expect(reply.headers['content-type']).toBe('application/zip');
  const path = join(folder, 'taken.zip');
  writeFileSync(path, reply.rawPayload);
  return path;
};

test('is for the administrator of the whole company', async () => {
  for (const role of ['owner', 'accountant', 'finance-head', 'keeper', 'buyer', 'cashier']) {
    const cookie = await s.as(s.co, role);
    for (const [method, url] of [
      ['GET', '/api/backups'],
      ['POST', '/api/backups'],
      ['POST', '/api/exports'],
      ['GET', '/api/backups/hengcang-backup-20260310-120000.zip'],
    ] as const)
      expect((await s.call(cookie, method, url, method === 'POST' ? {} : undefined)).status, `${role} ${url}`).toBe(403);
  }
  const atShop = await s.call(await s.as(s.co, 'admin', s.co.ids.shopSite), 'POST', '/api/exports', {});
  expect([atShop.status, atShop.body.code]).toEqual([403, 'backup-whole-company']);
});

test('reminds until there is one, makes it in the background, one at a time, and hands it over whole', async () => {
  expect(await state()).toMatchObject({ due: true, backups: [], running: null, others: null });
  expect((await s.call(admin, 'POST', '/api/backups', {})).status).toBe(200);
  const second = await s.call(admin, 'POST', '/api/exports', {});
  expect([second.status, second.body.detail]).toEqual([409, expect.stringMatching(/^正在备份（已完成 \d+%），请等它结束$/)]);
  const done = await finished();
  expect(done).toMatchObject({ due: false, failed: null, backups: [{ by: expect.stringContaining('admin'), sha256: expect.any(String), rows: expect.any(Number) }] });
  const [made] = done.backups;
  const { manifest } = await checkBackup(await take(`/api/backups/${made?.name}`), { sha256: made?.sha256 });
  expect(manifest.companies).toEqual(['衡仓小店']);
  const noted = await s.co.rows<{ action: string; summary: string }>(`select action, summary from books.audit_log where action like 'backup.%' order by id`);
  expect(noted).toEqual([
    { action: 'backup.make', summary: `开始整库备份 ${made?.name}` },
    { action: 'backup.take', summary: `取走整库备份 ${made?.name}` },
  ]);
});

test('an export of the company is taken away the same way', async () => {
  await s.call(admin, 'POST', '/api/exports', { format: 'jsonl' });
  const [made] = (await finished()).exports;
  expect((await openZip(await take(`/api/exports/${made?.name}`))).entries.has('资料/商品.jsonl')).toBe(true);
});

test('no name leads out of the folder', async () => {
  writeFileSync(join(folder, '..', 'hengcang-backup-outside.zip'), 'x');
  for (const name of ['..%2Fhengcang-backup-outside.zip', 'taken.zip', 'hengcang-backup-20000101-000000.zip', '%2Fetc%2Fpasswd'])
    expect((await s.call(admin, 'GET', `/api/backups/${name}`)).status, name).toBe(404);
  rmSync(join(folder, '..', 'hengcang-backup-outside.zip'));
});

test('with another group in the same database the whole house is not for one administrator, their own company still is', async () => {
  const demo = await smallCompany(s.house, { name: '演示公司' });
  await s.house.db.owner((tx) => tx.query(`update books.org_node set settings = settings || '{"demo": true}' where id = $1`, [demo.ids.org]));
  expect(await state(), 'a demo company is nobody’s secret').toMatchObject({ others: null });
  const asDemo = await s.as(demo, 'admin');
  expect((await s.call(asDemo, 'POST', '/api/backups', {})).body.code, 'whoever walks into the demo takes nothing of the others').toBe('backup-many-groups');
  await smallCompany(s.house, { name: '另一家' });
  expect(await state()).toMatchObject({ others: '衡仓集团', backups: [] });
  const refused = await s.call(admin, 'POST', '/api/backups', {});
  expect([refused.status, refused.body.code]).toEqual([403, 'backup-many-groups']);
  expect((await s.call(admin, 'POST', '/api/exports', {})).status).toBe(200);
  await finished();
});

test('the command line beside a running server comes in with the key of the data folder, and nobody without it', async () => {
  const { app, live } = await buildServer({ ports: s.house, version: 'test', files: { folder: join(folder, 'cli'), key: 'the-key' } });
  try {
    for (const headers of [{}, { [HOUSE_KEY]: 'another' }]) expect((await app.inject({ method: 'POST', url: '/api/house/backup', headers })).statusCode).toBe(401);
    const headers = { [HOUSE_KEY]: 'the-key' };
    const { name } = (await app.inject({ method: 'POST', url: '/api/house/backup', headers })).json() as { name: string };
    while (((await app.inject({ method: 'GET', url: '/api/house/backup', headers })).json() as State).running) await new Promise((wake) => setTimeout(wake, 20));
    expect(readdirSync(join(folder, 'cli'))).toContain(name);
    expect((await app.inject({ method: 'GET', url: `/api/house/backup/${name}`, headers })).headers['content-type']).toBe('application/zip');
    expect((await app.inject({ method: 'DELETE', url: `/api/house/backup/${name}` })).statusCode).toBe(401);
    expect((await app.inject({ method: 'DELETE', url: `/api/house/backup/${name}`, headers })).statusCode).toBe(200);
    expect(readdirSync(join(folder, 'cli')), 'that it was made is remembered').toEqual(['last.json']);
  } finally {
    live.close();
    await app.close();
  }
});
