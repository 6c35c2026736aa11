// Events as Kafka messages and back: CloudEvents 1.0 in binary mode, the aggregate as key so that its events stay in one partition.
import type { IHeaders, Message } from 'kafkajs';

export type LogRow = {
  readonly pos: bigint;
  readonly org_id: string;
  readonly id: string;
  readonly agg: string;
  readonly agg_seq: bigint;
  readonly name: string;
  readonly payload: unknown;
  readonly created: string;
};

/** A row of the log as a message; `hcpos` is its position, by which a reader sees gaps and repeats. */
export const messageOf = (e: LogRow): Message => ({
  key: e.agg,
  value: JSON.stringify(e.payload),
  timestamp: String(Date.parse(e.created)),
  headers: {
    'content-type': 'application/json',
    ce_specversion: '1.0',
    ce_id: e.id,
    ce_source: `/hengcang/${e.org_id}`,
    ce_type: e.name,
    ce_time: e.created,
    ce_subject: e.agg,
    ce_partitionkey: e.agg,
    ce_sequence: e.agg_seq.toString(),
    ce_hcpos: e.pos.toString(),
  },
});

/** A message too large for any broker: who wants its content asks for the document it is about (`ce_subject`). */
export const withoutContent = (message: Message): Message => ({ ...message, value: 'null', headers: { ...message.headers, ce_hcomitted: 'too-large' } });

const textOf = (value: IHeaders[string]): string | undefined => (value === undefined ? undefined : (Array.isArray(value) ? value[0] : value)?.toString());

/** A message as the JSON text the door reads. Binary mode is turned into structured; anything else is taken as it is. */
export function bodyOf(message: { readonly value: Buffer | null; readonly headers?: IHeaders | undefined }): Buffer | string {
  const headers = message.headers ?? {};
  if (textOf(headers['ce_specversion']) === undefined) return message.value ?? '';
  const attributes = Object.fromEntries(Object.entries(headers).flatMap(([name, value]) => (name.startsWith('ce_') ? [[name.slice(3), textOf(value)]] : [])));
  const version = attributes['schemaversion'];
  const value = message.value?.toString() ?? '';
  try {
    return JSON.stringify({ ...attributes, ...(version === undefined ? {} : { schemaversion: Number(version) }), data: JSON.parse(value) as unknown });
  } catch {
    return value;
  }
}
