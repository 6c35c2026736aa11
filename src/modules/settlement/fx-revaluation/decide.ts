// When a 期末调汇单 may be booked, and what it books. Pure.
import { exchangeLine, inYuan, rateOn } from '#accounting';
import { type Day, daysInMonth, periodText } from '#kernel/day';
import { type OpenItem, posting, type Posting } from '#kernel/decision';
import type { Doc } from '#kernel/document';
import type { Facts, OpenItemFacts } from '#kernel/facts';
import { credit, debit, journal, type JournalLine } from '#kernel/journal';
import { type Fen, fen, NO_FEN } from '#kernel/money';
import { present } from '#kernel/must';
import { type Complaint, gather, type Refused } from '#kernel/refusal';
import { openOf } from '../allocation.ts';
import type { HEAD, LINE } from './document.ts';

type Revaluation = Doc<typeof HEAD, typeof LINE>;
type RevaluationLine = Revaluation['lines'][number];
const WORDS = '期末调汇 {number}';

const itemOf = (line: RevaluationLine, facts: Facts): OpenItemFacts | undefined => (line.openItem === null ? undefined : facts.openItems[line.openItem]);
/** What is still booked of a 外币 debt, in 人民币. */
const bookedOf = (item: OpenItemFacts): Fen => fen(item.amount - item.settled);

export function completeRevaluation(doc: Revaluation, facts: Facts): Revaluation {
  const lines = doc.lines.map((line): RevaluationLine => {
    const item = itemOf(line, facts);
    const known = item ? { number: item.number, foreign: openOf(item), booked: bookedOf(item) } : { number: null, foreign: line.foreign, booked: line.booked };
    const rate = line.rate ?? rateOn(facts.records[line.currency], doc.day);
    const worth = rate === null || known.foreign === null ? null : inYuan(known.foreign, rate);
    return { ...line, ...known, rate, worth, difference: worth === null || known.booked === null ? null : fen(worth - known.booked) };
  });
  return { ...doc, lines };
}

export function decideRevaluation(doc: Revaluation, facts: Facts): Posting | Refused {
  const seen = new Map<string, number>();
  const last = lastDay(doc.day);
  const refused = gather([
    doc.day !== last && { refused: 'not-month-end', path: 'day', with: { last } },
    ...doc.lines.map((line, i): Complaint | null => {
      const key = line.openItem ?? line.wallet ?? '';
      const other = seen.get(key);
      if (other === undefined) seen.set(key, line.no);
      return other !== undefined && key !== ''
        ? { refused: 'line-twice', path: `lines[${i}]`, with: { line: String(line.no), other: String(other) } }
        : checkLine(doc, { line, index: i }, facts);
    }),
  ]);
  return refused ?? post(doc, facts);
}

const lastDay = (day: Day): Day => `${day.slice(0, 8)}${String(daysInMonth(Number(day.slice(0, 4)), Number(day.slice(5, 7)))).padStart(2, '0')}` as Day;

function checkLine(doc: Revaluation, { line, index }: { readonly line: RevaluationLine; readonly index: number }, facts: Facts): Complaint | null {
  const item = itemOf(line, facts);
  const currency = facts.records[line.currency]?.name ?? '';
  const said = { line: String(line.no), number: item?.number ?? facts.wallets[line.wallet ?? '']?.name ?? '', currency, day: doc.day };
  const at = (field: string) => ({ path: `lines[${index}].${field}`, with: said });
  if ((line.openItem === null) === (line.wallet === null)) return { refused: 'item-or-wallet', ...at('openItem') };
  if (line.openItem !== null && !item) return { refused: 'open-item-gone', ...at('openItem') };
  const own = item ? item.currency : facts.records[line.wallet ?? '']?.data['currency'];
  if ((own ?? null) !== line.currency) return { refused: 'other-currency', ...at('currency') };
  if (item && [facts.accounts['ap.prepaid'], facts.accounts['ar.advance']].includes(item.account)) return { refused: 'advance-not-revalued', ...at('openItem') };
  if (line.foreign === null || line.booked === null) return { refused: 'balance-needed', ...at('foreign') };
  return line.rate === null ? { refused: 'rate-missing', ...at('rate') } : null;
}

function post(doc: Revaluation, facts: Facts): Posting {
  const lines = doc.lines.map((line) => ledgerLine(line, facts));
  const loss = fen(lines.reduce((sum: bigint, l) => sum + l.credit - l.debit, 0n));
  return posting({
    journal: journal([...lines, exchangeLine(loss, facts, WORDS)]),
    // The debt itself keeps its rate: the difference stands beside it until the red twin takes it back.
    openItems: doc.lines.flatMap((line): OpenItem[] => {
      const item = itemOf(line, facts);
      const difference = line.difference ?? NO_FEN;
      return !item || difference === 0n ? [] : [{ side: item.side, party: item.party, amount: difference, due: null, account: item.account, number: `调汇 ${item.number}` }];
    }),
    claims: [`fx-revaluation:期末调汇 ${periodText(doc.period)}`],
  });
}

function ledgerLine(line: RevaluationLine, facts: Facts): JournalLine {
  const item = itemOf(line, facts);
  const difference = line.difference ?? NO_FEN;
  if (item) return (item.side === 'payable' ? credit : debit)(item.account, difference, WORDS, { party: item.party });
  const wallet = present(facts.wallets[line.wallet ?? ''], 'wallet');
  return debit(wallet.account, difference, WORDS, { wallet: wallet.id });
}
