// Money in and money out: what 付款单 and 收款单 share. They are mirror images, told apart by a table. Pure.
import { completeRate, exchangeLine, inYuan, RATE_REFUSALS } from '#accounting';
import { accountOf } from '#kernel/checks';
import type { Day } from '#kernel/day';
import { formatFen } from '#kernel/decimal';
import { posting, type Posting } from '#kernel/decision';
import type { Facts } from '#kernel/facts';
import { choice, money, note, ref, text, unitPrice } from '#kernel/field';
import { credit, debit, journal, type JournalLine } from '#kernel/journal';
import { type Fen, fen, NO_FEN, type Price, sumFen } from '#kernel/money';
import { present } from '#kernel/must';
import { type Complaint, gather, isRefused, type Refused } from '#kernel/refusal';
import { toleranceOf } from './matching/tolerance.ts';
import { type Allocation, ALLOCATION_REFUSALS, checkAllocations, completeAllocations, otherCurrencies, settleLine, settlesOf, withCarried } from './allocation.ts';

export const CASH_HEAD = {
  wallet: ref('wallet', '结算账户', { required: true }),
  currency: ref('currency', '币种', { hint: '留空为人民币；填了币种，金额、手续费、折扣和核销都按该币种填' }),
  rate: unitPrice('汇率', { sign: 'positive', hint: '收付款日汇率；留空按币种汇率表' }),
  amount: money('金额', { required: true, sign: 'any', hint: '与对方结算的金额；退款填负数' }),
  fee: money('手续费', { sign: 'zero' }),
  discount: money('现金折扣', { sign: 'zero', hint: '提前付款少收、少付的部分' }),
  method: choice(
    '结算方式',
    [
      { value: 'transfer', zh: '转账' },
      { value: 'cash', zh: '现金' },
      { value: 'platform', zh: '微信/支付宝' },
      { value: 'bill', zh: '票据' },
    ],
    { initial: 'transfer' },
  ),
  bankRef: text('交易流水号', { max: 60 }),
  remark: note('备注', { max: 500 }),
} as const;

export const CASH_REFUSALS = {
  ...ALLOCATION_REFUSALS,
  ...RATE_REFUSALS,
  'wallet-currency': { http: 422, retry: 'never', zh: '结算账户“{wallet}”是{own}账户，不能收付{currency}；请换账户或改币种' },
  'amount-zero': { http: 422, retry: 'never', zh: '金额为 0；只核销不收付款的，请用核销单' },
  'over-allocated': { http: 422, retry: 'never', zh: '核销合计 {allocated}，超过金额加折扣 {amount}，多出 {over}；请减少核销或改金额' },
  'refund-needs-items': { http: 422, retry: 'never', zh: '退款 {amount} 须全部核销到红字单据或预付、预收（已选 {allocated}）' },
  'discount-needs-bill': { http: 422, retry: 'never', zh: '现金折扣 {discount} 不能超过核销合计 {allocated}' },
} as const;

export type Cash = {
  readonly party: string;
  readonly wallet: string;
  readonly currency: string | null;
  /** What one unit of the currency is worth; there whenever the currency is. */
  readonly rate: Price | null;
  /** In the currency, as everything below. */
  readonly amount: Fen;
  readonly fee: Fen | null;
  readonly discount: Fen | null;
  readonly lines: readonly Allocation[];
};

type CashDoc = { readonly day: Day; readonly head: Pick<Cash, 'currency' | 'rate'>; readonly lines: readonly Allocation[] };
/** Fills the rate of the day and what is open beside every line. */
export function completeCash<D extends CashDoc>(doc: D, facts: Facts): D | Refused {
  const head = completeRate(doc.head, doc.day, facts);
  return isRefused(head) ? head : { ...doc, head, lines: completeAllocations(doc.lines, facts) };
}

/** The mirror: which side is settled, where the rest goes, what the voucher calls it. */
const WAYS = {
  out: { side: 'payable', field: 'supplier', rest: 'ap.prepaid', zh: '付款 {number}', restZh: '预付 {number}' },
  in: { side: 'receivable', field: 'customer', rest: 'ar.advance', zh: '收款 {number}', restZh: '预收 {number}' },
} as const;
export type WayOfCash = keyof typeof WAYS;

const allocated = (cash: Cash): Fen => sumFen(cash.lines, (l) => l.amount);
/** What is left after matching: an advance. */
export const restOf = (cash: Cash): Fen => fen(cash.amount + (cash.discount ?? 0n) - allocated(cash));

function checkFigures(cash: Cash): Complaint | null {
  const [sum, rest, discount] = [allocated(cash), restOf(cash), cash.discount ?? NO_FEN];
  const said = { amount: formatFen(fen(cash.amount + discount)), allocated: formatFen(sum), discount: formatFen(discount), over: formatFen(fen(-rest)) };
  if (cash.amount === 0n) return { refused: 'amount-zero', path: 'head.amount' };
  if (cash.amount < 0n) return rest === 0n && discount === 0n ? null : { refused: 'refund-needs-items', path: 'head.amount', with: said };
  if (rest < 0n) return { refused: 'over-allocated', path: 'head.amount', with: said };
  return discount > 0n && discount > sum ? { refused: 'discount-needs-bill', path: 'head.discount', with: said } : null;
}

