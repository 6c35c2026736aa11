// One fetch for everything: JSON in, JSON out, RFC 9457 problems as a thrown `Problem`; a lost connection is a problem too.
import { words } from '../lib/words';
export type FieldError = { readonly path: string; readonly code?: string; readonly message: string };

export class Problem extends Error {
  override readonly name = 'Problem';
  readonly status: number;
  readonly code: string;
  readonly errors: readonly FieldError[];
  constructor(status: number, code: string, message: string, errors: readonly FieldError[] = []) {
    super(message);
    this.status = status;
    this.code = code;
    this.errors = errors;
  }
  /** The sentence for one place, e.g. `head.supplier`. */
  at(path: string): string | undefined {
    return this.errors.find((e) => e.path === path)?.message;
  }
}

export const isProblem = (error: unknown): error is Problem => error instanceof Problem;
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

type Query = Readonly<Record<string, string | number | boolean | null | undefined>>;
type Call = { readonly query?: Query; readonly body?: unknown; readonly signal?: AbortSignal; readonly key?: string };

/** A path with its query; empty values are left out. */
export function pathOf(path: string, query: Query = {}): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) if (value !== null && value !== undefined && value !== '') search.set(name, String(value));
  const text = search.toString();
  return text === '' ? path : `${path}?${text}`;
}

/** A random id; `crypto.randomUUID` is missing on plain-http LAN addresses. */
export function freshId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = [...bytes].map((b) => b.toString(16).padStart(2, '0')).join('');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

async function problemOf(answer: Response): Promise<Problem> {
  const text = await answer.text();
  let said: { code?: string; detail?: string; title?: string; errors?: FieldError[] } = {};
  try {
    said = JSON.parse(text) as typeof said;
  } catch {
    /* a proxy's HTML page: the status says enough */
  }
  return new Problem(answer.status, said.code ?? `http-${answer.status}`, said.detail || said.title || statusWords(answer.status), said.errors ?? []);
}

const statusWords = (status: number): string => {
  const known: Readonly<Record<number, string>> = { 401: words.http401, 403: words.http403, 404: words.http404, 429: words.http429, 502: words.away, 503: words.away };
  return known[status] ?? words.answered(status);
};

async function send(method: string, path: string, { query, body, signal, key }: Call): Promise<Response> {
  const headers: Record<string, string> = { accept: 'application/json' };
  if (body !== undefined) headers['content-type'] = 'application/json';
  if (key) headers['idempotency-key'] = key;
  try {
    return await fetch(pathOf(path, query), {
      method,
      headers,
      credentials: 'same-origin',
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal ? { signal } : {}),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Problem(0, 'offline', words.offline);
  }
}

export async function call<T>(method: string, path: string, given: Call = {}): Promise<T> {
  const answer = await send(method, path, given);
  if (!answer.ok) throw await problemOf(answer);
  if (answer.status === 204) return undefined as T;
  const text = await answer.text();
  return (text === '' ? undefined : JSON.parse(text)) as T;
}

export const get = <T>(path: string, query: Query = {}, signal?: AbortSignal): Promise<T> => call<T>('GET', path, signal ? { query, signal } : { query });

/** A write; after a lost connection it is sent once more under the same Idempotency-Key, so it happens once. */
export async function write<T>(method: 'POST' | 'PUT' | 'DELETE', path: string, body: unknown = {}): Promise<T> {
  const key = freshId();
  const given = { key, ...(method === 'DELETE' ? {} : { body }) };
  try {
    return await call<T>(method, path, given);
  } catch (error) {
    if (!isProblem(error) || error.code !== 'offline' || !navigator.onLine) throw error;
    return call<T>(method, path, given);
  }
}
export const post = <T>(path: string, body: unknown = {}): Promise<T> => write<T>('POST', path, body);
export const put = <T>(path: string, body: unknown): Promise<T> => write<T>('PUT', path, body);
export const remove = <T>(path: string): Promise<T> => write<T>('DELETE', path);

/** A file that depends on what was entered: asked for by POST, then handed to the browser's downloads under the name the server gave it. */
export async function download(path: string, query: Query, body: unknown): Promise<void> {
  const answer = await send('POST', path, { query, body });
  if (!answer.ok) throw await problemOf(answer);
  const name = /filename\*=UTF-8''([^;]+)/.exec(answer.headers.get('content-disposition') ?? '')?.[1];
  const link = document.createElement('a');
  link.href = URL.createObjectURL(await answer.blob());
  link.download = decodeURIComponent(name ?? '');
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
