// Webhooks over HTTP: the endpoints of a company with their health, their attempts, and everything a person may do to them.
import { isRefused, type Refused } from '#kernel/refusal';
import { SPECIAL_RIGHTS } from '#kernel/rights';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { answer, callerFor, need, type Ports } from '../context.ts';
import { OUTSIDE_REFUSALS } from '../outside/refusals.ts';
import { allowedBy } from '../outside/webhook/address.ts';
import { addEndpoint, changeEndpoint, deliveriesOf, deliveryOf, endpointsOf, moveEndpoint, removeEndpoint, rotateSecret, sendNow } from '../outside/webhook/endpoints.ts';
import { bodyOf, type Outgoing } from '../outside/webhook/send.ts';

const ID = z.object({ id: z.uuid() });
const NAME = z.string().trim().min(1).max(60);
const WANTS = z.array(z.string().regex(/^(\*|[a-z][a-z0-9._-]*(\/\d+|\*)?)$/, '事件名应如 goods-receipt-posted/1，或以 * 结尾')).max(100);
const NEW = z.object({ name: NAME, url: z.string().trim().min(1).max(500), wants: WANTS.default([]) });
const CHANGE = z.object({ name: NAME.optional(), url: z.string().trim().min(1).max(500).optional(), wants: WANTS.optional(), state: z.enum(['on', 'paused']).optional() });
const MOVE = z.object({ pos: z.string().regex(/^[1-9]\d{0,17}$/, '应为事件序号'), skip: z.boolean().default(false), reason: z.string().trim().min(1, '请填写原因').max(200) });

/** `*` wants everything, which is kept as an empty list. */
const wanted = (wants: readonly string[]): readonly string[] => (wants.includes('*') ? [] : wants);

export function webhookRoutes(app: FastifyInstance, ports: Ports): void {
  const tags = ['Webhook'];
  const allowed = allowedBy(process.env['HENGCANG_WEBHOOK_ALLOW']);
  const manage = (request: FastifyRequest) => need(request, 'outside.manage', SPECIAL_RIGHTS['outside.manage']);
  const idOf = (request: FastifyRequest): string => (request.params as { id: string }).id;
  const said = (reply: Parameters<typeof answer>[0], outcome: unknown): unknown => answer(reply, outcome, OUTSIDE_REFUSALS);

  app.get('/api/webhooks', { schema: { tags, summary: 'Webhook 列表与健康（最近 24 小时）' } }, async (request) => ports.db.read(manage(request).scope, endpointsOf));
  app.post('/api/webhooks', { schema: { tags, summary: '新建 Webhook；密钥只在这里返回一次', body: NEW } }, async (request, reply) => {
    manage(request);
    const input = request.body as z.infer<typeof NEW>;
    return said(reply, await addEndpoint(ports, callerFor(request), { input: { ...input, wants: wanted(input.wants) }, allowed }));
  });
  app.put('/api/webhooks/:id', { schema: { tags, summary: '修改、暂停、启用 Webhook', params: ID, body: CHANGE } }, async (request, reply) => {
    manage(request);
    const { wants, name, url, state } = request.body as z.infer<typeof CHANGE>;
    const input = { ...(wants ? { wants: wanted(wants) } : {}), ...(name ? { name } : {}), ...(url ? { url } : {}), state };
    return said(reply, await changeEndpoint(ports, callerFor(request), { id: idOf(request), input, allowed }));
  });
  app.delete('/api/webhooks/:id', { schema: { tags, summary: '删除 Webhook', params: ID } }, async (request, reply) => {
    manage(request);
    return said(reply, await removeEndpoint(ports, callerFor(request), idOf(request)));
  });
  app.post(
    '/api/webhooks/:id/rotate',
    { schema: { tags, summary: '更换密钥；期内用新旧两个密钥签名', params: ID, body: z.object({ hours: z.number().int().min(0).max(168).default(24) }) } },
    async (request, reply) => {
      manage(request);
      return said(reply, await rotateSecret(ports, callerFor(request), { id: idOf(request), hours: (request.body as { hours: number }).hours }));
    },
  );
  app.post('/api/webhooks/:id/move', { schema: { tags, summary: '从某个事件起重放，或跳过它', params: ID, body: MOVE } }, async (request, reply) => {
    manage(request);
    const { pos, skip, reason } = request.body as z.infer<typeof MOVE>;
    return said(reply, await moveEndpoint(ports, callerFor(request), { id: idOf(request), pos: BigInt(pos), skip, reason }));
  });
  app.post(
    '/api/webhooks/:id/send',
    { schema: { tags, summary: '立即投递一次：给 pos 重发该事件，不给则测试', params: ID, body: z.object({ pos: MOVE.shape.pos.nullable().default(null) }) } },
    async (request, reply) => {
      manage(request);
      const { pos } = request.body as { pos: string | null };
      const made = await sendNow(ports, callerFor(request), { id: idOf(request), pos: pos === null ? null : BigInt(pos), allowed });
      if (isRefused(made as object | Refused)) return said(reply, made);
      const { ok, status, error, ms } = made as Exclude<typeof made, Refused>;
      return { ok, status, error, ms };
    },
  );
  deliveryRoutes(app, ports, manage);
}

function deliveryRoutes(app: FastifyInstance, ports: Ports, manage: (request: FastifyRequest) => ReturnType<typeof need>): void {
  const tags = ['Webhook'];
  const PAGE = z.object({
    before: z
      .string()
      .regex(/^\d{1,18}$/)
      .optional(),
    failed: z.stringbool().default(false),
  });
  app.get('/api/webhooks/:id/deliveries', { schema: { tags, summary: '投递记录，新的在前', params: ID, querystring: PAGE } }, async (request) => {
    const { before, failed } = request.query as z.infer<typeof PAGE>;
    return ports.db.read(manage(request).scope, (s) => deliveriesOf(s, { id: (request.params as { id: string }).id, before: before ?? null, failed }));
  });
  app.get('/api/deliveries/:id', { schema: { tags, summary: '一次投递：请求与答复', params: z.object({ id: z.string().regex(/^\d{1,18}$/) }) } }, async (request, reply) => {
    const session = manage(request);
    const found = await ports.db.read(session.scope, (s) => deliveryOf(s, (request.params as { id: string }).id));
    if (isRefused(found)) return answer(reply, found);
    const { payload, agg, sequence, created, ...row } = found;
    // The body as it was sent, made again from the log, which never changes.
    const event = {
      id: row['eventId'],
      pos: row['pos'] === null ? null : BigInt(String(row['pos'])),
      name: row['name'],
      org: session.scope.org,
      agg,
      sequence,
      at: created,
      payload,
    };
    return { ...row, body: payload === null ? null : bodyOf(event as Outgoing) };
  });
}
