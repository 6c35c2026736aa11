// Reads canonical conditions. The grammar is the mirror of canonical.ts, form by form.
import type { CmpOp, Cond, Dur, DurUnit, NonEmpty, Num, Operand, Ref, Sel, Vs, Win } from '../ast.ts';
import { foldWord } from '../text/normalise.ts';
import { readClock, readTimeSpec } from './read-time.ts';
import { back, bracketed, either, lit, many, name, number, pattern, quoted, spelled, type Scan } from './scan.ts';
import * as w from './words.ts';

const UNITS = new WeakMap<object, Record<string, string>>();
function units(s: Scan): Record<string, string> {
  let table = UNITS.get(s.d);
  if (!table) {
    table = { 月: '个月', pp: '个百分点' };
    for (const list of Object.values(s.d.lexicon.units)) if (Array.isArray(list)) for (const u of list as string[]) table[u] = u;
    for (const u of ['周', '年', '小时', '%']) table[u] = u;
    UNITS.set(s.d, table);
  }
  return table;
}
export function readNum(s: Scan): Num | undefined {
  const num = number(s);
  if (num === undefined) return undefined;
  const unit = spelled(s, units(s));
  return unit === undefined ? { num } : { num, unit };
}
export function readDur(s: Scan): Dur | undefined {
  return back(s, () => {
    const n = number(s);
    const u = n === undefined ? undefined : spelled<DurUnit>(s, w.DUR);
    return n === undefined || u === undefined ? undefined : { n, u };
  });
}
function readWin(s: Scan): Win | undefined {
  return either<Win>(
    s,
    () => {
      if (!lit(s, '近')) return undefined;
      const last = readDur(s);
      return last && { last };
    },
    () => {
      if (!lit(s, '未来')) return undefined;
      const next = readDur(s);
      return next && { next };
    },
    () => {
      if (!lit(s, '每天')) return undefined;
      const a = readClock(s);
      if (!a || !lit(s, '至')) return undefined;
      const b = readClock(s);
      return b && lit(s, '的') ? { tod: [a, b] } : undefined;
    },
    () => {
      const cur = spelled(s, w.CUR);
      return cur && { cur };
    },
    () => {
      const prev = spelled(s, w.PREV);
      return prev && { prev };
    },
  );
}

function ids(s: Scan, e: string, names: readonly string[]): NonEmpty<string> | undefined {
  // Only the standard name: an alias is colloquial, and 北仓 for 城北仓 would make two texts of one rule.
  const list = names.map((n) => {
    const id = s.d.idOf(e, n);
    return id !== undefined && foldWord(s.d.nameOf(e, id)) === foldWord(n) ? id : undefined;
  });
  return list.length > 0 && list.every((x) => x !== undefined) ? (list as NonEmpty<string>) : undefined;
}
/** Names after 除 stand bare up to 外的, whatever kind follows. */
function readExcept(s: Scan): string[] | undefined {
  return back(s, () => {
    if (!lit(s, '除')) return undefined;
    const names = bracketed(s);
    if (names) return lit(s, '外的') ? names : undefined;
    const end = s.t.indexOf('外的', s.p);
    if (end < 0 || end - s.p > 400) return undefined;
    const from = s.plain.from[s.p] ?? 0,
      to = s.plain.to[end - 1] ?? 0;
    s.p = end + 2;
    return s.plain.source.slice(from, to).split('、');
  });
}
export function readSel(s: Scan): Sel | undefined {
  return back(s, () => {
    const not = readExcept(s);
    const q = lit(s, '任一') ? ('any' as const) : lit(s, '全部') ? ('all' as const) : lit(s, '该') ? ('this' as const) : undefined;
    const state = back(s, () => {
      const st = name(s, s.d.lexicon.states);
      return st !== undefined && lit(s, '的') ? st : undefined;
    });
    const level = back(s, () => {
      const list = many(s, '、', () => readWord(s));
      return list && lit(s, '类') ? list : undefined;
    });
    const e = name(s, s.d.lexicon.entityTypes);
    if (e === undefined) return undefined;
    const inside = bracketed(s);
    const some = inside && ids(s, e, inside),
      none = not && ids(s, e, not);
    if ((inside && !some) || (not && !none)) return undefined;
    if (!some && !none && !level && state === undefined && !q) return undefined;
    return { e, ...(some ? { ids: some } : {}), ...(none ? { not: none } : {}), ...(level ? { level } : {}), ...(state === undefined ? {} : { state }), ...(q ? { q } : {}) };
  });
}
export const readSels = (s: Scan): NonEmpty<Sel> | undefined => many(s, '的', () => readSel(s));
/** A list of selectors that owns what follows: …的. */
export function readOf(s: Scan): NonEmpty<Sel> | undefined {
  return back(s, () => {
    const list = readSels(s);
    return list && lit(s, '的') ? list : undefined;
  });
}
function readWord(s: Scan): string | undefined {
  const code = pattern(s, /^[a-z0-9]{1,8}/);
  return code === undefined ? quoted(s) : code.toUpperCase();
}

