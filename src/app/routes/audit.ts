// 操作日志: who did what, newest first, by page and as a file.
import type { Snapshot } from '#kernel/ports';
import { SPECIAL_RIGHTS } from '#kernel/rights';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { chinaTime } from '../china-time.ts';
import { need, type Ports } from '../context.ts';
import { sendTable } from '../export.ts';
import { literal } from '../queries/sql.ts';

const FILTER = z.object({
  who: z.string().max(60).optional(),
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
  q: z.string().max(60).optional(),
});
const PAGE = FILTER.extend({ before: z.coerce.number().int().optional(), limit: z.coerce.number().int().min(1).max(500).default(100) });
/** How many entries one file holds at the most; when there are more, its last row says so. */
const MOST_EXPORTED = 50_000;

type Entry = {
  readonly id: string;
  readonly at: string;
  readonly user_name: string;
  readonly action: string;
  readonly subject: string;
  readonly subject_id: string | null;
  readonly summary: string;
  readonly context: unknown;
  readonly hash: string | null;
};

/** Days are those of the clock on the wall in China, where the books are kept. */
const entries = (s: Snapshot, filter: z.infer<typeof FILTER>, page: { readonly before?: number | undefined; readonly limit: number }): Promise<Entry[]> =>
  s.query<Entry>(
    `select id::text, at, user_name, action, subject, subject_id, summary, context, hash from books.audit_log
    where org_id = books.org() and ($1::text is null or user_name = $1) and ($2::date is null or at >= $2::timestamp at time zone 'Asia/Shanghai')
      and ($3::date is null or at < ($3::date + 1)::timestamp at time zone 'Asia/Shanghai') and ($4::text is null or summary ilike $4) and ($5::bigint is null or audit_log.id < $5)
    order by audit_log.id desc limit $6`,
    [filter.who ?? null, filter.from ?? null, filter.to ?? null, filter.q ? `%${literal(filter.q)}%` : null, page.before ?? null, page.limit],
  );

export function auditRoutes(app: FastifyInstance, ports: Ports): void {
  const tags = ['管理'];
  const seen = (request: FastifyRequest) => need(request, 'audit.view', SPECIAL_RIGHTS['audit.view']);
  app.get('/api/audit', { schema: { tags, summary: '操作日志', querystring: PAGE } }, async (request) => {
    const { before, limit, ...filter } = request.query as z.infer<typeof PAGE>;
    return ports.db.read(seen(request).scope, (s) => entries(s, filter, { before, limit }));
  });
  app.get(
    '/api/audit/export',
    { schema: { tags, summary: '导出操作日志', querystring: FILTER.extend({ format: z.enum(['xlsx', 'csv']).default('xlsx') }) } },
    async (request, reply) => {
      const { format, ...filter } = request.query as z.infer<typeof FILTER> & { format: 'xlsx' | 'csv' };
      const found = await ports.db.read(seen(request).scope, (s) => entries(s, filter, { limit: MOST_EXPORTED + 1 }));
      const rows = found.slice(0, MOST_EXPORTED).map((e) => [chinaTime(e.at, 'seconds'), e.user_name, e.summary, e.action, e.subject, e.subject_id ?? '', e.hash ?? '']);
      return sendTable(reply, {
        name: '操作日志',
        format,
        columns: [
          { zh: '时间', width: 20 },
          { zh: '操作人', width: 12 },
          { zh: '内容', width: 60 },
          { zh: '动作' },
          { zh: '对象' },
          { zh: '对象标识', width: 38 },
          { zh: '校验值', width: 66 },
        ],
        rows,
        cut: found.length > MOST_EXPORTED ? `只导出了最近 ${MOST_EXPORTED} 条，更早的请按日期分次导出` : null,
      });
    },
  );
}
