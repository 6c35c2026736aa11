// Devices over a real MQTT broker (aedes): acknowledged when in the books, once whatever is repeated, refusals kept and answered, nothing lost while away.
import { addToken, sessionOf } from '#app/people';
import { smallServer, type SmallServer } from '#testing';
import { Aedes } from 'aedes';
import { connectAsync, type MqttClient } from 'mqtt';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Held } from './lease.ts';
import { machineDoor } from './machines.ts';
import { mqttConfig } from './mqtt-config.ts';
import { startMqtt } from './mqtt.ts';
import { setMode } from './office.ts';

describe('events by MQTT', () => {
  let small: SmallServer;
  let broker: Aedes;
  let tcp: Server;
  let device: MqttClient;
  let [token, idle] = ['', ''];
  let listening: Held;
  const errors: unknown[] = [];
  const connected: string[] = [];
  const config = () => {
    const made = mqttConfig({ MQTT_URL: `mqtt://127.0.0.1:${(tcp.address() as AddressInfo).port}` });
    if (!made) throw new Error('no config');
    return made;
  };
  const listen = (): Held => startMqtt(small.house.db, config(), { door: machineDoor(small.house, [token]), onError: (e) => errors.push(e) });
  beforeAll(async () => {
    small = await smallServer();
    const cookie = await small.as(small.co, 'admin');
    const session = await sessionOf(small.house, cookie.replace('hengcang=', ''), 'session');
    if (!session) throw new Error('no session');
    token = (await addToken(small.house, session, { name: '设备', rights: ['outside.send'], days: 1 })).secret;
    idle = (await addToken(small.house, session, { name: '看板', rights: ['goods-receipt.view'], days: 1 })).secret;
    await small.house.db.write(small.co.caller.scope, (tx) => setMode(tx, 'molding.oee.dropped', 'record'));
    broker = await Aedes.createBroker();
    broker.on('client', (client) => connected.push(client.id));
    broker.on('clientDisconnect', (client) => connected.splice(connected.indexOf(client.id), 1));
    tcp = createServer(broker.handle);
    await new Promise<void>((up) => tcp.listen(0, '127.0.0.1', up));
    device = await connectAsync(config().url, { clientId: 'device-1', protocolVersion: 4 });
    listening = listen();
    await until(async () => connected.includes('hengcang'));
  });
  afterAll(async () => {
    await listening?.stop();
    await device?.endAsync();
    broker?.close();
    tcp?.close();
    await small?.close();
  });

  const until = async (is: () => Promise<boolean>): Promise<void> => {
    for (let i = 0; i < 600; i += 1) {
      if (await is()) return;
      await new Promise((later) => setTimeout(later, 25));
    }
    throw new Error(`it never came: ${JSON.stringify(errors.map(String))}`);
  };
  const body = (eventId: string, more: Record<string, unknown> = {}): string =>
    JSON.stringify({
      eventId,
      occurredAt: '2026-03-10T09:12:00+08:00',
      source: 'IM-07',
      type: 'molding.oee.dropped',
      data: { machineId: 'IM-07', oee: 61, availability: 78, performance: 84, quality: 92 },
      ...more,
    });
  const count = async (state: string): Promise<number> => (await small.co.rows(`select 1 from outside.received where via = 'mqtt' and state = $1`, [state])).length;

  test('an event arrives, and once, though the device repeats itself', async () => {
    for (const id of ['m-1', 'm-2', 'm-1', 'm-3', 'm-2']) await device.publishAsync('hengcang/in/IM-07', body(id), { qos: 1 });
    await until(async () => (await count('accepted')) === 3);
    expect(await count('refused')).toBe(0);
  });

  test('a refused event is kept and answered, and does not hold up the next', async () => {
    const answers: { about: { eventId: string }; problem: { code: string } }[] = [];
    const listener = await connectAsync(config().url, { clientId: 'listener', protocolVersion: 4 });
    listener.on('message', (_, payload) => answers.push(JSON.parse(payload.toString()) as (typeof answers)[0]));
    await listener.subscribeAsync('hengcang/problems');
    await device.publishAsync('hengcang/in/IM-07', 'not json', { qos: 1 });
    await device.publishAsync('hengcang/in/IM-07', body('m-bad', { type: 'nothing' }), { qos: 1 });
    await device.publishAsync('hengcang/in/IM-07', body('m-4'), { qos: 1 });
    await until(async () => (await count('accepted')) === 4 && answers.length === 2);
    expect(answers.map((a) => a.problem.code)).toEqual(['outside-not-json', 'outside-unknown-type']);
    expect(answers[1]?.about).toEqual({ source: 'IM-07', eventId: 'm-bad' });
    await listener.endAsync();
  });

  test('what is sent while nobody listens comes when somebody does', async () => {
    await listening.stop();
    for (const id of ['m-5', 'm-6']) await device.publishAsync('hengcang/in/IM-07', body(id), { qos: 1 });
    listening = listen();
    await until(async () => (await count('accepted')) === 6);
    expect(errors).toEqual([]);
  });

  test('of two processes one listens', async () => {
    const second = listen();
    await device.publishAsync('hengcang/in/IM-07', body('m-7'), { qos: 1 });
    await until(async () => (await count('accepted')) === 7);
    expect(connected.filter((c) => c === 'hengcang')).toHaveLength(1);
    await second.stop();
  });

  test('without a token that lives nothing comes in', async () => {
    const door = machineDoor(small.house, ['hc_nobody']);
    expect(await door({ via: 'mqtt', body: body('m-8') })).toMatchObject({ refused: 'not-signed-in' });
  });

  test('a token that may not send is none, and of several a message for the one that has ended waits', async () => {
    expect(await machineDoor(small.house, [idle])({ via: 'mqtt', body: body('m-8') })).toMatchObject({ refused: 'not-signed-in' });
    expect(await machineDoor(small.house, [token, 'hc_ended'])({ via: 'mqtt', body: body('m-8', { orgId: small.co.ids.group }) })).toMatchObject({ refused: 'not-signed-in' });
  });

  test('of several tokens the company that is named decides', async () => {
    const door = machineDoor(small.house, [token, token]);
    expect(await door({ via: 'mqtt', body: body('m-9') })).toMatchObject({ refused: 'outside-other-org' });
    expect(await door({ via: 'mqtt', body: body('m-9', { orgId: small.co.ids.org }) })).toMatchObject({ duplicate: false });
  });
});
