// Why a forecast is what it is: the difference between a series' usual level and its forecast, split exactly over families.
import { binMatrix } from './bins.ts';
import type { Family } from './feature-names.ts';
import { upliftAt, type FeatureSource } from './features.ts';
import { rawFeatures, type Basis, type Rows } from './lesson.ts';
import { floorOf } from './learner.ts';
import { offerOf, type Model } from './model.ts';
import { attributeRow } from './trees.ts';

export type Part = { readonly family: Family | '校准与组合'; readonly units: number };

/** base + Σ parts = forecast, to rounding of the last bit. */
export type Attribution = { readonly base: number; readonly parts: readonly Part[]; readonly forecast: number };

/**
 * Units each log-factor brought when base·exp(Σ logs) = result: the logarithmic mean divides the difference without
 * remainder and without an order of steps (LMDI, Ang 2005).
 */
export function logShares(base: number, logs: readonly number[]): number[] {
  const total = logs.reduce((a, b) => a + b, 0),
    result = base * Math.exp(total);
  const mean = Math.abs(total) < 1e-9 ? base : (result - base) / total;
  return logs.map((l) => l * mean);
}

/** Attribution of the mean of one series and step; `forecast` is what the portfolio finally said. */
export function attribute(model: Model, source: FeatureSource, at: { series: number; origin: number; step: number; forecast: number }): Attribution {
  const basis = model.cuts[0]!.unit as Basis,
    heads = model.heads.filter((h) => h.spec.loss.kind === 'tweedie' && h.spec.unit === basis);
  const rows: Rows = { series: Int32Array.of(at.series), origin: Int32Array.of(at.origin), step: Int32Array.of(at.step) };
  const { raw, spread } = rawFeatures(source, rows, { basis, window: model.options.window, offer: offerOf(source), floor: floorOf(model.traits) });
  const parts = new Float64Array(raw.length),
    matrix = binMatrix(raw, model.cuts[0]!.cuts);
  let constant = 0;
  for (const { forest } of heads) constant += attributeRow(forest, matrix, 0, parts) / heads.length;
  const uplift = model.options.window === 1 ? upliftAt(source, at.series, at.origin + at.step) : 0;
  const byFamily = new Map<Family, number>();
  source.names.forEach((n, f) => {
    byFamily.set(n.family, (byFamily.get(n.family) ?? 0) + parts[f]! / heads.length);
  });
  if (uplift !== 0) byFamily.set('节日', (byFamily.get('节日') ?? 0) + uplift);
  const base = (spread[0]! / Math.exp(uplift)) * Math.exp(constant),
    families = [...byFamily.keys()];
  const units = logShares(
    base,
    families.map((f) => byFamily.get(f)!),
  );
  const list: Part[] = families.map((family, k) => ({ family, units: units[k]! })).filter((p) => p.units !== 0);
  const said = list.reduce((s, p) => s + p.units, base);
  list.push({ family: '校准与组合', units: at.forecast - said });
  return { base, parts: list, forecast: list.reduce((s, p) => s + p.units, base) };
}

/** One Chinese sentence with the two largest reasons. */
export function attributionSentence(a: Attribution): string {
  const strong = a.parts
    .filter((p) => p.family !== '校准与组合' && Math.abs(p.units) >= 0.02 * Math.max(a.base, 1e-9))
    .sort((x, y) => Math.abs(y.units) - Math.abs(x.units))
    .slice(0, 2);
  const why = strong.map((p) => `${p.family}${p.units > 0 ? '多' : '少'} ${Math.abs(p.units).toFixed(1)}`).join('，');
  return `预计 ${a.forecast.toFixed(1)}：平常 ${a.base.toFixed(1)}${why === '' ? '，没有特别因素' : `，${why}`}。`;
}
