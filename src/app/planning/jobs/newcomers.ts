// Items that are too new for any model: forecast from the first weeks of others of their kind, giving way to their own sales.
import { type Analogue, type Forecast, forecastNewItem, type SeriesTable } from '#forecast';
import { normalQuantile } from '#policy';
import { LEVELS } from '../latest.ts';

/** Days a launch lasts, and the days on offer under which a series counts as new. */
const LAUNCH = 28;
const FEW = 14;
/** z of the band forecastNewItem gives (10 % and 90 %). */
const BAND = 1.28;

/** Writes the forecasts of newcomers into `forecast`; returns which series they are. Without three launches to look at a series keeps the model's answer. */
export function likeOthers(forecast: Forecast, table: SeriesTable, job: { readonly at: number; readonly horizon: number }): readonly number[] {
  const { at, horizon: H } = job,
    T = table.periods;
  const launches: Analogue[] = [],
    fresh: { readonly s: number; readonly sold: number[] }[] = [];
  for (let s = 0; s < table.names.length; s++) {
    const own = table.values.subarray(s * T, s * T + at);
    const begin = own.findIndex((v) => v > 0);
    if (begin < 0) continue;
    const first = [...own.subarray(begin, Math.min(at, begin + LAUNCH))].filter((v) => !Number.isNaN(v));
    if (at - begin < FEW) fresh.push({ s, sold: first });
    // Series that were there from the start of the books have no launch in them.
    else if (begin > LAUNCH && first.length >= FEW) launches.push({ category: table.groups[s]!, band: '', launch: first });
  }
  if (launches.length < 3) return [];
  const shut = table.known.find((k) => k.name === 'open')?.values;
  for (const { s, sold } of fresh) {
    const said = forecastNewItem({ category: table.groups[s]!, band: '', sold, storeIndex: 1 }, launches);
    const deviation = (said.high - said.low) / (2 * BAND);
    for (let h = 0; h < H; h++) {
      const closed = shut?.[s * T + at + h] === 0;
      forecast.mean[s * H + h] = closed ? 0 : said.mean;
      LEVELS.forEach((level, k) => {
        forecast.quantiles[k]![s * H + h] = closed ? 0 : Math.max(0, said.mean + normalQuantile(level) * deviation);
      });
    }
  }
  return fresh.map((f) => f.s);
}
