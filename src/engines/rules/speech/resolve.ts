// The D-rules: what people leave out and everybody fills in the same way. All of it becomes visible in the canonical text.
import type { Action, Cond, Operand, Ref, Rule, Sel, Trigger, What } from '../ast.ts';
import { axisOf, fault, nonEmpty, sortSels, type Reader } from './reader.ts';
import type { Draft, DraftBranch } from './draft.ts';

const ALL_AXES = ['place', 'item', 'party', 'machine', 'project', 'channel'];
const axesOf = (grain: string | string[] | undefined): string[] => [
  ...new Set((Array.isArray(grain) ? grain : grain === undefined ? [] : [grain]).flatMap((g) => (g === 'doc' ? ALL_AXES : [axisOf(g)]))),
];

/** Every simple condition, in text order. */
export function leaves(cond: Cond | undefined): Cond[] {
  if (!cond) return [];
  if (cond.op === 'and' || cond.op === 'or') return cond.args.flatMap(leaves);
  if (cond.op === 'not' || cond.op === 'sustain') return leaves(cond.arg);
  return [cond];
}
/** The reference a condition speaks of: its left side, or the first term of it. */
export function subjectRef(cond: Cond): Ref | undefined {
  return 'left' in cond ? firstRef(cond.left) : undefined;
}
function firstRef(o: Operand): Ref | undefined {
  if ('ref' in o) return o;
  if ('op' in o)
    for (const a of o.args) {
      const f = firstRef(a);
      if (f) return f;
    }
  return undefined;
}
export function refsIn(o: Operand): Ref[] {
  return 'ref' in o ? [o] : 'op' in o ? o.args.flatMap(refsIn) : [];
}

/** D2: a condition without a selector on an axis takes the previous one's, where its metric can be asked that way. */
function inherit(r: Reader, branches: readonly DraftBranch[]): void {
  const lex = r.dict.lexicon,
    flow = new Set([...lex.windowPolicy.need, ...Object.keys(lex.windowPolicy.def)]);
  const memory = new Map<string, Sel[]>();
  let win: Ref['win'];
  for (const cond of branches.flatMap((b) => leaves(b.cond))) {
    const ref = subjectRef(cond),
      holder: { of?: Ref['of'] } | undefined = cond.op === 'is' ? cond : ref;
    if (!holder) continue;
    const axes = cond.op === 'is' ? (cond.e === 'doc' ? ALL_AXES : [axisOf(cond.e)]) : axesOf(lex.metrics[ref?.ref ?? '']?.grain);
    const own = new Set((holder.of ?? []).map((s) => axisOf(s.e)));
    const copied = axes.filter((a) => !own.has(a)).flatMap((a) => memory.get(a) ?? []);
    const of = sortSels([...(holder.of ?? []), ...copied]);
    if (of) holder.of = of;
    const byAxis = new Map<string, Sel[]>();
    for (const sel of of ?? []) byAxis.set(axisOf(sel.e), [...(byAxis.get(axisOf(sel.e)) ?? []), sel]);
    for (const [axis, sels] of byAxis) memory.set(axis, sels);
    if (ref?.win) win = ref.win;
    else if (ref && flow.has(ref.ref) && win) ref.win = win;
  }
}

/** Flow metrics say nothing without a period. */
function checkWindows(r: Reader, branches: readonly DraftBranch[]): void {
  const need = new Set(r.dict.lexicon.windowPolicy.need);
  for (const cond of branches.flatMap((b) => leaves(b.cond))) {
    if (cond.op === 'trend' || cond.op === 'is' || cond.op === 'time') continue;
    const right = 'right' in cond ? refsIn(cond.right) : [];
    for (const ref of [subjectRef(cond), ...right]) {
      if (!ref || ref.win || !need.has(ref.ref)) continue;
      const zh = r.dict.lexicon.metrics[ref.ref]?.zh ?? ref.ref;
      fault(r, 'E_MISSING_WINDOW', { span: r.spans.get(ref) ?? r.spans.get(cond) ?? [0, 1], message: `${zh}缺少统计周期`, suggest: [`近7天${zh}`, `本月${zh}`] });
    }
  }
}

