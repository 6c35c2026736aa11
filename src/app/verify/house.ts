// What belongs to no single company: the one event log with its hash chain, and the wall itself.
import type { Database, Tx } from '#kernel/ports';
import { MOST } from './check.ts';
import type { Group } from './check.ts';
import type { Where } from './locate.ts';

export type HouseSeen = {
  readonly name: string;
  readonly zh: string;
  readonly group: Group;
  readonly cure: string;
  readonly rows: number;
  readonly wrong: number;
  readonly where: readonly Where[];
  /** Why it could not look, when it could not. */
  readonly note?: string;
};
/** The end of the log: how many events, and the hash that stands for all of them. */
export type LogHead = { readonly pos: string; readonly root: string };

const PAGE = 20_000;
const CURE = '事件日志被改动过：保留现场，从备份核对，追查数据库账号';
const place = (said: Pick<Where, 'at' | 'what' | 'should' | 'is'>): Where => ({ ...said, document: null, account: null, item: null, href: null });

type Event = {
  readonly pos: bigint;
  readonly agg: string;
  readonly name: string;
  readonly before: bigint;
  readonly unlinked: boolean;
  readonly changed: boolean;
  readonly number: string | null;
};

/** Recomputes the chain page by page, in the database: every event's hash from its own content, every link to the event before. */
export async function eventChain(db: Database): Promise<HouseSeen & { readonly head: LogHead }> {
  const where: Where[] = [];
  let [root, at, rows, wrong] = ['0'.repeat(64), 0n, 0n, 0];
  const say = (w: Where): void => {
    wrong += 1;
    if (where.length < MOST) where.push(w);
  };
  // Only what stood there when we began: people go on booking.
  const [head] = await db.bus((tx) =>
    tx.query<{ pos: bigint; root: string; beyond: bigint }>('select h.pos, h.root, (select count(*) from bus.event_log e where e.pos > h.pos) as beyond from bus.log_head h'),
  );
  const end = head?.pos ?? 0n;
  for (;;) {
    const [page] = await db.bus((tx) =>
      tx.query<{ n: bigint; top: bigint | null; root: string | null; bad: readonly Event[] | null }>(
        `with e as (select pos, agg, name, hash, payload->>'number' as number, lag(pos, 1, $1::bigint) over w as before, prev <> lag(hash, 1, $2::text) over w as unlinked,
            hash <> encode(sha256(convert_to(prev || '|' || pos || '|' || org_id || '|' || id || '|' || agg || '|' || agg_seq || '|' || name || '|' || payload::text, 'UTF8')), 'hex') as changed
          from (select * from bus.event_log where pos > $1 and pos <= $3 order by pos limit ${PAGE}) page window w as (order by pos))
        select count(*) as n, max(pos) as top, (array_agg(hash order by pos desc))[1] as root, jsonb_agg(jsonb_build_object('pos', pos, 'agg', agg, 'name', name, 'before', before, 'unlinked', unlinked, 'changed', changed, 'number', number)) filter (where unlinked or changed or pos <> before + 1) as bad from e`,
        [at, root, end],
      ),
    );
    for (const e of page?.bad ?? []) {
      const name = `位置 ${e.pos} · ${e.number ?? e.agg} · ${e.name}`;
      if (BigInt(e.pos) !== BigInt(e.before) + 1n)
        say(place({ at: `位置 ${BigInt(e.before) + 1n}${BigInt(e.pos) - BigInt(e.before) > 2n ? `–${BigInt(e.pos) - 1n}` : ''}`, what: '事件', should: '有', is: '缺失' }));
      if (e.changed) say(place({ at: name, what: '内容', should: '与自己的哈希相符', is: '不符' }));
      if (e.unlinked) say(place({ at: name, what: '与前一事件的哈希', should: '相接', is: '不相接' }));
    }
    rows += page?.n ?? 0n;
    at = page?.top ?? at;
    root = page?.root ?? root;
    if ((page?.n ?? 0n) < BigInt(PAGE)) break;
  }
  if (at < end) say(place({ at: `位置 ${at + 1n}${end > at + 1n ? `–${end}` : ''}`, what: '事件', should: '有', is: '缺失' }));
  else if (end > 0n && head?.root !== root) say(place({ at: '链头', what: '哈希', should: root.slice(0, 16), is: head?.root.slice(0, 16) ?? '无' }));
  if ((head?.beyond ?? 0n) > 0n) say(place({ at: `位置 ${end} 之后`, what: '事件', should: '无', is: `${head?.beyond} 个` }));
  return {
    name: 'event-chain',
    zh: '事件链完整（位置连续、哈希相接、内容与哈希相符）',
    group: 'evidence',
    cure: CURE,
    rows: Number(rows),
    wrong,
    where,
    head: { pos: String(end), root },
  };
}

