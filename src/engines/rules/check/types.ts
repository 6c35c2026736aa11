// Types and units of a rule, whoever wrote it: words exist, quantities meet quantities, flows have a period.
import type { Cond, Operand, Ref, Rule } from '../ast.ts';
import type { Dictionary } from '../text/dictionary.ts';
import { condRefs, leaves, refsIn, type Finding } from './finding.ts';

const FIXED: Record<string, readonly string[]> = { money: ['元'], ratio: ['%'], temp: ['℃'], day: ['天', '周', '月', '年', '小时', '分钟'], minute: ['分钟', '小时', '天'] };
export function unitFits(d: Dictionary, dim: string, unit: string | undefined): boolean {
  const fixed = FIXED[dim];
  if (fixed) return unit !== undefined && fixed.includes(unit);
  const list = d.lexicon.units[dim];
  if (dim === 'times') return unit !== undefined && Array.isArray(list) && list.includes(unit);
  if (dim === 'qty') return unit === undefined || (Array.isArray(list) && list.includes(unit));
  return true;
}
/** The dimension of an operand; undefined when it takes any (a bare number). */
function dimOf(d: Dictionary, o: Operand): string | undefined {
  if ('text' in o) return 'text';
  if ('num' in o) return undefined;
  if ('ref' in o) return d.lexicon.metrics[o.ref]?.unit;
  if (o.op === 'div' && o.args.every((a) => dimOf(d, a) !== undefined)) return undefined;
  return o.args.map((a) => dimOf(d, a)).find((x) => x !== undefined);
}
const SAME: Record<string, string> = { minute: 'time', day: 'time' };
const same = (a: string, b: string): boolean => a === b || (SAME[a] !== undefined && SAME[a] === SAME[b]);

function compareSides(d: Dictionary, c: Cond, out: Finding[]): void {
  if (!('left' in c)) return;
  const dim = dimOf(d, c.left),
    zh = zhOf(d, c.left);
  const bad = (): void => {
    out.push({ code: 'E_UNIT', level: 'error', nodes: [c], message: '单位不同的指标不能相加减', suggest: ['可用库存加在途量'] });
  };
  const sides: Operand[] = 'right' in c ? [c.right] : c.op === 'between' ? [c.lo, c.hi] : [];
  for (const side of sides) {
    const other = dimOf(d, side);
    if (dim !== undefined && other !== undefined && !same(dim, other))
      out.push({ code: 'E_UNIT', level: 'error', nodes: [c], message: `${zh}不能和${zhOf(d, side)}相比：单位不同`, suggest: [`${zh}低于100`] });
    else if (dim !== undefined && 'num' in side && !unitFits(d, dim, side.unit))
      out.push({
        code: 'E_UNIT',
        level: 'error',
        nodes: [side, c],
        message: `${zh}的单位不对或缺少单位`,
        suggest: [...(FIXED[dim] ?? ['件'])].slice(0, 2).map((u) => `${side.num}${u}`),
      });
    if (dim === 'text' && ['lt', 'lte', 'gt', 'gte', 'between'].includes(c.op))
      out.push({ code: 'E_UNIT', level: 'error', nodes: [c], message: `${zh}是文字，不能比大小`, suggest: [`${zh}等于“A”`] });
  }
  mixed(d, c.left, bad);
  if ('right' in c) mixed(d, c.right, bad);
}
function zhOf(d: Dictionary, o: Operand): string {
  const ref = refsIn(o)[0];
  return ref ? (d.lexicon.metrics[ref.ref]?.zh ?? ref.ref) : '这个数';
}
function mixed(d: Dictionary, o: Operand, bad: () => void): void {
  if (!('op' in o)) return;
  if (o.op === 'add' || o.op === 'sub') {
    const dims = o.args.map((a) => dimOf(d, a)).filter((x) => x !== undefined);
    if (dims.some((x) => dims[0] !== undefined && !same(dims[0], x))) bad();
  }
  for (const a of o.args) mixed(d, a, bad);
}

