// What a decision may know. Facts are loaded (and locked) by the house before `decide`; time and ids arrive here too.
import type { Day, Period } from './day.ts';
import type { Line, State } from './document.ts';
import type { Fields, Rate } from './field.ts';
import type { Fen, Price } from './money.ts';
import type { Micro, Ratio } from './quantity.ts';

export type Standard = 'ASBE' | 'ASSBE';
export type VatStatus = 'general' | 'small';

export type Settings = {
  readonly separateMakerApprover: boolean;
  /** A delivery beyond the customer's credit limit: refuse, or allow with a note. */
  readonly creditControl: 'refuse' | 'warn' | 'off';
  /** Receipts may exceed the order by this share (10⁻⁶). */
  readonly overReceipt: Rate;
  /** Goods this near to their expiry may not be delivered, in days. */
  readonly minShelfDays: number;
};

export type OrgFacts = { readonly id: string; readonly name: string; readonly standard: Standard; readonly vat: VatStatus; readonly settings: Settings };
export type Actor = {
  readonly id: string;
  readonly name: string;
  readonly rights: readonly string[];
  readonly roles: readonly string[];
  readonly sites: readonly string[] | 'all';
};

export type ItemFacts = {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly active: boolean;
  readonly unit: string;
  /** Other units by name, as exact ratios to the base unit. */
  readonly units: Readonly<Record<string, Ratio>>;
  readonly tracksLots: boolean;
  readonly tracksExpiry: boolean;
  readonly tracksSerials: boolean;
  readonly shelfLifeDays: number | null;
  readonly taxRate: Rate;
  /** 存货科目 of the item's category. */
  readonly inventoryAccount: string;
  readonly costMethod: 'moving-average';
};
export type PartyFacts = {
  readonly id: string;
  readonly name: string;
  readonly kind: 'customer' | 'supplier';
  readonly active: boolean;
  readonly creditLimit: Fen | null;
  readonly creditDays: number;
  readonly taxRate: Rate | null;
};
export type WarehouseFacts = { readonly id: string; readonly name: string; readonly active: boolean; readonly site: string | null; readonly allowNegative: boolean };
export type WalletFacts = { readonly id: string; readonly name: string; readonly account: string; readonly active: boolean };
export type RecordFacts = {
  readonly id: string;
  readonly type: string;
  readonly code: string;
  readonly name: string;
  readonly active: boolean;
  readonly data: Readonly<Record<string, unknown>>;
};

export type LotFacts = { readonly id: string; readonly item: string; readonly no: string; readonly made: Day | null; readonly expires: Day | null };
/** One shelf: an item's lot in a bin of a warehouse. `allocated` is set on lot-less rows only (promises are to the warehouse). */
export type Shelf = {
  readonly item: string;
  readonly warehouse: string;
  readonly lot: string | null;
  readonly bin: string | null;
  readonly onHand: Micro;
  readonly onHold: Micro;
  readonly inTransit: Micro;
  readonly allocated: Micro;
  readonly expires: Day | null;
};
export type Pool = { readonly item: string; readonly qty: Micro; readonly value: Fen };

export type SourceLine = Line<Fields> & { readonly done: Readonly<Record<string, { readonly qty: Micro; readonly amount: Fen }>> };
export type SourceDoc = {
  readonly id: string;
  readonly type: string;
  readonly number: string;
  readonly state: State;
  readonly day: Day;
  readonly party: string | null;
  readonly head: Readonly<Record<string, unknown>>;
  readonly lines: Readonly<Record<number, SourceLine>>;
  /** What the source booked, per line: quantity and cost moved, signed as in the ledger (needs.sourcePostings). `lot` is null when the line moved several lots. */
  readonly moved: Readonly<Record<number, { readonly qty: Micro; readonly cost: Fen; readonly lot: string | null }>>;
  /** The same lot by lot, with what documents pulled from the line have moved since (returns, and their red twins): `qty + backQty` is what is left to return. */
  readonly movedLots: Readonly<Record<number, readonly MovedLot[]>>;
};
export type MovedLot = {
  readonly lot: string | null /** The lot's number. */;
  readonly no: string | null;
  readonly qty: Micro;
  readonly cost: Fen;
  readonly backQty: Micro;
  readonly backCost: Fen;
};
export type OpenItemFacts = {
  readonly id: string;
  readonly party: string;
  readonly amount: Fen;
  readonly settled: Fen;
  readonly due: Day | null;
  readonly doc: string;
  readonly number: string;
  readonly side: 'receivable' | 'payable';
  readonly account: string;
};
export type ReservationFacts = { readonly doc: string; readonly line: number; readonly item: string; readonly warehouse: string; readonly open: Micro };

export type ApprovalRule = { readonly type: string; readonly from: Fen; readonly roles: readonly string[] };

export type Facts = {
  /** The instant of the command, ISO 8601. */
  readonly now: string;
  readonly today: Day;
  readonly actor: Actor;
  readonly org: OrgFacts;
  /** Fresh ids, used in order. */
  readonly ids: readonly string[];
  readonly periods: Readonly<Record<Period, 'open' | 'closing' | 'closed'>>;
  /** Account code by role of facts/china.md, e.g. accounts['inventory.goods'] = '1405'. */
  readonly accounts: Readonly<Record<string, string>>;
  readonly items: Readonly<Record<string, ItemFacts>>;
  readonly parties: Readonly<Record<string, PartyFacts>>;
  readonly warehouses: Readonly<Record<string, WarehouseFacts>>;
  readonly wallets: Readonly<Record<string, WalletFacts>>;
  /** Other referenced records by id (reason codes, departments, accounts …). */
  readonly records: Readonly<Record<string, RecordFacts>>;
  readonly lots: readonly LotFacts[];
  readonly shelves: readonly Shelf[];
  readonly pools: Readonly<Record<string, Pool>>;
  readonly sources: Readonly<Record<string, SourceDoc>>;
  readonly openItems: Readonly<Record<string, OpenItemFacts>>;
  readonly reservations: readonly ReservationFacts[];
  /** What the party owes us now (credit check), 分. */
  readonly partyOwes: Fen;
  /** Price by `item` for the document's party and day, tax included. */
  readonly prices: Readonly<Record<string, Price>>;
  readonly approvalRules: readonly ApprovalRule[];
  /** Documents that stand on this one (red-letter check). */
  readonly dependents: readonly { readonly type: string; readonly number: string; readonly state: State }[];
};
