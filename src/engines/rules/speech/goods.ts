// Actions on documents and goods: create, transfer, replenish, count, scrap, move, consume.
import type { Action, CreateAction, Operand, Qty, Sel } from '../ast.ts';
import { checkThis } from './conditions.ts';
import { readPhrase, type Phrase } from './nouns.ts';
import { leadMetric, readAmount, readOperand } from './operands.ts';
import { atBoundary, readMessage, readTarget } from './people.ts';
import { attempt, eat, eatPunct, eatSense, endOf, fault, sense, skipFiller, startOf, step, tok, word, wordsSpan, type Reader } from './reader.ts';

const MAKE = ['创建', '生成', '开', '建', '起', '做', '发起', '新建', '触发', '建立', '开具', '新增', '出具', '出', '启动', '走'];
const SUBMIT = ['下', '提交', '下达'];
export const PLACES = new Set(['warehouse', 'store', 'location', 'region']);
/** Documents whose draft may have an open quantity, but which cannot be submitted without one. */
const COUNTED = new Set([
  'purchase_request',
  'purchase_order',
  'sales_order',
  'transfer',
  'replenish',
  'return_in',
  'return_out',
  'delivery',
  'receipt',
  'scrap',
  'material_req',
  'work_order',
]);

/** Facts that may stand before or after the verb of a goods action. */
export interface Load {
  qty?: Qty;
  item?: Sel;
  from?: Sel;
  to?: Sel;
  supplier?: Sel;
  assign?: CreateAction['assign'];
  note?: string;
}

/** Quantities said of each of several goods (各20箱). */
const OF_EACH = new WeakSet<object>();
/** 补够200箱, 补足到最高库存 → upto; 数量为…, 按缺口数量, 15天日均销量 → quantity. */
export function readQty(r: Reader): Qty | undefined {
  return attempt(r, () => {
    if (eat(r, ['按缺口数量', '按差额', '按缺口', '缺多少补多少']) !== undefined) return { ref: 'shortage' };
    const by = eat(r, ['按', '按照']) !== undefined;
    const upto = eat(r, ['补够', '补足', '补到', '补满', '补齐', '补足到', '补够到']) !== undefined;
    if (upto) eat(r, ['到', '至']);
    const named = eat(r, ['数量为', '数量', '数量是', '补货量']) !== undefined;
    if (named) {
      eat(r, ['为', '是', '按', '取']);
      eatPunct(r, ':');
      if (sense(r, 'cmp')?.id === 'eq') step(r);
    }
    const operand = attempt(r, (x) => {
      const o = readOperand(x);
      return o && leadMetric(o) !== undefined ? o : undefined;
    });
    if (operand) {
      // …，创建采购申请；库存超过最高库存的…: a figure that is compared with something begins the next condition.
      const bare = 'ref' in operand && operand.ref !== 'shortage' && !named && !by && !upto;
      if (sense(r, 'cmp') || (bare && !atBoundary(r))) return undefined;
      if (by) eat(r, ['数量', '的量']);
      return upto ? { upto: operand } : operand;
    }
    const each = eat(r, ['各', '各自']) !== undefined;
    const amount = readAmount(r);
    if (!amount || amount.unit === '%' || amount.unit === '元' || ['天', '月', '周', '年', '小时', '分钟', '次', '℃'].includes(amount.unit ?? '')) return undefined;
    if (amount.num < 0) fault(r, 'E_RANGE', { span: amount.span, message: '数量不会是负数', suggest: [String(-amount.num)] });
    const value: Operand = { num: amount.num, ...(amount.unit ? { unit: amount.unit } : {}) };
    if (each) OF_EACH.add(value);
    return upto ? { upto: value } : value;
  });
}

