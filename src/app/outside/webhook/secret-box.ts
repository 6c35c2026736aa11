// Secrets of endpoints are needed to sign with (HMAC is symmetric, so a hash would not do); in the database they stand sealed with a key that is not in it.
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const FILE = 'secrets.key';
const MARK = 'sealed:1:';
/** A passphrase shorter than this can be guessed. */
const SHORTEST = 16;

let folder: string | null = null;
const keys = new Map<string, Buffer>();

/** Where the key file is kept when HENGCANG_SECRET_KEY is not set: the data folder, which is not inside the database. */
export const keepKeyIn = (dir: string): void => {
  folder = dir;
};

const derived = (source: Buffer | string): Buffer => Buffer.from(hkdfSync('sha256', source, 'hengcang', 'webhook secrets', 32));

/** The key: from HENGCANG_SECRET_KEY (the same for every process), else from the key file, made on first use. Before `keepKeyIn` one that lives as long as the process. */
function key(env: Readonly<Record<string, string | undefined>>): Buffer {
  const given = env['HENGCANG_SECRET_KEY'] ?? '';
  if (given !== '' && given.length < SHORTEST) throw new Error(`HENGCANG_SECRET_KEY 至少 ${SHORTEST} 个字符`);
  const source = given === '' ? (folder === null ? '' : join(folder, FILE)) : `env:${given}`;
  const known = keys.get(source);
  if (known) return known;
  const made = given === '' ? (source === '' ? randomBytes(32) : derived(fromFile(source))) : derived(given);
  keys.set(source, made);
  return made;
}

/** Two processes may start at once: whoever comes second reads what the first has written. */
function fromFile(file: string): Buffer {
  if (!existsSync(file)) {
    mkdirSync(join(file, '..'), { recursive: true });
    try {
      writeFileSync(file, `${randomBytes(32).toString('base64')}\n`, { flag: 'wx', mode: 0o600 });
    } catch (error) {
      if ((error as { code?: string }).code !== 'EEXIST') throw error;
    }
  }
  return Buffer.from(readFileSync(file, 'utf8').trim(), 'base64');
}

/** Seals a secret for one endpoint; moved to another row it cannot be opened. */
export function seal(secret: string, endpoint: string, env: Readonly<Record<string, string | undefined>> = process.env): string {
  const iv = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', key(env), iv).setAAD(Buffer.from(endpoint));
  const body = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()]);
  return MARK + Buffer.concat([iv, cipher.getAuthTag(), body]).toString('base64');
}

/** The secret, or null when it was sealed with another key, for another endpoint, or was changed. */
export function unseal(sealed: string, endpoint: string, env: Readonly<Record<string, string | undefined>> = process.env): string | null {
  if (!sealed.startsWith(MARK)) return null;
  const raw = Buffer.from(sealed.slice(MARK.length), 'base64');
  try {
    const opener = createDecipheriv('aes-256-gcm', key(env), raw.subarray(0, 12)).setAAD(Buffer.from(endpoint)).setAuthTag(raw.subarray(12, 28));
    return Buffer.concat([opener.update(raw.subarray(28)), opener.final()]).toString('utf8');
  } catch {
    return null;
  }
}
