// 12号自评 over HTTP: the clauses with live figures of the caller's company, and the same as a table.
import { chartOf } from '#accounting';
import type { Standard } from '#kernel/facts';
import { SPECIAL_RIGHTS } from '#kernel/rights';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { need, type Ports } from '../context.ts';
import { sendTable, type Table } from '../export.ts';
import { type Assessed, assess } from './assess.ts';
import { VERDICT_ZH } from './clause.ts';
import { figuresOf } from './figures.ts';

export function assessmentRoutes(app: FastifyInstance, ports: Ports): void {
  const tags = ['12号自评'];
  const read = (request: FastifyRequest): Promise<{ readonly org: string; readonly clauses: readonly Assessed[] }> =>
    ports.db.read(need(request, 'ledger.view', SPECIAL_RIGHTS['ledger.view']).scope, async (s) => {
      const [org] = await s.query<{ name: string; standard: Standard }>('select name, standard from books.org_node where id = books.org()');
      const { figures, checks } = await figuresOf(s, org ? chartOf(org.standard).map((row) => row.code) : []);
      return { org: org?.name ?? '', clauses: assess(figures, checks) };
    });
  app.get('/api/assessment', { schema: { tags, summary: '对照财会〔2024〕12号自评：逐条结论、证据与缺口' } }, async (request) => ({
    day: ports.clock.today(),
    ...(await read(request)),
  }));
  app.get(
    '/api/assessment/export',
    { schema: { tags, summary: '导出自评表', querystring: z.object({ format: z.enum(['xlsx', 'csv']).default('xlsx') }) } },
    async (request, reply) => {
      const { org, clauses } = await read(request);
      return sendTable(reply, { ...tableOf(clauses), name: `12号自评 ${org} ${ports.clock.today()}`, format: (request.query as { format: Table['format'] }).format });
    },
  );
}

const tableOf = (clauses: readonly Assessed[]): Pick<Table, 'columns' | 'rows'> => ({
  columns: [
    { zh: '序号', width: 6 },
    { zh: '条款', width: 24 },
    { zh: '事项', width: 24 },
    { zh: '要求什么', width: 44 },
    { zh: '怎样做到', width: 60 },
    { zh: '本公司账上的证据', width: 40 },
    { zh: '在哪里看', width: 24 },
    { zh: '证明的测试', width: 60 },
    { zh: '结论', width: 10 },
    { zh: '还缺什么', width: 44 },
  ],
  rows: clauses.map((c) => [
    c.no,
    c.clause,
    c.title,
    c.demand,
    c.how.join('\n'),
    c.evidence.map((e) => `${e.zh}：${e.value}`).join('\n'),
    c.screens.map((s) => s.zh).join('、'),
    c.tests.map((t) => `${t.title}（${t.file}）`).join('\n'),
    `${VERDICT_ZH[c.verdict]}${c.optional ? '（鼓励性条款）' : ''}`,
    c.missing ?? '',
  ]),
});
