// Cost methods behind one interface, the ledger that documents ask, and the replay that puts late knowledge right.
export { averaging, movingAverage } from './average.ts';
export { asOneLayer, fifo, heldOf } from './fifo.ts';
export { COST_METHOD_ZH, COST_METHODS, type CostMethod, type CostMethodName, EMPTY_POOL, type Layer, type PoolState, type Portion } from './method.ts';
export { costLedger, type CostLedger, keyFor, type Leaving, type Left, methodOf, type Part, stateOf } from './ledger.ts';
export { begun, references } from './reference.ts';
export { layerKey, replay, replaying, type Replayed, type ReplayOptions, type Step } from './replay.ts';
export { portioned, priceAt, share, worthAt } from './shares.ts';
export { standard } from './standard.ts';
