// From filled slots to conditions, and from conditions to and/or with the brackets people wrote. 且 and 或 never mix unbracketed.
import type { Cond, Dur, Operand, Ref, Sel, Span } from '../ast.ts';
import { AND, OPEN, OR } from '../text/grammar-words.ts';
import { fit, leadMetric } from './operands.ts';
import { attempt, eat, eatPunct, endOf, fault, sortSels, startOf, textOf, word, wordsSpan, type CondNote, type Reader } from './reader.ts';
import { hasPredicate, type Slots } from './slot-shape.ts';
import { readSlots } from './slots.ts';

function docsOf(r: Reader, s: Slots): string[] {
  const id = leadMetric(s.left);
  // 生产工单剩余交期: the figure of an order at work, which nobody submits any more.
  const docs = id === 'wo_due_days' || id === 'kit_rate' ? s.docs.filter((doc) => doc !== 'work_order') : [...s.docs];
  const own = id === undefined ? undefined : r.dict.lexicon.metrics[id]?.doc;
  if (own && docs.length === 0) docs.push(own);
  if (id?.startsWith('doc.') && docs.length === 0) {
    const said = s.metricText ?? '';
    const named = Object.entries(r.dict.lexicon.docs).find(([, w]) => [w.zh, ...w.syn].some((name) => said.startsWith(name)));
    if (named) docs.push(named[0]);
    else if (said.startsWith('采购')) docs.push('purchase_order');
    else if (s.event) docs.push(s.event.split('.')[0] ?? s.event);
  }
  return docs;
}

/** D4: a comparison without a metric repeats the one before; with goods and nothing before it means 库存. */
function supplyMetric(r: Reader, s: Slots): Operand | undefined {
  if (s.left) return s.left;
  const before = r.last.ref;
  const unit = s.amount?.unit ?? s.range?.[0].unit;
  const qty = r.dict.lexicon.units['qty'] as string[];
  const goods = s.sels.some((x) => ['sku', 'category', 'warehouse', 'store', 'location', 'batch'].includes(x.e)) || s.noun?.e === 'sku';
  if (before && !s.soft && !(goods && unit !== undefined && qty.includes(unit) && !sameDimension(r, before.ref))) {
    if (s.sels.length === 0) s.sels = [...r.last.sels];
    if (!s.win && before.win) s.win = before.win;
    return { ref: before.ref };
  }
  return goods || s.soft ? { ref: 'stock' } : undefined;
}
const sameDimension = (r: Reader, metric: string): boolean => r.dict.lexicon.metrics[metric]?.unit === 'qty';

/** Writes selectors and window onto the first metric of the left side; later terms inherit at evaluation. */
function dress(left: Operand, s: Slots): Operand {
  if ('op' in left) {
    const [head, ...rest] = left.args;
    return { op: left.op, args: [dress(head, s), ...rest] as unknown as [Operand, Operand] };
  }
  if (!('ref' in left)) return left;
  const of = sortSels(s.sels);
  return { ref: left.ref, ...(of ? { of } : {}), ...(s.win ? { win: s.win } : {}) };
}

