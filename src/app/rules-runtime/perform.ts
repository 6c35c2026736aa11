// What waits for the pen: documents, fields of records and events for the outside, done through run() under the owner's rights. The key of a
// deed makes it happen once, however often it is tried.
import { run } from '#books/pen';
import { saveRecords } from '#books/records';
import type { Scope, Snapshot, Tx } from '#kernel/ports';
import type { Refused } from '#kernel/refusal';
import type { Action } from '#rules';
import type { Ports } from '../context.ts';
import { problemOf } from '../problem.ts';
import { BOUNDS } from './doc-types.ts';
import { ownerOf } from './owner.ts';
import { applyInline, type InlineDeed } from './store.ts';
import { teller } from './tell.ts';
import { changed, decimal, INLINE, type Work } from './work.ts';

const TRIES = 5;
/** A claimed deed that was not finished is taken up again after this long. */
const LEASE = '60 seconds';

type Claimed = {
  id: string;
  rule_id: string;
  firing_id: string;
  work: Work & { escalate?: Escalation };
  key: string;
  owner_id: string;
  version: number;
  subject: string;
  branch: number;
  tries: number;
};
type Escalation = { readonly within: { readonly n: number; readonly u: string }; readonly then: readonly Action[] };
type Result = { readonly state: 'done' | 'refused' | 'skipped' | 'failed' | 'waiting'; readonly result: Record<string, unknown> };

const CLAIM = `update rules.deed d set tries = d.tries + 1, due_at = now() + interval '${LEASE}' from (
    select c.id, r.owner_id, f.version, f.subject, f.branch from rules.deed c join rules.rule r on r.org_id = c.org_id and r.id = c.rule_id join rules.firing f on f.org_id = c.org_id and f.id = c.firing_id
    where c.org_id = books.org() and c.state = 'waiting' and c.due_at <= $1::timestamptz and (c.after_id is null or exists (select from rules.deed p where p.org_id = c.org_id and p.id = c.after_id and p.state <> 'waiting'))
    order by c.due_at, c.place limit 50 for update of c skip locked) x
  where d.org_id = books.org() and d.id = x.id
  returning d.id::text, d.rule_id::text, d.firing_id::text, d.work, d.key, x.owner_id::text, x.version, x.subject, x.branch, d.tries`;
/** An action after one that failed is not done. */
const ORPHANS = `update rules.deed d set state = 'skipped', done_at = now(), result = '{"note": "前一个动作没有完成，没有执行"}' from rules.deed p
  where d.org_id = books.org() and d.state = 'waiting' and p.org_id = d.org_id and p.id = d.after_id and p.state in ('refused', 'failed', 'skipped')`;

/** Does everything that is due in a company; returns how many deeds were done. */
export async function performDue(ports: Ports, scope: Scope): Promise<number> {
  let done = 0;
  for (;;) {
    const claimed = await ports.db.write(scope, async (tx) => {
      await tx.query(ORPHANS);
      return tx.query<Claimed>(CLAIM, [ports.clock.now()]);
    });
    if (claimed.length === 0) return done;
    for (const deed of claimed) await perform(ports, scope, deed);
    done += claimed.length;
  }
}

async function perform(ports: Ports, scope: Scope, deed: Claimed): Promise<void> {
  const { state, result } = await attempt(ports, scope, deed).catch((error: unknown): Result => {
    const last = deed.tries >= TRIES;
    return { state: last ? 'failed' : 'waiting', result: { note: String(error instanceof Error ? error.message : error).slice(0, 300) } };
  });
  await ports.db.write(scope, (tx) =>
    tx.query(`update rules.deed set state = $2, result = $3::jsonb, done_at = case when $2 <> 'waiting' then $4::timestamptz end where org_id = books.org() and id = $1`, [
      deed.id,
      state,
      JSON.stringify(result),
      ports.clock.now(),
    ]),
  );
}

const refusedAs = (ports: Ports, type: string, refusal: Refused): Result => ({
  state: 'refused',
  result: { note: problemOf(refusal, ports.catalog.findDocument(type)?.refusals).detail, code: refusal.refused },
});

