// 消息: what the house tells a person. Everybody reads their own, and nobody else's.
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { type Ports, sessionFor } from '../context.ts';

const READ = z.object({ ids: z.array(z.coerce.bigint()).max(500).nullable().optional() });
const MOST = 50;

export type NoticeRow = {
  readonly id: string;
  readonly at: string;
  readonly title: string;
  readonly body: string;
  readonly docType: string | null;
  readonly doc: string | null;
  readonly read: boolean;
};

export function noticeRoutes(app: FastifyInstance, ports: Ports): void {
  const tags = ['消息'];
  app.get('/api/notices', { schema: { tags, summary: '我的消息：最近 50 条与未读数' } }, async (request) => {
    const { actor, scope } = sessionFor(request);
    return ports.db.read(scope, async (s) => {
      const [count] = await s.query<{ unread: number }>('select count(*)::int as unread from books.notice where org_id = books.org() and user_id = $1 and read_at is null', [
        actor.id,
      ]);
      const rows = await s.query<NoticeRow>(
        `select id::text, at, title, body, doc_type as "docType", doc_id as doc, read_at is not null as read from books.notice where org_id = books.org() and user_id = $1 order by id desc limit ${MOST}`,
        [actor.id],
      );
      return { unread: count?.unread ?? 0, rows };
    });
  });
  app.post('/api/notices/read', { schema: { tags, summary: '标为已读（不给 ids 即全部）', body: READ } }, async (request) => {
    const { actor, scope } = sessionFor(request);
    const { ids } = request.body as z.infer<typeof READ>;
    const [row] = await ports.db.write(scope, (tx) => tx.query<{ seen: number }>('select books.read_notices($1, $2::bigint[]) as seen', [actor.id, ids ?? null]));
    return { read: row?.seen ?? 0 };
  });
}
