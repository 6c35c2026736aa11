// Fields as data. One description of a field drives parsing, storage, screens, OpenAPI and the low-code editor alike.
import type { Day } from './day.ts';
import type { Fen, Price } from './money.ts';
import type { Micro } from './quantity.ts';

/** A rate in 10⁻⁶: 13 % is 130000n. */
export type Rate = bigint & { readonly unit: 'rate' };
export const rate = (value: bigint): Rate => value as Rate;

export type FieldKind = 'text' | 'note' | 'day' | 'qty' | 'price' | 'money' | 'rate' | 'int' | 'flag' | 'choice' | 'ref' | 'lot' | 'list';
export type Choice = { readonly value: string; readonly zh: string };

export type Field = {
  readonly kind: FieldKind;
  /** Label a user reads. */
  readonly zh: string;
  readonly required: boolean;
  /** Set by the house while completing the document; users cannot write it. */
  readonly computed?: true;
  /** Hidden from people without the right `view-price` or `view-cost`. */
  readonly secret?: 'price' | 'cost';
  /** Record type a `ref` points to. */
  readonly to?: string;
  readonly choices?: readonly Choice[];
  /** Longest text, or most entries of a list. */
  readonly max?: number;
  /** Lower bound of a figure: 'positive' > 0, 'zero' ≥ 0, 'any'. */
  readonly sign?: 'positive' | 'zero' | 'any';
  /** Value of a new document; for choices, flags and rates. */
  readonly initial?: string;
  /** One sentence under the field. */
  readonly hint?: string;
  /** What one entry of a `list` holds. */
  readonly of?: Fields;
  /** A text that names serial numbers of the line's item (kernel/serials.ts). */
  readonly serials?: true;
};

export type Fields = Readonly<Record<string, Field>>;

type KindValue = {
  text: string;
  note: string;
  day: Day;
  qty: Micro;
  price: Price;
  money: Fen;
  rate: Rate;
  int: number;
  flag: boolean;
  choice: string;
  ref: string;
  lot: string;
  list: readonly unknown[];
};
type ValueOf<F extends Field> = F extends { kind: 'list'; of: infer O extends Fields }
  ? readonly Values<O>[]
  : F['required'] extends true
    ? KindValue[F['kind']]
    : F['kind'] extends 'flag' | 'list'
      ? KindValue[F['kind']]
      : KindValue[F['kind']] | null;
/** The values of a set of fields; an empty optional field is null, never undefined. */
export type Values<F extends Fields> = { readonly [K in keyof F]: ValueOf<F[K]> };

type Extra = Omit<Partial<Field>, 'kind' | 'zh'>;
type Made<K extends FieldKind, E extends Extra> = { readonly kind: K; readonly zh: string; readonly required: E extends { required: true } ? true : false } & Omit<E, 'required'>;

const make = <K extends FieldKind, const E extends Extra>(kind: K, zh: string, extra: E): Made<K, E> =>
  ({ kind, zh, ...extra, required: extra.required ?? false }) as unknown as Made<K, E>;

export const text = <const E extends Extra = Record<never, never>>(zh: string, extra: E = {} as E) => make('text', zh, extra);
export const note = <const E extends Extra = Record<never, never>>(zh: string, extra: E = {} as E) => make('note', zh, extra);
export const day = <const E extends Extra = Record<never, never>>(zh: string, extra: E = {} as E) => make('day', zh, extra);
export const qty = <const E extends Extra = Record<never, never>>(zh: string, extra: E = {} as E) => make('qty', zh, extra);
export const unitPrice = <const E extends Extra = Record<never, never>>(zh: string, extra: E = {} as E) => make('price', zh, extra);
export const money = <const E extends Extra = Record<never, never>>(zh: string, extra: E = {} as E) => make('money', zh, extra);
export const percent = <const E extends Extra = Record<never, never>>(zh: string, extra: E = {} as E) => make('rate', zh, extra);
export const int = <const E extends Extra = Record<never, never>>(zh: string, extra: E = {} as E) => make('int', zh, extra);
export const flag = <const E extends Extra = Record<never, never>>(zh: string, extra: E = {} as E) => make('flag', zh, extra);
export const choice = <const E extends Extra = Record<never, never>>(zh: string, choices: readonly Choice[], extra: E = {} as E) => make('choice', zh, { ...extra, choices });
/** A reference to a record (资料) by id. */
export const ref = <const E extends Extra = Record<never, never>>(to: string, zh: string, extra: E = {} as E) => make('ref', zh, { ...extra, to });
/** A lot by its number; the house finds or creates the lot of the line's item. */
export const lotNo = <const E extends Extra = Record<never, never>>(zh: string, extra: E = {} as E) => make('lot', zh, extra);
export const list = <const O extends Fields>(zh: string, of: O, extra: Extra = {}) =>
  ({ ...make('list', zh, extra), of }) as Made<'list', Record<never, never>> & { readonly of: O };
