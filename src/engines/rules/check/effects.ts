// What actions do to the world, compared with what the rule itself waits for, with each other, and with the law.
import type { Action, Cond, Rule, SetAction } from '../ast.ts';
import type { Dictionary } from '../text/dictionary.ts';
import { key, leaves, refsIn, type Finding } from './finding.ts';

/** Events an action causes; the loop check and the fan-out graph both read this. */
export function emits(a: Action): string[] {
  switch (a.do) {
    case 'create':
      return [`${a.doc}.created`, ...(a.submit ? [`${a.doc}.submitted`] : [])];
    case 'freeze':
      return a.what === 'batch' ? ['batch.frozen'] : [];
    case 'unfreeze':
      return a.what === 'batch' ? ['batch.unfrozen'] : [];
    case 'set':
      return ['param.changed', ...(a.param === 'price' ? ['price.changed'] : [])];
    default:
      return [];
  }
}
/** Every action of a rule, escalations included. */
export function allActions(list: readonly Action[]): Action[] {
  return list.flatMap((a) => [a, ...(a.escalate ? allActions(a.escalate.then) : [])]);
}

type Clash = (a: Action, b: Action) => string | undefined;
const sameOf = (a: { of?: unknown }, b: { of?: unknown }): boolean => key(a.of ?? null) === key(b.of ?? null);
const overlap = (a: readonly string[] | undefined, b: readonly string[] | undefined): boolean => !a || !b || a.some((x) => b.includes(x));
const CLASHES: readonly Clash[] = [
  (a, b) => ((a.do === 'freeze' || a.do === 'lock') && b.do === 'create' && (b.doc === 'delivery' || b.doc === 'sales_order') ? '同一对象既冻结又出库，互相矛盾' : undefined),
  (a, b) =>
    ((a.do === 'freeze' && b.do === 'unfreeze') || (a.do === 'lock' && b.do === 'unlock')) && a.what === (b as typeof a).what && sameOf(a, b)
      ? '同一对象既冻结又解冻，互相矛盾'
      : undefined,
  (a, b) => ((a.do === 'freeze' || a.do === 'lock') && b.do === 'unblock' && overlap(b.ops, ['outbound', 'sales']) ? '同一对象既冻结又放开，互相矛盾' : undefined),
  (a, b) => (a.do === 'block' && b.do === 'unblock' && overlap(a.ops, b.ops) && sameOf(a, b) ? '同一操作既禁止又恢复，互相矛盾' : undefined),
  (a, b) => (a.do === 'block' && !a.ops && b.do === 'pass' ? '既拦截又放行，互相矛盾' : undefined),
  (a, b) => (a.do === 'approve' && b.do === 'pass' ? '既要审批又直接通过，互相矛盾' : undefined),
  (a, b) => (a.do === 'block' && a.ops?.includes('outbound') === true && b.do === 'create' && b.doc === 'delivery' ? '既禁止出库又创建出库单，互相矛盾' : undefined),
  (a, b) =>
    a.do === 'block' && a.ops?.includes('purchase') === true && b.do === 'create' && (b.doc === 'purchase_order' || b.doc === 'purchase_request')
      ? '既禁止采购又创建采购单据，互相矛盾'
      : undefined,
  (a, b) => (a.do === 'tag' && b.do === 'untag' && a.what === b.what && a.tag === b.tag ? '同一标签既打上又取消，互相矛盾' : undefined),
  (a, b) =>
    a.do === 'set' && b.do === 'set' && a.param === b.param && sameOf(a, b) && !(a.how === b.how && key(a.value) === key(b.value))
      ? '同一参数在一条规则里调整两次，互相矛盾'
      : undefined,
];
function conflicts(actions: readonly Action[], out: Finding[]): void {
  for (let i = 0; i < actions.length; i++) {
    for (let j = i + 1; j < actions.length; j++) {
      const a = actions[i],
        b = actions[j];
      if (!a || !b) continue;
      const why = CLASHES.map((clash) => clash(a, b) ?? clash(b, a)).find((x) => x !== undefined);
      if (why !== undefined) {
        out.push({ code: 'E_CONFLICT_ACTION', level: 'error', nodes: [a, b], message: why, suggest: ['只保留其中一个动作', '拆成两条规则'] });
        return;
      }
    }
  }
}