function comparison(r: Reader, s: Slots): Cond | undefined {
  const bare = supplyMetric(r, s);
  if (!bare) return undefined;
  const left = dress(bare, s),
    metric = leadMetric(left);
  if ('ref' in left) {
    r.last = { ref: left, sels: s.sels };
    if (s.metricAt !== undefined) r.spans.set(left, wordsSpan(r, s.metricAt, s.metricAt + 1));
  }
  if (s.whole) return s.whole.op === 'not' && 'arg' in s.whole ? { op: 'not', arg: { ...s.whole.arg, left } as Cond } : ({ ...s.whole, left } as Cond);
  if (s.by && 'ref' in left) return trendCond(r, s, left);
  if (s.range) {
    const cond: Cond = { op: 'between', left, lo: fit(r, s.range[0], metric), hi: fit(r, s.range[1], metric) };
    return s.negated ? { op: 'not', arg: cond } : cond;
  }
  if (!s.right || !s.cmp) return undefined;
  const right = s.amount && !leadMetric(s.right) ? fit(r, s.amount, metric) : s.right;
  if (s.amount) r.spans.set(right, s.amount.span);
  return { op: s.cmp, left, right };
}
function trendCond(r: Reader, s: Slots, left: Ref): Cond | undefined {
  const by = s.by ?? { num: 0 };
  const cmp = s.cmp === 'lt' || s.cmp === 'lte' || s.cmp === 'gt' ? s.cmp : 'gte';
  if (!s.vs) fault(r, 'E_MISSING_WINDOW', { span: [s.predicateFrom ?? 0, endOf(r, r.i)], message: '没有写和哪个时期相比', suggest: ['环比', '比上周同期', '比上月'] });
  const need = r.dict.lexicon.windowPolicy.need.includes(left.ref) || (s.vs === 'prev' && r.dict.lexicon.windowPolicy.trendNeedsWindow);
  if (!left.win && need && s.vsAt) {
    const said = textOf(r, s.vsAt);
    fault(r, 'E_MISSING_WINDOW', { span: s.vsAt, message: `${said}缺少统计周期`, suggest: [`近7天${said}`, `本月${said}`] });
  }
  return { op: 'trend', left, dir: s.dir ?? 'up', cmp, by, vs: s.vs ?? 'prev' };
}

/** 非促销中的商品销量低于…: a selector cannot say “not”, so it becomes a condition of its own. */
function excluding(states: readonly { id: string; e: string }[], cond: Cond | undefined): Cond | undefined {
  if (!cond || states.length === 0) return cond;
  const not = states.map((st): Cond => ({ op: 'not', arg: { op: 'is', e: st.e, state: st.id } }));
  return { op: 'and', args: [...not, cond] as unknown as [Cond, Cond] };
}
/** States whose length the books already count: 逾期超过45天 compares 逾期天数, it does not wait 45 days. */
const COUNTS: Record<string, string> = { overdue: 'overdue_days' };
const COUNT_UNIT: Partial<Record<Dur['u'], string>> = { day: '天', week: '周', month: '月', year: '年' };
function counted(s: Slots): Cond | undefined {
  const [state, more] = s.states,
    ref = COUNTS[state?.id ?? ''],
    unit = s.sustain && COUNT_UNIT[s.sustain.u];
  if (!state || more || state.not || !ref || !unit || !s.sustain || !s.sustainCmp || s.win || s.vs || s.left) return undefined;
  const of = sortSels(s.sels);
  return { op: s.sustainCmp, left: { ref, ...(of ? { of } : {}) }, right: { num: s.sustain.n, unit } } as Cond;
}
const PARTY = new Set(['customer', 'supplier']);
function stateCond(s: Slots): Cond | undefined {
  const state = s.states.at(-1);
  // A period, a comparison or a trend that found no place was read but not understood: refuse rather than drop it.
  if (!state || s.win || s.vs || s.left) return undefined;
  // 证照过期的客户: the noun says whose licence it is.
  if (s.noun?.e !== undefined && PARTY.has(s.noun.e) && PARTY.has(state.e)) state.e = s.noun.e;
  if (s.states.slice(0, -1).some((x) => x.not)) return undefined;
  for (const other of s.states.slice(0, -1)) s.sels.push({ e: other.e, state: other.id });
  const of = sortSels(s.sels.filter((x) => !(x.q === 'this' && x.e === state.e && Object.keys(x).length === 2)));
  const cond: Cond = { op: 'is', e: state.e, state: state.id, ...(of ? { of } : {}) };
  return state.not ? { op: 'not', arg: cond } : cond;
}

