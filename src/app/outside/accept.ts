// The one door for what comes from outside, whether by HTTP, MQTT or Kafka: checked against its template, taken in once, put on the bus.
import { type Caller, run } from '#books/pen';
import { contentHash } from '#platform/digest';
import { COMMAND_ZH, type Command } from '#kernel/document';
import type { Tx } from '#kernel/ports';
import { isRefused, refuse, type Refused } from '#kernel/refusal';
import { may, SPECIAL_RIGHTS } from '#kernel/rights';
import type { Ports } from '../context.ts';
import { problemOf } from '../problem.ts';
import { type Envelope, readEnvelope, readText } from './envelope.ts';
import { codesIn, lookUp, type Payload, readPayload, unknownCodes } from './payload.ts';
import { OUTSIDE_REFUSALS } from './refusals.ts';
import { TEMPLATES, templateNamed } from './templates/list.ts';
import { eventNameOf, type Template } from './templates/template.ts';

export type Via = 'http' | 'mqtt' | 'kafka';
/** `answer` is what a command event made: `{id, number, version, state}`. */
export type Accepted = { readonly id: string; readonly duplicate: boolean; readonly answer: unknown };

/** Events a source may send: this many a second, and this many at once after a rest. */
export const RATE = { perSecond: 50, burst: 200 };
/** A type of its own: the content is a command, obeyed with the rights of the token. */
export const COMMAND_TYPE = 'hengcang.command';

/** Characters kept of what cannot be read, or of an error. */
const SHOWN = 300;
/** Refused events kept of a company; a device that sends nothing but nonsense must not fill the disk. */
const KEPT = 5000;

type Knock = { readonly envelope: Envelope; readonly via: Via; readonly hash: string; readonly raw: unknown };

/** An event as it came (JSON text). `failed`: taking it in has failed time and again, with this error; it is kept as refused then, and not tried once more. */
export type Arrival = { readonly via: Via; readonly body: Buffer | string; readonly failed?: string };

/** Takes in one event. What is refused is kept with its problem, for people to see. */
export async function acceptOutside(ports: Ports, caller: Caller, arrival: Arrival): Promise<Accepted | Refused> {
  if (!may(caller.actor, 'outside.send')) return refuse('not-allowed', { with: { right: SPECIAL_RIGHTS['outside.send'] } });
  const text = readText(arrival.body);
  if (isRefused(text)) return noteRefused(ports, caller, { via: arrival.via, raw: { text: arrival.body.toString().slice(0, SHOWN) }, refused: text });
  const envelope = readEnvelope(text.raw);
  if (isRefused(envelope)) return noteRefused(ports, caller, { via: arrival.via, raw: text.raw, refused: envelope });
  const other = envelope.org && envelope.org !== caller.scope.org ? refuse('outside-other-org', { path: 'orgId', with: { org: envelope.org } }) : null;
  const wrong = arrival.failed === undefined ? other : refuse('outside-failed', { with: { what: arrival.failed.slice(0, SHOWN) } });
  if (wrong) return noteRefused(ports, caller, { via: arrival.via, raw: text.raw, refused: wrong, envelope });
  const knock: Knock = { envelope, via: arrival.via, raw: text.raw, hash: contentHash([envelope.type, envelope.version, envelope.occurredAt, envelope.data]) };
  const outcome = envelope.type === COMMAND_TYPE ? await obey(ports, caller, knock) : await takeIn(ports, caller, knock);
  if (!isRefused(outcome)) ports.db.nudge('booked');
  return isRefused(outcome) && outcome.refused !== 'outside-too-fast' ? noteRefused(ports, caller, { via: knock.via, raw: knock.raw, refused: outcome, envelope }) : outcome;
}

/** The refusals of this door, in words. */
export const outsideProblem = (refused: Refused) => problemOf(refused, OUTSIDE_REFUSALS);

/** The template's shape, before anything is asked of the database. */
function shaped(envelope: Envelope): { readonly template: Template; readonly payload: Payload } | Refused {
  const template = templateNamed(envelope.type);
  if (!template) return refuse('outside-unknown-type', { path: 'type', with: { type: envelope.type.slice(0, 60), near: near(envelope.type) } });
  if (template.version !== envelope.version)
    return refuse('outside-old-version', { path: 'schemaVersion', with: { zh: template.zh, version: String(template.version), given: String(envelope.version) } });
  const payload = readPayload(template, envelope.data);
  return isRefused(payload) ? payload : { template, payload };
}

