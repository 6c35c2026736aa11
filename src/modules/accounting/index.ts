// The door of 总账.
export { accounting } from './module.ts';
export { BY_PARTY, chartOf, CONTROLLED, rolesOf } from './chart/index.ts';
