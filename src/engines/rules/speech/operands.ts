// Values and what they are compared with: 50箱, 近7天日均销量的3倍, 可用库存与在途量之和. Fixed units are filled in, ratios never guessed.
import type { Operand, Ref, Span } from '../ast.ts';
import { attempt, eat, eatPunct, eatSense, fault, sense, sortSels, step, textOf, tok, word, wordsSpan, type Reader } from './reader.ts';
import { readPhrase } from './nouns.ts';
import { readWin } from './times.ts';

const MAY_BE_NEGATIVE = new Set(['temp', 'any']);
/** Shares of a whole: more than 100 % of them cannot be. */
const AT_MOST_ALL = new Set([
  'pass_rate',
  'on_time_rate',
  'shelf_pct',
  'humidity',
  'moisture',
  'kit_rate',
  'fill_rate',
  'loss_rate',
  'return_rate',
  'defect_rate',
  'scrap_rate',
  'sign_missing_rate',
  'doc.discount',
  'gross_margin',
  'oee',
  'short_rate',
]);
const TIME_UNITS = new Set(['天', '周', '月', '年', '小时', '分钟']);
export const dimension = (r: Reader, metric: string | undefined): string => (metric === undefined ? 'any' : (r.dict.lexicon.metrics[metric]?.unit ?? 'any'));
const unitsOf = (r: Reader, dim: string): string[] => {
  const list = r.dict.lexicon.units[dim];
  return Array.isArray(list) ? (list as string[]) : [];
};

export interface Amount {
  num: number;
  unit?: string;
  span: Span;
}
/** A number with the unit written behind it; 折, 成 and % all become percent. */
export function readAmount(r: Reader): Amount | undefined {
  return attempt(r, () => {
    const from = r.i;
    const num = sense(r, 'num');
    if (num?.num === undefined) return undefined;
    step(r);
    if (num.pct) return { num: num.num, unit: '%', span: wordsSpan(r, from, r.i) };
    const unit = sense(r, 'unit');
    if (!unit || unit.id === '倍') return { num: num.num, span: wordsSpan(r, from, r.i) };
    // 两点 is a time, 3号 a date; 个 before a kind word only counts (3个客户).
    step(r);
    if (unit.id === '折') return { num: num.num > 10 ? num.num : num.num * 10, unit: '%', span: wordsSpan(r, from, r.i) };
    return { num: num.num, unit: unit.id === '块' && eat(r, ['钱']) !== undefined ? '元' : unit.id, span: wordsSpan(r, from, r.i) };
  });
}

type Fitted = { num: number; unit?: string };
function badUnit(r: Reader, a: Amount, said: { name: string; suggest: string[] }): Fitted {
  fault(r, 'E_UNIT', { span: a.span, message: `${said.name}，${textOf(r, a.span)} 的单位不对或缺少单位`, suggest: said.suggest });
  return { num: a.num };
}
function fitRatio(r: Reader, a: Amount, name: string): Fitted {
  const plain = String(a.num);
  if (a.unit === '%') return { num: a.num, unit: '%' };
  if (a.unit === undefined && a.num >= 0 && a.num <= 1) return { num: Number((a.num * 100).toPrecision(12)), unit: '%' };
  return badUnit(r, a, { name: `${name}是百分比`, suggest: [`${plain}%`, String(a.num / 100)] });
}
function fitTo(r: Reader, a: Amount, at: { dim: string; name: string }): Fitted {
  const plain = String(a.num);
  switch (at.dim) {
    case 'qty':
      return a.unit === undefined
        ? { num: a.num }
        : unitsOf(r, 'qty').includes(a.unit)
          ? { num: a.num, unit: a.unit }
          : badUnit(r, a, { name: `${at.name}是数量`, suggest: [`${plain}件`, `${plain}箱`] });
    case 'money':
      return a.unit === undefined || a.unit === '元' || a.unit === '块' ? { num: a.num, unit: '元' } : badUnit(r, a, { name: `${at.name}是金额`, suggest: [`${plain}元`] });
    case 'temp':
      return a.unit === undefined || a.unit === '℃' ? { num: a.num, unit: '℃' } : badUnit(r, a, { name: `${at.name}是温度`, suggest: [`${plain}℃`] });
    case 'day':
      return a.unit === undefined
        ? { num: a.num, unit: '天' }
        : TIME_UNITS.has(a.unit)
          ? { num: a.num, unit: a.unit }
          : badUnit(r, a, { name: `${at.name}是天数`, suggest: [`${plain}天`] });
    case 'minute':
      return a.unit === undefined
        ? { num: a.num, unit: '分钟' }
        : TIME_UNITS.has(a.unit)
          ? { num: a.num, unit: a.unit }
          : badUnit(r, a, { name: `${at.name}是时长`, suggest: [`${plain}分钟`, `${plain}小时`] });
    case 'times':
      return a.unit === undefined
        ? { num: a.num, unit: '次' }
        : unitsOf(r, 'times').includes(a.unit)
          ? { num: a.num, unit: a.unit }
          : badUnit(r, a, { name: `${at.name}是次数`, suggest: [`${plain}次`] });
    case 'ratio':
      return fitRatio(r, a, at.name);
    case 'text':
      return badUnit(r, a, { name: `${at.name}是文字`, suggest: ['A', 'B'] });
    default:
      return { num: a.num, ...(a.unit === undefined ? {} : { unit: a.unit }) };
  }
}

