// A decision is data: what a document would book. Nothing here writes; the pen does.
import type { Journal } from './journal.ts';
import type { Day } from './day.ts';
import type { Fen } from './money.ts';
import type { Place } from './place.ts';
import type { Micro } from './quantity.ts';

/** 权属 of goods: our own, a supplier's in our house (受托), ours in a customer's house (寄售). */
export type Ownership = 'own' | 'consigned-in' | 'consigned-out';

/**
 * The twelve accounting dimensions of a stock movement (A4). Period, day, organisation, party, source order and approval trail
 * are filled in by the pen from the document; the others are named here when the recipe knows them.
 */
export type Dimensions = {
  readonly costCenter?: string | null;
  readonly department?: string | null;
  readonly project?: string | null;
  readonly account: string;
  readonly taxAttribute: 'taxable' | 'exempt' | 'input-transfer' | 'deemed-sale' | 'none';
  readonly ownership: Ownership;
};

/** A movement of one item (and lot) from one place to another. qty ≥ 0; qty 0 with a cost is a pure value change. */
export type Movement = Dimensions & {
  readonly line: number;
  readonly item: string;
  readonly lot: string | null;
  readonly qty: Micro;
  /** Value that moves, in 分; negative only in red documents and value changes. */
  readonly cost: Fen;
  readonly from: Place;
  readonly to: Place;
};

/** A change of what is promised to somebody: positive reserves, negative releases. */
export type Reserve = { readonly line: number; readonly doc: string; readonly item: string; readonly warehouse: string; readonly qty: Micro };

/**
 * A new receivable or payable (往来) that payments and invoices are matched against; negative for what runs the other way (预付、预收、红字).
 * `account` is where it stands in the ledger; without one it is 'ar.billed' or 'ap.billed'.
 */
export type OpenItem = { readonly side: 'receivable' | 'payable'; readonly party: string; readonly amount: Fen; readonly due: Day | null; readonly account?: string };

/** A match (核销) of this document's money against an open item. */
export type Settle = { readonly openItem: string; readonly amount: Fen };

/** A lot that the document brings into being. */
export type NewLot = {
  readonly id: string;
  readonly item: string;
  readonly no: string;
  readonly made: Day | null;
  readonly expires: Day | null;
  readonly supplierLot: string | null;
};

export type DomainEvent = { readonly name: string; readonly payload: Readonly<Record<string, unknown>> };

/** Everything approving a document books, in one transaction. */
export type Posting = {
  readonly movements: readonly Movement[];
  readonly journal: Journal | null;
  readonly reserves: readonly Reserve[];
  readonly openItems: readonly OpenItem[];
  readonly settles: readonly Settle[];
  readonly lots: readonly NewLot[];
  readonly events: readonly DomainEvent[];
  /** Names only one valid document of the company may hold, e.g. 'invoice-in:' + number. A taken one is refused; the red document gives it back. */
  readonly claims: readonly string[];
  /** Computed line values learnt while deciding (cost per line), stored with the document: line no → field → value. */
  readonly learnt: Readonly<Record<number, Readonly<Record<string, unknown>>>>;
};

export const NOTHING: Posting = { movements: [], journal: null, reserves: [], openItems: [], settles: [], lots: [], events: [], claims: [], learnt: {} };
/** A posting with only the named parts. */
export const posting = (parts: Partial<Posting>): Posting => ({ ...NOTHING, ...parts });