function operandsOf(action: Action): Operand[] {
  if (action.do === 'set') return [action.value];
  if (action.do !== 'create' && action.do !== 'move') return [];
  const q = action.qty;
  return q === undefined ? [] : 'upto' in q ? [q.upto] : [q];
}
/** D5: an action that repeats a metric of the condition means the same period. */
function reuseWindows(branches: readonly DraftBranch[]): void {
  const wins = new Map<string, NonNullable<Ref['win']>>();
  for (const b of branches) {
    for (const cond of leaves(b.cond)) {
      for (const ref of [...('left' in cond ? refsIn(cond.left) : []), ...('right' in cond ? refsIn(cond.right) : [])]) if (ref.win) wins.set(ref.ref, ref.win);
    }
    for (const ref of b.actions.flatMap(operandsOf).flatMap(refsIn)) {
      const win = wins.get(ref.ref);
      if (win && !ref.win) ref.win = win;
    }
  }
}

const isPlace = (s: Sel): boolean => axisOf(s.e) === 'place';
/** D3: goods go from where there is more than enough to where there is too little. */
function direct(r: Reader, b: DraftBranch): void {
  for (const action of b.actions) {
    if (action.do !== 'create' || action.doc !== 'transfer') continue;
    let low: Sel | undefined, high: Sel | undefined;
    for (const cond of leaves(b.cond)) {
      const ref = subjectRef(cond),
        place = (ref?.of ?? (cond.op === 'is' ? cond.of : undefined))?.find(isPlace);
      if (!place) continue;
      if (cond.op === 'lt' || cond.op === 'lte' || (cond.op === 'is' && cond.state === 'out_of_stock') || (cond.op === 'eq' && ref?.ref !== 'surplus')) low ??= place;
      else if (cond.op === 'gt' || cond.op === 'gte') high ??= place;
    }
    const from = action.from ?? (action.to && high === undefined ? undefined : high),
      to = action.to ?? low;
    const same = from && to && JSON.stringify(from) === JSON.stringify(to);
    if (from && !same) action.from = from;
    if (to && !same) action.to = to;
    const thisFrom = action.from?.q === 'this';
    if (!action.from || !action.to || (thisFrom && !action.from)) {
      fault(r, 'E_MISSING_TARGET', {
        span: r.spans.get(action) ?? [0, 1],
        message: action.from ? '没有写调到哪里' : '没有写从哪里调',
        suggest: [action.from ? '从中心仓调拨到门店' : '从其他仓库调拨', '创建采购申请'],
      });
    }
    reorder(action as unknown as Record<string, unknown>);
  }
}
/** Keys in schema order keep stored ASTs comparable byte by byte. */
function reorder(action: Record<string, unknown>): void {
  for (const key of ['qty', 'from', 'to', 'supplier', 'assign', 'note', 'submit', 'after', 'delay', 'escalate']) {
    if (!(key in action)) continue;
    const value = action[key];
    delete action[key];
    action[key] = value;
  }
}

