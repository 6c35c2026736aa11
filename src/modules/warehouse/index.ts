// The door of 仓库.
export { warehouse } from './module.ts';
export { type RunningPools, runningPools } from './running-pools.ts';
