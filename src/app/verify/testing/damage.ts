// What a damage is: how it is done, and who must cry about it, naming what.
export type Sql = string | readonly [sql: string, ...args: unknown[]];
/** The company it is done to: ids of its records, ids and numbers of its documents by their names. */
export type Damaged = { readonly ids: Readonly<Record<string, string>>; readonly docs: Readonly<Record<string, string>>; readonly numbers: Readonly<Record<string, string>> };
export type Names = Readonly<Record<string, readonly string[]>>;
export type Damage = {
  readonly what: string;
  /** What is done to the books. */
  readonly sql: (co: Damaged) => readonly Sql[];
  /** Which checks cry, and what each place they name must mention (one of). Every other check stays silent. */
  readonly cries: (co: Damaged) => Names;
};

export const OIL = '金龙鱼调和油 5L';
export const MILK = '伊利纯牛奶 250ml';
export const WATER = '农夫山泉 550ml';
export const SUPPLIER = '华东食品批发';
export const CUSTOMER = '城东便利店';
export const stockLine = (doc: string | undefined, item: string | undefined): string => `(select min(id) from books.stock_line where doc_id = '${doc}' and item_id = '${item}')`;
export const voucherOf = (doc: string | undefined): string => `(select id from books.voucher where doc_id = '${doc}')`;
/** The id of nothing that exists. */
export const NOBODY = '0190ffff-0000-7000-8000-000000000001';
