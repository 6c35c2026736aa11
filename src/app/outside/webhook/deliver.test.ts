// Webhooks against a real receiver: signed, in order, tried again, given up, replayed; never two senders at an endpoint, never into the network.
import { postgresHouse, smallCompany, type SmallCompany, type TestHouse } from '#testing';
import { isRefused } from '#kernel/refusal';
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sequenceAll } from '../../sequencer.ts';
import { allowedBy } from './address.ts';
import { MOST_TRIES } from './backoff.ts';
import { deliverOnce } from './deliver.ts';
import { addEndpoint, changeEndpoint, deliveriesOf, endpointsOf, moveEndpoint, removeEndpoint, rotateSecret, sendNow } from './endpoints.ts';
import { unseal } from './secret-box.ts';
import { verifySignature } from './signature.ts';

type Got = { readonly path: string; readonly headers: IncomingHttpHeaders; readonly body: string };
type Answer = { readonly status: number; readonly headers?: Record<string, string>; readonly after?: number; readonly text?: string };

describe('webhooks', () => {
  let house: TestHouse;
  let co: SmallCompany;
  let receiver: Server;
  let base: string;
  let got: Got[] = [];
  let answerTo: (got: Got) => Answer = () => ({ status: 204 });
  const allowed = allowedBy('127.0.0.1 localhost');
  const sender = () => ({ ports: house, allowed, holder: randomUUID(), under: new Map() });
  beforeAll(async () => {
    house = await postgresHouse(16);
    co = await smallCompany(house);
    receiver = createServer((request, reply) => {
      const parts: Buffer[] = [];
      request.on('data', (part: Buffer) => parts.push(part));
      request.on('end', () => {
        const one = { path: request.url ?? '', headers: request.headers, body: Buffer.concat(parts).toString() };
        const { status, headers = {}, after = 0, text = 'said' } = answerTo(one);
        got.push(one);
        setTimeout(() => reply.writeHead(status, headers).end(text), after);
      });
    });
    await new Promise<void>((up) => receiver.listen(0, '127.0.0.1', up));
    base = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    receiver?.closeAllConnections();
    receiver?.close();
    await house?.close();
  });
  beforeEach(() => {
    got = [];
    answerTo = () => ({ status: 204 });
  });

  let orders = 0;
  const happen = async (times = 1): Promise<void> => {
    for (let i = 0; i < times; i += 1)
      await co.must({
        type: 'purchase-order',
        command: 'save',
        body: { day: '2026-03-05', head: { supplier: co.ids.supplier, remark: `${(orders += 1)}` }, lines: [{ item: co.ids.oil, qty: '1', price: '50' }] },
      });
    await sequenceAll(house.db);
  };
  const make = async (path: string, wants: readonly string[] = ['purchase-order-*']): Promise<{ id: string; secret: string }> => {
    const made = await addEndpoint(house, co.caller, { input: { name: path, url: `${base}/${path}`, wants }, allowed });
    if (isRefused(made)) throw new Error(JSON.stringify(made));
    return made;
  };
  const stateOf = async (id: string) => (await house.db.read(co.caller.scope, endpointsOf)).find((e) => (e as { id: string }).id === id) as Record<string, unknown>;
  const dueNow = (id: string) => house.db.owner((tx) => tx.query('update outside.endpoint set next_at = now() where id = $1', [id]));
  const nothingElse = (id: string) => house.db.owner((tx) => tx.query(`update outside.endpoint set state = 'paused' where id <> $1`, [id]));

  test('every wanted event arrives once, in order, with a signature the receiver can check', async () => {
    const { id, secret } = await make('orders');
    await happen(5);
    while ((await deliverOnce(sender())) > 0);
    expect(got).toHaveLength(5);
    const bodies = got.map((g) => JSON.parse(g.body) as { type: string; pos: string; id: string; org: string; data: { number: string } });
    expect(bodies.map((b) => b.type)).toEqual(Array(5).fill('purchase-order-saved/1'));
    expect(bodies.map((b) => BigInt(b.pos))).toEqual(bodies.map((b) => BigInt(b.pos)).toSorted((a, b) => (a < b ? -1 : 1)));
    expect(bodies[0]).toMatchObject({ org: co.ids.org, id: got[0]?.headers['webhook-id'] });
    for (const g of got) expect(verifySignature(secret, { headers: g.headers as Record<string, string>, body: g.body }, Math.floor(Date.now() / 1000))).toBe(true);
    expect(await stateOf(id)).toMatchObject({ state: 'on', ok: 5, failed: 0, behind: 0 });
  });

  test('what is not wanted moves the endpoint on without a delivery', async () => {
    const { id } = await make('invoices', ['sales-invoice-*']);
    await nothingElse(id);
    await happen(2);
    expect(await deliverOnce(sender())).toBe(0);
    expect(got).toHaveLength(0);
    const [head] = await house.db.owner((tx) => tx.query<{ pos: bigint }>('select max(pos) as pos from bus.event_log'));
    expect((await stateOf(id))['pos']).toBe(String(head?.pos));
  });

  test('ten senders at once deliver each event once and in order', async () => {
    const { id } = await make('crowd');
    await nothingElse(id);
    await happen(12);
    answerTo = () => ({ status: 200, after: 5 });
    await Promise.all(
      Array.from({ length: 10 }, async () => {
        const mine = sender();
        for (let i = 0; i < 5; i += 1) await deliverOnce(mine);
      }),
    );
    const positions = got.map((g) => Number((JSON.parse(g.body) as { pos: string }).pos));
    expect(positions).toHaveLength(12);
    expect(positions).toEqual(positions.toSorted((a, b) => a - b));
  });

  test('a failing receiver is left alone for a while, then gets the same event first', async () => {
    const { id } = await make('shaky');
    await nothingElse(id);
    await happen(3);
    answerTo = (g) => ({ status: got.length < 2 ? 500 : 200, text: g.path });
    expect(await deliverOnce(sender())).toBe(1);
    expect(await deliverOnce(sender())).toBe(0);
    expect(await stateOf(id)).toMatchObject({ tries: 1, lastStatus: 500, lastError: '对方返回 500', behind: 3 });
    await dueNow(id);
    await deliverOnce(sender());
    await dueNow(id);
    while ((await deliverOnce(sender())) > 0);
    expect(new Set(got.slice(0, 3).map((g) => g.headers['webhook-id'])).size).toBe(1);
    expect(got).toHaveLength(5);
    expect(await stateOf(id)).toMatchObject({ tries: 0, behind: 0, failingSince: null });
  });

  test('what the receiver asks for (Retry-After) is honoured', async () => {
    const { id } = await make('asks');
    await nothingElse(id);
    await happen(1);
    answerTo = () => ({ status: 429, headers: { 'retry-after': '3600' } });
    await deliverOnce(sender());
    const [row] = await house.db.owner((tx) => tx.query<{ wait: number }>('select extract(epoch from next_at - now())::float8 as wait from outside.endpoint where id = $1', [id]));
    expect(row?.wait).toBeGreaterThan(3000);
  });

  test.each([
    ['410 at once', 410, 1, '410'],
    [`the same event ${MOST_TRIES} times`, 503, MOST_TRIES, `${MOST_TRIES} 次`],
  ])('is switched off after %s, with a trace in the audit list; switching on goes on where it stood', async (name, status, tries, why) => {
    const { id } = await make(`gone-${status}`);
    await nothingElse(id);
    await happen(1);
    answerTo = () => ({ status });
    for (let i = 0; i < tries; i += 1) {
      await dueNow(id);
      expect(await deliverOnce(sender()), `${name}, try ${i + 1}`).toBe(1);
    }
    await dueNow(id);
    expect(await deliverOnce(sender())).toBe(0);
    expect(await stateOf(id)).toMatchObject({ state: 'disabled', behind: 1 });
    expect((await stateOf(id))['reason']).toContain(why);
    expect(await co.rows(`select 1 from books.audit_log where action = 'webhook.disable' and subject_id = $1`, [id])).toHaveLength(1);
    answerTo = () => ({ status: 200 });
    await changeEndpoint(house, co.caller, { id, input: { state: 'on' }, allowed });
    await deliverOnce(sender());
    expect(await stateOf(id)).toMatchObject({ state: 'on', behind: 0, reason: null });
  });

  test('redirects are not followed', async () => {
    const { id } = await make('moved');
    await nothingElse(id);
    await happen(1);
    answerTo = () => ({ status: 302, headers: { location: `${base}/elsewhere` } });
    await deliverOnce(sender());
    expect(got.map((g) => g.path)).toEqual(['/moved']);
    expect((await stateOf(id))['lastError']).toContain('重定向');
  });

  test('no more of an answer is kept than is useful', async () => {
    const { id } = await make('chatty');
    await nothingElse(id);
    await happen(1);
    answerTo = () => ({ status: 200, text: 'x'.repeat(1_000_000) });
    await deliverOnce(sender());
    const [row] = await house.db.owner((tx) => tx.query<{ n: number }>('select length(response) as n from outside.delivery where endpoint_id = $1', [id]));
    expect(row?.n).toBe(2048);
  });

  test('a name that leads into the network is refused, when it is entered and when it is used', async () => {
    const none = allowedBy('');
    expect(await addEndpoint(house, co.caller, { input: { name: 'inside', url: 'https://localhost/x', wants: [] }, allowed: none })).toMatchObject({ refused: 'webhook-address' });
    const { id } = await make('later-inside');
    await nothingElse(id);
    await house.db.owner((tx) => tx.query(`update outside.endpoint set url = 'https://localhost/x' where id = $1`, [id]));
    await happen(1);
    await deliverOnce({ ...sender(), allowed: none });
    expect((await stateOf(id))['lastError']).toContain('指向内部网络地址');
  });

  test('during a rotation both secrets sign; afterwards only the new one', async () => {
    const { id, secret: old } = await make('rotate');
    await nothingElse(id);
    const turned = await rotateSecret(house, co.caller, { id, hours: 1 });
    if (isRefused(turned)) throw new Error('refused');
    await happen(1);
    await deliverOnce(sender());
    const fits = (secret: string, g: Got | undefined) =>
      verifySignature(secret, { headers: g?.headers as Record<string, string>, body: g?.body ?? '' }, Math.floor(Date.now() / 1000));
    expect([fits(old, got[0]), fits(turned.secret, got[0])]).toEqual([true, true]);
    await house.db.owner((tx) => tx.query(`update outside.endpoint set old_secret_until = now() - interval '1 second' where id = $1`, [id]));
    await happen(1);
    await deliverOnce(sender());
    expect([fits(old, got[1]), fits(turned.secret, got[1])]).toEqual([false, true]);
  });

  test('sealed with another key nothing is sent unsigned: the attempt says what to do', async () => {
    const { id } = await make('lost-key');
    await nothingElse(id);
    await house.db.owner((tx) => tx.query(`update outside.endpoint set secret = 'sealed:1:AAAA' where id = $1`, [id]));
    const before = got.length;
    await happen(1);
    await deliverOnce(sender());
    expect(got).toHaveLength(before);
    const [last] = (await house.db.read(co.caller.scope, (s) => deliveriesOf(s, { id, before: null, failed: true }))) as { error: string }[];
    expect(last?.error).toContain('密钥打不开');
  });

  test('replay begins before an event, skipping behind it, and a resend is beside the queue', async () => {
    const { id } = await make('replay');
    await nothingElse(id);
    await happen(3);
    await deliverOnce(sender());
    const positions = got.map((g) => BigInt((JSON.parse(g.body) as { pos: string }).pos));
    await moveEndpoint(house, co.caller, { id, pos: positions[1] as bigint, skip: false, reason: '对方丢了数据' });
    await deliverOnce(sender());
    expect(got.slice(3).map((g) => g.headers['webhook-id'])).toEqual(got.slice(1, 3).map((g) => g.headers['webhook-id']));
    await happen(2);
    answerTo = (g) => ({ status: JSON.parse(g.body).pos === poison ? 400 : 200 });
    const poison = String((await stateOf(id))['nextPos']);
    await deliverOnce(sender());
    await moveEndpoint(house, co.caller, { id, pos: BigInt(poison), skip: true, reason: '对方不认识' });
    await deliverOnce(sender());
    expect(await stateOf(id)).toMatchObject({ behind: 0, tries: 0 });
    answerTo = () => ({ status: 200 });
    expect(await sendNow(house, co.caller, { id, pos: positions[0] as bigint, allowed })).toMatchObject({ ok: true, status: 200 });
    expect(await sendNow(house, co.caller, { id, pos: null, allowed })).toMatchObject({ ok: true });
    expect(got.at(-1)?.body).toContain('webhook-tried/1');
    const attempts = await house.db.read(co.caller.scope, (s) => deliveriesOf(s, { id, before: null, failed: false }));
    expect(attempts.slice(0, 2).map((a) => a['kind'])).toEqual(['test', 'resend']);
  });

  test('a replay while an event is under way is not overrun', async () => {
    const { id } = await make('midway');
    await nothingElse(id);
    await happen(2);
    const start = BigInt(String((await stateOf(id))['nextPos']));
    answerTo = () => ({ status: 200, after: 150 });
    const first = deliverOnce(sender());
    await new Promise<void>((seen) => {
      const look = setInterval(() => {
        if (got.length === 0) return;
        clearInterval(look);
        seen();
      }, 2);
    });
    await moveEndpoint(house, co.caller, { id, pos: start - 1n, skip: false, reason: '重来' });
    await first;
    expect(BigInt(String((await stateOf(id))['pos']))).toBe(start - 2n);
    while ((await deliverOnce(sender())) > 0);
    expect(await stateOf(id)).toMatchObject({ behind: 0 });
  });

  test.each([
    ['a taken name', () => addEndpoint(house, co.caller, { input: { name: 'orders', url: `${base}/x`, wants: [] }, allowed }), 'webhook-name-taken'],
    ['no url', () => addEndpoint(house, co.caller, { input: { name: 'n', url: 'x', wants: [] }, allowed }), 'webhook-url'],
    ['an unknown endpoint', () => changeEndpoint(house, co.caller, { id: randomUUID(), input: { name: 'q' }, allowed }), 'webhook-unknown'],
    ['rotating an unknown one', () => rotateSecret(house, co.caller, { id: randomUUID(), hours: 1 }), 'webhook-unknown'],
    ['removing an unknown one', () => removeEndpoint(house, co.caller, randomUUID()), 'webhook-unknown'],
    ['sending to an unknown one', () => sendNow(house, co.caller, { id: randomUUID(), pos: null, allowed }), 'webhook-unknown'],
    [
      'skipping what is not there',
      async () => moveEndpoint(house, co.caller, { id: String((await stateOf((await make('skips')).id))['id']), pos: 999_999n, skip: true, reason: 'x' }),
      'webhook-event-unknown',
    ],
  ])('refuses %s', async (_, act, code) => expect(await act()).toMatchObject({ refused: code }));

  test('another company sees and touches none of it', async () => {
    const other = await smallCompany(house, { name: '别家' });
    expect(await house.db.read(other.caller.scope, endpointsOf)).toEqual([]);
    const { id } = await make('mine');
    expect(await removeEndpoint(house, other.caller, id)).toMatchObject({ refused: 'webhook-unknown' });
    expect(await house.db.read(other.caller.scope, (s) => deliveriesOf(s, { id, before: null, failed: false }))).toEqual([]);
    // In the database it stands sealed, and opens for its own endpoint only.
    const stored = await house.db.owner((tx) => tx.query<{ id: string; secret: string }>('select id, secret from outside.endpoint'));
    for (const row of stored.filter((r) => r.secret !== 'sealed:1:AAAA'))
      expect([row.secret.includes('whsec_'), unseal(row.secret, row.id)?.startsWith('whsec_'), unseal(row.secret, house.ids.next())]).toEqual([false, true, null]);
    // The secret is not even readable to the application's role.
    await expect(house.db.read(co.caller.scope, (s) => s.query('select secret from outside.endpoint'))).rejects.toThrow(/permission denied/);
  });
});
