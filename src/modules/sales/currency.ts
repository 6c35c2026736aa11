// Sales in a currency: the price is in the customer's money, the books are in 人民币 at the rate of the document. Shared by quote, order, delivery and return. Pure.
import { completeRate, inYuan, RATE_REFUSALS } from '#accounting';
import type { Day } from '#kernel/day';
import type { OpenItem } from '#kernel/decision';
import type { Facts } from '#kernel/facts';
import { money, ref, unitPrice } from '#kernel/field';
import { type Fen, type Price, sumFen } from '#kernel/money';
import { present } from '#kernel/must';
import { type Complaint, isRefused, type Refused, type RefusalTable } from '#kernel/refusal';
import { completeTrade, splitTax, type TradeLine } from '#kernel/trade';

export const CURRENCY_HEAD = {
  currency: ref('currency', '币种', { hint: '留空为人民币；填了币种，单价按该币种填，金额折成人民币' }),
  rate: unitPrice('汇率', { sign: 'positive', hint: '留空按币种在单据日期的汇率' }),
} as const;
export const CURRENCY_LINE = { foreign: money('外币金额', { computed: true, sign: 'any', secret: 'price' }) } as const;

export const CURRENCY_REFUSALS = {
  ...RATE_REFUSALS,
  'source-other-currency': { http: 422, retry: 'never', zh: '第 {line} 行：来源单据 {source} 是{theirs}单据，本单是{ours}单据，请改表头币种或去掉该行' },
} as const satisfies RefusalTable;

type Head = { readonly currency: string | null; readonly rate: Price | null };
type Line = TradeLine & { readonly foreign: Fen | null };
type Sale<H extends Head, L extends Line> = { readonly day: Day; readonly head: H; readonly lines: readonly L[] };

/** Fills the rate of the head and every line's figures: what it comes to in the currency, and net, tax and gross in 人民币. Price books are in 人民币, so they say nothing of a currency. */
export function completeSale<H extends Head, L extends Line, D extends Sale<H, L>>(doc: D, facts: Facts): D | Refused {
  const head = completeRate(doc.head, doc.day, facts);
  if (isRefused(head)) return head;
  const { currency, rate } = head;
  const lines = completeTrade(doc.lines, currency === null ? facts : { ...facts, prices: {} });
  if (isRefused(lines)) return lines;
  if (currency === null || rate === null) return { ...doc, head, lines: lines.map((l) => ({ ...l, foreign: null })) };
  const inBoth = (line: L): L => {
    const gross = inYuan(present(line.gross, 'gross'), rate);
    return { ...line, foreign: line.gross, gross, ...splitTax(gross, present(line.taxRate, 'tax rate')) };
  };
  return { ...doc, head, lines: lines.map(inBoth) };
}

/** Lines that come from a document in another money. */
export const otherMoney = (doc: { readonly head: Head; readonly lines: readonly Line[] }, facts: Facts): readonly Complaint[] =>
  doc.lines.flatMap((line, i): Complaint[] => {
    const source = line.source ? facts.sources[line.source.doc] : undefined;
    const theirs = (source?.head['currency'] ?? null) as string | null;
    if (!source || theirs === doc.head.currency) return [];
    const name = (id: string | null): string => (id === null ? '人民币' : (facts.records[id]?.name ?? '外币'));
    return [
      { refused: 'source-other-currency', path: `lines[${i}].source`, with: { line: String(line.no), source: source.number, theirs: name(theirs), ours: name(doc.head.currency) } },
    ];
  });

/** The debt in its own money beside the 人民币 it is booked at; `sign` −1 for what is owed back. */
export const debtIn = (doc: { readonly head: Head; readonly lines: readonly Line[] }, sign: 1n | -1n = 1n): Pick<OpenItem, 'currency' | 'foreign'> =>
  doc.head.currency === null ? {} : { currency: doc.head.currency, foreign: sign * sumFen(doc.lines, (l) => present(l.foreign, 'amount in the currency')) };
