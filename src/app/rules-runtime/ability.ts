// Can this rule run here, and may its owner do what it does? Asked before it is activated; a rule is never silently powerless.
import type { Actor } from '#kernel/facts';
import { may } from '#kernel/rights';
import { type Action, type Dictionary, needsCalendar, type Plan, planOf, type Rule, ruleCircles } from '#rules';
import type { HouseCatalog } from '../house.ts';
import { BEFORE_COMMIT } from './judge.ts';
import { DOC_TYPES, EVENT_TYPES, OFFICES, OP_TYPES, OVERLAYS, RECORD_PARAMS, REPORT_VIEWS, STRATEGY } from './doc-types.ts';
import { isReading } from './metrics-more.ts';
import { METRICS, STATES } from './metrics.ts';
import { canEnumerate } from './subjects.ts';

export type Note = { readonly level: 'stop' | 'heed'; readonly text: string };
export type Ground = {
  readonly catalog: HouseCatalog;
  readonly dictionary: Dictionary;
  readonly owner: Actor;
  readonly roles: readonly { readonly code: string; readonly name: string }[];
  /** Warehouses and shops of the owner's sites; all of them for people of the whole company. */
  readonly places: ReadonlySet<string> | 'all';
};

const stop = (text: string): Note => ({ level: 'stop', text });
const heed = (text: string): Note => ({ level: 'heed', text });

/** Named events of the language that something in this house really emits. */
const EMITTED: ReadonlySet<string> = new Set([
  'batch.frozen',
  'batch.unfrozen',
  'quality.failed',
  'quality.passed',
  'price.changed',
  'bom.changed',
  'work_order.closed',
  'customer.created',
  'supplier.created',
]);

/** Everything that speaks against activation, and what the user should know besides. */
export function groundsAgainst(rule: Rule, ground: Ground, others: readonly { readonly id: string; readonly rule: Rule }[] = []): readonly Note[] {
  const { lexicon } = ground.dictionary;
  const plan = planOf(rule, lexicon);
  return [
    ...plan.problems.map(stop),
    ...figures(plan, ground),
    ...subjects(rule, plan),
    ...triggers(rule, ground),
    ...reach(rule, plan, ground),
    ...actionsOf(rule).flatMap((a) => action(a, { rule, plan, ground })),
    ...circles(rule, others),
  ].filter((n, i, all) => all.findIndex((o) => o.text === n.text) === i);
}
const actionsOf = (rule: Rule): readonly Action[] => {
  const all = (list: readonly Action[]): readonly Action[] => list.flatMap((a) => [a, ...(a.escalate ? all(a.escalate.then) : [])]);
  return rule.branches.flatMap((b) => all(b.then));
};

