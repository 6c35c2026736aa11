// Tree ⇄ blocks, both ways by the same walk. The tree is the truth: blocks are made from it and read back into it, with nothing generated as code.
import type { Tree } from './rules';

export type State = { type: string; fields?: Record<string, unknown>; inputs?: Record<string, { block: State }>; next?: { block: State }; extraState?: unknown; data?: string };
type Node = Record<string, unknown>;
type Texts = Readonly<Record<string, string>>;

/** Everything of a node that its block has no field for. */
const rest = (node: Node, shown: readonly string[]): Node => Object.fromEntries(Object.entries(node).filter(([k]) => !shown.includes(k)));
const keep = (node: Node): { data?: string } => (Object.keys(node).length > 0 ? { data: JSON.stringify(node) } : {});
const kept = (s: State): Node => (s.data ? (JSON.parse(s.data) as Node) : {});
const inputs = (map: Record<string, State | null>): { inputs?: Record<string, { block: State }> } => {
  const there = Object.entries(map).filter((e): e is [string, State] => e[1] !== null);
  return there.length > 0 ? { inputs: Object.fromEntries(there.map(([k, block]) => [k, { block }])) } : {};
};
const chain = (list: readonly State[]): State | null => list.reduceRight<State | null>((next, s) => ({ ...s, ...(next ? { next: { block: next } } : {}) }), null);
const links = (first: State | undefined): State[] => (first ? [first, ...links(first.next?.block)] : []);
const block = (s: State, name: string): State | undefined => s.inputs?.[name]?.block;

/** Selectors in a few words, for the label beside a metric: the names, not the ids. */
export type NameOf = (e: string, id: string) => string;
const WIN: Readonly<Record<string, string>> = { minute: '分钟', hour: '小时', day: '天', workday: '个工作日', week: '周', month: '个月', quarter: '个季度', year: '年' };
function scopeText(node: Node, name: NameOf): string {
  const of = (node['of'] as { e: string; ids?: string[]; not?: string[]; q?: string }[] | undefined) ?? [];
  const win = node['win'] as { last?: { n: number; u: string }; cur?: string } | undefined;
  const names = of.map((s) => (s.ids ? s.ids.map((id) => name(s.e, id)).join('、') : s.not ? `除${s.not.map((id) => name(s.e, id)).join('、')}外` : ''));
  return [...names, win?.last ? `近${win.last.n}${WIN[win.last.u] ?? ''}` : win ? '当期' : ''].filter((x) => x !== '').join(' ');
}

