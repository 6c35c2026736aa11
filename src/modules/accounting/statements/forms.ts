// The three statements of either standard.
import type { Standard } from '#kernel/facts';
import type { CashFlowStatement } from '../cash-flow/items.ts';
import { ENTERPRISE_BALANCE_SHEET } from './asbe/balance-sheet.ts';
import { ENTERPRISE_CASH_FLOW } from './asbe/cash-flow.ts';
import { ENTERPRISE_INCOME_STATEMENT } from './asbe/income-statement.ts';
import { SMALL_BALANCE_SHEET } from './assbe/balance-sheet.ts';
import { SMALL_CASH_FLOW } from './assbe/cash-flow.ts';
import { SMALL_INCOME_STATEMENT } from './assbe/income-statement.ts';
import type { Statement } from './evaluate.ts';

/** Lines that other figures are compared with: both sides of the sheet, retained profit, net profit. */
export type KeyLines = { readonly assets: string; readonly claims: string; readonly retained: string; readonly surplus: string; readonly cash: string; readonly profit: string };
export type StatementSet = { readonly balanceSheet: Statement; readonly incomeStatement: Statement; readonly cashFlow: CashFlowStatement; readonly keys: KeyLines };

export const STATEMENTS: Readonly<Record<Standard, StatementSet>> = {
  ASSBE: {
    balanceSheet: SMALL_BALANCE_SHEET,
    incomeStatement: SMALL_INCOME_STATEMENT,
    cashFlow: SMALL_CASH_FLOW,
    keys: { assets: '30', claims: '53', retained: '51', surplus: '50', cash: '1', profit: '32' },
  },
  ASBE: {
    balanceSheet: ENTERPRISE_BALANCE_SHEET,
    incomeStatement: ENTERPRISE_INCOME_STATEMENT,
    cashFlow: ENTERPRISE_CASH_FLOW,
    keys: { assets: 'assets', claims: 'claims', retained: 'retained', surplus: 'surplus', cash: 'cash', profit: 'net' },
  },
};