/** One condition; undefined (and nothing consumed) when the words here are not one. */
export function readCond(r: Reader): Cond | undefined {
  return attempt(r, () => {
    const open = r.i;
    const not = eat(r, ['并非', '不是', '非']) !== undefined;
    if (eatPunct(r, '(')) {
      const inner = readConds(r);
      if (!inner || !eatPunct(r, ')')) return undefined;
      return not ? { op: 'not', arg: inner } : inner;
    }
    if (not) r.i = open;
    const s = readSlots(r);
    if (!hasPredicate(s)) return undefined;
    let cond: Cond | undefined;
    const count = counted(s);
    const compares =
      s.right !== undefined || s.range !== undefined || s.by !== undefined || (s.whole && s.whole.op !== 'time' && !(s.whole.op === 'not' && s.whole.arg.op === 'time'));
    if (compares) {
      const outside = s.states.filter((st) => st.not);
      for (const st of s.states) if (!st.not) s.sels.push({ e: st.e, state: st.id });
      cond = excluding(outside, comparison(r, s));
    } else if (s.whole) cond = s.whole;
    else cond = count ?? stateCond(s);
    if (!cond || (s.vs && !s.by) || !suits(r, s, cond)) return undefined;
    const span: Span = [startOf(r, s.from), endOf(r, r.i)];
    const docs = docsOf(r, s);
    if (s.sustain && cond !== count) cond = sustain(r, s, cond);
    const note: CondNote = {
      docs,
      ...(s.docs.length > 0 ? { named: s.docs } : {}),
      predicate: [s.predicateFrom ?? span[0], span[1]],
      ...(s.noun ? { noun: s.noun } : {}),
      ...(s.each ? { each: s.each } : {}),
      ...(cond.op === 'sustain' ? { sustained: true } : {}),
      ...(s.event ? { impliedEvent: s.event } : {}),
    };
    r.spans.set(cond, span);
    r.notes.set(cond, note);
    for (const sel of s.sels) r.named.push(sel);
    checkThis(r, s.sels, span);
    return cond;
  });
}
/** Kinds that only some figures belong to: 设备可卖数 and 天气提前期 are not read, rather than read without the word. */
const KIND_FIGURES: Record<string, readonly string[]> = {
  device: ['oee', 'downtime', 'output_qty', 'defect_rate', 'scrap_rate', 'temperature', 'humidity', 'plan_rate', 'shots'],
  mold: ['shots', 'output_qty', 'defect_rate', 'scrap_rate'],
  vehicle: ['temperature', 'humidity', 'temp_diff', 'on_time_rate'],
  weather: [],
  doc: [],
  employee: ['complaint_count', 'service_count', 'sign_missing_rate', 'usage_qty', 'sales_amount', 'sales_qty', 'order_count', 'output_qty'],
};
function suits(r: Reader, s: Slots, cond: Cond): boolean {
  const metric = leadMetric(s.left) ?? ('left' in cond ? leadMetric(cond.left) : undefined);
  const state = s.states.at(-1)?.e,
    own = metric === undefined ? undefined : r.dict.lexicon.metrics[metric]?.grain;
  // Under 持续 no document is submitted, so a document said beside another thing's figure would be lost.
  if (s.sustain && s.docs.length > 0 && own !== 'doc' && state !== 'doc') return false;
  return (s.kinds ?? []).every((kind) => {
    const figures = KIND_FIGURES[kind];
    if (!figures || kind === state) return true;
    const grain = metric === undefined ? undefined : r.dict.lexicon.metrics[metric]?.grain;
    return grain === kind || (metric !== undefined && figures.includes(metric)) || (kind === 'doc' && state === 'batch');
  });
}
/** 连续N天 of a daily flow means the day's figure each time. */
function sustain(r: Reader, s: Slots, cond: Cond): Cond {
  const dur = s.sustain ?? { n: 1, u: 'day' };
  if ('left' in cond && 'ref' in cond.left && !cond.left.win && cond.op !== 'trend' && r.dict.lexicon.windowPolicy.need.includes(cond.left.ref)) {
    const cal = ({ day: 'day', week: 'week', month: 'month' } as const)[dur.u as 'day'];
    if (cal) return { op: 'sustain', arg: { ...cond, left: { ...cond.left, win: { cur: cal } } } as Cond, for: dur };
  }
  return { op: 'sustain', arg: cond, for: dur };
}
/** 该X must have exactly one possible antecedent when several were named. */
export function checkThis(r: Reader, sels: readonly Sel[], span: Span): void {
  for (const sel of sels) {
    if (sel.q !== 'this') continue;
    const named = r.named.filter((x) => x.e === sel.e && x.ids);
    const ids = new Set(named.flatMap((x) => x.ids ?? []));
    if (ids.size < 2) continue;
    fault(r, 'E_AMBIGUOUS_REF', {
      span: span,
      message: `“${textOf(r, span)}”指${[...ids].map((id) => r.dict.nameOf(sel.e, id)).join('还是')}不明确`,
      suggest: [...ids].map((id) => r.dict.nameOf(sel.e, id)),
    });
  }
}

