// How Kafka is reached: by environment variables of the operator. Without KAFKA_BROKERS there is no Kafka.
import { existsSync, readFileSync } from 'node:fs';
import type { SASLOptions } from 'kafkajs';
import { Unusable } from '../../open.ts';

export type KafkaConfig = {
  readonly brokers: readonly string[];
  readonly tls: { readonly ca?: string } | null;
  readonly sasl: SASLOptions | null;
  /** Every event of the log goes here. */
  readonly topic: string;
  /** Events and commands come in from here; null when nothing does. */
  readonly topicIn: string | null;
  readonly group: string;
  /** A repeat by the client itself is recognised by the broker; KAFKA_IDEMPOTENT=0 where the cluster does not grant that. Order is kept either way. */
  readonly idempotent: boolean;
};

type Env = Readonly<Record<string, string | undefined>>;
const MECHANISMS = ['plain', 'scram-sha-256', 'scram-sha-512'] as const;

/** Reads the configuration; null without brokers, and a sentence for people when it cannot be. */
export function kafkaConfig(env: Env): KafkaConfig | null {
  const brokers = (env['KAFKA_BROKERS'] ?? '')
    .split(',')
    .map((b) => b.trim())
    .filter((b) => b !== '');
  if (brokers.length === 0) return null;
  const mechanism = (env['KAFKA_SASL'] ?? '').toLowerCase();
  if (mechanism !== '' && !MECHANISMS.some((m) => m === mechanism)) throw new Unusable(`KAFKA_SASL=${mechanism} 不认识；可用：${MECHANISMS.join('、')}`);
  const [username, password] = [env['KAFKA_USERNAME'] ?? '', env['KAFKA_PASSWORD'] ?? ''];
  if (mechanism !== '' && (username === '' || password === '')) throw new Unusable('设置了 KAFKA_SASL，请同时设置 KAFKA_USERNAME 与 KAFKA_PASSWORD');
  const ca = env['KAFKA_CA'];
  if (ca && !existsSync(ca)) throw new Unusable(`KAFKA_CA 指向的文件不存在：${ca}`);
  return {
    brokers,
    tls: env['KAFKA_TLS'] === '1' || ca ? (ca ? { ca: readFileSync(ca, 'utf8') } : {}) : null,
    sasl: mechanism === '' ? null : ({ mechanism, username, password } as SASLOptions),
    topic: env['KAFKA_TOPIC'] ?? 'hengcang.events',
    topicIn: env['KAFKA_TOPIC_IN'] === '' ? null : (env['KAFKA_TOPIC_IN'] ?? 'hengcang.in'),
    group: env['KAFKA_GROUP'] ?? 'hengcang',
    idempotent: env['KAFKA_IDEMPOTENT'] !== '0',
  };
}
