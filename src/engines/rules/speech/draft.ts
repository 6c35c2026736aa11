// The half-read rule: what the pieces of a sentence fill, and what stands between the pieces.
import type { Action, Cond, Cooldown, Priority, Sel } from '../ast.ts';
import { AND, ELSE, FILLER, JOIN, OPEN, OR, SEQUENCE } from '../text/grammar-words.ts';
import { punct, sense, step, tok, word, type Reader } from './reader.ts';
import type { ReadTrigger } from './schedules.ts';

export interface DraftBranch {
  cond?: Cond;
  post?: Cond;
  actions: Action[];
  otherwise: boolean;
  from: number;
  to: number;
  closed: boolean;
  closedBy?: string;
  opened: boolean;
  timeOnly: boolean;
}
export interface Draft {
  priority?: Priority;
  each?: string;
  trigger?: ReadTrigger;
  scope: Sel[];
  /** The document the scope speaks of. */
  doc?: string;
  branches: DraftBranch[];
  cooldown?: Cooldown;
  revertsAll: boolean;
}
export interface Lead {
  comma: boolean;
  /** 和、及 between two: for times a list (周末和节假日), never both at once. */
  list: boolean;
  and: boolean;
  or: boolean;
  seqAt: number | undefined;
  from: number;
  said: boolean;
  opened: boolean;
  semicolon: boolean;
}
export type Piece = (r: Reader, d: Draft, lead: Lead) => true | undefined;

export const newBranch = (r: Reader, otherwise: boolean): DraftBranch => ({ actions: [], otherwise, from: r.i, to: r.i, closed: false, opened: false, timeOnly: false });
export function current(r: Reader, d: Draft): DraftBranch {
  const last = d.branches.at(-1);
  if (last) return last;
  const first = newBranch(r, false);
  d.branches.push(first);
  return first;
}

type Led = Lead & { otherwise: boolean };
/** One punctuation mark or joining word; false when the next word is neither. */
function readJoiner(r: Reader, lead: Led, acted: boolean): boolean {
  let words = 1;
  if (punct(r, ',;。:、')) {
    lead.comma = true;
    if (punct(r, '、')) lead.list = true;
    if (punct(r, ';。')) lead.semicolon = true;
  } else if (word(r, ELSE) !== undefined) lead.otherwise = true;
  else if (word(r, OR) !== undefined) lead.or = lead.said = true;
  else if (word(r, AND) !== undefined && word(r, ['还']) === undefined) lead.and = lead.said = true;
  // ，完成后通知… follows an action; at the start 完成 would be an event.
  else if (acted && tok(r)?.text === '完成' && word(r, ['后'], 1) !== undefined) {
    lead.seqAt ??= r.i;
    lead.said = true;
    words = 2;
  } else if (word(r, SEQUENCE) !== undefined) {
    lead.seqAt ??= r.i;
    lead.said = true;
  } else if (word(r, JOIN) !== undefined) {
    lead.said = true;
    if (word(r, ['同时']) !== undefined) lead.and = true;
    if (word(r, ['和']) !== undefined) lead.list = true;
  } else return false;
  step(r, words);
  return true;
}
/** Words that mean nothing here: 请, 系统, 立即; not 有, nor the first half of 提高销售单…. */
const polite = (r: Reader): boolean =>
  word(r, FILLER) !== undefined &&
  word(r, ['有']) === undefined &&
  !(word(r, ['提高', '改', '出', '走']) !== undefined && r.toks[r.i + 1]?.senses.some((x) => x.t === 'doc') === true);

/** Consumes punctuation, joining words, politeness and openers before a piece. */
export function readLead(r: Reader, acted: boolean): Led {
  const lead: Led = { comma: false, list: false, and: false, or: false, seqAt: undefined, from: r.i, said: false, opened: false, otherwise: false, semicolon: false };
  for (;;) {
    // 每…期间 and 在…时 start pieces of their own; 对于 and 在 are read by them.
    if (word(r, ['在', '对于', '凡', '凡是']) !== undefined && !punct(r, ',;。:、') && word(r, ELSE) === undefined) return lead;
    if (readJoiner(r, lead, acted)) continue;
    if (word(r, OPEN) !== undefined && !sense(r, 'op')) lead.opened = true;
    else if (!polite(r)) return lead;
    step(r);
  }
}
