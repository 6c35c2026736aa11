// Reads a whole sentence piece by piece into a draft rule: policies, scope, trigger, conditions, actions, branches.
import type { Action, Cond, Cooldown, Priority, Sel, Span } from '../ast.ts';
import { AND, CLOSE, COOLDOWN_TAIL, ELSE, FILLER, JOIN, OPEN, OR, REVERT, SEQUENCE, UNHANDLED } from '../text/grammar-words.ts';
import { readAction } from './actions.ts';
import { joinConds, readCond, readConds } from './conditions.ts';
import { readAfterthought } from './goods.ts';
import { readExcept, readPhrase } from './nouns.ts';
import { readSending } from './people.ts';
import { atEnd, attempt, axisOf, eat, eatPunct, endOf, fault, punct, sense, skipFiller, sortSels, startOf, step, tok, word, wordsSpan, type Reader } from './reader.ts';
import { readDur } from './times.ts';
import { readEvent, readEvery, readSchedule, type ReadTrigger } from './triggers.ts';

export interface DraftBranch {
  cond?: Cond;
  post?: Cond;
  actions: Action[];
  otherwise: boolean;
  from: number;
  to: number;
  closed: boolean;
  closedBy?: string;
  opened: boolean;
  timeOnly: boolean;
}
export interface Draft {
  priority?: Priority;
  each?: string;
  trigger?: ReadTrigger;
  scope: Sel[];
  branches: DraftBranch[];
  cooldown?: Cooldown;
  revertsAll: boolean;
}
interface Lead {
  comma: boolean;
  and: boolean;
  or: boolean;
  seqAt: number | undefined;
  from: number;
  said: boolean;
  opened: boolean;
  semicolon: boolean;
}
type Piece = (r: Reader, d: Draft, lead: Lead) => true | undefined;

const newBranch = (r: Reader, otherwise: boolean): DraftBranch => ({ actions: [], otherwise, from: r.i, to: r.i, closed: false, opened: false, timeOnly: false });
function current(r: Reader, d: Draft): DraftBranch {
  const last = d.branches.at(-1);
  if (last) return last;
  const first = newBranch(r, false);
  d.branches.push(first);
  return first;
}

/** Consumes punctuation, joining words, politeness and openers before a piece. */
function readLead(r: Reader, acted: boolean): Lead & { otherwise: boolean } {
  const lead = { comma: false, and: false, or: false, seqAt: undefined as number | undefined, from: r.i, said: false, opened: false, otherwise: false, semicolon: false };
  for (;;) {
    if (punct(r, ',;。:、')) {
      lead.comma = true;
      if (punct(r, ';。')) lead.semicolon = true;
      step(r);
      continue;
    }
    if (word(r, ELSE) !== undefined) {
      lead.otherwise = true;
      step(r);
      continue;
    }
    // 每…期间 and 在…时 start pieces of their own; 对于 and 在 are read by them.
    if (word(r, ['在', '对于', '凡', '凡是']) !== undefined) break;
    if (word(r, OR) !== undefined) {
      lead.or = true;
      lead.said = true;
      step(r);
      continue;
    }
    if (word(r, AND) !== undefined && word(r, ['还']) === undefined) {
      lead.and = true;
      lead.said = true;
      step(r);
      continue;
    }
    // ，完成后通知… follows an action; at the start 完成 would be an event.
    if (acted && tok(r)?.text === '完成' && word(r, ['后'], 1) !== undefined) {
      lead.seqAt ??= r.i;
      lead.said = true;
      step(r, 2);
      continue;
    }
    if (word(r, SEQUENCE) !== undefined) {
      lead.seqAt ??= r.i;
      lead.said = true;
      step(r);
      continue;
    }
    if (word(r, JOIN) !== undefined) {
      lead.said = true;
      if (word(r, ['同时']) !== undefined) lead.and = true;
      step(r);
      continue;
    }
    if (word(r, OPEN) !== undefined && !sense(r, 'op')) {
      lead.opened = true;
      step(r);
      continue;
    }
    if (
      word(r, FILLER) !== undefined &&
      !(word(r, ['有']) !== undefined) &&
      !(word(r, ['提高', '改', '出', '走']) !== undefined && r.toks[r.i + 1]?.senses.some((x) => x.t === 'doc') === true)
    ) {
      step(r);
      continue;
    }
    return lead;
  }
  return lead;
}