/** A wallet kept in a currency takes that currency only. */
function checkWallet(cash: Cash, facts: Facts): Complaint | null {
  const own = facts.records[cash.wallet]?.data['currency'] ?? null;
  if (own === cash.currency || (own === null && cash.currency !== null)) return null;
  const name = (id: unknown): string => (typeof id === 'string' ? (facts.records[id]?.name ?? '外币') : '人民币');
  return { refused: 'wallet-currency', path: 'head.wallet', with: { wallet: facts.wallets[cash.wallet]?.name ?? '', own: name(own), currency: name(cash.currency) } };
}

/** Bills beyond the tolerances of 三单匹配 are not paid until somebody releases them, where the company wants that. */
const checkHeld = (cash: Cash, facts: Facts): readonly Complaint[] =>
  toleranceOf(facts.org.settings).control !== 'block'
    ? []
    : cash.lines.flatMap((line, i): Complaint[] => {
        const item = facts.openItems[line.openItem];
        return item?.held ? [{ refused: 'match-held', path: `lines[${i}].openItem`, with: { line: String(line.no), number: item.number } }] : [];
      });

export function decideCash(way: WayOfCash, cash: Cash, facts: Facts): Posting | Refused {
  const { side } = WAYS[way];
  const wrong = [
    checkWallet(cash, facts),
    ...checkAllocations(cash.lines, facts, [{ side, party: cash.party }]),
    ...otherCurrencies(cash.lines, cash.currency, facts),
    ...(way === 'out' ? checkHeld(cash, facts) : []),
  ];
  const refused = gather([...wrong, wrong.every((w) => w === null) && checkFigures(cash)]);
  return refused ?? postCash(way, cash, facts);
}

/** A figure on its natural side; a negative one on the other side in black, as cash books are kept. */
const sided = (natural: 'debit' | 'credit', account: string, amount: Fen, rest: { readonly summary: string; readonly wallet?: string }): JournalLine =>
  ((natural === 'debit') === amount >= 0n ? debit : credit)(account, fen(amount < 0n ? -amount : amount), rest.summary, rest.wallet ? { wallet: rest.wallet } : {});

/** facts/china.md S8: 小企业 expense a cash discount given; under 企业会计准则 it lowers revenue. A discount taken lowers 财务费用 in both. */
function discountLine(way: WayOfCash, discount: Fen, facts: Facts, summary: string): JournalLine {
  if (way === 'out') return credit(accountOf(facts, 'expense.finance'), discount, summary);
  return facts.org.standard === 'ASBE' ? credit(accountOf(facts, 'revenue.main'), fen(-discount), summary) : debit(accountOf(facts, 'expense.finance'), discount, summary);
}

/** Figures of a payment in 人民币, at the rate of the day. */
const yuanOf = (cash: Cash, amount: Fen): Fen => (cash.currency === null ? amount : inYuan(amount, present(cash.rate, 'rate of a currency')));

function postCash(way: WayOfCash, cash: Cash, facts: Facts): Posting {
  const { side, rest: restRole, zh, restZh } = WAYS[way];
  const [fee, discount, total] = [yuanOf(cash, cash.fee ?? NO_FEN), yuanOf(cash, cash.discount ?? NO_FEN), yuanOf(cash, cash.amount)];
  const [left, rest] = [restOf(cash), yuanOf(cash, restOf(cash))];
  const wallet = present(facts.wallets[cash.wallet], 'wallet');
  const inOrOut = way === 'out' ? 'credit' : 'debit';
  const carried = withCarried(cash.lines, facts);
  const lines = [
    ...carried.map((l) => settleLine(l, facts, zh)),
    (way === 'out' ? debit : credit)(accountOf(facts, restRole), rest, restZh, { party: cash.party }),
    discountLine(way, discount, facts, `现金折扣 {number}`),
    debit(accountOf(facts, 'expense.finance'), fee, `手续费 {number}`),
    // The fee is ours: paying costs it on top, collecting leaves it with the bank.
    sided(inOrOut, wallet.account, fen(way === 'out' ? total + fee : total - fee), { summary: zh, wallet: wallet.id }),
  ];
  // What the debts were booked at and what is paid for them today differ by the rates.
  const loss = fen(lines.reduce((sum: bigint, l) => sum + l.credit - l.debit, 0n));
  return posting({
    journal: journal([...lines, ...(cash.currency === null ? [] : [exchangeLine(loss, facts, '汇兑损益 {number}')])]),
    settles: settlesOf(carried, facts),
    openItems:
      left === 0n
        ? []
        : [
            {
              side,
              party: cash.party,
              amount: fen(-rest),
              due: null,
              account: accountOf(facts, restRole),
              ...(cash.currency === null ? {} : { currency: cash.currency, foreign: -left }),
            },
          ],
  });
}
