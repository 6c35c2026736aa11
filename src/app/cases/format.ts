// What a file of ledger cases says: steps that happen in a small company, and what the books must show afterwards. Read once, checked where it is used.
import { Unusable } from '../open.ts';

export type CaseStep = Readonly<Record<string, unknown>> & { readonly op: string };
export type LedgerCase = {
  readonly id: string;
  readonly method: string;
  readonly title: string;
  /** In words: whether negative stock is allowed, what is replayed. */
  readonly policy: string;
  /** False where the case says that its figures need another policy than ours. */
  readonly fits: boolean;
  readonly steps: readonly CaseStep[];
  readonly expect: Readonly<Record<string, unknown>>;
};

/** Something of a case that the house has no document or figure for. */
export class Unsupported extends Error {
  readonly op: string;
  constructor(op: string, reason: string) {
    super(reason);
    this.op = op;
  }
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
export const asObject = (value: unknown): Record<string, unknown> => (isObject(value) ? value : {});
export const asList = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
export const asText = (value: unknown): string | null => (typeof value === 'string' ? value : null);
/** A figure of a case, as written: 1e6 and 0.1 are decimal text from here on. */
export const asNumber = (value: unknown): number | null => (typeof value === 'number' && Number.isFinite(value) ? value : null);

/** Reads `{cases: […]}` or a bare list. */
export function casesFrom(text: string, file: string): readonly LedgerCase[] {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch (error) {
    throw new Unusable(`${file} 不是 JSON：${(error as Error).message}`);
  }
  const list = isObject(raw) ? asList(raw['cases']) : asList(raw);
  if (list.length === 0) throw new Unusable(`${file} 里没有案例：需要 {"cases": [{id, method, steps, expect}, …]}`);
  return list.map((entry, i) => {
    const c = asObject(entry);
    const steps = asList(c['steps']).map(asObject);
    if (asText(c['id']) === null || steps.some((s) => asText(s['op']) === null)) throw new Unusable(`${file} 第 ${i + 1} 个案例缺少 id 或某一步缺少 op`);
    return {
      id: String(c['id']),
      method: asText(c['method']) ?? 'any',
      title: asText(c['title']) ?? '',
      policy: asText(c['policy']) ?? '',
      fits: c['fits_suggested_policy'] !== false,
      steps: steps as CaseStep[],
      expect: asObject(c['expect']),
    };
  });
}
