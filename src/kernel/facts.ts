// What a decision may know. Facts are loaded (and locked) by the house before `decide`; time and ids arrive here too.
import type { Day, Period } from './day.ts';
import type { LotMark } from './decision.ts';
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
  /** May documents be dated before later movements of their items by everybody who may post them, or only with the right 'books.backdate'? */
  readonly backdating?: 'free' | 'right';
  /** How many later lines of one cost pool are put right in the transaction of a late document; more are put right by a job afterwards (default 50,000). */
  readonly recostAtOnce?: number;
  /** Cost pools: one for the company, or one for each 仓库组. Chosen at set-up. */
  readonly costPool?: 'company' | 'warehouse-group';
  /** 暂估: taken back when the bill comes (default), on the first day of the next month, or only made up for by the difference. */
  readonly estimatePolicy?: 'on-invoice' | 'month-start' | 'difference';
  /** 三单匹配: how far a bill may be from order and receipt, and what happens beyond it. Figures as decimal text. */
  readonly matching?: {
    /** Beyond: only say so (default), or keep the bill for those with the right and the payment until it is released. */
    readonly control?: 'warn' | 'block';
    /** Share of the price, e.g. '0.02'. */
    readonly price?: string;
    /** 元 per line; a difference below it is never too much. */
    readonly amount?: string;
    /** Share of the quantity ordered that may be received beyond it. */
    readonly qty?: string;
  };
};

export type OrgFacts = { readonly id: string; readonly name: string; readonly standard: Standard; readonly vat: VatStatus; readonly settings: Settings };
export type Actor = {
  readonly id: string;
  readonly name: string;
  readonly rights: readonly string[];
  readonly roles: readonly string[];
  readonly sites: readonly string[] | 'all';
};
/** Who acts when nobody does: reactions, schedules, and what one person may not both make and approve. Not in the list of people. */
export const THE_HOUSE: Actor = { id: '00000000-0000-0000-0000-00000000beef', name: '系统', rights: ['*'], roles: [], sites: 'all' };

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
  /** How many days before its expiry a lot is past its best, taken off the shelf, and first warned of. */
  readonly marks?: Readonly<Partial<Record<LotMark, number>>>;
  readonly taxRate: Rate;
  /** 存货科目 of the item's category. */
  readonly inventoryAccount: string;
  readonly costMethod: CostMethodName;
  /** 标准成本 of one base unit, where the item is costed by it. */
  readonly standardCost?: Price | null;
  /** 参考进价 of one base unit, without deductible VAT: what goods are thought to cost until something says so; null or absent = nobody has said. */
  readonly reference?: Price | null;
  /** Whose goods they are, when we sell them for somebody else (受托代销); null or absent = our own. */
  readonly consignor?: Consignor | null;
};
/** 受托代销: the supplier the goods belong to, and how we earn: a commission (share of the price without tax), or the margin over an agreed price. */
export type Consignor = { readonly party: string; readonly mode: 'fee' | 'buyout'; readonly fee: Rate };
/** 移动加权平均 · 先进先出 · 个别计价 · 全月一次加权平均 · 标准成本 (engines/costing). */
export type CostMethodName = 'moving-average' | 'fifo' | 'individual' | 'monthly-average' | 'standard';
export type PartyFacts = {
  readonly id: string;
  readonly name: string;
  readonly kind: 'customer' | 'supplier';
  readonly active: boolean;
  readonly creditLimit: Fen | null;
  readonly creditDays: number;
  readonly taxRate: Rate | null;
};
export type WarehouseFacts = {
  readonly id: string;
  readonly name: string;
  readonly active: boolean;
  readonly site: string | null;
  readonly allowNegative: boolean;
  /** 仓库组 whose cost pool the warehouse belongs to; null or absent = the company's. */
  readonly pool?: string | null;
};
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
/** A lot that may not leave storage, and the document that holds it. */
export type LotHold = { readonly item: string; readonly lot: string; readonly doc: string; readonly number: string | null; readonly reason: string; readonly since: string };
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
  /** On the lot-less row of an item with serial numbers: how much its pieces in storage come to; they themselves are not among the shelves. */
  readonly pieces?: Micro;
};
/** A serial number the command names: a lot of one piece, and where it is in any warehouse. */
export type SerialFacts = { readonly lot: string; readonly item: string; readonly no: string; readonly at: readonly PieceAt[] };
export type PieceAt = {
  readonly warehouse: string;
  readonly warehouseName: string;
  readonly bin: string | null;
  readonly onHand: Micro;
  readonly onHold: Micro;
  readonly inTransit: Micro;
};
/** A cost pool: an item's stock in the company or a 仓库组, or one lot of it (个别计价). */
export type Pool = {
  readonly item: string;
  readonly qty: Micro;
  readonly value: Fen;
  /** Last known cost of one base unit. */
  readonly price?: Price;
  /** What one base unit was thought to cost when the pool began, 0 when nobody knew: replays begin with it. */
  readonly reference?: Price;
  readonly layers?: readonly { readonly of: string; readonly qty: bigint; readonly value: bigint }[];
  /** Day of the latest movement; a document dated before it changes what came after. */
  readonly lastDay?: Day | null;
  readonly group?: string | null;
  readonly lot?: string | null;
};
/** Under which name a pool stands among the facts. */
export const poolKey = (item: string, group: string | null, lot: string | null): string => (group === null && lot === null ? item : `${item}|${group ?? ''}|${lot ?? ''}`);

