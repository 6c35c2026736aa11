import { memoryHouse, smallCompany, type SmallCompany } from '#testing';
import { addEndpoint } from '#app/outside/webhook/endpoints';
import { allowedBy } from '#app/outside/webhook/address';
import { deliverOnce } from '#app/outside/webhook/deliver';
import { signedHeaders } from '#app/outside/webhook/signature';
import { sequenceAll } from '#app/sequencer';
import { isRefused } from '#kernel/refusal';
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

type Mould = { readonly code: string; readonly items: readonly string[]; readonly next: string; readonly because?: string };
const PROGRAM = join(import.meta.dirname, '../examples/mould-maintenance/server.mjs');
const FAR = '2099-06-15';
const HOLDER = randomUUID();
const allowed = allowedBy('127.0.0.1');

let co: SmallCompany;
let program: ChildProcess;
let secret = '';
let url = '';
const folder = mkdtempSync(join(tmpdir(), 'mould-'));
const file = join(folder, 'plan.json');
const moulds = (): readonly Mould[] => (JSON.parse(readFileSync(file, 'utf8')) as { moulds: Mould[] }).moulds;

const freePort = (): Promise<number> =>
  new Promise((found) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => found(port));
    });
  });

beforeAll(async () => {
  co = await smallCompany(await memoryHouse());
  await co.must({
    type: 'goods-receipt',
    command: 'approve',
    body: { day: '2026-03-02', head: { supplier: co.ids.supplier, warehouse: co.ids.main }, lines: [{ item: co.ids.milk, qty: '10', price: '3', lot: 'M1', made: '2026-03-01' }] },
  });
  const port = await freePort();
  url = `http://127.0.0.1:${port}/`;
  const made = await addEndpoint(co.house, co.caller, { input: { name: '模具保养', url, wants: ['lot-frozen/1', 'lot-thawed/1'] }, allowed });
  if (isRefused(made)) throw new Error(JSON.stringify(made));
  ({ secret } = made);
  writeFileSync(file, JSON.stringify({ moulds: [co.ids.milk, co.ids.oil].map((item, i) => ({ code: `MJ-${i}`, items: [item], next: FAR })), handled: [] }));
  program = spawn(process.execPath, [PROGRAM], { env: { ...process.env, HENGCANG_WEBHOOK_SECRET: secret, PORT: String(port), PLAN: file }, stdio: ['ignore', 'pipe', 'inherit'] });
  await new Promise<void>((up, failed) => {
    program.stdout?.once('data', () => up());
    program.once('exit', () => failed(new Error('the example ended at its start')));
  });
});
afterAll(async () => {
  program?.kill();
  rmSync(folder, { recursive: true, force: true });
  await co?.house.close();
});
const tell = async (): Promise<void> => {
  await sequenceAll(co.house.db);
  while ((await deliverOnce({ ports: co.house, allowed, holder: HOLDER, under: new Map() })) > 0);
};
/** Sends a message as 衡仓 signs it. */
const post = (id: string, body: string, key = secret): Promise<Response> =>
  fetch(url, { method: 'POST', body, headers: signedHeaders([key], { id, timestamp: Math.floor(Date.now() / 1000), body }) });

test('an outside program pulls a maintenance forward when a lot is frozen, and puts it back when it is thawed', async () => {
  const freeze = await co.must({
    type: 'lot-freeze',
    command: 'approve',
    body: { day: '2026-03-05', head: { kind: 'quality', reason: '飞边' }, lines: [{ item: co.ids.milk, lot: 'M1' }] },
  });
  await tell();
  const [mould, other] = moulds();
  expect(mould?.because).toBe(`${freeze.number}：飞边（批次 M1）`);
  expect((mould?.next ?? FAR) < FAR).toBe(true);
  expect(other).toEqual({ code: 'MJ-1', items: [co.ids.oil], next: FAR });
  await co.must({ type: 'lot-thaw', command: 'approve', body: { day: '2026-03-06', head: { decision: 'accept', reason: '复检' }, lines: [{ item: co.ids.milk, lot: 'M1' }] } });
  await tell();
  expect(moulds()[0]).toEqual({ code: 'MJ-0', items: [co.ids.milk], next: FAR });
});

test('it believes nobody else, and the same event twice changes the plan once', async () => {
  const event = (id: string, timestamp: string) =>
    JSON.stringify({ id, type: 'lot-frozen/1', timestamp, data: { number: 'PCDJ-9', reason: '裂', lots: [{ item: co.ids.milk, no: 'L1' }] } });
  expect((await post('x', event('x', '2026-03-05T01:00:00Z'), 'whsec_AAAA')).status).toBe(401);
  expect(moulds()[0]?.next).toBe(FAR);
  expect((await post('e1', event('e1', '2026-03-05T01:00:00Z'))).status).toBe(204);
  expect(moulds()[0]?.next).toBe('2026-03-06');
  expect((await post('e1', event('e1', '2026-03-01T01:00:00Z'))).status).toBe(204);
  expect(moulds()[0]?.next).toBe('2026-03-06');
});
