// The slots of one condition: who, which period, which metric, compared how, with what, for how long. Any order, each filled once.
import type { CmpOp, Sel } from '../ast.ts';
import { NOT } from '../text/grammar-words.ts';
import { readPhrase } from './nouns.ts';
import { leadMetric, readAmount, readMoreTerms, readOperand } from './operands.ts';
import { done, mark, POST, type SlotReader, type Slots } from './slot-shape.ts';
import { between, having, havingMetric, heldFor, idle, sustained, window } from './slots-figures.ts';
import { trend, wordsOf } from './slots-more.ts';
import { attempt, eat, fault, sense, step, tok, word, wordsSpan, type Reader } from './reader.ts';
import { readTimeSpec } from './time-specs.ts';

/** 低于50箱, 超过信用额度, 等级为A. */
const compare: SlotReader = (r, s) =>
  attempt(r, () => {
    const cmp = sense(r, 'cmp'),
      text = tok(r)?.text ?? '';
    if (!cmp || done(s) || POST.includes(text)) return undefined;
    if (s.cmp && !s.soft) {
      s.doubled = true;
      return undefined;
    }
    // 等级为C或D: a set, read by the word slot.
    if (
      cmp.id === 'eq' &&
      (sense(r, 'letter', 1) || sense(r, 'str', 1)) &&
      [2, 3].some((k) => word(r, ['、', '或', '或者'], k) !== undefined && (sense(r, 'letter', k + 1) || sense(r, 'str', k + 1)))
    )
      return undefined;
    const at = r.i;
    step(r);
    const soft = ['只剩', '仅剩', '剩下', '还剩'].includes(text);
    eat(r, ['了', '等级']);
    const value = readRight(r, s);
    if (!value) {
      if (['为', '是', '过', '超', '起', '满'].includes(text) || !s.left) return undefined;
      fault(r, 'E_MISSING_THRESHOLD', { span: wordsSpan(r, at, r.i), message: `“${text}”后面没有写和什么比`, suggest: [`${text}100件`, `${text}安全库存`] });
      s.right = { num: 0 };
    }
    mark(r, s, at);
    s.cmp = cmp.id as CmpOp;
    if (soft) s.soft = true;
    postfix(r, s, at);
    return true as const;
  });

/** A value with its comparator behind it: 5公斤以上, 6个月以内. */
const valueFirst: SlotReader = (r, s) =>
  attempt(r, () => {
    if (done(s) || s.cmp || !sense(r, 'num')) return undefined;
    const at = r.i,
      amount = readAmount(r),
      post = sense(r, 'cmp');
    if (!amount || !post || !POST.includes(tok(r)?.text ?? '')) return undefined;
    step(r);
    // Without a metric before it, 3天以内 is a value only where the clause ends right behind it; otherwise it is a period.
    const closes = tok(r) === undefined || eatPunctAhead(r) || word(r, ['就', '的', '时', '则', '的话']) !== undefined;
    if (!s.left && !(r.last.ref && closes)) return undefined;
    mark(r, s, at);
    s.cmp = post.id as CmpOp;
    s.amount = amount;
    s.right = { num: amount.num };
    return true as const;
  });

const eatPunctAhead = (r: Reader): boolean => sense(r, 'punct') !== undefined;
function readRight(r: Reader, s: Slots): true | undefined {
  // Money and day metrics never mean 15天日均销量 here, but a quantity may.
  const operand = attempt(r, (x) => {
    const o = readOperand(x);
    return o && leadMetric(o) !== undefined ? o : undefined;
  });
  if (operand) {
    s.right = operand;
    return true;
  }
  const amount = readAmount(r);
  if (amount) {
    s.amount = amount;
    s.right = { num: amount.num };
    return true;
  }
  const str = sense(r, 'str'),
    letter = sense(r, 'letter');
  if (str) {
    step(r);
    s.right = { text: str.id };
    return true;
  }
  if (letter) {
    step(r);
    eat(r, ['级', '类']);
    s.right = { text: letter.id };
    return true;
  }
  return undefined;
}
/** A second comparator behind the value: 还剩5箱以上 overrides, 达到3次以上 agrees, 超过3天以上 contradicts. */
function postfix(r: Reader, s: Slots, at: number): void {
  const post = sense(r, 'cmp');
  if (!post || !POST.includes(tok(r)?.text ?? '') || !s.amount) return;
  step(r);
  if (s.soft || post.id === s.cmp) {
    s.cmp = post.id as CmpOp;
    return;
  }
  if (s.cmp === 'eq') {
    s.cmp = post.id as CmpOp;
    return;
  }
  fault(r, 'E_AMBIGUOUS_VALUE', {
    span: wordsSpan(r, at, r.i),
    message: `同一个数写了两种比较，含不含${s.amount.num}不确定`,
    suggest: [`超过${s.amount.num}`, `不低于${s.amount.num}`],
  });
}

const stateWord: SlotReader = (r, s) =>
  attempt(r, () => {
    if (done(s) || s.cmp) return undefined;
    const at = r.i,
      not = eat(r, NOT) !== undefined;
    const state = sense(r, 'state');
    if (!state || (s.left && !s.right)) return undefined;
    step(r);
    eat(r, ['状态', '了']);
    mark(r, s, at);
    s.states.push({ id: state.id, e: state.e ?? 'doc', not });
    // 过期批次, 近效期的冻品: the noun behind a state belongs to it.
    attempt(r, () => {
      eat(r, ['的']);
      const phrase = readPhrase(r, ['、', '和']);
      if (!phrase || phrase.each || clashes(s, phrase)) return undefined;
      take(s, phrase);
      return true;
    });
    return true as const;
  });
