// Managing webhook endpoints: made, changed, paused, secrets exchanged, put back to a position, tried by hand.
import type { Caller } from '#books/pen';
import type { Snapshot } from '#kernel/ports';
import { isRefused, refuse, type Refused } from '#kernel/refusal';
import { noteAudit } from '../../audit.ts';
import type { Ports } from '../../context.ts';
import { type Allowed, checkHost, checkUrl } from './address.ts';
import { endpointOf, eventAt, noteDelivery, outgoing, secretsOf, WANTED } from './deliver.ts';
import { seal } from './secret-box.ts';
import { type Delivered, send } from './send.ts';
import { freshSecret } from './signature.ts';

const MOST = 50;
export type EndpointInput = { readonly name: string; readonly url: string; readonly wants: readonly string[] };
export type EndpointState = 'on' | 'paused';

const note = (ports: Ports, caller: Caller, did: { readonly action: string; readonly id: string; readonly summary: string }): Promise<void> =>
  noteAudit(ports, caller, { action: `webhook.${did.action}`, subject: 'webhook', id: did.id, summary: did.summary });

const unknown = (): Refused => refuse('webhook-unknown');
const checked = async (url: string, allowed: Allowed): Promise<Refused | null> => {
  const read = checkUrl(url, allowed);
  return isRefused(read) ? read : checkHost(read, allowed);
};

/** A new endpoint; it hears what happens from now on. The secret is returned here and never again. */
export async function addEndpoint(
  ports: Ports,
  caller: Caller,
  made: { readonly input: EndpointInput; readonly allowed: Allowed },
): Promise<{ readonly id: string; readonly secret: string } | Refused> {
  const { input, allowed } = made;
  const bad = await checked(input.url, allowed);
  if (bad) return bad;
  const [id, secret] = [ports.ids.next(), freshSecret()];
  const refused = await ports.db.bus(async (tx) => {
    const [count] = await tx.query<{ n: bigint }>('select count(*) as n from outside.endpoint where org_id = $1', [caller.scope.org]);
    if ((count?.n ?? 0n) >= BigInt(MOST)) return refuse('webhook-too-many', { with: { most: String(MOST) } });
    const rows = await tx.query(
      `insert into outside.endpoint (org_id, id, name, url, wants, secret, pos, made_by) select $1, $2, $3, $4, $5, $6, pos, $7 from bus.log_head on conflict (org_id, name) do nothing returning id`,
      [caller.scope.org, id, input.name, input.url, input.wants, seal(secret, id), caller.actor.name],
    );
    return rows.length === 0 ? refuse('webhook-name-taken', { path: 'name', with: { name: input.name } }) : null;
  });
  if (refused) return refused;
  await note(ports, caller, { action: 'add', id, summary: `新建 Webhook ${input.name} → ${input.url}` });
  return { id, secret };
}

/** Changes what is given; switching on again starts at once, where it stood. */
export async function changeEndpoint(
  ports: Ports,
  caller: Caller,
  change: { readonly id: string; readonly input: Partial<EndpointInput> & { readonly state?: EndpointState | undefined }; readonly allowed: Allowed },
): Promise<{ readonly ok: true } | Refused> {
  const { id, input, allowed } = change;
  const bad = input.url === undefined ? null : await checked(input.url, allowed);
  if (bad) return bad;
  const rows = await ports.db
    .bus((tx) =>
      tx.query<{ name: string }>(
        `update outside.endpoint set name = coalesce($3, name), url = coalesce($4, url), wants = coalesce($5, wants), state = coalesce($6, state), reason = case when $6::text is null then reason end,
          tries = case when $6 = 'on' then 0 else tries end, next_at = case when $6 = 'on' or $4::text is not null then clock_timestamp() else next_at end where org_id = $1 and id = $2 returning name`,
        [caller.scope.org, id, input.name ?? null, input.url ?? null, input.wants ?? null, input.state ?? null],
      ),
    )
    .catch((error: { code?: string }) => {
      if (error.code === '23505') return null;
      throw error;
    });
  if (rows === null) return refuse('webhook-name-taken', { path: 'name', with: { name: input.name ?? '' } });
  const [row] = rows;
  if (!row) return unknown();
  const what = input.state === 'paused' ? '暂停' : input.state === 'on' ? '启用' : '修改';
  await note(ports, caller, { action: 'change', id, summary: `${what} Webhook ${row.name}` });
  ports.db.nudge('booked');
  return { ok: true };
}

