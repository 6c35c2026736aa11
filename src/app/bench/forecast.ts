// bench forecast: 10,000 series × 800 days retrained, refreshed, one of them after an event, the same bytes twice, and receipts booked meanwhile.
// The yardstick of the mathematics is @bsull/augurs (MSTL + ETS, one series after another, in WebAssembly), of the booking the same without company.
import { syntheticTable } from '#forecast';
import { fork } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
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
const MARKS = { train: 35, refresh: 3, one: 5, memory: 800, booking: 1.5 } as const;

/** Forecasts in a process of its own. */
function away(asked: Asked): Promise<Told> {
  const source = import.meta.url.endsWith('.ts');
  const child = fork(new URL(source ? './forecast-child.ts' : './forecast-child.js', import.meta.url), {
    execArgv: source ? ['--conditions=source', '--import', 'tsx'] : [],
    serialization: 'advanced',
  });
  return new Promise((told, failed) => {
    child.once('message', told);
    child.once('error', failed);
    child.once('exit', (code) => failed(new Error(`the forecasting process ended with ${code}`)));
    child.send(asked);
  });
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

/** Receipts at an ordinary pace, one every 50 ms, until told to stop: what matters is how long each takes. */
async function booking(co: BenchCompany, until: () => boolean): Promise<Figures> {
  const times: number[] = [];
  const started = performance.now();
  for (let n = 0; !until(); n += 1) {
    const at = performance.now();
    await receipt(co, n);
    times.push(performance.now() - at);
    await new Promise((go) => setTimeout(go, Math.max(0, 50 - (performance.now() - at))));
  }
  return figuresOf(times, performance.now() - started);
}

const seconds = (value: number): Figures => ({ seconds: Number(value.toFixed(2)) });
const ratioOf = (a: number, b: number): number => Number((a / Math.max(1e-9, b)).toFixed(3));

type Seen = { readonly series: number; readonly told: Told; readonly again: Told; readonly theirs: number; readonly alone: Figures; readonly during: Figures };

function casesOf({ series, told, again, theirs, alone, during }: Seen): readonly BenchCase[] {
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
    ...smallCases({ series, told, again, theirs, alone, during }),
  ];
}

function smallCases({ series, told, again, theirs, alone, during }: Seen): readonly BenchCase[] {
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
      case: 'two runs, the same bytes',
      ours: seconds(told.train_s),
      yardstick: seconds(again.train_s),
      ratio: ratioOf(told.train_s, again.train_s),
      better: 'lower',
      mark: 'identical',
      met: told.print === again.print,
      print: told.print.slice(0, 16),
    },
    {
      case: '5-line receipts booked meanwhile, one every 50 ms',
      ours: during,
      yardstick: alone,
      ratio: ratioOf(during.p99_ms ?? 0, alone.p99_ms ?? 0),
      better: 'lower',
      mark: `p99 < ${MARKS.booking} × the p99 without a forecast running`,
      met: (during.p99_ms ?? 0) < MARKS.booking * (alone.p99_ms ?? 0),
    },
  ];
}

export async function benchForecast({ ground, seconds: calm, lines, say }: BenchRun): Promise<BenchResult> {
  const series = lines ?? SERIES;
  const asked: Asked = { series, days: DAYS, workers: WORKERS };
  const co = await benchCompany((await ground.open(4)).ports);
  for (let n = 0; n < 40; n += 1) await receipt(co, n);
  const end = performance.now() + calm * 500;
  const alone = await booking(co, () => performance.now() > end);
  say(`  过账（没有预测在跑）：p99 ${alone.p99_ms} ms`);

  let ended = false;
  const first = away(asked).finally(() => {
    ended = true;
  });
  const [told, during] = await Promise.all([first, booking(co, () => ended)]);
  say(`  训练 ${told.train_s.toFixed(1)} 秒（其间照常过账），内存 ${told.rss_mb} MB`);
  const again = await away(asked);
  say(`  再跑一遍 ${again.train_s.toFixed(1)} 秒`);
  const theirs = await peer(series, DAYS);
  return resultOf('forecast', ground.engine, casesOf({ series, told, again, theirs, alone, during }));
}
