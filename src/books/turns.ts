// Records that hold one after the other (a price from a day to a day): on one day there is at most one active record of the same thing.
import type { Tx } from '#kernel/ports';
import type { AnyRecord } from '#kernel/record';
import { type Complaint, gather, Refusal } from '#kernel/refusal';

export type Turn = { readonly id: string; readonly code: string; readonly name: string; readonly active: boolean; readonly data: Record<string, unknown> };
type Span = { readonly base: string; readonly from: string | null; readonly to: string | null };

const DAY = /\/\d{4}-\d{2}-\d{2}$/;
/** The code of a record whose kind has turns: what it is about, and the day it begins where there is one. The pen finds prices by it. */
export const turnCode = (base: string, from: unknown): string => (typeof from === 'string' && from !== '' ? `${base}/${from}` : base);

const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);
const overlap = (a: Span, b: Span): boolean => a.base === b.base && (a.from ?? '0') <= (b.to ?? '9') && (b.from ?? '0') <= (a.to ?? '9');
const inWords = ({ from, to }: Span): string => (from === null && to === null ? '一直有效' : from === null ? `${to ?? ''} 以前` : to === null ? `${from} 起` : `${from} 至 ${to}`);

const OTHERS = `select x.no, r.name, r.data->>$2 as from, r.data->>$3 as to from jsonb_to_recordset($4::jsonb) as x(no int, base text)
  join books.record r on r.org_id = books.org() and r.type = $1 and r.code >= x.base and r.code <= x.base || '/9999-99-99' and (r.code = x.base or r.code ~ ('^' || regexp_replace(x.base, '([*.])', '\\\\\\1', 'g') || '/\\d{4}-\\d{2}-\\d{2}$'))
 where r.active and r.id <> all ($5::uuid[]) order by r.code`;

/** Refuses (turn-taken) where an active record would hold on a day on which another one of the same thing does, in the books or among `rows` themselves. */
export async function checkTurns(tx: Tx, def: AnyRecord, rows: readonly Turn[]): Promise<void> {
  const { turns } = def;
  const mine = turns
    ? rows.flatMap((r, no) => (r.active ? [{ no, name: r.name, base: r.code.replace(DAY, ''), from: textOf(r.data[turns.from]), to: textOf(r.data[turns.to]) }] : []))
    : [];
  if (!turns || mine.length === 0) return;
  // Two people who each save a price that begins on another day do not see each other's row: the second one waits for the first.
  await tx.query(`select pg_advisory_xact_lock(hashtextextended($1 || books.org()::text, 0))`, [def.type]);
  const others = await tx.query<{ no: number; name: string; from: string | null; to: string | null }>(OTHERS, [
    def.type,
    turns.from,
    turns.to,
    JSON.stringify(mine.map(({ no, base }) => ({ no, base }))),
    rows.map((r) => r.id),
  ]);
  const complaint = (row: (typeof mine)[number], other: { readonly name: string } & Omit<Span, 'base'>): Complaint => ({
    refused: 'turn-taken',
    path: `${rows.length > 1 ? `rows[${row.no}].` : ''}data.${turns.from}`,
    with: { where: rows.length > 1 ? `第 ${row.no + 1} 行：` : '', name: row.name, span: inWords(row), other: other.name, others: inWords({ base: '', ...other }) },
  });
  const bad = mine.map((row, i) => {
    const other = others.find((o) => o.no === row.no && overlap(row, { ...o, base: row.base })) ?? mine.find((m, k) => k < i && overlap(row, m));
    return other ? complaint(row, other) : false;
  });
  const refused = gather(bad);
  if (refused) throw new Refusal(refused);
}