/** 从A, 到B, 向金石建材, 给南山店: a place or party with its role. */
function readRoute(r: Reader, load: Load): true | undefined {
  return attempt(r, () => {
    const role = eat(r, ['从', '由', '自', '到', '至', '向', '给', '往', '为', '跟', '找', '对']);
    if (role === undefined) return undefined;
    const p = readPhrase(r);
    if (!p?.sel) return undefined;
    checkThis(r, [p.sel], wordsSpan(r, p.from, p.to));
    eat(r, ['那里', '里', '处']);
    const place = PLACES.has(p.sel.e),
      from = ['从', '由', '自'].includes(role);
    if (p.sel.e === 'supplier') {
      if (load.supplier) return undefined;
      load.supplier = p.sel;
      return true as const;
    }
    if (!place) {
      if (role !== '为' && role !== '给' && role !== '对') return undefined;
      if (load.item) return undefined;
      load.item = p.sel;
      return true as const;
    }
    if (from) {
      if (load.from) return undefined;
      load.from = p.sel;
    } else {
      if (load.to) return undefined;
      load.to = p.sel;
    }
    return true as const;
  });
}
function readLoadPiece(r: Reader, load: Load): true | undefined {
  if (readRoute(r, load)) return true;
  const assign = load.assign
    ? undefined
    : attempt(r, () => {
        eatPunct(r, '');
        if (eat(r, ['指派给', '派给', '交给', '分配给', '分派给', '给', '由']) === undefined) return undefined;
        const to = readTarget(r);
        if (to) eat(r, ['处理', '负责', '跟进', '执行', '去做']);
        return to;
      });
  if (assign) {
    load.assign = assign;
    return true;
  }
  const qty = load.qty ? undefined : readQty(r);
  if (qty) {
    load.qty = qty;
    return true;
  }
  const note = load.note === undefined ? readMessage(r) : undefined;
  if (note !== undefined) {
    load.note = note;
    return true;
  }
  if (!load.item) {
    const p = attempt(r, () => {
      eat(r, ['的']);
      const x = readPhrase(r);
      return x?.sel && (['sku', 'category', 'batch'].includes(x.sel.e) || (PLACES.has(x.sel.e) && tok(r, x.from - r.i - 1)?.text === '盘点')) ? x : undefined;
    });
    if (p?.sel) {
      load.item = p.sel;
      return true;
    }
  }
  return undefined;
}
export function readLoad(r: Reader, load: Load): void {
  for (let n = 0; n < 10; n++) if (!readLoadPiece(r, load)) return;
}

/** The document wanted: 一张复检单, 100箱可乐的采购订单. */
function readDoc(r: Reader, load: Load): string | undefined {
  return attempt(r, () => {
    attempt(r, () => (sense(r, 'num')?.num === 1 && ['张', '个', '份', '笔', '条', '单'].includes(tok(r, 1)?.text ?? '') ? (step(r, 2), true) : undefined));
    eat(r, ['个', '张', '份', '新的', '对应的', '相应的', '该']);
    const before = eatSense(r, 'doc');
    if (before) return before.id;
    readLoad(r, load);
    eat(r, ['的']);
    skipFiller(r);
    return eatSense(r, 'doc')?.id;
  });
}

type Made = { doc: string; submit: boolean };
/** The verb and the document it makes. Verbs that are themselves documents: 盘点, 请购, 报损, 调拨, 补货. */
function readMaking(r: Reader, load: Load): Made | undefined {
  const event = sense(r, 'event');
  // 下采购单 is one word of the lexicon.
  if (event?.id.endsWith('.submitted') && /^(直接)?(下|提交)/.test(tok(r)?.text ?? '')) {
    step(r);
    return { doc: event.id.split('.')[0] ?? '', submit: true };
  }
  const made = attempt(r, () => {
    const submit = word(r, SUBMIT) !== undefined;
    if (eat(r, submit ? SUBMIT : MAKE) === undefined) return undefined;
    const doc = readDoc(r, load);
    return doc === undefined ? undefined : { doc, submit };
  });
  if (made) return made;
  if (eat(r, ['补货', '补']) !== undefined) return { doc: 'replenish', submit: false };
  if (eat(r, ['调拨', '调', '调货']) !== undefined) return { doc: 'transfer', submit: false };
  if (eat(r, ['请购']) !== undefined) return { doc: 'purchase_request', submit: false };
  if (eat(r, ['盘点']) !== undefined) return { doc: 'stocktake', submit: false };
  if (eat(r, ['报损']) !== undefined) return { doc: 'scrap', submit: false };
  // 补到100件 is verb and quantity in one.
  return load.qty !== undefined && ('upto' in load.qty || tok(r, -1)?.text === '缺多少补多少') ? { doc: 'replenish', submit: false } : undefined;
}

