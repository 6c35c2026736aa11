// The one truth about a rule: text, blocks and execution all share this tree (AST v1).
// Vocabulary ids are plain strings, because organisations and packs may add words; `check` proves they exist.

export type NonEmpty<T> = [T, ...T[]];
export type Span = readonly [start: number, end: number];

export interface Rule {
  v: 1;
  name?: string;
  priority?: Priority;
  each?: string;
  trigger: Trigger;
  scope?: NonEmpty<Sel>;
  branches: NonEmpty<Branch>;
  cooldown?: Cooldown;
}
export type Priority = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9;
export interface Cooldown {
  n: number;
  u: 'minute' | 'hour' | 'day' | 'week' | 'month';
  per: 'subject' | 'rule';
}
/** First hit wins; only the last branch may lack `if` (否则). */
export interface Branch {
  if?: Cond;
  then: NonEmpty<Action>;
}

export type Trigger =
  | { on: 'state' }
  | { on: 'event'; events: NonEmpty<string>; first?: string; wait?: Dur }
  | { on: 'schedule'; at: Schedule }
  | { on: 'every'; n: number; unit?: string; ref: Ref };
export interface Schedule {
  freq: 'minute' | 'hour' | 'day' | 'workday' | 'week' | 'month' | 'quarter' | 'year' | 'holiday' | 'once';
  every?: number;
  weekday?: NonEmpty<number>;
  day?: NonEmpty<number>;
  workday?: NonEmpty<number>;
  nthWeekday?: { n: number; weekday: number };
  holiday?: string;
  offset?: number;
  date?: string;
  time?: NonEmpty<string>;
}
export type DurUnit = 'minute' | 'hour' | 'day' | 'workday' | 'week' | 'month' | 'quarter' | 'year' | 'shift' | 'time';
export interface Dur {
  n: number;
  u: DurUnit;
}
export type Cal = 'day' | 'week' | 'month' | 'quarter' | 'year';
export type Win = { last: Dur } | { next: Dur } | { cur: Cal } | { prev: Cal } | { tod: [string, string] };

export interface Sel {
  e: string;
  ids?: NonEmpty<string>;
  not?: NonEmpty<string>;
  level?: NonEmpty<string>;
  state?: string;
  q?: 'any' | 'all' | 'this';
}
export type Agg = 'sum' | 'avg' | 'max' | 'min' | 'count';
export interface Ref {
  ref: string;
  of?: NonEmpty<Sel>;
  win?: Win;
  agg?: Agg;
}
export interface Num {
  num: number;
  unit?: string;
}
export interface Text {
  text: string;
}
export interface Calc {
  op: 'add' | 'sub' | 'mul' | 'div';
  args: [Operand, Operand, ...Operand[]];
}
export type Operand = Num | Ref | Text | Calc;
export type Qty = Operand | { upto: Operand };

export type CmpOp = 'lt' | 'lte' | 'gt' | 'gte' | 'eq' | 'ne';
export type Vs = 'prev' | 'yoy' | 'last_week' | 'last_month' | 'yesterday';
export type Cond =
  | { op: 'and' | 'or'; args: [Cond, Cond, ...Cond[]] }
  | { op: 'not'; arg: Cond }
  | { op: CmpOp; left: Operand; right: Operand }
  | { op: 'between'; left: Operand; lo: Operand; hi: Operand }
  | { op: 'in'; left: Ref; set: NonEmpty<string> }
  | { op: 'has'; left: Ref; text: string }
  | { op: 'empty'; left: Ref }
  | { op: 'is'; e: string; state: string; of?: NonEmpty<Sel> }
  | { op: 'trend'; left: Ref; dir: 'up' | 'down'; cmp: 'gt' | 'gte' | 'lt' | 'lte'; by: Num; vs: Vs }
  | { op: 'sustain'; arg: Cond; for: Dur }
  | { op: 'time'; is: TimeSpec };
