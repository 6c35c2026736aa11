// Places where stock can be. Inside places hold what the organisation owns; outside places are where it comes from or goes to.

export const INSIDE = ['storage', 'frozen', 'transit', 'production'] as const;
export const OUTSIDE = ['supplier', 'customer', 'gain', 'loss', 'usage', 'opening', 'cost', 'conversion', 'consignee'] as const;
export type InsideKind = (typeof INSIDE)[number];
export type OutsideKind = (typeof OUTSIDE)[number];
export type PlaceKind = InsideKind | OutsideKind;

/** A place. Inside places name their warehouse (and bin, when the warehouse uses bins). */
export type Place = { readonly kind: InsideKind; readonly warehouse: string; readonly bin: string | null } | { readonly kind: OutsideKind };

/** The pair that an accounting recipe hangs on. */
export type Way = `${PlaceKind}→${PlaceKind}`;

export const isInside = (place: Place): place is Extract<Place, { warehouse: string }> => 'warehouse' in place;
export const storage = (warehouse: string, bin: string | null = null): Place => ({ kind: 'storage', warehouse, bin });
export const frozen = (warehouse: string, bin: string | null = null): Place => ({ kind: 'frozen', warehouse, bin });
export const transit = (warehouse: string): Place => ({ kind: 'transit', warehouse, bin: null });
export const outside = (kind: OutsideKind): Place => ({ kind });
