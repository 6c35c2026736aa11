// Routes of the check-up (账簿体检): start one, watch it, look at earlier ones, take it away as a file.
import { Refusal, refuse } from '#kernel/refusal';
import { SPECIAL_RIGHTS } from '#kernel/rights';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { callerFor, need, type Ports, sendProblem } from '../context.ts';
import { sendTable } from '../export.ts';
import { GROUPS } from '../verify/check.ts';
import { type Checkup, CHECKUP_REFUSALS, checkup, checkups, startCheckup } from '../verify/run.ts';

const ID = z.object({ id: z.uuid() });

export function checkupRoutes(app: FastifyInstance, ports: Ports): void {
  const tags = ['账簿体检'];
  const may = (request: FastifyRequest) => {
    need(request, 'verify.run', SPECIAL_RIGHTS['verify.run']);
    return callerFor(request);
  };
  const one = async (request: FastifyRequest): Promise<Checkup> => {
    const found = await checkup(ports, may(request), (request.params as { id: string }).id);
    if (!found) throw new Refusal(refuse('not-found'));
    return found;
  };

  app.post('/api/checkups', { schema: { tags, summary: '开始一次账簿体检（在后台进行）' } }, async (request, reply) => {
    try {
      const { id } = await startCheckup(ports, may(request));
      return { id };
    } catch (error) {
      if (error instanceof Refusal && error.refusal.refused in CHECKUP_REFUSALS) return sendProblem(reply, error.refusal, CHECKUP_REFUSALS);
      throw error;
    }
  });
  app.get('/api/checkups', { schema: { tags, summary: '历次体检', querystring: z.object({ limit: z.coerce.number().int().min(1).max(100).default(20) }) } }, async (request) =>
    checkups(ports, may(request), (request.query as { limit: number }).limit),
  );
  app.get('/api/checkups/:id', { schema: { tags, summary: '一次体检：进度与结果', params: ID } }, async (request) => {
    const found = await one(request);
    return { ...found, groups: GROUPS };
  });
  app.get(
    '/api/checkups/:id/export',
    { schema: { tags, summary: '导出体检结果', params: ID, querystring: z.object({ format: z.enum(['xlsx', 'csv']).default('xlsx') }) } },
    async (request, reply) => sendTable(reply, { format: (request.query as { format: 'xlsx' | 'csv' }).format, ...tableOf(await one(request)) }),
  );
}

/** One row a check, and one for every wrong place under it. */
const tableOf = (run: Checkup) => ({
  name: `账簿体检 ${run.startedAt.slice(0, 10)}`,
  columns: [
    { zh: '类别', width: 10 },
    { zh: '检查', width: 56 },
    { zh: '检查行数', kind: 'int' as const },
    { zh: '不符处数', kind: 'int' as const },
    { zh: '位置', width: 60 },
    { zh: '什么', width: 24 },
    { zh: '应为' },
    { zh: '实为' },
    { zh: '处理办法', width: 60 },
  ],
  rows: run.checks.flatMap((c) => [
    [GROUPS[c.group], c.zh, String(c.rows), String(c.wrong), c.note ?? '', '', '', '', c.wrong > 0 ? c.cure : ''],
    ...c.where.map((w) => ['', '', '', '', w.at, w.what, w.should, w.is, '']),
  ]),
});
