// A view (查询) is one SQL statement and its columns. Read only; it sees what the caller's organisation may see.

export type ViewColumn = {
  readonly key: string;
  readonly zh: string;
  readonly kind: 'text' | 'day' | 'qty' | 'money' | 'price' | 'int' | 'rate' | 'link' | 'state';
  readonly width?: number;
  readonly sum?: true;
  readonly secret?: 'price' | 'cost';
  /** Where a click leads: "/documents/{type}/{id}" with names of other columns. */
  readonly href?: string;
};
export type ViewParameter = {
  readonly key: string;
  readonly zh: string;
  readonly kind: 'text' | 'day' | 'period' | 'ref' | 'choice' | 'int';
  readonly to?: string;
  readonly required?: true;
  readonly choices?: readonly { value: string; zh: string }[];
};

export type View = {
  readonly name: string;
  readonly zh: string;
  /** Right needed besides being signed in, e.g. 'stock.view'. */
  readonly right: string;
  readonly parameters: readonly ViewParameter[];
  readonly columns: readonly ViewColumn[];
  /** SQL text; `$1…` are the parameters in order (null when empty), then limit and offset. bigint columns come back as text. */
  readonly sql: string;
  /** Sums over all rows, as one row of the columns that have `sum`, where adding up every row would take too long. Parameters as in `sql`, without limit and offset. */
  readonly totals?: string;
  readonly empty: string;
};

export const defineView = (view: View): View => view;