async function attempt(ports: Ports, scope: Scope, deed: Claimed): Promise<Result> {
  const { work } = deed;
  if (INLINE.has(work.do)) {
    await ports.db.write(scope, (tx) => applyInline(tx, [inlineOf(deed)], { now: ports.clock.now(), ids: ports.ids, tell: teller(ports) }));
    return { state: work.do === 'skip' ? 'skipped' : 'done', result: work.do === 'skip' ? { note: work.why } : {} };
  }
  const owner = await ownerOf(ports.db, scope.org, deed.owner_id);
  if (!owner) return { state: 'refused', result: { note: '规则负责人已停用或不在本公司；请换一位负责人' } };
  const caller = { actor: owner.actor, scope: owner.scope, trace: { channel: 'rule', rule: deed.rule_id, firing: deed.firing_id } };
  if (work.do === 'command') return command({ ports, caller }, deed, work);
  if (work.do === 'field') return field({ ports, caller }, deed, work);
  if (work.do === 'bom') return switchBom({ ports, caller }, deed, work);
  if (work.do === 'event') return event({ ports, caller }, deed, work);
  return { state: 'skipped', result: { note: '这个动作由人处理' } };
}
const inlineOf = (d: Claimed): InlineDeed => ({ id: d.id, rule: d.rule_id, version: d.version, subject: d.subject, branch: d.branch, doc: null, owner: d.owner_id, work: d.work });

type Caller = Parameters<typeof run>[1];
type Hand = { readonly ports: Ports; readonly caller: Caller };
async function command({ ports, caller }: Hand, deed: Claimed, work: Extract<Work, { do: 'command' }>): Promise<Result> {
  const body = await ports.db.read(caller.scope, async (s) => completed(s as Tx, work));
  if ('why' in body) return { state: 'refused', result: { note: body.why } };
  const outcome = await run(ports, caller, { type: work.type, command: work.command, key: deed.key, body });
  return outcome.ok
    ? { state: 'done', result: { type: work.type, doc: outcome.reply.id, number: outcome.reply.number, state: outcome.reply.state } }
    : refusedAs(ports, work.type, outcome.refusal);
}
/** A reason where the document wants one, and a batch by its number. */
async function completed(s: Tx, work: Extract<Work, { do: 'command' }>): Promise<Record<string, unknown> | { readonly why: string }> {
  if (work.need === 'sheet') return sheetOf(s, work.body);
  const lines = (work.body['lines'] as { lotId?: string }[]) ?? [];
  const lots = lines.flatMap((l) => l.lotId ?? []);
  const known = new Map(
    lots.length > 0
      ? (await s.query<{ id: string; no: string }>('select id::text, no from books.lot where org_id = books.org() and id = any ($1::uuid[])', [lots])).map((l) => [l.id, l.no])
      : [],
  );
  const full = lines.map(({ lotId, ...line }) => (lotId ? { ...line, lot: known.get(lotId) } : line));
  if (work.need !== 'reason') return { ...work.body, lines: full };
  const kind = work.type === 'write-off' ? 'BS' : 'QC';
  const [reason] = await s.query<{ id: string }>(
    `select id::text from books.record where org_id = books.org() and type = 'reason' and active and code like $1 order by code limit 1`,
    [`${kind}%`],
  );
  return reason ? { ...work.body, head: { ...(work.body['head'] as object), reason: reason.id }, lines: full } : { why: '没有可用的出库或报损原因；请先在资料里建立' };
}

/** What lies in the warehouse (of these goods, or of these categories), a line for each item and batch. */
async function sheetOf(s: Snapshot, { head, items, categories }: Readonly<Record<string, unknown>>): Promise<Record<string, unknown> | { readonly why: string }> {
  const lines = await s.query<{ item: string; lot: string | null }>(
    `select distinct b.item_id::text as item, l.no as lot from books.stock_balance b join books.record i on i.org_id = b.org_id and i.id = b.item_id left join books.lot l on l.org_id = b.org_id and l.id = b.lot_id
     where b.org_id = books.org() and b.warehouse_id = $1 and b.on_hand + b.on_hold > 0 and (cardinality($2::text[]) = 0 or b.item_id::text = any ($2::text[])) and (cardinality($3::text[]) = 0 or i.data->>'category' = any ($3::text[]))
     order by 1, 2 limit ${MOST_RECORDS + 1}`,
    [(head as { warehouse: string }).warehouse, items, categories],
  );
  if (lines.length > MOST_RECORDS) return { why: `要盘的货超过 ${MOST_RECORDS} 行，请在规则里写明品类` };
  return { head, lines: lines.map(({ item, lot }) => (lot === null ? { item } : { item, lot })) };
}

