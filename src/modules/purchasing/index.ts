// The door of 采购.
export { purchasing } from './module.ts';