const LEVELS: Record<string, Priority> = { 最高: 9, 高: 7, 普通: 5, 低: 3, 最低: 1 };
const priority: Piece = (r, d) =>
  attempt(r, () => {
    const before = LEVELS[word(r, ['最高', '高', '普通', '低', '最低']) ?? ''];
    if (before !== undefined && word(r, ['优先级'], 1) !== undefined) {
      step(r, 2);
    } else {
      if (eat(r, ['优先级']) === undefined) return undefined;
      eat(r, ['为', '是', '设为']);
      eatPunct(r, ':');
    }
    const at = r.i,
      level = before ?? LEVELS[eat(r, Object.keys(LEVELS)) ?? ''];
    const num = level === undefined ? sense(r, 'num') : undefined;
    if (level === undefined && num?.num === undefined) return undefined;
    if (num) {
      step(r);
      eat(r, ['级']);
    }
    const value = level ?? num?.num ?? 5;
    if (!Number.isInteger(value) || value < 1 || value > 9) fault(r, 'E_RANGE', { span: wordsSpan(r, at, r.i), message: '优先级是1到9', suggest: ['优先级9', '优先级5'] });
    d.priority = value as Priority;
    return true as const;
  });

const COOL_UNIT: Record<string, Cooldown['u']> = { minute: 'minute', hour: 'hour', day: 'day', week: 'week', month: 'month' };
const PER: Record<string, Cooldown['u']> = {
  每天: 'day',
  每日: 'day',
  每周: 'week',
  每星期: 'week',
  每月: 'month',
  每个月: 'month',
  每小时: 'hour',
  当天: 'day',
  一天: 'day',
  天天: 'day',
};
/** 每天最多提醒一次, 一周内不重复提醒, 同一商品24小时内只提醒一次. */
const cooldown: Piece = (r, d) =>
  attempt(r, () => {
    let per: Cooldown['per'] = 'subject';
    const whose = (): void => {
      if (eat(r, ['本规则']) !== undefined) per = 'rule';
      else if (eat(r, ['同一对象']) === undefined)
        attempt(r, () => {
          const p = readPhrase(r);
          return p?.each !== undefined || p?.sel?.q === 'this' ? true : undefined;
        });
    };
    whose();
    eat(r, ['在', '且', '每']);
    const named = PER[eat(r, Object.keys(PER)) ?? ''];
    const dur = named ? { n: 1, u: named } : readDur(r);
    const u = dur && COOL_UNIT[dur.u];
    if (!dur || !u) return undefined;
    eat(r, ['内', '以内', '之内', '里', '中']);
    whose();
    skipFiller(r);
    eat(r, ['都', '只', '仅']);
    if (eat(r, COOLDOWN_TAIL) === undefined) return undefined;
    d.cooldown = { n: dur.n, u, per };
    return true as const;
  });

const revert: Piece = (r, d) =>
  attempt(r, () => {
    if (eat(r, REVERT) === undefined) return undefined;
    let done = false;
    for (const action of current(r, d).actions)
      if (action.do === 'set') {
        action.revert = true;
        done = true;
      }
    d.revertsAll ||= done;
    return done ? (true as const) : undefined;
  });

