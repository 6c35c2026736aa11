// Which fields each operation of the cases understands. One that is not here is told, never passed over: a figure left out would be a case not played.
import { asNumber, type CaseStep, Unsupported } from './format.ts';
import { dayOf } from './days.ts';

const GOODS = ['qty', 'wh', 'lots', 'lot', 'serial', 'serials', 'uom', 'expiry'] as const;
const BOUGHT = [...GOODS, 'rate', 'currency', 'fx', 'as_role', 'non_recoverable_tax_per_unit', 'names', 'tax_rate'] as const;
const GIVEN = [...GOODS, 'price', 'rate', 'tax_rate'] as const;
const NESTED = ['times', 'var', 'step'] as const;
const MADE = ['consume', 'consume_qty', 'produce', 'produce_qty', 'additional_cost', 'qty', 'bom', 'wh', 'uom', 'scrap'] as const;

const FIELDS: Readonly<Record<string, readonly string[]>> = {
  receipt: [...BOUGHT, 'agri_deduct_rate', 'number'],
  opening: [...GOODS, 'value'],
  on_hand: [...GOODS, 'rate', 'loc'],
  purchase_order: ['qty', 'rate', 'wh', 'uom'],
  purchase_invoice: ['qty', 'rate', 'number', 'kind', 'amount', 'lots', 'uom', 'currency', 'fx', 'tax_rate', 'agri_deduct_rate'],
  purchase_invoice_with_stock: BOUGHT,
  purchase_credit_note: ['qty', 'rate', 'amount'],
  purchase_allowance: ['qty', 'rate', 'amount'],
  issue: [...GOODS, 'posted_value', 'as_role', 'names'],
  sell_bundle: ['bundle_qty', 'per_bundle', 'wh'],
  return_bundle: ['bundle_qty', 'wh'],
  transfer: [...GOODS, 'from', 'to'],
  transfer_out: [...GOODS, 'from', 'to'],
  transfer_in: [...GOODS, 'lost', 'from', 'to'],
  ship: ['lots', 'wh'],
  customer_return: [...GOODS, 'rate'],
  supplier_return: [...GOODS, 'rate'],
  return_of_return: ['qty', 'wh'],
  cancel: [],
  unreserve: [],
  amend_qty: ['qty'],
  amend_price: ['rate'],
  count_set: [...GOODS, 'rate'],
  count_gain: GOODS,
  count_loss: [...GOODS, 'input_tax_transfer', 'tax_rate'],
  write_off: [...GOODS, 'input_tax_transfer', 'tax_rate'],
  recompute: [],
  set_cost: ['rate'],
  set_standard_cost: ['rate'],
  change_method: ['to'],
  enable_lot_costing: [],
  close_period: [],
  start_layers: ['layers'],
  landed_cost: ['amount', 'parts', 'from', 'by', 'currency', 'fx'],
  allocate: ['amount', 'parts', 'lines', 'by', 'currency', 'fx'],
  freight_bill: ['amount'],
  claim: ['amount', 'by'],
  produce: MADE,
  repack: MADE,
  disassemble: ['qty', 'into', 'wh'],
  bom_rollup: ['item', 'bom', 'levels', 'byproducts'],
  consign_out: ['qty', 'wh'],
  consign_in: [...GOODS, 'rate', 'tax_rate', 'mode'],
  consign_in_return: ['qty', 'wh'],
  consign_in_settle: ['qty', 'tax_rate'],
  gift: GIVEN,
  internal_use: GIVEN,
  turnover_issue: [...GOODS, 'method'],
  turnover_scrap: ['qty', 'residual'],
  write_down: ['nrv', 'unit_nrv', 'nrv_per_unit', 'amount'],
  write_down_release: ['amount'],
  payment: ['amount', 'discount', 'fx', 'currency'],
  collection: ['amount', 'discount', 'fx', 'currency'],
  fx_revaluation: ['currency', 'rate', 'fx'],
  input_tax_transfer: ['amount'],
  freeze: ['lot', 'lots', 'qty'],
  unfreeze: ['lot', 'lots', 'qty'],
  consign_return: ['qty', 'wh'],
  consign_settle: ['qty', 'rate'],
  dropship: ['qty', 'rate', 'uom'],
  create_lot: ['on', 'shelf_life_days', 'best_before_days', 'removal_days', 'alert_days', 'wh'],
  reserve: ['qty', 'loc', 'wh'],
  reserve_batch: ['lines', 'loc', 'wh'],
  move_reservation: ['to'],
  repeat: NESTED,
  concurrent: NESTED,
  property: ['generator'],
};
/** What every step may say; words for people change nothing. */
const EVERYWHERE = new Set(['op', 'ref', 'of', 'date', 'note', 'notes', 'comment', 'title', 'why']);
/** Fields that are figures, wherever they are. */
const FIGURES = new Set([
  'qty',
  'amount',
  'value',
  'fx',
  'additional_cost',
  'consume_qty',
  'produce_qty',
  'bundle_qty',
  'per_bundle',
  'times',
  'levels',
  'discount',
  'nrv',
  'unit_nrv',
  'nrv_per_unit',
  'lost',
  'residual',
  'price',
  'agri_deduct_rate',
]);

/** The fields an operation has by name. */
export const fieldsOf = (op: string): readonly string[] => FIELDS[op] ?? [];

/** Says what of a step the house would have to pass over. */
export function checkFields(step: CaseStep): void {
  const known = FIELDS[step.op];
  if (!known) return;
  for (const [name, value] of Object.entries(step)) {
    if (EVERYWHERE.has(name)) continue;
    if (!known.includes(name)) throw new Unsupported(`${step.op}.${name}`, `${step.op} 的 ${name} 没有对应的单据内容`);
    if (FIGURES.has(name) && asNumber(value) === null) throw new Unsupported(`${step.op}.${name}`, `${step.op} 的 ${name} 不是数字：${JSON.stringify(value)}`);
  }
  if (step['date'] !== undefined && dayOf(step['date']) === null) throw new Unsupported(`${step.op}.date`, `看不懂的日期 ${JSON.stringify(step['date'])}`);
}
