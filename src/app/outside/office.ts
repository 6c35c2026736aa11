// What people see and set of events from outside: switches, sources, what has come in, and a try that leaves nothing.
import type { Snapshot, Tx } from '#kernel/ports';
import { isRefused, type Refused } from '#kernel/refusal';
import type { HouseCatalog } from '../house.ts';
import type { KafkaConfig } from './kafka/config.ts';
import type { MqttConfig } from './mqtt-config.ts';
import { lookUp, readPayload, unknownCodes } from './payload.ts';
import type { Template } from './templates/template.ts';

/** A way in, as the operator configured it. */
export type Channel = { readonly kind: 'http' | 'mqtt' | 'kafka'; readonly zh: string; readonly on: boolean; readonly where: string };

/** The ways in of this installation; no passwords. */
export function channelsOf(given: { readonly kafka: KafkaConfig | null; readonly mqtt: MqttConfig | null; readonly tokens: number }): readonly Channel[] {
  const needs = given.tokens > 0 ? '' : '（未设置 HENGCANG_OUTSIDE_TOKENS，未接收）';
  const mqtt = given.mqtt ? `${new URL(given.mqtt.url).host}　${given.mqtt.topic}${needs}` : '未设置 MQTT_URL';
  const kafka = given.kafka
    ? `${given.kafka.brokers.join('、')}　送出 ${given.kafka.topic}${given.kafka.topicIn ? `，接收 ${given.kafka.topicIn}${needs}` : ''}`
    : '未设置 KAFKA_BROKERS';
  return [
    { kind: 'http', zh: 'HTTP', on: true, where: 'POST /api/events/in，接口令牌' },
    { kind: 'mqtt', zh: 'MQTT', on: given.mqtt !== null && given.tokens > 0, where: mqtt },
    { kind: 'kafka', zh: 'Kafka', on: given.kafka !== null, where: kafka },
  ];
}

export type TemplateRow = { readonly name: string; readonly mode: 'off' | 'record' | 'react'; readonly lastAt: string | null; readonly accepted: number; readonly refused: number };

/** Switches and the last 30 days of every template that has either. */
export async function templateRows(s: Snapshot): Promise<ReadonlyMap<string, TemplateRow>> {
  const rows = await s.query<TemplateRow>(
    `select coalesce(t.name, r.type) as name, coalesce(t.mode, 'off') as mode, r.last_at as "lastAt", coalesce(r.accepted, 0) as accepted, coalesce(r.refused, 0) as refused
      from (select name, mode from outside.template where org_id = books.org()) t
      full join (select type, max(at) as last_at, count(*) filter (where state = 'accepted')::int as accepted, count(*) filter (where state = 'refused')::int as refused
        from outside.received where org_id = books.org() and at > clock_timestamp() - interval '30 days' group by type) r on r.type = t.name`,
  );
  return new Map(rows.map((r) => [r.name, r]));
}

/** Devices and programs that have sent, the latest first. */
export const sourcesOf = (s: Snapshot): Promise<readonly unknown[]> =>
  s.query(`select source, seq::text as count, last_at as "lastAt", via from outside.source where org_id = books.org() order by last_at desc nulls last limit 50`);

export const setMode = (tx: Tx, name: string, mode: string): Promise<unknown> =>
  tx.query(`insert into outside.template (org_id, name, mode) values (books.org(), $1, $2) on conflict (org_id, name) do update set mode = excluded.mode`, [name, mode]);

export const receivedOf = (
  s: Snapshot,
  of: { readonly type: string | null; readonly only: 'all' | 'refused' | 'todo'; readonly before: string | null },
): Promise<readonly unknown[]> =>
  s.query(
    `select id, source, external_id as "externalId", type, via, at, state, body, problem, answer, reaction, todo, done_by as "doneBy", done_at as "doneAt" from outside.received
      where org_id = books.org() and ($1::text is null or type = $1) and ($2 = 'all' or $2 = 'refused' and state = 'refused' or $2 = 'todo' and todo is not null and done_at is null)
        and ($3::timestamptz is null or at < $3) order by at desc limit 50`,
    [of.type, of.only, of.before],
  );

/** Ticks a thing to do; its text, or null when there is none. */
export async function doneWith(tx: Tx, of: { readonly id: string; readonly by: string }): Promise<string | null> {
  const [row] = await tx.query<{ todo: string }>(
    'update outside.received set done_by = $2, done_at = clock_timestamp() where org_id = books.org() and id = $1 and todo is not null and done_at is null returning todo',
    [of.id, of.by],
  );
  return row?.todo ?? null;
}

export type Tried = { readonly effects: readonly { readonly zh: string; readonly text: string }[] };

/** What an event with this content would do, by the company's own goods and stock. Reads only. */
export async function tryTemplate(
  s: Snapshot,
  given: { readonly template: Template; readonly data: unknown; readonly day: string; readonly catalog: HouseCatalog },
): Promise<Tried | Refused> {
  const { template, catalog } = given;
  const payload = readPayload(template, given.data);
  if (isRefused(payload)) return payload;
  const known = await lookUp(s, payload.named);
  const unknown = unknownCodes(payload.named, known);
  if (unknown) return unknown;
  const effects = template.react({ id: 'try', source: '试一试', day: given.day, data: payload.data }, known);
  return {
    effects: effects.map((e) =>
      e.kind === 'todo'
        ? { zh: '待办', text: e.text }
        : { zh: catalog.document(e.type).zh, text: `${e.command === 'approve' ? '立即审核' : '草稿'}，${(e.body['lines'] as readonly unknown[]).length} 行` },
    ),
  };
}
