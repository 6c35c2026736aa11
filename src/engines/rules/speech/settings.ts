// Changing a parameter: 打八折, 上浮30%, 提高到原来的1.5倍, 设为C.
import type { Action, How, Operand, SetAction } from '../ast.ts';
import { SET_DOWN, SET_TO, SET_UP } from '../text/grammar-words.ts';
import { readPhrase } from './nouns.ts';
import { readObjects } from './objects.ts';
import { leadMetric, readAmount, readOperand, type Amount } from './operands.ts';
import { atBoundary } from './people.ts';
import { attempt, eat, eatSense, endOf, fault, sense, skipFiller, sortSels, startOf, step, textOf, tok, word, wordsSpan, type Reader } from './reader.ts';

const PARAM_DIM: Record<string, string> = {
  safety_stock: 'qty',
  reorder_point: 'qty',
  max_stock: 'qty',
  min_order_qty: 'qty',
  price: 'money',
  credit_limit: 'money',
  lead_time: 'day',
  replenish_cycle: 'day',
  supplier_share: 'ratio',
  inspect_rate: 'ratio',
  loss_allowance: 'ratio',
  pick_strategy: 'text',
  customer_level: 'text',
  supplier_level: 'text',
};
/** What a parameter measures: the lexicon's word for it, else the core's. */
const dimOf = (r: Reader, param: string): string => r.dict.lexicon.params[param]?.unit ?? PARAM_DIM[param] ?? 'any';
/** 首选供应商改为北方食品: the value is a record. */
function readRecord(r: Reader, kind: string): Change | undefined {
  const named = readPhrase(r)?.sel;
  const [id, other] = named?.e === kind ? (named.ids ?? []) : [];
  return id === undefined || other !== undefined ? undefined : { how: 'to', value: { text: id } };
}
function fitParam(r: Reader, a: Amount, param: string): Operand {
  const dim = dimOf(r, param),
    plain = { num: a.num, ...(a.unit ? { unit: a.unit } : {}) };
  if (a.num < 0) fault(r, 'E_RANGE', { span: a.span, message: '这个参数不能是负数', suggest: [String(-a.num)] });
  const qty = r.dict.lexicon.units['qty'] as string[];
  const wrong =
    (dim === 'qty' && a.unit !== undefined && !qty.includes(a.unit)) ||
    (dim === 'money' && a.unit !== undefined && !['元', '块'].includes(a.unit)) ||
    (dim === 'ratio' && a.unit !== '%' && !(a.unit === undefined && a.num <= 1)) ||
    (dim === 'day' && a.unit !== undefined && !['天', '周', '月', '年'].includes(a.unit)) ||
    dim === 'text';
  if (wrong) {
    fault(r, 'E_UNIT', {
      span: a.span,
      message: `${r.dict.lexicon.params[param]?.zh ?? param}不能设为${textOf(r, a.span)}：单位不对或缺少单位`,
      suggest: dim === 'ratio' ? [`${a.num}%`] : dim === 'money' ? [`${a.num}元`] : dim === 'day' ? [`${a.num}天`] : [`${a.num}件`],
    });
    return plain;
  }
  if (dim === 'ratio' && a.unit === '%' && a.num > 100) fault(r, 'E_RANGE', { span: a.span, message: '比例不会超过100%', suggest: ['100%'] });
  if (dim === 'money') return { num: a.num, unit: '元' };
  if (dim === 'day' && a.unit === undefined) return { num: a.num, unit: '天' };
  if (dim === 'ratio' && a.unit === undefined) return { num: Number((a.num * 100).toPrecision(12)), unit: '%' };
  return plain;
}

