// Promise: the door of the entry grid; pages use nothing behind it.
export { EntryGrid } from './entry-grid';
export type {
  Candidate,
  Column,
  ColumnKind,
  EntryGridHandle,
  EntryGridProps,
  GridError,
  Issue,
  LookupRef,
  Lookups,
  Option,
  Problem,
  Row,
} from './types';
export { multiply } from './decimal';
export { isUsed, linesToSend } from './send';
export { amountOf, createSums, sumText } from './totals';