function figures(plan: Plan, { dictionary: { lexicon } }: Ground): readonly Note[] {
  return [
    ...plan.needs.metrics.flatMap((m): Note[] => {
      const zh = lexicon.metrics[m.metric]?.zh ?? m.metric;
      if (isReading(m.metric)) return [heed(`“${zh}”由设备或外部系统上报（POST /api/rules/readings）；没有上报时记为数据缺失，不触发`)];
      return METRICS[m.metric] ? [] : [stop(`本系统还没有“${zh}”的数据，规则会一直无法判断；请换一个指标`)];
    }),
    ...plan.needs.states.flatMap((s) => (STATES[s.state] ? [] : [stop(`本系统还没有“${lexicon.states[s.state]?.zh ?? s.state}”的数据，规则会一直无法判断；请换一个条件`)])),
  ];
}
function subjects(rule: Rule, plan: Plan): readonly Note[] {
  if (plan.axes.includes('doc') && rule.trigger.on !== 'event') return [stop('单据的条件要在单据发生时判断；请写明时机，例如“下单时”“收货后3天”')];
  return canEnumerate(plan.axes) ? [] : [stop('条件同时涉及两类对象，说不清按谁判断；请拆成两条规则，或用“按每个……”指定')];
}
function triggers(rule: Rule, { catalog, dictionary: { lexicon } }: Ground): readonly Note[] {
  const t = rule.trigger;
  if (t.on === 'event')
    return t.events.flatMap((e) => {
      const doc = e.split('.')[0] ?? '';
      const known = EMITTED.has(e) || [...(DOC_TYPES[doc] ?? []), ...(EVENT_TYPES[doc] ?? [])].some((type) => catalog.findDocument(type));
      return known ? [] : [stop(`本系统还不会发生“${lexicon.events[e]?.zh ?? lexicon.docs[doc]?.zh ?? e}”，规则永远不会触发；请换一个时机`)];
    });
  if (t.on === 'schedule' && needsCalendar(t.at)) return [heed('工作日与节假日以国务院放假通知为准，只在已公布的年份内触发')];
  return [];
}
/** What these leave behind counts for everybody, so whoever answers for some shops only may not set it. */
const FOR_ALL: ReadonlySet<Action['do']> = new Set(['block', 'unblock', 'lock', 'unlock', 'set', 'tag', 'untag', 'approve', 'pass', 'switch_bom']);
/** 店长 writes rules for the own shop: about its stock, by name, and doing there what the right allows. */
function reach(rule: Rule, plan: Plan, { places }: Ground): readonly Note[] {
  if (places === 'all') return [];
  const named = [...Object.values(plan.within).flat(), ...plan.needs.metrics.flatMap((m) => m.of)].filter((s) => s.e === 'warehouse' || s.e === 'store');
  const own = named.length > 0 && named.every((s) => s.ids !== undefined && s.ids.every((id) => places.has(id)));
  const wide = actionsOf(rule).find((a) => FOR_ALL.has(a.do));
  return [
    ...(own ? [] : [stop('您只管部分门店，规则要在条件里写明自己的门店或仓库')]),
    ...(wide ? [stop('禁止、锁定、参数、标签和审批会影响全公司，请由管全公司的人负责；您可以用通知、任务、请购、调拨')] : []),
  ];
}
/** Rules that would set each other off without end. */
function circles(rule: Rule, others: readonly { readonly id: string; readonly rule: Rule }[]): readonly Note[] {
  const mine = ruleCircles([...others, { id: 'this', rule }]).filter((c) => c.rules.includes('this'));
  return mine.map((c) => {
    const text = `会与已启用的规则互相触发，形成循环（${c.rules.length} 条规则，经由 ${c.through.map((k) => k.replace(/^(event|metric|state):/, '')).join('、')}）；`;
    // Drafts and states re-arm slowly and are cut at run time; events answer events at once.
    return c.through.some((k) => k.startsWith('event:')) ? stop(`${text}请改其中一条的触发或动作`) : heed(`${text}运行时会在第二次切断并记录`);
  });
}

const right = (owner: Actor, name: string, zh: string): readonly Note[] => (may(owner, name) ? [] : [stop(`规则以您的身份执行，而您没有“${zh}”权限；请由有权限的人负责这条规则`)]);