/** 2小时内没处理就升级通知采购总监. */
const escalate: Piece = (r, d) =>
  attempt(r, () => {
    const last = current(r, d).actions.at(-1);
    eat(r, ['如果', '若', '超过']);
    if (sense(r, 'cmp')?.id === 'gt') step(r);
    const within = readDur(r);
    if (!within || !last || last.escalate) return undefined;
    eat(r, ['后', '之后']);
    eat(r, ['仍', '还']);
    if (eat(r, ['内没处理']) === undefined) {
      eat(r, ['内', '以内', '之内']);
      eat(r, ['仍', '还']);
      if (eat(r, UNHANDLED) === undefined) return undefined;
    }
    eat(r, ['的', '时', '的话']);
    eatPunct(r, ',');
    skipFiller(r);
    const up = eat(r, ['升级']) !== undefined;
    const action =
      (up
        ? attempt(r, () => {
            eat(r, ['到', '给', '至']);
            const p = sense(r, 'role') ?? sense(r, 'user');
            if (!p) return undefined;
            step(r);
            return { do: 'notify', to: [p.t === 'role' ? { role: p.id } : { user: p.id }] } as Action;
          })
        : undefined) ?? readAction(r);
    if (!action) return undefined;
    last.escalate = { within, then: [action] };
    return true as const;
  });

/** 除生鲜外，/ 针对冻品，/ 对A类商品，/ 南山店，. */
const scope: Piece = (r, d) =>
  attempt(r, () => {
    if (current(r, d).cond || current(r, d).actions.length > 0) return undefined;
    const marked = eat(r, ['对', '针对', '对于', '凡是', '凡', '范围是']) !== undefined;
    const found: Sel[] = [];
    for (;;) {
      const p =
        readExcept(r) ??
        attempt(r, () => {
          eat(r, ['的', '在']);
          return readPhrase(r);
        });
      if (!p) break;
      if (p.each) d.each = p.each;
      else if (p.sel) found.push(p.sel);
      else if (!marked) return undefined;
    }
    if (found.length === 0 || (found.every((s) => s.not) ? false : !punct(r, ','))) return undefined;
    eatPunct(r, ',');
    d.scope.push(...found);
    r.named.push(...found);
    return true as const;
  });

/** ，范围是效期6个月以内的药品. */
const range: Piece = (r, d) =>
  attempt(r, () => {
    if (eat(r, ['范围是']) === undefined) return undefined;
    const b = current(r, d),
      cond = readConds(r);
    if (!cond) {
      const p = readPhrase(r);
      if (!p?.sel) return undefined;
      d.scope.push(p.sel);
      return true as const;
    }
    closeCond(r, cond, b);
    b.cond = b.cond ? joinConds(r, 'and', [b.cond, cond]) : cond;
    return true as const;
  });

const trigger: Piece = (r, d) =>
  attempt(r, () => {
    const b = current(r, d);
    const fresh = !d.trigger && !b.cond && b.actions.length === 0;
    const read = readSchedule(r) ?? readEvery(r) ?? readEvent(r);
    if (!read) return undefined;
    const byComma =
      read.trigger.on === 'event' &&
      !word(r, ['时', '后'], -1) &&
      !['时', '后', '之后', '的时候', '以后', '的话'].includes(tok(r, -1)?.text ?? '') &&
      !read.trigger.first &&
      !read.trigger.wait;
    if (byComma && (!fresh || /^(下|提交|直接)/.test(tok(r, -1)?.text ?? ''))) return undefined;
    // 周五，… after conditions or 晚上8点 inside them stays with the first trigger.
    // …清单，每天8点发给PMC: the calendar may stand before the sending.
    const waiting = b.actions.at(-1);
    const sending = !d.trigger && read.trigger.on === 'schedule' && b.actions.length === 1 && waiting?.do === 'report' && !waiting.to;
    if ((d.trigger || b.actions.length > 0) && !sending) {
      fault(r, 'E_MULTI_TRIGGER', { span: read.span, message: '一句话里写了两个触发条件，请拆成两条规则', suggest: ['拆成两条规则'] });
      d.trigger ??= read;
      return true as const;
    }
    d.trigger = read;
    d.scope.push(...read.scope);
    r.named.push(...read.scope);
    return true as const;
  });

