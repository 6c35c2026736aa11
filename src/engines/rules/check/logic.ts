// Interval analysis per (metric, selectors, window): conditions that can never or always hold, branches that can never be reached.
import type { Cond, Operand, Rule } from '../ast.ts';
import { key, type Finding } from './finding.ts';

interface Interval {
  lo: number;
  loIn: boolean;
  hi: number;
  hiIn: boolean;
}
interface Atom {
  key: string;
  /** Empty for a bare number, and for 0 of anything: 0件 is 0箱. */
  unit: string;
  metric: string;
  range: Interval;
}
const ALL: Interval = { lo: -Infinity, loIn: false, hi: Infinity, hiIn: false };
const DAYS: Record<string, number> = { 天: 1, 周: 7, 月: 30, 年: 365, 小时: 1 / 24, 分钟: 1 / 1440 };
/** Below zero these have no meaning, so ≥ 0 says nothing. */
const SIGNED = new Set([
  'temperature',
  'temp_diff',
  'gross_margin',
  'surplus',
  'stocktake_diff_rate',
  'stocktake_diff_amount',
  'weight_diff_rate',
  'shelf_days',
  'license_days',
  'wo_due_days',
]);
const WHOLE = new Set([
  'pass_rate',
  'on_time_rate',
  'shelf_pct',
  'humidity',
  'kit_rate',
  'fill_rate',
  'loss_rate',
  'return_rate',
  'defect_rate',
  'scrap_rate',
  'moisture',
  'sign_missing_rate',
  'doc.discount',
]);

function amount(o: Operand): { value: number; unit: string } | undefined {
  if (!('num' in o)) return undefined;
  const days = o.unit === undefined ? undefined : DAYS[o.unit];
  return days === undefined ? { value: o.num, unit: o.unit ?? '' } : { value: o.num * days, unit: 'day' };
}
/** A comparison with a number as an interval; undefined when it is not one. */
function atom(c: Cond): Atom | undefined {
  if (!('left' in c) || !('ref' in c.left)) return undefined;
  if (c.op === 'between') {
    const lo = amount(c.lo),
      hi = amount(c.hi);
    return lo && hi && lo.unit === hi.unit ? { key: key(c.left), unit: lo.unit, metric: c.left.ref, range: { lo: lo.value, loIn: true, hi: hi.value, hiIn: true } } : undefined;
  }
  if (!('right' in c)) return undefined;
  const n = amount(c.right);
  if (!n) return undefined;
  const ranges: Partial<Record<Cond['op'], Interval>> = {
    lt: { ...ALL, hi: n.value },
    lte: { ...ALL, hi: n.value, hiIn: true },
    gt: { ...ALL, lo: n.value },
    gte: { ...ALL, lo: n.value, loIn: true },
    eq: { lo: n.value, loIn: true, hi: n.value, hiIn: true },
  };
  const range = ranges[c.op];
  return range && { key: key(c.left), unit: n.value === 0 ? '' : n.unit, metric: c.left.ref, range };
}
const comparable = (a: Atom, b: Atom): boolean => a.key === b.key && (a.unit === b.unit || zeroed(a) || zeroed(b));
const zeroed = (a: Atom): boolean => a.unit === '' && [a.range.lo, a.range.hi].every((n) => n === 0 || !Number.isFinite(n));
function meet(a: Interval, b: Interval): Interval {
  const lo = Math.max(a.lo, b.lo),
    hi = Math.min(a.hi, b.hi);
  return { lo, hi, loIn: (a.lo < lo || a.loIn) && (b.lo < lo || b.loIn), hiIn: (a.hi > hi || a.hiIn) && (b.hi > hi || b.hiIn) };
}
const empty = (i: Interval): boolean => i.lo > i.hi || (i.lo === i.hi && !(i.loIn && i.hiIn));
function inside(a: Interval, b: Interval): boolean {
  return (a.lo > b.lo || (a.lo === b.lo && (b.loIn || !a.loIn))) && (a.hi < b.hi || (a.hi === b.hi && (b.hiIn || !a.hiIn)));
}

const shown = (a: Interval): string =>
  a.lo === a.hi
    ? `等于${a.lo}`
    : a.hi === Infinity
      ? `${a.loIn ? '不低于' : '高于'}${a.lo}`
      : a.lo === -Infinity
        ? `${a.hiIn ? '不高于' : '低于'}${a.hi}`
        : `在${a.lo}和${a.hi}之间`;

/** Parts of an and that cannot hold together. */
function contradictions(args: readonly Cond[], out: Finding[]): void {
  const seen: { cond: Cond; atom: Atom; range: Interval }[] = [];
  const texts = new Map<string, string>();
  for (const c of args) {
    const a = atom(c);
    if (a) {
      const before = seen.find((x) => comparable(x.atom, a));
      const range = before ? meet(before.range, a.range) : a.range;
      if (before && empty(range)) {
        out.push({
          code: 'E_CONTRADICTION',
          level: 'error',
          nodes: [before.cond, c],
          message: `同一指标不可能既${shown(before.atom.range)}又${shown(a.range)}`,
          suggest: flip(before.atom.range, a.range),
        });
        return;
      }
      if (before) before.range = range;
      else seen.push({ cond: c, atom: a, range });
    }
    const opposite = c.op === 'not' ? key(c.arg) : key({ op: 'not', arg: c });
    if (args.some((x) => x !== c && key(x) === opposite)) {
      out.push({
        code: 'E_CONTRADICTION',
        level: 'error',
        nodes: [...args.filter((x) => key(x) === opposite), c],
        message: '同一条件不可能既成立又不成立',
        suggest: ['删去其中一个条件'],
      });
      return;
    }
    if (c.op === 'eq' && 'text' in c.right) {
      const left = key(c.left),
        other = texts.get(left);
      if (other !== undefined && other !== c.right.text) {
        out.push({ code: 'E_CONTRADICTION', level: 'error', nodes: [c], message: `不可能同时等于${other}和${c.right.text}`, suggest: [`属于${other}或${c.right.text}`] });
        return;
      }
      texts.set(left, c.right.text);
    }
  }
}
const flip = (a: Interval, b: Interval): string[] => {
  const lo = Math.min(a.hi, b.hi),
    hi = Math.max(a.lo, b.lo);
  return Number.isFinite(lo) && Number.isFinite(hi) ? [`介于${lo}和${hi}之间`, `低于${lo} 或 高于${hi}`] : ['改正其中一个数'];
};