/** 3号仓13号仓的七喜: two names of one kind with nothing between them are not one place inside the other. */
const clashes = (s: Slots, { sel }: { sel?: Sel }): boolean => sel?.ids !== undefined && s.sels.some((x) => x.e === sel.e && x.ids !== undefined);
function take(s: Slots, phrase: { sel?: Sel; e?: string; doc?: string; each?: string }): void {
  if (phrase.sel) s.sels.push(phrase.sel);
  if (phrase.each) s.each = phrase.each;
  if (phrase.doc) s.docs.push(phrase.doc);
  if (phrase.e) s.noun = { e: phrase.e, ...(phrase.doc ? { doc: phrase.doc } : {}) };
}

const metric: SlotReader = (r, s) =>
  attempt(r, () => {
    const m = sense(r, 'metric');
    if (!m || s.left || (s.right && !s.amount) || s.range || s.whole) return undefined;
    s.metricAt = r.i;
    s.selsAtMetric = s.sels.length;
    s.metricText = tok(r)?.text ?? '';
    step(r);
    s.left = readMoreTerms(r, { ref: m.id });
    return true as const;
  });

const nounPhrase: SlotReader = (r, s) =>
  attempt(r, () => {
    if (done(s)) return undefined;
    const phrase = readPhrase(r, ['、', '和', '与', '及', '以及', '或']);
    if (!phrase || clashes(s, phrase)) return undefined;
    if (phrase.e !== undefined && !phrase.sel && !phrase.doc && !phrase.each) (s.kinds ??= []).push(phrase.e);
    take(s, phrase);
    return true as const;
  });

/** 到货 before 质检不合格, 下单 before 金额: the event word only names the occasion. */
const occasion: SlotReader = (r, s) => {
  const event = sense(r, 'event');
  if (!event || done(s)) return undefined;
  const at = word(r, ['的', '时'], 1) === undefined ? 1 : 2,
    state = sense(r, 'state', at),
    metric = sense(r, 'metric', at);
  // Only facts of the occasion itself: 发货库存 and 签收齐套率 would lose a word that means something.
  const doc = event.id.split('.')[0] ?? '',
    own = metric && r.dict.lexicon.metrics[metric.id];
  const fits = (state?.e === 'batch' && doc === 'receipt') || (own?.grain === 'doc' && (own.doc ?? doc) === doc && r.dict.lexicon.docs[doc] !== undefined);
  if (!fits) return undefined;
  s.event = event.id;
  step(r);
  return true;
};
const SOFT = [
  '还有',
  '只有',
  '仅有',
  '在',
  '里',
  '上',
  '中',
  '的',
  '里的',
  '已',
  '已经',
  '都',
  '均',
  '还',
  '仍',
  '仍然',
  '进入',
  '出现',
  '处于',
  '发生',
  '了',
  '要是',
  '若',
  '如果',
  '一旦',
  '还是',
  '其',
  '又',
  '有',
  '到了',
  '被',
  '里面',
  '变为',
  '变成',
  '收到',
  '一直',
  '于',
  '就',
  '当',
  '但凡',
  '凡是',
  '凡',
  '系统',
  '全',
  '者',
  '从',
  '来料',
];
const soft: SlotReader = (r, s) => {
  if (done(s)) return undefined;
  const w = word(r, SOFT);
  if (w === undefined || (s.states.length > 0 && !(w === '的' || w === '已' || w === '已经')) || (w === '到了' && sense(r, 'cmp'))) return undefined;
  if (s.states.length > 0 && w === '的' && !(sense(r, 'metric', 1) || sense(r, 'state', 1))) return undefined;
  step(r);
  return true;
};
const time: SlotReader = (r, s) =>
  attempt(r, () => {
    if (s.left || s.states.length > 0 || s.sels.length > 0 || done(s) || s.win || s.noun) return undefined;
    const not = eat(r, ['非', '不是']) !== undefined;
    const is = readTimeSpec(r);
    if (!is) return undefined;
    s.whole = not ? { op: 'not', arg: { op: 'time', is } } : { op: 'time', is };
    return true as const;
  });

const SLOTS: readonly SlotReader[] = [
  time,
  idle,
  heldFor,
  sustained,
  between,
  having,
  havingMetric,
  trend,
  valueFirst,
  window,
  compare,
  wordsOf,
  occasion,
  stateWord,
  metric,
  nounPhrase,
  soft,
];

/** Reads slots until no slot takes the next word. */
export function readSlots(r: Reader): Slots {
  const s: Slots = { from: r.i, sels: [], docs: [], states: [] };
  for (let guard = 0; guard < 60; guard++) {
    if (s.whole && s.whole.op === 'time') break;
    if (!SLOTS.some((read) => read(r, s))) break;
  }
  // 临期商品售价下调三成: a metric nobody compares belongs to the action behind the condition.
  if (s.left && s.states.length > 0 && !done(s) && s.metricAt !== undefined) {
    r.i = s.metricAt;
    s.sels.length = s.selsAtMetric ?? s.sels.length;
    delete s.left;
    delete s.metricAt;
  }
  return s;
}
