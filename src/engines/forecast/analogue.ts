// New items: a first forecast from items like it, giving way to its own sales as they come in.

export type Analogue = {
  readonly category: string;
  /** Price band or any other attribute label; '' = unknown. */
  readonly band: string;
  /** Units per open period in its first weeks, one entry a period; NaN = not on offer. */
  readonly launch: readonly number[];
};

export type NewItem = {
  readonly category: string;
  readonly band: string;
  readonly sold: readonly number[] /** Size of its shop against the usual shop. */;
  readonly storeIndex: number;
};

export type LaunchForecast = { readonly mean: number; readonly low: number; readonly high: number; readonly own: number; readonly analogues: number; readonly reason: string };

const meanOf = (v: readonly number[]): number => {
  const known = v.filter((x) => !Number.isNaN(x));
  return known.length > 0 ? known.reduce((a, b) => a + b, 0) / known.length : Number.NaN;
};

/**
 * Gamma–Poisson update: the prior has the mean and the variance of the launches of the same category and band (of the
 * category alone when fewer than three), each own period then counts as one observation.
 */
export function forecastNewItem(item: NewItem, analogues: readonly Analogue[]): LaunchForecast {
  const category = analogues.filter((a) => a.category === item.category),
    close = category.filter((a) => a.band === item.band);
  const used = close.length >= 3 ? close : category.length >= 3 ? category : analogues;
  const levels = used.map((a) => meanOf(a.launch)).filter((v) => !Number.isNaN(v)),
    prior = levels.length > 0 ? meanOf(levels) * item.storeIndex : 1;
  const variance = levels.length > 1 ? Math.max(1e-6, levels.reduce((s, v) => s + (v * item.storeIndex - prior) ** 2, 0) / (levels.length - 1)) : prior * prior;
  const sold = item.sold.filter((v) => !Number.isNaN(v)),
    rate = prior / variance,
    shape = prior * rate;
  const total = sold.reduce((a, b) => a + b, 0),
    mean = (shape + total) / (rate + sold.length),
    deviation = Math.sqrt((shape + total) / (rate + sold.length) ** 2 + mean);
  const own = sold.length / (rate + sold.length);
  return {
    mean,
    low: Math.max(0, mean - 1.28 * deviation),
    high: mean + 1.28 * deviation,
    own,
    analogues: used.length,
    reason: `参照 ${used.length} 个${close.length >= 3 ? '同类同价位' : category.length >= 3 ? '同类' : '其他'}商品的上市期，自身销售占 ${Math.round(100 * own)}%`,
  };
}
