// Routes of 补货: suggestions and what people decide, levels of an item, the morning's risks, plans for failing suppliers, indicators, settings.
import { parseDecimal } from '#kernel/decimal';
import type { Day } from '#kernel/day';
import { Refusal, refuse } from '#kernel/refusal';
import { may } from '#kernel/rights';
import { INDUSTRIES } from '#planning';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { callerFor, keyOf, need, type Ports, sendProblem } from '../context.ts';
import { decayPage } from '../planning/policy/decays.ts';
import { decide, DECIDE_REFUSALS } from '../planning/policy/decide.ts';
import { wholePolicy } from '../planning/policy/keeper.ts';
import { kpiList, KPI_LISTS, type KpiList } from '../planning/policy/kpi-lists.ts';
import { kpiDay, kpiPage } from '../planning/policy/kpi.ts';
import { freshnessIn, levelsOf, saveSetting, settingsPage, suggestionsIn } from '../planning/policy/lists.ts';
import { decideRisk, RISK_REFUSALS, riskPage } from '../planning/policy/risks.ts';
import { acceptPlan, plansIn } from '../planning/policy/substitutes.ts';

const tags = ['计划'];
const QTY = z.string().regex(/^\d{1,12}(\.\d{1,6})?$/, '请填数量，最多六位小数');
const WHY = z.string().trim().max(200).nullish();
const LISTED = z.object({ state: z.enum(['open', 'done']).default('open'), kind: z.enum(['purchase', 'transfer', 'produce']).optional(), warehouse: z.uuid().optional() });
const DECISION = z.object({
  ids: z.array(z.uuid()).min(1).max(2000),
  action: z.enum(['accept', 'reject']),
  quantities: z.record(z.uuid(), QTY).default({}),
  why: WHY,
  as: z.enum(['purchase-order', 'purchase-request']).default('purchase-order'),
});
const DAY = z.iso.date('日期须为 2026-03-01 这样');
const RISK = z.object({ day: DAY, item: z.uuid(), warehouse: z.uuid(), action: z.enum(['confirm', 'override']), quantity: QTY.nullish(), why: WHY });
const SHARE = z.number().min(0.5).max(0.999);
const SETTING = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('company'),
    data: z.object({
      fill: z.object({ A: SHARE, B: SHARE, C: SHARE }),
      factor: z.number().min(0).max(10),
      budget: z.number().min(1).max(1e12).nullable(),
      transferFirst: z.boolean(),
    }),
  }),
  z.object({
    kind: z.literal('category'),
    target: z.uuid(),
    data: z.object({
      fill: SHARE.optional(),
      industry: z.enum(['', ...INDUSTRIES]).optional(),
      threshold: z.number().min(0.05).max(0.95).optional(),
      params: z.record(z.string().max(20), z.number().min(-1e6).max(1e6)).optional(),
    }),
  }),
  z.object({
    kind: z.literal('supplier'),
    target: z.uuid(),
    data: z.object({
      weekdays: z.array(z.number().int().min(0).max(6)).max(7).optional(),
      lead: z.number().min(1).max(365).optional(),
      review: z.number().int().min(1).max(60).optional(),
      /** 起订金额, 元 with tax. */
      least: z.number().min(0).max(1e9).optional(),
    }),
  }),
  z.object({
    kind: z.literal('item'),
    target: z.uuid(),
    data: z.object({ fill: SHARE.optional(), pack: z.number().positive().max(1e9).optional(), minimum: z.number().min(0).max(1e9).optional() }),
  }),
]);
const NOBODY = '00000000-0000-0000-0000-000000000000';
const OWN = { ...DECIDE_REFUSALS, ...RISK_REFUSALS };

const view = (request: FastifyRequest) => need(request, 'planning.view', '计划·查看');
const edit = (request: FastifyRequest) => need(request, 'planning.edit', '计划·处理');
const micro = (text: string): bigint => parseDecimal(text, 6) ?? 0n;
/** The request's own key; a request without one cannot be told apart from its repetition. */
const key = (request: FastifyRequest): string => {
  const given = keyOf(request);
  if (given === null) throw new Refusal(refuse('bad-field', { path: 'idempotency-key', with: { what: '请求缺少 Idempotency-Key' } }));
  return given;
};
const own = async (reply: FastifyReply, work: () => Promise<unknown>): Promise<unknown> => {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refusal) return sendProblem(reply, error.refusal, OWN);
    throw error;
  }
};

