// Promise: the lines worth sending, and the server's answer about them put back on the lines they came from.
import { isBlankRow } from './cells';
import { parsePath } from './problems';
import type { Column, GridError } from './types';

interface Sendable<R> {
  /** the lines in use, blank ones left out; strip `_` fields when building the request */
  readonly lines: readonly R[];
  /** `lines[12].qty` speaks of the sent lines; this ties it to the row key instead */
  readonly place: (error: { readonly path: string; readonly message: string }) => GridError;
}

/** Something that matters has been entered on the line. */
export function isUsed<R extends { readonly _key: string }>(columns: readonly Column<R>[], row: R): boolean {
  return !isBlankRow(columns as unknown as readonly Column[], row as never);
}

export function linesToSend<R extends { readonly _key: string }>(columns: readonly Column<R>[], rows: readonly R[]): Sendable<R> {
  const lines = rows.filter((row) => isUsed(columns, row));
  return {
    lines,
    place: (error) => {
      const spot = parsePath(error.path);
      const row = spot ? lines[spot.r] : undefined;
      return row && spot ? { rowKey: row._key, column: spot.column, message: error.message } : error;
    },
  };
}
