// The door of the bus: how events are read, over a small port to where they are kept. Knows no SQL, no clock and no business.
export { BATCH, consume, type Consumer, Later, LEASE, type Reader, type Round } from './consume.ts';
export { aggregateOf, type Ask, backOff, type Burial, type BusStore, type Delivery, type Handler, type LogEvent, type Settlement, type Taken, TRIES } from './store.ts';
