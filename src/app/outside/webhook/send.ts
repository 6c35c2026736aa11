// One delivery over HTTP: signed, checked address, no redirects, bounded in time and in what is read back.
import { request as requestHttp, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as requestHttps } from 'node:https';
import { type Allowed, checkUrl, guardedLookup } from './address.ts';
import { isRefused } from '#kernel/refusal';
import { outsideProblem } from '../accept.ts';
import { whyNotOk, whyUnreached } from '../unreached.ts';
import { signedHeaders } from './signature.ts';

/** Longest a receiver may take; milliseconds. */
const PATIENCE = 15_000;
/** How much of an answer is read and kept; bytes. */
const MOST_ANSWER = 2048;
/** A body larger than this is sent without its data; bytes. */
const MOST_BODY = 256 * 1024;

export type Outgoing = {
  readonly id: string;
  readonly pos: bigint | null;
  readonly name: string;
  readonly org: string;
  readonly agg: string;
  readonly sequence: string;
  readonly at: string;
  readonly payload: unknown;
};
export type Delivered = {
  readonly ok: boolean;
  readonly status: number | null;
  readonly error: string | null;
  readonly ms: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly response: string | null;
  /** Seconds the receiver asked to be left alone. */
  readonly retryAfter: number | null;
};

/** What is sent: Standard Webhooks' `{type, timestamp, data}`, and where the event stands in the log. */
export function bodyOf(event: Outgoing): string {
  const head = { type: event.name, timestamp: event.at, id: event.id, pos: event.pos?.toString() ?? null, org: event.org, subject: event.agg, sequence: event.sequence };
  const body = JSON.stringify({ ...head, data: event.payload });
  return Buffer.byteLength(body) <= MOST_BODY ? body : JSON.stringify({ ...head, data: null, omitted: 'too-large' });
}

/** Sends once. Never throws: what went wrong is said in `error`. `now` in milliseconds since 1970. */
export async function send(
  to: { readonly url: string; readonly secrets: readonly string[]; readonly allowed: Allowed; readonly now: number },
  event: Outgoing,
): Promise<Delivered> {
  const body = bodyOf(event);
  const headers = {
    'content-type': 'application/json; charset=utf-8',
    'user-agent': 'Hengcang-Webhook/1',
    'content-length': String(Buffer.byteLength(body)),
    ...signedHeaders(to.secrets, { id: event.id, timestamp: Math.floor(to.now / 1000), body }),
  };
  const since = performance.now();
  const done = (said: Partial<Delivered>): Delivered => ({
    ok: false,
    status: null,
    error: null,
    response: null,
    retryAfter: null,
    ...said,
    ms: Math.round(performance.now() - since),
    headers,
  });
  // Unsigned it would teach the receiver to take anything.
  if (to.secrets.length === 0) return done({ error: '密钥打不开：密钥文件 secrets.key（或 HENGCANG_SECRET_KEY）与写入时不同；请恢复它，或更换这个 Webhook 的密钥' });
  const url = checkUrl(to.url, to.allowed);
  if (isRefused(url)) return done({ error: outsideProblem(url).detail });
  try {
    const answer = await exchange(url, { method: 'POST', headers, lookup: guardedLookup(to.allowed) as never, agent: false, signal: AbortSignal.timeout(PATIENCE) }, body);
    const error = whyNotOk(answer.status);
    return done({ ok: error === null, status: answer.status, response: answer.text, retryAfter: answer.retryAfter, error });
  } catch (error) {
    return done({ error: whyUnreached(error as Error, { patience: PATIENCE, failed: '没有送到' }) });
  }
}

function exchange(url: URL, options: RequestOptions, body: string): Promise<{ status: number; text: string; retryAfter: number | null }> {
  return new Promise((resolve, reject) => {
    const ask = (url.protocol === 'https:' ? requestHttps : requestHttp)(url, options, (answer: IncomingMessage) => {
      const parts: Buffer[] = [];
      let size = 0;
      const finish = (): void => {
        const after = Number(answer.headers['retry-after']);
        resolve({
          status: answer.statusCode ?? 0,
          text: Buffer.concat(parts).subarray(0, MOST_ANSWER).toString().replaceAll('\u0000', '\ufffd'),
          retryAfter: Number.isFinite(after) && after > 0 ? after : null,
        });
      };
      answer.on('data', (part: Buffer) => {
        parts.push(part);
        size += part.length;
        if (size < MOST_ANSWER) return;
        finish();
        answer.destroy();
      });
      answer.on('end', finish);
      answer.on('error', reject);
    });
    ask.on('error', reject);
    ask.end(body);
  });
}
