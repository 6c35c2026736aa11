// A rule on the past, before it runs: day by day over the event log and the books as they stood, into a shadow. Nothing is written.
import type { Snapshot } from '#kernel/ports';
import { addDays, decide, type Facts, freshMemory, type Memory, type MetricAsk, nextDue, type Reading, type Rule } from '#rules';
import type { Ports } from '../context.ts';
import type { Caller } from '#books/pen';
import { chinaCalendar, instantOf, momentOf } from './calendar.ts';
import { readFacts, type Placed } from './facts.ts';
import { ruleDoc } from './doc-types.ts';
import { compile } from './registry.ts';
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
const SHOWN = 50;

/** Stock of items and warehouses at the end of each day: now, less what came after. */
async function stockBackwards(s: Snapshot, subjects: readonly Placed[], from: string): Promise<(subject: Placed, day: string) => number> {
  const items = [...new Set(subjects.flatMap((x) => x.place.sku ?? []))];
  if (items.length === 0) return () => 0;
  const rows = await s.query<{ item: string; wh: string; day: string; qty: string }>(
    `select item_id::text as item, warehouse_id::text as wh, day::text, (sum(qty) / 1000000.0)::text as qty from books.stock_line where org_id = books.org() and item_id = any ($1::uuid[]) and day > $2::date and place = 'storage' group by 1, 2, 3`,
    [items, from],
  );
  return (subject, day) =>
    rows.reduce((sum, r) => (r.item === subject.place.sku && (!subject.place.warehouse || r.wh === subject.place.warehouse) && r.day > day ? sum + Number(r.qty) : sum), 0);
}
/** Figures that follow the ledger backwards; the others stand as they are today. */
const LEDGER: ReadonlySet<string> = new Set(['stock', 'available', 'atp', 'surplus']);

/** One action a rule would have taken on a day. */
export type Hit = { readonly day: string; readonly subject: Placed; readonly work: Work };
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
  const rule = compile({ id: '00000000-0000-0000-0000-000000000000', name: '试算', version: 0, ast: asked.ast, owner_id: '', owner_name: '' });
  return ports.db.read({ ...caller.scope, sites: null }, async (s) => {
    const event = asked.ast.trigger.on === 'event';
    const happened = event ? await documentsOf(s, asked.ast, from) : [];
    const all = await subjectsOf(s, rule.plan, event ? { docs: happened.map((h) => h.id) } : {});
    const subjects = all.slice(0, MOST);
    const after = await stockBackwards(s, subjects, from);
    const hits: Hit[] = [];
    let looked = 0;
    let unknown = 0;
    const memories = new Map<string, Memory>();
    const dayOf = new Map(happened.map((h) => [h.id, h.day]));
    for (let day = from; day <= today; day = addDays(day, 1)) {
      if (asked.ast.trigger.on === 'schedule' && nextDue(asked.ast.trigger.at, { date: addDays(day, -1), time: '23:59' }, chinaCalendar())?.date !== day) continue;
      const mine = event ? subjects.filter((x) => dayOf.get(x.place.doc ?? '') === day) : subjects;
      if (mine.length === 0) continue;
      const source = await readFacts(
        s,
        mine.map((subject) => ({ plan: rule.plan, subject })),
        { today: day, lexicon: LEXICON, calendar: chinaCalendar() },
      );
      for (const subject of mine) {
        looked += 1;
        const facts = asItStood(
          source(subject),
          () => after(subject, day),
          (ask) => asked.asOf?.(ask, subject, day),
        );
        const t = asked.ast.trigger;
        const cue =
          t.on === 'event'
            ? { on: 'event' as const, event: t.events[0], waited: true, first: true }
            : t.on === 'schedule'
              ? { on: 'schedule' as const }
              : t.on === 'every'
                ? { on: 'every' as const }
                : { on: 'tick' as const };
        const now = momentOf(instantOf({ date: day, time: '12:00' }));
        const d = decide({ rule: asked.ast, ruleId: 'shadow', version: 0, subject, cue, facts, now, memory: memories.get(subject.key) ?? freshMemory() });
        memories.set(subject.key, d.memory);
        if (d.why === 'unknown') unknown += 1;
        for (const action of d.fire?.actions ?? []) {
          const work = resolve(action, { facts, now, subject, subjectName: '', ruleName: '试算', ruleId: '', warehouse: null, held: t.on === 'state' });
          hits.push({ day, subject, work });
        }
      }
    }
    return { from, to: today, looked, unknown, hits, truncated: all.length > MOST, every: asked.ast.trigger.on === 'every', figures: rule.plan.needs.metrics.map((m) => m.metric) };
  });
}

