// What forecasts in the bench: as a thread beside the bookings, the way the server does it; and alone as a process, whose memory is its own.
import { breatheWith, makeSource, refreshOne, predict, syntheticTable, viewBefore, LEARN_DEFAULTS, type Forecast } from '#forecast';
import { giveWay } from '#platform/give-way';
import { createHash } from 'node:crypto';
import { constants, setPriority } from 'node:os';
import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { trainedRun } from '../forecasting/train.ts';

export type Asked = { readonly series: number; readonly days: number; readonly workers: number };
export type Told = {
  readonly train_s: number;
  readonly refresh_s: number;
  readonly one_ms: readonly number[];
  readonly print: string;
  readonly rss_mb: number;
};

const HORIZON = 14;
const ONES = 300;

/** What the forecast says, to the last bit. */
function printOf(forecast: Forecast): string {
  const hash = createHash('sha256');
  for (const part of [forecast.mean, ...forecast.quantiles]) hash.update(new Uint8Array(part.buffer, part.byteOffset, part.byteLength));
  return hash.digest('hex');
}

const since = (at: number): number => (performance.now() - at) / 1000;

async function work({ series, days, workers }: Asked): Promise<Told> {
  const table = syntheticTable(series, { known: days, ahead: HORIZON + 1, seed: 11 });
  let at = performance.now();
  const trained = await trainedRun(table, { origin: days - 1, horizon: HORIZON }, { workers });
  const train_s = since(at);
  const print = printOf(trained.forecast);

  // The next morning: one more day is known, nothing is learned anew.
  at = performance.now();
  const options = { ...LEARN_DEFAULTS, horizon: HORIZON };
  const source = makeSource(viewBefore(table, days, HORIZON), days, { options, festivals: trained.model.festivals });
  predict(trained.model, source, days);
  const refresh_s = since(at);

  // A sale was booked: that one series, again.
  const one_ms = Array.from({ length: ONES }, (_, n) => {
    const start = performance.now();
    refreshOne(trained.model, source, { series: (n * 31) % series, origin: days, changed: [{ period: days - 1, units: n % 9 }] });
    return performance.now() - start;
  });
  return { train_s, refresh_s, one_ms: one_ms.slice(20), print, rss_mb: Math.round(process.resourceUsage().maxRSS / 1024) };
}

const given = workerData as { readonly asked?: Asked } | null;
if (!isMainThread && given?.asked) {
  setPriority(constants.priority.PRIORITY_LOW);
  breatheWith(giveWay);
  void work(given.asked).then((told) => parentPort?.postMessage(told));
} else {
  process.once('message', (asked: Asked) => {
    void work(asked).then((told) => process.send?.(told, () => process.exit(0)));
  });
}
