// Where the other rooms of planning hang themselves onto forecasts: what is known ahead goes in, what follows from a forecast comes after.
import type { Day } from '#kernel/day';
import type { Scope, Snapshot } from '#kernel/ports';
import type { Ports } from '../context.ts';
import { afterForecast } from './policy/keeper.ts';
import { signalColumns } from './signals-columns.ts';

/** A job that made a forecast; `items` where only some were made anew (kind 'one'). */
export type ForecastMade = { readonly job: string; readonly kind: 'train' | 'refresh' | 'one'; readonly items: readonly string[] | null };

/** Called after each forecast, in order, once its rows stand. What fails here fails the job's step, not its forecast. */
export const AFTER_FORECAST: readonly ((ports: Ports, scope: Scope, made: ForecastMade) => Promise<void>)[] = [afterForecast];

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
