// The door of 结算.
export { settlement } from './module.ts';
