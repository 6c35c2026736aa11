// Pieces with serial numbers that stand in a warehouse, to choose from while a document is written.
import type { Snapshot } from '#kernel/ports';
import { literal } from './sql.ts';

export type SerialQuery = { readonly q: string; readonly item?: string | undefined; readonly warehouse?: string | undefined; readonly limit: number };
export type SerialCandidate = { readonly id: string; readonly code: string; readonly name: string; readonly detail: string };

/** Numbers that begin with what was typed, in order; only what is in storage there, with its bin. Held and travelling pieces are not offered. */
export async function lookupSerials(snapshot: Snapshot, query: SerialQuery): Promise<readonly SerialCandidate[]> {
  if (!query.item || !query.warehouse) return [];
  return snapshot.query<SerialCandidate>(
    `select l.id, l.no as code, l.no as name, coalesce(n.name, '') as detail from books.lot l
     cross join lateral (select b.bin_id from books.stock_balance b where b.org_id = books.org() and b.lot_id = l.id and b.lot_id <> '00000000-0000-0000-0000-000000000000' and b.warehouse_id = $2::uuid and b.on_hand > 0 limit 1) s
     left join books.record n on n.org_id = books.org() and n.id = s.bin_id
     where l.org_id = books.org() and l.item_id = $1::uuid and l.no ilike $3 order by l.no limit $4`,
    [query.item, query.warehouse, `${literal(query.q.trim())}%`, query.limit],
  );
}
