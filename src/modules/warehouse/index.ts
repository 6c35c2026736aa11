// The door of 仓库.
export { ALL_POOLS, NEAR, POOLS_OF } from './at-day.ts';
export { CLOSED, DIRECTION, LAST_CLOSED } from './directions.ts';
export { entered, movementsInto } from './entering.ts';
export { priceField } from './record-price.ts';
export { leave, type Leaving, type LeavingLine, movementsOf, valued } from './leaving.ts';
export { checkUse, REASON_REFUSALS, type Reason, reasonOf, transferredTax } from './reasons.ts';
export { warehouse } from './module.ts';