type Kept = { readonly id: string; readonly code: string; readonly name: string; readonly active: boolean; readonly data: Readonly<Record<string, unknown>> };
/** The records a deed changes: those named, and all active items of categories; at most MOST_RECORDS at once. */
async function recordsOf(s: Snapshot, work: Extract<Work, { do: 'field' }>): Promise<readonly Kept[]> {
  const [ids, categories] = [work.targets.filter((t) => t.type !== 'category'), work.targets.filter((t) => t.type === 'category')].map((list) => list.map((t) => t.id));
  return s.query<Kept>(
    `select id::text, code, name, active, data from books.record where org_id = books.org() and type = $1 and active and (id = any ($2::uuid[]) or data->>'category' = any ($3::text[])) order by code, id limit ${MOST_RECORDS + 1}`,
    [work.type, ids, categories],
  );
}
const MOST_RECORDS = 2000;
/** Money is kept to the 分. */
const nextOf = (work: Extract<Work, { do: 'field' }>, prior: string | null): string | null => {
  const next = changed(work.how, prior === null ? undefined : Number(prior), work.by);
  if (next === undefined) return null;
  const [low, high] = BOUNDS[work.param] ?? [0, 1e12];
  const cents = Math.round((next + Number.EPSILON) * 100) / 100;
  return cents < low || cents > high ? null : decimal(cents);
};

/** A field of records, changed with its history: what it was is kept, so that it can be put back. All of them or, where one is refused, none. */
async function field({ ports, caller }: Hand, deed: Claimed, work: Extract<Work, { do: 'field' }>): Promise<Result> {
  const found = await ports.db.read(caller.scope, (s) => recordsOf(s, work));
  if (found.length === 0) return { state: 'refused', result: { note: '没有找到要调整的资料（可能已停用）' } };
  if (found.length > MOST_RECORDS) return { state: 'refused', result: { note: `一次最多调整 ${MOST_RECORDS} 条资料，请在规则里写得更具体` } };
  const changes = found.flatMap((r) => {
    const before = r.data[work.field];
    const prior = typeof before === 'string' && before !== '' ? before : null;
    const value = nextOf(work, prior);
    return value === null ? [] : [{ r, prior, value }];
  });
  if (changes.length === 0) return { state: 'refused', result: { note: '参数现在没有值或调整后超出允许范围，没有调整' } };
  const saved = await saveRecords(ports, caller, {
    def: ports.catalog.record(work.type),
    inputs: changes.map(({ r, value }) => ({ id: r.id, code: r.code, name: r.name, active: r.active, data: { ...r.data, [work.field]: value } })),
    key: deed.key,
  });
  if (!saved.ok) return refusedAs(ports, work.type, saved.refusal);
  await ports.db.write(caller.scope, (tx) =>
    tx.query(
      `insert into rules.hold (org_id, id, kind, what, target_type, target_id, value, prior, field, rule_id, version, subject, branch, reverts, since, lifted_at, lifted_why)
       select books.org(), gen_random_uuid(), 'param', $2, $3, q.t, q.v, q.p, $4, $5, $6, $7, $8, $9, $10::timestamptz, case when $9 then null else $10::timestamptz end, case when $9 then null else '已写入资料' end
       from jsonb_to_recordset($1::jsonb) as q(t text, v text, p text)
       on conflict (org_id, kind, what, target_type, target_id, rule_id, subject) where lifted_at is null do update set value = excluded.value`,
      [
        JSON.stringify(changes.map(({ r, prior, value }) => ({ t: r.id, v: value, p: prior }))),
        work.param,
        work.type,
        work.field,
        deed.rule_id,
        deed.version,
        deed.subject,
        deed.branch,
        work.reverts,
        ports.clock.now(),
      ],
    ),
  );
  const [first] = changes;
  const left = found.length - changes.length;
  const note = changes.length === 1 ? `${first?.prior ?? '空'} → ${first?.value}` : `${changes.length} 条，例如 ${first?.r.name}：${first?.prior ?? '空'} → ${first?.value}`;
  return { state: 'done', result: { note: left > 0 ? `${note}；${left} 条没有值或超出范围，未调整` : note } };
}
async function setField(
  { ports, caller }: Hand,
  work: { readonly type: string; readonly id: string; readonly field: string; readonly value: string | null },
  key: string,
): Promise<{ readonly prior: string | null } | { readonly refused: Refused }> {
  const [row] = await ports.db.read(caller.scope, (s) =>
    s.query<{ code: string; name: string; active: boolean; data: Record<string, unknown> }>(
      'select code, name, active, data from books.record where org_id = books.org() and id = $1',
      [work.id],
    ),
  );
  if (!row) return { refused: { refused: 'not-found' } };
  const data = { ...row.data, [work.field]: work.value };
  const saved = await saveRecords(ports, caller, {
    def: ports.catalog.record(work.type),
    inputs: [{ id: work.id, code: row.code, name: row.name, active: row.active, data }],
    key,
  });
  const prior = row.data[work.field];
  return saved.ok ? { prior: typeof prior === 'string' ? prior : null } : { refused: saved.refusal };
}

