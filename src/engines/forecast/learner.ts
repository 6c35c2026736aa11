// From a table to something trees can learn from: festivals found, promotions read, rows chosen, settings by rule from the data.
import { CHINESE_FESTIVALS, WESTERN_FESTIVALS, type Festival } from './calendar.ts';
import { featureSource, type FeatureSource } from './features.ts';
import { festivalTable, learnFestivals, NO_FESTIVALS, type FestivalModel } from './festival.ts';
import { levelSpecs, meanSpecs, type Round } from './around.ts';
import { boostSettings, headSpecs, type HeadSettings, type HeadSpec } from './heads.ts';
import { prepareLesson, type Basis } from './lesson.ts';
import { learnPromotions } from './promo.ts';
import { SPANS } from './series-view.ts';
import type { SeriesTable } from './table.ts';

export type LearnOptions = {
  readonly horizon: number;
  readonly quantiles: readonly number[];
  readonly seed: number;
  /** Periods summed into one target (1 = per period; L+R−1 for the protection interval). */
  readonly window: number;
  /** Which festivals may be tried; 'auto' tries Chinese and western ones and keeps what the data prove. */
  readonly calendar: 'auto' | 'none';
  /** Known columns to leave out (the gate's verdict). */
  readonly without: readonly string[];
  /** Most rows of one lesson. */
  readonly rowsMax: number;
  readonly bases: readonly Basis[] | 'auto';
  readonly trees?: number;
};

export const LEARN_DEFAULTS: LearnOptions = {
  horizon: 7,
  quantiles: [0.5, 0.8, 0.9, 0.95, 0.99],
  seed: 20_260,
  window: 1,
  calendar: 'auto',
  without: [],
  rowsMax: 300_000,
  bases: 'auto',
};

const ALL_FESTIVALS: readonly Festival[] = [...CHINESE_FESTIVALS, ...WESTERN_FESTIVALS.filter((f) => f !== '元旦')];

/** Facts about the data that settings are ruled by. */
export type Traits = { readonly whole: boolean; readonly zeroShare: number; readonly cells: number };

export function traitsOf(table: SeriesTable, origin: number): Traits {
  const T = table.periods;
  let seen = 0,
    zero = 0,
    fraction = 0;
  for (let s = 0; s < table.names.length; s++)
    for (let t = 0; t < origin; t++) {
      const y = table.values[s * T + t]!;
      if (Number.isNaN(y)) continue;
      seen++;
      if (y === 0) zero++;
      else if (y % 1 !== 0) fraction++;
    }
  return { whole: fraction <= 0.001 * seen, zeroShare: seen > 0 ? zero / seen : 0, cells: seen };
}

/** Divides festival uplift out of values, so that levels learned from a festival are ordinary levels. */
function withoutFestivals(table: SeriesTable, festivals: FestivalModel): Float32Array {
  if (festivals.curves.length === 0) return table.values;
  const uplift = festivalTable(festivals, table),
    values = table.values.slice(),
    T = table.periods;
  for (let s = 0; s < table.names.length; s++) {
    const row = festivals.clusterOf[s]! * T;
    for (let t = 0; t < T; t++) if (uplift[row + t] !== 0) values[s * T + t] = values[s * T + t]! / Math.exp(uplift[row + t]!);
  }
  return values;
}

const LUNAR: readonly Festival[] = ['春节', '元宵', '清明', '端午', '七夕', '中元', '中秋', '国庆', '重阳', '劳动节'];