const WHATS: ReadonlySet<string> = new Set(['batch', 'sku', 'customer', 'supplier', 'doc', 'warehouse', 'mold', 'device']);
const TO_SKU: Record<string, string> = { category: 'sku' };
/** What kind of thing a branch is about, for 冻结 and 打上标签 without an object. */
function subjectKind(r: Reader, d: Draft, b: DraftBranch): { what?: What; tag: string } {
  const conds = leaves(b.cond),
    notes = b.cond ? noteKinds(r, b.cond) : [];
  const first = conds.find((c) => c.op === 'is' || subjectRef(c));
  const grainOf = (c: Cond | undefined): string | undefined => {
    if (!c) return undefined;
    if (c.op === 'is') return c.e;
    const g = r.dict.lexicon.metrics[subjectRef(c)?.ref ?? '']?.grain;
    return Array.isArray(g) ? 'sku' : g;
  };
  const sel = first && (first.op === 'is' ? first.of : subjectRef(first)?.of)?.[0]?.e;
  const event = d.trigger?.trigger.on === 'event' ? d.trigger.trigger.events[0].split('.')[0] : undefined;
  const byEvent =
    event === undefined ? undefined : WHATS.has(event) ? event : ['quality', 'recall', 'receipt', 'temp', 'recheck', 'first_article'].includes(event) ? 'batch' : undefined;
  const grain = grainOf(first);
  const what = [d.each, first?.op === 'is' ? first.e : undefined, notes[0] === 'category' ? undefined : notes[0], grain, byEvent, d.scope[0]?.e].find(
    (k) => k !== undefined && WHATS.has(k),
  ) as What | undefined;
  const noun = notes.find((k) => k !== 'doc');
  const tag = d.each ?? noun ?? (sel === undefined || axisOf(sel) === 'place' ? undefined : sel) ?? (grain === 'doc' ? undefined : grain) ?? d.scope[0]?.e ?? byEvent ?? 'sku';
  return { ...(what ? { what } : {}), tag: TO_SKU[tag] ?? tag };
}
function noteKinds(r: Reader, cond: Cond): string[] {
  const own = r.notes.get(cond)?.noun?.e;
  const inner = cond.op === 'and' || cond.op === 'or' ? cond.args.flatMap((c) => noteKinds(r, c)) : cond.op === 'not' || cond.op === 'sustain' ? noteKinds(r, cond.arg) : [];
  return own === undefined ? inner : [own, ...inner];
}
function fillSubjects(r: Reader, d: Draft, b: DraftBranch): void {
  const kind = subjectKind(r, d, b);
  for (const action of b.actions) {
    if ((action.do === 'tag' || action.do === 'untag') && action.what === '?') action.what = kind.tag;
    if ((action.do === 'freeze' || action.do === 'unfreeze' || action.do === 'lock' || action.do === 'unlock') && (action.what as string) === '?') {
      if (kind.what) action.what = kind.what;
      else fault(r, 'E_MISSING_TARGET', { span: r.spans.get(action) ?? [0, 1], message: '没有写冻结或锁定什么', suggest: ['冻结批次', '锁定模具'] });
    }
  }
}

const PASSIVE_DOCS = new Set(['work_order', 'task', 'repair', 'maintenance', 'contract', 'service_order']);
/** D1: a condition on a document, and no trigger written, means when that document is submitted. */
function impliedTrigger(r: Reader, d: Draft): Trigger | undefined {
  const docs = new Set<string>();
  let open = false;
  const visit = (cond: Cond): void => {
    const note = r.notes.get(cond);
    if (note && !note.sustained) {
      for (const doc of note.docs) {
        if (!doc.startsWith('的')) docs.add(doc);
        else if (!PASSIVE_DOCS.has(doc.slice(1))) docs.add(doc.slice(1));
      }
      const ref = subjectRef(cond);
      if (ref?.ref.startsWith('doc.') && note.docs.length === 0) open = true;
    }
    if (cond.op === 'and' || cond.op === 'or') cond.args.forEach(visit);
    else if (cond.op === 'not' || cond.op === 'sustain') visit(cond.arg);
  };
  for (const b of d.branches) if (b.cond) visit(b.cond);
  if (docs.size === 0) for (const a of d.branches.flatMap((b) => b.actions)) for (const doc of r.notes.get(a)?.docs ?? []) docs.add(doc);
  if (docs.size === 0 && d.doc !== undefined) docs.add(d.doc);
  const [doc, other] = [...docs];
  const where = d.branches[0]?.cond ? (r.spans.get(d.branches[0].cond) ?? ([0, 1] as const)) : ([0, 1] as const);
  if (other !== undefined) fault(r, 'E_MULTI_TRIGGER', { span: where, message: '条件涉及两种单据，无法确定在哪种单据提交时判断', suggest: ['拆成两条规则'] });
  if (doc === undefined && open) fault(r, 'E_MISSING_TRIGGER', { span: where, message: '没有写是哪种单据的金额或数量', suggest: ['订单金额', '采购订单金额'] });
  return doc === undefined ? undefined : { on: 'event', events: [`${doc}.submitted`] };
}

/** 下单时，合同…: a condition may not speak of another document than the one that sets the rule going. */
function oneDocument(r: Reader, d: Draft): void {
  const events = d.trigger?.trigger.on === 'event' ? d.trigger.trigger.events : [];
  const going = events.map((e) => e.split('.')[0] ?? '').filter((doc) => r.dict.lexicon.docs[doc] !== undefined);
  if (going.length === 0) return;
  const visit = (node: object, named: readonly string[] | undefined): void => {
    const other = named?.find((doc) => !going.includes(doc));
    if (other === undefined) return;
    const [zh, own] = [other, going[0] ?? ''].map((doc) => r.dict.lexicon.docs[doc]?.zh ?? doc);
    fault(r, 'E_MULTI_TRIGGER', { span: r.spans.get(node) ?? [0, 1], message: `这里说的是${zh}，而触发规则的是${own}`, suggest: ['拆成两条规则'] });
  };
  for (const b of d.branches) {
    for (const c of leaves(b.cond)) visit(c, r.notes.get(c)?.named);
    for (const a of b.actions) if (a.do === 'block' || a.do === 'unblock') visit(a, r.notes.get(a)?.docs);
  }
}

