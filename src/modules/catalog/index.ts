// The door of 商品资料.
export { catalog } from './module.ts';
