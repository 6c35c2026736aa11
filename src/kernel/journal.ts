// The general-ledger side of a decision. A Journal can only be made by `journal()`, which balances it.
import { type Fen, fen, NO_FEN } from './money.ts';
import { must } from './must.ts';

/** Auxiliary accounting (辅助核算) of one voucher line; every value is a record id. */
export type Aux = {
  readonly party?: string | null;
  readonly item?: string | null;
  readonly department?: string | null;
  readonly project?: string | null;
  readonly employee?: string | null;
  readonly wallet?: string | null;
};

/** One voucher line. Exactly one of debit and credit is non-zero; a red (correcting) line is negative on its own side. */
export type JournalLine = Aux & {
  readonly account: string;
  readonly debit: Fen;
  readonly credit: Fen;
  readonly summary: string;
};

export type Journal = readonly JournalLine[] & { readonly balanced: true };

export const debit = (account: string, amount: Fen, summary: string, aux: Aux = {}): JournalLine => ({ account, debit: amount, credit: NO_FEN, summary, ...aux });
export const credit = (account: string, amount: Fen, summary: string, aux: Aux = {}): JournalLine => ({ account, debit: NO_FEN, credit: amount, summary, ...aux });

/**
 * Merges lines of the same account, side, summary and auxiliaries, drops zero lines and balances.
 * An unbalanced journal is a bug of ours, never the user's.
 */
export function journal(lines: readonly JournalLine[]): Journal {
  const merged = new Map<string, JournalLine>();
  for (const line of lines) {
    if (line.debit === 0n && line.credit === 0n) continue;
    must(line.debit === 0n || line.credit === 0n, 'a voucher line has one side');
    const side = line.debit === 0n ? '贷' : '借';
    const key = [side, line.account, line.summary, line.party, line.item, line.department, line.project, line.employee, line.wallet].join('|');
    const before = merged.get(key);
    merged.set(key, before ? { ...before, debit: fen(before.debit + line.debit), credit: fen(before.credit + line.credit) } : line);
  }
  const kept = [...merged.values()].filter((l) => l.debit !== 0n || l.credit !== 0n);
  const net = kept.reduce((sum: bigint, l) => sum + l.debit - l.credit, 0n);
  must(net === 0n, `journal is off by ${net} fen`);
  return kept as readonly JournalLine[] as Journal;
}

/** The red twin: same sides, negative amounts (红字冲销), as 会计基础工作规范 §51(五) asks. */
export const redJournal = (original: readonly JournalLine[], summary: string): Journal =>
  journal(original.map((l) => ({ ...l, debit: fen(-l.debit), credit: fen(-l.credit), summary })));
