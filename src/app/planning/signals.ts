// 外部信号 kept: definitions, readings with their vintages, and what the page shows of them. Set-based; who asks is the caller's company.
import { addDays, type Day } from '#kernel/day';
import { grouped } from '#kernel/look-up';
import type { Snapshot, Tx } from '#kernel/ports';
import { type Complaint, gather, Refusal, refuse } from '#kernel/refusal';
import { type Feed, FEEDS, gapsOf, type Level, LEVELS, type Missing, type Pull, type Sent } from '#planning';

export type Signal = {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly unit: string;
  readonly level: Level;
  readonly feed: Feed;
  readonly source: string;
  readonly ahead: number;
  readonly missing: Missing;
  readonly stale: number;
  readonly metric: string | null;
  readonly state: 'on' | 'paused';
  readonly pull: Pull | null;
  readonly tries: number;
  readonly madeBy: string;
};
/** What a person enters. `secret` is the value of the Authorization header of a pull; null leaves the one that is kept. */
export type SignalDraft = Omit<Signal, 'id' | 'tries' | 'madeBy'> & { readonly secret: string | null };

const COLUMNS = `s.id::text, s.code, s.name, s.unit, s.level, s.feed, s.source, s.ahead, s.missing, s.stale, s.metric, s.state, s.pull, s.tries, s.made_by as "madeBy"`;
/** Record type a level's targets are, and what it is called. */
const TARGETS: Readonly<Record<Exclude<Level, 'company'>, { readonly type: string; readonly zh: string }>> = {
  warehouse: { type: 'warehouse', zh: '仓库' },
  category: { type: 'item-category', zh: '商品分类' },
  item: { type: 'item', zh: '商品' },
};

/** One signal, or a refusal. */
export async function signalIn(s: Snapshot, id: string): Promise<Signal> {
  const [found] = await s.query<Signal>(`select ${COLUMNS} from planning.signal s where s.org_id = books.org() and s.id = $1`, [id]);
  if (!found) throw new Refusal(refuse('signal-unknown'));
  return found;
}

/** By id or by code: senders know codes. */
export async function signalNamed(s: Snapshot, name: string): Promise<Signal> {
  const [found] = await s.query<Signal>(`select ${COLUMNS} from planning.signal s where s.org_id = books.org() and (s.code = $1 or s.id::text = $1)`, [name]);
  if (!found) throw new Refusal(refuse('signal-unknown'));
  return found;
}

const LACKING = { url: '网址', day: '日期所在的列或键', value: '数值所在的列或键' } as const;

/** Makes a signal, or changes the one with `id`. The first pull is due at once. */
export async function saveSignal(tx: Tx, draft: SignalDraft, by: { readonly id: string; readonly name: string; readonly now: string }): Promise<void> {
  const { pull } = draft;
  const lacking = draft.feed === 'pull' ? (Object.keys(LACKING) as (keyof typeof LACKING)[]).find((k) => !pull?.[k].trim()) : undefined;
  if (lacking) throw new Refusal(refuse('signal-pull-incomplete', { path: `pull.${lacking}`, with: { what: LACKING[lacking] } }));
  const [taken] = await tx.query('select 1 from planning.signal where org_id = books.org() and code = $1 and id <> $2', [draft.code, by.id]);
  if (taken) throw new Refusal(refuse('signal-code-taken', { path: 'code', with: { code: draft.code } }));
  await tx.query(
    `insert into planning.signal (org_id, id, code, name, unit, level, feed, source, ahead, missing, stale, metric, state, pull, pull_secret, next_at, made_by, made_at)
     values (books.org(), $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13::jsonb, $14, $15::timestamptz, $16, $17::timestamptz)
     on conflict (org_id, id) do update set code = excluded.code, name = excluded.name, unit = excluded.unit, level = excluded.level, feed = excluded.feed, source = excluded.source, ahead = excluded.ahead,
       missing = excluded.missing, stale = excluded.stale, metric = excluded.metric, state = excluded.state, pull = excluded.pull, pull_secret = case when excluded.pull is null then null else coalesce(excluded.pull_secret, signal.pull_secret) end,
       next_at = excluded.next_at, tries = 0`,
    [
      by.id,
      draft.code,
      draft.name,
      draft.unit,
      draft.level,
      draft.feed,
      draft.source,
      draft.ahead,
      draft.missing,
      draft.stale,
      draft.metric,
      draft.state,
      draft.feed === 'pull' ? JSON.stringify(pull) : null,
      draft.secret,
      draft.feed === 'pull' && draft.state === 'on' ? by.now : null,
      by.name,
      by.now,
    ],
  );
}

