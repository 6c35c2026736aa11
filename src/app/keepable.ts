// What can be kept at all: PostgreSQL holds no NUL and no half of a character, and nobody nests a hundred deep. Asked of every request before anything reads it.
import type { Complaint } from '#kernel/refusal';

const DEEPEST = 100;
/** A surrogate without its other half. */
const HALF = /\p{Surrogate}/u;
type Found = { readonly what: string; readonly path: readonly (string | number)[] };

/** The first thing in a value that cannot be kept, and where it lies, innermost first; null when all of it can. Makes nothing on the way: it sees every line. */
function found(value: unknown, depth: number): Found | null {
  if (typeof value === 'string') return value.includes('\u0000') || HALF.test(value) ? { what: '含有不能保存的字符，请删去后重新填写', path: [] } : null;
  if (typeof value !== 'object' || value === null) return null;
  if (depth > DEEPEST) return { what: `嵌套超过 ${DEEPEST} 层，请按接口说明的结构填写`, path: [] };
  const within = value as Readonly<Record<string, unknown>>;
  for (const key in within) {
    const inner = found(key, depth) ?? found(within[key], depth + 1);
    if (inner) return { ...inner, path: [...inner.path, Array.isArray(value) ? Number(key) : key] };
  }
  return null;
}

/** The complaint about a value that cannot be kept, with its path (`lines[3].remark`), or null. */
export function unkeepable(value: unknown): Complaint | null {
  const wrong = found(value, 0);
  if (!wrong) return null;
  const path = wrong.path
    .toReversed()
    .map((step) =>
      typeof step === 'number'
        ? `[${step}]`
        : `.${step
            .replaceAll('\u0000', '')
            .replaceAll(/\p{Surrogate}/gu, '')
            .slice(0, 60)}`,
    )
    .join('')
    .replace(/^\./, '');
  return { refused: 'bad-field', path, with: { what: `“${path}”${wrong.what}` } };
}
