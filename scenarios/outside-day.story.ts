// 外部系统的一天: the shop floor reports a shortage, the house drafts the request, a person approves it, and the partner's system hears of it; a bad batch is frozen by the laboratory.
import { consumeOnce } from '#app/consumers';
import { acceptOutside, type Accepted } from '#app/outside/accept';
import { setMode } from '#app/outside/office';
import { templateHandler } from '#app/outside/react';
import { allowedBy } from '#app/outside/webhook/address';
import { deliverOnce } from '#app/outside/webhook/deliver';
import { addEndpoint } from '#app/outside/webhook/endpoints';
import { verifySignature } from '#app/outside/webhook/signature';
import { sequenceAll } from '#app/sequencer';
import { isRefused } from '#kernel/refusal';
import { type SmallCompany, story } from '#testing';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, expect } from 'vitest';

story('外部系统的一天', ({ step, stock, post }) => {
  let partner: Server;
  let address: string;
  let secret = '';
  const heard: { headers: IncomingHttpHeaders; body: string }[] = [];
  beforeAll(async () => {
    partner = createServer((request, reply) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        heard.push({ headers: request.headers, body: Buffer.concat(parts).toString() });
        reply.writeHead(204).end();
      });
    });
    await new Promise<void>((up) => partner.listen(0, '127.0.0.1', up));
    address = `http://127.0.0.1:${(partner.address() as AddressInfo).port}/events`;
  });
  afterAll(() => partner?.close());

  const allowed = allowedBy('127.0.0.1');
  const arrive = async (co: SmallCompany, type: string, data: unknown): Promise<Accepted> => {
    const body = JSON.stringify({ eventId: `${type}-1`, occurredAt: '2026-03-10T09:00:00+08:00', source: 'mes', type, data });
    const outcome = await acceptOutside(co.house, co.caller, { via: 'http', body });
    if (isRefused(outcome)) throw new Error(JSON.stringify(outcome));
    await sequenceAll(co.house.db);
    while ((await consumeOnce(co.house.db, 'templates', templateHandler(co.house))) > 0);
    return outcome;
  };
  const made = async (co: SmallCompany, id: string) =>
    (await co.rows<{ reaction: { made: { type: string; id: string }[] }; todo: string | null }>('select reaction, todo from outside.received where id = $1', [id]))[0];
  const codeOf = async (co: SmallCompany, item: string): Promise<string> => (await co.rows<{ code: string }>('select code from books.record where id = $1', [item]))[0]?.code ?? '';

  step('管理员启用“工单缺料”和“批次冻结”，并给合作方登记一个 Webhook', async (co) => {
    for (const name of ['common.kit.short', 'common.quality.batch_frozen']) await co.house.db.write(co.caller.scope, (tx) => setMode(tx, name, 'react'));
    const endpoint = await addEndpoint(co.house, co.caller, { input: { name: '合作方', url: address, wants: ['purchase-request-*', 'lot-freeze-*'] }, allowed });
    if (isRefused(endpoint)) throw new Error(JSON.stringify(endpoint));
    ({ secret } = endpoint);
  });
  step('库里有 12 盒牛奶、30 瓶水', async (co) => {
    const head = { warehouse: co.ids.main, reason: co.ids.reasonIn };
    await post(co, 'other-receipt', {
      day: '2026-03-10',
      head,
      lines: [
        { item: co.ids.milk, qty: '12', unitCost: '2', lot: 'L1', made: '2026-03-01' },
        { item: co.ids.water, qty: '30', unitCost: '1' },
      ],
    });
  });
  step('车间的 MES 报缺料：水缺 80 瓶；系统只为没有的 50 瓶起草请购单，并提醒调拨库里的 30 瓶', async (co) => {
    const { id } = await arrive(co, 'common.kit.short', { workOrderId: 'WO-7', shortages: [{ sku: await codeOf(co, co.ids.water), qty: 80 }], needAt: '2026-03-12' });
    const row = await made(co, id);
    expect(row?.todo).toContain('30 瓶');
    const [draft] = row?.reaction.made ?? [];
    expect(draft?.type).toBe('purchase-request');
    await co.must({ type: 'purchase-request', command: 'approve', id: draft?.id ?? '' });
  });
  step('化验室的系统报 L1 批次冻结：12 盒立刻不能再卖', async (co) => {
    const { id } = await arrive(co, 'common.quality.batch_frozen', { batchId: 'L1', skuId: await codeOf(co, co.ids.milk), qty: '12', reason: '菌落超标', by: '化验室' });
    expect((await made(co, id))?.reaction.made).toMatchObject([{ type: 'lot-freeze' }]);
    expect(await stock(co.ids.milk, co.ids.main)).toMatchObject({ free: '0', onHold: '12' });
  });
  step('合作方依次听到请购单保存、审核和批次冻结，签名无误', async (co) => {
    await sequenceAll(co.house.db);
    while ((await deliverOnce({ ports: co.house, allowed, holder: co.house.ids.next(), under: new Map() })) > 0);
    expect(heard.map((h) => (JSON.parse(h.body) as { type: string }).type)).toEqual(['purchase-request-saved/1', 'purchase-request-posted/1', 'lot-freeze-posted/1']);
    for (const h of heard) expect(verifySignature(secret, { headers: h.headers as Record<string, string>, body: h.body }, Math.floor(Date.now() / 1000))).toBe(true);
  });
});
