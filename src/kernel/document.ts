// What a document (单据) is: words, states, and who decides. A definition is data; the house does the rest.
import type { Day, Period } from './day.ts';
import type { Posting } from './decision.ts';
import type { Facts } from './facts.ts';
import type { Fields, Rate, Values } from './field.ts';
import type { JournalLine } from './journal.ts';
import type { Fen } from './money.ts';
import type { RefusalTable, Refused } from './refusal.ts';

export type State = 'draft' | 'submitted' | 'posted' | 'closed' | 'reversed' | 'void' | 'counting';
export type Command = 'save' | 'submit' | 'withdraw' | 'reject' | 'approve' | 'reverse' | 'void' | 'close' | 'reopen' | 'count' | 'correct';
/** Which command leads from which state to which; what is absent is refused. */
export type Next = Readonly<Partial<Record<State, Readonly<Partial<Record<Command, State>>>>>>;

export const STATE_ZH: Readonly<Record<State, string>> = {
  draft: '草稿',
  submitted: '待审核',
  posted: '已审核',
  closed: '已关闭',
  reversed: '已红冲',
  void: '已作废',
  counting: '盘点中',
};
export const COMMAND_ZH: Readonly<Record<Command, string>> = {
  save: '保存',
  submit: '提交',
  withdraw: '撤回',
  reject: '驳回',
  approve: '审核',
  reverse: '红冲',
  void: '作废',
  close: '关闭',
  reopen: '反关闭',
  count: '录入实盘',
  correct: '更正',
};

/** Documents that post: approving books them, and only a red document takes them back. */
export const POSTING_FLOW: Next = {
  draft: { save: 'draft', submit: 'submitted', approve: 'posted', void: 'void' },
  submitted: { withdraw: 'draft', reject: 'draft', approve: 'posted' },
  posted: { reverse: 'reversed' },
};
/** Documents that promise (请购、订单、报价): approving opens them, closing ends what is left over. */
export const PLAN_FLOW: Next = {
  draft: { save: 'draft', submit: 'submitted', approve: 'posted', void: 'void' },
  submitted: { withdraw: 'draft', reject: 'draft', approve: 'posted' },
  posted: { close: 'closed', reverse: 'reversed' },
  closed: { reopen: 'posted' },
};

export type Approval = { readonly level: number; readonly role: string; readonly user: string; readonly at: string };

/** The envelope every document shares. */
export type Envelope = {
  readonly id: string;
  readonly type: string;
  readonly number: string | null;
  readonly state: State;
  readonly version: number;
  readonly day: Day;
  readonly period: Period;
  readonly makerId: string;
  readonly approvals: readonly Approval[];
  /** The document this one takes back, when it is a red one. */
  readonly reverses: string | null;
  readonly reversedBy: string | null;
};

/** Where a line was pulled from (选单). */
export type SourceRef = { readonly doc: string; readonly line: number };

export type Line<L extends Fields> = Values<L> & { readonly no: number; readonly source: SourceRef | null };
export type Doc<H extends Fields = Fields, L extends Fields = Fields> = Envelope & { readonly head: Values<H>; readonly lines: readonly Line<L>[] };

/** One way of pulling lines: from documents of `type`, counted under `progress` on the source line. */
export type Source = {
  readonly type: string;
  /** Name of the running figure on the source line, e.g. 'received', 'invoiced', 'returned'. */
  readonly progress: string;
  /** What it is compared with: the source line's quantity or its amount. 'none' only links. */
  readonly limit: 'qty' | 'amount' | 'none';
  /** Share by which the limit may be exceeded (10⁻⁶), e.g. over-receipt; 0 when absent. */
  readonly tolerance?: (facts: Facts) => Rate;
  /** head/line fields copied when pulling: target field → source field. */
  readonly head: Readonly<Record<string, string>>;
  readonly line: Readonly<Record<string, string>>;
};

