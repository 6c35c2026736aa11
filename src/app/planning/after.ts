// What follows from a forecast: other rooms of planning are told when one was made.
import type { Scope } from '#kernel/ports';
import type { Ports } from '../context.ts';
import { afterForecast } from './policy/keeper.ts';

/** A job that made a forecast; `items` where only some were made anew (kind 'one'). */
export type ForecastMade = { readonly job: string; readonly kind: 'train' | 'refresh' | 'one'; readonly items: readonly string[] | null };

/** Called after each forecast, in order, once its rows stand. What fails here fails the job's step, not its forecast. */
export const AFTER_FORECAST: readonly ((ports: Ports, scope: Scope, made: ForecastMade) => Promise<void>)[] = [afterForecast];
