// What a company may say about ordering, and what holds where it says nothing. Narrower words win: item, then category, then company.

export type Grade = 'A' | 'B' | 'C';
export type CompanyPolicy = {
  /** Target fill rates by ABC class, 0.5 … 0.999. */
  readonly fill: Readonly<Record<Grade, number>>;
  /** The factor of the static formula that stands beside ours (日均销量 × 提前期 × 系数). */
  readonly factor: number;
  /** 元 that a morning's purchases may cost; null = no limit. */
  readonly budget: number | null;
  /** Whether surplus elsewhere is moved before anything is bought. */
  readonly transferFirst: boolean;
};
export type CategoryPolicy = {
  readonly fill?: number;
  readonly industry?: string /** Share of value below which goods of the category count as no longer sellable. */;
  readonly threshold?: number;
  /** Parameters of the decay model that the company sets itself; they come before what own history says. */
  readonly params?: Readonly<Record<string, number>>;
};
/** weekdays: 0 = Monday … on which the supplier takes orders; least: 元 an order must reach; lead: days, where there is no history; review: days between orders. */
export type SupplierPolicy = { readonly weekdays?: readonly number[]; readonly least?: number; readonly lead?: number; readonly review?: number };
/** pack and minimum in base units. */
export type ItemPolicy = { readonly fill?: number; readonly pack?: number; readonly minimum?: number };

export type PolicySettings = {
  readonly company: CompanyPolicy;
  readonly categories: Readonly<Record<string, CategoryPolicy>>;
  readonly suppliers: Readonly<Record<string, SupplierPolicy>>;
  readonly items: Readonly<Record<string, ItemPolicy>>;
};

export const USUAL: CompanyPolicy = { fill: { A: 0.98, B: 0.95, C: 0.9 }, factor: 1.2, budget: null, transferFirst: true };
export const NO_SETTINGS: PolicySettings = { company: USUAL, categories: {}, suppliers: {}, items: {} };

type Row = { readonly kind: string; readonly target: string; readonly data: Readonly<Record<string, unknown>> };

/** Settings from their stored rows; what a row leaves out is the usual. */
export function settingsFrom(rows: readonly Row[]): PolicySettings {
  const of = <T>(kind: string): Record<string, T> => Object.fromEntries(rows.filter((r) => r.kind === kind).map((r) => [r.target, r.data as T]));
  const own = (rows.find((r) => r.kind === 'company')?.data ?? {}) as Partial<CompanyPolicy>;
  return { company: { ...USUAL, ...own, fill: { ...USUAL.fill, ...own.fill } }, categories: of('category'), suppliers: of('supplier'), items: of('item') };
}

/** 起订金额 by supplier, 元; suppliers without one are not in it. */
export const leastOf = (settings: PolicySettings): ReadonlyMap<string, number> =>
  new Map(Object.entries(settings.suppliers).flatMap(([id, s]) => (s.least && s.least > 0 ? [[id, s.least] as const] : [])));

/** The fill rate an item is to reach. */
export const fillFor = (settings: PolicySettings, item: { readonly id: string; readonly category: string | null; readonly grade: Grade }): number =>
  settings.items[item.id]?.fill ?? settings.categories[item.category ?? '']?.fill ?? settings.company.fill[item.grade];

/** ABC by turnover: the items that make the first 80 % are A, up to 95 % B, the rest and those without sales C. */
export function gradesOf(turnover: ReadonlyMap<string, number>): Map<string, Grade> {
  const ranked = [...turnover].toSorted((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  const total = ranked.reduce((sum, [, value]) => sum + Math.max(0, value), 0);
  let before = 0;
  return new Map(
    ranked.map(([id, value]): [string, Grade] => {
      const share = total > 0 ? before / total : 1;
      before += Math.max(0, value);
      return [id, value <= 0 || share >= 0.95 ? 'C' : share >= 0.8 ? 'B' : 'A'];
    }),
  );
}