/** What approving needs beyond the records the document refers to. */
export type Needs = {
  /** 'move': lock balances and cost pools of (item, warehouse); 'reserve': lock balances; 'cost': pools only. */
  readonly stock?: 'move' | 'reserve' | 'cost';
  /** Balances are needed on save as well (a count sheet shows what the books say), of every line or of those it says. */
  readonly stockOnSave?: true | ((line: Readonly<Record<string, unknown>>, state: State) => boolean);
  /** Warehouse fields of head and line that stock is moved in. */
  readonly warehouses?: readonly string[];
  /** It holds lots or lets them go: what its items have in every warehouse is read and locked. Wants stock 'move'. */
  readonly freezes?: true;
  /** Open receivables/payables of the party (核销). */
  readonly openItems?: 'receivable' | 'payable';
  /** It changes how goods are costed: what is held of its items lot by lot is read, and nobody posts meanwhile. Wants stock 'cost'. */
  readonly restates?: true;
  /** Balance of the party's account for credit checks; open documents of type `order` count with what they lack of the progress `until`. */
  readonly credit?: { readonly order: string; readonly until: string };
  /** The pieces with serial numbers that the source documents moved: what comes back or arrives is some of them. */
  readonly sourcePieces?: boolean;
  /** Every piece of the items with serial numbers, not only the named ones: a count must know what is missing. */
  readonly wholeSerials?: boolean;
  /** It says what was on the shelves at the end of its day, and compares with that. */
  readonly counts?: boolean;
  /** Postings of the source documents (returns at original cost, invoices clearing 暂估). */
  readonly sourcePostings?: boolean;
  /** What an account (by its role) holds of each item of the lines, from the ledger's item auxiliary. */
  readonly itemBalance?: string;
  /** What of the party's goods we sold or lost and have not settled with it (受托代销). */
  readonly consigned?: true;
  /** Prices of the party's price book for lines without one. */
  readonly prices?: 'purchase' | 'sale';
};

export type ScreenColumn = { readonly field: string; readonly width: number };
/** How a document looks: which fields where. Rendered by the web app and by the low-code editor. */
export type Screen = {
  readonly head: readonly string[];
  readonly line: readonly ScreenColumn[];
  readonly list: readonly string[];
  readonly sums: readonly string[];
  readonly filters?: readonly string[];
  /** Longer form of the approve button: 审核并入库. */
  readonly approveZh?: string;
  /** Empty state: what this document is for, in one sentence. */
  readonly empty: string;
};

export type DocumentDefinition<H extends Fields = Fields, L extends Fields = Fields> = {
  readonly type: string;
  readonly zh: string;
  /** Letters of the number, e.g. CGRK. */
  readonly prefix: string;
  readonly head: H;
  readonly line: L;
  /** May be approved without a line (收款单 that is all advance). */
  readonly linesOptional?: true;
  readonly flow: Next;
  readonly sources: readonly Source[];
  readonly needs: Needs;
  readonly refusals: RefusalTable;
  readonly screen: Screen;
  /** Fills computed fields (base quantity, amounts) from what was entered; runs on save and before approve. */
  complete(doc: Doc<H, L>, facts: Facts): Doc<H, L> | Refused;
  /**
   * Where each line stands for itself while it is written (a count sheet of thousands): completes changed lines without the others, so that saving one
   * line costs one line. The head stays as it is; what concerns all lines together is asked when the whole document is next completed.
   */
  completeApart?(doc: Doc<H, L>, facts: Facts): Doc<H, L> | Refused;
  /** What approving books; pure. */
  decide(doc: Doc<H, L>, facts: Facts): Posting | Refused;
  /** Party, warehouse and total for lists and the chain, taken from the document. */
  summary(doc: Doc<H, L>): DocumentSummary;
  /** What reopening a closed document books again, e.g. the stock it still promises. */
  reopen?(doc: Doc<H, L>, facts: Facts): Posting | Refused;
  /** What the red document books besides the movements and the voucher turned around: pools and records as they were. */
  undo?(doc: Doc<H, L>, facts: Facts): Pick<Posting, 'pools' | 'records'>;
  /** Lines that the red voucher has besides: what its goods turned out to cost later went to its accounts too. */
  redLines?(doc: Doc<H, L>, facts: Facts): readonly JournalLine[];
  /** Further refusal before reversing, e.g. when later documents stand on it. */
  mayReverse?(doc: Doc<H, L>, facts: Facts): Refused | null;
  /** Only the house makes it, as a consequence of other documents; nobody enters one. */
  readonly madeBy?: 'house';
  /** Belongs to no single site: both ends of a transfer must see it. */
  readonly companyWide?: true;
};

export type DocumentSummary = { readonly party: string | null; readonly warehouse: string | null; readonly total: Fen; readonly title?: string };

/** A definition whose field types the reader does not need (lists of definitions, generic routes). */
export type AnyDocument = DocumentDefinition;

/** The only way to make a definition: it checks the folder's own types, then forgets them so that the house can treat all documents alike. */
export const defineDocument = <const H extends Fields, const L extends Fields>(definition: DocumentDefinition<H, L>): AnyDocument => definition as unknown as AnyDocument;