export function readRef(s: Scan): Ref | undefined {
  return back(s, () => {
    const of = readOf(s),
      win = readWin(s);
    const tail = either<{ ref: string; agg: Ref['agg'] | undefined }>(
      s,
      () => {
        const agg = spelled(s, w.AGG);
        const ref = agg && name(s, s.d.lexicon.metrics);
        return agg && ref !== undefined ? { ref, agg } : undefined;
      },
      () => {
        const ref = name(s, s.d.lexicon.metrics);
        return ref === undefined ? undefined : { ref, agg: undefined };
      },
    );
    if (!tail) return undefined;
    return { ref: tail.ref, ...(of ? { of } : {}), ...(win ? { win } : {}), ...(tail.agg ? { agg: tail.agg } : {}) };
  });
}
export function readOperand(s: Scan): Operand | undefined {
  // References first: “特、优”类商品的库存 begins with a quotation, 1A类… with a digit.
  return either<Operand>(
    s,
    () => readRef(s),
    () => readNum(s),
    () => {
      const text = quoted(s);
      return text === undefined ? undefined : { text };
    },
    () => {
      if (!lit(s, '（')) return undefined;
      const first = readOperand(s),
        op = first && spelled(s, w.CALC);
      if (!first || !op) return undefined;
      const rest = many(s, w.CALC[op], () => readOperand(s));
      return rest && lit(s, '）') ? { op, args: [first, ...rest] } : undefined;
    },
  );
}

/** One condition without and/or outside brackets. */
function readPrim(s: Scan): Cond | undefined {
  return either<Cond>(
    s,
    () => {
      if (!lit(s, '（')) return undefined;
      const c = readCond(s);
      return c && lit(s, '）') ? c : undefined;
    },
    () => {
      if (!lit(s, '并非（')) return undefined;
      const arg = readCond(s);
      return arg && lit(s, '）') ? { op: 'not', arg } : undefined;
    },
    () => {
      if (!lit(s, '连续') && !lit(s, '持续')) return undefined;
      const dur = readDur(s);
      if (!dur || !lit(s, '（')) return undefined;
      const arg = readCond(s);
      return arg && lit(s, '）') ? { op: 'sustain', arg, for: dur } : undefined;
    },
    () => {
      const is = lit(s, '时间在') ? readTimeSpec(s) : undefined;
      return is && { op: 'time', is };
    },
    () => readState(s),
    () => readRefCond(s),
    () => {
      const left = readOperand(s);
      if (!left) return undefined;
      const range = back(s, () => {
        if (!lit(s, '介于')) return undefined;
        const lo = readOperand(s);
        if (!lo || !lit(s, '和')) return undefined;
        const hi = readOperand(s);
        return hi && lit(s, '之间') ? { lo, hi } : undefined;
      });
      if (range) return { op: 'between', left, ...range };
      const op = spelled<CmpOp>(s, w.CMP),
        right = op && readOperand(s);
      return op && right ? { op, left, right } : undefined;
    },
  );
}
function readState(s: Scan): Cond | undefined {
  return either<Cond>(
    s,
    () => {
      const e = name(s, s.d.lexicon.entityTypes);
      const state = e !== undefined && lit(s, '处于') ? name(s, s.d.lexicon.states) : undefined;
      return e !== undefined && state !== undefined ? { op: 'is', e, state } : undefined;
    },
    () => {
      const of = readSels(s);
      if (!of) return undefined;
      const e = back(s, () => (lit(s, '的') ? name(s, s.d.lexicon.entityTypes) : undefined)) ?? (of.length === 1 ? of[0].e : undefined);
      const state = e !== undefined && lit(s, '处于') ? name(s, s.d.lexicon.states) : undefined;
      return e !== undefined && state !== undefined ? { op: 'is', e, state, of } : undefined;
    },
  );
}
function readRefCond(s: Scan): Cond | undefined {
  const left = readRef(s);
  if (!left) return undefined;
  return either<Cond>(
    s,
    () => {
      const set = lit(s, '属于（') ? many(s, '、', () => readWord(s)) : undefined;
      return set && lit(s, '）') ? { op: 'in', left, set } : undefined;
    },
    () => {
      const text = lit(s, '包含') ? quoted(s) : undefined;
      return text === undefined ? undefined : { op: 'has', left, text };
    },
    () => (lit(s, '为空') ? { op: 'empty', left } : undefined),
    () => {
      const vs = spelled<Vs>(s, w.VS),
        dir = vs && (lit(s, '上涨') ? ('up' as const) : lit(s, '下降') ? ('down' as const) : undefined);
      const cmp = dir && spelled<CmpOp>(s, w.CMP),
        by = cmp && readNum(s);
      return vs && dir && by && cmp && cmp !== 'eq' && cmp !== 'ne' ? { op: 'trend', left, dir, cmp, by, vs } : undefined;
    },
  );
}
/** 且 or 或, never both without brackets. */
export function readCond(s: Scan): Cond | undefined {
  return back(s, () => {
    const first = readPrim(s);
    if (!first) return undefined;
    for (const [op, word] of [
      ['and', '且'],
      ['or', '或'],
    ] as const) {
      const rest = back(s, () => (lit(s, word) ? many(s, word, () => readPrim(s)) : undefined));
      if (rest) return { op, args: [first, ...rest] };
    }
    return first;
  });
}