/** What earlier check-ups saw at the end of the log must still stand there: a chain forged anew from some point on would agree with itself. */
export async function rememberedRoots(db: Database): Promise<HouseSeen> {
  const runs = await db.door((tx) =>
    tx.query<{ pos: bigint; root: string; at: string }>(`select pos, root, max(started_at) as at from identity.checkup where pos > 0 group by 1, 2 order by 1 desc limit 1000`),
  );
  const now = new Map(
    (await db.bus((tx) => tx.query<{ pos: bigint; hash: string }>('select pos, hash from bus.event_log where pos = any ($1::bigint[])', [runs.map((r) => r.pos)]))).map((e) => [
      e.pos,
      e.hash,
    ]),
  );
  const off = runs.filter((r) => now.get(r.pos) !== r.root);
  return {
    name: 'log-remembered',
    zh: '历次体检记下的链根仍在链上（链没有被整段重写）',
    group: 'evidence',
    cure: CURE,
    rows: runs.length,
    wrong: off.length,
    where: off
      .slice(0, MOST)
      .map((r) => place({ at: `${r.at.slice(0, 10)} 的体检记下的位置 ${r.pos}`, what: '哈希', should: r.root.slice(0, 16), is: now.get(r.pos)?.slice(0, 16) ?? '无此位置' })),
  };
}

/** Rows whose company does not exist are behind no wall: nobody sees them, so only the owner of the database can look. */
export async function orphanRows(db: Database): Promise<HouseSeen> {
  const named = { name: 'orgs-known', zh: '每行数据都属于一个存在的公司', group: 'evidence', cure: '有数据不属于任何公司：从备份核对' } as const;
  return db.owner(async (tx: Tx) => {
    const [may] = await tx.query<{ all: boolean }>('select rolsuper or rolbypassrls as all from pg_roles where rolname = current_user');
    if (!may?.all) return { ...named, rows: 0, wrong: 0, where: [], note: '数据库账号看不到隔离墙外的数据，本项未检查；请用可越过行级隔离的账号运行 hengcang verify' };
    const tables = await tx.query<{ t: string }>(
      `select c.table_schema || '.' || c.table_name as t from information_schema.columns c join pg_tables p on p.schemaname = c.table_schema and p.tablename = c.table_name where c.column_name = 'org_id' and c.table_schema in ('books', 'bus') order by 1`,
    );
    const where: Where[] = [];
    let [rows, wrong] = [0n, 0];
    for (const { t } of tables) {
      for (const r of await tx.query<{ org: string; n: bigint; known: boolean }>(
        `select x.org_id as org, x.n, exists (select from books.org_node o where o.id = x.org_id) as known from (select org_id, count(*) as n from ${t} where org_id is not null group by 1) x`,
      )) {
        rows += r.n;
        if (r.known) continue;
        wrong += Number(r.n);
        where.push(place({ at: `表 ${t}`, what: '公司', should: '存在', is: `${r.org.slice(0, 8)}（${r.n} 行）` }));
      }
    }
    return { ...named, rows: Number(rows), wrong, where: where.slice(0, MOST) };
  });
}
