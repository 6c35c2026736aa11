// Damage to the event log, the audit log and the wall.
import { type Damage, NOBODY } from './damage.ts';

/** Forges the whole chain anew from an event on, head included. */
const REFORGE = `do $$ declare e record; chain text; begin
  select hash into chain from bus.event_log where pos = 19;
  for e in select * from bus.event_log where pos >= 20 order by pos loop
    update bus.event_log set prev = chain, hash = encode(sha256(convert_to(chain || '|' || e.pos || '|' || e.org_id || '|' || e.id || '|' || e.agg || '|' || e.agg_seq || '|' || e.name || '|' || e.payload::text, 'UTF8')), 'hex') where pos = e.pos returning hash into chain;
  end loop;
  update bus.log_head set root = chain;
end $$`;
const REMEMBER = `insert into identity.checkup (org_id, id, company_id, person_id, person_name, started_at, total, state, pos, root) select $1, gen_random_uuid(), $2, $2, '会计', '2026-04-01', 1, 'done', pos, root from bus.log_head`;
const eventOf = (doc: string | undefined, name: string): string => `(select pos from bus.event_log where agg like '%:${doc}' and name like '%-${name}/1')`;

export const EVIDENCE_DAMAGE: readonly Damage[] = [
  {
    what: '改一个事件的内容',
    sql: (co) => [`update bus.event_log set payload = payload || '{"total": "1"}' where pos = ${eventOf(co.docs['paid'], 'posted')}`],
    cries: (co) => ({ 'event-chain': [co.numbers['paid'] ?? ''] }),
  },
  {
    what: '颠倒同一张单据的两个事件',
    sql: (co) => [
      `update bus.event_log set pos = -1 where pos = ${eventOf(co.docs['void'], 'voided')}`,
      `update bus.event_log set pos = pos + 1 where pos = ${eventOf(co.docs['void'], 'saved')}`,
      `update bus.event_log set pos = (select pos - 1 from bus.event_log where agg like '%:${co.docs['void']}' and name like '%-saved/1') where pos = -1`,
    ],
    cries: (co) => ({ 'event-chain': ['位置', '链头'], 'event-order': [co.numbers['void'] ?? ''] }),
  },
  {
    what: '删掉一个事件',
    sql: (co) => [`delete from bus.event_log where pos = ${eventOf(co.docs['paid'], 'posted')}`],
    cries: (co) => ({ 'event-chain': ['位置'], 'audit-proved': [co.numbers['paid'] ?? ''], 'posted-unchanged': [co.numbers['paid'] ?? ''] }),
  },
  {
    what: '删掉最后一个事件',
    sql: () => [`delete from bus.event_log where pos = (select max(pos) from bus.event_log)`],
    cries: (co) => ({ 'event-chain': ['位置'], 'audit-proved': [co.numbers['void'] ?? ''] }),
  },
  {
    what: '整条链从中间起重新伪造',
    sql: (co) => [[REMEMBER, co.ids.group, co.ids.org], `update bus.event_log set payload = payload || '{"total": "1"}' where pos = 20`, REFORGE],
    cries: () => ({ 'log-remembered': ['2026-04-01'] }),
  },
  {
    what: '改一行操作日志的人',
    sql: (co) => [`update books.audit_log set user_name = '张三' where subject_id = '${co.docs['paid']}'`],
    cries: (co) => ({ 'audit-proved': [co.numbers['paid'] ?? ''] }),
  },
  {
    what: '改一行没有单据的操作日志',
    sql: () => [`update books.audit_log set summary = '什么也没发生' where subject = 'period'`],
    cries: () => ({ 'audit-proved': ['什么也没发生'] }),
  },
  {
    what: '删掉一行操作日志',
    sql: (co) => [`delete from books.audit_log where subject_id = '${co.docs['paid']}'`],
    cries: (co) => ({ 'document-audit': [co.numbers['paid'] ?? ''], 'audit-proved': [co.numbers['paid'] ?? ''] }),
  },
  {
    what: '在链头之后补造一个事件',
    sql: (co) => [
      [
        `insert into bus.event_log (pos, org_id, id, agg, agg_seq, name, payload, created, sequenced, prev, hash) select pos + 1, $1, gen_random_uuid(), 'x', 1, 'x/1', '{}', now(), now(), root, 'x' from bus.log_head`,
        co.ids.org,
      ],
    ],
    cries: () => ({ 'event-chain': ['之后'] }),
  },
  {
    what: '补造一行操作日志',
    sql: (co) => [
      [
        `insert into books.audit_log (org_id, at, user_id, user_name, action, subject, subject_id, summary, hash) values ($1, '2026-03-01', $2, '张三', 'payment.save', 'payment', $3, '补造的日志', 'x')`,
        co.ids.org,
        NOBODY,
        co.docs['paid'],
      ],
    ],
    cries: () => ({ 'audit-proved': ['补造的日志'] }),
  },
  {
    what: '塞一行不属于任何公司的数据',
    sql: () => [`insert into books.counter (org_id, kind, period, last) values ('${NOBODY}', 'x', 202601, 1)`],
    cries: () => ({ 'orgs-known': ['books.counter'] }),
  },
];