export async function removeEndpoint(ports: Ports, caller: Caller, id: string): Promise<{ readonly ok: true } | Refused> {
  const [row] = await ports.db.bus((tx) => tx.query<{ name: string }>('delete from outside.endpoint where org_id = $1 and id = $2 returning name', [caller.scope.org, id]));
  if (!row) return unknown();
  await note(ports, caller, { action: 'remove', id, summary: `删除 Webhook ${row.name}` });
  return { ok: true };
}

/** A new secret; for `hours` deliveries are signed with the old one as well, so that the receiver can change over without a gap. */
export async function rotateSecret(ports: Ports, caller: Caller, which: { readonly id: string; readonly hours: number }): Promise<{ readonly secret: string } | Refused> {
  const secret = freshSecret();
  const [row] = await ports.db.bus((tx) =>
    tx.query<{ name: string }>(
      'update outside.endpoint set old_secret = secret, old_secret_until = clock_timestamp() + make_interval(hours => $3), secret = $4 where org_id = $1 and id = $2 returning name',
      [caller.scope.org, which.id, which.hours, seal(secret, which.id)],
    ),
  );
  if (!row) return unknown();
  await note(ports, caller, { action: 'rotate', id: which.id, summary: `Webhook ${row.name} 更换密钥，旧密钥 ${which.hours} 小时后失效` });
  return { secret };
}

/** Puts the endpoint before an event: it and everything after it are delivered (again). `skip` puts it behind instead. */
export async function moveEndpoint(
  ports: Ports,
  caller: Caller,
  to: { readonly id: string; readonly pos: bigint; readonly skip: boolean; readonly reason: string },
): Promise<{ readonly ok: true } | Refused> {
  if (to.skip && !(await eventAt(ports.db, caller.scope.org, to.pos))) return refuse('webhook-event-unknown', { path: 'pos', with: { pos: to.pos.toString() } });
  const [row] = await ports.db.bus((tx) =>
    tx.query<{ name: string }>(
      `update outside.endpoint set pos = least($3::bigint, (select pos from bus.log_head)), tries = 0, failing_since = null, next_at = clock_timestamp() where org_id = $1 and id = $2 returning name`,
      [caller.scope.org, to.id, to.skip ? to.pos : to.pos - 1n],
    ),
  );
  if (!row) return unknown();
  await note(ports, caller, {
    action: to.skip ? 'skip' : 'replay',
    id: to.id,
    summary: `Webhook ${row.name} ${to.skip ? `跳过第 ${to.pos} 号事件` : `从第 ${to.pos} 号事件起重放`}：${to.reason}`,
  });
  ports.db.nudge('booked');
  return { ok: true };
}

/** Sends one event now, beside the queue: a stored one by its position, or a test that happened nowhere. */
export async function sendNow(ports: Ports, caller: Caller, what: { readonly id: string; readonly pos: bigint | null; readonly allowed: Allowed }): Promise<Delivered | Refused> {
  const org = caller.scope.org;
  const endpoint = await endpointOf(ports.db, org, what.id);
  if (!endpoint) return unknown();
  const stored = what.pos === null ? null : await eventAt(ports.db, org, what.pos);
  if (stored === undefined) return refuse('webhook-event-unknown', { path: 'pos', with: { pos: String(what.pos) } });
  const event = stored
    ? outgoing(org, stored)
    : {
        id: ports.ids.next(),
        pos: null,
        name: 'webhook-tried/1',
        org,
        agg: `webhook:${endpoint.id}`,
        sequence: '0',
        at: ports.clock.now(),
        payload: { message: '这是一次测试投递' },
      };
  const delivered = await send({ url: endpoint.url, secrets: secretsOf(endpoint), allowed: what.allowed, now: Date.now() }, event);
  await ports.db.bus((tx) => noteDelivery(tx, endpoint, { kind: stored ? 'resend' : 'test', name: event.name, pos: what.pos, eventId: event.id, tries: 1, delivered }));
  await note(ports, caller, {
    action: stored ? 'resend' : 'try',
    id: endpoint.id,
    summary: `Webhook ${endpoint.name} ${stored ? `重发第 ${what.pos} 号事件` : '测试投递'}：${delivered.ok ? '成功' : (delivered.error ?? '失败')}`,
  });
  return delivered;
}