function knownWords(d: Dictionary, rule: Rule, out: Finding[]): void {
  const lex = d.lexicon;
  const need = (ok: boolean, node: object, word: string): void => {
    if (!ok) out.push({ code: 'E_UNKNOWN_WORD', level: 'error', nodes: [node], message: `词典中没有“${word}”`, suggest: ['检查词典版本'] });
  };
  const has = (table: object, id: string): boolean => Object.hasOwn(table, id);
  for (const b of rule.branches) {
    for (const c of leaves(b.if)) {
      for (const ref of condRefs(c)) need(has(lex.metrics, ref.ref), c, ref.ref);
      if (c.op === 'is') need(has(lex.states, c.state), c, c.state);
    }
    for (const a of b.then) {
      if (a.do === 'create') need(has(lex.docs, a.doc), a, a.doc);
      if (a.do === 'set') need(has(lex.params, a.param), a, a.param);
      if (a.do === 'report') need(has(lex.reports, a.report), a, a.report);
      if (a.do === 'block' || a.do === 'unblock') for (const o of a.ops ?? []) need(has(lex.ops, o), a, o);
    }
  }
  if (rule.trigger.on === 'event')
    for (const e of rule.trigger.events) {
      const [doc = '', verb = ''] = e.split('.');
      need(has(lex.events, e) || (has(lex.docs, doc) && has(lex.verbs, verb)), rule.trigger, e);
    }
}

function windows(d: Dictionary, rule: Rule, out: Finding[]): void {
  const need = new Set(d.lexicon.windowPolicy.need);
  const visit = (ref: Ref, at: object): void => {
    if (need.has(ref.ref) && !ref.win)
      out.push({
        code: 'E_MISSING_WINDOW',
        level: 'error',
        nodes: [ref, at],
        message: `${d.lexicon.metrics[ref.ref]?.zh ?? ref.ref}缺少统计周期`,
        suggest: [`近7天${d.lexicon.metrics[ref.ref]?.zh ?? ''}`],
      });
  };
  for (const c of rule.branches.flatMap((b) => leaves(b.if))) {
    for (const ref of condRefs(c)) visit(ref, c);
    if (c.op === 'trend' && c.vs === 'prev' && !c.left.win && !need.has(c.left.ref))
      out.push({ code: 'E_MISSING_WINDOW', level: 'error', nodes: [c], message: '环比缺少统计周期', suggest: ['近7天', '本月'] });
  }
}
function amounts(rule: Rule, out: Finding[]): void {
  const negative = (o: Operand | undefined, at: object): void => {
    if (o && 'num' in o && o.num < 0) out.push({ code: 'E_RANGE', level: 'error', nodes: [at], message: '数量不会是负数', suggest: [String(-o.num)] });
  };
  for (const a of rule.branches.flatMap((b) => b.then)) {
    const q = 'qty' in a ? a.qty : undefined;
    if (q) negative('upto' in q ? q.upto : q, a);
    if (a.do === 'consume') for (const x of a.items) negative('upto' in x.qty ? x.qty.upto : x.qty, a);
  }
}
/** A state rule needs a condition in every branch; only the last branch of other rules may go without. */
function shape(rule: Rule, out: Finding[]): void {
  rule.branches.forEach((b, i) => {
    if (!b.if && rule.trigger.on === 'state') out.push({ code: 'E_MISSING_TRIGGER', level: 'error', nodes: [b], message: '没有写什么时候执行', suggest: ['当库存低于安全库存时'] });
    else if (!b.if && i < rule.branches.length - 1)
      out.push({ code: 'E_UNREACHABLE', level: 'error', nodes: [rule.branches[i + 1] ?? b], message: '前一分支没有条件，后面的分支永远不会执行', suggest: ['把“否则”放在最后'] });
  });
}

export function checkTypes(d: Dictionary, rule: Rule): Finding[] {
  const out: Finding[] = [];
  knownWords(d, rule, out);
  shape(rule, out);
  windows(d, rule, out);
  amounts(rule, out);
  for (const c of rule.branches.flatMap((b) => leaves(b.if))) compareSides(d, c, out);
  return out;
}
