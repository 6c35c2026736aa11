// 证据链: every booking left its print in the hash chain of events (modules/identity/migrations/0002-proof); a row changed later no longer agrees with it.
// The log is walked in pages, so that an embedded database answers others in between.
import type { Snapshot } from '#kernel/ports';
import { BOOKED, bySql, type CompanyCheck, type Looked } from './check.ts';
import type { Finding } from './locate.ts';

const PAGE = 5000;
/** Events of one page, and the proofs still on their way to the log on the last one. */
const PROOFS = `select payload->'proof' as proof, agg from bus.event_log where org_id = books.org() and pos > $1 and pos <= $2 and payload ? 'proof'`;

type Page = { readonly rows: bigint; readonly found: readonly Finding[] };

/** Runs a statement over the whole log in pages ($1 < pos ≤ $2), then over what waits for the sequencer. */
async function paged(s: Snapshot, statement: (proofs: string) => string, each?: (page: readonly Record<string, unknown>[]) => void): Promise<Page> {
  const [head] = await s.query<{ top: bigint | null }>('select max(pos) as top from bus.event_log where org_id = books.org()');
  let rows = 0n;
  const found: Finding[] = [];
  const take = (page: readonly (Finding & { readonly seen: bigint })[]): void => {
    rows += page[0]?.seen ?? 0n;
    found.push(...page.filter((f) => f.what !== null));
    each?.(page);
  };
  for (let at = 0n; at < (head?.top ?? 0n); at += BigInt(PAGE)) take(await s.query(statement(PROOFS), [at, at + BigInt(PAGE)]));
  take(await s.query(statement(`select proof, subject as agg from books.waiting_proofs() where $1::bigint is null and $2::bigint is null`), [null, null]));
  return { rows, found };
}

/** A row that only tells how many were seen, so that a page without faults still counts. */
const counted = (seen: string, wrong: string): string => `with p as materialized (${seen}), w as (${wrong})
  select (select count(*) from p) as seen, w.* from (select 1) one left join w on true`;

/** Whom the event of a proof is about: a document or record, unless it is the audit row's own event. */
const SUBJECT = `case when x.agg ~ ':[0-9a-f-]{36}$' then split_part(x.agg, ':', 2)::uuid end`;

/** Audit rows against their prints. A row of the log without a proof, or a proof without its row, is found by counting. */
async function auditProved(s: Snapshot): Promise<Looked> {
  const { rows, found } = await paged(s, (proofs) =>
    counted(
      `select x.proof, (x.proof->>'audit')::bigint as id, ${SUBJECT} as subject from (${proofs}) x`,
      `select coalesce(a.subject_id, p.subject) as doc, '操作日志 ' || p.id || coalesce(' ' || a.user_name || ' ' || a.summary, '') as label, case when a.id is null then '日志行' else '内容' end as what,
        case when a.id is null then '有' else '与入链时相同' end as should, case when a.id is null then '被删除' else '被改动' end as found
        from p left join books.audit_log a on a.org_id = books.org() and a.id = p.id where a.id is null or books.print_of(a) <> p.proof->>'print'`,
    ),
  );
  const [log] = await s.query<{ n: bigint }>('select count(*) as n from books.audit_log where org_id = books.org()');
  const gone = found.filter((f) => f.found === '被删除').length;
  if (rows - BigInt(gone) === log?.n) return { rows: log.n, total: found.length, found };
  const bare = await bySql(
    s,
    {
      count: 'select 0 as n',
      wrong: `select a.subject_id as doc, '操作日志 ' || a.id || ' ' || a.user_name || ' ' || a.summary as label, '入链证明' as what, '有' as should, '无' as found from books.audit_log a where a.org_id = books.org() and a.id not in (
        select (payload->'proof'->>'audit')::bigint from bus.event_log where org_id = books.org() and payload ? 'proof' union all select (proof->>'audit')::bigint from books.waiting_proofs())`,
    },
    [],
  );
  return { rows: log?.n ?? 0n, total: found.length + bare.total, found: [...found, ...bare.found] };
}

const PART_ZH = `(values ('head', '单据头'), ('lines', '单据行'), ('stock', '库存流水'), ('voucher', '凭证'), ('open', '往来'), ('settled', '核销')) z(part, zh)`;

/** Posted documents against the seals they got on posting, part by part. */
async function postedUnchanged(s: Snapshot): Promise<Looked> {
  const sealed = new Set<string>();
  const { found } = await paged(
    s,
    (
      proofs,
    ) => `with p as materialized (select coalesce(${SUBJECT}, a.subject_id) as doc, x.proof->'seals' as seals from (${proofs}) x left join books.audit_log a on a.org_id = books.org() and a.id = (x.proof->>'audit')::bigint where x.proof ? 'seals'),
        now as materialized (select doc_id, jsonb_object_agg(part, seal) as seals from books.seals(array(select doc from p)) group by 1)
      select (select count(*) from p) as seen, (select jsonb_agg(doc) from p) as docs, w.* from (select 1) one left join (
        select p.doc, z.zh as what, coalesce('指纹 ' || left(p.seals->>z.part, 12), '无') as should, coalesce('指纹 ' || left(n.seals->>z.part, 12), '无') as found
        from p left join now n on n.doc_id = p.doc cross join ${PART_ZH} where p.seals->>z.part is distinct from n.seals->>z.part) w on true`,
    (page) => {
      for (const doc of (page[0]?.['docs'] ?? []) as readonly string[]) sealed.add(doc);
    },
  );
  const [posted] = await s.query<{ n: bigint }>(`select count(*) as n from books.document where org_id = books.org() and state in ${BOOKED}`);
  const bare = await bySql(
    s,
    {
      count: 'select 0 as n',
      wrong: `select d.id as doc, '审核时的指纹' as what, '有' as should, '无' as found from books.document d where d.org_id = books.org() and d.state in ${BOOKED} and not (d.id = any ($1::uuid[]))`,
    },
    [sealed.size < Number(posted?.n ?? 0n) ? [...sealed] : null],
  );
  return { rows: posted?.n ?? 0n, total: found.length + bare.total, found: [...found, ...bare.found] };
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
