// The door of 销售.
export { sales } from './module.ts';
