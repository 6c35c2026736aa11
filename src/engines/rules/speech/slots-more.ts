// Two more slots: trends (环比上涨10%以上) and word-like comparisons (包含, 属于, 为空, 为零).
import type { CmpOp, Cond } from '../ast.ts';
import { TREND_DOWN, TREND_UP, VERSUS } from '../text/grammar-words.ts';
import { readAmount } from './operands.ts';
import { attempt, eat, eatSense, fault, nonEmpty, sense, step, tok, word, wordsSpan, type Reader } from './reader.ts';
import { done, mark, POST, type SlotReader } from './slot-shape.ts';

export const trend: SlotReader = (r, s) => {
  if (s.range || s.whole || (s.right && !s.vs)) return undefined;
  const vs = VERSUS[word(r, Object.keys(VERSUS)) ?? ''];
  if (vs) {
    if (s.vs) return undefined;
    mark(r, s, r.i);
    s.vsAt = wordsSpan(r, r.i, r.i + 1);
    step(r);
    s.vs = vs;
    return true;
  }
  if (s.by) return undefined;
  if (word(r, ['翻倍', '翻一番', '翻了一倍', '翻了一番']) !== undefined) {
    mark(r, s, r.i);
    step(r);
    s.dir = 'up';
    s.cmp = 'gte';
    s.by = { num: 100, unit: '%' };
    return true;
  }
  const up = word(r, TREND_UP),
    down = word(r, TREND_DOWN);
  if ((up === undefined && down === undefined) || s.dir || s.cmp) return undefined;
  return attempt(r, () => {
    mark(r, s, r.i);
    const at = r.i;
    step(r);
    eat(r, ['了']);
    const cmp = eatSense(r, 'cmp')?.id;
    const amount = tok(r)?.text === '一倍' ? (step(r), { num: 100, unit: '%', span: wordsSpan(r, r.i - 1, r.i) }) : readAmount(r);
    s.dir = up === undefined ? 'down' : 'up';
    if (!amount) {
      fault(r, 'E_MISSING_THRESHOLD', { span: wordsSpan(r, at, r.i), message: '没有写变化多少', suggest: [`${tok(r, at - r.i)?.text ?? '上涨'}10%以上`] });
      s.by = { num: 0, unit: '%' };
      s.cmp = 'gte';
      return true as const;
    }
    const post = sense(r, 'cmp');
    const tail = post && POST.includes(tok(r)?.text ?? '') ? (step(r), post.id) : undefined;
    if (cmp !== undefined && tail !== undefined && cmp !== tail)
      fault(r, 'E_AMBIGUOUS_VALUE', { span: wordsSpan(r, at, r.i), message: '变化幅度写了两种比较', suggest: [`${tok(r, at - r.i)?.text ?? '上涨'}${amount.num}%以上`] });
    s.cmp = (cmp ?? tail ?? 'gte') as CmpOp;
    s.amount = amount;
    s.by =
      amount.unit === undefined && amount.num > 0 && amount.num <= 1
        ? { num: Number((amount.num * 100).toPrecision(12)), unit: '%' }
        : { num: amount.num, ...(amount.unit ? { unit: amount.unit } : {}) };
    if (amount.unit === undefined && amount.num > 1) fault(r, 'E_UNIT', { span: amount.span, message: '变化幅度缺少单位', suggest: [`${amount.num}%`] });
    return true as const;
  });
};

export const wordsOf: SlotReader = (r, s) =>
  attempt(r, () => {
    if (done(s) || !s.left || !('ref' in s.left)) return undefined;
    const at = r.i,
      left = s.left;
    const not = eat(r, ['不', '没有', '没']) !== undefined;
    let whole: Cond | undefined;
    if (eat(r, ['为空', '没填', '未填写', '未填']) !== undefined) whole = { op: 'empty', left };
    else if (eat(r, ['为零', '等于零', '是零', '归零']) !== undefined) {
      mark(r, s, at);
      s.cmp = not ? 'ne' : 'eq';
      s.amount = { num: 0, span: wordsSpan(r, at, r.i) };
      s.right = { num: 0 };
      return true as const;
    } else if (eat(r, ['包含', '含有', '带有']) !== undefined) {
      const str = eatSense(r, 'str');
      whole = str && { op: 'has', left, text: str.id };
    } else if (eat(r, ['属于', '是', '为']) !== undefined || (not === false && word(r, ['不属于']) !== undefined)) {
      const out = eat(r, ['不属于']) !== undefined;
      const member = word(r, ['属于'], -1) !== undefined || out;
      const set = readSet(r);
      const one = eat(r, ['之一', '中的一个', '其中之一']) !== undefined;
      const items = nonEmpty(set);
      if (!items || (!member && !one && items.length < 2)) return undefined;
      whole = { op: 'in', left, set: items };
      if (out) whole = { op: 'not', arg: whole };
    }
    if (!whole) return undefined;
    mark(r, s, at);
    s.whole = not ? { op: 'not', arg: whole } : whole;
    return true as const;
  });
function readSet(r: Reader): string[] {
  const set: string[] = [];
  for (;;) {
    const item = attempt(r, () => {
      if (set.length > 0 && eat(r, ['、', '或', '或者', '和']) === undefined) return undefined;
      const str = eatSense(r, 'str') ?? eatSense(r, 'letter');
      if (str) eat(r, ['级', '类']);
      return str;
    });
    if (!item) return set;
    set.push(item.id);
  }
}
