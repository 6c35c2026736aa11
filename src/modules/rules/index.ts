// The door of 规则.
export { rulebook } from './module.ts';
export { LIBRARY, type LibraryRule } from './library.ts';