interface Change {
  how: How;
  value: Operand;
}
/** 打八折, 降价10%. */
function readDiscount(r: Reader): Change | undefined {
  return attempt(r, () => {
    const from = r.i;
    if (eat(r, ['打']) === undefined) return undefined;
    const num = sense(r, 'num');
    if (num?.num === undefined || sense(r, 'unit', 1)?.id !== '折') return undefined;
    step(r, 2);
    const tenths = num.num > 20 && num.num < 100 ? num.num / 10 : num.num;
    if (tenths <= 0 || tenths >= 10)
      fault(r, 'E_RANGE', { span: wordsSpan(r, from + 1, r.i), message: `没有${textOf(r, wordsSpan(r, from + 1, r.i))}`, suggest: ['八折', '九折'] });
    return { how: 'dec_pct', value: { num: Number((100 - tenths * 10).toPrecision(12)), unit: '%' } };
  });
}
/** The value of a relative change: +10%, 10个百分点, 一倍; 1.5倍 stays ambiguous. */
function readDelta(r: Reader, up: boolean, at: { from: number; param: string }): Change | undefined {
  return attempt(r, () => {
    eat(r, ['了', '幅度']);
    if (eat(r, ['一倍']) !== undefined) return { how: up ? 'inc_pct' : 'dec_pct', value: { num: 100, unit: '%' } };
    const text = tok(r)?.text;
    const amount = readAmount(r);
    if (!amount) return undefined;
    // 减半 is half of it; 加半 is half of what?
    if (text === '半' && amount.unit === undefined && up) return undefined;
    if (text === '一半' || (text === '半' && amount.unit === undefined)) return { how: up ? 'inc_pct' : 'dec_pct', value: { num: 50, unit: '%' } };
    if (tok(r, -1)?.text === '倍' || eat(r, ['倍']) !== undefined || sense(r, 'unit')?.id === '倍') {
      if (sense(r, 'unit')?.id === '倍') step(r);
      const span = wordsSpan(r, at.from, r.i),
        said = textOf(r, span);
      fault(r, 'E_AMBIGUOUS_VALUE', {
        span: span,
        message: `“${said}”可能是变为${amount.num}倍或变为${Number((amount.num + 1).toPrecision(12))}倍`,
        suggest: [`提高到原来的${amount.num}倍`, `上浮${Number((amount.num * 100).toPrecision(12))}%`],
      });
      return { how: 'mul', value: { num: amount.num } };
    }
    if (amount.unit === '%') {
      if (dimOf(r, at.param) === 'ratio') {
        const span = wordsSpan(r, at.from, r.i);
        fault(r, 'E_AMBIGUOUS_VALUE', {
          span: span,
          message: `“${textOf(r, span)}”可能是${amount.num}个百分点，也可能是原值的${amount.num}%`,
          suggest: [`${up ? '上调' : '下调'}${amount.num}个百分点`],
        });
      }
      return { how: up ? 'inc_pct' : 'dec_pct', value: { num: amount.num, unit: '%' } };
    }
    const value: Operand = amount.unit === 'pp' ? { num: amount.num, unit: 'pp' } : fitParam(r, amount, at.param);
    return { how: up ? 'inc' : 'dec', value };
  });
}
/** The value set outright: 至1.8, 到日均销量的10倍, 为C, 原来的1.5倍. */
function readOutright(r: Reader, param: string): Change | undefined {
  return attempt(r, () => {
    if (Object.hasOwn(r.dict.lexicon.entityTypes, dimOf(r, param))) return readRecord(r, dimOf(r, param));
    const before = eat(r, ['原来的', '原来', '现在的']) !== undefined;
    eat(r, ['的']);
    const times = attempt(r, () => {
      const n = sense(r, 'num');
      if (n?.num === undefined || (sense(r, 'unit', 1)?.id !== '倍' && word(r, ['倍'], 1) === undefined)) return undefined;
      step(r, 2);
      return sense(r, 'metric') ? undefined : n.num;
    });
    if (times !== undefined) return { how: 'mul', value: { num: times } };
    const operand = attempt(r, (x) => {
      const o = readOperand(x);
      return o && leadMetric(o) !== undefined ? o : undefined;
    });
    if (operand) return { how: 'to', value: operand };
    const amount = readAmount(r);
    if (amount) {
      if (before && amount.unit === '%') return { how: 'mul', value: { num: amount.num / 100 } };
      return { how: 'to', value: fitParam(r, amount, param) };
    }
    const str = eatSense(r, 'str') ?? eatSense(r, 'letter');
    if (!str) return undefined;
    eat(r, ['级', '类', '等']);
    return { how: 'to', value: { text: str.id } };
  });
}
const TO = ['至', '到', '为', '成', '按'];
/** These say nothing without a value behind 至, 到 or 为. */
const OUTRIGHT = ['调整', '设置', '设定'];
function readHow(r: Reader, param: string): { change?: Change; from: number } | undefined {
  return attempt(r, () => {
    const from = r.i;
    skipFiller(r);
    const off = param === 'price' ? readDiscount(r) : undefined;
    if (off) return { change: off, from };
    if (eat(r, ['翻倍', '翻一番', '翻了一倍']) !== undefined) return { change: { how: 'mul' as const, value: { num: 2 } }, from };
    if (eat(r, SET_TO) !== undefined || (tok(r)?.text === '降到' && (step(r), true))) return { ...opt(readOutright(r, param)), from };
    const up = word(r, SET_UP) !== undefined,
      down = word(r, SET_DOWN) !== undefined;
    if (up || down) {
      step(r);
      if (eat(r, TO) !== undefined) return { ...opt(readOutright(r, param)), from };
      return { ...opt(readDelta(r, up, { from, param })), from };
    }
    if (eat(r, OUTRIGHT) !== undefined && eat(r, TO) !== undefined) return { ...opt(readOutright(r, param)), from };
    return undefined;
  });
}
const opt = (change: Change | undefined): { change?: Change } => (change ? { change } : {});

