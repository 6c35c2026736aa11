// The door of 销售.
export { sales } from './module.ts';
export { checkCredit, CREDIT_REFUSALS, OPEN_ORDERS, orderedShare } from './credit.ts';
export { revenueLines, taxRole } from './revenue.ts';
