// Events over HTTP: the catalogue, the door for what comes from outside, the templates with their switches, and what has come in.
import { encodeOne } from '#forms';
import { isRefused, Refusal, refuse, type Refused } from '#kernel/refusal';
import { SPECIAL_RIGHTS } from '#kernel/rights';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { noteAudit } from '../audit.ts';
import { answer, callerFor, need, type Ports, sendProblem, sessionFor } from '../context.ts';
import { eventCatalogue } from '../event-schemas.ts';
import { acceptOutside, outsideProblem, RATE } from '../outside/accept.ts';
import { MOST_BYTES } from '../outside/envelope.ts';
import { type Channel, doneWith, receivedOf, setMode, sourcesOf, templateRows, tryTemplate } from '../outside/office.ts';
import { OUTSIDE_REFUSALS } from '../outside/refusals.ts';
import { TEMPLATES, templateNamed } from '../outside/templates/list.ts';
import { messageExampleOf } from '../outside/templates/schema.ts';
import type { Meaning, Template, TemplateField, TemplateFields } from '../outside/templates/template.ts';

const MOST_AT_ONCE = 100;

/** `channels`: how else events may come in just now, for the screen. */
export function eventRoutes(app: FastifyInstance, ports: Ports, channels: readonly Channel[]): void {
  const tags = ['事件'];
  app.get('/api/event-catalog', { schema: { tags, summary: '事件目录：名称、模式、谁发出、谁订阅、例子' } }, async (request) => {
    sessionFor(request);
    return eventCatalogue(ports.catalog);
  });
  app.addContentTypeParser(['application/cloudevents+json', 'application/cloudevents-batch+json'], { parseAs: 'string' }, app.getDefaultJsonParser('error', 'error'));
  app.post(
    '/api/events/in',
    {
      bodyLimit: MOST_BYTES * MOST_AT_ONCE,
      config: { asItCame: true },
      schema: {
        tags,
        summary: `送入外部事件（一个，或最多 ${MOST_AT_ONCE} 个的数组）；需“${SPECIAL_RIGHTS['outside.send']}”权限；每个来源每秒最多 ${RATE.perSecond} 个`,
        body: z.unknown(),
      },
    },
    (request, reply) => takeIn(ports, request, reply),
  );
  templateRoutes(app, ports, channels);
}

/** One event answers for itself; of several each has its own answer, in the order they came. */
async function takeIn(ports: Ports, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const caller = callerFor(request);
  if (!Array.isArray(request.body)) return answer(reply, await acceptOutside(ports, caller, { via: 'http', body: JSON.stringify(request.body) }), OUTSIDE_REFUSALS);
  if (request.body.length > MOST_AT_ONCE)
    return sendProblem(reply, refuse('bad-field', { path: '', with: { what: `一次最多送 ${MOST_AT_ONCE} 个事件（收到 ${request.body.length} 个），请分批` } }));
  const results: unknown[] = [];
  for (const [i, body] of (request.body as unknown[]).entries()) {
    const outcome = await acceptOutside(ports, caller, { via: 'http', body: JSON.stringify(body) });
    results.push(isRefused(outcome) ? { problem: outsideProblem(atLine(outcome, i)) } : outcome);
  }
  return { results };
}

const atLine = (refused: Refused, i: number): Refused => ({
  ...refused,
  path: `[${i}]${refused.path ? `.${refused.path}` : ''}`,
  ...(refused.more ? { more: refused.more.map((m) => ({ ...m, path: `[${i}]${m.path ? `.${m.path}` : ''}` })) } : {}),
});

