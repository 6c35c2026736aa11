// What rules have done to one record, in force now: what it says, since when, which rule, and the figures that made it so.
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { need, type Ports } from '../context.ts';
import { STRATEGY_SQL, strategyEnd } from '../planning/overlays.ts';
import { LEXICON } from '../rules-runtime/words.ts';
import { SAYS } from './rules-says.ts';

export type RuleEffect = {
  readonly kind: 'block' | 'lock' | 'param' | 'tag';
  readonly what: string;
  readonly value: string | null;
  readonly prior: string | null;
  readonly msg: string | null;
  readonly since: string;
  /** When it ends by itself; null where it does not, or nobody knows yet. */
  readonly until: string | null;
  readonly reverts: boolean;
  /** own = the record itself, category = its category, all = the whole company. */
  readonly scope: 'own' | 'category' | 'all';
  /** Of several values of one parameter this one counts: the narrowest, then the latest. */
  readonly counts: boolean;
  readonly rule: string;
  readonly name: string;
  readonly canonical: string;
  readonly owner: string;
  /** The conditions as they were judged when the rule fired, with their figures. */
  readonly because: readonly string[];
};
type Row = Omit<RuleEffect, 'counts' | 'what'> & { readonly what: string; readonly place: number };

const EFFECTS = `
  select h.kind, h.what, coalesce((select x.name from books.record x where x.org_id = h.org_id and h.kind = 'param' and x.id::text = h.value), h.value) as value, h.prior, h.msg, h.since, case when h.kind = 'param' and h.what in ${STRATEGY_SQL} then ${strategyEnd('h', 'o')}::text else h.until::text end as until, h.reverts, h.rule_id::text as rule, r.name, v.canonical, r.owner_name as owner, coalesce(f.said, '[]') as because,
    case when h.target_id = $1 then 'own' when h.target_id = '*' then 'all' else 'category' end as scope, case when h.target_id = $1 then 1 when h.target_id = '*' then 3 else 2 end as place
  from rules.hold h join rules.rule r on r.org_id = h.org_id and r.id = h.rule_id join rules.version v on v.org_id = h.org_id and v.rule_id = h.rule_id and v.version = h.version
  left join planning.overlay o on o.org_id = h.org_id and o.rule_id = h.rule_id
  left join lateral (select f.said from rules.firing f where f.org_id = h.org_id and f.rule_id = h.rule_id and f.subject = h.subject and f.cut is null order by f.at desc limit 1) f on true
  where h.org_id = books.org() and h.lifted_at is null and h.kind in ('block', 'lock', 'param', 'tag')
    and (h.target_id in ($1, '*') or h.target_id = (select c.data->>'category' from books.record c where c.org_id = books.org() and c.id = $1::uuid and c.type = 'item'))
  order by h.kind, h.what, place, h.since desc limit 100`;

/** What people call it: 安全库存系数, 销售、出库, the tag itself. */
const said = (kind: string, what: string): string =>
  kind === 'param'
    ? (LEXICON.params[what]?.zh ?? what)
    : kind === 'tag'
      ? what
      : what
          .split(',')
          .map((op) => (op === '*' ? '全部操作' : (LEXICON.ops[op]?.zh ?? op)))
          .join('、');

export function ruleEffectRoutes(app: FastifyInstance, ports: Ports): void {
  app.get('/api/rules/effects/:id', { schema: { tags: ['规则'], ...SAYS.effects, params: z.object({ id: z.uuid() }) } }, async (request): Promise<readonly RuleEffect[]> => {
    const { scope } = need(request, 'rule.view', '规则·查看');
    const rows = await ports.db.read(scope, (s) => s.query<Row>(EFFECTS, [(request.params as { id: string }).id]));
    const first = new Set<string>();
    return rows.map(({ place: _place, ...row }) => {
      const counts = row.kind !== 'param' || !first.has(row.what);
      if (row.kind === 'param') first.add(row.what);
      return { ...row, what: said(row.kind, row.what), counts };
    });
  });
}
