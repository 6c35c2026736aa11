// Writes a rule as canonical Chinese: one text per rule, and the strict grammar reads exactly this text back.
import type { Action, Cond, Deed, Num, Operand, Qty, Ref, Rule, Schedule, TimeSpec, Trigger } from '../ast.ts';
import type { Dictionary } from '../text/dictionary.ts';
import * as w from './words.ts';

export const writeNum = (n: Num): string => `${w.writeNumber(n.num)}${w.writeUnit(n.unit)}`;
export function writeRef(d: Dictionary, r: Ref): string {
  return `${r.of ? `${w.sels(d, r.of)}的` : ''}${r.win ? w.win(r.win) : ''}${r.agg ? w.AGG[r.agg] : ''}${w.metric(d, r.ref)}`;
}
export function writeOperand(d: Dictionary, o: Operand): string {
  if ('num' in o) return writeNum(o);
  if ('ref' in o) return writeRef(d, o);
  if ('text' in o) return w.quote(o.text);
  return `（${o.args.map((a) => writeOperand(d, a)).join(w.CALC[o.op])}）`;
}
const writeQty = (d: Dictionary, q: Qty): string => ('upto' in q ? `补足到${writeOperand(d, q.upto)}` : writeOperand(d, q));

export function writeTime(d: Dictionary, t: TimeSpec): string {
  if ('weekday' in t) return `每周${t.weekday.map((x) => w.WEEK[x]).join('、')}`;
  if ('day' in t) return w.DAY[t.day];
  if ('tod' in t) return `每天${t.tod[0]}至${t.tod[1]}`;
  if ('month' in t) return `每年${t.month[0]}月至${t.month[1]}月`;
  if ('date' in t) return `每年${t.date[0]}至${t.date[1]}`;
  if ('season' in t) return w.SEASON[t.season];
  const name = w.holiday(d, t.holiday);
  return `${name}期间${t.before === undefined ? '' : `前${t.before}天`}${t.after === undefined ? '' : `后${t.after}天`}`;
}

/** One condition; and/or inside another condition is bracketed. */
export function writeCond(d: Dictionary, c: Cond, nested = false): string {
  switch (c.op) {
    case 'and':
    case 'or': {
      const text = c.args.map((a) => writeCond(d, a, true)).join(c.op === 'and' ? ' 且 ' : ' 或 ');
      return nested ? `（${text}）` : text;
    }
    case 'not':
      return `并非（${writeCond(d, c.arg)}）`;
    case 'sustain':
      return `${c.for.u === 'minute' || c.for.u === 'hour' ? '持续' : '连续'}${w.writeDur(c.for)}（${writeCond(d, c.arg)}）`;
    case 'time':
      return `时间在${writeTime(d, c.is)}`;
    case 'is':
      return `${c.of ? `${w.sels(d, c.of)}${c.of.length === 1 && c.of[0].e === c.e ? '' : `的${w.etype(d, c.e)}`}` : w.etype(d, c.e)}处于${w.state(d, c.state)}`;
    case 'between':
      return `${writeOperand(d, c.left)}介于${writeOperand(d, c.lo)}和${writeOperand(d, c.hi)}之间`;
    case 'in':
      return `${writeRef(d, c.left)}属于（${c.set.map(w.plainWord).join('、')}）`;
    case 'has':
      return `${writeRef(d, c.left)}包含${w.quote(c.text)}`;
    case 'empty':
      return `${writeRef(d, c.left)}为空`;
    case 'trend':
      return `${writeRef(d, c.left)}${w.VS[c.vs]}${c.dir === 'up' ? '上涨' : '下降'}${w.CMP[c.cmp]}${writeNum(c.by)}`;
    default:
      return `${writeOperand(d, c.left)}${w.CMP[c.op]}${writeOperand(d, c.right)}`;
  }
}

