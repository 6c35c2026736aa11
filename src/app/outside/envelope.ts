// The envelope every event from outside comes in: our own (eventId, occurredAt, source …) or CloudEvents 1.0; read into one shape.
import { parseFields } from '#forms';
import { type Fields, int, text } from '#kernel/field';
import { type Complaint, gather, refuse, type Refused } from '#kernel/refusal';

/** Who sent what, when. `id` is the sender's own number: with `source` it makes an event arrive once. */
export type Envelope = {
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly version: number;
  /** ISO 8601 with a zone, as the sender's clock said. */
  readonly occurredAt: string;
  readonly org: string | null;
  readonly actor: string | null;
  readonly device: string | null;
  readonly geo: string | null;
  readonly trace: string | null;
  readonly data: unknown;
};

/** Longest event; bytes. */
export const MOST_BYTES = 64 * 1024;

/** The public part of the envelope, as people and schemas see it. */
export const ENVELOPE = {
  eventId: text('事件编号', { required: true, max: 100, hint: '发送方自己的编号；同一来源同一编号只收一次' }),
  occurredAt: text('发生时间', { required: true, max: 40, hint: '带时区的 ISO 8601，如 2026-03-10T09:12:00+08:00' }),
  orgId: text('组织', { max: 36, hint: '公司编号；一个令牌属于一家公司，可不填' }),
  source: text('来源', { required: true, max: 120, hint: '设备或系统的名字，如 mes-1/IM-07；同一来源的事件按顺序处理' }),
  schemaVersion: int('版本', { sign: 'zero' }),
  actor: text('操作者', { max: 60 }),
  device: text('设备', { max: 60 }),
  geo: text('位置', { max: 60 }),
  traceId: text('追踪号', { max: 100 }),
  type: text('事件类型', { required: true, max: 100 }),
} as const satisfies Fields;

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/;
/** A moment with a zone, or a whole day. */
export const isInstant = (raw: string): boolean => (INSTANT.test(raw) || /^\d{4}-\d{2}-\d{2}$/.test(raw)) && !Number.isNaN(Date.parse(raw));

/** CloudEvents 1.0 (structured JSON) in our words; extension attributes are lower case there. */
function fromCloudEvent(raw: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const own = { eventId: raw['id'], occurredAt: raw['time'], orgId: raw['orgid'], source: raw['source'], schemaVersion: raw['schemaversion'], actor: raw['actor'] };
  const rest = { device: raw['device'], geo: raw['geo'], traceId: raw['traceid'] ?? raw['traceparent'], type: raw['type'], data: raw['data'] };
  return { ...own, ...rest };
}

/** Reads untrusted JSON. A type may carry its version, `molding.oee.dropped/1`. */
export function readEnvelope(raw: unknown): Envelope | Refused {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) return refuse('outside-not-json');
  const given = raw as Record<string, unknown>;
  const { data, payload, ...head } = given['specversion'] === undefined ? given : fromCloudEvent(given);
  const read = parseFields(ENVELOPE, head, { path: '', where: '信封：' });
  const at = read.value.occurredAt;
  const wrongTime: Complaint | null =
    at && !INSTANT.test(at)
      ? { refused: 'bad-field', path: 'occurredAt', with: { what: `信封：“发生时间”应为带时区的时间，如 2026-03-10T09:12:00+08:00（收到“${at.slice(0, 40)}”）` } }
      : null;
  const content = data ?? payload;
  const noData: Complaint | null = content === undefined || content === null ? { refused: 'bad-field', path: 'data', with: { what: '缺少 data（事件内容）' } } : null;
  const wrong = gather([...read.complaints, wrongTime, noData]);
  if (wrong) return wrong;
  const [type = '', version] = (read.value.type ?? '').split('/');
  return {
    id: read.value.eventId ?? '',
    source: read.value.source ?? '',
    type,
    version: read.value.schemaVersion ?? (version ? Number(version) : 1),
    occurredAt: at ?? '',
    org: read.value.orgId,
    actor: read.value.actor,
    device: read.value.device,
    geo: read.value.geo,
    trace: read.value.traceId,
    data: content,
  };
}

/** The JSON text of an event, or why it is none. */
export function readText(bytes: Buffer | string): { readonly raw: unknown } | Refused {
  const size = typeof bytes === 'string' ? Buffer.byteLength(bytes) : bytes.length;
  if (size > MOST_BYTES) return refuse('outside-too-large', { with: { size: String(Math.ceil(size / 1024)), most: String(MOST_BYTES / 1024) } });
  try {
    return { raw: JSON.parse(bytes.toString()) as unknown };
  } catch {
    return refuse('outside-not-json');
  }
}
