// The door of 采购.
export { purchasing } from './module.ts';
export { BOUGHT_REFUSALS, consignedLines } from './consigned.ts';
