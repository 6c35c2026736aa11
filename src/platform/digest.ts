// Content hashes of commands and bookings.
import { createHash } from 'node:crypto';

/** Names of fields in quotes; there are few of them, and every booking repeats them. */
const quoted = new Map<string, string>();
function quote(key: string): string {
  const known = quoted.get(key);
  if (known !== undefined) return known;
  const text = JSON.stringify(key);
  if (quoted.size < 5000) quoted.set(key, text);
  return text;
}

/** JSON with sorted keys and bigints as text, so that equal content gives equal text. */
export function canonicalJson(value: unknown): string {
  if (typeof value === 'bigint') return `"${value}"`;
  if (value === null || typeof value !== 'object') return JSON.stringify(value) ?? 'null';
  let text = '';
  if (Array.isArray(value)) {
    for (const entry of value) text += `${text === '' ? '' : ','}${canonicalJson(entry)}`;
    return `[${text}]`;
  }
  const row = value as Record<string, unknown>;
  for (const key of Object.keys(row).sort()) if (row[key] !== undefined) text += `${text === '' ? '' : ','}${quote(key)}:${canonicalJson(row[key])}`;
  return `{${text}}`;
}

export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
export const contentHash = (value: unknown): string => sha256(canonicalJson(value));
