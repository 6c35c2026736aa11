// Other names for the operations and fields of the cases: what other programs call the same document. Cases are read in our names from here on.
import type { CaseStep } from './format.ts';

/** Our name → other names. */
const OPERATIONS: Readonly<Record<string, string>> = {
  receipt: 'receive in purchase_receipt goods_receipt stock_in move_in incoming buy',
  issue: 'out deliver delivery delivery_note goods_issue stock_out move_out outgoing sale sell sales_delivery sales_issue',
  supplier_return: 'purchase_return vendor_return return_to_supplier return_to_vendor',
  customer_return: 'sales_return return_from_customer',
  return_of_return: 'return_return',
  count_set: 'count stock_count stock_take inventory_count inventory_adjustment reconciliation stock_reconciliation',
  purchase_order: 'po order',
  purchase_invoice: 'bill vendor_bill supplier_invoice supplier_bill invoice',
  purchase_invoice_with_stock: 'bill_with_stock direct_purchase',
  purchase_allowance: 'price_allowance purchase_discount',
  cancel: 'reverse void undo red',
  freight_bill: 'charge_bill service_bill',
  landed_cost: 'landed landed_costs additional_charge freight',
  produce: 'assemble assembly manufacture manufacturing production',
  disassemble: 'disassembly unbuild take_apart',
  transfer: 'internal_transfer move',
  transfer_out: 'transfer_ship transfer_dispatch ship_transfer dispatch',
  transfer_in: 'transfer_receive transfer_receipt receive_transfer',
  set_cost: 'set_price set_reference_cost revalue',
  set_standard_cost: 'standard_cost standard_cost_change change_standard_cost',
  change_method: 'switch_method set_method',
  close_period: 'close close_month month_close month_end',
  write_off: 'scrap spoil spoilage inventory_loss damage loss',
  payment: 'pay supplier_payment vendor_payment pay_supplier',
  collection: 'collect customer_payment receive_payment',
  write_down: 'impairment impairment_test provision write_up write_back reverse_write_down impairment_reversal',
  write_down_release: 'impairment_release provision_release write_down_sold',
  turnover_issue: 'low_value_issue consumable_issue',
  gift: 'give_away giveaway donate donation sample free_gift deemed_sale',
  internal_use: 'own_use consume use_internally department_issue',
  consign_in: 'consigned_receipt consignment_in',
  consign_in_return: 'consigned_return consignment_in_return',
  consign_in_settle: 'consignor_settlement consignor_settle',
  consign_out: 'consignment_out consignment_issue consignment_delivery',
  consign_return: 'consignment_return',
  consign_settle: 'consignment_settlement consignment_settle',
  input_tax_transfer: 'input_vat_transfer input_tax_transfer_out vat_transfer_out',
  fx_revaluation: 'fx_revalue currency_revaluation exchange_revaluation',
  freeze: 'freeze_lot hold quarantine block_lot',
  unfreeze: 'thaw unfreeze_lot release_lot unblock_lot',
};
/** Our field → other names of it. */
const FIELDS: Readonly<Record<string, string>> = {
  qty: 'quantity',
  rate: 'unit_cost unit_price cost price',
  wh: 'warehouse',
  date: 'day posting_date',
  of: 'against return_of reverses',
  from: 'from_wh source_wh source',
  to: 'to_wh target_wh target destination',
  tax_rate: 'vat_rate vat',
};

const turned = (table: Readonly<Record<string, string>>): ReadonlyMap<string, string> =>
  new Map(Object.entries(table).flatMap(([own, others]) => others.split(' ').map((other) => [other, own] as const)));
const OPERATION_OF = turned(OPERATIONS);
const FIELD_OF = turned(FIELDS);

/** A step in our names. A field keeps its name where ours is taken, or where `known` says that the operation has one of its own by that name. */
export function inOurWords(step: CaseStep, known: (op: string) => readonly string[]): CaseStep {
  const op = OPERATION_OF.get(step.op) ?? step.op;
  const own = known(op);
  const fields = Object.entries(step).map(([name, value]) => {
    const ours = FIELD_OF.get(name);
    const inner = name === 'step' && typeof value === 'object' && value !== null ? inOurWords(value as CaseStep, known) : value;
    return [ours !== undefined && !(ours in step) && !own.includes(name) ? ours : name, inner] as const;
  });
  return { ...Object.fromEntries(fields), op };
}
