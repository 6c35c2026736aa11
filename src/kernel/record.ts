// What a record (资料) is: fields and a screen, no ceremony. The house stores, lists, exports and serves it.
import type { Fields, Values } from './field.ts';
import type { RefusalTable, Refused } from './refusal.ts';

export type RecordDefinition<F extends Fields = Fields> = {
  readonly type: string;
  readonly zh: string;
  /** Prefix of codes the house proposes, e.g. "SP". */
  readonly codePrefix: string;
  readonly fields: F;
  /** Fields in the list, fields searched besides code and name. */
  readonly list: readonly string[];
  readonly search: readonly string[];
  readonly filters?: readonly string[];
  /** Groups of the form. */
  readonly groups: readonly { readonly zh: string; readonly fields: readonly string[] }[];
  /** What is particular about valid values; pure. */
  check?(record: RecordValues<F>): Refused | null;
  readonly refusals?: RefusalTable;
  /** Fields of goods that say how their stock is kept; they stand while there is any. */
  readonly fixedInStock?: readonly string[];
  /** The code follows from the values; people do not type it. */
  codeOf?(data: Values<F>): string;
  /** Records with the same codeOf hold one after the other, each between two day fields (empty = open): no two active ones share a day. The day it begins is part of the code. */
  readonly turns?: { readonly from: string; readonly to: string };
  readonly empty: string;
};

export type RecordValues<F extends Fields = Fields> = { readonly id: string; readonly code: string; readonly name: string; readonly active: boolean; readonly data: Values<F> };

export type AnyRecord = RecordDefinition;
/** Checks the record's own types, then forgets them. */
export const defineRecord = <const F extends Fields>(definition: RecordDefinition<F>): AnyRecord => definition as unknown as AnyRecord;