/** Removes a signal with its readings; false when there was none. */
export const removeSignal = async (tx: Tx, id: string): Promise<boolean> =>
  (await tx.query('delete from planning.signal where org_id = books.org() and id = $1 returning id', [id])).length > 0;

/** Targets as sent (id, code or name) → id; a refusal names every row that fits nothing. */
async function targetsOf(s: Snapshot, signal: Pick<Signal, 'level'>, rows: readonly Sent[]): Promise<ReadonlyMap<string, string>> {
  if (signal.level === 'company') return new Map();
  const { type, zh } = TARGETS[signal.level];
  const names = [...new Set(rows.map((r) => r.target).filter((t) => t !== ''))];
  const found = await s.query<{ said: string; id: string }>(
    `select distinct on (q.said) q.said, r.id::text from unnest($2::text[]) as q(said) join books.record r on r.org_id = books.org() and r.type = $1 and (r.code = q.said or r.name = q.said or r.id::text = q.said)
     order by q.said, (r.code = q.said) desc, r.active desc, r.code`,
    [type, names],
  );
  const known = new Map(found.map((f) => [f.said, f.id]));
  const complaints = rows.flatMap((r): Complaint[] =>
    r.target === ''
      ? [{ refused: 'signal-target-missing', path: `[${r.line}].target`, with: { line: String(r.line), level: LEVELS[signal.level], what: zh } }]
      : known.has(r.target)
        ? []
        : [{ refused: 'signal-target-unknown', path: `[${r.line}].target`, with: { line: String(r.line), target: r.target, what: zh } }],
  );
  const refused = gather(complaints.slice(0, 100));
  if (refused) throw new Refusal(refused);
  return known;
}

/** Since when rows without a time of their own were known: just now, as promised (`ahead` days before), or once the day was over. */
export type Claim = 'now' | 'ahead' | 'observed';
export type Taken = { readonly found: number; readonly taken: number };

/**
 * Keeps readings. What is already known unchanged is not kept again, so an hourly pull that says the same leaves nothing behind.
 * A claim about the past never reaches into the future: nothing is known later than now.
 */
export async function takeReadings(tx: Tx, signal: Signal, given: { readonly rows: readonly Sent[]; readonly claim: Claim; readonly now: string }): Promise<Taken> {
  const targets = await targetsOf(tx, signal, given.rows);
  const rows = given.rows.map((r) => ({ t: signal.level === 'company' ? '*' : (targets.get(r.target) ?? ''), d: r.day, v: r.value, k: r.vintage }));
  const kept = await tx.query(
    `with sent as (
       select q.t, q.d, q.v, least($3::timestamptz, coalesce(q.k, case $4 when 'ahead' then (q.d - greatest($5::int - 1, 0))::timestamp at time zone 'Asia/Shanghai' when 'observed' then (q.d + 1)::timestamp at time zone 'Asia/Shanghai' else $3::timestamptz end)) as k
       from jsonb_to_recordset($2::jsonb) as q(t text, d date, v double precision, k timestamptz)),
     fresh as (
       select s.* from sent s left join lateral (
         select r.value from planning.reading r where r.org_id = books.org() and r.signal_id = $1 and r.target = s.t and r.day = s.d and r.vintage <= s.k order by r.vintage desc limit 1) b on true
       where b.value is distinct from s.v)
     insert into planning.reading (org_id, signal_id, target, day, vintage, value) select distinct on (t, d, k) books.org(), $1, t, d, k, v from fresh order by t, d, k
     on conflict (org_id, signal_id, target, day, vintage) do update set value = excluded.value returning 1`,
    [signal.id, JSON.stringify(rows), given.now, given.claim, signal.ahead],
  );
  if (signal.metric !== null) await feedRules(tx, signal, given.now);
  return { found: rows.length, taken: kept.length };
}

