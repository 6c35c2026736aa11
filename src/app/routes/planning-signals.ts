// 外部信号 and 安全系数叠加 over HTTP: definitions, data by file, by push and by fetch, the gate's verdict, overlays with their trial.
import { isRefused, Refusal } from '#kernel/refusal';
import { may } from '#kernel/rights';
import { FEEDS, LEVELS, MISSING, MOST_ROWS, readCsv, SIGNAL_REFUSALS, type Sent } from '#planning';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { noteAudit } from '../audit.ts';
import { callerFor, need, type Ports, sendProblem, sessionFor } from '../context.ts';
import { OUTSIDE_REFUSALS } from '../outside/refusals.ts';
import { allowedBy, checkHost, checkUrl } from '../outside/webhook/address.ts';
import { isReading } from '../rules-runtime/metrics-more.ts';
import { LEXICON } from '../rules-runtime/words.ts';
import { holdsIn, limitOverlay, overlayRow, overlayRows, switchOverlay } from '../planning/overlays.ts';
import { pullable, pullOnce } from '../planning/signals-pull.ts';
import { askTrial } from '../planning/signals-trial.ts';
import { feedZh, removeSignal, saveSignal, signalIn, signalNamed, signalPicture, signalRows, takeReadings } from '../planning/signals.ts';

const tags = ['外部信号'];
const WORDS = { ...OUTSIDE_REFUSALS, ...SIGNAL_REFUSALS };
const ID = z.object({ id: z.uuid() });
const key = <T extends Record<string, string>>(of: T) => z.enum(Object.keys(of) as [keyof T & string, ...(keyof T & string)[]]);
const PULL = z.object({
  url: z.string().trim().max(500),
  format: z.enum(['csv', 'json']),
  rows: z.string().trim().max(100).default(''),
  day: z.string().trim().max(60),
  value: z.string().trim().max(60),
  target: z.string().trim().max(60).default(''),
  minutes: z.number().int().min(15, '至少 15 分钟').max(10_080, '最多 7 天（10080 分钟）'),
});
const SIGNAL = z.object({
  code: z
    .string()
    .trim()
    .regex(/^[A-Za-z0-9_-]{1,40}$/, '编码为 1～40 位字母、数字、横线'),
  name: z.string().trim().min(1, '请填写名称').max(60),
  unit: z.string().trim().max(10).default(''),
  level: key(LEVELS),
  feed: key(FEEDS),
  source: z.string().trim().min(1, '请填写数据来源，例如“和风天气”').max(120),
  ahead: z.number().int().min(0).max(400),
  missing: key(MISSING),
  stale: z.number().int().min(1).max(8784).default(48),
  metric: z.string().max(40).nullable().default(null),
  state: z.enum(['on', 'paused']).default('on'),
  pull: PULL.nullable().default(null),
  secret: z.string().max(500).nullable().default(null),
});
const READINGS = z.object({
  readings: z
    .array(
      z.object({
        day: z.string().regex(/^\d{4}-\d{2}-\d{2}$/, '日期应如 2026-03-01'),
        value: z.number(),
        target: z.string().max(80).default(''),
        knownAt: z.iso.datetime({ offset: true }).nullish(),
      }),
    )
    .min(1)
    .max(MOST_ROWS),
});
const FILE = z.object({ text: z.string().max(7_000_000), claim: z.enum(['now', 'ahead', 'observed']).default('now') });
const LIMITS = z.object({ low: z.number(), high: z.number(), days: z.number().int().min(1).max(92) });

const view = (request: FastifyRequest) => need(request, 'planning.view', '计划·查看');
const edit = (request: FastifyRequest) => need(request, 'planning.edit', '计划·编辑');
const idOf = (request: FastifyRequest): string => (request.params as { id: string }).id;

/** Refusals of signals are said in their own words. */
const own = async (reply: FastifyReply, work: () => Promise<unknown>): Promise<unknown> => {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refusal) return sendProblem(reply, error.refusal, WORDS);
    throw error;
  }
};

