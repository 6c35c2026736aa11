// PGlite (PostgreSQL in this very process) behind the Database port. One connection: transactions queue up.
import type { Database, Tx } from '#kernel/ports';
import { PGlite, type Transaction } from '@electric-sql/pglite';
import { EventEmitter } from 'node:events';
import { goFirst } from './give-way.ts';
import { ENTER, enterScope } from './scope.ts';

/**
 * The database answers inside this process without ever leaving the queue of promises: whoever asks it one thing after another (a history built
 * from the books, a training saved) would let no timer, no socket and no other request in, for as long as it takes. So every now and then the loop turns.
 */
const TURN_MS = 50;
let turned = 0;
async function breathe(): Promise<void> {
  if (performance.now() - turned < TURN_MS) return;
  await new Promise((go) => setImmediate(go));
  turned = performance.now();
}

/** Opens the database in `dir`, or in memory when null. A saved image (`load`) makes a fresh one start fast. */
export async function openPglite(dir: string | null, load?: Blob): Promise<Database & { readonly dump: () => Promise<Blob | File> }> {
  const db = await PGlite.create({
    ...(dir === null ? {} : { dataDir: dir }),
    ...(load ? { loadDataDir: load } : {}),
    // Its own way with bytes, one number at a time, takes a fifth of a second for a megabyte.
    serializers: { 17: (bytes: Uint8Array) => `\\x${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('hex')}` },
    parsers: {
      17: (text: string) => Buffer.from(text.slice(2), 'hex'),
      20: (text: string) => BigInt(text),
      1082: (text: string) => text,
      1184: (text: string) => new Date(text).toISOString(),
    },
  });
  const wake = new EventEmitter().setMaxListeners(0);

  const transaction = <T>(enter: string, work: (tx: Tx) => Promise<T>): Promise<T> => goFirst(() => inTransaction(enter, work));
  const inTransaction = async <T>(enter: string, work: (tx: Tx) => Promise<T>): Promise<T> => {
    await breathe();
    return db.transaction(async (inner: Transaction) => {
      await inner.exec(enter);
      const query = async <R>(sql: string, args: readonly unknown[] = []): Promise<R[]> => {
        await breathe();
        return (await inner.query<R>(sql, args as unknown[])).rows;
      };
      return work({ query } as unknown as Tx);
    }) as Promise<T>;
  };

  return {
    kind: 'pglite',
    read: (scope, work) => transaction(`set transaction read only; ${enterScope(scope)}`, work),
    write: (scope, work) => transaction(enterScope(scope), work),
    bus: (work) => transaction(ENTER.bus, work),
    door: (work) => transaction(ENTER.door, work),
    owner: (work) => transaction(ENTER.owner, work),
    nudge: (news) => {
      wake.emit(news);
    },
    onNudge: (news, heard) => {
      wake.on(news, heard);
      return () => wake.off(news, heard);
    },
    // Waits for the transaction that runs, and everybody waits for it: one connection.
    vacuum: async (table) => {
      await db.exec(`vacuum (analyze) ${table}`);
    },
    close: () => db.close(),
    dump: () => db.dumpDataDir('none'),
  };
}
