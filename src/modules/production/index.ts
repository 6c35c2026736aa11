// The door of 生产.
export { production } from './module.ts';
