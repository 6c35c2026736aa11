// Routes of 预测: the workbench, what would be if, cleaning set aside, jobs asked for, followed and cancelled, back-tests.
import { Refusal, refuse } from '#kernel/refusal';
import { may } from '#kernel/rights';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { need, type Ports, sendProblem } from '../context.ts';
import { ask, cancel, type JobKind, jobsOf, jobWith, KIND_ZH, STATE_ZH, type Job } from '../planning/jobs/store.ts';
import { FORECAST_REFUSALS, overview, seriesList, seriesPage, turnChange, whatIf } from '../planning/workbench.ts';

const tags = ['计划'];
const KEY = z.object({ item: z.uuid(), warehouse: z.uuid() });
const ID = z.object({ id: z.uuid() });
const LIST = z.object({ q: z.string().max(60).default(''), warehouse: z.uuid().optional() });
const WISH = z.object({ plain: z.boolean().default(false), leadDays: z.number().int().min(0).max(30).default(0), fill: z.number().min(0.5).max(0.999).nullable().default(null) });
const ASK = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('train') }),
  z.object({ kind: z.literal('refresh') }),
  z.object({
    kind: z.literal('backtest'),
    days: z.number().int().min(14).max(364).default(84),
    target: z.number().min(0.5).max(0.99).default(0.95),
    /** 保质期 for items whose record has none; absent = they keep. */
    life: z.number().int().min(1).max(365).optional(),
  }),
]);

const view = (request: FastifyRequest) => need(request, 'planning.view', '计划·查看');
const edit = (request: FastifyRequest) => need(request, 'planning.edit', '计划·处理');
const idOf = (request: FastifyRequest): string => (request.params as z.infer<typeof ID>).id;
const own = async (reply: FastifyReply, work: () => Promise<unknown>): Promise<unknown> => {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refusal) return sendProblem(reply, error.refusal, FORECAST_REFUSALS);
    throw error;
  }
};
const worded = (job: Job) => ({ ...job, kindZh: KIND_ZH[job.kind], stateZh: STATE_ZH[job.state] });

export function planningForecastRoutes(app: FastifyInstance, ports: Ports): void {
  app.get('/api/planning/overview', { schema: { tags, summary: '预测概况：现行预测、准确度、信噪比' } }, async (request) => {
    const { actor, scope } = view(request);
    return { ...(await ports.db.read(scope, overview)), may: { edit: may(actor, 'planning.edit') } };
  });
  app.get('/api/planning/series', { schema: { tags, summary: '有预测的商品与仓库', querystring: LIST } }, async (request) => {
    const { scope } = view(request);
    const asked = request.query as z.infer<typeof LIST>;
    return ports.db.read(scope, (s) => seriesList(s, { q: asked.q.trim(), warehouse: asked.warehouse ?? null }));
  });
  app.get('/api/planning/series/:item/:warehouse', { schema: { tags, summary: '一个商品在一个仓库的历史、清洗、预测、归因、准确度', params: KEY } }, (request, reply) =>
    own(reply, () => {
      const { scope } = view(request);
      return ports.db.read(scope, (s) => seriesPage(s, request.params as z.infer<typeof KEY>));
    }),
  );
  app.post(
    '/api/planning/series/:item/:warehouse/what-if',
    { schema: { tags, summary: '假设：去掉促销、交期加长、换满足率，真正重算', params: KEY, body: WISH } },
    (request, reply) => own(reply, () => whatIf(ports, view(request).scope, { key: request.params as z.infer<typeof KEY>, wish: request.body as z.infer<typeof WISH> })),
  );
  app.post(
    '/api/planning/changes/:id/:turn',
    { schema: { tags, summary: '撤销（undo）或恢复（redo）一处清洗', params: ID.extend({ turn: z.enum(['undo', 'redo']) }) } },
    (request, reply) =>
      own(reply, async () => {
        const { actor, scope } = edit(request);
        return { job: await turnChange(ports, scope, { id: idOf(request), undone: (request.params as { turn: string }).turn === 'undo', by: actor.name }) };
      }),
  );
  jobRoutes(app, ports);
}

function jobRoutes(app: FastifyInstance, ports: Ports): void {
  app.get(
    '/api/planning/jobs',
    { schema: { tags, summary: '计算任务', querystring: z.object({ kind: z.enum(['train', 'refresh', 'one', 'backtest']).optional() }) } },
    async (request) => {
      const { actor, scope } = view(request);
      const { kind } = request.query as { kind?: JobKind };
      const jobs = await ports.db.read(scope, (s) => jobsOf(s, 100));
      return { jobs: jobs.filter((j) => kind === undefined || j.kind === kind).map(worded), may: { edit: may(actor, 'planning.edit') } };
    },
  );
  app.get('/api/planning/jobs/:id', { schema: { tags, summary: '一个计算任务和它的结果', params: ID } }, (request, reply) =>
    own(reply, async () => {
      const { scope } = view(request);
      const [job, result] = await ports.db.read(scope, async (s) => [
        await jobWith(s, idOf(request)),
        (await s.query<{ result: unknown }>('select result from planning.job where org_id = books.org() and id = $1', [idOf(request)]))[0]?.result ?? null,
      ]);
      if (!job) throw new Refusal(refuse('not-found'));
      return { ...worded(job as Job), result };
    }),
  );
  app.post('/api/planning/jobs', { schema: { tags, summary: '立即计算：训练、刷新或回测', body: ASK } }, async (request) => {
    const { actor, scope } = edit(request);
    const { kind, ...params } = request.body as z.infer<typeof ASK>;
    return { id: await ask(ports.db, scope, { id: ports.ids.next(), kind, params, by: actor.name, at: ports.clock.now() }) };
  });
  app.post('/api/planning/jobs/:id/cancel', { schema: { tags, summary: '取消计算任务', params: ID } }, (request, reply) =>
    own(reply, async () => {
      const { scope } = edit(request);
      if (!(await cancel(ports.db, scope, idOf(request)))) throw new Refusal(refuse('job-over'));
      return { ok: true };
    }),
  );
}