const lastDay = (n: number): string => (n === -1 ? '最后一天' : `${n}日`);
export function writeSchedule(d: Dictionary, s: Schedule): string {
  const times = s.time ? s.time.join('、') : '',
    n = s.every === undefined ? '' : String(s.every);
  switch (s.freq) {
    case 'minute':
      return `每${n}分钟${times}`;
    case 'hour':
      return `每${n}小时${times}`;
    case 'day':
      return `每${n}天${times}`;
    case 'workday':
      return `每${n}个工作日${times}`;
    case 'week':
      return `每${n}周${(s.weekday ?? []).map((x) => w.WEEK[x]).join('、')}${times}`;
    case 'month':
      return `每${n}${n ? '个' : ''}月${monthly(s)}${times}`;
    case 'quarter':
      return `每${n}${n ? '个' : ''}季度${(s.day ?? []).map((x) => (x === -1 ? '最后一天' : `第${x}天`)).join('、')}${times}`;
    case 'year':
      return `每${n}年${s.date ?? ''}${times && ' '}${times}`;
    case 'once':
      return `在${s.date ?? ''}${times && ' '}${times}`;
    case 'holiday':
      return `${w.holiday(d, s.holiday ?? 'any')}${s.offset === undefined ? '期间' : s.offset < 0 ? `前${-s.offset}天` : s.offset > 0 ? `后${s.offset}天` : '当天'}${times}`;
  }
}
function monthly(s: Schedule): string {
  if (s.workday) return s.workday.map((x) => (x === -1 ? '最后一个工作日' : `第${x}个工作日`)).join('、');
  if (s.nthWeekday) return `${s.nthWeekday.n === -1 ? '最后一个' : `第${s.nthWeekday.n}个`}周${w.WEEK[s.nthWeekday.weekday]}`;
  return (s.day ?? []).map(lastDay).join('、');
}

function writeHead(d: Dictionary, t: Trigger): string {
  switch (t.on) {
    case 'state':
      return '';
    case 'schedule':
      return `${writeSchedule(d, t.at)}，`;
    case 'every':
      return `每满${w.writeNumber(t.n)}${w.writeUnit(t.unit)}（${writeRef(d, t.ref)}），`;
    case 'event': {
      const names = t.events.map((e) => w.event(d, e)).join('或');
      return `当${t.first === undefined ? '' : `${w.etype(d, t.first)}首次`}${names}${t.wait ? `后${w.writeDur(t.wait)}` : '时'}，`;
    }
  }
}

const place = (d: Dictionary, label: string, s: Parameters<typeof w.sel>[1] | undefined): string[] => (s ? [`${label}：${w.sel(d, s)}`] : []);
const bracket = (parts: readonly string[]): string => (parts.length > 0 ? `（${parts.join('，')}）` : '');
const via = (d: Dictionary, list: readonly string[] | undefined): string => (list ? `用${list.map((c) => w.channel(d, c)).join('和')}` : '');
const people = (d: Dictionary, list: readonly Parameters<typeof w.target>[1][]): string => list.map((t) => w.target(d, t)).join('、');

/** A parameter whose value is a record says its kind and name, whatever it is called today. */
function writeValue(d: Dictionary, a: Extract<Deed, { do: 'set' }>): string {
  const kind = d.lexicon.params[a.param]?.unit ?? '';
  return 'text' in a.value && Object.hasOwn(d.lexicon.entityTypes, kind) ? w.sel(d, { e: kind, ids: [a.value.text] }) : writeOperand(d, a.value);
}

