// Against a Kafka broker, a real one where it can be had: everything arrives in order and is acknowledged before the cursor moves, through kill -9 of the broker; what comes in has its effect once.
import { sequenceAll } from '#app/sequencer';
import { postgresHouse, smallCompany, type SmallCompany, type TestHouse } from '#testing';
import { Kafka, logLevel } from 'kafkajs';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { acceptOutside } from '../accept.ts';
import type { Door } from '../machines.ts';
import { setMode } from '../office.ts';
import { kafkaClient } from './client.ts';
import { kafkaConfig } from './config.ts';
import { steadyProducer } from './producer.ts';
import { publishOnce } from './publish.ts';
import { type KafkaSide, startKafka } from './start.ts';
import { type Broker, kafkaBroker } from './own-broker/broker.ts';

const broker: Broker | null = await kafkaBroker(['hengcang.events', 'hengcang.in']);

/** A mock cluster names no controller, which hands out the numbers of idempotent producers. */
const WITHOUT_CONTROLLER = { KAFKA_IDEMPOTENT: '0' };

type Heard = { readonly id: string; readonly key: string; readonly seq: bigint; readonly type: string; readonly headers: Record<string, string>; readonly value: unknown };

describe.skipIf(broker === null)('Kafka', () => {
  const real = broker as Broker;
  const config = (topicIn = 'hengcang.in') => {
    const made = kafkaConfig({
      KAFKA_BROKERS: real.address,
      KAFKA_TOPIC: 'hengcang.events',
      KAFKA_TOPIC_IN: topicIn,
      KAFKA_GROUP: 'test',
      ...(real.real ? {} : WITHOUT_CONTROLLER),
    });
    if (!made) throw new Error('no config');
    return made;
  };
  let house: TestHouse;
  let co: SmallCompany;
  let kafka: Kafka;
  let side: KafkaSide;
  let stopHearing: () => Promise<void>;
  const heard: Heard[] = [];
  const errors: unknown[] = [];
  const door: Door = (arrival) => acceptOutside(house, co.caller, arrival);
  const start = (): KafkaSide => startKafka({ db: house.db, config: config(), onError: (e) => errors.push(e) }, door);
  beforeAll(async () => {
    house = await postgresHouse(16);
    co = await smallCompany(house);
    for (const name of ['molding.oee.dropped', 'common.plan.rolled']) await house.db.write(co.caller.scope, (tx) => setMode(tx, name, 'record'));
    kafka = kafkaClient(config());
    side = start();
    await until(() => all());
    stopHearing = await hear();
  });
  afterAll(async () => {
    await stopHearing?.();
    await side?.stop();
    await house?.close();
    await real.remove();
  });

  async function hear(): Promise<() => Promise<void>> {
    const consumer = kafka.consumer({ groupId: 'listener', maxWaitTimeInMs: 100, sessionTimeout: 6000, retry: { retries: 50, restartOnFailure: async () => true } });
    await consumer.connect();
    await consumer.subscribe({ topic: 'hengcang.events', fromBeginning: true });
    await consumer.run({
      eachMessage: async ({ message }) => {
        const headers = Object.fromEntries(Object.entries(message.headers ?? {}).map(([k, v]) => [k, String(v)]));
        heard.push({
          id: headers['ce_id'] ?? '',
          key: String(message.key),
          seq: BigInt(headers['ce_sequence'] ?? 0),
          type: headers['ce_type'] ?? '',
          headers,
          value: JSON.parse(String(message.value)),
        });
      },
    });
    return () => consumer.disconnect();
  }
  const until = async (is: () => Promise<boolean> | boolean): Promise<void> => {
    for (let i = 0; i < 1800; i += 1) {
      if (await is()) return;
      await new Promise((later) => setTimeout(later, 50));
    }
    throw new Error(`it never came: ${JSON.stringify(errors.slice(-3).map(String))}`);
  };
  const head = async (): Promise<bigint> => (await house.db.bus((tx) => tx.query<{ pos: bigint }>('select pos from bus.log_head')))[0]?.pos ?? 0n;
  const cursor = async (): Promise<bigint> => (await house.db.bus((tx) => tx.query<{ pos: bigint }>(`select pos from bus.cursor where consumer = 'kafka'`)))[0]?.pos ?? 0n;
  /** Everything sequenced and acknowledged by the broker. */
  const all = async (): Promise<boolean> => {
    await sequenceAll(house.db);
    house.db.nudge('log');
    return (await cursor()) === (await head());
  };
  let orders = 0;
  const order = async (): Promise<void> => {
    const saved = await co.must({
      type: 'purchase-order',
      command: 'save',
      key: `k${(orders += 1)}`,
      body: { day: '2026-03-05', head: { supplier: co.ids.supplier }, lines: [{ item: co.ids.oil, qty: '1', price: '50' }] },
    });
    await co.must({ type: 'purchase-order', command: 'submit', id: saved.id });
  };
  const logged = () => house.db.owner((tx) => tx.query<{ id: string }>('select id from bus.event_log order by pos'));
  /** First arrivals only: what a receiver that knows ids by heart sees. */
  const once = (): Heard[] => [...new Map(heard.toReversed().map((h) => [h.id, h])).values()].toReversed();
  const inversions = (): number => {
    const last = new Map<string, bigint>();
    return once().filter((h) => {
      const before = last.get(h.key);
      last.set(h.key, h.seq);
      return before !== undefined && h.seq <= before;
    }).length;
  };

  test('every event arrives as a CloudEvent, its aggregate as key, in order', async () => {
    for (let n = 0; n < 20; n += 1) await order();
    await until(all);
    const ids = (await logged()).map((e) => e.id);
    await until(() => once().length === ids.length);
    expect(new Set(once().map((h) => h.id))).toEqual(new Set(ids));
    expect(inversions()).toBe(0);
    const saved = heard.find((h) => h.type === 'purchase-order-saved/1');
    expect(saved?.headers).toMatchObject({ ce_specversion: '1.0', ce_source: `/hengcang/${co.ids.org}`, ce_subject: saved?.key, 'content-type': 'application/json' });
    expect(saved?.value).toMatchObject({ type: 'purchase-order', state: 'draft' });
    expect(await house.db.owner((tx) => tx.query(`select 1 from bus.event_log e where not exists (select from bus.inbox i where i.consumer = 'kafka' and i.pos = e.pos)`))).toEqual(
      [],
    );
  });

  test.skipIf(!broker?.real)('through kill -9 of the broker nothing is lost and nothing changes places; the cursor waits for the broker', async () => {
    let writing = true;
    const writer = (async () => {
      while (writing) {
        await order();
        await sequenceAll(house.db);
        house.db.nudge('log');
        await new Promise((later) => setTimeout(later, 50));
      }
    })();
    await new Promise((later) => setTimeout(later, 300));
    await real.kill();
    const stood = await cursor();
    await order();
    await sequenceAll(house.db);
    await new Promise((later) => setTimeout(later, 1500));
    expect(await cursor()).toBe(stood);
    await real.start();
    writing = false;
    await writer;
    await until(all);
    const ids = (await logged()).map((e) => e.id);
    await until(() => once().length === ids.length);
    expect(inversions()).toBe(0);
    expect(errors.length).toBeGreaterThan(0);
  });

  test('a crash between acknowledgement and cursor repeats events under the same id, and loses none', async () => {
    await side.stop();
    await order();
    await sequenceAll(house.db);
    const producer = kafka.producer({ idempotent: real.real, maxInFlightRequests: 1 });
    await producer.connect();
    const crashing = {
      send: async (record: Parameters<typeof producer.send>[0]) => {
        await producer.send(record);
        throw new Error('crashed after the acknowledgement');
      },
    };
    const [before, count] = [await cursor(), heard.length];
    await expect(publishOnce(house.db, crashing, 'hengcang.events')).rejects.toThrow('crashed');
    expect(await cursor()).toBe(before);
    expect(await publishOnce(house.db, producer, 'hengcang.events')).toBe(2);
    await producer.disconnect();
    await until(() => heard.length === count + 4);
    expect(new Set(heard.slice(count).map((h) => h.id)).size).toBe(2);
    side = start();
  });

  test.skipIf(!broker?.real)('a batch that was written but never acknowledged does not stop the next one, which is another', async () => {
    await side.stop();
    const sockets: Socket[] = [];
    const deaf = new Kafka({
      brokers: [real.address],
      logLevel: logLevel.NOTHING,
      requestTimeout: 1000,
      retry: { retries: 1, initialRetryTime: 50 },
      socketFactory: ({ host, port, onConnect }) => {
        const socket = connect(port, host, onConnect);
        sockets.push(socket);
        return socket;
      },
    });
    const producer = steadyProducer(deaf, { idempotent: true, before: async () => undefined });
    let said = 0;
    /** Of one aggregate, so that all of them come into one partition. */
    const publishAnother = async (): Promise<number> => {
      await house.db.owner((tx) =>
        tx.query(`insert into bus.outbox (org_id, id, agg, agg_seq, name, payload) values ($1, gen_random_uuid(), 'unheard:1', $2, 'unheard/1', '{}')`, [co.ids.org, (said += 1)]),
      );
      await sequenceAll(house.db);
      return publishOnce(house.db, producer, 'hengcang.events');
    };
    expect(await publishAnother()).toBe(1);
    const [before, count] = [await cursor(), heard.length];
    for (const socket of sockets) socket.removeAllListeners('data').resume(); // what the broker says is lost from here on
    await expect(publishAnother()).rejects.toThrow();
    for (const socket of sockets) socket.destroy().emit('end');
    await until(() => heard.length === count + 1); // but it has written it
    expect(await cursor()).toBe(before);
    expect(await publishAnother()).toBe(2);
    await producer.stop();
    await until(() => heard.length === count + 3);
    expect(heard.slice(count).map((h) => h.seq)).toEqual([2n, 2n, 3n]);
    side = start();
  });

  test('more than one batch may hold goes in several, and an event no batch can hold goes without its content', async () => {
    await house.db.owner((tx) =>
      tx.query(
        `insert into bus.outbox (org_id, id, agg, agg_seq, name, payload) select $1, gen_random_uuid(), 'bulky:1', n, 'bulky/1', jsonb_build_object('text', repeat('x', case n when 5 then 1500000 else 300000 end)) from generate_series(1, 8) n`,
        [co.ids.org],
      ),
    );
    await until(all);
    const bulky = () => once().filter((h) => h.type === 'bulky/1');
    await until(() => bulky().length === 8);
    expect(bulky().map((h) => Number(h.seq))).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    const sizes = bulky().map((h) => (h.value as { text: string } | null)?.text.length ?? 0);
    expect(sizes).toEqual([300_000, 300_000, 300_000, 300_000, 0, 300_000, 300_000, 300_000]);
    expect(bulky()[4]?.headers['ce_hcomitted']).toBe('too-large');
  });

  test('events and commands come in by the topic and have their effect once, in binary and structured mode', async () => {
    const producer = kafka.producer();
    await producer.connect();
    const put = (value: string, headers: Record<string, string> = {}) => producer.send({ topic: 'hengcang.in', messages: [{ key: 'mes', value, headers }] });
    const oee = { machineId: 'IM-1', oee: 60, availability: 70, performance: 80, quality: 90 };
    const structured = JSON.stringify({ eventId: 'k-1', occurredAt: '2026-03-10T09:00:00+08:00', source: 'mes', type: 'molding.oee.dropped', data: oee });
    const binary = { ce_specversion: '1.0', ce_id: 'k-2', ce_source: 'mes', ce_type: 'molding.oee.dropped/1', ce_time: '2026-03-10T01:00:00Z' };
    const body = { day: '2026-03-05', head: { supplier: co.ids.supplier }, lines: [{ item: co.ids.oil, qty: '7', price: '50' }] };
    const command = JSON.stringify({
      eventId: 'k-3',
      occurredAt: '2026-03-10T09:00:00+08:00',
      source: 'mes',
      type: 'hengcang.command',
      data: { type: 'purchase-order', command: 'save', body },
    });
    const count = async (): Promise<number> => (await co.rows(`select 1 from books.document where type = 'purchase-order'`)).length;
    const before = await count();
    for (let i = 0; i < 3; i += 1) {
      await put(structured);
      await put(JSON.stringify(oee), binary);
      await put('not json', binary);
      await put(command);
    }
    await put(structured.replace('k-1', 'k-4'));
    await until(async () => (await co.rows(`select 1 from outside.received where external_id = 'k-4'`)).length === 1);
    const rows = await co.rows<{ external_id: string; n: number }>(
      `select external_id, count(*)::int as n from outside.received where via = 'kafka' and state = 'accepted' group by 1 order by 1`,
    );
    expect(rows.map((r) => [r.external_id, r.n])).toEqual([
      ['k-1', 1],
      ['k-2', 1],
      ['k-3', 1],
      ['k-4', 1],
    ]);
    expect(await count()).toBe(before + 1);
    await producer.disconnect();
  });

  test('of two processes one publishes', async () => {
    const second = start();
    await order();
    const count = heard.length;
    await until(all);
    await until(() => heard.length >= count + 2);
    await second.stop();
    expect(new Set(heard.slice(count).map((h) => h.id)).size).toBe(heard.length - count);
  });
});
