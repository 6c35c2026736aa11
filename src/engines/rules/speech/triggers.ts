// When a rule runs besides the calendar: an event, or every N. No trigger words means: when the condition becomes true.
import type { Dur, Sel } from '../ast.ts';
import { readPhrase } from './nouns.ts';
import { fit, readAmount } from './operands.ts';
import { NOT } from '../text/grammar-words.ts';
import { attempt, eat, eatSense, fault, firstOf, nonEmpty, punct, sense, sortSels, step, tok, word, wordsSpan, type Reader } from './reader.ts';
import type { ReadTrigger } from './schedules.ts';
import { readDur } from './times.ts';

const COUNTED: Record<string, string> = {
  每服务: 'service_count',
  每销售: 'sales_qty',
  每累计销售: 'sales_qty',
  每卖: 'sales_qty',
  每卖满: 'sales_qty',
  每卖出: 'sales_qty',
  每生产: 'output_qty',
  每消耗: 'usage_qty',
  每完成: 'output_qty',
};
const BY_UNIT: Record<string, string> = { 模次: 'shots', 单: 'order_count', 笔: 'order_count', 位: 'service_count', 人次: 'customer_flow' };
/** 每满五万模次, 每服务1位客户, 可乐每卖满100箱. */
export function readEvery(r: Reader): ReadTrigger | undefined {
  return attempt(r, () => {
    const from = r.i,
      sels: Sel[] = [];
    for (let p = readPhrase(r); p; p = readPhrase(r)) {
      if (p.doc !== undefined && p.doc !== 'sales_order') return undefined;
      if (p.sel) sels.push(p.sel);
      eat(r, ['的']);
    }
    let metric = eatSense(r, 'metric')?.id;
    const verb = eat(r, [...Object.keys(COUNTED), '每满', '每累计']) ?? (word(r, ['每']) !== undefined && sense(r, 'metric', 1) ? eat(r, ['每']) : undefined);
    if (verb === undefined) return undefined;
    eat(r, ['满', '累计', '达', '达到', '够', '了']);
    if (sense(r, 'cmp') && ['满', '达到', '达'].includes(tok(r)?.text ?? '')) step(r);
    metric ??= eatSense(r, 'metric')?.id;
    if (metric) {
      eat(r, ['满', '达到']);
      if (sense(r, 'cmp')) step(r);
    }
    const amount = readAmount(r);
    if (!amount) return undefined;
    // 每累计销售10万元 counts money, not pieces.
    if (amount.unit === '元' && metric === undefined && COUNTED[verb] === 'sales_qty') metric = 'sales_amount';
    metric ??= amount.unit === '模次' ? 'shots' : (COUNTED[verb] ?? BY_UNIT[amount.unit ?? '']);
    if (!metric) return undefined;
    const goods = readPhrase(r);
    if (goods?.sel) sels.push(goods.sel);
    eat(r, ['时', '的时候', '后', '之后', '就']);
    const n = metric === 'output_qty' || metric === 'service_count' ? { num: amount.num, ...(amount.unit ? { unit: amount.unit } : {}) } : fit(r, amount, metric);
    if (n.num <= 0) fault(r, 'E_RANGE', { span: amount.span, message: '每满的数量必须大于0', suggest: ['1', '100'] });
    const of = sortSels(sels);
    return { trigger: { on: 'every', n: n.num, ...(n.unit ? { unit: n.unit } : {}), ref: { ref: metric, ...(of ? { of } : {}) } }, scope: [], span: wordsSpan(r, from, r.i) };
  });
}

