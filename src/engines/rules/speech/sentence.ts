// Reads a whole sentence piece by piece into a draft rule: policies, scope, trigger, conditions, actions, branches.
import type { Cond, Span } from '../ast.ts';
import { AND, CLOSE, OR } from '../text/grammar-words.ts';
import { readAction } from './actions.ts';
import { readAfterthought } from './afterthought.ts';
import { closeCond } from './clause.ts';
import { joinConds, readCond, readConds } from './conditions.ts';
import { current, type Draft, newBranch, type Piece, readLead } from './draft.ts';
import { readSending } from './people.ts';
import { cooldown, escalate, priority, revert } from './policies.ts';
import { atEnd, attempt, eat, endOf, fault, punct, sense, startOf, tok, word, type Reader } from './reader.ts';
import { range, scope } from './scope.ts';
import { readSchedule } from './schedules.ts';
import { readEvent, readEvery } from './triggers.ts';

const trigger: Piece = (r, d, lead) =>
  attempt(r, () => {
    const b = current(r, d);
    const fresh = !d.trigger && !b.cond && b.actions.length === 0;
    const read = readSchedule(r) ?? readEvery(r) ?? readEvent(r);
    if (!read) return undefined;
    // 节假日和周六: times in a list, each of them is enough.
    if (lead.list && !d.trigger && read.soft && b.cond && isTime(b.cond)) {
      b.cond = joinConds(r, 'or', [b.cond, { op: 'time', is: read.soft }]);
      return true as const;
    }
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
    // 周六和节假日: the calendar word before it is one of a list of times, not when the rule runs.
    if (lead.list && !b.cond && d.trigger?.soft && isTime(cond)) {
      b.cond = { op: 'time', is: d.trigger.soft };
      b.timeOnly = true;
      delete d.trigger;
    }
    const before = b.cond;
    if (!before) {
      b.cond = cond;
      b.from = b.otherwise ? b.from : at;
      b.timeOnly = isTime(cond);
      b.opened = lead.opened;
    } else {
      const or = (lead.or && !lead.and) || (lead.list && isTime(before) && isTime(cond));
      if (or && before.op === 'and') ambiguousJoin(r, before, cond);
      // …的，…时 and 当…，…时 are one condition in two halves; any other bare comma could mean 且 or 或.
      const closes = word(r, CLOSE) !== undefined || (!atEnd(r) && !punct(r, ',;。、') && word(r, ['的']) === undefined && b.closedBy === '的');
      const halves = closes && ((b.opened && !b.closed) || b.closedBy === '的');
      if (!or && !lead.and && !b.timeOnly && !halves) ambiguousJoin(r, before, cond);
      // 春节…节假日… side by side: two stretches of time with nothing between them may be either.
      if (!or && !lead.and && b.timeOnly && !lead.comma && isTime(cond) && !(cond.op === 'time' && 'tod' in cond.is)) ambiguousJoin(r, before, cond);
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

const CONDITIONS: readonly Piece[] = [trigger, condition];
const PIECES: readonly Piece[] = [priority, cooldown, revert, escalate, range, scope, trigger, afterthought, action, objectClause, condition];

/** Reads the sentence; undefined with the cursor where reading stopped when some word could not be read. */
export function readSentence(r: Reader): Draft | undefined {
  const d: Draft = { scope: [], branches: [], revertsAll: false };
  while (!atEnd(r)) {
    const lead = readLead(r, (d.branches.at(-1)?.actions.length ?? 0) > 0);
    if (lead.otherwise) {
      // 否则 needs something before it to be the other of.
      if (!d.branches.some((b) => b.actions.length > 0)) return undefined;
      const b = newBranch(r, true);
      b.from = lead.from;
      d.branches.push(b);
    }
    if (atEnd(r)) {
      // …，通知采购员并: a joining word with nothing behind it was meant to join something.
      if (lead.said && word(r, ['了'], -1) === undefined) return undefined;
      break;
    }
    // 或 joins conditions only: 通知老板或停止采购 leaves open which.
    const pieces = lead.or && !lead.and ? CONDITIONS : PIECES;
    if (!pieces.some((read) => read(r, d, lead))) return undefined;
  }
  return d;
}
