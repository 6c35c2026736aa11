// One action for one subject, made concrete: which documents, whom, how much. Pure; what cannot be made says why.
import { type Action, type Axis, axisOf, type Facts, type Moment, type Place, type Sel, type Target } from '#rules';
import { BOUNDS, DOC_TYPES, NEUTRAL, OVERLAYS, RECORD_PARAMS, REPORT_VIEWS } from './doc-types.ts';
import type { Placed } from './facts.ts';
import { capped, quantityOf, valueOf, whereTo } from './quantity.ts';
import { changed, decimal, type HoldTarget, type Work } from './work.ts';

export type Scene = {
  readonly facts: Facts;
  readonly now: Moment;
  readonly subject: Placed;
  readonly subjectName: string;
  readonly ruleName: string;
  readonly ruleId: string;
  /** 当前 warehouses of the event's document, for actions that do not name one. */
  readonly warehouse: string | null;
  readonly held: boolean;
};
const skip = (why: string): Work => ({ do: 'skip', why });
const HOLDS_BY: readonly Axis[] = ['doc', 'batch', 'sku', 'customer', 'supplier', 'warehouse', 'other'];

/** The thing a selector means: what it names, else the subject's. */
const idOf = (sel: Sel | undefined, axis: Axis, place: Place): string | undefined => (sel && axisOf(sel.e) === axis && sel.ids ? sel.ids[0] : place[axis]);
/** The things an action is done to: those it names, else the subject by its finest axis that fits. */
function targetsOf(sels: readonly Sel[] | undefined, place: Place, prefer?: Axis): readonly HoldTarget[] {
  const named = (sels ?? []).flatMap((s) => (s.ids ?? []).map((id) => ({ type: s.e, id })));
  if (named.length > 0) return named;
  const wanted = prefer ?? (sels?.[0] ? axisOf(sels[0].e) : undefined);
  if (wanted && place[wanted] !== undefined) return [{ type: wanted, id: place[wanted] }];
  const own = HOLDS_BY.find((a) => place[a] !== undefined);
  return own && !prefer ? [{ type: own, id: place[own] as string }] : [];
}

const linkOf = (scene: Scene): string =>
  scene.subject.place.doc ? `/rules/${scene.ruleId}` : scene.subject.place.sku ? `/records/item/${scene.subject.place.sku}` : `/rules/${scene.ruleId}`;
const message = (
  to: readonly Target[],
  words: string,
  more: { readonly scene: Scene; readonly task?: boolean; readonly via?: readonly string[]; readonly link?: string },
): Work => ({
  do: 'message',
  to,
  text: words,
  link: more.link ?? linkOf(more.scene),
  task: more.task ?? false,
  via: more.via ?? [],
});

