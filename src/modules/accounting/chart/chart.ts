// The two charts of accounts and which account plays which role. Codes are recommendations of the standards, so roles are data.
import type { Standard, VatStatus } from '#kernel/facts';
import { ASBE } from './asbe.ts';
import { ASSBE } from './assbe.ts';

export type ChartRow = {
  readonly code: string;
  readonly name: string;
  readonly kind: string;
  readonly direction: 'debit' | 'credit';
  readonly industry: boolean;
  readonly parent: string | null;
};

/** All accounts of a standard, parents before children. Levels are 4-2-2. */
export function chartOf(standard: Standard): readonly ChartRow[] {
  const rows = (standard === 'ASBE' ? ASBE : ASSBE)
    .trim()
    .split('\n')
    .map((line) => line.split(' '));
  const codes = new Set(rows.map(([code]) => code));
  return rows.map(([code = '', name = '', kind = '', direction, industry]) => {
    const above = code.length > 4 ? code.slice(0, -2) : null;
    return { code, name, kind, direction: direction as 'debit', industry: industry === 'industry', parent: above && codes.has(above) ? above : null };
  });
}

/** Accounts that only documents may post to: their balances must equal what the documents say. */
export const CONTROLLED = ['1405', '1403', '1411', '1406', '112201', '220201', '220202', '220203', '1321', '132101', '2314', '231401'];
/** Accounts kept per customer or supplier. */
export const BY_PARTY = ['1122', '112201', '112202', '1123', '2202', '220201', '220202', '220203', '2203', '2204'];

const SHARED = {
  'inventory.goods': '1405',
  'inventory.costDifference': '1404',
  'inventory.rawMaterial': '1403',
  'inventory.turnover': '1411',
  'turnover.inUse': '141102',
  'turnover.amortised': '141103',
  'inventory.inTransit': '1402',
  'inventory.pendingLossGain': '190101',
  'ap.billed': '220201',
  'ap.estimated': '220202',
  'ap.prepaid': '1123',
  'ap.consigned': '220203',
  'ar.billed': '112201',
  cash: '1001',
  bank: '1002',
  otherReceivable: '1221',
  platform: '1012',
  'vat.payable': '222101',
  'vat.unpaid': '222102',
  'vat.paid': '22210103',
  'vat.transferOutUnpaid': '22210104',
  'vat.transferOutOverpaid': '22210110',
  'tax.consumption': '222111',
  'tax.urban': '222112',
  'tax.education': '222113',
  'tax.localEducation': '222114',
  'tax.income': '222115',
  'tax.property': '222117',
  'tax.landUse': '222118',
  'tax.vehicle': '222119',
  'tax.stamp': '222120',
} as const;
const BY_STANDARD = {
  ASBE: {
    'inventory.consignedOut': '140602',
    'inventory.consignedIn': '132101',
    'inventory.consignedFunds': '231401',
    'inventory.impairment': '1471',
    'loss.impairment': '6701',
    'ar.advance': '2204',
    'revenue.main': '6001',
    'revenue.other': '6051',
    'cogs.main': '6401',
    'cogs.other': '6402',
    'expense.selling': '6601',
    'expense.admin': '6602',
    'expense.finance': '6603',
    'gain.nonOperating': '6301',
    'loss.nonOperating': '6711',
    'gain.count': '6602',
    'loss.count': '6602',
    'tax.surcharge': '6403',
    'expense.consumption': '640301',
    'expense.urban': '640302',
    'expense.landUse': '640305',
    'expense.property': '640306',
    'expense.vehicle': '640307',
    'expense.stamp': '640308',
    'expense.education': '640309',
    'expense.localEducation': '640310',
    'expense.incomeTax': '6801',
    'gain.taxExempt': '6117',
    'profit.retained': '410406',
    'profit.currentYear': '4103',
    'profit.distribution': '4104',
    'production.cost': '5001',
    capital: '4001',
  },
  ASSBE: {
    'inventory.consignedOut': '1406',
    'inventory.consignedIn': '1321',
    'inventory.consignedFunds': '2314',
    'ar.advance': '2203',
    'revenue.main': '5001',
    'revenue.other': '5051',
    'cogs.main': '5401',
    'cogs.other': '5402',
    'expense.selling': '5601',
    'expense.admin': '5602',
    'expense.finance': '5603',
    'gain.nonOperating': '5301',
    'loss.nonOperating': '5711',
    'gain.count': '5301',
    'loss.count': '5711',
    'tax.surcharge': '5403',
    'expense.consumption': '540301',
    'expense.urban': '540302',
    'expense.landUse': '540305',
    'expense.property': '540306',
    'expense.vehicle': '540307',
    'expense.stamp': '540308',
    'expense.education': '540309',
    'expense.localEducation': '540310',
    'expense.incomeTax': '5801',
    'gain.taxExempt': '5301',
    'profit.retained': '310415',
    'profit.currentYear': '3103',
    'profit.distribution': '3104',
    'production.cost': '4001',
    capital: '3001',
  },
} as const;
const BY_VAT = {
  general: { 'vat.input': '22210101', 'vat.inputPendingCertify': '222105', 'vat.inputTransferOut': '22210109', 'vat.output': '22210107', 'vat.outputPending': '222106' },
  // A small taxpayer keeps 应交增值税 without columns (财会〔2016〕22号): every role falls on the one account.
  small: { 'vat.input': '222101', 'vat.inputPendingCertify': '222101', 'vat.inputTransferOut': '222101', 'vat.output': '222101', 'vat.outputPending': '222101' },
} as const;

/** Which account plays which role, e.g. rolesOf('ASSBE', 'general')['cogs.main'] = '5401'. */
export const rolesOf = (standard: Standard, vat: VatStatus): Readonly<Record<string, string>> => ({ ...SHARED, ...BY_STANDARD[standard], ...BY_VAT[vat] });