export type TimeSpec =
  | { weekday: NonEmpty<number> }
  | { day: 'workday' | 'weekend' | 'holiday' }
  | { tod: [string, string] }
  | { month: [number, number] }
  | { date: [string, string] }
  | { season: 'spring' | 'summer' | 'autumn' | 'winter' }
  | { holiday: string; before?: number; after?: number };

export type Target = { role: string } | { user: string } | { rel: string } | { group: string };
export type HeldKind = 'freeze' | 'unfreeze' | 'lock' | 'unlock';
export type What = 'batch' | 'sku' | 'stock' | 'customer' | 'supplier' | 'doc' | 'warehouse' | 'mold' | 'device';
export type How = 'to' | 'inc' | 'dec' | 'inc_pct' | 'dec_pct' | 'mul';
export interface Common {
  after?: true;
  delay?: Dur;
  escalate?: { within: Dur; then: NonEmpty<Action> };
}
export interface CreateAction {
  do: 'create';
  doc: string;
  item?: Sel;
  qty?: Qty;
  from?: Sel;
  to?: Sel;
  supplier?: Sel;
  assign?: Target;
  note?: string;
  submit?: true;
}
export interface SetAction {
  do: 'set';
  param: string;
  of?: NonEmpty<Sel>;
  how: How;
  value: Operand;
  revert?: true;
}
export type Deed =
  | CreateAction
  | SetAction
  | { do: 'notify'; to: NonEmpty<Target>; via?: NonEmpty<string>; msg?: string }
  | { do: HeldKind; what: What; of?: NonEmpty<Sel>; qty?: Qty; revert?: true }
  | { do: 'approve'; chain: NonEmpty<Target>; mode?: 'seq' | 'any' | 'all' }
  | { do: 'block'; ops?: NonEmpty<string>; of?: NonEmpty<Sel>; msg?: string }
  | { do: 'unblock'; ops?: NonEmpty<string>; of?: NonEmpty<Sel> }
  | { do: 'pass' }
  | { do: 'tag' | 'untag'; what: string; tag: string }
  | { do: 'report'; report: string; to?: NonEmpty<Target>; via?: NonEmpty<string> }
  | { do: 'switch_bom'; item?: Sel; bom: string }
  | { do: 'webhook'; name: string }
  | { do: 'push'; to: string }
  | { do: 'log'; msg?: string }
  | { do: 'move'; item?: Sel; qty?: Qty; from?: Sel; to: Sel }
  | { do: 'consume'; items: NonEmpty<{ item: Sel; qty: Qty }> }
  | { do: 'assign'; to: Target }
  | { do: 'flow'; id: string };
export type Action = Common & Deed;

export type RefuseCode =
  | 'E_UNKNOWN_WORD'
  | 'E_UNKNOWN_ENTITY'
  | 'E_VAGUE'
  | 'E_AMBIGUOUS_ENTITY'
  | 'E_AMBIGUOUS_METRIC'
  | 'E_AMBIGUOUS_LOGIC'
  | 'E_AMBIGUOUS_TIME'
  | 'E_AMBIGUOUS_VALUE'
  | 'E_AMBIGUOUS_REF'
  | 'E_MISSING_TRIGGER'
  | 'E_MISSING_ACTION'
  | 'E_MISSING_THRESHOLD'
  | 'E_MISSING_QTY'
  | 'E_MISSING_TARGET'
  | 'E_MISSING_WINDOW'
  | 'E_MULTI_TRIGGER'
  | 'E_UNIT'
  | 'E_RANGE'
  | 'E_CONTRADICTION'
  | 'E_TAUTOLOGY'
  | 'E_UNREACHABLE'
  | 'E_CONFLICT_ACTION'
  | 'E_LOOP'
  | 'E_DANGEROUS'
  | 'E_FORBIDDEN';
/** `span` counts UTF-16 units of the original text, end excluded; `at` is the text it covers. */
export interface Refusal {
  code: RefuseCode;
  span: [number, number];
  at: string;
  message: string;
  suggest: string[];
}
export type ParseResult = { ok: true; ast: Rule; canonical: string; warnings: Refusal[]; spans: Record<string, [number, number]> } | { ok: false; errors: NonEmpty<Refusal> };
