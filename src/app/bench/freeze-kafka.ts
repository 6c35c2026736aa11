// bench freeze through Kafka: a freeze that is clicked, and one that another system asks for on the incoming topic, each until a subscriber of the outgoing topic has heard of
// all three effects. They are in the log by then, so they are committed; the way through the broker is counted twice for the second.
import { must } from '#kernel/must';
import type { Consumer, KafkaMessage } from 'kafkajs';
import type { Ports } from '../context.ts';
import { kafkaClient } from '../outside/kafka/client.ts';
import { type KafkaConfig, kafkaConfig } from '../outside/kafka/config.ts';
import { kafkaBroker } from '../outside/kafka/own-broker/broker.ts';
import { addToken, sessionOf } from '../people.ts';
import { serve } from '../serve.ts';
import { measured, rounds, type Way } from './freeze-rounds.ts';
import { ask, BACKGROUND, type Scene } from './freeze-scene.ts';
import type { BenchCase } from './measure.ts';

const LIMIT = 300;
const PATIENCE = 60_000;
const [OUT, IN] = ['hengcang.events', 'hengcang.in'];

type Given = { readonly scene: Scene; readonly secret: string; readonly say: (line: string) => void };

/** Both ways under the usual load; none where there is no broker to be had. */
export async function freezeThroughKafka(ports: Ports, { scene: known, secret, say }: Given): Promise<readonly BenchCase[]> {
  const broker = await kafkaBroker([OUT, IN]);
  if (!broker) return [];
  const env = {
    KAFKA_BROKERS: broker.address,
    KAFKA_TOPIC: OUT,
    KAFKA_TOPIC_IN: IN,
    HENGCANG_OUTSIDE_TOKENS: await machineToken(ports, secret),
    ...(broker.real ? {} : { KAFKA_IDEMPOTENT: '0' }),
  };
  const config = kafkaConfig(env);
  must(config, 'Kafka is not configured');
  const running = await serve(ports, { port: 0, version: 'bench', web: null, env });
  const scene: Scene = { ...known, url: running.url };
  const outside = await subscriber(ports, config);
  try {
    const kind = broker.real ? '真实的 Kafka（单节点）' : 'librdkafka 的模拟集群';
    const mark = (from: string): string => `${from} → all three effects heard by a Kafka subscriber`;
    const [clicked, asked] = [outside.clicked(scene), outside.asked(scene)];
    await rounds(scene, clicked, { size: 10, reasons: 'Kafka 预热' });
    await rounds(scene, asked, { size: 10, reasons: 'Kafka 请求预热' });
    say(`经 ${kind}，每秒 ${BACKGROUND} 个其他事件时冻结 …`);
    return [
      { ...(await measured(scene, clicked, { load: 'busy', mark: mark('request'), most: LIMIT, name: ' out by Kafka' })), broker: kind },
      { ...(await measured(scene, asked, { load: 'busy', mark: mark('command on a Kafka topic'), most: LIMIT, name: ' in and out by Kafka' })), broker: kind },
    ];
  } finally {
    await outside.stop();
    await running.stop();
    await broker.remove();
  }
}

/** A token with all the rights of the inspector, as messages from Kafka are obeyed with. */
async function machineToken(ports: Ports, secret: string): Promise<string> {
  const session = await sessionOf(ports, secret, 'session');
  must(session, 'the inspector is not signed in');
  return (await addToken(ports, session, { name: '测速', rights: null, days: 1 })).secret;
}

type Outside = { readonly clicked: (scene: Scene) => Way; readonly asked: (scene: Scene) => Way; readonly stop: () => Promise<void> };

/** Another system: it hears the outgoing topic and can ask for a freeze on the incoming one. */
async function subscriber(ports: Ports, config: KafkaConfig): Promise<Outside> {
  const kafka = kafkaClient(config);
  const [producer, consumer] = [kafka.producer({ idempotent: config.idempotent, maxInFlightRequests: 1 }), kafka.consumer({ groupId: 'bench', maxWaitTimeInMs: 100 })];
  await published(ports);
  await producer.connect();
  const ears = await listening(consumer);
  await patiently(async () => ears.count() >= Number(await head(ports)));
  let serial = 0;
  return {
    clicked: (scene) => async (reason) => {
      const heard = ears.effectsOf(reason);
      await ask(scene, 'lot-freeze', { head: { kind: 'quality', reason }, lines: [{ item: scene.item, lot: 'A' }] });
      await heard;
    },
    asked: (scene) => async (reason) => {
      const heard = ears.effectsOf(reason);
      const data = { type: 'lot-freeze', command: 'approve', body: { head: { kind: 'quality', reason }, lines: [{ item: scene.item, lot: 'A' }] } };
      const message = { eventId: `bench-${(serial += 1)}`, occurredAt: new Date().toISOString(), source: 'bench', type: 'hengcang.command', data };
      await producer.send({ topic: IN, acks: -1, messages: [{ key: 'bench', value: JSON.stringify(message) }] });
      await heard;
    },
    stop: async () => {
      await producer.disconnect();
      await consumer.disconnect();
    },
  };
}

type Ears = { readonly count: () => number; readonly effectsOf: (reason: string) => Promise<void> };

/** Hears everything; `effectsOf` resolves when the substitutes of the next freeze and the promises changed by it have been heard of. */
async function listening(consumer: Consumer): Promise<Ears> {
  let count = 0;
  let waiting: { readonly reason: string; readonly done: () => void; substitutes: boolean; promises: boolean } | null = null;
  await consumer.connect();
  await consumer.subscribe({ topic: OUT, fromBeginning: true });
  const hear = (message: KafkaMessage): void => {
    count += 1;
    if (!waiting) return;
    const type = String(message.headers?.['ce_type']);
    if (type === 'substitute-request-saved/1') waiting.substitutes = true;
    // Told to the owners in the same booking.
    if (type === 'promise-changed/1' && String(message.value).includes(waiting.reason)) waiting.promises = true;
    if (waiting.substitutes && waiting.promises) waiting.done();
  };
  await consumer.run({
    // What it has heard it remembers for itself: no position is given back to the broker, which by default would be asked to write one down after every batch of every partition.
    autoCommit: false,
    eachBatch: async ({ batch, heartbeat }) => {
      batch.messages.forEach(hear);
      await heartbeat();
    },
  });
  return {
    count: () => count,
    effectsOf: (reason) =>
      new Promise((heard, failed) => {
        const late = setTimeout(() => failed(new Error(`a subscriber heard nothing of “${reason}” within ${PATIENCE / 1000} s`)), PATIENCE);
        const done = (): void => {
          clearTimeout(late);
          waiting = null;
          heard();
        };
        waiting = { reason, done, substitutes: false, promises: false };
      }),
  };
}

const one = async (ports: Ports, sql: string): Promise<bigint> => (await ports.db.bus((tx) => tx.query<{ pos: bigint }>(sql)))[0]?.pos ?? 0n;
const head = (ports: Ports): Promise<bigint> => one(ports, 'select pos from bus.log_head');
/** Waits until the broker has acknowledged everything there is. */
const published = (ports: Ports): Promise<void> => patiently(async () => (await one(ports, `select pos from bus.cursor where consumer = 'kafka'`)) >= (await head(ports)));

async function patiently(is: () => Promise<boolean>): Promise<void> {
  for (const until = performance.now() + PATIENCE; !(await is()); await new Promise((later) => setTimeout(later, 50)))
    must(performance.now() < until, 'Kafka did not come up within a minute');
}