/** The verb phrase of one action, one form per kind. */
export function writeDeed(d: Dictionary, a: Deed): string {
  switch (a.do) {
    case 'create':
      return `${a.submit ? '提交' : '创建'}${w.doc(d, a.doc)}${a.note === undefined ? '' : w.quote(a.note)}${bracket([
        ...place(d, '品项', a.item),
        ...(a.qty ? [`数量：${writeQty(d, a.qty)}`] : []),
        ...place(d, '调出', a.from),
        ...place(d, '调入', a.to),
        ...place(d, '供应商', a.supplier),
        ...(a.assign ? [`负责人：${w.target(d, a.assign)}`] : []),
      ])}`;
    case 'notify':
      return `${via(d, a.via)}通知${people(d, a.to)}${a.msg === undefined ? '' : w.quote(a.msg)}`;
    case 'freeze':
    case 'unfreeze':
    case 'lock':
    case 'unlock':
      return `${w.HOLD[a.do]}${a.of ? `${w.sels(d, a.of)}的` : ''}${w.WHAT[a.what]}${a.qty ? `（数量：${writeQty(d, a.qty)}）` : ''}${a.revert ? w.REVERT : ''}`;
    case 'set':
      return `将${a.of ? `${w.sels(d, a.of)}的` : ''}${w.param(d, a.param)}${w.HOW[a.how]}${writeValue(d, a)}${a.how === 'mul' ? '倍' : ''}${a.revert ? w.REVERT : ''}`;
    case 'approve':
      return `提交${a.chain.map((t) => w.target(d, t)).join(a.mode === undefined || a.mode === 'seq' ? '、再' : '、')}审批${a.mode ? w.MODE[a.mode] : ''}`;
    case 'block':
      return `禁止${a.of ? `${w.sels(d, a.of)}的` : ''}${a.ops ? a.ops.map((o) => w.op(d, o)).join('、') : '本次操作'}${a.msg === undefined ? '' : w.quote(a.msg)}`;
    case 'unblock':
      return `恢复${a.of ? `${w.sels(d, a.of)}的` : ''}${a.ops ? a.ops.map((o) => w.op(d, o)).join('、') : '本次操作'}`;
    case 'pass':
      return '直接通过';
    case 'tag':
      return `给${w.etype(d, a.what)}打上${w.quote(a.tag)}标签`;
    case 'untag':
      return `取消${w.etype(d, a.what)}的${w.quote(a.tag)}标签`;
    case 'report':
      return `生成${w.report(d, a.report)}${a.to || a.via ? `（${via(d, a.via)}发给${a.to ? people(d, a.to) : '默认收件人'}）` : ''}`;
    case 'switch_bom':
      return `${a.item ? `将${w.sel(d, a.item)}` : ''}切换为${w.quote(a.bom)}`;
    case 'webhook':
      return `调用${w.quote(a.name)}`;
    case 'push':
      return `推送到${w.named(d, 'system', a.to)}`;
    case 'log':
      return `记录日志${a.msg === undefined ? '' : w.quote(a.msg)}`;
    case 'move':
      return `${a.item ? `将${w.sel(d, a.item)}` : ''}移到${w.sel(d, a.to)}${bracket([...(a.qty ? [`数量：${writeQty(d, a.qty)}`] : []), ...place(d, '调出', a.from)])}`;
    case 'consume':
      return `消耗${a.items.map((x) => `${w.sel(d, x.item)}${writeQty(d, x.qty)}`).join('、')}`;
    case 'assign':
      return `指派给${w.target(d, a.to)}`;
    case 'flow':
      return `启动流程${w.quote(a.id)}`;
  }
}
export function writeAction(d: Dictionary, a: Action): string {
  const wait = a.delay ? `${w.writeDur(a.delay)}后` : '';
  const up = a.escalate ? `（${w.writeDur(a.escalate.within)}内未处理则${writeActions(d, a.escalate.then)}）` : '';
  return `${wait}${writeDeed(d, a)}${up}`;
}
function writeActions(d: Dictionary, list: readonly Action[]): string {
  return list.map((a, i) => `${i > 0 ? '，' : ''}${a.after ? '然后' : i > 0 ? '并' : ''}${writeAction(d, a)}`).join('');
}

/** The canonical text of a rule: the form in which rules are shown, compared and stored. */
export function canonical(rule: Rule, d: Dictionary): string {
  const head = `${rule.name === undefined ? '' : `规则${w.quote(rule.name)}：`}${rule.priority === undefined ? '' : `优先级${rule.priority}：`}${rule.scope ? `对${w.sels(d, rule.scope)}，` : ''}${rule.each === undefined ? '' : `按每个${w.etype(d, rule.each)}，`}${writeHead(d, rule.trigger)}`;
  const state = rule.trigger.on === 'state';
  const body = rule.branches
    .map((b, i) => {
      const cond = b.if ? (state ? `当${writeCond(d, b.if)}时，` : `如果${writeCond(d, b.if)}，`) : i > 0 ? '，' : '';
      return `${i > 0 ? '；否则' : ''}${cond}${writeActions(d, b.then)}`;
    })
    .join('');
  const cool = rule.cooldown;
  return `${head}${body}${cool ? `。${cool.per === 'subject' ? '同一对象' : '本规则'}${w.writeNumber(cool.n)}${w.COOL[cool.u]}内只触发一次` : ''}。`;
}