/** What is held of an item, by cost group, warehouse and lot: quantity, what the stock ledger says it cost, and how much of that was booked since the last closed period (needs.restates). */
export type Holding = {
  readonly item: string;
  readonly group: string | null;
  readonly warehouse: string;
  readonly lot: string | null;
  readonly qty: Micro;
  readonly cost: Fen;
  readonly since: Fen;
};

/**
 * One item of a consignor, as far as it is not settled: what was sold (less what came back) and what was lost, each at the price agreed with the consignor
 * (`soldCost`, `lostCost`; under 收取手续费 a sale clears that itself), and what its sales brought in for the consignor (`owed`, 收取手续费 only).
 */
export type Consigned = { readonly item: string; readonly sold: Micro; readonly soldCost: Fen; readonly lost: Micro; readonly lostCost: Fen; readonly owed: Fen };

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
  /**
   * What the source booked, per line: quantity and cost moved, signed as in the ledger (needs.sourcePostings). `lot` is null when the line moved several lots.
   * `later`: what bills, freight and allowances have changed the value of its goods by since, in an open month.
   */
  readonly moved: Readonly<Record<number, { readonly qty: Micro; readonly cost: Fen; readonly lot: string | null; readonly later?: Fen }>>;
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
  /** A debt in 外币: the currency, how much, and what of it is settled, in its hundredths. */
  readonly currency?: string | null;
  readonly foreign?: bigint | null;
  readonly foreignSettled?: bigint;
  /** Its bill is beyond the tolerances of 三单匹配 and has not been released for payment. */
  readonly held?: boolean;
};
export type ReservationFacts = { readonly doc: string; readonly line: number; readonly item: string; readonly warehouse: string; readonly open: Micro };

/** One office, or several of which `need` must agree in any order: 1 = 任一人, all of them = 会签. */
export type ApprovalLevel = string | { readonly of: readonly string[]; readonly need: number };
export type ApprovalRule = { readonly type: string; readonly from: Fen; readonly roles: readonly ApprovalLevel[] };

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
  /** Which lots of the items in question are held; read under the lock that stock is taken under. */
  readonly holds?: readonly LotHold[];
  /** The serial numbers the document names, as far as the house knows them. */
  readonly serials: readonly SerialFacts[];
  /** By `poolKey`. */
  readonly pools: Readonly<Record<string, Pool>>;
  /** Net debit of an account by item (needs.itemBalance), 分. */
  readonly itemBalances?: Readonly<Record<string, Fen>>;
  /** What of a consignor's goods is gone and not settled with it, up to the document's day (needs.consigned). */
  readonly consigned?: readonly Consigned[];
  /** Of documents that change how goods are costed: what is held, and the last day anything happened to an item (apart from this document and changes of method). */
  readonly holdings?: readonly Holding[];
  readonly lastStock?: Readonly<Record<string, Day>>;
  /** The last period that is closed, 0 when none is: what was booked up to it is final. */
  readonly closedThrough?: Period | 0;
  /** Day of the latest posted 盘点单: a document dated before it may change what the count's difference was. */
  readonly lastCount?: Day | null;
  readonly sources: Readonly<Record<string, SourceDoc>>;
  readonly openItems: Readonly<Record<string, OpenItemFacts>>;
  readonly reservations: readonly ReservationFacts[];
  /** What the party owes us now (credit check), 分. */
  readonly partyOwes: Fen;
  /** What the party's open orders still lack of delivery, 分. */
  readonly partyOrders: Fen;
  /** Price by `item` for the document's party and day, tax included. */
  readonly prices: Readonly<Record<string, Price>>;
  readonly approvalRules: readonly ApprovalRule[];
  /** Documents that stand on this one (red-letter check). */
  readonly dependents: readonly { readonly type: string; readonly number: string; readonly state: State }[];
};
