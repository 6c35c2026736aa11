// What a message says of its event, and which configurations are taken.
import { expect, test } from 'vitest';
import { kafkaConfig } from './config.ts';
import { type LogRow, messageOf } from './message.ts';

test('a message says whose it is, where it stands and in which order', () => {
  const row: LogRow = { pos: 7n, org_id: 'o', id: 'e', agg: 'sales-order:1', agg_seq: 3n, name: 'sales-order-posted/1', payload: { x: 1 }, created: '2026-03-10T01:00:00.000Z' };
  expect(messageOf(row)).toMatchObject({
    key: 'sales-order:1',
    value: '{"x":1}',
    headers: { ce_id: 'e', ce_type: 'sales-order-posted/1', ce_sequence: '3', ce_hcpos: '7', ce_partitionkey: 'sales-order:1' },
  });
});

test.each([
  [{}, null],
  [{ KAFKA_BROKERS: 'a:1, b:2' }, { brokers: ['a:1', 'b:2'], topic: 'hengcang.events', topicIn: 'hengcang.in', tls: null, sasl: null, idempotent: true }],
  [{ KAFKA_BROKERS: 'a:1', KAFKA_IDEMPOTENT: '0' }, { idempotent: false }],
  [
    { KAFKA_BROKERS: 'a:1', KAFKA_TLS: '1', KAFKA_SASL: 'SCRAM-SHA-512', KAFKA_USERNAME: 'u', KAFKA_PASSWORD: 'p', KAFKA_TOPIC_IN: '' },
    { tls: {}, topicIn: null, sasl: { mechanism: 'scram-sha-512' } },
  ],
])('configuration %j', (env, expected) => {
  const made = kafkaConfig(env);
  if (expected === null) expect(made).toBeNull();
  else expect(made).toMatchObject(expected);
});
test.each([
  [{ KAFKA_BROKERS: 'a:1', KAFKA_SASL: 'kerberos' }, 'kerberos'],
  [{ KAFKA_BROKERS: 'a:1', KAFKA_SASL: 'plain' }, 'KAFKA_USERNAME'],
  [{ KAFKA_BROKERS: 'a:1', KAFKA_CA: '/no/such/file' }, '/no/such/file'],
])('configuration %j is refused', (env, said) => expect(() => kafkaConfig(env)).toThrow(said));