function action(a: Action, { rule, plan, ground }: { readonly rule: Rule; readonly plan: Plan; readonly ground: Ground }): readonly Note[] {
  const { catalog, dictionary, owner } = ground;
  const { lexicon } = dictionary;
  switch (a.do) {
    case 'create': {
      const type = DOC_TYPES[a.doc]?.[0];
      const zh = lexicon.docs[a.doc]?.zh ?? a.doc;
      if (!type || !catalog.findDocument(type)) return [heed(`本系统没有“${zh}”单据，将创建一条待办交给${a.assign ? '指定的人' : '规则负责人'}`)];
      if (['goods-receipt', 'sales-delivery', 'sales-return', 'goods-return', 'payment', 'collection', 'purchase-invoice', 'sales-order', 'inspection'].includes(type))
        return [stop(`“${zh}”要由经办人按来源单据录入，规则不能直接创建；请改为创建任务或通知`)];
      const where = a.item && ['warehouse', 'store'].includes(a.item.e) ? a.item.ids?.length === 1 : plan.axes.includes('warehouse') || rule.trigger.on === 'event';
      const item = a.item?.ids || ['sku', 'batch'].some((x) => plan.axes.includes(x as 'sku')) || type === 'stock-count';
      return [
        ...(type === 'stock-count' && !where ? [heed('没有写明在哪一个仓库盘点，将给仓管员创建待办；要直接开盘点单，请写一个仓库')] : []),
        ...(item ? [] : [stop(`说不清为哪个商品创建${zh}；请在动作里写出商品，或把条件写成商品的条件`)]),
        ...right(owner, `${type}.edit`, `${catalog.document(type).zh}·编辑`),
      ];
    }
    case 'set':
      if (RECORD_PARAMS[a.param]) return right(owner, `${RECORD_PARAMS[a.param]?.type}.edit`, `${lexicon.params[a.param]?.zh ?? a.param}·编辑`);
      if (STRATEGY.has(a.param)) return policyNotes(a, ground);
      return OVERLAYS.has(a.param) ? [] : [stop(`还没有模块读取“${lexicon.params[a.param]?.zh ?? a.param}”，调整它不会有任何效果；请改用安全库存、再订货点、售价、信用额度等`)];
    case 'move':
      return right(owner, 'transfer.approve', '调拨单·审核');
    case 'consume':
      return right(owner, 'other-issue.approve', '其他出库单·审核');
    case 'approve':
      return a.chain.flatMap((t) => chainNote(t, ground));
    case 'block':
      return (a.ops ?? [])
        .filter((op) => op !== 'approve' && !OP_TYPES[op])
        .map((op) => stop(`还不能禁止“${lexicon.ops[op]?.zh ?? op}”；可以禁止销售、出库、入库、采购、付款、领料、调拨、退货、审核`));
    case 'freeze':
    case 'unfreeze':
      if (a.do === 'unfreeze' && a.what === 'batch') return [stop('批次解冻要由质检开批次解冻单并写明依据，规则不能代替；请改为通知质检员')];
      return a.what === 'batch' ? right(owner, 'lot-freeze.approve', '批次冻结单·审核') : [];
    case 'notify':
      return a.to.flatMap((t) => notifyNote(t, ground));
    case 'report':
      return a.report === 'matches' || REPORT_VIEWS[a.report] ? [] : [stop(`本系统还没有“${lexicon.reports[a.report]?.zh ?? a.report}”；请换一张报表`)];
    case 'switch_bom': {
      const known = (dictionary.fixture['bom'] as readonly string[] | undefined)?.includes(a.bom) === true;
      return [...(known ? [] : [stop(`没有名为“${a.bom}”的物料清单；请先在 资料›物料清单 里建立`)]), ...right(owner, 'bom.edit', '物料清单·编辑')];
    }
    case 'flow':
      return [heed(`流程由人启动：将创建待办“启动流程：${a.id}”交给规则负责人`)];
    case 'pass':
      return rule.trigger.on === 'event' && BEFORE_COMMIT.has('pass') ? [] : [stop('“直接通过”只能用在提交单据时；请写明时机，例如“下单时”')];
    default:
      return [];
  }
}
/** 目标服务水平, 首选供应商 and 替代料 are set outright, and their end is said beforehand. */
function policyNotes(a: Extract<Action, { do: 'set' }>, { dictionary }: Ground): readonly Note[] {
  const zh = dictionary.lexicon.params[a.param]?.zh ?? a.param;
  if (a.how !== 'to') return [stop(`“${zh}”只能写调整为多少，例如“${zh}调整至98%”`)];
  return [heed(`“${zh}”在条件解除（写了“过后恢复”）或规则的有效期（计划›信号›叠加，通常 14 天）满时恢复；从下一次计划计算起生效，原因写在商品的库存水平里`)];
}
const officeOf = (role: string, { dictionary, roles }: Ground): { readonly zh: string; readonly found: string | undefined } => {
  const word = dictionary.lexicon.roles[role];
  const names = word ? [word.zh, ...word.syn] : [role];
  return { zh: word?.zh ?? role, found: roles.find((r) => names.includes(r.name))?.name ?? roles.find((r) => r.code === OFFICES[role])?.name };
};
function chainNote(t: object, ground: Ground): readonly Note[] {
  if (!('role' in t)) return [stop('审批人请写岗位，例如“销售经理”')];
  const office = officeOf(t.role as string, ground);
  return office.found ? [] : [stop(`公司没有“${office.zh}”岗位，没有人能审批；请先在 设置›角色 里建立同名角色`)];
}
function notifyNote(t: object, ground: Ground): readonly Note[] {
  if ('rel' in t)
    return ['creator', 'owner', 'store_mgr'].includes(t.rel as string)
      ? []
      : [heed(`找不到“${ground.dictionary.lexicon.rels[t.rel as string]?.zh ?? ''}”在系统里的账号时，通知会转给规则负责人`)];
  if (!('role' in t)) return [];
  const office = officeOf(t.role as string, ground);
  return office.found ? [] : [heed(`公司没有“${office.zh}”岗位，通知会转给规则负责人；可在 设置›角色 里建立同名角色`)];
}