class Writer {
  readonly texts: Texts;
  readonly name: NameOf;
  constructor(texts: Texts, name: NameOf) {
    this.texts = texts;
    this.name = name;
  }
  figure(o: Node | undefined): State | null {
    if (!o) return null;
    if ('num' in o) return { type: 'f_num', fields: { NUM: o['num'], UNIT: o['unit'] ?? '' } };
    if ('text' in o) return { type: 'f_text', fields: { TEXT: o['text'] } };
    if ('ref' in o) return { type: 'f_ref', fields: { METRIC: o['ref'], EXTRA: scopeText(o, this.name) }, ...keep(rest(o, ['ref'])) };
    const [a, b, ...more] = o['args'] as Node[];
    return { type: 'f_calc', fields: { OP: o['op'] }, ...inputs({ A0: this.figure(a), A1: this.figure(b) }), ...keep(more.length > 0 ? { more } : {}) };
  }
  cond(c: Node | undefined, path: string): State | null {
    if (!c) return null;
    const op = c['op'] as string;
    if (op === 'and' || op === 'or') {
      const args = c['args'] as Node[];
      return { type: `c_${op}`, extraState: { n: args.length + 1 }, ...inputs(Object.fromEntries(args.map((a, i) => [`A${i}`, this.cond(a, `${path}.args.${i}`)]))) };
    }
    if (op === 'not') return { type: 'c_not', ...inputs({ ARG: this.cond(c['arg'] as Node, `${path}.arg`) }) };
    if (['lt', 'lte', 'gt', 'gte', 'eq', 'ne'].includes(op))
      return { type: 'c_cmp', fields: { OP: op }, ...inputs({ LEFT: this.figure(c['left'] as Node), RIGHT: this.figure(c['right'] as Node) }) };
    if (op === 'between') return { type: 'c_between', ...inputs({ LEFT: this.figure(c['left'] as Node), LO: this.figure(c['lo'] as Node), HI: this.figure(c['hi'] as Node) }) };
    if (op === 'is') return { type: 'c_is', fields: { STATE: c['state'], EXTRA: scopeText(c, this.name) }, ...keep(rest(c, ['op', 'state'])) };
    if (op === 'sustain') {
      const { n, u } = c['for'] as { n: number; u: string };
      return { type: 'c_sustain', fields: { N: n, U: u }, ...inputs({ ARG: this.cond(c['arg'] as Node, `${path}.arg`) }) };
    }
    return { type: 'c_other', fields: { EXTRA: this.texts[path] ?? op }, ...keep(c) };
  }
  action(a: Node, path: string): State {
    const words = this.texts[path] ?? String(a['do']);
    const to = a['to'] as { role?: string }[] | undefined;
    if (a['do'] === 'notify' && to?.length === 1 && to[0]?.role)
      return {
        type: 'a_notify',
        fields: { ROLE: to[0].role, MSG: a['msg'] ?? '', EXTRA: a['escalate'] || a['via'] || a['after'] ? '（另有设置）' : '' },
        ...keep(rest(a, ['do', 'to', 'msg'])),
      };
    if (a['do'] === 'create') return { type: 'a_create', fields: { DOC: a['doc'], EXTRA: (/（.*）/.exec(words) ?? [''])[0] }, ...keep(rest(a, ['do', 'doc'])) };
    // A supplier or a substitute is chosen in the sentence, where it has a name: a block of figures would show its id.
    if (a['do'] === 'set' && !namesRecord(a['value'] as Node))
      return {
        type: 'a_set',
        fields: { PARAM: a['param'], HOW: a['how'], EXTRA: `${scopeText(a, this.name)}${a['revert'] ? '（过后恢复）' : ''}` },
        ...inputs({ VALUE: this.figure(a['value'] as Node) }),
        ...keep(rest(a, ['do', 'param', 'how', 'value'])),
      };
    const ops = a['ops'] as string[] | undefined;
    if (a['do'] === 'block' && ops?.length === 1)
      return { type: 'a_block', fields: { OP: ops[0], EXTRA: `${scopeText(a, this.name)}${a['msg'] ? `“${String(a['msg'])}”` : ''}` }, ...keep(rest(a, ['do', 'ops'])) };
    return { type: 'a_other', fields: { EXTRA: words }, ...keep(a) };
  }
  trigger(t: Node): State {
    if (t['on'] === 'state') return { type: 't_state' };
    if (t['on'] === 'event') {
      const [first, ...others] = t['events'] as string[];
      return {
        type: 't_event',
        fields: { EVENT: first, EXTRA: t['wait'] || t['first'] || others.length > 0 ? '（另有设置）' : '' },
        ...keep({ ...rest(t, ['on', 'events']), ...(others.length > 0 ? { others } : {}) }),
      };
    }
    if (t['on'] === 'every')
      return { type: 't_every', fields: { N: t['n'], EXTRA: t['unit'] ?? '' }, ...inputs({ REF: this.figure(t['ref'] as Node) }), ...keep(rest(t, ['on', 'n', 'ref'])) };
    return { type: 't_schedule', fields: { EXTRA: this.texts['trigger'] ?? '' }, ...keep(t) };
  }
}

/** The one root block of a tree. */
export function toBlocks(tree: Tree, texts: Texts, name: NameOf): State {
  const w = new Writer(texts, name);
  const branches = (tree['branches'] as Node[]).map((b, i): State => {
    const then = chain((b['then'] as Node[]).map((a, k) => w.action(a, `branches.${i}.then.${k}`)));
    return { type: 'branch', ...inputs({ IF: w.cond(b['if'] as Node | undefined, `branches.${i}.if`), THEN: then }) };
  });
  const extra = rest(tree, ['v', 'trigger', 'branches']);
  const words = [texts['scope'] ? `只看${texts['scope']}` : '', extra['cooldown'] ? '有冷却期' : '', extra['priority'] ? `优先级${String(extra['priority'])}` : '']
    .filter((x) => x !== '')
    .join('，');
  return { type: 'rule', fields: { EXTRA: words }, ...inputs({ TRIGGER: w.trigger(tree['trigger'] as Node), BRANCHES: chain(branches) }), ...keep(extra) };
}

/** A hole in the blocks: there is no tree yet. */
class Hole extends Error {}
const must = <T>(x: T | undefined | null): T => {
  if (x === undefined || x === null || x === '—') throw new Hole();
  return x;
};

