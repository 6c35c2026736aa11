// The door of 存货核算.
export { DIFFERENCE_STEP, proposeDifference } from './cost-difference/propose.ts';
export { IMPAIRMENT_STEPS, proposeSold, proposeTest } from './impairment/propose.ts';
export { valuation } from './module.ts';
