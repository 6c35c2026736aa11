// When a 记账凭证 may be booked, and what it books: its own lines.
import { formatFen } from '#kernel/decimal';
import { posting, type Posting } from '#kernel/decision';
import type { Doc } from '#kernel/document';
import type { Facts } from '#kernel/facts';
import { journal, type JournalLine } from '#kernel/journal';
import { fen, NO_FEN, sumFen } from '#kernel/money';
import { present } from '#kernel/must';
import { type Complaint, gather, type Refused } from '#kernel/refusal';
import { chartOf } from '../chart/chart.ts';
import type { HEAD, LINE } from './document.ts';

type Voucher = Doc<typeof HEAD, typeof LINE>;
type VoucherLine = Voucher['lines'][number];

export function decideJournalVoucher(doc: Voucher, facts: Facts): Posting | Refused {
  const parents = new Set(chartOf(facts.org.standard).map((row) => row.parent));
  // A small taxpayer books on 应交增值税 itself: the columns below it are for general taxpayers (财会〔2016〕22号).
  if (facts.org.vat === 'small') parents.delete(facts.accounts['vat.output'] ?? null);
  const refused = gather(doc.lines.map((line, i) => checkLine(line, i, { facts, parents })));
  return refused ?? gather([checkBalance(doc)]) ?? posting({ journal: journal(doc.lines.map((line) => lineOf(line, facts))) });
}

function checkLine(line: VoucherLine, index: number, known: { readonly facts: Facts; readonly parents: ReadonlySet<string | null> }): Complaint | null {
  const account = known.facts.records[line.account];
  if (!account) return { refused: 'unknown-record', path: `lines[${index}].account`, with: { field: '科目' } };
  const at = { line: String(line.no), account: `${account.code} ${account.name}` };
  const asks = (name: string): boolean => account.data[name] === true;
  if (!account.active) return { refused: 'record-disabled', path: `lines[${index}].account`, with: { name: account.name } };
  if (((line.debit ?? 0n) === 0n) === ((line.credit ?? 0n) === 0n)) return { refused: 'one-side', path: `lines[${index}].debit`, with: at };
  if (asks('controlled')) return { refused: 'account-controlled', path: `lines[${index}].account`, with: at };
  if (known.parents.has(account.code)) return { refused: 'account-has-children', path: `lines[${index}].account`, with: at };
  if (line.customer !== null && line.supplier !== null) return { refused: 'party-twice', path: `lines[${index}].supplier`, with: at };
  if (asks('byParty') && line.customer === null && line.supplier === null) return { refused: 'party-needed', path: `lines[${index}].customer`, with: at };
  if (asks('byDepartment') && line.department === null) return { refused: 'department-needed', path: `lines[${index}].department`, with: at };
  return asks('byItem') && line.item === null ? { refused: 'item-needed', path: `lines[${index}].item`, with: at } : null;
}

function checkBalance(doc: Voucher): Complaint | null {
  const [debits, credits] = [sumFen(doc.lines, (l) => l.debit ?? NO_FEN), sumFen(doc.lines, (l) => l.credit ?? NO_FEN)];
  const off = debits - credits;
  return off === 0n ? null : { refused: 'not-balanced', path: 'lines', with: { debit: formatFen(debits), credit: formatFen(credits), off: formatFen(off < 0n ? -off : off) } };
}

const lineOf = (line: VoucherLine, facts: Facts): JournalLine => ({
  account: present(facts.records[line.account], 'account').code,
  debit: fen(line.debit ?? 0n),
  credit: fen(line.credit ?? 0n),
  summary: line.summary,
  party: line.customer ?? line.supplier,
  item: line.item,
  department: line.department,
});