export function planningPolicyRoutes(app: FastifyInstance, ports: Ports): void {
  const today = (): Day => ports.clock.today();
  app.get('/api/planning/suggestions', { schema: { tags, summary: '补货建议', querystring: LISTED } }, async (request) => {
    const { actor, scope } = view(request);
    const asked = request.query as z.infer<typeof LISTED>;
    return ports.db.read(scope, async (s) => ({
      rows: await suggestionsIn(s, { state: asked.state, kind: asked.kind ?? null, warehouse: asked.warehouse ?? null, price: may(actor, 'field.price'), today: today() }),
      made: await freshnessIn(s),
      may: { edit: may(actor, 'planning.edit'), order: may(actor, 'purchase-order.edit') },
    }));
  });
  app.post('/api/planning/suggestions/decide', { schema: { tags, summary: '采用（生成采购订单、请购单、调拨单、生产计划草稿）或不采用', body: DECISION } }, (request, reply) =>
    own(reply, async () => {
      edit(request);
      const d = request.body as z.infer<typeof DECISION>;
      const quantities = Object.fromEntries(Object.entries(d.quantities).map(([id, q]) => [id, micro(q)]));
      return decide(ports, callerFor(request), { decision: { ids: d.ids, action: d.action, quantities, why: d.why || null, as: d.as }, key: key(request) });
    }),
  );
  app.post('/api/planning/suggestions/refresh', { schema: { tags, summary: '按现在的预测和库存重算水位与建议' } }, (request, reply) =>
    own(reply, async () => {
      const { scope } = edit(request);
      await wholePolicy(ports, scope);
      return { ok: true };
    }),
  );
  app.get(
    '/api/planning/levels/:item',
    { schema: { tags, summary: '一个商品在各仓的安全库存、再订货点、补货目标及理由', params: z.object({ item: z.uuid() }) } },
    async (request) => {
      const { scope } = need(request, 'stock.view', '查看库存');
      return ports.db.read(scope, (s) => levelsOf(s, (request.params as { item: string }).item));
    },
  );
  riskRoutes(app, ports);
  planRoutes(app, ports);
  kpiRoutes(app, ports);
  settingRoutes(app, ports);
}

function riskRoutes(app: FastifyInstance, ports: Ports): void {
  app.get('/api/planning/risks', { schema: { tags, summary: 'TOP20 高风险商品', querystring: z.object({ day: DAY.optional() }) } }, async (request) => {
    const { actor, scope } = view(request);
    const page = await ports.db.read(scope, (s) => riskPage(s, { day: (request.query as { day?: string }).day ?? null, today: ports.clock.today() }));
    return { ...page, may: { edit: may(actor, 'planning.edit') } };
  });
  app.post('/api/planning/risks/decide', { schema: { tags, summary: '确认或改判一条高风险（改判须写原因，以后按实际评分）', body: RISK } }, (request, reply) =>
    own(reply, async () => {
      edit(request);
      const d = request.body as z.infer<typeof RISK>;
      const decision = { day: d.day as Day, item: d.item, warehouse: d.warehouse, action: d.action, quantity: d.quantity ? micro(d.quantity) : null, why: d.why || null };
      return decideRisk(ports, callerFor(request), { decision, key: key(request) });
    }),
  );
}

function planRoutes(app: FastifyInstance, ports: Ports): void {
  app.get('/api/planning/plans', { schema: { tags, summary: '替代原料采购预案' } }, async (request) => {
    const { actor, scope } = view(request);
    return { rows: await ports.db.read(scope, (s) => plansIn(s, ports.clock.today())), may: { edit: may(actor, 'planning.edit') && may(actor, 'substitute-request.edit') } };
  });
  const TAKE = z.object({ options: z.array(z.number().int().min(0).max(99)).max(100) });
  app.post('/api/planning/plans/:id/accept', { schema: { tags, summary: '采用预案：生成替代料申请单草稿', params: z.object({ id: z.uuid() }), body: TAKE } }, (request, reply) =>
    own(reply, async () => {
      edit(request);
      return acceptPlan(ports, callerFor(request), { id: (request.params as { id: string }).id, options: (request.body as z.infer<typeof TAKE>).options, key: key(request) });
    }),
  );
}

function kpiRoutes(app: FastifyInstance, ports: Ports): void {
  app.get('/api/planning/kpi', { schema: { tags, summary: '指标：满足率、缺货、周转、报损、滞销、临期、预测误差' } }, async (request) => {
    const { actor, scope } = view(request);
    return ports.db.read(scope, async (s) => kpiPage(s, { today: await kpiDay(s, ports.clock.today()), sees: may(actor, 'field.cost') }));
  });
  app.get('/api/planning/kpi/:list', { schema: { tags, summary: '指标背后的商品', params: z.object({ list: z.enum(KPI_LISTS) }) } }, async (request) => {
    const { actor, scope } = view(request);
    return ports.db.read(scope, async (s) =>
      kpiList(s, { list: (request.params as { list: KpiList }).list, today: await kpiDay(s, ports.clock.today()), sees: may(actor, 'field.cost') }),
    );
  });
}

function settingRoutes(app: FastifyInstance, ports: Ports): void {
  app.get('/api/planning/settings', { schema: { tags, summary: '补货参数' } }, async (request) => {
    const { actor, scope } = view(request);
    return { ...(await ports.db.read(scope, settingsPage)), industries: INDUSTRIES, may: { edit: may(actor, 'planning.approve') } };
  });
  app.get(
    '/api/planning/decay/:category',
    { schema: { tags, summary: '一个分类的衰减曲线：参数、门槛、自己的历史', params: z.object({ category: z.uuid() }) } },
    async (request, reply) => {
      const { scope } = view(request);
      const page = await ports.db.read(scope, (s) => decayPage(s, (request.params as { category: string }).category, ports.clock.today()));
      return page ?? sendProblem(reply, refuse('not-found'));
    },
  );
  app.put('/api/planning/settings', { schema: { tags, summary: '保存一项补货参数，并按它重算', body: SETTING } }, (request, reply) =>
    own(reply, async () => {
      const { actor, scope } = need(request, 'planning.approve', '计划·定参数');
      const given = request.body as z.infer<typeof SETTING>;
      const target = given.kind === 'company' ? NOBODY : given.target;
      await ports.db.write(scope, (tx) => saveSetting(tx, { kind: given.kind, target, data: given.data, by: actor.name, at: ports.clock.now() }));
      await wholePolicy(ports, scope);
      return { ok: true };
    }),
  );
}
