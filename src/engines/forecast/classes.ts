// Demand classes by how often and how evenly a series sells (Syntetos, Boylan, Croston 2005), plus new and ended series.
import { SPANS } from './series-view.ts';
import type { SeriesTable } from './table.ts';

export const CLASSES = ['smooth', 'erratic', 'intermittent', 'lumpy', 'new', 'ended'] as const;
export type DemandClass = (typeof CLASSES)[number];

export const CLASS_NAMES: Readonly<Record<DemandClass, string>> = { smooth: '平稳', erratic: '波动', intermittent: '间断', lumpy: '块状', new: '新品', ended: '停销' };

const ADI_CUT = 1.32,
  CV2_CUT = 0.49;

/** Class of one series from its available periods before origin; `year` periods are looked at. */
export function classify(values: Float32Array, at: { from: number; to: number; warmup: number; year: number }): DemandClass {
  let seen = 0,
    sales = 0,
    sum = 0,
    square = 0,
    lastSale = -1;
  for (let t = Math.max(at.from, at.to - at.year); t < at.to; t++) {
    const y = values[t]!;
    if (Number.isNaN(y)) continue;
    seen++;
    if (y > 0) {
      sales++;
      sum += y;
      square += y * y;
      lastSale = t;
    }
  }
  if (seen < at.warmup) return 'new';
  if (sales === 0 || at.to - lastSale > at.year / 2) return 'ended';
  const mean = sum / sales,
    cv2 = Math.max(0, square / sales / (mean * mean) - 1),
    adi = seen / sales;
  if (adi < ADI_CUT) return cv2 < CV2_CUT ? 'smooth' : 'erratic';
  return cv2 < CV2_CUT ? 'intermittent' : 'lumpy';
}

/** Class index (into CLASSES) of every series. */
export function classesOf(table: SeriesTable, origin: number): Uint8Array {
  const spans = SPANS[table.frequency],
    T = table.periods;
  return Uint8Array.from(table.names, (_, s) => CLASSES.indexOf(classify(table.values, { from: s * T, to: s * T + origin, warmup: spans.warmup, year: spans.year })));
}
