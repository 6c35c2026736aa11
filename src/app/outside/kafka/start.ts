// Kafka beside the house: one process publishes the log, every process takes its share of what comes in. A broker that is away is waited for.
import type { Database } from '#kernel/ports';
import type { Kafka } from 'kafkajs';
import { looped } from '../../sequencer.ts';
import { whileHolding } from '../lease.ts';
import { type Door, knockUntilAnswered } from '../machines.ts';
import { kafkaClient } from './client.ts';
import type { KafkaConfig } from './config.ts';
import { bodyOf } from './message.ts';
import { steadyProducer } from './producer.ts';
import { publishOnce } from './publish.ts';

type Parts = { readonly db: Database; readonly config: KafkaConfig; readonly onError: (error: unknown) => void };
export type KafkaSide = { readonly stop: () => Promise<void> };

/** Topics that are not there are made with the broker's defaults; a cluster that makes its topics itself is left alone. */
async function ensureTopics(kafka: Kafka, topics: readonly string[]): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  try {
    const there = await admin.listTopics();
    const missing = topics.filter((t) => !there.includes(t));
    if (missing.length > 0) await admin.createTopics({ topics: missing.map((topic) => ({ topic })), waitForLeaders: true });
  } finally {
    await admin.disconnect();
  }
}

/** Publishing, in the one process that holds the lease. Errors are told and the batch is tried again with the next poll. */
function startPublishing(parts: Parts): KafkaSide {
  const kafka = kafkaClient(parts.config);
  const { topic, idempotent } = parts.config;
  const held = whileHolding(parts.db, 'kafka', {
    onError: parts.onError,
    work: async () => {
      const producer = steadyProducer(kafka, { idempotent, before: () => ensureTopics(kafka, [topic]) });
      const loop = looped(
        parts.db,
        async () => {
          while ((await publishOnce(parts.db, producer, topic)) > 0);
        },
        { hears: 'log', poll: 1000, onError: parts.onError },
      );
      loop.wake();
      return async () => {
        await loop.stop();
        await producer.stop();
      };
    },
  });
  return { stop: held.stop };
}

/** Taking in. An offset is committed after the event is in the books, so a crash repeats it and the door knows it already. */
function startTaking(parts: Parts, door: Door): KafkaSide {
  const kafka = kafkaClient(parts.config);
  const { topicIn, group } = parts.config;
  const consumer = kafka.consumer({ groupId: group, maxWaitTimeInMs: 200, sessionTimeout: 10_000, retry: { retries: 5, restartOnFailure: async () => true } });
  let stopped = false;
  const begin = async (): Promise<void> => {
    if (topicIn === null) return;
    for (let wait = 1000; !stopped; wait = Math.min(30_000, wait * 2)) {
      try {
        await ensureTopics(kafka, [topicIn]);
        await consumer.connect();
        await consumer.subscribe({ topic: topicIn, fromBeginning: true });
        await consumer.run({
          eachMessage: async ({ message, heartbeat }) => {
            const alive = async (): Promise<boolean> => {
              await heartbeat();
              return !stopped;
            };
            await knockUntilAnswered(door, { via: 'kafka', body: bodyOf(message) }, { alive, tell: parts.onError });
          },
        });
        return;
      } catch (error) {
        parts.onError(error);
        await new Promise((later) => setTimeout(later, wait).unref());
      }
    }
  };
  consumer.on(consumer.events.CRASH, (event) => parts.onError(event.payload.error));
  const begun = begin();
  return {
    stop: async () => {
      stopped = true;
      await consumer.disconnect();
      await begun;
    },
  };
}

/** Both directions. Without a door (no tokens named) nothing comes in. */
export function startKafka(parts: Parts, door: Door | null): KafkaSide {
  const sides = [startPublishing(parts), ...(door && parts.config.topicIn !== null ? [startTaking(parts, door)] : [])];
  return {
    stop: async () => {
      await Promise.all(sides.map((side) => side.stop()));
    },
  };
}
