// Signals that are fetched: on their rhythm, over checked addresses only (the webhooks' own rule), bounded in time and size; every try is written down.
import { isRefused, Refusal } from '#kernel/refusal';
import { type IncomingMessage, request as requestHttp, type RequestOptions } from 'node:http';
import { request as requestHttps } from 'node:https';
import { readCsv, readJson, SIGNAL_REFUSALS } from '#planning';
import type { Scope } from '#kernel/ports';
import type { Ports } from '../context.ts';
import { OUTSIDE_REFUSALS } from '../outside/refusals.ts';
import { whyNotOk, whyUnreached } from '../outside/unreached.ts';
import { type Allowed, checkUrl, guardedLookup } from '../outside/webhook/address.ts';
import { problemOf } from '../problem.ts';
import { type Signal, takeReadings } from './signals.ts';

/** Longest an answer may take (ms) and be (bytes). */
const PATIENCE = 20_000;
const MOST = 5 * 1024 * 1024;
/** A fetch that fails is tried again after so many minutes, longer each time, but at least once a day. */
const AGAIN = [5, 15, 60, 240, 1440] as const;

const WORDS = { ...OUTSIDE_REFUSALS, ...SIGNAL_REFUSALS };

type Answer = { readonly status: number; readonly text: string };
class Unfetched extends Error {
  override readonly name = 'Unfetched';
  readonly status: number | null;
  constructor(message: string, status: number | null = null) {
    super(message);
    this.status = status;
  }
}

function ask(url: URL, options: RequestOptions): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = (url.protocol === 'https:' ? requestHttps : requestHttp)(url, options, (answer: IncomingMessage) => {
      const parts: Buffer[] = [];
      let size = 0;
      answer.on('data', (part: Buffer) => {
        parts.push(part);
        size += part.length;
        if (size > MOST) answer.destroy(new Unfetched(`答复超过 ${MOST / 1024 / 1024} MB，请让对方少给一些`));
      });
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text: Buffer.concat(parts).toString() }));
      answer.on('error', reject);
    });
    asked.on('error', reject);
    asked.end();
  });
}

/** Fetches once. Throws Unfetched with a sentence for people. */
async function fetched(url: string, given: { readonly secret: string | null; readonly allowed: Allowed }): Promise<string> {
  const address = checkUrl(url, given.allowed);
  if (isRefused(address)) throw new Unfetched(problemOf(address, WORDS).detail);
  const headers = { 'user-agent': 'Hengcang-Signals/1', accept: 'application/json, text/csv;q=0.9', ...(given.secret ? { authorization: given.secret } : {}) };
  const answer = await ask(address, { method: 'GET', headers, lookup: guardedLookup(given.allowed) as never, agent: false, signal: AbortSignal.timeout(PATIENCE) }).catch(
    (error: unknown) => {
      throw error instanceof Unfetched ? error : new Unfetched(whyUnreached(error as Error, { patience: PATIENCE, failed: '没有取到' }));
    },
  );
  const wrong = whyNotOk(answer.status);
  if (wrong !== null) throw new Unfetched(wrong, answer.status);
  return answer.text;
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new Unfetched('答复不是 JSON；如果是 CSV，请把格式改为 CSV');
  }
};

export type Pulled = { readonly ok: boolean; readonly found: number; readonly taken: number; readonly error: string | null };
type Due = Signal & { readonly secret: string | null };

/** Fetches one signal now and keeps what it says; never throws, what went wrong is said and written down. */
export async function pullOnce(ports: Ports, scope: Scope, job: { readonly signal: Due; readonly allowed: Allowed }): Promise<Pulled> {
  const { signal } = job,
    pull = signal.pull,
    started = performance.now();
  const attempt = async (): Promise<Pulled & { readonly status: number | null }> => {
    if (!pull) return { ok: false, found: 0, taken: 0, error: '没有设置拉取地址', status: null };
    try {
      const text = await fetched(pull.url, { secret: signal.secret, allowed: job.allowed });
      const rows = pull.format === 'csv' ? readCsv(text, pull) : readJson(parsed(text), pull);
      if (isRefused(rows)) return { ok: false, found: 0, taken: 0, error: problemOf(rows, WORDS).detail, status: 200 };
      const taken = await ports.db.write(scope, (tx) => takeReadings(tx, signal, { rows, claim: 'now', now: ports.clock.now() }));
      return { ok: true, ...taken, error: null, status: 200 };
    } catch (error) {
      if (error instanceof Unfetched) return { ok: false, found: 0, taken: 0, error: error.message, status: error.status };
      if (error instanceof Refusal) return { ok: false, found: 0, taken: 0, error: problemOf(error.refusal, WORDS).detail, status: 200 };
      throw error;
    }
  };
  const came = await attempt();
  const minutes = came.ok ? (pull?.minutes ?? 1440) : (AGAIN[Math.min(signal.tries, AGAIN.length - 1)] ?? 1440);
  await ports.db.write(scope, async (tx) => {
    await tx.query(`insert into planning.fetch (org_id, id, signal_id, at, status, found, taken, error, ms) values (books.org(), $1, $2, $3::timestamptz, $4, $5, $6, $7, $8)`, [
      ports.ids.next(),
      signal.id,
      ports.clock.now(),
      came.status,
      came.found,
      came.taken,
      came.error,
      Math.round(performance.now() - started),
    ]);
    await tx.query(`delete from planning.fetch where org_id = books.org() and signal_id = $1 and at < $2::timestamptz - interval '90 days'`, [signal.id, ports.clock.now()]);
    await tx.query(
      `update planning.signal set tries = case when $2 then 0 else tries + 1 end, next_at = $3::timestamptz + make_interval(mins => $4) where org_id = books.org() and id = $1 and state = 'on' and feed = 'pull'`,
      [signal.id, came.ok, ports.clock.now(), minutes],
    );
  });
  return { ok: came.ok, found: came.found, taken: came.taken, error: came.error };
}

const DUE = `s.id::text, s.code, s.name, s.unit, s.level, s.feed, s.source, s.ahead, s.missing, s.stale, s.metric, s.state, s.pull, s.tries, s.made_by as "madeBy", s.pull_secret as secret`;

/** The signal with its secret header, for fetching it. */
export const pullable = async (ports: Ports, scope: Scope, id: string): Promise<Due | undefined> =>
  (await ports.db.read(scope, (s) => s.query<Due>(`select ${DUE} from planning.signal s where s.org_id = books.org() and s.id = $1 and s.feed = 'pull'`, [id])))[0];

/** Fetches what is due in a company. Taking it moves its next time on, so that two processes do not both fetch. */
export async function pullDue(ports: Ports, scope: Scope, allowed: Allowed): Promise<number> {
  const due = await ports.db.write(scope, (tx) =>
    tx.query<Due>(
      `update planning.signal s set next_at = $1::timestamptz + interval '5 minutes' where s.org_id = books.org() and s.state = 'on' and s.feed = 'pull' and s.next_at <= $1::timestamptz returning ${DUE}`,
      [ports.clock.now()],
    ),
  );
  for (const signal of due) await pullOnce(ports, scope, { signal, allowed });
  return due.length;
}
