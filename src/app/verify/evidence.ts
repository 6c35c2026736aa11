// 证据链: every booking left its print in the hash chain of events (modules/identity/migrations/0002-proof); a row changed later no longer agrees with it.
// The log is walked in pages, each a transaction of its own, so that an embedded database answers others in between.
import { BOOKED, bySql, type CompanyCheck, type Looked, type Reader } from './check.ts';
import type { Finding } from './locate.ts';

const PAGE = 2000;
/** Proofs of one page of the log. */
const LOGGED = `select payload->'proof' as proof, agg from bus.event_log where org_id = books.org() and pos > $1 and pos <= $2 and payload ? 'proof'`;
/** Proofs on their way to the log. */
const WAITING = `select proof, subject as agg from books.waiting_proofs() where $1::bigint is null and $2::bigint is null`;
const EVERY = `select payload->'proof' as proof, agg from bus.event_log where org_id = books.org() and payload ? 'proof' union all select proof, subject from books.waiting_proofs()`;
/** Whom the event of a proof is about: a document or record, unless it is the audit row's own event. */
const SUBJECT = `case when x.agg ~ ':[0-9a-f-]{36}$' then split_part(x.agg, ':', 2)::uuid end`;

type Row = Finding & { readonly seen: bigint };
type Walked = { readonly seen: bigint; readonly there: bigint; readonly found: readonly Finding[] };

/**
 * Runs a statement over everything that is proved at the start: what waits (together with `there`, what should be proved), then the log page by page.
 * The statement answers one row a fault, `what` null where there is none, and `seen` on the first.
 */
async function walk(read: Reader, statement: (proofs: string) => string, there: string): Promise<Walked> {
  const start = await read(async (s) => ({
    top: (await s.query<{ top: bigint | null }>('select max(pos) as top from bus.event_log where org_id = books.org()'))[0]?.top ?? 0n,
    there: (await s.query<{ n: bigint }>(there))[0]?.n ?? 0n,
    waiting: await s.query<Row>(statement(WAITING), [null, null]),
  }));
  let seen = start.waiting[0]?.seen ?? 0n;
  const found: Finding[] = start.waiting.filter((f) => f.what !== null);
  for (let at = 0n; at < start.top; at += BigInt(PAGE)) {
    const to = at + BigInt(PAGE) < start.top ? at + BigInt(PAGE) : start.top;
    const page = await read((s) => s.query<Row>(statement(LOGGED), [at, to]));
    seen += page[0]?.seen ?? 0n;
    found.push(...page.filter((f) => f.what !== null));
  }
  return { seen, there: start.there, found };
}

/** Adds what is there without a proof. */
async function withBare(read: Reader, walked: Walked, bare: string): Promise<Looked> {
  const more = await read((s) => bySql(s, { count: 'select 0 as n', wrong: bare }, []));
  return { rows: walked.there, total: walked.found.length + more.total, found: [...walked.found, ...more.found] };
}

/** Audit rows against their prints; a proof whose row is gone, and a row that has no proof. */
async function auditProved(read: Reader): Promise<Looked> {
  const walked = await walk(
    read,
    (proofs) => `with p as materialized (select x.proof, (x.proof->>'audit')::bigint as id, ${SUBJECT} as subject from (${proofs}) x),
        a as materialized (select p.*, l.id as row, l.user_name, l.summary, l.subject_id, books.print_of(l) as print from p left join books.audit_log l on l.org_id = books.org() and l.id = p.id)
      select (select count(*) from a where row is not null) as seen, w.* from (select 1) one left join (
        select coalesce(subject_id, subject) as doc, '操作日志 ' || id || coalesce(' ' || user_name || ' ' || summary, '') as label, case when row is null then '日志行' else '内容' end as what,
          case when row is null then '有' else '与入链时相同' end as should, case when row is null then '被删除' else '被改动' end as found from a where row is null or print <> proof->>'print') w on true`,
    'select count(*) as n from books.audit_log where org_id = books.org()',
  );
  // Each proof is of one row, so counting tells whether any row goes without.
  if (walked.seen >= walked.there) return { rows: walked.there, total: walked.found.length, found: walked.found };
  return withBare(
    read,
    walked,
    `select a.subject_id as doc, '操作日志 ' || a.id || ' ' || a.user_name || ' ' || a.summary as label, '入链证明' as what, '有' as should, '无' as found from books.audit_log a
     where a.org_id = books.org() and a.id not in (select (x.proof->>'audit')::bigint from (${EVERY}) x)`,
  );
}

