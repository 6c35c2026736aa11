// Shares of an amount over lines, and what has been claimed of it: told by documents that spread costs.
import type { Expectations } from './want.ts';

export const ALLOCATED: Expectations = {};
