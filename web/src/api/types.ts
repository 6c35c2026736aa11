// The shapes of the HTTP contract as the web app uses them. Figures are decimal text, days are YYYY-MM-DD.
import type { Effect } from './effect';
export type FieldKind = 'text' | 'note' | 'day' | 'qty' | 'price' | 'money' | 'rate' | 'int' | 'flag' | 'choice' | 'ref' | 'lot' | 'list';
export type Choice = { readonly value: string; readonly zh: string };
export type Field = {
  readonly name: string;
  readonly kind: FieldKind;
  readonly zh: string;
  readonly required: boolean;
  readonly computed?: boolean;
  readonly secret?: 'price' | 'cost';
  readonly to?: string;
  readonly choices?: readonly Choice[];
  readonly max?: number;
  readonly sign?: 'positive' | 'zero' | 'any';
  readonly initial?: string;
  readonly hint?: string;
  readonly of?: readonly Field[];
  /** A text of serial numbers of the line's item. */
  readonly serials?: boolean;
};
export type DocState = 'draft' | 'submitted' | 'posted' | 'closed' | 'reversed' | 'void' | 'counting';
export type Command = 'save' | 'submit' | 'withdraw' | 'reject' | 'approve' | 'reverse' | 'void' | 'close' | 'reopen' | 'count' | 'correct';
export type Flow = Readonly<Partial<Record<DocState, Readonly<Partial<Record<Command, DocState>>>>>>;
export type Screen = {
  readonly head: readonly string[];
  readonly line: readonly { readonly field: string; readonly width: number }[];
  readonly list: readonly string[];
  readonly sums: readonly string[];
  readonly filters?: readonly string[];
  readonly approveZh?: string;
  readonly empty: string;
};
export type May = Readonly<Partial<Record<'view' | 'edit' | 'approve' | 'reverse' | 'close' | 'export', boolean>>>;
/** How lines are pulled: target field → source field. */
export type SourceRule = {
  readonly type: string;
  readonly zh: string;
  readonly limit?: 'qty' | 'amount' | 'none';
  readonly head?: Readonly<Record<string, string>>;
  readonly line?: Readonly<Record<string, string>>;
};
export type DocMeta = {
  readonly type: string;
  readonly zh: string;
  /** Each line stands for itself while it is written: changed lines may be saved alone. */
  readonly apart?: boolean;
  readonly prefix: string;
  readonly head: readonly Field[];
  readonly line: readonly Field[];
  readonly flow: Flow;
  readonly screen: Screen;
  readonly sources: readonly SourceRule[];
  readonly may: May;
};
export type RecordMeta = {
  readonly type: string;
  readonly zh: string;
  readonly fields: readonly Field[];
  readonly list: readonly string[];
  readonly filters?: readonly string[];
  readonly groups: readonly { readonly zh: string; readonly fields: readonly string[] }[];
  readonly empty: string;
  readonly may: May;
  readonly made?: boolean;
  readonly codePrefix?: string;
};
export type ViewColumn = {
  readonly key: string;
  readonly zh: string;
  readonly kind: 'text' | 'day' | 'qty' | 'money' | 'price' | 'int' | 'rate' | 'link' | 'state';
  readonly width?: number;
  readonly sum?: boolean;
  readonly href?: string;
};
export type ViewParameter = {
  readonly key: string;
  readonly zh: string;
  readonly kind: 'text' | 'day' | 'period' | 'ref' | 'choice' | 'int';
  readonly to?: string;
  readonly required?: boolean;
  readonly choices?: readonly Choice[];
};
export type ViewMeta = {
  readonly name: string;
  readonly zh: string;
  readonly parameters: readonly ViewParameter[];
  readonly columns: readonly ViewColumn[];
  readonly empty: string;
};
export type ModuleMeta = {
  readonly name: string;
  readonly zh: string;
  readonly documents: readonly string[];
  readonly records: readonly string[];
  readonly views: readonly string[];
};
export type Meta = {
  readonly person: {
    readonly id: string;
    readonly name: string;
    readonly login?: string;
    readonly roles: readonly string[];
    readonly rights: readonly string[];
    readonly mustChange?: boolean;
  };
  readonly org: { readonly id: string; readonly name: string; readonly standard: string; readonly vat: string };
  readonly companies: readonly { readonly id: string; readonly name: string }[];
  readonly today: string;
  readonly period: number | string;
  readonly modules: readonly ModuleMeta[];
  readonly documents: readonly DocMeta[];
  readonly records: readonly RecordMeta[];
  readonly views: readonly ViewMeta[];
};