/** The rules' own word for it (温度 …) hears today's figure, or the last one before. */
const feedRules = (tx: Tx, signal: Signal, now: string): Promise<unknown> =>
  tx.query(
    `insert into rules.reading (org_id, metric, target, value, unit, at)
     select distinct on (r.target) books.org(), $2, r.target, r.value::text, nullif($3, ''), least($4::timestamptz, r.vintage) from planning.reading r
     where r.org_id = books.org() and r.signal_id = $1 and r.day <= ($4::timestamptz at time zone 'Asia/Shanghai')::date and r.day > ($4::timestamptz at time zone 'Asia/Shanghai')::date - 3
     order by r.target, r.day desc, r.vintage desc
     on conflict (org_id, metric, target) do update set value = excluded.value, unit = excluded.unit, at = excluded.at where excluded.at >= reading.at`,
    [signal.id, signal.metric, signal.unit, now],
  );

export type Verdict = { readonly kept: boolean; readonly gain: number; readonly helped: number; readonly origins: number; readonly reason: string; readonly series: number };
export type SignalRow = Signal & {
  readonly lastAt: string | null;
  readonly lastDay: Day | null;
  readonly until: Day | null;
  readonly days: number;
  readonly old: boolean;
  readonly trial: { readonly state: string; readonly at: string; readonly progress: number; readonly result: Verdict | null; readonly error: string | null } | null;
  readonly fetch: { readonly at: string; readonly ok: boolean; readonly error: string | null } | null;
};

/** All signals with how fresh they are, their last fetch and the gate's last word; one query. */
export const signalRows = (s: Snapshot, now: string): Promise<readonly SignalRow[]> =>
  s.query<SignalRow>(
    `select ${COLUMNS}, r.last_at as "lastAt", r.last_day::text as "lastDay", r.until::text as until, coalesce(r.days, 0)::int as days,
       coalesce(r.last_at < $1::timestamptz - make_interval(hours => s.stale), true) as old,
       (select jsonb_build_object('state', t.state, 'at', coalesce(t.ended_at, t.asked_at), 'progress', t.progress, 'result', t.result, 'error', t.error) from planning.trial t where t.org_id = s.org_id and t.kind = 'gate' and t.subject = s.id order by t.asked_at desc limit 1) as trial,
       (select jsonb_build_object('at', f.at, 'ok', f.error is null, 'error', f.error) from planning.fetch f where f.org_id = s.org_id and f.signal_id = s.id order by f.at desc limit 1) as fetch
     from planning.signal s left join lateral (
       select max(x.vintage) as last_at, max(x.day) filter (where x.day <= ($1::timestamptz at time zone 'Asia/Shanghai')::date) as last_day, max(x.day) as until, count(distinct x.day) as days
       from planning.reading x where x.org_id = s.org_id and x.signal_id = s.id) r on true
     where s.org_id = books.org() order by s.code`,
    [now],
  );

/** How far back the page draws, days. */
const DRAWN = 400;

/** One signal's picture: the latest word on each day per target, gaps, revisions (how many days were corrected later), fetches. */
export async function signalPicture(s: Snapshot, signal: Signal, today: Day): Promise<unknown> {
  const from = addDays(today, -DRAWN);
  const points = await s.query<{ target: string; name: string; day: Day; value: number; said: number }>(
    `select * from (select distinct on (r.target, r.day) r.target, coalesce(c.name, '全公司') as name, r.day::text as day, r.value, count(*) over (partition by r.target, r.day)::int as said
       from planning.reading r left join books.record c on c.org_id = r.org_id and c.id::text = r.target where r.org_id = books.org() and r.signal_id = $1 and r.day >= $2::date
       order by r.target, r.day, r.vintage desc) p order by p.name, p.day limit 20000`,
    [signal.id, from],
  );
  const byTarget = grouped(points, (p) => p.target);
  const fetches = await s.query(
    `select id::text, at, status, found, taken, error, ms from planning.fetch where org_id = books.org() and signal_id = $1 order by at desc limit 20`,
    [signal.id],
  );
  const lines = [...byTarget.entries()].slice(0, 12).map(([target, of]) => {
    const days = new Set(of.map((p) => p.day)),
      first = of[0]?.day ?? today;
    return {
      target,
      name: of[0]?.name ?? '',
      days: of.map((p) => p.day),
      values: of.map((p) => p.value),
      gaps: gapsOf(days, { from: first, to: today < (of.at(-1)?.day ?? today) ? today : (of.at(-1)?.day ?? today) }).slice(0, 5),
    };
  });
  return { signal, today, targets: byTarget.size, lines, revised: points.filter((p) => p.said > 1).length, fetches };
}

export const feedZh = (signal: Pick<Signal, 'feed'>): string => FEEDS[signal.feed];