const afterthought: Piece = (r, d) => {
  const b = current(r, d),
    last = b.actions.at(-1);
  if (!last) return undefined;
  if (last.do === 'report' && !last.to) {
    const sent = readSending(r);
    if (sent) {
      Object.assign(last, sent);
      b.to = r.i;
      return true;
    }
  }
  if (!readAfterthought(r, last)) return undefined;
  b.to = r.i;
  return true;
};

const action: Piece = (r, d, lead) =>
  attempt(r, () => {
    const b = current(r, d),
      from = r.i;
    const read = readAction(r);
    if (!read) return undefined;
    const own = r.spans.get(read);
    r.spans.set(read, [lead.seqAt === undefined ? (own?.[0] ?? startOf(r, from)) : startOf(r, lead.seqAt), endOf(r, r.i)]);
    const last = b.actions.at(-1);
    if (lead.seqAt !== undefined && last) read.after = true;
    // 先由…审批，再由…审批 is one chain.
    if (read.do === 'approve' && last?.do === 'approve' && !read.mode && !last.mode) {
      last.chain.push(...read.chain);
    } else if (read.do === 'log' && last?.do === 'block' && read.msg !== undefined && !last.msg && tok(r, -2)?.text === '提示') last.msg = read.msg;
    else if (read.do === 'assign' && last?.do === 'create' && !last.assign) last.assign = read.to;
    else b.actions.push(read);
    b.to = r.i;
    return true as const;
  });

/** The words that close a condition, and the noun of a relative clause: 的批次, 的订单, 时, 的话. */
function closeCond(r: Reader, cond: Cond, b: DraftBranch): void {
  const relative = attempt(r, () => {
    if (eat(r, ['的']) === undefined) return undefined;
    eat(r, ['这些', '那些', '所有']);
    const p = readPhrase(r, []);
    if (p?.each !== undefined || (p?.sel && !attach(cond, p.sel))) return undefined;
    return p;
  });
  const note = leafNote(r, cond);
  if (relative && note) {
    if (relative.e) note.noun = { e: relative.e };
    if (relative.doc) note.docs.push(`的${relative.doc}`);
    if (relative.e && !relative.sel && PARTIES.has(relative.e) && cond.op !== 'is' && !sense(r, 'report')) note.each ??= relative.e;
  }
  const by = eat(r, ['的']) ?? eat(r, CLOSE) ?? eat(r, ['之后', '后', '以后']) ?? (relative ? '的' : undefined);
  if (by !== undefined) {
    b.closed = true;
    b.closedBy = by;
  }
  eat(r, CLOSE);
}
/** 30天没动销的机油: the noun behind a relative clause narrows the condition it closes. */
function attach(cond: Cond, sel: Sel): boolean {
  if (sel.q === 'this') return false;
  const leaf = cond.op === 'and' || cond.op === 'or' ? cond.args[0] : cond;
  const inner = leaf.op === 'sustain' || leaf.op === 'not' ? leaf.arg : leaf;
  const holder = inner.op === 'is' ? inner : 'left' in inner && 'ref' in inner.left ? inner.left : undefined;
  if (!holder || holder.of?.some((s) => axisOf(s.e) === axisOf(sel.e)) === true) return false;
  const of = sortSels([...(holder.of ?? []), sel]);
  if (of) holder.of = of;
  return true;
}
const PARTIES = new Set(['category', 'warehouse', 'employee', 'customer', 'supplier', 'store', 'region', 'device', 'mold', 'project', 'channel']);
function leafNote(r: Reader, cond: Cond): { noun?: { e?: string }; docs: string[]; each?: string } | undefined {
  const own = r.notes.get(cond);
  if (own) return own;
  return cond.op === 'and' || cond.op === 'or' ? leafNote(r, cond.args.at(-1) as Cond) : undefined;
}