export type Label = { readonly code?: string; readonly name: string; readonly [extra: string]: unknown };
export type Labels = Readonly<Record<string, Label>>;
export type Values = Readonly<Record<string, unknown>>;
export type SourceRef = { readonly doc: string; readonly line: number };
export type DocLine = Values & { readonly no: number; readonly source?: SourceRef | null };
export type Approval = { readonly level: number; readonly role: string; readonly user: string; readonly at: string };
export type Doc = {
  readonly id: string;
  readonly type: string;
  readonly number: string | null;
  readonly state: DocState;
  readonly version: number;
  readonly day: string;
  readonly makerId?: string;
  readonly approvals?: readonly Approval[];
  readonly reverses?: string | null;
  readonly reversedBy?: string | null;
  readonly reason?: string | null;
  readonly head: Values;
  readonly lines: readonly DocLine[];
};
export type DocLink = { readonly id: string; readonly type: string; readonly zh?: string; readonly number: string | null; readonly state?: DocState; readonly total?: string };
export type VoucherLink = { readonly id: string; readonly number: string; readonly period?: number };
export type TrailEntry = { readonly at: string; readonly who?: string; readonly action: string; readonly summary: string };
/** How much of a line later documents have taken: ordered, received, delivered, invoiced, returned. */
export type Progress = { readonly line: number; readonly kind: string; readonly qty: string; readonly amount?: string };
export type DocAnswer = {
  readonly doc: Doc;
  readonly labels: Labels;
  readonly actions: readonly Command[];
  /** Why the house made it; null for what a person made. */
  readonly cause?: string | null;
  readonly vouchers: readonly VoucherLink[];
  readonly sources: readonly DocLink[];
  readonly followers: readonly DocLink[];
  readonly trail: readonly TrailEntry[];
  /** What it changes of earlier costs is still being booked, by a job. */
  readonly lateCosts?: boolean;
  readonly progress?: readonly Progress[];
};
export type DocRow = Values & {
  readonly id: string;
  readonly number: string | null;
  readonly state: DocState;
  readonly version: number;
  readonly day: string;
  readonly total?: string;
  readonly party?: string | null;
  readonly warehouse?: string | null;
  readonly maker?: string;
  readonly head?: Values;
  readonly maker_id?: string;
};
export type DocPage = {
  readonly rows: readonly DocRow[];
  readonly labels?: Labels;
  readonly next?: string | null;
  readonly more: boolean;
  readonly counts?: Readonly<Partial<Record<DocState | 'all', number>>>;
};
export type CommandAnswer = {
  readonly id: string;
  readonly number: string | null;
  readonly version: number;
  readonly state: DocState;
  readonly voucher?: unknown;
  readonly red?: string;
  readonly recosted?: { readonly lines: number; readonly amount: string };
};
export type VoucherLine = {
  readonly account: string;
  readonly accountName?: string;
  readonly name?: string;
  readonly summary: string;
  readonly debit: string;
  readonly credit: string;
  readonly [aux: string]: unknown;
};
export type Preview = {
  readonly effect?: Effect | null;
  readonly state: DocState;
  readonly voucher: { readonly lines: readonly VoucherLine[] } | null;
  readonly movements: readonly Values[];
};
export type Voucher = {
  readonly id: string;
  readonly number: string;
  readonly day: string;
  readonly period?: number;
  readonly summary: string;
  readonly attachments: number;
  readonly bookedAt?: string;
  readonly maker?: string;
  readonly approver?: string | null;
  readonly lines: readonly VoucherLine[];
  readonly document?: DocLink | null;
  readonly labels?: Labels;
  readonly reverses?: string | null;
};
export type PullDoc = {
  readonly id: string;
  readonly type?: string;
  readonly number: string;
  readonly day: string;
  readonly head: Values;
  readonly lines: readonly (Values & { readonly no: number; readonly left: string; readonly whole?: string })[];
};
export type PullAnswer = { readonly rule?: SourceRule; readonly docs: readonly PullDoc[]; readonly labels: Labels };
export type ChainNode = {
  readonly id: string;
  readonly type: string;
  readonly zh: string;
  readonly number: string | null;
  readonly day: string;
  readonly state: DocState;
  readonly total: string | null;
  readonly maker?: string | null;
  readonly approver?: string | null;
  readonly approvedAt?: string | null;
  readonly vouchers?: readonly VoucherLink[];
};
export type Chain = {
  readonly nodes: readonly ChainNode[];
  readonly edges: readonly { readonly from: string; readonly to: string; readonly kind?: string; readonly qty?: string; readonly amount?: string | null }[];
  readonly cut?: boolean;
};
/** The documents behind a balance of the general ledger, with all they hang together with. */
export type BalanceChain = Chain & {
  readonly account: string;
  readonly name: string | null;
  readonly from: number;
  readonly to: number;
  readonly opening: string;
  readonly debit: string;
  readonly credit: string;
  readonly closing: string;
  readonly booked: Readonly<Record<string, { readonly debit: string; readonly credit: string }>>;
  readonly older: boolean;
};
export type RecordRow = { readonly id: string; readonly code: string; readonly name: string; readonly active: boolean; readonly version: number; readonly data: Values };
export type RecordPage = { readonly rows: readonly RecordRow[]; readonly labels?: Labels; readonly next?: string | null; readonly more: boolean };
export type Candidate = {
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly spec?: string;
  readonly unit?: string;
  readonly units?: unknown;
  readonly stock?: string;
  readonly price?: string;
  readonly taxRate?: string;
  readonly detail?: string;
  readonly type?: string;
  readonly open?: string;
  readonly tracksSerials?: boolean;
};
export type ViewAnswer = { readonly columns?: readonly ViewColumn[]; readonly rows: readonly Values[]; readonly sums?: Readonly<Record<string, string>>; readonly more: boolean };
export type Tone = 'bad' | 'warn';
export type HomeFigure = {
  readonly key: string;
  readonly zh: string;
  readonly value: string;
  readonly unit: 'money' | 'count' | 'percent';
  readonly delta?: string | null;
  readonly note?: string;
  readonly href?: string;
  readonly tone?: Tone;
};
export type HomeTask = { readonly kind: string; readonly zh: string; readonly title: string; readonly at: string | null; readonly href: string; readonly tone?: Tone };
export type HomeList = { readonly key: string; readonly zh: string; readonly rows: readonly Values[]; readonly href?: string; readonly empty?: string };
export type Home = {
  readonly day: string;
  readonly figures: readonly HomeFigure[];
  readonly tasks: readonly HomeTask[];
  readonly lists: readonly HomeList[];
  readonly trend?: { readonly days: readonly string[]; readonly now: readonly string[]; readonly before: readonly string[] } | null;
  readonly heat?: readonly { readonly weekday: number; readonly hour: number; readonly n: number }[] | null;
};
