// The roles every company starts with. Rights are "subject.action" patterns (kernel/rights.ts); companies add their own roles.

export type RoleSeed = { readonly code: string; readonly name: string; readonly rights: readonly string[] };

const SEE_CATALOG = ['item.view', 'item-category.view', 'warehouse.view', 'bin.view'];

export const BUILTIN_ROLES: readonly RoleSeed[] = [
  { code: 'admin', name: '管理员', rights: ['*'] },
  { code: 'owner', name: '老板', rights: ['*.view', '*.export', '*.approve', 'field.price', 'field.cost', 'stock.view', 'ledger.view', 'audit.view'] },
  { code: 'buyer', name: '采购员', rights: [...SEE_CATALOG, 'item.edit', 'supplier.*', 'price.*', 'purchase-request.*', 'purchase-order.*', 'goods-receipt.view', 'goods-return.view', 'goods-return.edit', 'purchase-invoice.view', 'stock.view', 'field.price'] },
  { code: 'keeper', name: '仓管', rights: [...SEE_CATALOG, 'bin.edit', 'purchase-order.view', 'goods-receipt.*', 'goods-return.*', 'sales-order.view', 'sales-delivery.*', 'sales-return.*', 'transfer.*', 'transfer-receipt.*', 'stock-count.view', 'stock-count.edit', 'other-receipt.view', 'other-receipt.edit', 'other-issue.view', 'other-issue.edit', 'write-off.view', 'write-off.edit', 'stock.view'] },
  { code: 'seller', name: '销售', rights: [...SEE_CATALOG, 'customer.*', 'price.view', 'sales-quote.*', 'sales-order.*', 'sales-delivery.view', 'sales-delivery.edit', 'sales-return.view', 'sales-return.edit', 'stock.view', 'field.price'] },
  { code: 'inspector', name: '质检', rights: [...SEE_CATALOG, 'goods-receipt.view', 'goods-receipt.edit', 'goods-return.view', 'stock.view'] },
  { code: 'cashier', name: '收银', rights: [...SEE_CATALOG, 'retail-sale.view', 'retail-sale.edit', 'retail-sale.approve', 'customer.view', 'stock.view', 'field.price'] },
  { code: 'shop-manager', name: '店长', rights: [...SEE_CATALOG, 'retail-sale.*', 'purchase-request.*', 'transfer.*', 'transfer-receipt.*', 'stock-count.*', 'write-off.*', 'customer.*', 'stock.view', 'field.price'] },
  { code: 'accountant', name: '会计', rights: ['*.view', '*.export', 'account.edit', 'wallet.edit', 'reason.edit', 'department.edit', 'purchase-invoice.*', 'sales-invoice.*', 'payment.view', 'payment.edit', 'collection.view', 'collection.edit', 'settlement-match.*', 'journal-voucher.view', 'journal-voucher.edit', 'ledger.view', 'stock.view', 'field.price', 'field.cost'] },
  { code: 'finance-head', name: '财务主管', rights: ['*.view', '*.export', '*.approve', '*.reverse', 'account.edit', 'wallet.edit', 'reason.edit', 'department.edit', 'purchase-invoice.*', 'sales-invoice.*', 'payment.*', 'collection.*', 'settlement-match.*', 'journal-voucher.*', 'ledger.view', 'stock.view', 'field.price', 'field.cost', 'period.close', 'period.reopen', 'audit.view'] },
];
