// Over HTTP: the door with a token, batches with line numbers, the switches, the try, webhooks as the screen uses them; and who may not.
import { smallServer, type SmallServer } from '#testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

describe('events and webhooks over HTTP', () => {
  let s: SmallServer;
  let admin: string;
  let bearer: Record<string, string>;
  beforeAll(async () => {
    s = await smallServer();
    admin = await s.as(s.co, 'admin');
    const made = await s.call(admin, 'POST', '/api/tokens', { name: 'MES', rights: ['outside.send'], days: 1 });
    bearer = { authorization: `Bearer ${made.body.secret}` };
  });
  afterAll(() => s?.close());
  const event = (eventId: string, more: Record<string, unknown> = {}) => ({
    eventId,
    occurredAt: '2026-03-10T09:12:00+08:00',
    source: 'mes',
    type: 'machining.machine.down',
    data: { machineId: 'CNC-3', code: 'E1', startAt: '2026-03-10T09:00:00+08:00', estimatedMin: 90 },
    ...more,
  });
  const send = (body: unknown) => s.call('', 'POST', '/api/events/in', body, bearer);

  test('a template is off until somebody switches it on; then a token may send', async () => {
    const before = await send(event('h-1'));
    expect([before.status, before.body.code]).toEqual([409, 'outside-switched-off']);
    expect((await s.call(admin, 'PUT', '/api/outside/templates/machining.machine.down', { mode: 'react' })).status).toBe(200);
    const after = await send(event('h-1'));
    expect([after.status, after.body.duplicate]).toEqual([200, false]);
    expect((await send(event('h-1'))).body).toEqual({ ...after.body, duplicate: true });
  });

  test('a batch answers line by line', async () => {
    const reply = await send([event('b-1'), event('b-2', { data: { machineId: 'CNC-3', code: 'E1', startAt: 'noon', estimatedMin: 90 } }), event('b-3')]);
    expect(reply.body.results.map((r: { id?: string }) => typeof r.id)).toEqual(['string', 'undefined', 'string']);
    expect(reply.body.results[1].problem.errors[0]).toMatchObject({ path: '[1].data.startAt' });
    expect((await send(Array.from({ length: 101 }, (_, i) => event(`x${i}`)))).status).toBe(422);
  });

  test('CloudEvents come under their own content type', async () => {
    const ce = { specversion: '1.0', id: 'c-1', source: 'mes', type: 'machining.machine.down', time: '2026-03-10T01:00:00Z', data: event('').data };
    expect((await s.call('', 'POST', '/api/events/in', ce, { ...bearer, 'content-type': 'application/cloudevents+json' })).status).toBe(200);
  });

  test('the try says what would happen and leaves nothing', async () => {
    const count = async () => (await s.co.rows('select 1 from outside.received')).length;
    const before = await count();
    const tried = await s.call(admin, 'POST', '/api/outside/templates/machining.machine.down/try', { data: event('').data });
    expect(tried.body.effects).toMatchObject([{ zh: '待办' }]);
    const bad = await s.call(admin, 'POST', '/api/outside/templates/machining.machine.down/try', { data: {} });
    expect([bad.status, bad.body.errors.length]).toEqual([422, 4]);
    expect(await count()).toBe(before);
  });

  test('the overview shows ways in, sources and templates; what came in can be looked at', async () => {
    const { body } = await s.call(admin, 'GET', '/api/outside');
    expect(body.channels.map((c: { kind: string; on: boolean }) => [c.kind, c.on])).toEqual([
      ['http', true],
      ['mqtt', false],
      ['kafka', false],
    ]);
    expect(body.templates).toHaveLength(30);
    expect(body.templates.find((t: { name: string }) => t.name === 'machining.machine.down')).toMatchObject({ mode: 'react', accepted: 4 });
    expect(body.sources).toMatchObject([{ source: 'mes', via: 'http' }]);
    const refused = await s.call(admin, 'GET', '/api/outside/received?only=refused');
    expect(refused.body.map((r: { externalId: string }) => r.externalId).toSorted()).toEqual(['b-2', 'h-1']);
    expect((await s.call(admin, 'GET', '/api/outside/received?type=machining.machine.down')).body.length).toBe(6);
  });

  test('the catalogue names emitter, listeners, schema and example of every event', async () => {
    const { body } = await s.call(admin, 'GET', '/api/event-catalog');
    expect(body.length).toBeGreaterThan(150);
    expect(body.find((e: { name: string }) => e.name === 'goods-receipt-posted/1')).toMatchObject({
      zh: '采购入库单已审核',
      kind: 'document',
      emittedBy: '采购入库单·审核',
      example: { type: 'goods-receipt' },
    });
    expect(body.every((e: { schema: { title: string }; example: unknown }) => e.schema.title && e.example)).toBe(true);
  });

  test('webhooks: made, listed, changed, its attempts seen, removed; the secret comes once', async () => {
    const bad = await s.call(admin, 'POST', '/api/webhooks', { name: 'erp', url: 'https://127.0.0.1/x' });
    expect([bad.status, bad.body.errors[0].path]).toEqual([422, 'url']);
    expect((await s.call(admin, 'POST', '/api/webhooks', { name: 'erp', url: 'https://8.8.8.8/x', wants: ['DROP TABLE'] })).status).toBe(422);
    const made = await s.call(admin, 'POST', '/api/webhooks', { name: 'erp', url: 'https://8.8.8.8/x', wants: ['sales-*', '*'] });
    expect(made.body.secret).toMatch(/^whsec_/);
    const { id } = made.body;
    const [row] = (await s.call(admin, 'GET', '/api/webhooks')).body;
    expect(row).toMatchObject({ id, name: 'erp', wants: [], state: 'on', behind: 0 });
    expect(JSON.stringify(row)).not.toContain('whsec_');
    expect((await s.call(admin, 'PUT', `/api/webhooks/${id}`, { state: 'paused' })).status).toBe(200);
    expect((await s.call(admin, 'POST', `/api/webhooks/${id}/rotate`, { hours: 2 })).body.secret).toMatch(/^whsec_/);
    expect((await s.call(admin, 'POST', `/api/webhooks/${id}/move`, { pos: '1', reason: '' })).status).toBe(422);
    expect((await s.call(admin, 'POST', `/api/webhooks/${id}/move`, { pos: '1', reason: '补发' })).status).toBe(200);
    expect((await s.call(admin, 'GET', `/api/webhooks/${id}/deliveries`)).body).toEqual([]);
    expect((await s.call(admin, 'GET', '/api/deliveries/999')).status).toBe(404);
    expect((await s.call(admin, 'DELETE', `/api/webhooks/${id}`)).status).toBe(200);
    expect((await s.call(admin, 'DELETE', `/api/webhooks/${id}`)).body.code).toBe('webhook-unknown');
    const said = await s.co.rows<{ summary: string }>(`select summary from books.audit_log where action like 'webhook.%' order by id`);
    expect(said.map((r) => r.summary)).toEqual([
      '新建 Webhook erp → https://8.8.8.8/x',
      '暂停 Webhook erp',
      'Webhook erp 更换密钥，旧密钥 2 小时后失效',
      'Webhook erp 从第 1 号事件起重放：补发',
      '删除 Webhook erp',
    ]);
  });

  test.each([
    ['GET', '/api/webhooks', undefined],
    ['POST', '/api/webhooks', { name: 'x', url: 'https://8.8.8.8/' }],
    ['GET', '/api/outside', undefined],
    ['PUT', '/api/outside/templates/machining.machine.down', { mode: 'off' }],
    ['GET', '/api/outside/received', undefined],
    ['POST', '/api/events/in', {}],
  ] as const)('%s %s is not for a keeper', async (method, url, body) => {
    const keeper = await s.as(s.co, 'keeper');
    const reply = await s.call(keeper, method, url, body);
    expect([reply.status, reply.body.code]).toEqual([403, 'not-allowed']);
  });
});