/** One event name: a named event, or document + verb in either order. */
function readEventName(r: Reader): { id: string; doc?: string } | undefined {
  return firstOf(r, [
    () => {
      const doc = sense(r, 'doc'),
        verb = sense(r, 'docverb', 1),
        passive = word(r, ['被', '已'], 1) !== undefined ? sense(r, 'docverb', 2) : undefined;
      const v = verb ?? passive;
      if (!doc || !v) return undefined;
      step(r, verb ? 2 : 3);
      return { id: `${doc.id}.${v.id}`, doc: doc.id };
    },
    () => {
      // 送货单签收时: the document beside its own event only names it twice.
      const doc = sense(r, 'doc'),
        event = sense(r, 'event', 1);
      if (!doc || !event?.id.startsWith(`${doc.id}.`)) return undefined;
      step(r, 2);
      return { id: event.id, doc: doc.id };
    },
    () => {
      const verb = sense(r, 'docverb') ?? (word(r, ['下', '下达']) !== undefined && sense(r, 'doc', 1) ? { id: 'submitted' } : undefined),
        doc = sense(r, 'doc', 1);
      if (!doc || (!verb && word(r, ['收到', '接到']) === undefined)) return undefined;
      step(r, 2);
      return { id: `${doc.id}.${verb?.id ?? 'created'}`, doc: doc.id };
    },
    () => {
      const ev = eatSense(r, 'event');
      return ev && { id: ev.id, doc: ev.id.split('.')[0] ?? ev.id };
    },
  ]);
}
/** Whose event it is: 万家乐超市, 首营供应商, 东莞仓. Undefined when the words here are no event's. */
function readWhose(r: Reader, scope: Sel[]): { kind: string | undefined } | undefined {
  let kind: string | undefined;
  for (;;) {
    const state = sense(r, 'state') && !sense(r, 'event') ? sense(r, 'state') : undefined;
    if (state && (sense(r, 'etype', 1) || sense(r, 'etype', 2))) {
      step(r);
      eat(r, ['的']);
      const k = eatSense(r, 'etype');
      if (!k) return undefined;
      scope.push({ e: ['customer', 'supplier'].includes(k.id) ? k.id : (state.e ?? k.id), state: state.id });
      kind = k.id;
      continue;
    }
    if (sense(r, 'doc') && (sense(r, 'docverb', 1) || sense(r, 'event', 1)?.id.startsWith(`${sense(r, 'doc')?.id}.`) === true || word(r, ['被', '已'], 1) !== undefined)) break;
    // 首营客户下单: the lexicon's event word 客户下单 carries the noun.
    if (state && sense(r, 'event', 1) && /^(客户|供应商)/.test(tok(r, 1)?.text ?? '')) {
      const e = tok(r, 1)?.text.startsWith('客户') ? 'customer' : 'supplier';
      step(r);
      scope.push({ e, state: state.id });
      kind = e;
      break;
    }
    const p = sense(r, 'event') && !sense(r, 'ent') ? undefined : readPhrase(r, ['、', '和', '或']);
    if (!p || p.each || p.doc) {
      if (p) return undefined;
      break;
    }
    if (p.sel) scope.push(p.sel);
    kind = p.e;
    eat(r, ['的', '在']);
  }
  return { kind };
}
/** 采购订单提交24小时后: the wait may stand before 后. */
const readHeld = (r: Reader): Dur | undefined =>
  attempt(r, () => {
    const dur = readDur(r);
    return dur && (eat(r, AFTER) !== undefined || word(r, ['还', '仍', '仍然']) !== undefined) ? dur : undefined;
  });
const ARRIVED = ['来了', '来', '到了'];
const WHEN = ['时', '的时候', '时候', '之时', '的话', '当天'],
  AFTER = ['后', '之后', '以后', '完', '了'];
/** 收货时, 客户首次下单且…, 扫码领用后48小时仍…, 采购订单审核通过后. */
export function readEvent(r: Reader): ReadTrigger | undefined {
  return attempt(r, () => {
    const from = r.i,
      scope: Sel[] = [];
    let first: string | undefined;
    eat(r, ['当', '在', '每次', '每']);
    eat(r, ['向', '从', '给', '对']);
    const whose = readWhose(r, scope);
    if (!whose) return undefined;
    const { kind } = whose;
    if (eat(r, ['首次', '第一次', '头一回']) !== undefined) first = kind ?? 'customer';
    const one = readEventName(r);
    if (!one) return undefined;
    if (!first && eat(r, ['首次', '第一次']) !== undefined) first = kind ?? 'customer';
    const events = [one.id];
    for (let more = moreEvents(r); more; more = moreEvents(r)) events.push(more);
    // 质检合格的批次，…: the event described as a property of what it happened to.
    const described = /^(quality|first_article)\./.test(one.id) && attempt(r, () => (eat(r, ['的']) !== undefined ? eatSense(r, 'etype') : undefined)) !== undefined;
    // 新订单来了就通知…
    const came = eat(r, ARRIVED) !== undefined && (eat(r, ['了']) !== undefined || word(r, ['就', '时', '后']) !== undefined || punct(r, ',') !== undefined);
    const held = readHeld(r);
    const ends =
      (held ? '后' : undefined) ??
      (described || (came && word(r, [...WHEN, ...AFTER]) === undefined) ? '时' : undefined) ??
      eat(r, WHEN) ??
      eat(r, AFTER) ??
      (punct(r, ',') !== undefined || (first && word(r, ['且', '并且', '而且', '的'])) ? '' : undefined);
    if (ends === undefined) return undefined;
    const wait = held ?? (AFTER.includes(ends) ? readWait(r) : undefined);
    const list = nonEmpty(events);
    if (!list) return undefined;
    const docs = [...new Set(events.map((e) => e.split('.')[0] ?? e))];
    return { trigger: { on: 'event', events: list, ...(first ? { first } : {}), ...(wait ? { wait } : {}) }, scope, span: wordsSpan(r, from, r.i), docs };
  });
}
function moreEvents(r: Reader): string | undefined {
  return attempt(r, () => {
    const ended = eat(r, WHEN) !== undefined;
    if (eat(r, ['或', '或者', '、', '和', '以及', '及']) === undefined) return undefined;
    const next = readEventName(r);
    return next && (!ended || word(r, WHEN) !== undefined) ? next.id : undefined;
  });
}
/** The 48小时 of 后48小时仍未归还. */
function readWait(r: Reader): Dur | undefined {
  return attempt(r, () => {
    eat(r, ['超过', '满', '过了', '的']);
    if (['gt', 'gte'].includes(sense(r, 'cmp')?.id ?? '')) step(r);
    const dur = readDur(r);
    if (!dur) return undefined;
    const within = eat(r, ['内', '以内', '之内']) !== undefined;
    eat(r, ['后', '还', '仍', '仍然']);
    // 7天内没来票 is judged when they are over; 24小时内通知 asks for haste, and no rule can promise that.
    return within && sense(r, 'state') === undefined && word(r, NOT) === undefined ? undefined : dur;
  });
}