/** A version counts from its 生效日, the latest day wins, then the higher version: switching makes this one valid from today on. */
async function switchBom({ ports, caller }: Hand, deed: Claimed, { item, bom }: Extract<Work, { do: 'bom' }>): Promise<Result> {
  const today = ports.clock.today();
  const found = await ports.db.read(caller.scope, (s) =>
    s.query<{ id: string; above: string | null }>(
      `select b.id::text, case when v.above then v.name end as above from books.record b
       left join lateral (select o.name, true as above from books.record o where o.org_id = b.org_id and o.type = 'bom' and o.active and o.id <> b.id and o.data->>'item' = b.data->>'item'
         and (o.data->>'valid' = $3 and (o.data->>'version')::int > (b.data->>'version')::int) limit 1) v on true
       where b.org_id = books.org() and b.type = 'bom' and b.active and (b.name = $1 or b.code = $1) and ($2::text is null or b.data->>'item' = $2) limit 2`,
      [bom, item, today],
    ),
  );
  const [one, other] = found;
  if (!one) return { state: 'refused', result: { note: `没有名称或编码为“${bom}”的物料清单，请核对规则里写的名称` } };
  if (other) return { state: 'refused', result: { note: `“${bom}”对应多张物料清单，请在规则里写明产品` } };
  if (one.above) return { state: 'refused', result: { note: `更高版本“${one.above}”也在今天生效，不能切换回来；请明天再切换或修改它的生效日` } };
  const set = await setField({ ports, caller }, { type: 'bom', id: one.id, field: 'valid', value: today }, deed.key);
  return 'refused' in set ? refusedAs(ports, 'bom', set.refused) : { state: 'done', result: { note: `生效日 ${set.prior ?? '空'} → ${today}` } };
}

type Ended = { id: string; target_type: string; target_id: string; field: string; value: string; prior: string | null; owner_id: string; rule_id: string };
/** Puts back what a rule changed in records once its condition ended; what somebody changed meanwhile stays, and the owner is told. */
export async function restoreEnded(ports: Ports, scope: Scope): Promise<number> {
  const ended = await ports.db.read(scope, (s) =>
    s.query<Ended>(
      `select h.id::text, h.target_type, h.target_id, h.field, h.value, h.prior, r.owner_id::text, r.id::text as rule_id from rules.hold h join rules.rule r on r.org_id = h.org_id and r.id = h.rule_id
       where h.org_id = books.org() and h.field is not null and h.until is not null and h.lifted_at is null limit 200`,
    ),
  );
  for (const h of ended) {
    const owner = await ownerOf(ports.db, scope.org, h.owner_id);
    const [now] = await ports.db.read(scope, (s) =>
      s.query<{ value: string | null }>('select data->>$2 as value from books.record where org_id = books.org() and id = $1', [h.target_id, h.field]),
    );
    const changed = Number(now?.value) !== Number(h.value);
    const back =
      owner && !changed
        ? await setField(
            { ports, caller: { ...owner, trace: { channel: 'rule', rule: h.rule_id } } },
            { type: h.target_type, id: h.target_id, field: h.field, value: h.prior },
            `rule-restore:${h.id}`,
          )
        : null;
    const why = changed ? `期间已被改为 ${now?.value ?? '空'}，未恢复` : back && 'prior' in back ? '条件解除，已恢复' : '负责人没有权限，未恢复';
    await ports.db.write(scope, (tx) => tx.query('update rules.hold set lifted_at = $2, lifted_why = $3 where org_id = books.org() and id = $1', [h.id, ports.clock.now(), why]));
  }
  return ended.length;
}

/** An event for whoever listens outside (webhook, Kafka): written by the pen with its audit row. */
async function event({ ports, caller }: Hand, deed: Claimed, work: Extract<Work, { do: 'event' }>): Promise<Result> {
  const id = ports.ids.next();
  const booking = {
    now: ports.clock.now(),
    user: caller.actor.id,
    userName: caller.actor.name,
    action: 'rule.event',
    subject: 'rule',
    subjectId: deed.rule_id,
    summary: `规则发出事件 ${work.name}`,
    context: caller.trace ?? {},
    events: [{ id, agg: `rule:${deed.id}`, aggSeq: '1', name: work.name, payload: { ...work.payload, deed: deed.id } }],
    key: deed.key,
    bodyHash: deed.key,
    reply: { id },
  };
  const known = await ports.db.read(caller.scope, (s) => s.query('select 1 from books.command_log where org_id = books.org() and key = $1', [deed.key]));
  if (known.length === 0) {
    await ports.db.write(caller.scope, (tx) => tx.query('select books.book($1::jsonb)', [JSON.stringify({ ...booking, hash: ports.hash(booking) })]));
    ports.db.nudge('booked');
  }
  return { state: 'done', result: { note: '已发出', event: id } };
}