/** `known` fixes festivals already learned (daily refresh); the Chinese day kinds are used where a Chinese festival was proved. */
export function makeSource(table: SeriesTable, origin: number, job: { options: LearnOptions; festivals?: FestivalModel }): FeatureSource {
  const { options } = job,
    daily = table.frequency === 'D' && options.calendar === 'auto';
  const festivals = job.festivals ?? (daily ? learnFestivals({ table, values: table.values, end: origin }, ALL_FESTIVALS) : NO_FESTIVALS);
  const values = withoutFestivals(table, festivals);
  const kept = { ...table, known: table.known.filter((c) => !options.without.includes(c.name)) };
  const promotions = learnPromotions(kept, values, origin);
  const covariates = kept.known.flatMap((c, k) => (c.name === 'open' || promotions?.columns.includes(k) ? [] : [k]));
  const chinese = festivals.curves.some((c) => LUNAR.includes(c.festival));
  return featureSource(kept, { values, festivals, promotions, covariates, until: origin, chinese });
}

/** Least unit of a target: half a piece where demand is whole. */
export const floorOf = (traits: Traits): number => (traits.whole ? 0.5 : 0);

export type Learner = {
  readonly source: FeatureSource;
  readonly options: LearnOptions;
  readonly traits: Traits;
  readonly origin: number;
  /** One lesson a basis. */
  readonly prepared: readonly Round[];
  /** Heads of the first round, and of a second one around their mean (around.ts; none without promotion plans). */
  readonly specs: readonly HeadSpec[];
  readonly second: readonly HeadSpec[];
  readonly settings: HeadSettings;
};

/** Two bases where that is cheap and levels are steady, one where the table is large or mostly zeros. */
const basesFor = (traits: Traits, options: LearnOptions): readonly Basis[] =>
  options.bases !== 'auto' ? options.bases : traits.cells > 600_000 || traits.zeroShare > 0.5 ? ['scale'] : ['scale', 'level'];

/** Share of zeros above which a mean spreads wider and has to be balanced (boost.ts). */
const MANY_ZEROS = 0.3;

/** Very large tables are sampled thinly anyway; a sixth fewer rows cost nothing that shows and save as much time. */
const LARGE = { cells: 4_000_000, rows: 250_000 } as const;

/** Rows of one lesson: about two and a half steps of every cell, at least 120,000 and never more than asked for. */
const rowsFor = (traits: Traits, options: LearnOptions): number => {
  const most = traits.cells > LARGE.cells ? Math.min(options.rowsMax, LARGE.rows) : options.rowsMax;
  return Math.min(most, Math.max(120_000, Math.min(2.4 * traits.cells, most)));
};

/** Reads a table as known before `origin` (table.viewBefore) and prepares all heads. */
export function makeLearner(table: SeriesTable, origin: number, options: LearnOptions): Learner {
  const source = makeSource(table, origin, { options });
  return learnerUntil(source, origin, { options, traits: traitsOf(table, origin) });
}

/** Heads that learn only from targets before `until`; the source must hold at least that history. */
export function learnerUntil(source: FeatureSource, until: number, job: { options: LearnOptions; traits: Traits }): Learner {
  const { options, traits } = job,
    bases = basesFor(traits, options),
    spans = SPANS[source.table.frequency];
  const plan = {
    until,
    horizon: options.horizon,
    rowsMax: rowsFor(traits, options),
    weightPower: 0.9,
    halfLife: 2 * spans.year,
    seed: options.seed,
    window: options.window,
    floor: floorOf(traits),
  };
  const prepared = bases.map((basis) => ({ unit: basis, lesson: prepareLesson(source, { ...plan, basis }) }));
  const rows = prepared[0]?.lesson.rows.series.length ?? 0,
    boost = { ...boostSettings(rows), balance: traits.zeroShare > MANY_ZEROS },
    first = { power: traits.zeroShare > MANY_ZEROS ? 1.3 : 1.5, seed: options.seed },
    around = source.promotions !== undefined;
  return {
    source,
    options,
    traits,
    origin: until,
    prepared,
    specs: around ? meanSpecs(bases, first) : headSpecs(bases, options.quantiles, first),
    second: around ? levelSpecs(options.quantiles, { large: traits.cells > LARGE.cells, seed: options.seed }) : [],
    settings: { boost: options.trees === undefined ? boost : { ...boost, trees: options.trees }, whole: traits.whole && options.window === 1 },
  };
}