/** "您是不是想发 …" when a name differs by case, or by its scene only. */
function near(type: string): string {
  const tail = type.toLowerCase().split('.').slice(-1)[0] ?? '';
  const found = TEMPLATES.find((t) => t.name === type.toLowerCase()) ?? TEMPLATES.find((t) => tail !== '' && t.name.endsWith(`.${tail}`));
  return found ? `，您要发的可能是 ${found.name}` : '';
}

async function takeIn(ports: Ports, caller: Caller, knock: Knock): Promise<Accepted | Refused> {
  const read = shaped(knock.envelope);
  return ports.db.write(caller.scope, async (tx) => {
    const source = await enter(tx, knock);
    if (isRefused(source)) return source;
    const before = await recall(tx, knock);
    if (before) return before;
    if (isRefused(read)) return read;
    const [row] = await tx.query<{ mode: string }>('select mode from outside.template where org_id = books.org() and name = $1', [read.template.name]);
    if ((row?.mode ?? 'off') === 'off') return refuse('outside-switched-off', { path: 'type', with: { zh: read.template.zh } });
    const codes = codesIn(read.payload.named);
    const unknown = codes.length > 0 ? unknownCodes(codes, await lookUp(tx, codes)) : null;
    if (unknown) return unknown;
    const id = ports.ids.next();
    await book(ports, caller, { tx, knock, source, id, name: eventNameOf(read.template), zh: read.template.zh, data: read.payload.data });
    await keep(tx, knock, { id, answer: null });
    return { id, duplicate: false, answer: null };
  });
}

type Source = { readonly id: string; readonly seq: bigint };

/** Locks the source's row (its events stay in order) and takes one of its allowance. */
async function enter(tx: Tx, { envelope, via }: Knock): Promise<Source | Refused> {
  const [row] = await tx.query<Source>(
    `insert into outside.source as s (org_id, source, tokens, filled_at, last_at, via) values (books.org(), $1, $2::float8 - 1, clock_timestamp(), clock_timestamp(), $4)
      on conflict (org_id, source) do update set filled_at = clock_timestamp(), last_at = clock_timestamp(), via = excluded.via,
        tokens = least($2::float8, s.tokens + extract(epoch from clock_timestamp() - s.filled_at) * $3::float8) - 1
        where least($2::float8, s.tokens + extract(epoch from clock_timestamp() - s.filled_at) * $3::float8) >= 1
      returning id, seq`,
    [envelope.source, RATE.burst, RATE.perSecond, via],
  );
  return row ?? refuse('outside-too-fast', { with: { source: envelope.source, rate: String(RATE.perSecond) } });
}

/** What this number brought before; the same number with another content is refused. */
async function recall(tx: Tx, { envelope, hash }: Knock): Promise<Accepted | Refused | null> {
  const [row] = await tx.query<{ id: string; hash: string; answer: unknown }>(
    `select id, hash, answer from outside.received where org_id = books.org() and source = $1 and external_id = $2 and state = 'accepted'`,
    [envelope.source, envelope.id],
  );
  if (!row) return null;
  return row.hash === hash
    ? { id: row.id, duplicate: true, answer: row.answer }
    : refuse('outside-same-id-other-body', { path: 'eventId', with: { source: envelope.source, id: envelope.id } });
}

/** The event goes to the outbox by the pen, with its audit row. */
async function book(
  ports: Ports,
  caller: Caller,
  event: { readonly tx: Tx; readonly knock: Knock; readonly source: Source; readonly id: string; readonly name: string; readonly zh: string; readonly data: Payload['data'] },
): Promise<void> {
  const { tx, knock, source } = event;
  const { id, occurredAt, actor, device, geo, trace } = knock.envelope;
  const booking = {
    now: ports.clock.now(),
    user: caller.actor.id,
    userName: caller.actor.name,
    action: 'outside.receive',
    subject: 'outside',
    subjectId: source.id,
    summary: `收到外部事件 ${event.zh}（来源 ${knock.envelope.source}，编号 ${id}）`,
    context: { ...caller.trace, channel: knock.via },
    events: [
      {
        id: event.id,
        agg: `outside:${source.id}`,
        aggSeq: (source.seq + 1n).toString(),
        name: event.name,
        payload: { ...event.data, outside: { source: knock.envelope.source, id, occurredAt, via: knock.via, actor, device, geo, trace } },
      },
    ],
  };
  await tx.query('update outside.source set seq = seq + 1 where org_id = books.org() and id = $1', [source.id]);
  await tx.query('select books.book($1::jsonb)', [JSON.stringify({ ...booking, hash: ports.hash(booking) })]);
}

