// What a check of the books is: how many rows it looks at, which of them are wrong, and what a person calls the place where.
import type { Snapshot } from '#kernel/ports';
import type { HouseCatalog } from '../house.ts';
import { type Finding, locate, type Where } from './locate.ts';

export const GROUPS = {
  ledger: '总账',
  stock: '库存',
  parties: '往来',
  documents: '单据',
  numbers: '编号',
  periods: '期间',
  evidence: '证据链',
} as const;
export type Group = keyof typeof GROUPS;

/** What one check saw. `where` lists the first places, `wrong` counts all of them. */
export type Seen = { readonly rows: number; readonly wrong: number; readonly where: readonly Where[] };

type Named = {
  /** Stable: scripts and the self-assessment refer to it. */
  readonly name: string;
  /** The law it proves, as one Chinese sentence. */
  readonly zh: string;
  readonly group: Group;
  /** What a person does when it is broken. */
  readonly cure: string;
};

/**
 * A check of one company's books, run inside its wall: no statement has to name the company.
 * Either two statements, each one pass over its tables (`count` what is there to look at, `wrong` as columns of `Finding`), or a function of its own.
 */
export type CompanyCheck = Named &
  ({ readonly count: string; readonly wrong: string; readonly args?: (catalog: HouseCatalog) => readonly unknown[] } | { readonly look: (read: Reader) => Promise<Looked> });
/** Opens a snapshot of the company; each call is a transaction of its own, so that long checks let others in between. */
export type Reader = <T>(work: (s: Snapshot) => Promise<T>) => Promise<T>;
export type Looked = { readonly rows: bigint | number; readonly total: number; readonly found: readonly Finding[] };

/** How many places are named; the rest is counted. */
export const MOST = 50;

/** Runs one check of one company. */
export async function look(read: Reader, check: CompanyCheck, catalog: HouseCatalog): Promise<Seen> {
  const { rows, total, found } = 'look' in check ? await check.look(read) : await read((s) => bySql(s, check, check.args?.(catalog) ?? []));
  return { rows: Number(rows), wrong: total, where: await read((s) => locate(s, found.slice(0, MOST), catalog)) };
}

export async function bySql(s: Snapshot, check: { readonly count: string; readonly wrong: string }, args: readonly unknown[]): Promise<Looked> {
  const [seen] = await s.query<{ n: bigint }>(check.count);
  const found = await s.query<Finding & { total: bigint }>(`select x.*, count(*) over () as total from (${check.wrong}) x limit ${MOST}`, args);
  return { rows: seen?.n ?? 0n, total: Number(found[0]?.total ?? 0n), found };
}

/** Documents whose booking counts: the red twin of a reversed one is among them, so that the two net to nothing. */
export const BOOKED = `('posted', 'closed', 'reversed')`;