const isTime = (c: Cond): boolean => c.op === 'time' || ((c.op === 'and' || c.op === 'or') && c.args.every(isTime)) || (c.op === 'not' && isTime(c.arg));
const condition: Piece = (r, d, lead) =>
  attempt(r, () => {
    const at = r.i;
    const cond = readConds(r);
    if (!cond) return undefined;
    let b = current(r, d);
    if (b.actions.length > 0) {
      b = newBranch(r, false);
      b.from = at;
      d.branches.push(b);
    }
    const before = b.cond;
    if (!before) {
      b.cond = cond;
      b.from = b.otherwise ? b.from : at;
      b.timeOnly = isTime(cond);
      b.opened = lead.opened;
    } else {
      const or = lead.or && !lead.and;
      if (or && before.op === 'and') ambiguousJoin(r, before, cond);
      // …的，…时 and 当…，…时 are one condition in two halves; any other bare comma could mean 且 or 或.
      const halves = word(r, CLOSE) !== undefined && ((b.opened && !b.closed) || b.closedBy === '的');
      if (!or && !lead.and && !b.timeOnly && !halves) ambiguousJoin(r, before, cond);
      b.cond = joinConds(r, or ? 'or' : 'and', [before, cond]);
      if (!isTime(cond)) b.timeOnly = false;
    }
    b.closed = false;
    closeCond(r, cond, b);
    b.to = r.i;
    return true as const;
  });
function ambiguousJoin(r: Reader, a: Cond, b: Cond): void {
  const from = r.spans.get(a)?.[1] ?? 0,
    to = r.spans.get(b)?.[0] ?? from + 1;
  const span: Span = [from, Math.max(to, from + 1)];
  fault(r, 'E_AMBIGUOUS_LOGIC', { span: span, message: '两个条件之间没有写“且”还是“或”', suggest: ['且', '或'] });
}

/** 把30天没动销的商品清单…, 生成临期商品清单…, 把过期批次冻结: the object is a condition. */
const objectClause: Piece = (r, d) =>
  attempt(r, () => {
    if (eat(r, ['把', '将', '生成', '导出', '汇总', '给', '对', '发送', '出具', '发']) === undefined) return undefined;
    const b = current(r, d);
    if (b.actions.length > 0 && !b.otherwise) return undefined;
    const cond = readCond(r);
    if (!cond) return undefined;
    let whole = cond;
    const more = attempt(r, () => {
      const or = eat(r, OR) !== undefined;
      if (!or && eat(r, AND) === undefined) return undefined;
      const c = readCond(r);
      return c && { or, c };
    });
    if (more) whole = joinConds(r, more.or ? 'or' : 'and', [cond, more.c]);
    closeCond(r, whole, b);
    eat(r, ['的']);
    // The action itself is read again as its own piece; here it only proves that the clause is an object.
    const at = r.i;
    if (sense(r, 'report') === undefined && attempt(r, readAction) === undefined) return undefined;
    r.i = at;
    b.cond = b.cond ? joinConds(r, 'and', [b.cond, whole]) : whole;
    return true as const;
  });

const PIECES: readonly Piece[] = [priority, cooldown, revert, escalate, range, scope, trigger, afterthought, action, objectClause, condition];

/** Reads the sentence; undefined with the cursor where reading stopped when some word could not be read. */
export function readSentence(r: Reader): Draft | undefined {
  const d: Draft = { scope: [], branches: [], revertsAll: false };
  while (!atEnd(r)) {
    const lead = readLead(r, (d.branches.at(-1)?.actions.length ?? 0) > 0);
    if (lead.otherwise) {
      const b = newBranch(r, true);
      b.from = lead.from;
      d.branches.push(b);
    }
    if (atEnd(r)) break;
    if (!PIECES.some((read) => read(r, d, lead))) return undefined;
  }
  return d;
}
