// Where the other rooms of planning hang themselves onto forecasts: what is known ahead goes in here; what follows from a forecast: after.ts.
import type { Day } from '#kernel/day';
import type { Snapshot } from '#kernel/ports';
import { signalColumns } from './signals-columns.ts';

/**
 * One figure known ahead (temperature forecast, holiday of a customer …); null item/warehouse = all of them. NaN-free: days without a value are left out.
 * `ahead`: so many coming periods are known at an origin (the engine's KnownColumn.ahead); absent = all.
 */
export type KnownSeries = {
  readonly name: string;
  readonly item: string | null;
  readonly warehouse: string | null;
  readonly values: ReadonlyMap<Day, number>;
  readonly ahead?: number;
};
/** What is known of the days from…to (inclusive), as it was known on `asOf`. */
export type KnownSource = (snapshot: Snapshot, span: { readonly from: Day; readonly to: Day; readonly asOf: string }) => Promise<readonly KnownSeries[]>;

/** Sources of known columns, asked one after the other when a table is made. The engine's gate decides which of them stay. */
export const KNOWN_SOURCES: readonly KnownSource[] = [signalColumns];
