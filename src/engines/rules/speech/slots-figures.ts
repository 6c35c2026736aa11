// Slots with a shape of their own: how long (连续3天), how long not (30天没动销), whether any (有余量), between what.
import { fit, leadMetric, readAmount } from './operands.ts';
import { attempt, eat, sense, step, tok, type Reader } from './reader.ts';
import { done, mark, type SlotReader } from './slot-shape.ts';
import { readDur, readWin } from './times.ts';

/** 连续3天, 持续半小时以上; after a state also 超过4小时. */
export const sustained: SlotReader = (r, s) =>
  attempt(r, () => {
    // 高于8度超过20分钟: behind a finished comparison that is not about time, another 超过 can only mean how long.
    const timeless =
      (done(s) && s.right !== undefined) || s.range !== undefined ? !['day', 'minute'].includes(r.dict.lexicon.metrics[leadMetric(s.left) ?? '']?.unit ?? 'day') : false;
    const said =
      eat(r, ['连续', '持续', '一直']) ??
      ((s.states.length > 0 && !done(s)) || timeless ? eatAny(r, ['超过', '高于', '大于', '多于', '达到', '达', '满', '已', '已经']) : undefined);
    if (said === undefined || s.sustain) return undefined;
    eatAny(r, ['超过', '达到', '达', '满']);
    const dur = readDur(r);
    if (!dur) return undefined;
    eatAny(r, ['以上', '及以上', '内']);
    eat(r, ['都', '均', '的']);
    s.sustain = dur;
    if (!['连续', '持续', '一直'].includes(said)) s.sustainCmp = ['超过', '高于', '大于', '多于'].includes(said) ? 'gt' : 'gte';
    return true as const;
  });
function eatAny(r: Reader, words: string[]): string | undefined {
  const t = tok(r)?.text;
  if (t === undefined || !words.includes(t)) return undefined;
  step(r);
  return t;
}

/** 超过3天未付款, 满48小时仍未归还: a length of time in front of a state. */
export const heldFor: SlotReader = (r, s) =>
  attempt(r, () => {
    if (s.sustain || done(s) || s.left) return undefined;
    const over = eatAny(r, ['超过', '高于', '大于', '多于', '满', '达到', '已', '已经']) !== undefined;
    eatAny(r, ['超过', '满', '达到']);
    const dur = readDur(r);
    if (!dur) return undefined;
    eatAny(r, ['以上']);
    eat(r, ['仍', '还', '仍然', '都', '的']);
    // 7天未付款 says it without 超过; only not-yet states can be meant so.
    if (!sense(r, 'state') || (!over && !/^[未没]/.test(tok(r)?.text ?? ''))) return undefined;
    s.sustain = dur;
    return true as const;
  });

/** 30天没动销, 连续三个月没下单, 超过60天未采购. */
export const idle: SlotReader = (r, s) =>
  attempt(r, () => {
    if (done(s) || s.left) return undefined;
    const at = r.i;
    eat(r, ['连续', '最近', '近', '已', '已经', '过去', '有', '持续']);
    const over = eatAny(r, ['超过', '高于', '大于', '多于']) !== undefined;
    eatAny(r, ['达到', '满', '达']);
    const amount = readAmount(r);
    if (!amount) return undefined;
    eatAny(r, ['以上', '内', '以内', '之内', '及以上']);
    eat(r, ['都', '一直', '仍', '还']);
    if (eat(r, ['没', '没有', '未', '无']) === undefined) return undefined;
    eat(r, ['有', '再', '过']);
    const sold = eat(r, ['动销', '卖过', '卖出']) !== undefined;
    if (!sold && eat(r, ['下单', '下过单']) === undefined && tok(r)?.text !== '采购') return undefined;
    if (!sold && tok(r)?.text === '采购') step(r);
    eat(r, ['过']);
    mark(r, s, at);
    const ref = sold ? 'days_since_sale' : 'days_since_order';
    s.left = { ref };
    s.cmp = over ? 'gt' : 'gte';
    s.amount = amount;
    s.right = fit(r, amount, ref);
    return true as const;
  });

export const window: SlotReader = (r, s) =>
  attempt(r, () => {
    if (s.win || done(s)) return undefined;
    const forecast = eat(r, ['预测', '预计']) !== undefined;
    const win = readWin(r);
    if (!win || (forecast && !('next' in win))) return undefined;
    s.win = win;
    return true as const;
  });

const HAVING: Record<string, string> = { surplus: 'gt', available: 'gt', in_transit: 'gt', stock: 'gt' };

/** 有余量, 有货, 无在途. */
export const having: SlotReader = (r, s) =>
  attempt(r, () => {
    if (s.left || done(s)) return undefined;
    const at = r.i,
      no = eat(r, ['没有', '无', '没']) !== undefined;
    if (eat(r, ['有货']) !== undefined) {
      mark(r, s, at);
      s.left = { ref: 'available' };
      s.cmp = no ? 'eq' : 'gt';
      s.right = { num: 0 };
      return true as const;
    }
    return undefined;
  });
const HAS = ['有', '还有'];
export const havingMetric: SlotReader = (r, s) =>
  attempt(r, () => {
    if (s.left || done(s)) return undefined;
    const at = r.i,
      no = eat(r, ['没有', '无', '没', '缺', '未填']) !== undefined;
    if (!no && eat(r, HAS) === undefined) return undefined;
    const metric = sense(r, 'metric');
    // 没有处方号: a text that is not there is empty.
    if (no && metric && r.dict.lexicon.metrics[metric.id]?.unit === 'text') {
      s.metricAt = r.i;
      step(r);
      mark(r, s, at);
      s.left = { ref: metric.id };
      s.whole = { op: 'empty', left: s.left };
      return true as const;
    }
    const id = metric?.id === 'stock' ? 'available' : metric?.id;
    if (!id || HAVING[id] === undefined || sense(r, 'cmp', 1)) return undefined;
    step(r);
    mark(r, s, at);
    s.left = { ref: id };
    s.cmp = no ? 'eq' : 'gt';
    s.right = { num: 0 };
    return true as const;
  });

/** 在2到8度之间, 不在…, 介于…和…之间, 3000元到20000元之间. */
export const between: SlotReader = (r, s) =>
  attempt(r, () => {
    if (done(s) || s.cmp) return undefined;
    const at = r.i;
    const not = eat(r, ['不在']) !== undefined || eat(r, ['不']) !== undefined;
    const framed = not || eat(r, ['在', '介于', '处于', '为']) !== undefined;
    if (not) eat(r, ['介于', '处于']);
    const lo = readAmount(r);
    if (!lo || eat(r, ['到', '至', '~', '-', '和', '与']) === undefined) return undefined;
    const hi = readAmount(r);
    if (!hi || (eat(r, ['之间', '范围内', '以内', '区间']) === undefined && !framed && !s.left)) return undefined;
    eat(r, ['范围内']);
    if (lo.unit === undefined && hi.unit !== undefined) lo.unit = hi.unit;
    mark(r, s, at);
    s.range = [lo, hi];
    if (not) s.negated = true;
    return true as const;
  });
