// 规则触发记录: what rules fired for whom, and what came of each action.
import { defineView } from '#kernel/view';

export const ruleFirings = defineView({
  name: 'rule-firings',
  zh: '规则触发记录',
  right: 'rule.view',
  parameters: [
    { key: 'q', zh: '规则或对象', kind: 'text' },
    { key: 'from', zh: '从', kind: 'day' },
    { key: 'to', zh: '到', kind: 'day' },
    {
      key: 'state',
      zh: '结果',
      kind: 'choice',
      choices: [
        { value: 'done', zh: '已完成' },
        { value: 'waiting', zh: '待执行' },
        { value: 'refused', zh: '被拒绝' },
        { value: 'skipped', zh: '未执行' },
        { value: 'failed', zh: '出错' },
      ],
    },
  ],
  columns: [
    { key: 'at', zh: '时间', kind: 'text', width: 140 },
    { key: 'rule', zh: '规则', kind: 'link', width: 240, href: '/rules/{ruleId}' },
    { key: 'subject', zh: '对象', kind: 'text', width: 200 },
    { key: 'action', zh: '动作', kind: 'text', width: 260 },
    { key: 'outcome', zh: '结果', kind: 'text', width: 90 },
    { key: 'note', zh: '说明', kind: 'text', width: 260 },
    { key: 'number', zh: '单据', kind: 'link', width: 150, href: '/documents/{docType}/{doc}' },
  ],
  // Days are days in China. A cut firing (循环切断) has no action and is shown all the same.
  sql: `
select to_char(f.at at time zone 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI') as at, r.name as rule, f.rule_id as "ruleId", f.subject_name as subject,
  coalesce(d.said, '（已切断）') as action,
  case when f.cut is not null then '已切断' else case d.state when 'done' then '已完成' when 'waiting' then '待执行' when 'refused' then '被拒绝' when 'skipped' then '未执行' else '出错' end end as outcome,
  coalesce(f.cut, d.result->>'note', '') as note, d.result->>'number' as number, d.result->>'type' as "docType", d.result->>'doc' as doc
from rules.firing f
join rules.rule r on r.org_id = f.org_id and r.id = f.rule_id
left join rules.deed d on d.org_id = f.org_id and d.firing_id = f.id
where f.org_id = books.org() and ($1::text is null or position(lower($1::text) in lower(r.name || ' ' || f.subject_name)) > 0)
  and ($2::date is null or f.at >= ($2::date)::timestamp at time zone 'Asia/Shanghai') and ($3::date is null or f.at < ($3::date + 1)::timestamp at time zone 'Asia/Shanghai')
  and ($4::text is null or d.state = $4::text)
order by f.at desc, f.id desc, d.place limit $5::int offset $6::int`,
  empty: '还没有规则触发过。启用一条规则后，每次触发都会记在这里。',
});
