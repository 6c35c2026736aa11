// The door of 用户与组织.
export { identity } from './module.ts';
export { BUILTIN_ROLES } from './roles.ts';
export { personName } from './person-name.ts';
