// The door of 存货核算.
export { valuation } from './module.ts';
