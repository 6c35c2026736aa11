// Every operation of the cases, by name. One that is not here is reported as unsupported; adding one is one row in its file.
import { checkFields } from '../fields.ts';
import { type CaseStep, Unsupported } from '../format.ts';
import type { Operation, Operations } from '../world.ts';
import { CONSIGNING } from './consigning.ts';
import { CORRECTING } from './correcting.ts';
import { COUNTING } from './counting.ts';
import { DROPPING } from './dropping.ts';
import { GIVING } from './giving.ts';
import { LANDING } from './landing.ts';
import { LEAVING } from './leaving.ts';
import { MAKING } from './making.ts';
import { PROMISING } from './promising.ts';
import { RECEIVING } from './receiving.ts';
import { REPEATING } from './repeating.ts';
import { RETURNING } from './returning.ts';
import { SETTLING } from './settling.ts';
import { VALUING } from './valuing.ts';

const OPERATIONS: Operations = {
  ...RECEIVING,
  ...LEAVING,
  ...RETURNING,
  ...CORRECTING,
  ...COUNTING,
  ...VALUING,
  ...LANDING,
  ...MAKING,
  ...PROMISING,
  ...REPEATING,
  ...DROPPING,
  ...CONSIGNING,
  ...GIVING,
  ...SETTLING,
};

/** Why the house has no document for an operation. */
const MISSING: Readonly<Record<string, string>> = {
  bom: '验算不做多级物料清单的需求计划',
  plan: '验算不做多级物料清单的需求计划',
  net: '预测没有按订单冲减的分桶计算',
  usage: '没有日均用量（ADU）指标',
  net_flow: '没有 DDMRP 缓冲',
};

export function operationOf(step: CaseStep): Operation {
  const operation = OPERATIONS[step.op];
  if (!operation) throw new Unsupported(step.op, MISSING[step.op] ?? `没有与 ${step.op} 对应的单据`);
  checkFields(step);
  return operation;
}