/** Gives a number the unit its metric needs, or refuses it. */
export function fit(r: Reader, a: Amount, metric: string | undefined): Fitted {
  const dim = dimension(r, metric),
    name = metric === undefined ? '' : (r.dict.lexicon.metrics[metric]?.zh ?? metric);
  let unit = a.unit,
    num = a.num;
  if (unit === '天' && num === 0.5) fault(r, 'E_AMBIGUOUS_TIME', { span: a.span, message: '“半天”可能是12小时，也可能是半个工作日', suggest: ['12小时', '4小时'] });
  else if (unit === '月' && num === 0.5) {
    num = 15;
    unit = '天';
  } else if (unit === '年' && num === 0.5) {
    num = 6;
    unit = '月';
  } else if (unit === '小时' && num === 0.5) {
    num = 30;
    unit = '分钟';
  }
  const fitted = fitTo(r, { num, ...(unit === undefined ? {} : { unit }), span: a.span }, { dim, name });
  if (fitted.num < 0 && !MAY_BE_NEGATIVE.has(dim) && metric !== 'gross_margin') {
    fault(r, 'E_RANGE', { span: a.span, message: `${name}不会是负数`, suggest: [textOf(r, a.span).replace(/^[-－—负]|^零下/, '')] });
  }
  if (dim === 'ratio' && fitted.unit === '%' && fitted.num > 100 && metric !== undefined && AT_MOST_ALL.has(metric)) {
    fault(r, 'E_RANGE', { span: a.span, message: `${name}不会超过100%`, suggest: ['100%', '95%'] });
  }
  return fitted;
}

/** A metric with its own window and selectors. Callers decide what to inherit. */
export function readRef(r: Reader): Ref | undefined {
  return attempt(r, () => {
    const sels = [],
      from = r.i;
    let win = readWin(r);
    for (;;) {
      if (sense(r, 'metric')) break;
      const phrase = readPhrase(r, ['、', '和']);
      if (phrase) {
        if (phrase.sel) sels.push(phrase.sel);
      } else if (win === undefined && (win = readWin(r)) !== undefined) continue;
      else if (word(r, ['的', '在', '里', '原来的', '其', '里的']) !== undefined) step(r);
      else return undefined;
    }
    const metric = eatSense(r, 'metric');
    if (!metric) return undefined;
    const of = sortSels(sels);
    const ref: Ref = { ref: metric.id, ...(of ? { of } : {}), ...(win ? { win } : {}) };
    r.spans.set(ref, wordsSpan(r, from, r.i));
    return ref;
  });
}

