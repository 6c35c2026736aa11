// Composed SQL: Kysely builds the text, the house's own Snapshot runs it, so that every query stays inside its scope.
import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler, type Compilable } from 'kysely';
import { parseDay } from '#kernel/day';
import { isId } from '#kernel/id';
import type { Snapshot } from '#kernel/ports';

type Tables = {
  'books.document': {
    org_id: string;
    id: string;
    type: string;
    number: string;
    state: string;
    version: number;
    day: string;
    period: number;
    site_id: string | null;
    party_id: string | null;
    warehouse_id: string | null;
    total: bigint;
    title: string | null;
    maker_id: string;
    made_at: string;
    approver_id: string | null;
    approved_at: string | null;
    head: unknown;
    search: string;
    reverses: string | null;
    reversed_by: string | null;
    updated_at: string;
  };
  'books.document_line': { org_id: string; doc_id: string; line_no: number; item_id: string | null };
  'books.record': { org_id: string; type: string; id: string; code: string; name: string; active: boolean; version: number; data: unknown; search: string };
};

export const db = new Kysely<Tables>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (k) => new PostgresIntrospector(k),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
});

/** Runs a composed query in a snapshot. */
export function fetch<R>(snapshot: Snapshot, query: Compilable<R>): Promise<R[]> {
  const { sql, parameters } = query.compile();
  return snapshot.query<R>(sql, parameters as unknown[]);
}

/** Text that LIKE takes literally. */
export const literal = (text: string): string => text.replaceAll(/[\\%_]/g, (c) => `\\${c}`);

/** Opaque cursors: base64url of JSON. A broken cursor starts from the beginning. */
export const writeCursor = (values: readonly unknown[]): string =>
  Buffer.from(JSON.stringify(values, (_, v: unknown) => (typeof v === 'bigint' ? v.toString() : v))).toString('base64url');
const FITS = {
  text: (said: string) => !said.includes('\u0000'),
  date: (said: string) => parseDay(said) !== null,
  bigint: (said: string) => /^-?\d{1,18}$/.test(said),
  numeric: (said: string) => /^-?\d{1,30}(\.\d{1,30})?$/.test(said),
  uuid: isId,
} as const;
/** The cursor's values where each is of its kind, else null. */
export function readCursor(text: string | undefined, kinds: readonly (keyof typeof FITS)[]): readonly string[] | null {
  if (!text) return null;
  try {
    const values: unknown = JSON.parse(Buffer.from(text, 'base64url').toString());
    const said = Array.isArray(values) ? values.map(String) : [];
    return said.length === kinds.length && kinds.every((kind, i) => FITS[kind](said[i] ?? '')) ? said : null;
  } catch {
    return null;
  }
}
