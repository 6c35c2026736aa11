// Photos of inspections: kept beside the document while it is being written, seen by whoever may see it, part of every back-up.
import type { Caller } from '#books/pen';
import type { Snapshot, Tx } from '#kernel/ports';
import { refuse, type RefusalTable, type Refused } from '#kernel/refusal';
import { createHash } from 'node:crypto';
import { noteAudit } from '../audit.ts';
import type { Ports } from '../context.ts';
import { seen } from './image.ts';

/** Bytes of a photo and of its thumbnail, sides in pixels, photos of one inspection. The browser makes them smaller than this before it sends them. */
export const LIMITS = { image: 2_000_000, thumb: 60_000, side: 4096, each: 30 } as const;

export const PHOTO_REFUSALS = {
  'photo-unreadable': { http: 422, retry: 'never', zh: '“{name}”不是 JPEG、PNG 或 WebP 照片，请重新选择' },
  'photo-too-large': { http: 422, retry: 'never', zh: '“{name}”太大（最多 2 MB、边长 4096 像素），请缩小后再传' },
  'photos-too-many': { http: 409, retry: 'never', zh: '一张检验单最多 {most} 张照片，请先删去不需要的' },
  'photo-document-closed': { http: 409, retry: 'never', zh: '检验单已审核或作废，照片不能再增删' },
} as const satisfies RefusalTable;

export type Photo = { readonly id: string; readonly line: number | null; readonly name: string; readonly bytes: number; readonly by: string; readonly at: string };
export type NewPhoto = { readonly doc: string; readonly line: number | null; readonly name: string; readonly image: Buffer; readonly thumb: Buffer };

/** Photos of an inspection, in the order they came; null when there is no such inspection. */
export async function photosOf(s: Snapshot, doc: string): Promise<readonly Photo[] | null> {
  const [known] = await s.query(`select 1 from books.document where org_id = books.org() and id = $1 and type = 'inspection'`, [doc]);
  return known
    ? s.query<Photo>(`select id, line_no as line, name, bytes, made_by_name as "by", at from quality.photo where org_id = books.org() and doc_id = $1 order by at, id`, [doc])
    : null;
}

/** The bytes of a photo or its thumbnail, as PostgreSQL's hex text: both drivers give that alike. */
export async function photoBytes(s: Snapshot, id: string, what: 'image' | 'thumb'): Promise<{ readonly kind: string; readonly bytes: Buffer } | null> {
  const [row] = await s.query<{ kind: string; hex: string }>(`select kind, encode(${what}, 'hex') as hex from quality.photo where org_id = books.org() and id = $1`, [id]);
  return row ? { kind: row.kind, bytes: Buffer.from(row.hex, 'hex') } : null;
}

/** Whether photos may come and go: while the inspection is being written. */
async function open(tx: Tx, doc: string): Promise<{ readonly number: string | null } | Refused> {
  const [row] = await tx.query<{ state: string; number: string | null }>(
    `select state, number from books.document where org_id = books.org() and id = $1 and type = 'inspection'`,
    [doc],
  );
  if (!row) return refuse('not-found');
  return row.state === 'draft' || row.state === 'submitted' ? { number: row.number } : refuse('photo-document-closed');
}

/** Adds a photo. What it is is told from its bytes; its SHA-256 goes into the audit list, so that another picture in its place would be noticed. */
export async function addPhoto(ports: Ports, caller: Caller, photo: NewPhoto): Promise<{ readonly id: string } | Refused> {
  const { doc, line, name, image, thumb } = photo;
  const [whole, small] = [seen(image), seen(thumb)];
  if (!whole || !small) return refuse('photo-unreadable', { path: 'image', with: { name } });
  const large = image.length > LIMITS.image || thumb.length > LIMITS.thumb || Math.max(whole.width, whole.height, small.width, small.height) > LIMITS.side;
  // A thumbnail of another kind would be served under the wrong name.
  if (large || small.kind !== whole.kind) return refuse(large ? 'photo-too-large' : 'photo-unreadable', { path: 'image', with: { name } });
  const [id, sha] = [ports.ids.next(), createHash('sha256').update(image).digest('hex')];
  const kept = await ports.db.write(caller.scope, async (tx) => {
    const may = await open(tx, doc);
    if ('refused' in may) return may;
    const [count] = await tx.query<{ n: number }>('select count(*)::int as n from quality.photo where org_id = books.org() and doc_id = $1', [doc]);
    if ((count?.n ?? 0) >= LIMITS.each) return refuse('photos-too-many', { with: { most: String(LIMITS.each) } });
    await tx.query(
      `insert into quality.photo (org_id, id, doc_id, line_no, name, kind, bytes, sha, image, thumb, made_by, made_by_name, at)
        values (books.org(), $1, $2, $3, $4, $5, $6, $7, decode($8, 'hex'), decode($9, 'hex'), $10, $11, $12)`,
      [id, doc, line, name, whole.kind, image.length, sha, image.toString('hex'), thumb.toString('hex'), caller.actor.id, caller.actor.name, ports.clock.now()],
    );
    return may;
  });
  if ('refused' in kept) return kept;
  await noteAudit(ports, caller, { action: 'inspection.photo', subject: 'inspection', id: doc, summary: `检验单 ${kept.number ?? ''} 加照片 ${name}（SHA-256 ${sha}）` });
  return { id };
}

/** Takes a photo away. */
export async function removePhoto(ports: Ports, caller: Caller, id: string): Promise<{ readonly ok: true } | Refused> {
  const gone = await ports.db.write(caller.scope, async (tx) => {
    const [row] = await tx.query<{ doc: string; name: string; sha: string }>('select doc_id as doc, name, sha from quality.photo where org_id = books.org() and id = $1', [id]);
    if (!row) return refuse('not-found');
    const may = await open(tx, row.doc);
    if ('refused' in may) return may;
    await tx.query('delete from quality.photo where org_id = books.org() and id = $1', [id]);
    return { ...row, ...may };
  });
  if ('refused' in gone) return gone;
  await noteAudit(ports, caller, {
    action: 'inspection.photo-removed',
    subject: 'inspection',
    id: gone.doc,
    summary: `检验单 ${gone.number ?? ''} 删照片 ${gone.name}（SHA-256 ${gone.sha}）`,
  });
  return { ok: true };
}
