// The stream of changes follows the rights of who listens: taken away means nothing more is heard, signed out means the stream ends.
import { smallServer, type SmallServer } from '#testing';
import { get, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';

let s: SmallServer;
let port: number;
beforeAll(async () => {
  s = await smallServer();
  await s.server.app.listen({ port: 0, host: '127.0.0.1' });
  port = (s.server.app.server.address() as AddressInfo).port;
});
afterAll(() => s.close());

/** Somebody listens: what they were told, and whether the stream has ended. */
async function listen(cookie: string): Promise<{ readonly topics: () => readonly string[]; readonly ended: Promise<unknown>; readonly stop: () => void }> {
  const reply = await new Promise<IncomingMessage>((come, fail) => get({ port, host: '127.0.0.1', path: '/api/events', headers: { cookie } }, come).on('error', fail));
  let text = '';
  reply.on('data', (part: Buffer) => (text += part.toString()));
  return {
    topics: () => [...text.matchAll(/"topic":"([^"]+)"/g)].map((m) => m[1] ?? ''),
    ended: new Promise((end) => reply.on('end', end)),
    stop: () => reply.destroy(),
  };
}
const change = (topic: string) => s.server.live.tell({ org: s.co.ids.org, topic, id: s.co.ids.oil, version: '1' });
const until = (topics: () => readonly string[]) => expect.poll(topics, { timeout: 20_000, interval: 20 });

test('a right taken away is taken from the open stream; another company is never heard', async () => {
  const admin = await s.as(s.co, 'admin');
  const cookie = await s.as(s.co, 'buyer');
  const ear = await listen(cookie);
  s.server.live.tell({ org: s.co.ids.group, topic: 'notice', id: s.co.ids.oil, version: '1' });
  change('purchase-order');
  change('notice');
  await until(ear.topics).toEqual(['purchase-order', 'notice']);
  const [person] = await s.co.rows<{ id: string }>(`select id from identity.person where name like 'buyer%'`);
  expect((await s.call(admin, 'PUT', `/api/people/${person?.id}`, { grants: [{ role: 'cashier', node: s.co.ids.org }] })).status).toBe(200);
  change('purchase-order');
  change('retail-sale');
  await until(ear.topics).toEqual(['purchase-order', 'notice', 'retail-sale']);
  ear.stop();
});

test('who signed out hears nothing more: the stream ends at the next change', async () => {
  const cookie = await s.as(s.co, 'keeper');
  const ear = await listen(cookie);
  await s.call(cookie, 'POST', '/api/sign-out', {});
  change('goods-receipt');
  await ear.ended;
  expect(ear.topics()).toEqual([]);
});

test('a listener that does not read is let go before what waits for it fills the memory', async () => {
  const cookie = await s.as(s.co, 'admin');
  const connections = () => new Promise<number>((known) => s.server.app.server.getConnections((_, n) => known(n)));
  const asleep = connect(port, '127.0.0.1');
  asleep.on('error', () => undefined);
  asleep.write(`GET /api/events HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: ${cookie}\r\n\r\n`);
  await new Promise((heard) => asleep.once('data', heard));
  asleep.pause();
  const before = await connections();
  // Some two megabytes a round; what the network itself holds is a few.
  for (let round = 0; round < 40 && (await connections()) === before; round += 1) {
    for (let n = 0; n < 20_000; n += 1) change('notice');
    await new Promise((later) => setTimeout(later, 25));
  }
  expect(await connections()).toBe(before - 1);
  asleep.destroy();
});
