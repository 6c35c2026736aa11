// A running server holds the embedded database; a back-up is then made by the server itself. Whoever can read the data folder may ask for one:
// the lock file there carries the server's address and a key of this one run.
import { Unusable } from '../open.ts';
import { createWriteStream, readFileSync, writeFileSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { KeeperState } from './keeper.ts';

export const HOUSE_KEY = 'x-hengcang-house';
type Address = { readonly url: string; readonly key: string };

const lockOf = (data: string): string => join(data, 'hengcang.lock');

/** Writes the address and the key beside the claim (readable by this user only). */
export function announce(data: string, address: Address): void {
  const lock = JSON.parse(readFileSync(lockOf(data), 'utf8')) as Record<string, unknown>;
  writeFileSync(lockOf(data), JSON.stringify({ ...lock, key: address.key, url: address.url.replace(/\/\/(0\.0\.0\.0|\[::\])/, '//127.0.0.1') }), { mode: 0o600 });
}

/** The server that holds this folder now, or null. */
export function runningHouse(data: string): Address | null {
  try {
    const lock = JSON.parse(readFileSync(lockOf(data), 'utf8')) as Partial<Address> & { readonly pid: number };
    if (lock.pid === process.pid || !lock.url || !lock.key) return null;
    process.kill(lock.pid, 0);
    return { url: lock.url, key: lock.key };
  } catch {
    return null;
  }
}

const SOON = 500;

async function ask<T>(house: Address, method: 'GET' | 'POST' | 'DELETE', path: string): Promise<T> {
  const reply = await fetch(`${house.url}${path}`, { method, headers: { [HOUSE_KEY]: house.key } });
  const body = (await reply.json()) as T & { readonly detail?: string };
  if (!reply.ok) throw new Unusable(body.detail ?? `运行中的衡仓没有接受备份请求（${reply.status}）`);
  return body;
}

/** Has the running server make a back-up and copies it to `file`. Throws Unusable with the server's own sentence. */
export async function backupThrough(house: Address, file: string, said: (state: KeeperState) => void): Promise<void> {
  const { name } = await ask<{ name: string }>(house, 'POST', '/api/house/backup');
  for (;;) {
    await new Promise((wake) => setTimeout(wake, SOON));
    const state = await ask<KeeperState>(house, 'GET', '/api/house/backup');
    if (state.failed) throw new Unusable(state.failed);
    if (!state.running) break;
    said(state);
  }
  const reply = await fetch(`${house.url}/api/house/backup/${name}`, { headers: { [HOUSE_KEY]: house.key } });
  if (!reply.ok || !reply.body) throw new Unusable(`取不回备份文件（${reply.status}）；它在服务器的备份文件夹里：${name}`);
  try {
    await pipeline(Readable.fromWeb(reply.body as never), createWriteStream(`${file}.part`, { mode: 0o600 }));
    await rename(`${file}.part`, file);
    // Carried away: the server's own copy would only fill its disk, night after night.
    await ask(house, 'DELETE', `/api/house/backup/${name}`);
  } catch (error) {
    await rm(`${file}.part`, { force: true });
    throw error;
  }
}
