// A rule on the past, before it runs: day by day over the event log and the books as they stood, into a shadow. Nothing is written.
import type { Snapshot } from '#kernel/ports';
import { addDays, type Cue, decide, everyPassed, type Facts, freshMemory, type Memory, type MetricAsk, nextDue, type Reading, type Rule, type Schedule } from '#rules';
import type { Ports } from '../context.ts';
import type { Caller } from '#books/pen';
import { type After, LEDGER, placeRead, stockBackwards } from './backwards.ts';
import { chinaCalendar, instantOf, momentOf } from './calendar.ts';
import { readFacts, type Placed } from './facts.ts';
import { typesOfDoc } from './doc-types.ts';
import { inScope } from './judge.ts';
import { EVER, totalPlan } from './meter.ts';
import { type Active, compile } from './registry.ts';
import { resolve } from './resolve.ts';
import { namesOf, subjectsOf } from './subjects.ts';
import type { Work } from './work.ts';
import { dictionaryIn, LEXICON } from './words.ts';

type Simulated = {
  readonly from: string;
  readonly to: string;
  readonly looked: number;
  readonly fired: number;
  readonly unknown: number;
  readonly days: readonly { readonly day: string; readonly fired: number }[];
  readonly subjects: readonly { readonly name: string; readonly fired: number }[];
  readonly would: readonly { readonly day: string; readonly subject: string; readonly what: string }[];
  /** What history cannot tell, in Chinese. */
  readonly caveats: readonly string[];
};
/** A simulation goes through no more subjects than this; it says so. */
const MOST = 400;
/** Documents are judged once each, on their day. */
const MOST_DOCS = 5000;
const SHOWN = 50;

/** One action a rule would have taken on a day. */
export type Hit = {
  readonly day: string;
  readonly subject: Placed;
  readonly work: Work;
  /** Firings of that day this stands for: every two hours, 每满N several times over. */
  readonly times: number;
};
/** Figures as they stood on a past day, where somebody kept them (outside signals); undefined = as they are today. */
export type AsOf = (ask: MetricAsk, subject: Placed, day: string) => Reading | undefined;

type Asked = { readonly ast: Rule; readonly days: number; readonly asOf?: AsOf };

/** Replays a rule over the last days and tells people what it would have done; `days` at most a year. */
export async function simulate(ports: Ports, caller: Caller, asked: Asked): Promise<Simulated> {
  const seen = await replay(ports, caller, asked);
  return ports.db.read({ ...caller.scope, sites: null }, async (s) =>
    told(
      seen,
      await namesOf(
        s,
        seen.hits.map((h) => h.subject),
        await dictionaryIn(s, caller.scope.org),
      ),
      ports,
    ),
  );
}

/** Replays a rule over the last days: every action it would have taken, in order of days. */
export async function replay(ports: Ports, caller: Pick<Caller, 'scope'>, asked: Asked): Promise<Seen> {
  const today = ports.clock.today();
  const from = addDays(today, -Math.min(asked.days, 366));
  const t = asked.ast.trigger;
  const rule = compile({ id: '00000000-0000-0000-0000-000000000000', name: '试算', version: 0, ast: asked.ast, owner_id: '', owner_name: '' });
  return ports.db.read({ ...caller.scope, sites: null }, async (s) => {
    const happened = t.on === 'event' ? await documentsOf(s, asked.ast, from) : [];
    const all = await subjectsOf(s, rule.plan, t.on === 'event' ? { docs: happened.map((h) => h.id) } : {});
    const most = t.on === 'event' ? MOST_DOCS : MOST;
    const subjects = all.slice(0, most);
    const needs = rule.plan.needs.metrics.filter((m) => LEDGER.has(m.metric));
    const after = await stockBackwards(s, [...new Set(subjects.flatMap((x) => needs.flatMap((m) => placeRead(m, x).sku ?? [])))], from);
    const shadow: Shadow = { rule, asked, after, meters: await metersAt(s, { rule, subjects, day: addDays(from, -1) }), memories: new Map() };
    const dayOf = new Map(happened.map((h) => [h.id, h.day]));
    const seen = { looked: 0, unknown: 0, hits: [] as Hit[] };
    for (let day = from; day <= today; day = addDays(day, 1)) {
      const times = t.on === 'schedule' ? timesDue(t.at, day) : 1;
      const mine = times === 0 ? [] : t.on === 'event' ? subjects.filter((x) => dayOf.get(x.place.doc ?? '') === day) : subjects;
      if (mine.length > 0) await lookAt(s, shadow, { subjects: mine, day, times, seen });
    }
    return {
      from,
      to: today,
      ...seen,
      most: all.length > most || happened.length > MOST_DOCS ? most : null,
      figures: rule.plan.needs.metrics.map((m) => m.metric),
      recorded: t.on !== 'event' || t.events.some((e) => typesOfDoc(e.split('.')[0] ?? '').length > 0),
    };
  });
}