/** +1 when the action raises the parameter, -1 when it lowers it, 0 when it sets it outright. */
function pushes(a: SetAction): number {
  if (a.how === 'inc' || a.how === 'inc_pct') return 1;
  if (a.how === 'dec' || a.how === 'dec_pct') return -1;
  return a.how === 'mul' && 'num' in a.value ? Math.sign(a.value.num - 1) : 0;
}
/** +1 when raising the parameter makes the condition truer, -1 when falser, 0 when it is not read. */
function pull(c: Cond, param: string): number {
  if (!('right' in c)) return 0;
  const more = c.op === 'gt' || c.op === 'gte' ? 1 : c.op === 'lt' || c.op === 'lte' ? -1 : 0;
  if (refsIn(c.left).some((r) => r.ref === param)) return more;
  return refsIn(c.right).some((r) => r.ref === param) ? -more : 0;
}
function loops(d: Dictionary, rule: Rule, out: Finding[]): void {
  const events = rule.trigger.on === 'event' ? new Set(rule.trigger.events) : new Set<string>();
  for (const b of rule.branches) {
    for (const a of allActions(b.then)) {
      const again = emits(a).find((e) => events.has(e));
      if (again !== undefined) {
        out.push({ code: 'E_LOOP', level: 'error', nodes: [a], message: `动作会再次触发本规则（${again}），形成无限循环`, suggest: ['改用其他触发事件', '改为创建任务'] });
        continue;
      }
      if (a.do !== 'set' || a.revert) continue;
      const feedback = leaves(b.if).some((c) => pull(c, a.param) * pushes(a) > 0);
      if (feedback)
        out.push({
          code: 'E_LOOP',
          level: 'error',
          nodes: [a],
          message: `条件读取的${d.lexicon.params[a.param]?.zh ?? a.param}被动作继续推高或压低，会越调越偏（正反馈）`,
          suggest: ['设为固定值', '加“过后恢复”并改用其他触发条件'],
        });
    }
  }
}

/** States the branch is about: conditions, plus events and metrics that mean the same. */
function statesOf(rule: Rule, cond: Cond | undefined): Set<string> {
  const found = new Set<string>();
  const visit = (c: Cond): void => {
    if (c.op === 'and' || c.op === 'or') c.args.forEach(visit);
    else if (c.op === 'sustain') visit(c.arg);
    else if (c.op === 'is') found.add(c.state);
    else if ((c.op === 'lte' || c.op === 'eq' || c.op === 'lt') && 'ref' in c.left && 'num' in c.right && c.right.num <= 0) {
      if (c.left.ref === 'shelf_days' || c.left.ref === 'shelf_pct') found.add('expired');
      if (c.left.ref === 'license_days') found.add('license_expired');
    }
  };
  if (cond) visit(cond);
  if (rule.trigger.on === 'event' && rule.trigger.events.includes('quality.failed')) found.add('qc_failed');
  for (const s of rule.scope ?? []) if (s.state !== undefined) found.add(s.state);
  return found;
}
function matches(a: Action, ban: string): boolean {
  if (ban === 'unfreeze') return a.do === 'unfreeze' || a.do === 'unlock';
  // Letting expired goods out of the door is selling them, under another word.
  if (ban.startsWith('unblock:')) return a.do === 'unblock' && (!a.ops || a.ops.includes(ban.slice(8)) || (ban === 'unblock:sales' && a.ops.includes('outbound')));
  return (
    ban === 'move_to_sale' &&
    ((a.do === 'move' && a.to.e === 'store') || (a.do === 'create' && (a.doc === 'delivery' || a.doc === 'sales_order' || (a.doc === 'transfer' && a.to?.e === 'store'))))
  );
}
function forbidden(d: Dictionary, rule: Rule, out: Finding[]): void {
  for (const b of rule.branches) {
    const states = statesOf(rule, b.if);
    for (const a of allActions(b.then)) {
      const ofStates = new Set([...states, ...('of' in a ? (a.of ?? []) : []).flatMap((s) => s.state ?? [])]);
      const law = d.lexicon.forbidden.find((f) => f.if.some((s) => ofStates.has(s)) && f.then.some((ban) => matches(a, ban)));
      if (law) out.push({ code: 'E_FORBIDDEN', level: 'error', nodes: [a], message: `法规禁止：${law.law}`, suggest: ['冻结批次', '创建报损单'] });
    }
  }
}

/** Worth saying, not worth refusing. */
function warnings(rule: Rule, out: Finding[]): void {
  for (const a of rule.branches.flatMap((b) => allActions(b.then))) {
    if (a.do === 'set' && (a.how === 'inc_pct' || a.how === 'dec_pct') && !a.revert && rule.trigger.on === 'state')
      out.push({ code: 'E_LOOP', level: 'warning', nodes: [a], message: '条件反复成立时会一次次按比例调整；如不希望，请加“过后恢复”', suggest: ['过后恢复'] });
    const people = a.do === 'notify' ? a.to : a.do === 'approve' ? a.chain : [];
    if (people.some((t) => 'user' in t))
      out.push({ code: 'E_AMBIGUOUS_ENTITY', level: 'warning', nodes: [a], message: '写的是具体人员；人员变动后规则会失效，建议写岗位', suggest: ['采购员', '店长'] });
  }
}

export function checkEffects(d: Dictionary, rule: Rule): Finding[] {
  const out: Finding[] = [];
  loops(d, rule, out);
  for (const b of rule.branches) conflicts(b.then, out);
  forbidden(d, rule, out);
  warnings(rule, out);
  return out;
}
