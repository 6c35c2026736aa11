// 数据缺失: where a rule could not be judged, and which figure was missing.
import { defineView } from '#kernel/view';

export const ruleUnknowns = defineView({
  name: 'rule-unknowns',
  zh: '规则数据缺失',
  right: 'rule.view',
  parameters: [{ key: 'q', zh: '规则或对象', kind: 'text' }],
  columns: [
    { key: 'at', zh: '最近判断', kind: 'text', width: 140 },
    { key: 'rule', zh: '规则', kind: 'link', width: 260, href: '/rules/{ruleId}' },
    { key: 'subject', zh: '对象', kind: 'text', width: 220 },
    { key: 'lack', zh: '缺什么', kind: 'text', width: 420 },
  ],
  sql: `
select to_char(m.at at time zone 'Asia/Shanghai', 'YYYY-MM-DD HH24:MI') as at, r.name as rule, m.rule_id as "ruleId", m.subject_name as subject,
  (select string_agg(s, '；') from jsonb_array_elements_text(m.said) s where s like '数据缺失%') as lack
from rules.memory m join rules.rule r on r.org_id = m.org_id and r.id = m.rule_id and r.active = m.version and r.state = 'active'
where m.org_id = books.org() and m.why = 'unknown' and ($1::text is null or position(lower($1::text) in lower(r.name || ' ' || m.subject_name)) > 0)
order by m.at desc, m.subject limit $2::int offset $3::int`,
  empty: '没有因为缺少数据而无法判断的规则。',
});
