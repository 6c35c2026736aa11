// The door of 仓库.
export { warehouse } from './module.ts';