/** 将鲜奶油的安全库存提高到原来的1.5倍 / 提升易腐品安全库存系数至1.8 / 售价打八折 / 打七折. */
export function readSet(r: Reader): Action | undefined {
  const lead = eat(r, ['把', '将', '给', '对', '按']);
  // 降价 and 涨价 name the price themselves.
  const verbFirst = word(r, ['降价', '涨价', '加价']) !== undefined ? undefined : (word(r, SET_UP) ?? word(r, SET_DOWN) ?? word(r, OUTRIGHT));
  const verbAt = r.i;
  if (verbFirst !== undefined && lead === undefined) step(r);
  const up = verbFirst !== undefined && SET_UP.has(verbFirst);
  const objects = readObjects(r);
  eat(r, ['的', '其']);
  const paramAt = r.i;
  const param = eatSense(r, 'param') ?? (verbFirst === undefined ? impliedPrice(r) : undefined);
  if (!param) return undefined;
  let how: { change?: Change; from: number } | undefined;
  if (verbFirst !== undefined && lead === undefined)
    how =
      eat(r, [...TO, '到']) !== undefined
        ? { ...opt(readOutright(r, param.id)), from: verbAt }
        : OUTRIGHT.includes(verbFirst)
          ? undefined
          : { ...opt(readDelta(r, up, { from: verbAt, param: param.id })), from: verbAt };
  else {
    const at = r.i;
    how = readHow(r, param.id);
    if (how && how.from !== at) how.from = at;
  }
  if (!how) return undefined;
  if (!how.change) {
    if (!atBoundary(r)) return undefined;
    fault(r, 'E_MISSING_QTY', {
      span: wordsSpan(r, paramAt, r.i),
      message: `没有写${param.id === 'price' ? '售价' : (r.dict.lexicon.params[param.id]?.zh ?? '')}调整多少`,
      suggest: ['上浮20%', '调整至100件'],
    });
    how.change = { how: 'to', value: { num: 0 } };
  }
  const of = sortSels(objects.sels);
  const action: SetAction & Action = { do: 'set', param: param.id, ...(of ? { of } : {}), ...how.change };
  r.spans.set(action, [startOf(r, Math.min(paramAt, verbFirst !== undefined ? verbAt : paramAt)), endOf(r, r.i)]);
  return action;
}
/** 打七折, 降价10%, 涨价5元 speak of the sales price without naming it. */
function impliedPrice(r: Reader): { id: string } | undefined {
  skipFiller(r);
  const ok = (word(r, ['打']) !== undefined && sense(r, 'unit', 2)?.id === '折') || word(r, ['降价', '涨价', '加价']) !== undefined;
  return ok ? { id: 'price' } : undefined;
}