export function planningSignalRoutes(app: FastifyInstance, ports: Ports): void {
  const allowed = allowedBy(process.env['HENGCANG_WEBHOOK_ALLOW']);
  const save = async (request: FastifyRequest, id: string): Promise<unknown> => {
    const session = edit(request),
      draft = request.body as z.infer<typeof SIGNAL>;
    if (draft.feed === 'pull' && draft.pull) {
      const url = checkUrl(draft.pull.url, allowed);
      if (isRefused(url)) throw new Refusal({ ...url, path: 'pull.url' });
      const bad = await checkHost(url, allowed);
      if (bad) throw new Refusal({ ...bad, path: 'pull.url' });
    }
    await ports.db.write(session.scope, (tx) =>
      saveSignal(tx, { ...draft, pull: draft.feed === 'pull' ? draft.pull : null }, { id, name: session.actor.name, now: ports.clock.now() }),
    );
    await noteAudit(ports, callerFor(request), { action: 'signal.save', subject: 'signal', id, summary: `外部信号“${draft.name}”（${draft.code}，${FEEDS[draft.feed]}）` });
    return { id };
  };
  app.get('/api/planning/signals', { schema: { tags, summary: '外部信号：新鲜度、最近拉取、检验结论' } }, async (request) => {
    const session = view(request);
    const signals = await ports.db.read(session.scope, (s) => signalRows(s, ports.clock.now()));
    const metrics = Object.entries(LEXICON.metrics).flatMap(([id, w]) => (isReading(id) ? [{ id, zh: w.zh }] : []));
    return { signals, metrics, may: may(session.actor, 'planning.edit') };
  });
  app.post('/api/planning/signals', { schema: { tags, summary: '新建外部信号', body: SIGNAL } }, (request, reply) => own(reply, () => save(request, ports.ids.next())));
  app.put('/api/planning/signals/:id', { schema: { tags, summary: '修改外部信号', params: ID, body: SIGNAL } }, (request, reply) =>
    own(reply, async () => {
      const session = edit(request);
      await ports.db.read(session.scope, (s) => signalIn(s, idOf(request)));
      return save(request, idOf(request));
    }),
  );
  app.delete('/api/planning/signals/:id', { schema: { tags, summary: '删除外部信号及其读数', params: ID } }, (request, reply) =>
    own(reply, async () => {
      const session = edit(request);
      const signal = await ports.db.read(session.scope, (s) => signalIn(s, idOf(request)));
      await ports.db.write(session.scope, (tx) => removeSignal(tx, signal.id));
      await noteAudit(ports, callerFor(request), { action: 'signal.remove', subject: 'signal', id: signal.id, summary: `删除外部信号“${signal.name}”及其全部读数` });
      return { ok: true };
    }),
  );
  app.get('/api/planning/signals/:id', { schema: { tags, summary: '一个信号的曲线、缺口、修正与拉取记录', params: ID } }, (request, reply) =>
    own(reply, async () => {
      const session = view(request);
      return ports.db.read(session.scope, async (s) => signalPicture(s, await signalIn(s, idOf(request)), ports.clock.today()));
    }),
  );
  dataRoutes(app, ports);
  overlayRoutes(app, ports);
}

/** Data coming in, and what it is worth. */
function dataRoutes(app: FastifyInstance, ports: Ports): void {
  const keep = async (
    request: FastifyRequest,
    signalId: string,
    given: { readonly rows: readonly Sent[]; readonly claim: 'now' | 'ahead' | 'observed'; readonly feed: 'file' | 'push' },
  ): Promise<unknown> => {
    const { scope } = sessionFor(request);
    return ports.db.write(scope, async (tx) => {
      const signal = await signalNamed(tx, signalId);
      // A file may fill the past of any signal; only a pushed one may be pushed to.
      if (given.feed === 'push' && signal.feed !== 'push') throw new Refusal({ refused: 'signal-not-fed-so', with: { name: signal.name, feed: feedZh(signal) } });
      return takeReadings(tx, signal, { rows: given.rows, claim: given.claim, now: ports.clock.now() });
    });
  };
  app.post('/api/planning/signals/:id/file', { schema: { tags, summary: '上传 CSV：日期,数值[,对象][,得知时间]', params: ID, body: FILE } }, (request, reply) =>
    own(reply, async () => {
      edit(request);
      const { text, claim } = request.body as z.infer<typeof FILE>;
      const rows = readCsv(text, null);
      if (isRefused(rows)) throw new Refusal(rows);
      return keep(request, idOf(request), { rows, claim, feed: 'file' });
    }),
  );
  app.post(
    '/api/planning/signals/:code/readings',
    { schema: { tags, summary: '接口推送读数（令牌权限：送入外部事件，或计划·编辑）', params: z.object({ code: z.string().max(40) }), body: READINGS } },
    (request, reply) =>
      own(reply, async () => {
        const session = sessionFor(request);
        if (!may(session.actor, 'outside.send')) edit(request);
        const { readings } = request.body as z.infer<typeof READINGS>;
        const rows = readings.map((r, i): Sent => ({ line: i + 1, target: r.target, day: r.day as Sent['day'], value: r.value, vintage: r.knownAt ?? null }));
        return keep(request, (request.params as { code: string }).code, { rows, claim: 'now', feed: 'push' });
      }),
  );
  app.post('/api/planning/signals/:id/pull', { schema: { tags, summary: '立即拉取一次', params: ID } }, (request, reply) =>
    own(reply, async () => {
      const session = edit(request);
      const signal = await pullable(ports, session.scope, idOf(request));
      if (!signal) throw new Refusal({ refused: 'signal-unknown' });
      return pullOnce(ports, session.scope, { signal, allowed: allowedBy(process.env['HENGCANG_WEBHOOK_ALLOW']) });
    }),
  );
  app.post('/api/planning/signals/:id/judge', { schema: { tags, summary: '检验：有它和没有它，过去几周的预测哪个准', params: ID } }, (request, reply) =>
    own(reply, async () => {
      const session = edit(request);
      const signal = await ports.db.read(session.scope, (s) => signalIn(s, idOf(request)));
      if (signal.ahead === 0) throw new Refusal({ refused: 'signal-not-ahead', with: { name: signal.name } });
      return { id: await askTrial(ports, session.scope, { kind: 'gate', subject: signal.id, version: null, name: signal.name, by: session.actor.name }) };
    }),
  );
}