/** All endpoints of a company with their health over the last 24 hours; `behind` counts waiting events, up to 1000. */
export const endpointsOf = (s: Snapshot): Promise<readonly unknown[]> =>
  s.query(
    `select p.id, p.name, p.url, p.wants, p.state, p.reason, p.tries, p.failing_since as "failingSince", p.made_by as "madeBy", p.made_at as "madeAt", p.pos::text as pos,
        case when p.tries > 0 and p.state = 'on' then p.next_at end as "nextAt", case when p.old_secret_until > clock_timestamp() then p.old_secret_until end as "oldSecretUntil",
        d.ok, d.failed, d.p50, d.last_ok as "lastOk", l.status as "lastStatus", l.error as "lastError", l.at as "lastAt",
        (select count(*)::int from (select from bus.event_log e where e.org_id = p.org_id and e.pos > p.pos and ${WANTED.replaceAll('$3::text[]', 'p.wants')} limit 1000) w) as behind,
        (select min(e.pos)::text from bus.event_log e where e.org_id = p.org_id and e.pos > p.pos and ${WANTED.replaceAll('$3::text[]', 'p.wants')}) as "nextPos"
      from outside.endpoint p
      left join lateral (select count(*) filter (where v.error is null)::int as ok, count(*) filter (where v.error is not null)::int as failed,
          round(percentile_cont(0.5) within group (order by v.ms))::int as p50, max(v.at) filter (where v.error is null) as last_ok
          from outside.delivery v where v.org_id = p.org_id and v.endpoint_id = p.id and v.at > clock_timestamp() - interval '24 hours') d on true
      left join lateral (select v.status, v.error, v.at from outside.delivery v where v.org_id = p.org_id and v.endpoint_id = p.id order by v.id desc limit 1) l on true
      where p.org_id = books.org() order by p.name`,
  );

/** Attempts of one endpoint, newest first; `before` pages on. The body is not kept twice: it is made again from the log. */
export const deliveriesOf = (s: Snapshot, of: { readonly id: string; readonly before: string | null; readonly failed: boolean }): Promise<readonly Record<string, unknown>[]> =>
  s.query(
    `select v.id::text, v.kind, v.pos::text, v.event_id as "eventId", v.name, v.try as tries, v.at, v.ms, v.status, v.error from outside.delivery v
      where v.org_id = books.org() and v.endpoint_id = $1 and ($2::bigint is null or v.id < $2) and (not $3 or v.error is not null) order by v.id desc limit 50`,
    [of.id, of.before, of.failed],
  );

/** One attempt whole: what was asked and what was answered. */
export async function deliveryOf(s: Snapshot, id: string): Promise<Record<string, unknown> | Refused> {
  const [row] = await s.query<Record<string, unknown>>(
    `select v.id::text, v.kind, v.pos::text, v.event_id as "eventId", v.name, v.try as tries, v.at, v.ms, v.status, v.error, v.request, v.response, e.payload, e.agg, e.agg_seq::text as sequence, e.created
      from outside.delivery v left join bus.event_log e on e.org_id = v.org_id and e.pos = v.pos where v.org_id = books.org() and v.id = $1::bigint`,
    [id],
  );
  return row ?? refuse('not-found');
}