interface Join {
  op: 'and' | 'or';
  s: number;
  e: number;
}
function readJoin(r: Reader): Join | undefined {
  return attempt(r, () => {
    eatPunct(r, ',');
    const from = r.i,
      op = eat(r, OR) !== undefined ? ('or' as const) : eat(r, AND) !== undefined ? ('and' as const) : undefined;
    if (!op) return undefined;
    const to = r.i;
    eat(r, OPEN);
    return { op, s: startOf(r, from), e: endOf(r, to) };
  });
}

/** Conditions joined by 且 or 或. */
export function readConds(r: Reader): Cond | undefined {
  const first = readCond(r);
  if (!first) return undefined;
  const args: Cond[] = [first];
  let joined: Join | undefined;
  for (;;) {
    const next = attempt(r, () => {
      // 的 may close each half: 折扣率低于85%的或者…
      if (word(r, ['的', '时']) !== undefined && (word(r, OR, 1) !== undefined || word(r, AND, 1) !== undefined)) r.i++;
      const join = readJoin(r);
      const cond = join && readCond(r);
      return cond && { join, cond };
    });
    if (!next) break;
    if (joined && joined.op !== next.join.op) mixed(r, joined, next.join);
    joined ??= next.join;
    args.push(next.cond);
  }
  return joined ? joinConds(r, joined.op, args) : first;
}
/** Flattens same-kind nests and keeps text order (D8). */
export function joinConds(r: Reader, op: 'and' | 'or', args: readonly Cond[]): Cond {
  const flat = args.flatMap((a) => (a.op === op ? a.args : [a]));
  const cond = { op, args: flat } as unknown as Cond;
  const spans = args.map((a) => r.spans.get(a)).filter((x) => x !== undefined);
  if (spans.length > 0) r.spans.set(cond, [Math.min(...spans.map((x) => x[0])), Math.max(...spans.map((x) => x[1]))]);
  return cond;
}
function mixed(r: Reader, a: Join, b: Join): void {
  const said = (j: Join): string => textOf(r, [j.s, j.e]);
  const whole = r.plain.source;
  const at = (n: number): number => r.plain.from[n] ?? whole.length;
  const start = clauseStart(r, a.s),
    head = whole.slice(at(start), at(a.s)),
    mid = whole.slice(at(a.e), at(b.s)),
    tailEnd = endOf(r, r.i),
    rest = whole.slice(at(b.e), r.plain.to[tailEnd - 1] ?? whole.length);
  const or = a.op === 'or';
  fault(r, 'E_AMBIGUOUS_LOGIC', {
    span: [a.s, b.e],
    message: `“${said(a)}”与“${said(b)}”混用且没有括号，先算哪个不确定；可以写成“（${head}${or ? '或' : '且'}${mid}）${or ? '且' : '或'}${rest}”，或“${head}${or ? '或' : '且'}（${mid}${or ? '且' : '或'}${rest}）”`,
    suggest: [],
  });
}
function clauseStart(r: Reader, before: number): number {
  let start = 0;
  for (const [cond, span] of r.spans) if (span[0] < before && 'op' in cond && r.notes.has(cond)) start = Math.max(start, span[0]);
  return start;
}
