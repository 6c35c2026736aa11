// What the words of the rules are called in this house: documents, operations, parameters and offices, as tables.

/** Kind of document in a rule → type of the house, first the one that is made. */
export const DOC_TYPES: Readonly<Record<string, readonly string[]>> = {
  purchase_request: ['purchase-request'],
  replenish: ['purchase-request'],
  purchase_order: ['purchase-order'],
  receipt: ['goods-receipt'],
  sales_order: ['sales-order'],
  delivery: ['sales-delivery'],
  transfer: ['transfer'],
  stocktake: ['stock-count'],
  scrap: ['write-off'],
  return_in: ['sales-return'],
  return_out: ['goods-return'],
  payment: ['payment'],
  collection: ['collection'],
  invoice: ['purchase-invoice', 'sales-invoice'],
  quote: ['sales-quote'],
  quality: ['inspection'],
};
/** Documents rules hear of but do not make: they come from other documents, or a to-do asks people for them. */
export const EVENT_TYPES: Readonly<Record<string, readonly string[]>> = {
  work_order: ['production-plan'],
  substitute_req: ['substitute-request'],
  material_req: ['material-issue'],
};
const byType = new Map(Object.entries({ ...DOC_TYPES, ...EVENT_TYPES }).flatMap(([doc, types]) => (doc === 'replenish' ? [] : types.map((type) => [type, doc] as const))));
/** Types of the house that a kind of document of the rules stands for. */
export const typesOfDoc = (doc: string): readonly string[] => [...(DOC_TYPES[doc] ?? []), ...(EVENT_TYPES[doc] ?? [])];
export const ruleDoc = (type: string): string | undefined => byType.get(type);

/** Documents an operation stands for; blocking it refuses them. */
export const OP_TYPES: Readonly<Record<string, readonly string[]>> = {
  sales: ['sales-order', 'sales-delivery', 'retail-sale', 'consignment-issue'],
  outbound: ['sales-delivery', 'retail-sale', 'other-issue', 'transfer', 'goods-return', 'consignment-issue'],
  inbound: ['goods-receipt', 'other-receipt', 'transfer-receipt', 'sales-return'],
  purchase: ['purchase-request', 'purchase-order'],
  payment: ['payment'],
  issue: ['other-issue', 'turnover-issue'],
  production: ['assembly'],
  transfer: ['transfer'],
  return: ['goods-return', 'sales-return'],
};
export const opsOf = (type: string): readonly string[] => Object.entries(OP_TYPES).flatMap(([op, types]) => (types.includes(type) ? [op] : []));

/** Parameters kept as what a rule has set (规则生效项) and read by the metrics; and those that are a field of a record. */
/** Stock policies that planning takes up: the service it aims at, whom it buys from, what may stand in. They are set outright and end after the rule's days. */
export const STRATEGY: ReadonlySet<string> = new Set(['service_target', 'main_supplier', 'substitute']);
export const OVERLAYS: ReadonlySet<string> = new Set(['safety_stock', 'safety_factor', 'reorder_point', 'max_stock', 'lead_time', 'customer_level', 'supplier_level', ...STRATEGY]);
export const RECORD_PARAMS: Readonly<Record<string, { readonly type: string; readonly field: string; readonly axis: 'sku' | 'customer' }>> = {
  price: { type: 'item', field: 'salePrice', axis: 'sku' },
  credit_limit: { type: 'customer', field: 'creditLimit', axis: 'customer' },
};
/** What an overlay stands for while no rule has set it. */
export const NEUTRAL: Readonly<Record<string, number>> = { safety_factor: 1 };
/** Sound values; a rule that would leave them is refused and told so. */
export const BOUNDS: Readonly<Record<string, readonly [number, number]>> = {
  safety_factor: [0.1, 10],
  price: [0, 1e9],
  credit_limit: [0, 1e12],
  lead_time: [0, 730],
  service_target: [0.5, 0.999],
};

/** Office in a rule → built-in role of the house, where no role of that very name exists. */
export const OFFICES: Readonly<Record<string, string>> = {
  buyer: 'buyer',
  purchase_mgr: 'buyer',
  keeper: 'keeper',
  picker: 'keeper',
  wh_mgr: 'keeper',
  salesperson: 'seller',
  finance: 'accountant',
  fin_mgr: 'finance-head',
  fin_dir: 'finance-head',
  boss: 'owner',
  store_mgr: 'shop-manager',
  qc: 'inspector',
};

/** Views a report stands for. */
export const REPORT_VIEWS: Readonly<Record<string, string>> = {
  stock: 'stock-on-hand',
  near_expiry: 'expiring-stock',
  stock_age: 'stock-ageing',
  slow_moving: 'stock-ageing',
  turnover: 'stock-movement-summary',
  sales_daily: 'sales-by-item',
  ar_aging: 'aging',
  purchase: 'open-items',
};