type Shadow = {
  readonly rule: Active;
  readonly asked: Asked;
  readonly after: After;
  readonly meters: Map<string, number>;
  readonly memories: Map<string, Memory>;
};
type Looking = { readonly subjects: readonly Placed[]; readonly day: string; readonly times: number; readonly seen: { looked: number; unknown: number; readonly hits: Hit[] } };

/** How many minutes of a day a schedule is due. */
function timesDue(at: Schedule, day: string): number {
  let n = 0;
  for (let next = nextDue(at, { date: addDays(day, -1), time: '23:59' }, chinaCalendar()); next?.date === day; next = nextDue(at, next, chinaCalendar())) n += 1;
  return n;
}

/** One day of the shadow: its facts in one question, its decisions with what it remembers. */
async function lookAt(s: Snapshot, { rule, asked, after, meters, memories }: Shadow, { subjects, day, times, seen }: Looking): Promise<void> {
  const t = asked.ast.trigger;
  const known = { today: day, lexicon: LEXICON, calendar: chinaCalendar() };
  const source = await readFacts(
    s,
    subjects.map((subject) => ({ plan: rule.plan, subject })),
    known,
  );
  const passed = t.on === 'every' ? await passedOn(s, { rule, subjects, day, meters }) : null;
  const cue: Cue =
    t.on === 'event'
      ? { on: 'event', event: t.events[0], waited: true, first: true }
      : t.on === 'schedule'
        ? { on: 'schedule' }
        : t.on === 'every'
          ? { on: 'every' }
          : { on: 'tick' };
  const now = momentOf(instantOf({ date: day, time: '12:00' }));
  for (const subject of subjects) {
    const n = passed ? (passed.get(subject.key) ?? 0) : times;
    if (n === 0) continue;
    seen.looked += 1;
    const facts = asItStood(
      source(subject),
      (ask) => after(placeRead(ask, subject), day),
      (ask) => asked.asOf?.(ask, subject, day),
    );
    const memory = memories.get(subject.key) ?? freshMemory();
    const d = decide({ rule: asked.ast, ruleId: 'shadow', version: 0, subject, cue, facts, now, memory, inScope: inScope(rule, subject, facts) });
    memories.set(subject.key, d.memory);
    if (d.why === 'unknown') seen.unknown += 1;
    for (const action of d.fire?.actions ?? [])
      seen.hits.push({
        day,
        subject,
        times: n,
        work: resolve(action, { facts, now, subject, subjectName: '', ruleName: '试算', ruleId: '', warehouse: null, held: t.on === 'state' }),
      });
  }
}

type Counting = { readonly rule: Active; readonly subjects: readonly Placed[]; readonly day: string };
/** The running totals of 每满N at the end of a day; empty for other rules. */
async function metersAt(s: Snapshot, { rule, subjects, day }: Counting): Promise<Map<string, number>> {
  const t = rule.rule.trigger;
  if (t.on !== 'every' || subjects.length === 0) return new Map();
  const plan = totalPlan(rule);
  const source = await readFacts(
    s,
    subjects.map((subject) => ({ plan, subject })),
    { today: day, lexicon: LEXICON, calendar: chinaCalendar() },
  );
  return new Map(
    subjects.flatMap((subject) => {
      const read = source(subject).metric({ metric: t.ref.ref, of: t.ref.of ?? [], subject, win: EVER })?.value;
      return typeof read === 'number' ? [[subject.key, read] as const] : [];
    }),
  );
}
/** How often each subject passed another N on a day; the totals are taken along. */
async function passedOn(s: Snapshot, { meters, ...at }: Counting & { readonly meters: Map<string, number> }): Promise<ReadonlyMap<string, number>> {
  const t = at.rule.rule.trigger;
  const totals = await metersAt(s, at);
  return new Map(
    [...totals].map(([key, total]) => {
      const { times, kept } = everyPassed(meters.get(key) ?? 0, total, t.on === 'every' ? t.n : 0);
      meters.set(key, kept);
      return [key, times] as const;
    }),
  );
}