function create(a: Extract<Action, { do: 'create' }>, scene: Scene): Work {
  const type = DOC_TYPES[a.doc]?.[0];
  const { place } = scene.subject;
  const why = `规则“${scene.ruleName}”`;
  if (!type) return message([a.assign ?? { rel: 'owner' }], `${a.note ?? '请处理'}：${scene.subjectName}（${why}）`, { scene, task: true });
  const command = a.submit ? ('submit' as const) : ('save' as const);
  const warehouse = idOf(a.to, 'warehouse', {}) ?? place.warehouse ?? scene.warehouse ?? undefined;
  if (a.doc === 'stocktake') return counting(a, scene);
  const item = idOf(a.item, 'sku', place);
  if (item === undefined) return skip('这次触发没有具体商品，说不清创建什么');
  // 七喜和百岁山各20箱: one line each. A suggestion is reckoned for the subject alone.
  const several = a.item && axisOf(a.item.e) === 'sku' && a.item.e === 'sku' ? (a.item.ids ?? []) : [];
  if (several.length > 1 && (!a.qty || 'upto' in a.qty || 'ref' in a.qty)) return skip('写了多个商品，请写明每种的数量');
  const asked = { ...scene, of: whereTo(a) };
  const wanted = quantityOf(a.qty, asked);
  const amount = 'why' in wanted || a.qty ? wanted : capped(wanted, a.from, asked);
  if ('why' in amount) return skip(amount.why);
  const line = { item, qty: decimal(amount.value), ...(amount.unit === undefined ? {} : { unit: amount.unit }) };
  const asks = (head: Record<string, unknown>, need?: 'reason' | 'price'): Work => ({
    do: 'command',
    type,
    command,
    body: { head, lines: several.length > 1 ? several.map((id) => ({ ...line, item: id })) : [line] },
    ...(need ? { need } : {}),
  });
  switch (type) {
    case 'transfer': {
      const from = idOf(a.from, 'warehouse', {}),
        to = idOf(a.to, 'warehouse', {}) ?? place.warehouse;
      return from && to && from !== to ? asks({ from, to, remark: why }) : skip('调拨单的调出、调入仓库不清楚或相同');
    }
    case 'purchase-request':
      return asks({ ...(warehouse ? { warehouse } : {}), reason: `${why}${a.note ? `：${a.note}` : ''}` });
    case 'purchase-order': {
      const supplier = idOf(a.supplier, 'supplier', place);
      return supplier && warehouse ? asks({ supplier, warehouse, remark: why }) : skip('采购订单需要供应商和收货仓库，请在规则里写明');
    }
    case 'write-off':
      return warehouse
        ? ({
            ...asks({ warehouse, remark: why }, 'reason'),
            body: { head: { warehouse, remark: why }, lines: [{ ...line, ...(place.batch ? { lotId: place.batch } : {}) }] },
          } as Work)
        : skip('报损需要仓库，请在规则里写明');
    default:
      return skip('这种单据需要从来源单据生成，规则只能创建任务提醒经办人');
  }
}

/** A count needs one warehouse: the one named, or the subject's. Where nobody says which, a keeper is asked to count. */
function counting(a: Extract<Action, { do: 'create' }>, scene: Scene): Work {
  const { place } = scene.subject;
  const why = `规则“${scene.ruleName}”`;
  const named = a.item && axisOf(a.item.e) === 'warehouse' ? (a.item.ids ?? []) : [];
  const warehouse = named.length === 1 ? named[0] : named.length > 1 ? undefined : (idOf(a.to, 'warehouse', {}) ?? place.warehouse ?? scene.warehouse ?? undefined);
  if (!warehouse) return message([a.assign ?? { role: 'keeper' }], `请盘点（${why}）`, { scene, task: true });
  const goods = a.item && axisOf(a.item.e) === 'sku' ? (a.item.ids ?? []) : [];
  const items = a.item?.e === 'sku' ? goods : a.item === undefined && place.sku ? [place.sku] : [];
  const categories = a.item?.e === 'category' ? goods : [];
  return { do: 'command', type: 'stock-count', command: 'save', need: 'sheet', body: { head: { warehouse, remark: why }, lines: [], items, categories } };
}