/** PostgreSQL keeps no NUL and no half of a character, neither in text nor in JSON; what came in with one is shown with a mark in its place. */
const printable = (text: string): string => text.replaceAll('\u0000', '\ufffd').replaceAll(/\p{Surrogate}/gu, '\ufffd');
const storable = (raw: unknown): string => JSON.stringify(raw, (_, v: unknown) => (typeof v === 'string' ? printable(v) : v));

const keep = (tx: Tx, { envelope, via, raw, hash }: Knock, made: { readonly id: string; readonly answer: unknown }): Promise<unknown> =>
  tx.query(
    `insert into outside.received (org_id, id, source, external_id, type, via, at, state, body, hash, answer) values (books.org(), $1, $2, $3, $4, $5, clock_timestamp(), 'accepted', $6::jsonb, $7, $8::jsonb)
      on conflict do nothing`,
    [made.id, envelope.source, envelope.id, envelope.type, via, storable(raw), hash, JSON.stringify(made.answer)],
  );

/** A command from outside: the key of run() makes it happen once, whatever is repeated. */
async function obey(ports: Ports, caller: Caller, knock: Knock): Promise<Accepted | Refused> {
  const { envelope } = knock;
  const before = await ports.db.write(caller.scope, async (tx) => {
    const source = await enter(tx, knock);
    return isRefused(source) ? source : recall(tx, knock);
  });
  if (before) return before;
  const ask = envelope.data as { readonly type?: unknown; readonly command?: unknown; readonly body?: unknown; readonly id?: unknown };
  const bad = (what: string): Refused => refuse('outside-bad-command', { path: 'data', with: { what } });
  if (typeof ask !== 'object' || Array.isArray(ask)) return bad('收到的不是对象');
  if (typeof ask.type !== 'string' || !ports.catalog.findDocument(ask.type)) return bad(`没有名为“${String(ask.type).slice(0, 40)}”的单据`);
  if (typeof ask.command !== 'string' || !Object.hasOwn(COMMAND_ZH, ask.command)) return bad(`没有名为“${String(ask.command).slice(0, 40)}”的命令`);
  const key = `outside:${contentHash([envelope.source, envelope.id])}`;
  const outcome = await run(
    ports,
    { ...caller, trace: { ...caller.trace, channel: knock.via, source: envelope.source } },
    { type: ask.type, command: ask.command as Command, key, body: ask.body, ...(typeof ask.id === 'string' ? { id: ask.id } : {}) },
  );
  if (!outcome.ok) return outcome.refusal;
  const id = ports.ids.next();
  await ports.db.write(caller.scope, (tx) => keep(tx, knock, { id, answer: outcome.reply }));
  return { id, duplicate: false, answer: outcome.reply };
}

type Refusing = { readonly via: Via; readonly raw: unknown; readonly refused: Refused; readonly envelope?: Envelope };

/** Keeps what was refused, so that people see what is wrong with a device; returns the refusal. */
async function noteRefused(ports: Ports, caller: Caller, { via, raw, refused, envelope }: Refusing): Promise<Refused> {
  const given = (raw ?? {}) as Record<string, unknown>;
  const named = (...keys: string[]): string => String(keys.map((k) => given[k]).find((v) => typeof v === 'string') ?? '').slice(0, 120);
  const [source, external, type] = envelope ? [envelope.source, envelope.id, envelope.type] : [named('source'), named('eventId', 'id'), named('type')];
  await ports.db.write(caller.scope, async (tx) => {
    await tx.query(
      `insert into outside.received (org_id, id, source, external_id, type, via, at, state, body, hash, problem) values (books.org(), $1, $2, $3, $4, $5, clock_timestamp(), 'refused', $6::jsonb, '', $7::jsonb)`,
      [ports.ids.next(), ...[source, external, type.slice(0, 100)].map(printable), via, storable(raw), storable(outsideProblem(refused))],
    );
    await tx.query(
      `delete from outside.received where org_id = books.org() and state = 'refused' and at < (select at from outside.received where org_id = books.org() and state = 'refused' order by at desc offset $1 limit 1)`,
      [KEPT - 1],
    );
  });
  return refused;
}