/** Parts of an or that together always hold. */
function covers(args: readonly Cond[], out: Finding[]): void {
  const groups = new Map<string, { metric: string; list: { c: Cond; range: Interval }[] }>();
  for (const c of args) {
    const a = atom(c);
    if (a) {
      const name = `${a.key} ${a.unit}`;
      const g = groups.get(name) ?? { metric: a.metric, list: [] };
      g.list.push({ c, range: a.range });
      groups.set(name, g);
    }
  }
  for (const { metric, list } of groups.values()) {
    const floor = SIGNED.has(metric) ? -Infinity : 0;
    const sorted = list.toSorted((x, y) => x.range.lo - y.range.lo);
    let reach = floor,
      closed = false,
      started = false;
    for (const { range } of sorted) {
      if (!started && (range.lo < floor || (range.lo === floor && (floor === -Infinity || range.loIn)))) {
        started = true;
        reach = range.hi;
        closed = range.hiIn;
        continue;
      }
      if (started && (range.lo < reach || (range.lo === reach && (closed || range.loIn)))) {
        if (range.hi > reach) {
          reach = range.hi;
          closed = range.hiIn;
        }
      }
    }
    if (started && reach === Infinity)
      out.push({ code: 'E_TAUTOLOGY', level: 'error', nodes: list.map((x) => x.c), message: '这个条件永远成立', suggest: ['把“或”改成“且”', '改正其中一个数'] });
  }
  for (const c of args)
    if (args.some((x) => key(x) === key({ op: 'not', arg: c }))) {
      out.push({ code: 'E_TAUTOLOGY', level: 'error', nodes: [c], message: '条件和它的反面用“或”连接，永远成立', suggest: ['删去其中一个条件'] });
      return;
    }
}

function single(c: Cond, out: Finding[]): void {
  if ('right' in c && 'left' in c && key(c.left) === key(c.right)) {
    const always = c.op === 'eq' || c.op === 'lte' || c.op === 'gte';
    out.push({
      code: always ? 'E_TAUTOLOGY' : 'E_CONTRADICTION',
      level: 'error',
      nodes: [c],
      message: `同一指标和自己相比，${always ? '永远成立' : '不可能成立'}`,
      suggest: ['换成另一个指标或数字'],
    });
    return;
  }
  const a = atom(c);
  if (!a) return;
  if (empty(a.range)) {
    out.push({ code: 'E_CONTRADICTION', level: 'error', nodes: [c], message: '下限高于上限，不可能成立', suggest: [`介于${a.range.hi}和${a.range.lo}之间`] });
    return;
  }
  const bounds: Interval = { lo: SIGNED.has(a.metric) ? -Infinity : 0, loIn: true, hi: WHOLE.has(a.metric) ? 100 : Infinity, hiIn: WHOLE.has(a.metric) };
  if (inside(bounds, a.range)) out.push({ code: 'E_TAUTOLOGY', level: 'error', nodes: [c], message: '这个条件永远成立', suggest: ['改正比较的数'] });
  // Negative stock does exist in other people's books, so “库存低于0” is a real question.
  else if (empty(meet(bounds, a.range)) && !['stock', 'available', 'atp'].includes(a.metric))
    out.push({ code: 'E_CONTRADICTION', level: 'error', nodes: [c], message: '这个条件不可能成立', suggest: ['改正比较的数'] });
}

function visit(c: Cond, out: Finding[]): void {
  switch (c.op) {
    case 'and':
      contradictions(c.args, out);
      c.args.forEach((a) => visit(a, out));
      break;
    case 'or':
      covers(c.args, out);
      c.args.forEach((a) => visit(a, out));
      break;
    case 'not':
    case 'sustain':
      visit(c.arg, out);
      break;
    default:
      single(c, out);
  }
}

/** True when `a` holding proves that `b` holds. */
export function implies(a: Cond, b: Cond): boolean {
  if (key(a) === key(b)) return true;
  if (b.op === 'and') return b.args.every((x) => implies(a, x));
  if (a.op === 'or') return a.args.every((x) => implies(x, b));
  if (b.op === 'or' && b.args.some((x) => implies(a, x))) return true;
  if (a.op === 'and') return a.args.some((x) => implies(x, b));
  const x = atom(a),
    y = atom(b);
  return x !== undefined && y !== undefined && comparable(x, y) && inside(x.range, y.range);
}

export function checkLogic(rule: Rule): Finding[] {
  const out: Finding[] = [];
  for (const b of rule.branches) if (b.if) visit(b.if, out);
  rule.branches.forEach((later, j) => {
    const cond = later.if;
    if (!cond) return;
    const earlier = rule.branches.slice(0, j).find((b) => b.if && implies(cond, b.if));
    if (earlier)
      out.push({
        code: 'E_UNREACHABLE',
        level: 'error',
        nodes: [later],
        message: '前一分支已包含这一分支的条件，后一分支永远不会执行',
        suggest: ['把范围小的分支写在前面', '拆成两条规则'],
      });
  });
  return out;
}