/** The 3倍 / 80% / 一半 after a metric. */
function readFactor(r: Reader): Operand | undefined {
  return attempt(r, () => {
    const from = r.i,
      of = eat(r, ['的']) !== undefined;
    const num = sense(r, 'num');
    if (num?.num === undefined) return undefined;
    // 超过定额20%: a fifth of it, or a fifth more than it?
    const share = (): void => {
      if (of) return;
      const said = textOf(r, wordsSpan(r, from, r.i));
      fault(r, 'E_AMBIGUOUS_VALUE', {
        span: wordsSpan(r, from, r.i),
        message: `“${said}”可能是它的${said}，也可能是比它多（少）${said}`,
        suggest: [`的${said}`, '的1.2倍', '的0.8倍'],
      });
    };
    if (num.pct) {
      step(r);
      share();
      return { num: num.num, unit: '%' };
    }
    const unit = sense(r, 'unit', 1)?.id;
    if (word(r, ['倍'], 1) !== undefined || unit === '倍') {
      step(r, 2);
      return { num: num.num };
    }
    if (unit === '%') {
      step(r, 2);
      share();
      return { num: num.num, unit: '%' };
    }
    if (tok(r)?.text === '一半') {
      step(r);
      return { num: 0.5 };
    }
    return undefined;
  });
}

function readTerm(r: Reader): Operand | undefined {
  if (eatPunct(r, '(')) {
    const inner = readOperand(r);
    if (!inner || !eatPunct(r, ')')) return undefined;
    const factor = readFactor(r);
    return factor ? { op: 'mul', args: [inner, factor] } : inner;
  }
  const ahead = attempt(r, () => {
    const num = sense(r, 'num'),
      unit = sense(r, 'unit', 1)?.id;
    if (num?.num === undefined) return undefined;
    // 3倍安全库存, 15天日均销量.
    if (unit !== '倍' && unit !== '天') return undefined;
    step(r, 2);
    eat(r, ['的']);
    const metric = sense(r, 'metric');
    if (!metric || (unit === '天' && metric.id !== 'avg_daily_sales')) return undefined;
    const ref = readRef(r);
    return ref && ({ op: 'mul', args: [ref, { num: num.num }] } as Operand);
  });
  if (ahead) return ahead;
  const ref = readRef(r);
  if (!ref) return undefined;
  const factor = readFactor(r);
  return factor ? { op: 'mul', args: [ref, factor] } : ref;
}

const PLUS = ['加', '加上', '与', '和', '+', '及'],
  MINUS = ['减', '减去', '-'],
  TIMES = ['乘以', '乘', '×', '*'],
  OVER = ['除以', '/'];
/** Terms joined by 加/减/与…之和, or multiplied by a number. */
export function readOperand(r: Reader): Operand | undefined {
  return attempt(r, () => {
    const first = readTerm(r);
    return first && readMoreTerms(r, first);
  });
}
export function readMoreTerms(r: Reader, first: Operand): Operand {
  let left = first;
  for (;;) {
    const next = attempt(r, () => {
      const op =
        eat(r, PLUS) !== undefined
          ? ('add' as const)
          : eat(r, MINUS) !== undefined
            ? ('sub' as const)
            : eat(r, TIMES) !== undefined
              ? ('mul' as const)
              : eat(r, OVER) !== undefined
                ? ('div' as const)
                : undefined;
      if (!op) return undefined;
      const plainJoin = ['与', '和', '及'].includes(tok(r, -1)?.text ?? '');
      const num = op === 'mul' || op === 'div' ? readAmount(r) : undefined;
      const term: Operand | undefined = num ? { num: num.num, ...(num.unit ? { unit: num.unit } : {}) } : readTerm(r);
      if (!term) return undefined;
      const total = eat(r, ['之和', '的和', '合计', '总和', '加起来', '之差']);
      // 与/和 alone may as well list two conditions; only …之和 makes it a sum.
      if (plainJoin && total === undefined) return undefined;
      return { op, term, minus: total === '之差' };
    });
    if (!next) return left;
    const op = next.minus ? 'sub' : next.op;
    const flat = 'op' in left && left.op === op && (op === 'add' || op === 'mul') ? left.args : [left];
    left = { op, args: [...flat, next.term] as unknown as [Operand, Operand] };
  }
}

/** The metric that gives an operand its dimension. */
export function leadMetric(o: Operand | undefined): string | undefined {
  if (!o) return undefined;
  if ('ref' in o) return o.ref;
  if ('op' in o)
    for (const a of o.args) {
      const m = leadMetric(a);
      if (m !== undefined) return m;
    }
  return undefined;
}
