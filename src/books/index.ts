// The reading door of the books: nothing exported here can write.
export { type Catalog, docFrom, ratioFrom } from './facts.ts';
export { AT_ONCE } from './beyond.ts';
export { PAST } from './booking.ts';
export { type PoolSeen, type Replayed, replayedPools } from './replayed.ts';