function templateRoutes(app: FastifyInstance, ports: Ports, channels: readonly Channel[]): void {
  const tags = ['外部接入'];
  const NAME = z.object({ name: z.string().max(100) });
  const manage = (request: FastifyRequest) => need(request, 'outside.manage', SPECIAL_RIGHTS['outside.manage']);
  const named = (request: FastifyRequest): Template => {
    const found = templateNamed((request.params as { name: string }).name);
    if (!found) throw new Refusal(refuse('not-found'));
    return found;
  };
  app.get('/api/outside', { schema: { tags, summary: '接入概况：通道、来源、事件模板与开关' } }, async (request) => {
    const session = manage(request);
    const { rows, sources } = await ports.db.read(session.scope, async (s) => ({ rows: await templateRows(s), sources: await sourcesOf(s) }));
    return { org: session.scope.org, channels, sources, templates: TEMPLATES.map((t) => ({ ...shown(t), ...rows.get(t.name) })) };
  });
  app.put(
    '/api/outside/templates/:name',
    { schema: { tags, summary: '设置事件模板：停用、只记录、记录并反应', params: NAME, body: z.object({ mode: z.enum(['off', 'record', 'react']) }) } },
    async (request) => {
      const session = manage(request);
      const { mode } = request.body as { mode: 'off' | 'record' | 'react' };
      const template = named(request);
      await ports.db.write(session.scope, (tx) => setMode(tx, template.name, mode));
      const said = { off: '停用', record: '只记录', react: '记录并反应' }[mode];
      await noteAudit(ports, callerFor(request), { action: 'outside.template', subject: 'outside-template', id: null, summary: `事件模板 ${template.zh} 设为“${said}”` });
      return { ok: true };
    },
  );
  app.post(
    '/api/outside/templates/:name/try',
    { schema: { tags, summary: '用一段内容试一试：检查，并说出会有什么反应；不留下任何东西', params: NAME, body: z.object({ data: z.unknown() }) } },
    async (request, reply) => {
      const session = manage(request);
      const template = named(request);
      const outcome = await ports.db.read(session.scope, (s) =>
        tryTemplate(s, { template, data: (request.body as { data: unknown }).data, day: ports.clock.today(), catalog: ports.catalog }),
      );
      return answer(reply, outcome, OUTSIDE_REFUSALS);
    },
  );
  const PAGE = z.object({ type: z.string().max(100).optional(), only: z.enum(['all', 'refused', 'todo']).default('all'), before: z.iso.datetime({ offset: true }).optional() });
  app.get('/api/outside/received', { schema: { tags, summary: '收到的事件，新的在前', querystring: PAGE } }, async (request) => {
    const { type, only, before } = request.query as z.infer<typeof PAGE>;
    return ports.db.read(manage(request).scope, (s) => receivedOf(s, { type: type ?? null, only, before: before ?? null }));
  });
  app.post('/api/outside/received/:id/done', { schema: { tags, summary: '待办已处理', params: z.object({ id: z.uuid() }) } }, async (request) => {
    const session = manage(request);
    const { id } = request.params as { id: string };
    const todo = await ports.db.write(session.scope, (tx) => doneWith(tx, { id, by: session.actor.name }));
    if (todo === null) throw new Refusal(refuse('not-found'));
    await noteAudit(ports, callerFor(request), { action: 'outside.done', subject: 'outside-received', id, summary: `外部事件待办已处理：${todo}` });
    return { ok: true };
  });
}

/** A template as the screen shows it. */
const shown = (t: Template): Record<string, unknown> => ({
  name: t.name,
  version: t.version,
  scene: t.scene,
  zh: t.zh,
  readers: t.readers,
  does: t.does,
  example: messageExampleOf(t),
  fields: fieldRows(t.fields, ''),
});

const MEANS: Readonly<Record<Meaning, string>> = { item: '商品编码', warehouse: '仓库编码', instant: '时间', machine: '机台编码', order: '单号', subcontractor: '外协仓编码' };
const KINDS: Readonly<Record<string, string>> = { text: '文字', qty: '数字', int: '整数', choice: '选项', flag: '是否', list: '列表' };
const fieldRows = (fields: TemplateFields, prefix: string): readonly Record<string, unknown>[] =>
  Object.entries(fields).flatMap(([name, f]: [string, TemplateField]) => [
    {
      name: `${prefix}${name}`,
      zh: f.zh,
      kind: f.means ? MEANS[f.means] : (KINDS[f.kind] ?? f.kind),
      required: f.required && f.kind !== 'list',
      choices: f.choices?.map((c) => `${String(encodeOne(f, c.value))} ${c.zh}`) ?? [],
    },
    ...(f.of ? fieldRows(f.of as TemplateFields, `${prefix}${name}[].`) : []),
  ]);
