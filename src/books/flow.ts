// What a command does to a document, before anything is written: state, approvals, source limits, and the document's own decision. Pure.
import { agree, levelsFor } from '#approval';
import { formatQty, formatFen } from '#kernel/decimal';
import { nextPeriod, period, periodText } from '#kernel/day';
import { type Posting, NOTHING } from '#kernel/decision';
import { type AnyDocument, type Approval, type Command, COMMAND_ZH, type Doc, type State, STATE_ZH } from '#kernel/document';
import type { Facts, SourceLine } from '#kernel/facts';
import type { Fields } from '#kernel/field';
import { type Complaint, gather, isRefused, refuse, type Refused } from '#kernel/refusal';

export type Progress = { readonly doc: string; readonly line: number; readonly kind: string; readonly qty: bigint; readonly amount: bigint };
export type Step = {
  readonly doc: Doc;
  readonly state: State;
  readonly approvals: readonly Approval[];
  readonly posting: Posting;
  readonly progress: readonly Progress[];
  readonly posted: boolean;
};

/** Decides one command on a completed document. */
export function step(def: AnyDocument, doc: Doc, command: Command, facts: Facts): Step | Refused {
  const target = def.flow[doc.state]?.[command];
  if (!target) return refuse('not-from-this-state', { with: { state: STATE_ZH[doc.state], command: COMMAND_ZH[command] } });
  const quiet: Step = {
    doc,
    state: target,
    approvals: command === 'approve' ? doc.approvals : command === 'reject' || command === 'withdraw' ? [] : doc.approvals,
    posting: NOTHING,
    progress: [],
    posted: false,
  };
  if (command === 'close') return { ...quiet, posting: releaseRest(doc, facts) };
  if (command === 'reopen') {
    const again = def.reopen?.(doc, facts) ?? NOTHING;
    return isRefused(again) ? again : { ...quiet, posting: again };
  }
  if (command !== 'approve') return command === 'submit' ? (noLines(def, doc) ?? quiet) : quiet;
  return approve(def, doc, facts, quiet);
}

/** Every reference must name an existing, active record of the kind its field asks for. */
export function checkReferences(def: AnyDocument, doc: Doc, facts: Facts): Refused | null {
  const complaints: Complaint[] = [];
  const look = (fields: Fields, row: Readonly<Record<string, unknown>>, path: string) => {
    for (const [name, field] of Object.entries(fields)) {
      const value = row[name];
      if (field.kind === 'list' && Array.isArray(value)) value.forEach((entry, i) => look(field.of ?? {}, entry as Record<string, unknown>, `${path}${name}[${i}].`));
      if (field.kind !== 'ref' || typeof value !== 'string' || field.to === 'document' || field.to === 'open-item') continue;
      const record = facts.records[value];
      if (!record || !(field.to ?? '').split('|').includes(record.type)) complaints.push({ refused: 'unknown-record', path: `${path}${name}`, with: { field: field.zh } });
      else if (!record.active) complaints.push({ refused: 'record-disabled', path: `${path}${name}`, with: { name: record.name } });
    }
  };
  look(def.head as Fields, doc.head as Record<string, unknown>, 'head.');
  doc.lines.forEach((line) => look(def.line as Fields, line as Record<string, unknown>, `lines[${line.no - 1}].`));
  return gather(complaints);
}

const noLines = (def: AnyDocument, doc: Doc): Refused | null =>
  Object.keys(def.line).length > 0 && doc.lines.length === 0 && !def.linesOptional ? refuse('no-lines', { path: 'lines' }) : null;

function approve(def: AnyDocument, doc: Doc, facts: Facts, quiet: Step): Step | Refused {
  const early = noLines(def, doc) ?? checkPeriod(doc, facts);
  if (early) return early;
  if (facts.org.settings.separateMakerApprover && doc.makerId === facts.actor.id && doc.state !== 'counting') return refuse('maker-is-approver');
  const levels = levelsFor(facts.approvalRules, def.summary(doc).total);
  const verdict = agree(levels, doc.approvals, facts.actor);
  if (verdict.kind === 'refused') return refuse(verdict.why === 'role' ? 'needs-role' : 'same-approver', { with: { role: verdict.role } });
  const approvals = verdict.as === null ? doc.approvals : [...doc.approvals, { level: doc.approvals.length + 1, role: verdict.as, user: facts.actor.id, at: facts.now }];
  if (verdict.kind === 'next') return { ...quiet, state: 'submitted', approvals };
  const over = checkSources(def, doc, facts);
  if (over) return over;
  const decided = def.decide(doc, facts);
  if (isRefused(decided)) return decided;
  return { ...quiet, approvals, posting: decided, progress: progressOf(def, doc, facts), posted: true };
}