/** Rules that move the safety factor: limits, trial, switch. */
function overlayRoutes(app: FastifyInstance, ports: Ports): void {
  app.get('/api/planning/overlays', { schema: { tags, summary: '会调整安全库存系数的规则、其界限与回测，以及今天起作用的叠加' } }, (request) => overlayList(ports, request));
  app.put('/api/planning/overlays/:id', { schema: { tags, summary: '设定叠加的下限、上限与有效天数（改了要重新回测）', params: ID, body: LIMITS } }, (request, reply) =>
    own(reply, async () => {
      const session = edit(request),
        given = request.body as z.infer<typeof LIMITS>;
      const row = await ports.db.read(session.scope, (s) => overlayRow(s, idOf(request)));
      await ports.db.write(session.scope, (tx) => limitOverlay(tx, row.rule, { ...given, by: session.actor.name, now: ports.clock.now() }));
      await noteAudit(ports, callerFor(request), {
        action: 'overlay.limit',
        subject: 'rule',
        id: row.rule,
        summary: `规则“${row.name}”叠加界限 ${given.low}～${given.high}，有效 ${given.days} 天`,
      });
      return { ok: true };
    }),
  );
  app.post('/api/planning/overlays/:id/trial', { schema: { tags, summary: '回测叠加', params: ID } }, (request, reply) =>
    own(reply, async () => {
      const session = edit(request);
      const row = await ports.db.read(session.scope, (s) => overlayRow(s, idOf(request)));
      return { id: await askTrial(ports, session.scope, { kind: 'overlay', subject: row.rule, version: row.version, name: row.name, by: session.actor.name }) };
    }),
  );
  app.post(
    '/api/planning/overlays/:id/switch',
    { schema: { tags, summary: '启用或停用叠加（启用须先回测）', params: ID, body: z.object({ on: z.boolean() }) } },
    (request, reply) =>
      own(reply, async () => {
        const session = edit(request),
          { on } = request.body as { on: boolean };
        const row = await ports.db.read(session.scope, (s) => overlayRow(s, idOf(request)));
        await ports.db.write(session.scope, (tx) => switchOverlay(tx, row, { on, by: session.actor.name, now: ports.clock.now() }));
        await noteAudit(ports, callerFor(request), {
          action: on ? 'overlay.on' : 'overlay.off',
          subject: 'rule',
          id: row.rule,
          summary: `${on ? '启用' : '停用'}规则“${row.name}”对安全库存的叠加`,
        });
        return { ok: true };
      }),
  );
}

/** All such rules with their limits and trials, what is in force today and what is not, and the names of what they are about. */
async function overlayList(ports: Ports, request: FastifyRequest): Promise<unknown> {
  const session = view(request);
  return ports.db.read(session.scope, async (s) => {
    const rows = await overlayRows(s),
      { counting, idle } = await holdsIn(s, ports.clock.today());
    const targets = [...counting.map((o) => o.item ?? o.category ?? o.warehouse), ...idle.map((i) => i.hold.targetId), ...rows.flatMap((r) => chainOf(r.trial?.result))].filter(
      (t): t is string => typeof t === 'string' && /^[0-9a-f-]{36}$/.test(t),
    );
    const names = await s.query<{ id: string; name: string }>(`select id::text, name from books.record where org_id = books.org() and id = any ($1::uuid[])`, [
      [...new Set(targets)],
    ]);
    return {
      rules: rows.map(({ ast: _ast, owner: _owner, ...row }) => row),
      counting,
      idle: idle.map((i) => ({ rule: i.hold.rule, ruleId: i.hold.ruleId, target: i.hold.targetId, value: i.hold.value, since: i.hold.since, why: i.why })),
      names: Object.fromEntries(names.map((n) => [n.id, n.name])),
      may: may(session.actor, 'planning.edit'),
    };
  });
}

const chainOf = (result: unknown): readonly string[] => {
  const chain = (result as { chain?: readonly { target: string }[] } | null)?.chain;
  return chain?.map((c) => c.target) ?? [];
};
