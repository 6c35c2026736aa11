// The door of 结算.
export { settlement } from './module.ts';
export {
  type EstimateBody,
  type EstimateKind,
  estimateAgainStep,
  estimateBodies,
  estimatePolicyOf,
  estimateTakeBackStep,
  type OpenEstimate,
  openEstimates,
} from './estimate-reversal/close-steps.ts';
export { fxBackStep, fxRevaluationStep, revaluationBody } from './fx-revaluation/close-steps.ts';
export { DEFAULT_TOLERANCE, toleranceOf } from './matching/tolerance.ts';
