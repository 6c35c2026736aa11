// Large bytes a forecast leaves behind (the trained model, what it was made from), kept in pieces: each is written by itself, so that bookings get their
// turn in between. Nobody reads a pack before a row of planning.model or planning.current names it; what none names was left by a job that ended early.
import { must } from '#kernel/must';
import type { Database, Scope, Snapshot, Tx } from '#kernel/ports';

/** Bytes of a piece: written by the embedded database, which holds the whole process meanwhile, in about 20 ms. */
const PIECE = 512 * 1024;

/** Writes `bytes` under the name `id`, a transaction a piece. Nothing is seen of them until a row names them (see `namePack`). */
export async function savePack(db: Database, scope: Scope, { id, bytes }: { readonly id: string; readonly bytes: Uint8Array }): Promise<void> {
  for (let no = 0; no * PIECE < bytes.length; no += 1)
    await db.write(scope, (tx) =>
      tx.query('insert into planning.pack (org_id, id, no, of, bytes) values (books.org(), $1, $2, $3, $4)', [
        id,
        no,
        Math.ceil(bytes.length / PIECE),
        bytes.subarray(no * PIECE, (no + 1) * PIECE),
      ]),
    );
}

/** Before a row names a pack: throws where a piece is missing, because another process swept up what it took for an abandoned job's. */
export async function mustBeWhole(tx: Tx, id: string): Promise<void> {
  const [found] = await tx.query<{ whole: boolean | null }>('select count(*) = max(of) as whole from planning.pack where org_id = books.org() and id = $1', [id]);
  must(found?.whole === true, `pack ${id} is not whole`);
}

/** The bytes of a pack, a query a piece; null where there is none. */
export async function readPack(s: Snapshot, id: string): Promise<Uint8Array | null> {
  const pieces: Uint8Array[] = [];
  for (let of = 1; pieces.length < of; ) {
    const [piece] = await s.query<{ of: number; bytes: Uint8Array }>('select of, bytes from planning.pack where org_id = books.org() and id = $1 and no = $2', [id, pieces.length]);
    if (!piece) return null;
    pieces.push(piece.bytes);
    of = piece.of;
  }
  return pieces.length === 1 && pieces[0] ? pieces[0] : Buffer.concat(pieces);
}

/** Lets go of all packs that no model and no forecast names (any more). */
export const sweepPacks = (tx: Tx): Promise<unknown> =>
  tx.query(
    `delete from planning.pack p where p.org_id = books.org() and not exists (select from planning.model m where m.org_id = p.org_id and m.pack = p.id)
       and not exists (select from planning.current c where c.org_id = p.org_id and c.pack = p.id)`,
  );