function set(a: Extract<Action, { do: 'set' }>, scene: Scene): Work {
  const wanted = RECORD_PARAMS[a.param];
  const named = (a.of ?? []).flatMap((s) => (s.ids ?? []).map((id) => ({ type: s.e, id })));
  const { place } = scene.subject;
  const said = valueOf(a.value, scene);
  if (!said && !('text' in a.value)) return skip('调整值里的指标没有数据');
  const ratio = said?.unit === 'pp' || (said?.unit === '%' && a.how !== 'inc_pct' && a.how !== 'dec_pct');
  const by = ratio ? (said?.value ?? 0) / 100 : (said?.value ?? 0);
  if (wanted) {
    const own = place[wanted.axis];
    const fits = named.filter((t) => t.type === wanted.axis || (wanted.axis === 'sku' && t.type === 'category'));
    const targets = fits.length > 0 ? fits : named.every((t) => HERE.has(t.type)) && own ? [{ type: wanted.axis, id: own }] : [];
    if (targets.length === 0 || !said) return skip('说不清调整哪个对象的参数');
    return { do: 'field', type: wanted.type, targets, field: wanted.field, how: a.how, by, param: a.param, reverts: a.revert === true };
  }
  const own = targetsOf(undefined, place);
  const targets = named.length > 0 ? named : own.length > 0 ? own : [{ type: '*', id: '*' }];
  const before = scene.facts.metric({ metric: a.param, of: [], subject: scene.subject })?.value ?? NEUTRAL[a.param];
  const next = 'text' in a.value ? a.value.text : changed(a.how, typeof before === 'number' ? before : undefined, by);
  if (next === undefined) return skip('参数现在没有值，不能按比例或增减调整；请改为“调整至”');
  const [low, high] = BOUNDS[a.param] ?? [0, 1e12];
  if (typeof next === 'number' && (next < low || next > high)) return skip(`调整后为 ${decimal(next)}，超出允许范围 ${low}～${high}`);
  const value = typeof next === 'number' ? decimal(next) : next;
  return OVERLAYS.has(a.param) ? { do: 'hold', kind: 'param', what: a.param, targets, value, msg: null, reverts: a.revert === true } : skip('还没有模块读取这个参数');
}
/** Places narrow down which stock is looked at; a price has none. */
const HERE: ReadonlySet<string> = new Set(['warehouse', 'store', 'region', 'location']);

const AXIS_OF_WHAT: Readonly<Record<string, Axis>> = {
  batch: 'batch',
  sku: 'sku',
  stock: 'sku',
  customer: 'customer',
  supplier: 'supplier',
  doc: 'doc',
  warehouse: 'warehouse',
  mold: 'other',
  device: 'other',
};

/** The table kind → work. Every kind of the language is here; what the house cannot do is refused at activation (ability.ts). */
export function resolve(a: Action, scene: Scene): Work {
  const { place } = scene.subject;
  switch (a.do) {
    case 'create':
      return create(a, scene);
    case 'set':
      return set(a, scene);
    case 'notify':
      return message(a.to, `${a.msg ?? `规则“${scene.ruleName}”触发`}：${scene.subjectName}`, { scene, via: a.via ?? [] });
    case 'report':
      return report(a, scene);
    case 'freeze':
    case 'lock': {
      const targets = targetsOf(a.of, place, AXIS_OF_WHAT[a.what]);
      if (targets.length === 0) return skip('说不清锁定哪个对象');
      if (a.do === 'freeze' && a.what === 'batch' && place.batch && place.sku && targets[0]?.id === place.batch)
        return {
          do: 'command',
          type: 'lot-freeze',
          command: 'approve',
          body: { head: { kind: 'other', reason: `规则“${scene.ruleName}”`.slice(0, 100) }, lines: [{ item: place.sku, lotId: place.batch }] },
        };
      return { do: 'hold', kind: 'lock', what: '*', targets, value: null, msg: `规则“${scene.ruleName}”`, reverts: a.revert === true || (a.do === 'lock' && scene.held) };
    }
    case 'unfreeze':
    case 'unlock':
      return { do: 'lift', kinds: ['lock'], what: null, targets: targetsOf(a.of, place, AXIS_OF_WHAT[a.what]) };
    case 'block':
      return { do: 'hold', kind: 'block', what: (a.ops ?? ['*']).join(','), targets: targetsOf(a.of, place), value: null, msg: a.msg ?? null, reverts: scene.held };
    case 'unblock':
      return { do: 'lift', kinds: ['block'], what: a.ops ?? null, targets: targetsOf(a.of, place) };
    case 'approve':
      return { do: 'hold', kind: 'approve', what: JSON.stringify(a.chain), targets: targetsOf(undefined, place, 'doc'), value: a.mode ?? 'seq', msg: null, reverts: false };
    case 'pass':
      return { do: 'hold', kind: 'pass', what: '*', targets: targetsOf(undefined, place, 'doc'), value: null, msg: null, reverts: false };
    case 'tag':
      return { do: 'hold', kind: 'tag', what: a.tag, targets: targetsOf(undefined, place, axisOf(a.what)), value: null, msg: null, reverts: false };
    case 'untag':
      return { do: 'lift', kinds: ['tag'], what: [a.tag], targets: targetsOf(undefined, place, axisOf(a.what)) };
    case 'webhook':
      return { do: 'event', name: 'rule-webhook/1', payload: { webhook: a.name, rule: scene.ruleName, subject: scene.subjectName, place } };
    case 'push':
      return { do: 'event', name: 'rule-push/1', payload: { to: a.to, rule: scene.ruleName, subject: scene.subjectName, place } };
    case 'log':
      return { do: 'note' };
    case 'move':
      return move(a, scene);
    case 'consume':
      return consume(a, scene);
    case 'assign':
      return message([a.to], `请处理：${scene.subjectName}（规则“${scene.ruleName}”）`, { scene, task: true });
    case 'switch_bom':
      return { do: 'bom', item: idOf(a.item, 'sku', place) ?? null, bom: a.bom };
    case 'flow':
      return message([{ rel: 'owner' }], `请启动流程“${a.id}”：${scene.subjectName}（规则“${scene.ruleName}”）`, { scene, task: true });
  }
}

