// The soak in short, as the gate runs it: half a minute of kills, freezes, stalls, cuts and a crash on a real PostgreSQL; nothing lost, doubled or out of order.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { faultProxy } from './proxy.ts';
import type { SoakReport } from './soak.ts';

const ROOT = join(import.meta.dirname, '../../..');

test('half a minute of bad luck', { timeout: 480_000 }, async () => {
  const dir = mkdtempSync(join(tmpdir(), 'hengcang-soak-test-'));
  const out = join(dir, 'report.json');
  const said: string[] = [];
  const status = await new Promise<number | null>((done) => {
    const child = spawn(process.execPath, ['--conditions=source', '--import', 'tsx', 'src/app/cli.ts', 'soak', '--minutes', '0.5', '--seed', '3', '--out', out], {
      cwd: ROOT,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    child.stderr.on('data', (chunk: Buffer) => said.push(chunk.toString()));
    child.on('exit', done);
  });
  expect(status, said.join('')).toBe(0);
  const report = JSON.parse(readFileSync(out, 'utf8')) as SoakReport;
  rmSync(dir, { recursive: true, force: true });
  process.stderr.write(`soak: ${JSON.stringify(report)}\n`);
  expect(report).toMatchObject({ ok: true, lost: 0, duplicated: 0, inversions: 0, verify: 'clean' });
  expect(report.acknowledged).toBeGreaterThan(20);
  expect(report.kills).toBeGreaterThan(0);
});

/** A server that says everything back, and a connection to it through the proxy. */
async function echo(): Promise<{
  readonly proxy: Awaited<ReturnType<typeof faultProxy>>;
  readonly socket: Socket;
  readonly heard: () => string;
  readonly close: () => Promise<void>;
}> {
  const server = createServer((s) => s.on('error', () => undefined).pipe(s));
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const proxy = await faultProxy((server.address() as { port: number }).port);
  const socket = connect(proxy.port, '127.0.0.1').on('error', () => undefined);
  await new Promise((ready) => socket.once('connect', ready));
  let heard = '';
  socket.on('data', (chunk) => {
    heard += String(chunk);
  });
  return { proxy, socket, heard: () => heard, close: async () => (socket.destroy(), await proxy.close(), void server.close()) };
}
const until = async (true_: () => boolean): Promise<void> => {
  while (!true_()) await new Promise((r) => setTimeout(r, 5));
};

test('the proxy passes everything on, holds it up while stalled, and cuts', async () => {
  const { proxy, socket, heard, close } = await echo();
  socket.write('one ');
  await until(() => heard() === 'one ');
  let over = false;
  const stalled = proxy.stall(300).then(() => {
    over = true;
  });
  socket.write('two');
  await until(() => over || heard() !== 'one ');
  expect(over, 'nothing came through while stalled').toBe(true);
  await stalled;
  await until(() => heard() === 'one two');
  const cut = new Promise((done) => socket.once('close', done));
  expect(proxy.reset()).toBe(1);
  await cut;
  await close();
});