const asItStood = (facts: Facts, after: () => number, asOf: (ask: MetricAsk) => Reading | undefined): Facts => ({
  ...facts,
  metric: (ask) => {
    const then = asOf(ask);
    if (then) return then;
    const now = facts.metric(ask);
    return now && typeof now.value === 'number' && LEDGER.has(ask.metric) ? { ...now, value: now.value - after() } : now;
  },
});
function shadowOf(work: ReturnType<typeof resolve>, ports: Ports): string {
  if (work.do === 'command') {
    const line = (work.body['lines'] as { qty?: string; unit?: string }[] | undefined)?.[0];
    return `${ports.catalog.findDocument(work.type)?.zh ?? work.type}${line?.qty ? ` ${line.qty}${line.unit ?? ''}` : ''}`;
  }
  if (work.do === 'message') return work.task ? '待办' : '通知';
  if (work.do === 'hold') return { block: '禁止', lock: '锁定', approve: '加审', pass: '免审', param: `参数改为 ${work.value ?? ''}`, tag: `标签 ${work.what}` }[work.kind];
  if (work.do === 'field') return `改为 ${work.value}`;
  return work.do === 'skip' ? `不执行：${work.why}` : { lift: '解除', event: '发出事件', bom: '切换物料清单', note: '记录', restore: '恢复' }[work.do];
}

/** Documents a rule's events stood for in the span, with the day they were. */
async function documentsOf(s: Snapshot, ast: Rule, from: string): Promise<readonly { id: string; day: string }[]> {
  const wanted = new Set((ast.trigger.on === 'event' ? ast.trigger.events : []).map((e) => e.split('.')[0]));
  const rows = await s.query<{ id: string; day: string; type: string }>(
    `select id::text, day::text, type from books.document where org_id = books.org() and day >= $1::date and state <> 'void' order by day limit 5000`,
    [from],
  );
  return rows.filter((r) => wanted.has(ruleDoc(r.type) ?? ''));
}

export type Seen = {
  readonly from: string;
  readonly to: string;
  readonly looked: number;
  readonly unknown: number;
  readonly hits: readonly Hit[];
  readonly truncated: boolean;
  readonly every: boolean;
  readonly figures: readonly string[];
};
function told(seen: Seen, names: ReadonlyMap<string, string>, ports: Ports): Simulated {
  const count = (keys: readonly string[]): Map<string, number> => keys.reduce((m, k) => m.set(k, (m.get(k) ?? 0) + 1), new Map<string, number>());
  // Firings, not actions: one subject and day count once.
  const firings = [...new Map(seen.hits.map((h) => [`${h.day}|${h.subject.key}`, h])).values()];
  const days = count(firings.map((h) => h.day));
  const subjects = count(firings.map((h) => names.get(h.subject.key) ?? h.subject.key));
  const still = [...new Set(seen.figures)].filter((f) => !LEDGER.has(f) && !/_qty$|sales|since|shelf|age|doc\./.test(f)).map((f) => LEXICON.metrics[f]?.zh ?? f);
  return {
    from: seen.from,
    to: seen.to,
    looked: seen.looked,
    fired: firings.length,
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
      ...(seen.truncated ? [`对象较多，只试算前 ${MOST} 个`] : []),
      ...(seen.every ? ['“每满”规则不试算累计，只检查动作'] : []),
    ],
  };
}