/** Restoring afterwards needs a stretch of time: 春节前7天…过后恢复 is a time condition, not a calendar moment. */
function softenTrigger(r: Reader, d: Draft): void {
  const is = d.trigger?.soft;
  if (!d.trigger || !is || !d.revertsAll) return;
  delete d.trigger;
  for (const b of d.branches) {
    const time: Cond = { op: 'time', is };
    b.cond = b.cond ? ({ op: 'and', args: [time, ...(b.cond.op === 'and' ? b.cond.args : [b.cond])] } as Cond) : time;
    void r;
  }
}
function eachOf(r: Reader, d: Draft): string | undefined {
  if (d.each !== undefined) return d.each;
  const visit = (cond: Cond): string | undefined =>
    r.notes.get(cond)?.each ?? (cond.op === 'and' || cond.op === 'or' ? cond.args.map(visit).find((x) => x !== undefined) : undefined);
  for (const b of d.branches) {
    const e = b.cond && visit(b.cond);
    if (e !== undefined) return e;
  }
  return undefined;
}

/** Turns a draft into a rule, reporting what is missing. Undefined when there is nothing to build from. */
export function resolve(r: Reader, d: Draft): Rule | undefined {
  d.branches = d.branches.filter((b) => b.cond || b.actions.length > 0 || b.otherwise);
  const each = eachOf(r, d);
  if (each !== undefined) d.each = each;
  softenTrigger(r, d);
  const end = r.toks.findLastIndex((t) => !t.senses.some((x) => x.t === 'punct'));
  const last = r.toks[end];
  const empty = d.branches.length === 0 || d.branches.some((b) => b.actions.length === 0);
  if (empty && last) fault(r, 'E_MISSING_ACTION', { span: [last.s, last.e], message: '没有写要执行的动作', suggest: ['，通知采购员', '，创建采购申请'] });
  oneDocument(r, d);
  inherit(r, d.branches);
  checkWindows(r, d.branches);
  reuseWindows(d.branches);
  for (const b of d.branches) {
    direct(r, b);
    fillSubjects(r, d, b);
  }
  const trigger = d.trigger?.trigger ?? impliedTrigger(r, d) ?? { on: 'state' as const };
  const bare = trigger.on === 'state' && d.branches.find((b) => !b.cond);
  if (bare && !empty) {
    const otherwise = bare.otherwise && d.branches.some((b) => b.cond);
    fault(r, 'E_MISSING_TRIGGER', {
      span: [r.toks[0]?.s ?? 0, last?.e ?? 1],
      message: otherwise ? '“否则”需要一个触发时机（如单据提交时）' : '没有写什么时候执行',
      suggest: otherwise ? ['下单时，'] : ['每天9点', '当库存低于安全库存时', '收货时'],
    });
  }
  const branches = nonEmpty(
    d.branches
      .map((b) => {
        const then = nonEmpty(b.actions);
        return then && { ...(b.cond ? { if: b.cond } : {}), then };
      })
      .filter((b) => b !== undefined),
  );
  if (!branches) return undefined;
  const scope = sortSels(d.scope);
  const rule: Rule = {
    v: 1,
    ...(d.priority ? { priority: d.priority } : {}),
    ...(d.each ? { each: d.each } : {}),
    trigger,
    ...(scope ? { scope } : {}),
    branches,
    ...(d.cooldown ? { cooldown: d.cooldown } : {}),
  };
  rule.branches.forEach((b, i) => {
    const draft = d.branches[i];
    if (draft) r.spans.set(b, [r.toks[draft.from]?.s ?? 0, r.toks[draft.to - 1]?.e ?? last?.e ?? 1]);
  });
  if (d.trigger) r.spans.set(rule.trigger, d.trigger.span);
  return rule;
}