/** The posting day's period must be open. */
export function checkPeriod(doc: { readonly period: number }, facts: Facts): Refused | null {
  const state = facts.periods[period(doc.period)];
  if (state === 'open') return null;
  const open = Object.entries(facts.periods).find(([, s]) => s === 'open')?.[0];
  const wish = open ? periodText(period(Number(open))) : periodText(nextPeriod(period(doc.period)));
  return state === undefined
    ? refuse('period-unknown', { path: 'day', with: { period: periodText(period(doc.period)) } })
    : refuse('period-closed', { path: 'day', with: { period: periodText(period(doc.period)), open: wish } });
}

type Figures = { readonly baseQty?: bigint | null; readonly gross?: bigint | null; readonly amount?: bigint | null; readonly item?: string };
const qtyOf = (line: Figures): bigint => line.baseQty ?? 0n;
const amountOfLine = (line: Figures): bigint => line.gross ?? line.amount ?? 0n;

/** Lines may pull no more than their source has left; two lines of one document on the same source line are added up. */
function checkSources(def: AnyDocument, doc: Doc, facts: Facts): Refused | null {
  const asked = new Map<string, bigint>();
  const complaints: Complaint[] = [];
  const party = def.summary(doc).party;
  doc.lines.forEach((line, i) => {
    if (!line.source) return;
    const from = facts.sources[line.source.doc];
    const rule = from && def.sources.find((s) => s.type === from.type);
    const source = from?.lines[line.source.line];
    const at = { line: String(line.no) };
    if (!from || !rule || !source || from.state !== 'posted') {
      complaints.push({ refused: 'source-missing', path: `lines[${i}].source`, with: at });
      return;
    }
    if (from.party !== null && party !== null && from.party !== party) {
      complaints.push({ refused: 'source-other-party', path: `lines[${i}].source`, with: { ...at, party: facts.parties[from.party]?.name ?? '' } });
      return;
    }
    const [mine, theirs] = [line as Figures, source as unknown as Figures];
    if (mine.item && theirs.item && mine.item !== theirs.item) {
      complaints.push({ refused: 'source-other-item', path: `lines[${i}].item`, with: at });
      return;
    }
    if (rule.limit === 'none') return;
    const key = `${line.source.doc}/${line.source.line}`;
    const total = (asked.get(key) ?? 0n) + (rule.limit === 'qty' ? qtyOf(mine) : amountOfLine(mine));
    asked.set(key, total);
    const whole = rule.limit === 'qty' ? qtyOf(theirs) : amountOfLine(theirs);
    const done = doneOf(source, rule.progress, rule.limit);
    const extra = rule.tolerance ? (whole * rule.tolerance(facts)) / 1_000_000n : 0n;
    if (done + total <= whole + extra) return;
    const show = rule.limit === 'qty' ? formatQty : formatFen;
    complaints.push({
      refused: 'source-exceeded',
      path: `lines[${i}].${rule.limit === 'qty' ? 'qty' : 'amount'}`,
      with: { ...at, item: facts.items[mine.item ?? '']?.name ?? '', asked: show(total), source: from.number, left: show(whole - done) },
    });
  });
  return gather(complaints);
}

const doneOf = (line: SourceLine, kind: string, limit: 'qty' | 'amount'): bigint => line.done[kind]?.[limit] ?? 0n;

/** The running figures that approving adds to the source lines. */
export function progressOf(def: AnyDocument, doc: Doc<Fields, Fields>, facts: Facts): readonly Progress[] {
  return doc.lines.flatMap((line) => {
    const from = line.source && facts.sources[line.source.doc];
    const rule = from && def.sources.find((s) => s.type === from.type);
    return line.source && rule ? [{ doc: line.source.doc, line: line.source.line, kind: rule.progress, qty: qtyOf(line as Figures), amount: amountOfLine(line as Figures) }] : [];
  });
}

/** Closing an order gives back what it still reserves. */
function releaseRest(doc: Doc, facts: Facts): Posting {
  const reserves = facts.reservations
    .filter((r) => r.doc === doc.id && r.open > 0n)
    .map((r) => ({ line: r.line, doc: r.doc, item: r.item, warehouse: r.warehouse, qty: -r.open as typeof r.open }));
  return { ...NOTHING, reserves };
}
