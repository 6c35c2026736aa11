// What a forecast was made from, packed to be kept with it: all series as the model saw them. An item that changes afterwards is forecast again
// against this, so that nobody reads the demand of the others. Packed and unpacked in the thread only: it is large.
import type { SeriesTable } from '#forecast';
import { deserialize, serialize } from 'node:v8';
import { deflateRawSync, inflateRawSync } from 'node:zlib';

/** `table`: sold-out days filled, known columns as of then; `at`: the origin's place in it. */
export type KeptGround = { readonly table: SeriesTable; readonly at: number };

/** The columns are mostly zeros and ones: the fastest level already makes a fifth of them. */
export const packGround = (kept: KeptGround): Uint8Array => deflateRawSync(serialize(kept), { level: 1 });
export const unpackGround = (bytes: Uint8Array): KeptGround => deserialize(inflateRawSync(bytes)) as KeptGround;
