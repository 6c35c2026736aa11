// The door of 质检.
export { quality } from './module.ts';
