// A decision is data: what a document would book. Nothing here writes; the pen does.
import type { Journal } from './journal.ts';
import type { Day } from './day.ts';
import type { Fen, Price } from './money.ts';
import type { SourceRef } from './document.ts';
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
  /**
   * Where the cost comes from, so that it can be put right when more is known. given: from the document (receipts; default for what comes in);
   * pool: by the item's method (default for what goes out); origin: from the movement `of`; output: what its document's materials cost;
   * counted: what the difference of a count's line `of` changes by, because a document dated before the count became known.
   */
  readonly basis?: 'given' | 'pool' | 'origin' | 'output' | 'counted';
  /** The document line whose goods these are: sold and brought back, received and sent back, received and revalued. */
  readonly of?: SourceRef | null;
  /** It counts where `of` stands in the history, not on its own day: red and corrected lines, changes of a receipt's value. */
  readonly atOrigin?: boolean;
  /** The account on the other side of the voucher; a later correction of the cost goes there. Without one it is 主营业务成本. */
  readonly against?: string | null;
};

/** A correction of what an earlier stock line cost, by the line's id in the ledger; signed like the line. */
export type Correction = {
  readonly stockLine: string;
  readonly item: string;
  readonly group: string | null;
  readonly lot: string | null;
  readonly amount: Fen /** Goods from another pool: the layers they turn out to have been taken from there. */;
  readonly portions?: readonly { readonly qty: bigint; readonly value: bigint }[] | null;
};

/**
 * A cost pool as it stands after a change that no movement explains: another method, another standard cost. Quantities stay; what the value changes by
 * is booked as movements of value beside it. `opening` is the value before those: a replay of what comes later starts there, nothing having happened since the
 * last closed month. Null where replays need no new start.
 */
export type PoolRestated = {
  readonly item: string;
  readonly group: string | null;
  readonly lot: string | null;
  readonly qty: Micro;
  readonly value: Fen;
  readonly opening: Fen | null;
  readonly price: Price;
  readonly layers: readonly { readonly of: string; readonly qty: bigint; readonly value: bigint }[];
};
/** Fields of a record that change with the document, as stored. */
export type RecordPatch = { readonly id: string; readonly data: Readonly<Record<string, string | null>> };

/** A change of what is promised to somebody: positive reserves, negative releases. */
export type Reserve = { readonly line: number; readonly doc: string; readonly item: string; readonly warehouse: string; readonly qty: Micro };

/**
 * A new receivable or payable (往来) that payments and invoices are matched against; negative for what runs the other way (预付、预收、红字).
 * `account` is where it stands in the ledger; without one it is 'ar.billed' or 'ap.billed'.
 */
export type OpenItem = {
  readonly side: 'receivable' | 'payable';
  readonly party: string;
  readonly amount: Fen;
  readonly due: Day | null;
  readonly account?: string;
  /** Day it arose and number it carries, where they are not the document's (期初往来). */
  readonly day?: Day;
  readonly number?: string | null;
  /** A debt in 外币: which, and how much in its hundredths; `amount` is what it is booked at. */
  readonly currency?: string | null;
  readonly foreign?: bigint | null;
};

/** A match (核销) of this document's money against an open item. */
export type Settle = { readonly openItem: string; readonly amount: Fen /** In hundredths of the item's currency. */; readonly foreign?: bigint | null };

/** A lot that the document brings into being. */
export type NewLot = {
  readonly id: string;
  readonly item: string;
  readonly no: string;
  readonly made: Day | null;
  readonly expires: Day | null;
  readonly supplierLot: string | null;
  /** 最佳食用、下架、预警 days, counted back from the expiry when the lot came; later changes of the item leave them alone. */
  readonly marks?: Readonly<Partial<Record<LotMark, Day>>>;
};
export type LotMark = 'bestBefore' | 'removal' | 'alert';

/** A lot is held by this document (it may not leave storage), or let go: by the document that held it, or, without one, by all that do. */
export type Hold =
  | { readonly item: string; readonly lot: string; readonly on: true; readonly reason: string }
  | { readonly item: string; readonly lot: string; readonly on: false; readonly doc: string | null };

/** What the house tells a person (消息): in one line, in a sentence, and which document it is about (without one, the document that tells it). `{number}` is its number. */
export type Notice = { readonly to: string; readonly title: string; readonly text: string; readonly docType: string; readonly doc: string | null };

export type DomainEvent = { readonly name: string; readonly payload: Readonly<Record<string, unknown>> };

/** Everything approving a document books, in one transaction. */
export type Posting = {
  readonly movements: readonly Movement[];
  /** Only in 出库成本调整单: what issues turn out to have cost. */
  readonly corrections?: readonly Correction[];
  /** Only where the way of costing changes (needs.restates). */
  readonly pools?: readonly PoolRestated[];
  readonly records?: readonly RecordPatch[];
  readonly journal: Journal | null;
  readonly reserves: readonly Reserve[];
  readonly openItems: readonly OpenItem[];
  readonly settles: readonly Settle[];
  readonly lots: readonly NewLot[];
  readonly holds?: readonly Hold[];
  readonly notices?: readonly Notice[];
  readonly events: readonly DomainEvent[];
  /** Names only one valid document of the company may hold, e.g. 'invoice-in:' + number. A taken one is refused; the red document gives it back. */
  readonly claims: readonly string[];
  /** Computed line values learnt while deciding (cost per line), stored with the document: line no → field → value. */
  readonly learnt: Readonly<Record<number, Readonly<Record<string, unknown>>>>;
};

export const NOTHING: Posting = { movements: [], journal: null, reserves: [], openItems: [], settles: [], lots: [], events: [], claims: [], learnt: {} };
/** A posting with only the named parts. */
export const posting = (parts: Partial<Posting>): Posting => ({ ...NOTHING, ...parts });