const namesRecord = (value: Node): boolean => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(String(value['text'] ?? ''));
function figureOf(s: State | undefined): Node {
  const f = must(s).fields ?? {};
  switch (must(s).type) {
    case 'f_num':
      return { num: Number(f['NUM']), ...(f['UNIT'] ? { unit: f['UNIT'] } : {}) };
    case 'f_text':
      return { text: f['TEXT'] };
    case 'f_ref':
      return { ref: must(f['METRIC']), ...kept(must(s)) };
    default:
      return { op: f['OP'], args: [figureOf(block(must(s), 'A0')), figureOf(block(must(s), 'A1')), ...((kept(must(s))['more'] as Node[] | undefined) ?? [])] };
  }
}
function condOf(given: State | undefined): Node {
  const s = must(given);
  const f = s.fields ?? {};
  switch (s.type) {
    case 'c_and':
    case 'c_or': {
      const args = Object.keys(s.inputs ?? {})
        .toSorted((a, b) => Number(a.slice(1)) - Number(b.slice(1)))
        .map((k) => condOf(block(s, k)));
      if (args.length === 0) throw new Hole();
      return args.length === 1 ? (args[0] as Node) : { op: s.type.slice(2), args };
    }
    case 'c_not':
      return { op: 'not', arg: condOf(block(s, 'ARG')) };
    case 'c_cmp':
      return { op: f['OP'], left: figureOf(block(s, 'LEFT')), right: figureOf(block(s, 'RIGHT')) };
    case 'c_between':
      return { op: 'between', left: figureOf(block(s, 'LEFT')), lo: figureOf(block(s, 'LO')), hi: figureOf(block(s, 'HI')) };
    case 'c_is':
      return { op: 'is', e: 'sku', ...kept(s), state: must(f['STATE']) };
    case 'c_sustain':
      return { op: 'sustain', arg: condOf(block(s, 'ARG')), for: { n: Number(f['N']), u: f['U'] } };
    default:
      return kept(s);
  }
}
function actionOf(s: State): Node {
  const f = s.fields ?? {};
  switch (s.type) {
    case 'a_notify':
      return { do: 'notify', to: [{ role: must(f['ROLE']) }], ...(f['MSG'] ? { msg: f['MSG'] } : {}), ...kept(s) };
    case 'a_create':
      return { do: 'create', doc: must(f['DOC']), ...kept(s) };
    case 'a_set':
      return { do: 'set', param: must(f['PARAM']), how: f['HOW'], value: figureOf(block(s, 'VALUE')), ...kept(s) };
    case 'a_block':
      return { do: 'block', ops: [must(f['OP'])], ...kept(s) };
    default:
      return kept(s);
  }
}
function triggerOf(given: State | undefined): Node {
  const s = must(given);
  const f = s.fields ?? {};
  if (s.type === 't_state') return { on: 'state' };
  if (s.type === 't_event') {
    const { others, ...more } = kept(s);
    return { on: 'event', events: [must(f['EVENT']), ...((others as string[] | undefined) ?? [])], ...more };
  }
  return s.type === 't_every' ? { on: 'every', n: Number(f['N']), ref: figureOf(block(s, 'REF')), ...kept(s) } : kept(s);
}

/** The tree the blocks stand for, or null while a place is empty. */
export function toTree(root: State | undefined): Tree | null {
  try {
    const s = must(root);
    const branches = links(block(s, 'BRANCHES')).map((b) => {
      const then = links(block(b, 'THEN')).map(actionOf);
      if (then.length === 0) throw new Hole();
      return { ...(block(b, 'IF') ? { if: condOf(block(b, 'IF')) } : {}), then };
    });
    if (branches.length === 0) return null;
    return { v: 1, trigger: triggerOf(block(s, 'TRIGGER')), branches, ...kept(s) } as unknown as Tree;
  } catch (error) {
    if (error instanceof Hole) return null;
    throw error;
  }
}

/** Equal trees, whatever the order of keys. */
export const sameTree = (a: unknown, b: unknown): boolean => sorted(a) === sorted(b);
const sorted = (value: unknown): string =>
  JSON.stringify(value, (_, v: unknown) =>
    v !== null && typeof v === 'object' && !Array.isArray(v) ? Object.fromEntries(Object.entries(v).sort(([a], [b]) => (a < b ? -1 : 1))) : v,
  );