const asItStood = (facts: Facts, after: (ask: MetricAsk) => number, asOf: (ask: MetricAsk) => Reading | undefined): Facts => ({
  ...facts,
  metric: (ask) => {
    const then = asOf(ask);
    if (then) return then;
    const now = facts.metric(ask);
    return now && typeof now.value === 'number' && LEDGER.has(ask.metric) ? { ...now, value: now.value - after(ask) } : now;
  },
});
function shadowOf(work: ReturnType<typeof resolve>, ports: Ports): string {
  if (work.do === 'command') {
    const line = (work.body['lines'] as { qty?: string; unit?: string }[] | undefined)?.[0];
    return `${ports.catalog.findDocument(work.type)?.zh ?? work.type}${line?.qty ? ` ${line.qty}${line.unit ?? ''}` : ''}`;
  }
  if (work.do === 'message') return work.task ? '待办' : '通知';
  if (work.do === 'hold') return { block: '禁止', lock: '锁定', approve: '加审', pass: '免审', param: `参数改为 ${work.value ?? ''}`, tag: `标签 ${work.what}` }[work.kind];
  if (work.do === 'field')
    return work.how === 'to'
      ? `改为 ${work.by}`
      : `${{ inc: '增加', dec: '减少', inc_pct: '上浮', dec_pct: '下调', mul: '乘以' }[work.how]} ${work.by}${work.how.endsWith('pct') ? '%' : ''}`;
  return work.do === 'skip' ? `不执行：${work.why}` : { lift: '解除', event: '发出事件', bom: '切换物料清单', note: '记录', restore: '恢复' }[work.do];
}

/** Documents a rule's events stood for in the span, with the day they were; the latest of them where there are very many. */
async function documentsOf(s: Snapshot, ast: Rule, from: string): Promise<readonly { id: string; day: string }[]> {
  const kinds = ast.trigger.on === 'event' ? ast.trigger.events.map((e) => e.split('.')[0] ?? '') : [];
  return s.query<{ id: string; day: string }>(
    `select id::text, day::text from books.document where org_id = books.org() and day >= $1::date and state <> 'void' and type = any ($2::text[]) order by day desc, id limit ${MOST_DOCS + 1}`,
    [from, kinds.flatMap(typesOfDoc)],
  );
}

export type Seen = {
  readonly from: string;
  readonly to: string;
  readonly looked: number;
  readonly unknown: number;
  readonly hits: readonly Hit[];
  /** How many subjects were gone through where there are more; null = all. */
  readonly most: number | null;
  readonly figures: readonly string[];
  /** The trigger leaves documents behind that tell when it happened. */
  readonly recorded: boolean;
};
function told(seen: Seen, names: ReadonlyMap<string, string>, ports: Ports): Simulated {
  // Firings, not actions: one subject and day count once, as often as they fired that day.
  const firings = [...new Map(seen.hits.map((h) => [`${h.day}|${h.subject.key}`, h])).values()];
  const count = (keyOf: (h: Hit) => string): Map<string, number> => firings.reduce((m, h) => m.set(keyOf(h), (m.get(keyOf(h)) ?? 0) + h.times), new Map<string, number>());
  const days = count((h) => h.day);
  const subjects = count((h) => names.get(h.subject.key) ?? h.subject.key);
  const still = [...new Set(seen.figures)].filter((f) => !LEDGER.has(f) && !/_qty$|sales|since|shelf|age|doc\./.test(f)).map((f) => LEXICON.metrics[f]?.zh ?? f);
  return {
    from: seen.from,
    to: seen.to,
    looked: seen.looked,
    fired: firings.reduce((sum, h) => sum + h.times, 0),
    unknown: seen.unknown,
    days: [...days].map(([day, fired]) => ({ day, fired })),
    subjects: [...subjects]
      .map(([name, fired]) => ({ name, fired }))
      .toSorted((a, b) => b.fired - a.fired)
      .slice(0, SHOWN),
    would: seen.hits.slice(0, SHOWN).map((h) => ({ day: h.day, subject: names.get(h.subject.key) ?? h.subject.key, what: shadowOf(h.work, ports) })),
    caveats: [
      '按每天结束时的库存判断；一天之内的起落看不出来',
      ...(still.length > 0 ? [`${still.join('、')}没有逐日历史，按今天的值判断`] : []),
      ...(seen.most === null ? [] : [`对象较多，只试算了 ${seen.most} 个`]),
      ...(seen.recorded ? [] : ['这种事件没有逐日的单据可查，试算不出次数']),
    ],
  };
}