/** Any action that makes a document. Where goods come from and go to may be decided later from the conditions (D3). */
export function readCreate(r: Reader): Action | undefined {
  const load: Load = {};
  const lead = eat(r, ['把', '将', '对', '给', '为']);
  if (lead !== undefined) {
    const p = readPhrase(r);
    if (!p) return undefined;
    place(load, p);
    eat(r, ['的', '里的', '里']);
    const more = readPhrase(r);
    if (more) place(load, more);
  }
  readLoad(r, load);
  skipFiller(r);
  readLoad(r, load);
  const verbAt = r.i;
  const made = readMaking(r, load);
  if (!made) return undefined;
  // 补货到库存上限.
  if (made.doc === 'replenish' && !load.qty) {
    const upto = attempt(r, () => {
      if (eat(r, ['到', '至']) === undefined) return undefined;
      const o = readOperand(r);
      if (o && leadMetric(o) !== undefined) return o;
      const n = readAmount(r);
      return n && { num: n.num, ...(n.unit ? { unit: n.unit } : {}) };
    });
    if (upto) load.qty = { upto };
  }
  readLoad(r, load);
  if (made.doc === 'stocktake') countWhere(load);
  // 从中心仓补两箱 moves goods; 补200箱 without a source orders them.
  // 向华润饮料下订单: what one sends a supplier is a 采购订单.
  const doc = made.doc === 'replenish' && load.from ? 'transfer' : made.doc === 'sales_order' && load.supplier ? 'purchase_order' : made.doc;
  const action: CreateAction & Action = { do: 'create', doc, ...compact(load), ...(made.submit ? { submit: true as const } : {}) };
  r.spans.set(action, [startOf(r, verbAt), endOf(r, r.i)]);
  return action;
}
/** 盘点工地仓 counts the place itself. */
function countWhere(load: Load): void {
  const place = load.to ?? load.from;
  if (load.item || !place || (load.to && load.from)) return;
  load.item = place;
  delete load.to;
  delete load.from;
}
const KEYS = ['item', 'qty', 'from', 'to', 'supplier', 'assign', 'note'] as const;
function compact(load: Load): Partial<CreateAction> {
  const out: Record<string, unknown> = {};
  for (const key of KEYS) if (load[key] !== undefined) out[key] = load[key];
  return out as Partial<CreateAction>;
}
export function place(load: Load, p: Phrase): void {
  if (!p.sel) return;
  if (PLACES.has(p.sel.e)) load.from = p.sel;
  else if (p.sel.e === 'supplier') load.supplier = p.sel;
  else load.item = p.sel;
}
/** A submitted order must say how much, and one quantity for several goods whether of each. */
export function checkQuantity(r: Reader, action: Action): void {
  if (action.do !== 'create') return;
  const { qty, item } = action;
  if (qty && 'num' in qty && (item?.ids?.length ?? 0) > 1 && !OF_EACH.has(qty)) {
    const said = `${qty.num}${qty.unit ?? ''}`;
    fault(r, 'E_AMBIGUOUS_VALUE', { span: r.spans.get(action) ?? [0, 1], message: `“${said}”可能是每种${said}，也可能是合计${said}`, suggest: [`各${said}`] });
  }
  if (!action.submit || action.qty || !COUNTED.has(action.doc)) return;
  const zh = r.dict.lexicon.docs[action.doc]?.zh ?? action.doc;
  fault(r, 'E_MISSING_QTY', { span: r.spans.get(action) ?? [0, 1], message: `直接提交的${zh}必须写明数量`, suggest: [`下${zh}100箱`, `创建${zh}`] });
}
