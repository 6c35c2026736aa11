// The facts of many subjects in one question: every figure any of the rules needs, for every subject at hand, each read once.
import type { Snapshot } from '#kernel/ports';
import { axisOf, type Calendar, type Facts, grainOf, type Lexicon, type MetricNeed, type Place, placeFor, type Plan, type StateNeed, type Subject } from '#rules';
import { METRICS, STATES } from './metrics.ts';
import { spanOf } from './window.ts';

export type Placed = Subject & { readonly place: Place };
/** A subject and the rule it is to be judged by. */
type Case = { readonly plan: Plan; readonly subject: Placed };
type Known = {
  readonly today: string;
  readonly lexicon: Lexicon;
  readonly calendar: Calendar;
  /** Figures of a document that is not stored yet (before it is submitted), by metric. */
  readonly drafts?: Readonly<Record<string, number | string | null>>;
};
type Row = { key: string; item: string | null; wh: string | null; lot: string | null; party: string | null; doc: string | null; target: string | null; d1: string; d2: string };
export type FactSource = (subject: Placed) => Facts;

const at = (place: Place) => ({
  item: place.sku ?? null,
  wh: place.warehouse ?? null,
  lot: place.batch ?? null,
  party: place.supplier ?? place.customer ?? null,
  doc: place.doc ?? null,
  target: place.other ?? null,
});
const keyOf = (what: string, place: Place, days: string): string => `${what}|${Object.values(at(place)).join(',')}|${days}`;
const stateGrain = (need: Pick<StateNeed, 'e'>) => [axisOf(need.e) ?? 'other'] as const;

/** Reads what the cases need in one round trip; the answer is asked without further waiting. */
export async function readFacts(s: Snapshot, cases: readonly Case[], known: Known): Promise<FactSource> {
  const { wanted, items } = rowsFor(cases, known);
  const values = new Map<string, string | null>();
  if (wanted.size > 0 || items.size > 0) {
    const { sql, rows } = statement(wanted, items);
    for (const v of await s.query<{ key: string; v: string | null }>(sql, [JSON.stringify(rows), known.today])) values.set(v.key, v.v);
  }
  return (subject) => factsOf(subject, values, known);
}

function rowsFor(cases: readonly Case[], known: Known) {
  const wanted = new Map<string, Map<string, Row>>();
  const items = new Set<string>();
  const want = (what: string, place: Place, span: { from: string; to: string }): void => {
    const key = keyOf(what, place, `${span.from}~${span.to}`);
    const rows = wanted.get(what) ?? new Map<string, Row>();
    rows.set(key, { key, ...at(place), d1: span.from, d2: span.to });
    wanted.set(what, rows);
    if (place.sku) items.add(place.sku);
  };
  const now = { from: known.today, to: known.today };
  for (const { plan, subject } of cases) {
    if (subject.place.sku) items.add(subject.place.sku);
    for (const need of plan.needs.metrics)
      if (METRICS[need.metric])
        want(`m:${need.metric}`, placeFor({ of: need.of, grain: grainOf(known.lexicon, need.metric) }, subject.place), spanOf(need, known.lexicon, known.today));
    for (const need of plan.needs.states) if (STATES[need.state]) want(`s:${need.state}`, placeFor({ of: need.of, grain: stateGrain(need) }, subject.place), now);
    for (const sel of Object.values(plan.within).flat())
      if (sel.state !== undefined && STATES[sel.state]) want(`s:${sel.state}`, placeFor({ of: [], grain: stateGrain(sel) }, subject.place), now);
  }
  return { wanted, items };
}

const COLUMNS = `key text, "group" text, item uuid, wh uuid, lot uuid, party uuid, doc uuid, target text, d1 date, d2 date`;
function statement(wanted: ReadonlyMap<string, ReadonlyMap<string, Row>>, items: ReadonlySet<string>): { readonly sql: string; readonly rows: readonly object[] } {
  const parts = [...wanted.keys()].map((what) => {
    const { sql } = (what.startsWith('m:') ? METRICS : STATES)[what.slice(2)] as { sql: string };
    return `select q.key, (${sql})::text as v from q where q."group" = '${what}'`;
  });
  if (items.size > 0)
    parts.push(
      `select 'unit|' || i.id, jsonb_build_object('unit', i.data->>'unit', 'units', i.data->'units', 'name', i.name)::text from books.record i where i.org_id = books.org() and i.id in (select q.item from q where q."group" = 'unit')`,
    );
  const rows = [
    ...[...wanted].flatMap(([group, list]) => [...list.values()].map((r) => ({ ...r, group }))),
    ...[...items].map((item) => ({ key: `unit|${item}`, group: 'unit', item })),
  ];
  return { sql: `with q as materialized (select x.*, $2::date as today from jsonb_to_recordset($1::jsonb) as x(${COLUMNS})) ${parts.join('\nunion all ')}`, rows };
}

type Units = { readonly unit: string | null; readonly units: readonly { readonly unit: string; readonly num: string; readonly den?: string }[] | null; readonly name: string };
const unitsOf = (values: ReadonlyMap<string, string | null>, item: string | undefined): Units | null => {
  const text = item === undefined ? undefined : values.get(`unit|${item}`);
  return text ? (JSON.parse(text) as Units) : null;
};

function factsOf(subject: Placed, values: ReadonlyMap<string, string | null>, known: Known): Facts {
  const days = (ask: Pick<MetricNeed, 'metric' | 'win' | 'vs'>): string => {
    const span = spanOf(ask, known.lexicon, known.today);
    return `${span.from}~${span.to}`;
  };
  return {
    calendar: known.calendar,
    metric: (ask) => {
      const spec = METRICS[ask.metric];
      if (known.drafts && ask.metric in known.drafts) {
        const drafted = known.drafts[ask.metric] as number | string | null;
        return { value: drafted, ...(spec?.unit && spec.unit !== 'qty' ? { unit: spec.unit } : {}) };
      }
      const place = placeFor({ of: ask.of, grain: grainOf(known.lexicon, ask.metric) }, subject.place);
      const text = spec && values.get(keyOf(`m:${ask.metric}`, place, days(ask)));
      if (!spec || text === undefined || text === null) return undefined;
      const value = Number(text);
      const unit = spec.unit === 'qty' ? (unitsOf(values, place.sku)?.unit ?? undefined) : spec.unit;
      return { value: Number.isNaN(value) ? text : value, ...(unit === undefined ? {} : { unit }) };
    },
    state: (ask) => {
      const text = values.get(keyOf(`s:${ask.state}`, placeFor({ of: ask.of, grain: stateGrain(ask) }, subject.place), `${known.today}~${known.today}`));
      return text === undefined || text === null ? undefined : text === 'true';
    },
    convert: (value, { from, to }) => {
      const units = unitsOf(values, subject.place.sku);
      const ratio = (unit: string): number | undefined => {
        if (unit === units?.unit) return 1;
        const other = units?.units?.find((u) => u.unit === unit);
        return other ? Number(other.num) / Number(other.den ?? 1) : unit === '打' ? 12 : undefined;
      };
      const [a, b] = [ratio(from), ratio(to)];
      return a === undefined || b === undefined ? undefined : (value * a) / b;
    },
  };
}
