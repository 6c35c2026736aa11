// PostgreSQL ≥ 15 behind the Database port.
import type { Database, News, Tx } from '#kernel/ports';
import { randomUUID } from 'node:crypto';
import { EventEmitter } from 'node:events';
import pg from 'pg';
import { goFirst } from './give-way.ts';
import { ENTER, enterScope } from './scope.ts';

const types = new pg.TypeOverrides();
types.setTypeParser(20, (text: string) => BigInt(text));
types.setTypeParser(1082, (text: string) => text);
types.setTypeParser(1184, (text: string) => new Date(text).toISOString());

/** Statements used on every command are prepared once per connection. */
const named = (sql: string): string | undefined => (sql.startsWith('select books.') ? sql.slice(0, 60) : undefined);

function poolOf(url: string, size: number): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, max: size, types, application_name: 'hengcang', idle_in_transaction_session_timeout: 30_000 });
  pool.on('error', () => undefined); // A broken idle connection is replaced by the pool; the next query reports real trouble.
  // One that breaks in the middle of its work tells the query it is running, or the next one; it must not bring the house down.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

/** Opens a pool. `size` connections; the bus keeps one more for LISTEN. */
export function openPostgres(url: string, size = 12): Database {
  const pool = poolOf(url, size);
  const wake = new EventEmitter().setMaxListeners(0);

  const transaction = <T>(begin: string, work: (tx: Tx) => Promise<T>): Promise<T> => goFirst(() => inTransaction(begin, work));
  async function inTransaction<T>(begin: string, work: (tx: Tx) => Promise<T>): Promise<T> {
    const client = await pool.connect();
    let broken: Error | undefined;
    try {
      await client.query(begin);
      const result = await work({
        async query<R>(sql: string, args: readonly unknown[] = []) {
          const name = named(sql);
          return (await client.query({ text: sql, values: args as unknown[], ...(name ? { name } : {}) })).rows as R[];
        },
      } as unknown as Tx);
      await client.query('commit');
      return result;
    } catch (error) {
      await client.query('rollback').catch((lost: Error) => {
        broken = lost;
      });
      throw error;
    } finally {
      client.release(broken);
    }
  }

  // Its own news a process has heard already.
  const me = randomUUID();
  const listener = listen(url, (said = '') => {
    const [news, from] = said.split(' ');
    if (from !== me) wake.emit(news === 'log' ? 'log' : 'booked');
  });
  // A NOTIFY inside the business transaction would take a global lock at commit (facts/bus.md §0), so it goes alone, afterwards.
  const telling = (news: News): (() => void) => seldom(() => pool.query('select pg_notify($1, $2)', ['hengcang_bus', `${news} ${me}`]));
  const tell: Readonly<Record<News, () => void>> = { booked: telling('booked'), log: telling('log') };
  return {
    kind: 'postgres',
    // One moment for all queries of a reading, so that sums agree with rows and a close's figures with what it has made already.
    // Compiling a query for a third of a second pays for reports of minutes; ours take milliseconds, whatever the planner fears.
    read: (scope, work) => transaction(`begin isolation level repeatable read read only; set local jit = off; ${enterScope(scope)}`, work),
    write: (scope, work) => transaction(`begin; ${enterScope(scope)}`, work),
    bus: (work) => transaction(`begin; ${ENTER.bus}; set local statement_timeout = '10s'; set local idle_in_transaction_session_timeout = '1s'`, work),
    door: (work) => transaction(`begin; ${ENTER.door}`, work),
    owner: (work) => transaction('begin', work),
    nudge: (news) => {
      wake.emit(news);
      tell[news]();
    },
    onNudge: (news, heard) => {
      wake.on(news, heard);
      return () => wake.off(news, heard);
    },
    close: async () => {
      await listener.close();
      await pool.end();
    },
  };
}

const REST = 10;

/** Says something at once, and once more after a rest if it was asked for meanwhile: that there is news matters, not how often. Failures are borne; others look by themselves too. */
function seldom(say: () => Promise<unknown>): () => void {
  let [saying, again] = [false, false];
  const go = (): void => {
    if (saying) {
      again = true;
      return;
    }
    [saying, again] = [true, false];
    const rested = (): void => {
      saying = false;
      if (again) go();
    };
    void say()
      .catch(() => undefined)
      .finally(() => setTimeout(rested, REST).unref());
  };
  return go;
}

/** Keeps one connection listening; comes back after a database restart. */
function listen(url: string, heard: (said?: string) => void): { close: () => Promise<void> } {
  let client: pg.Client | null = null;
  let closed = false;
  const connect = async (): Promise<void> => {
    if (closed) return;
    const fresh = new pg.Client({ connectionString: url, application_name: 'hengcang-listen' });
    client = fresh;
    const again = () => {
      if (client === fresh) {
        client = null;
        setTimeout(() => void connect(), 500).unref();
      }
    };
    fresh.on('error', again);
    fresh.on('end', again);
    fresh.on('notification', (n) => heard(n.payload));
    try {
      await fresh.connect();
      await fresh.query('listen hengcang_bus');
    } catch {
      again();
    }
  };
  void connect();
  return {
    close: async () => {
      closed = true;
      const last = client;
      client = null;
      await last?.end().catch(() => undefined);
    },
  };
}