function report(a: Extract<Action, { do: 'report' }>, scene: Scene): Work {
  const view = REPORT_VIEWS[a.report];
  const to = a.to ?? [{ rel: 'owner' }];
  if (a.report === 'matches') return message(to, `命中清单：${scene.subjectName}`, { scene, via: a.via ?? [], link: `/rules/${scene.ruleId}` });
  return view ? message(to, `报表已备好（规则“${scene.ruleName}”）`, { scene, via: a.via ?? [], link: `/views/${view}` }) : skip('本系统还没有这张报表');
}
function move(a: Extract<Action, { do: 'move' }>, scene: Scene): Work {
  const { place } = scene.subject;
  const [item, from, to] = [idOf(a.item, 'sku', place), idOf(a.from, 'warehouse', {}) ?? place.warehouse ?? scene.warehouse ?? undefined, idOf(a.to, 'warehouse', {})];
  if (!item || !from || !to || from === to) return skip('移库需要商品、移出仓和移入仓，这次触发说不清');
  const all = scene.facts.metric({ metric: 'available', of: a.from?.ids ? [a.from] : [], subject: scene.subject })?.value;
  const amount = a.qty ? quantityOf(a.qty, scene) : typeof all === 'number' && all > 0 ? { value: all } : { why: '没有可移的库存' };
  if ('why' in amount) return skip(amount.why);
  const line = { item, qty: decimal(amount.value), ...('unit' in amount && amount.unit ? { unit: amount.unit } : {}), ...(place.batch ? { lotId: place.batch } : {}) };
  return { do: 'command', type: 'transfer', command: 'approve', body: { head: { from, to, direct: true, remark: `规则“${scene.ruleName}”` }, lines: [line] } };
}
function consume(a: Extract<Action, { do: 'consume' }>, scene: Scene): Work {
  const warehouse = scene.subject.place.warehouse ?? scene.warehouse;
  if (!warehouse) return skip('领用需要仓库，这次触发说不清');
  const lines = a.items.map((i) => ({ item: idOf(i.item, 'sku', {}), amount: quantityOf(i.qty, scene) }));
  const bad = lines.find((l) => !l.item || 'why' in l.amount);
  if (bad) return skip('why' in bad.amount ? bad.amount.why : '说不清领用哪个商品');
  return {
    do: 'command',
    type: 'other-issue',
    command: 'approve',
    need: 'reason',
    body: {
      head: { warehouse, remark: `规则“${scene.ruleName}”` },
      lines: lines.map((l) => ({
        item: l.item,
        qty: decimal((l.amount as { value: number }).value),
        ...((l.amount as { unit?: string }).unit ? { unit: (l.amount as { unit?: string }).unit } : {}),
      })),
    },
  };
}
