// 规则生效项: what holds because a rule says so — blocked operations, locks, changed parameters, tags — with the reason and when it ends.
import { defineView } from '#kernel/view';

export const ruleHolds = defineView({
  name: 'rule-holds',
  zh: '规则生效项',
  right: 'rule.view',
  parameters: [
    { key: 'q', zh: '对象', kind: 'text' },
    {
      key: 'kind',
      zh: '类型',
      kind: 'choice',
      choices: [
        { value: 'block', zh: '禁止' },
        { value: 'lock', zh: '锁定' },
        { value: 'param', zh: '参数' },
        { value: 'tag', zh: '标签' },
        { value: 'approve', zh: '加审' },
        { value: 'pass', zh: '免审' },
      ],
    },
  ],
  columns: [
    { key: 'since', zh: '起', kind: 'text', width: 140 },
    { key: 'kind', zh: '类型', kind: 'text', width: 80 },
    { key: 'what', zh: '内容', kind: 'text', width: 160 },
    { key: 'target', zh: '对象', kind: 'text', width: 200 },
    { key: 'value', zh: '现为', kind: 'text', width: 120 },
    { key: 'prior', zh: '原为', kind: 'text', width: 120 },
    { key: 'reverts', zh: '条件解除后恢复', kind: 'text', width: 120 },
    { key: 'rule', zh: '规则', kind: 'link', width: 240, href: '/rules/{ruleId}' },
  ],
  sql: `
select to_char(h.since at time zone 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI') as since,
  case h.kind when 'block' then '禁止' when 'lock' then '锁定' when 'param' then '参数' when 'tag' then '标签' when 'approve' then '加审' else '免审' end as kind,
  h.what, coalesce(t.name, doc.number, case when h.target_id = '*' then '全部' else h.target_id end) as target, h.value, h.prior,
  case when h.reverts then '是' else '否' end as reverts, r.name as rule, h.rule_id as "ruleId"
from rules.hold h
join rules.rule r on r.org_id = h.org_id and r.id = h.rule_id
left join books.record t on t.org_id = h.org_id and t.id::text = h.target_id
left join books.document doc on doc.org_id = h.org_id and doc.id::text = h.target_id
where h.org_id = books.org() and h.lifted_at is null and ($2::text is null or h.kind = $2::text)
  and ($1::text is null or position(lower($1::text) in lower(coalesce(t.search, '') || ' ' || coalesce(doc.number, ''))) > 0)
order by h.since desc, h.id limit $3::int offset $4::int`,
  empty: '现在没有由规则禁止、锁定或调整的对象。',
});
