// The door of 往来单位.
export { parties } from './module.ts';
