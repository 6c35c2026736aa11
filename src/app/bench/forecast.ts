// bench forecast: 10,000 series × 800 days retrained, refreshed, one of them after an event, the same bytes twice, and receipts booked meanwhile.
// The yardstick of the mathematics is @bsull/augurs (MSTL + ETS, one series after another, in WebAssembly), of the booking the same without company.
import { syntheticTable } from '#forecast';
import { fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { threadOf } from '../forecasting/work.ts';
import type { Asked, Told } from './forecast-child.ts';
import { type BenchCompany, benchCompany } from './company.ts';
import { type BenchCase, type BenchResult, type Figures, figuresOf, resultOf } from './measure.ts';
import type { BenchRun } from './posting.ts';

const SERIES = 10_000;
const DAYS = 800;
const WORKERS = 2;
const HORIZON = 14;
/** The yardstick does so many series and is reckoned up. */
const SAMPLE = 150;
/** Receipts booked before any is measured. */
const WARM = 300;
const MARKS = { train: 35, refresh: 3, one: 5, memory: 800, booking: 1.5 } as const;

const SOURCE = import.meta.url.endsWith('.ts');
const FILE = new URL(`./forecast-child.${SOURCE ? 'ts' : 'js'}`, import.meta.url);

/** Forecasts in a process of its own. */
function away(asked: Asked): Promise<Told> {
  const child = fork(FILE, { execArgv: SOURCE ? ['--conditions=source', '--import', 'tsx'] : [], serialization: 'advanced' });
  return new Promise((told, failed) => {
    child.once('message', told);
    child.once('error', failed);
    child.once('exit', (code) => failed(new Error(`the forecasting process ended with ${code}`)));
    child.send(asked);
  });
}

/** Forecasts in a thread of this process, as planning does. */
async function beside(asked: Asked): Promise<Told> {
  const thread = threadOf({ asked }, FILE.href);
  try {
    return await new Promise((told, failed) => {
      thread.once('message', told);
      thread.once('error', failed);
    });
  } finally {
    await thread.terminate();
  }
}

/** Seconds MSTL + ETS would need for all series, from a sample. */
async function peer(series: number, days: number): Promise<number> {
  const { initSync, MSTL } = await import('@bsull/augurs/mstl');
  initSync({
    module: readFileSync(
      createRequire(import.meta.url)
        .resolve('@bsull/augurs/mstl')
        .replace(/mstl\.js$/, 'mstl_bg.wasm'),
    ),
  });
  const sample = Math.min(SAMPLE, series);
  const { values, periods } = syntheticTable(sample, { known: days, ahead: 0, seed: 11 });
  const at = performance.now();
  for (let s = 0; s < sample; s += 1) {
    const model = MSTL.ets([7]);
    model.fit(Float64Array.from(values.subarray(s * periods, (s + 1) * periods)));
    model.predict(HORIZON, 0.9);
    model.free();
  }
  return ((performance.now() - at) / 1000) * (series / sample);
}

async function receipt(co: BenchCompany, n: number): Promise<void> {
  await co.must({
    type: 'goods-receipt',
    command: 'approve',
    key: co.ports.ids.next(),
    body: {
      head: { supplier: co.suppliers[n % co.suppliers.length], warehouse: co.warehouses[n % co.warehouses.length] },
      lines: [0, 1, 2, 3, 4].map((i) => ({ item: co.items[(n * 5 + i) % co.items.length], qty: '3', price: '5' })),
    },
  });
}

/** Receipts at an ordinary pace: one every so many ms, or as soon as the one before is booked. */
const PACE = 50;
/** Receipts of a second at that pace. */
const RATE = 1000 / PACE;
/** Times of receipts, ms, a list for each span without a break. */
type Spans = { readonly times: number[][]; elapsed: number };

/** Books until told to stop: what matters is how long each receipt takes. */
async function booking(co: BenchCompany, into: Spans, until: () => boolean): Promise<void> {
  const times: number[] = [];
  const started = performance.now();
  for (let n = booked(into); !until(); n += 1) {
    const at = performance.now();
    await receipt(co, n);
    times.push(performance.now() - at);
    await new Promise((go) => setTimeout(go, Math.max(0, PACE - (performance.now() - at))));
  }
  into.times.push(times);
  into.elapsed += performance.now() - started;
}
const booked = (spans: Spans): number => spans.times.reduce((sum, of) => sum + of.length, 0);

/** `idle`: p99 of every other span without a forecast, and of the ones between: what chance does. */
type Booked = {
  readonly alone: Figures;
  readonly idle: readonly number[];
  readonly during: Figures;
};

/** Spans with and without a forecast in turns, as long as each other, until there are `least` receipts of each. */
async function inTurns(co: BenchCompany, asked: Asked, least: number): Promise<Booked & { readonly beside: readonly Told[] }> {
  const spans = (): Spans => ({ times: [], elapsed: 0 });
  const [alone, during] = [spans(), spans()];
  const told: Told[] = [];
  while (Math.min(booked(alone), booked(during)) < least) {
    const before = during.elapsed;
    let ended = false;
    const forecast = beside(asked).finally(() => {
      ended = true;
    });
    const [said] = await Promise.all([forecast, booking(co, during, () => ended)]);
    told.push(said);
    const calm = performance.now() + (during.elapsed - before);
    await booking(co, alone, () => performance.now() > calm);
  }
  const idle = [0, 1].map((odd) => figuresOf(alone.times.filter((_, i) => i % 2 === odd).flat(), alone.elapsed).p99_ms ?? 0);
  return { alone: figuresOf(alone.times.flat(), alone.elapsed), idle, during: figuresOf(during.times.flat(), during.elapsed), beside: told };
}

const seconds = (value: number): Figures => ({ seconds: Number(value.toFixed(2)) });
const mean = (of: readonly number[]): number => of.reduce((a, b) => a + b, 0) / Math.max(1, of.length);
const ratioOf = (a: number, b: number): number => Number((a / Math.max(1e-9, b)).toFixed(3));

/** `beside`: forecasts made while receipts were booked; `away`: one by itself. */
type Seen = Booked & { readonly series: number; readonly beside: readonly Told[]; readonly away: Told; readonly theirs: number };

function casesOf(seen: Seen): readonly BenchCase[] {
  const { series, away: again, theirs } = seen;
  const what = `${series} series × ${DAYS} days`;
  const peerZh = 'yardstick: @bsull/augurs MSTL + ETS for every series';
  return [
    {
      case: `${what}: retrain, mean and five quantiles of ${HORIZON} days, ${WORKERS} workers`,
      ours: seconds(again.train_s),
      yardstick: seconds(theirs),
      ratio: ratioOf(again.train_s, theirs),
      better: 'lower',
      mark: `< ${MARKS.train} s and < ${MARKS.memory} MB resident; ${peerZh}`,
      met: again.train_s < MARKS.train && again.rss_mb < MARKS.memory,
      rss_mb: again.rss_mb,
    },
    {
      case: `${what}: the next day without retraining`,
      ours: seconds(again.refresh_s),
      yardstick: seconds(theirs),
      ratio: ratioOf(again.refresh_s, theirs),
      better: 'lower',
      mark: `< ${MARKS.refresh} s; ${peerZh}`,
      met: again.refresh_s < MARKS.refresh,
    },
    ...smallCases(seen),
    bookingCase(seen),
  ];
}

function smallCases({ series, beside: told, away: again, theirs }: Seen): readonly BenchCase[] {
  const one = figuresOf(
    again.one_ms,
    again.one_ms.reduce((a, b) => a + b, 0),
  );
  return [
    {
      case: 'one series after an event',
      ours: one,
      yardstick: { p50_ms: Number(((theirs * 1000) / series).toFixed(2)) },
      ratio: ratioOf(one.p50_ms ?? 0, (theirs * 1000) / series),
      better: 'lower',
      mark: `p99 < ${MARKS.one} ms; yardstick: one MSTL + ETS`,
      met: (one.p99_ms ?? 99) < MARKS.one,
    },
    {
      case: `${told.length + 1} runs, the same bytes`,
      ours: seconds(mean(told.map((r) => r.train_s))),
      yardstick: seconds(again.train_s),
      ratio: ratioOf(mean(told.map((r) => r.train_s)), again.train_s),
      better: 'lower',
      mark: 'identical; ours: seconds of a retraining beside bookings, yardstick: by itself',
      met: told.every((r) => r.print === again.print),
      print: again.print.slice(0, 16),
    },
  ];
}

const bookingCase = ({ alone, during, idle }: Seen): BenchCase => ({
  case: `5-line receipts booked meanwhile, one every ${PACE} ms`,
  ours: during,
  yardstick: alone,
  ratio: ratioOf(during.p99_ms ?? 0, alone.p99_ms ?? 0),
  better: 'lower',
  mark: `p99 < ${MARKS.booking} × the p99 without a forecast running`,
  met: (during.p99_ms ?? 0) < MARKS.booking * (alone.p99_ms ?? 0),
  idle_p99_ms: idle,
});

export async function benchForecast({ ground, seconds: calm, lines, say }: BenchRun): Promise<BenchResult> {
  const series = lines ?? SERIES;
  const asked: Asked = { series, days: DAYS, workers: WORKERS };
  const co = await benchCompany((await ground.open(4)).ports);
  // A process that has just started compiles while it books.
  for (let n = 0; n < WARM; n += 1) await receipt(co, n);
  const turns = await inTurns(co, asked, Math.round(calm * RATE));
  say(`  过账 p99：没有预测在跑 ${turns.alone.p99_ms} ms（隔段相比 ${turns.idle.join(' 与 ')}），其间 ${turns.during.p99_ms} ms`);
  const alone = await away(asked);
  say(`  单独训练 ${alone.train_s.toFixed(1)} 秒，内存 ${alone.rss_mb} MB`);
  const theirs = await peer(series, DAYS);
  return resultOf('forecast', ground.engine, casesOf({ series, ...turns, away: alone, theirs }));
}
