// Says in plain Chinese what a rule was understood to mean, and why it did or did not fire.
import type { Cond, Rule } from '../ast.ts';
import { canonical, writeAction, writeCond, writeSchedule } from '../strict/canonical.ts';
import { event, etype, metric, sels, state, writeDur, writeNumber, writeUnit } from '../strict/words.ts';
import type { Dictionary } from '../text/dictionary.ts';
import type { Decision, Situation, Why } from './decide.ts';
import type { Trace, Value } from './evaluate.ts';
import type { Missing } from './facts.ts';

const HOLDS = new Set(['block', 'lock']);
/** 我理解为…: the trigger, the edge and the actions, one line each, for the user to confirm before activation. */
export function explainRule(rule: Rule, d: Dictionary): string[] {
  const t = rule.trigger,
    lines = [`我理解为：${canonical(rule, d)}`];
  if (t.on === 'state') lines.push('触发：条件由不成立变为成立时触发一次；一直成立期间不重复触发，恢复后再次成立会再触发。');
  else if (t.on === 'event')
    lines.push(
      `触发：${t.events.map((e) => event(d, e)).join('或')}${t.wait ? `，过${writeDur(t.wait)}再判断条件` : '，当时判断条件'}${t.events.some((e) => e.endsWith('.submitted')) ? '（提交前判断，可以拦截）' : ''}。`,
    );
  else if (t.on === 'schedule') lines.push(`触发：${writeSchedule(d, t.at)}，对每个符合条件的对象执行。`);
  else lines.push(`触发：${metric(d, t.ref.ref)}每累计满${writeNumber(t.n)}${writeUnit(t.unit)}执行一次，余数留到下次。`);
  if (rule.scope) lines.push(`范围：只看${sels(d, rule.scope)}。`);
  if (rule.each !== undefined) lines.push(`按每个${etype(d, rule.each)}分别判断、分别触发。`);
  rule.branches.forEach((b, i) =>
    lines.push(
      `${rule.branches.length > 1 ? `情形${i + 1}` : '动作'}：${b.if ? `${writeCond(d, b.if)} → ` : i > 0 ? '其他情况 → ' : ''}${b.then.map((a) => writeAction(d, a)).join('；')}。`,
    ),
  );
  const held = rule.branches.flatMap((b) => b.then).some((a) => HOLDS.has(a.do) || ('revert' in a && a.revert === true));
  if (t.on === 'state' && held) lines.push('禁止、锁定和“过后恢复”的调整只在条件成立期间有效，条件解除后自动恢复；冻结需要人工解冻。');
  if (rule.branches.length > 1) lines.push('多个情形从前往后判断，只执行第一个成立的；前面的情形因缺数据无法判断时，后面的也不执行。');
  if (rule.cooldown) lines.push(`${rule.cooldown.per === 'subject' ? '同一对象' : '本规则'}在冷却期内不重复触发。`);
  return lines;
}

const WHY: Record<Why, string> = {
  fired: '已触发。',
  'not-active': '规则没有启用（或已暂停）。',
  'other-cue': '没有发生这条规则等待的事件或时刻。',
  'not-first': '不是首次发生。',
  'out-of-scope': '对象不在规则范围内。',
  'loop-cut': '这次变化由本规则自己引起，已在此切断，避免循环。',
  'too-deep': '规则连锁超过8层，已切断。',
  waiting: '事件已发生，还在等待约定的时间。',
  'no-branch': '条件不成立。',
  unknown: '缺少数据，无法判断；不当作不成立处理。',
  'already-high': '条件此前已经成立并触发过；要等它先恢复再次成立才会再触发。',
  cooldown: '条件成立，但还在冷却期内。',
};
const LACK: Record<Missing['why'], string> = { missing: '没有数据', stale: '数据太旧', unit: '缺少单位换算', calendar: '日历没有这一年的数据' };
const shown = (v: Value | undefined): string =>
  v === undefined ? '无数据' : v.value === null ? '空' : `${typeof v.value === 'number' ? writeNumber(Number(v.value.toPrecision(12))) : v.value}${writeUnit(v.unit)}`;

/** Every simple condition with its verdict and the figures it was judged on. */
export function explainTrace(trace: Trace, d: Dictionary): string[] {
  if (trace.parts && (trace.cond.op === 'and' || trace.cond.op === 'or')) return trace.parts.flatMap((p) => explainTrace(p, d));
  const verdict = trace.value === 'unknown' ? '？无法判断' : trace.value ? '✓ 成立' : '✗ 不成立';
  const inner = trace.parts ? trace.parts.flatMap((p) => explainTrace(p, d)).map((line) => `  ${line}`) : [];
  const figures = trace.left || trace.right ? `（现在：${shown(trace.left)}${trace.right && needsRight(trace.cond) ? `，比较：${shown(trace.right)}` : ''}）` : '';
  const held = trace.held ? `（已连续${trace.held.periods}次）` : '';
  return [`${verdict}：${writeCond(d, trace.cond)}${figures}${held}`, ...inner];
}
const needsRight = (c: Cond): boolean => c.op === 'trend' || ('right' in c && !('num' in c.right));

/** 为什么没触发: the verdict first, then each condition, then what was missing. */
export function explain(s: Pick<Situation, 'rule'>, decision: Decision, d: Dictionary): string[] {
  const lines = [WHY[decision.why]];
  decision.judged.forEach((j, i) => {
    if (s.rule.branches.length > 1) lines.push(`情形${i + 1}：`);
    lines.push(...explainTrace(j.trace, d));
  });
  for (const m of decision.missing)
    lines.push(`数据缺失：${m.what}${d.lexicon.metrics[m.id] ? metric(d, m.id) : d.lexicon.states[m.id] ? state(d, m.id) : m.id}（${m.subject}）${LACK[m.why]}`);
  return lines;
}

/** The words of each part of a rule, by its JSON path ("branches.0.if.args.1"): what a block shows where it has no field of its own. */
export function textsOf(rule: Rule, d: Dictionary): Record<string, string> {
  const out: Record<string, string> = {};
  const cond = (c: Cond, path: string): void => {
    out[path] = writeCond(d, c);
    if (c.op === 'and' || c.op === 'or') c.args.forEach((a, i) => cond(a, `${path}.args.${i}`));
    else if (c.op === 'not' || c.op === 'sustain') cond(c.arg, `${path}.arg`);
  };
  rule.branches.forEach((b, i) => {
    if (b.if) cond(b.if, `branches.${i}.if`);
    b.then.forEach((a, k) => (out[`branches.${i}.then.${k}`] = writeAction(d, a)));
  });
  const t = rule.trigger;
  if (t.on === 'schedule') out['trigger'] = writeSchedule(d, t.at);
  if (rule.scope) out['scope'] = sels(d, rule.scope);
  return out;
}