const PART_ZH = `(values ('head', '单据头'), ('lines', '单据行'), ('stock', '库存流水'), ('voucher', '凭证'), ('open', '往来'), ('settled', '核销')) z(part, zh)`;

/** Posted documents against the seals they got on posting, part by part; and documents that were never sealed. */
async function postedUnchanged(read: Reader): Promise<Looked> {
  const of = `coalesce(${SUBJECT}, a.subject_id) as doc, x.proof->'seals' as seals`;
  const proved = (proofs: string): string => `(${proofs}) x left join books.audit_log a on a.org_id = books.org() and a.id = (x.proof->>'audit')::bigint where x.proof ? 'seals'`;
  const walked = await walk(
    read,
    (
      proofs,
    ) => `with p as materialized (select ${of} from ${proved(proofs)}), now as materialized (select doc_id, jsonb_object_agg(part, seal) as seals from books.seals(array(select doc from p)) group by 1)
      select (select count(*) from p) as seen, w.* from (select 1) one left join (
        select p.doc, z.zh as what, coalesce('指纹 ' || left(p.seals->>z.part, 12), '无') as should, coalesce('指纹 ' || left(n.seals->>z.part, 12), '无') as found
        from p left join now n on n.doc_id = p.doc cross join ${PART_ZH} where p.seals->>z.part is distinct from n.seals->>z.part) w on true`,
    `select count(*) as n from books.document where org_id = books.org() and state in ${BOOKED}`,
  );
  return withBare(
    read,
    walked,
    `select d.id as doc, '审核时的指纹' as what, '有' as should, '无' as found from books.document d where d.org_id = books.org() and d.state in ${BOOKED} and d.id not in (select doc from (select ${of} from ${proved(EVERY)}) y where doc is not null)`,
  );
}

export const EVIDENCE: readonly CompanyCheck[] = [
  {
    name: 'document-audit',
    zh: '每张单据的制单、审核都有操作日志，人与时间一致',
    group: 'evidence',
    cure: '单据的制单人或审核人被改动过，或日志缺失：从备份核对',
    count: 'select count(*) as n from books.document',
    wrong: `with a as (select subject_id, array_agg(distinct user_id) as people, array_agg(distinct user_id || '@' || extract(epoch from at)) as acts from books.audit_log where subject_id is not null group by 1)
      select d.id as doc, v.what, '有' as should, '无' as found from books.document d left join a on a.subject_id = d.id
      cross join lateral (values ('操作日志', a.subject_id is null), ('制单人的操作日志', a.subject_id is not null and not d.maker_id = any (a.people)),
        ('审核人在审核时间的操作日志', a.subject_id is not null and d.approved_at is not null and not (d.approver_id || '@' || extract(epoch from d.approved_at)) = any (a.acts))) v(what, bad) where v.bad`,
  },
  {
    name: 'audit-proved',
    zh: '操作日志自写入后未被改动、删除（与事件链上的指纹一致）',
    group: 'evidence',
    cure: '有人越过系统改了数据库：保留现场，从备份核对，追查数据库账号',
    look: auditProved,
  },
  {
    name: 'posted-unchanged',
    zh: '已审核单据及其流水、凭证、往来自审核后未被改动（与事件链上的指纹一致）',
    group: 'evidence',
    cure: '有人越过系统改了数据库：保留现场，从备份核对，追查数据库账号',
    look: postedUnchanged,
  },
  {
    name: 'event-order',
    zh: '每张单据的事件按版本先后排列（agg_seq）',
    group: 'evidence',
    cure: '事件日志被改动过：从备份核对',
    count: `select count(*) as n from bus.event_log where agg not like 'audit:%'`,
    wrong: `select d.id as doc, '位置 ' || x.pos || ' ' || x.name as label, '版本' as what, case when x.agg_seq < x.before then '不小于 ' || x.before else '不大于 ' || d.version end as should, x.agg_seq::text as found
      from (select pos, name, split_part(agg, ':', 2) as id, agg_seq, lag(agg_seq) over (partition by agg order by pos) as before from bus.event_log where name <> 'record-saved/1' and name <> 'audit-noted/1' and agg ~ ':[0-9a-f-]{36}$') x
      join books.document d on d.org_id = books.org() and d.id = x.id::uuid where x.agg_seq < x.before or x.agg_seq > d.version`,
  },
];
