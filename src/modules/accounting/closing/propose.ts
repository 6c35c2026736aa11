// What a month close would book, from the figures alone: each proposal brings the books to where they must be and no further, so that asked
// again it proposes nothing. Pure.
import { formatFen } from '#kernel/decimal';
import { fen, type Fen } from '#kernel/money';
import { formatDecimal } from '#kernel/decimal';
import { present } from '#kernel/must';
import { taxOf } from '../tax-accrual/decide.ts';
import { SURCHARGES, type Tax, TAXES } from '../tax-accrual/taxes.ts';
import { type CloseBook, type Made, netOf } from './book.ts';
import { isBelow, rateOn } from './tax-rates.ts';

/** A document to make, or why there is none. */
export type Proposal = {
  readonly type: 'vat-transfer' | 'tax-accrual' | 'profit-transfer';
  readonly body: { readonly day: string; readonly head: Readonly<Record<string, unknown>>; readonly lines: readonly Readonly<Record<string, unknown>>[] } | null;
  readonly said: string;
};

const account = (book: CloseBook, role: string): string => present(book.roles[role], `account role ${role}`);
const nothing = (type: Proposal['type'], said: string): Proposal => ({ type, body: null, said });
/** The next turn among documents of a kind; a red one does not give its original's turn back. */
const nextTurn = (made: readonly Made[], fits: (m: Made) => boolean): string => String(made.filter(fits).reduce((most, m) => Math.max(most, m.turn ?? 0), 0) + 1);
const percent = (value: bigint): string => formatDecimal(value, 6, 0);
const bodyOf = (book: CloseBook, head: Readonly<Record<string, unknown>>, lines: readonly Readonly<Record<string, unknown>>[]) => ({ day: book.day, head, lines });

/** Quarterly filers act in the last month of a quarter. */
const isDue = (book: CloseBook, by: 'month' | 'quarter'): boolean => by === 'month' || (book.period % 100) % 3 === 0;
const filing = (book: CloseBook): 'month' | 'quarter' => (book.vat === 'small' ? book.options.vatFiling : 'month');
/** 不含税销售额 of the month or the quarter. */
export const salesOf = (book: CloseBook, span: 'month' | 'quarter'): Fen =>
  fen(
    -netOf(span === 'month' ? book.month : book.quarter, account(book, 'revenue.main'), 'current') -
      netOf(span === 'month' ? book.month : book.quarter, account(book, 'revenue.other'), 'current'),
  );

export type VatTargets = { readonly unpaid: bigint; readonly overpaid: bigint; readonly exempt: bigint; readonly base: bigint };

/** What the VAT accounts must come to: what is owed, what was paid too much, what is exempt; and the base of surcharges that follows. */
export function vatTargets(book: CloseBook): VatTargets {
  if (book.vat === 'small') {
    const span = filing(book);
    const output = book.credited[account(book, 'vat.payable')]?.[span] ?? 0n;
    const isExempt = isDue(book, span) && isBelow('vat', salesOf(book, span), { day: book.day, span });
    const exempt = isExempt ? output - book.special[span] : 0n;
    return { unpaid: 0n, overpaid: 0n, exempt, base: output - exempt };
  }
  const now = vatNow(book);
  const owed = now.owed + now.unpaid - now.overpaid;
  const unpaid = owed > 0n ? owed : 0n;
  const overpaid = owed < 0n && now.paid > 0n ? (-owed < now.paid ? -owed : now.paid) : 0n;
  return { unpaid, overpaid, exempt: 0n, base: unpaid + now.paid - overpaid };
}

/** Where the columns of 应交增值税 stand; `owed` > 0 is a credit balance. */
const vatNow = (book: CloseBook) => ({
  owed: -netOf(book.month, account(book, 'vat.payable'), 'closing'),
  unpaid: netOf(book.month, account(book, 'vat.transferOutUnpaid'), 'current'),
  overpaid: -netOf(book.month, account(book, 'vat.transferOutOverpaid'), 'current'),
  paid: netOf(book.month, account(book, 'vat.paid'), 'current'),
});

/** 转出未交 / 转出多交增值税; for small taxpayers the exempt tax of the period. */
export function proposeVat(book: CloseBook): Proposal {
  const target = vatTargets(book);
  const now = book.vat === 'small' ? { owed: 0n, unpaid: 0n, overpaid: 0n } : vatNow(book);
  const [unpaid, overpaid] = [target.unpaid - now.unpaid, target.overpaid - now.overpaid];
  const exempt = isDue(book, filing(book)) ? target.exempt - book.exempt[filing(book)] : 0n;
  if (unpaid === 0n && overpaid === 0n && exempt === 0n) return nothing('vat-transfer', vatNothing(book, now.owed));
  const columns = book.vat === 'small' ? [] : book.month.filter((f) => f.code.startsWith(account(book, 'vat.payable')) && (f.net['closing'] ?? 0n) !== 0n);
  const amount = (value: bigint): string | null => (value === 0n ? null : formatFen(value));
  const head = { unpaid: amount(unpaid), overpaid: amount(overpaid), exempt: amount(exempt), turn: nextTurn(book.made, (m) => m.type === 'vat-transfer') };
  const said = [
    ...(unpaid === 0n ? [] : [`转出未交增值税 ${formatFen(unpaid)}`]),
    ...(overpaid === 0n ? [] : [`转出多交增值税 ${formatFen(overpaid)}`]),
    ...(exempt === 0n ? [] : [`免征增值税转出 ${formatFen(exempt)}`]),
  ].join('，');
  return {
    type: 'vat-transfer',
    body: bodyOf(
      book,
      head,
      columns.map((f) => ({ account: f.id, balance: formatFen(f.net['closing'] ?? 0n) })),
    ),
    said,
  };
}

function vatNothing(book: CloseBook, owed: bigint): string {
  if (book.vat === 'small') return isDue(book, filing(book)) ? '没有可转出的免征增值税' : '按季申报，季末再看起征点';
  return owed < 0n ? `留抵税额 ${formatFen(-owed)}，不需要结转` : '应交增值税已结平';
}

/** What this period takes as base of a surcharge, less what 税费计提单 took already. */
function surchargeBase(book: CloseBook, tax: Tax): bigint {
  const span = filing(book);
  const consumption = book.credited[account(book, 'tax.consumption')]?.[span] ?? 0n;
  const free = tax !== 'urban' && isBelow('education', salesOf(book, span), { day: book.day, span });
  return (free ? 0n : vatTargets(book).base + consumption) - (book.bases[tax]?.[span] ?? 0n);
}

/** 城建税、教育费附加、地方教育附加 on the VAT and consumption tax of the period. */
export function proposeSurcharge(book: CloseBook): Proposal {
  if (!book.options.surcharge) return nothing('tax-accrual', '未启用附加税自动计提');
  if (!isDue(book, filing(book))) return nothing('tax-accrual', '按季申报，季末计提');
  const lines = SURCHARGES.flatMap((tax) => {
    const found = rateOn(tax, book, book.rates);
    const base = surchargeBase(book, tax);
    return found && base !== 0n && !(base < 0n && book.bases[tax] === undefined) ? [{ tax, base, found }] : [];
  });
  if (lines.length === 0) return nothing('tax-accrual', '没有需要计提的附加税');
  return accrual(
    book,
    lines.map(({ tax, base, found }) => ({ tax, base: fen(base), rate: found.rate, reduced: found.reduced, accrued: null })),
  );
}

type TaxLine = { readonly tax: Tax } & Parameters<typeof taxOf>[0];

function accrual(book: CloseBook, lines: readonly TaxLine[]): Proposal {
  const isIncome = (title: string): boolean => title.includes(TAXES.income.zh);
  const income = lines.some((l) => l.tax === 'income');
  const total = lines.reduce((sum: bigint, l) => sum + taxOf(l), 0n);
  if (total === 0n && lines.every((l) => taxOf(l) === 0n)) return nothing('tax-accrual', '计提金额为零');
  return {
    type: 'tax-accrual',
    body: bodyOf(
      book,
      { turn: nextTurn(book.made, (m) => m.type === 'tax-accrual' && isIncome(m.title) === income) },
      lines.map((l) => ({
        tax: l.tax,
        base: formatFen(l.base),
        rate: percent(l.rate),
        reduced: l.reduced === null ? null : percent(l.reduced),
        accrued: l.accrued === null ? null : formatFen(l.accrued),
      })),
    ),
    said: `计提${lines.map((l) => `${TAXES[l.tax].zh} ${formatFen(taxOf(l))}`).join('，')}`,
  };
}

/** Income and expense accounts with something left to transfer. */
const unclosed = (book: CloseBook) => book.month.filter((f) => f.kind === 'profit' && (f.net['closing'] ?? 0n) !== 0n);
/** 利润总额 of the year so far: everything but 所得税费用 and 以前年度损益调整. */
const profitBeforeTax = (book: CloseBook): bigint =>
  -book.month
    .filter((f) => f.kind === 'profit' && !f.code.startsWith(account(book, 'expense.incomeTax')) && !(book.standard === 'ASBE' && f.code.startsWith('6901')))
    .reduce((sum: bigint, f) => sum + (f.net['cumulative'] ?? 0n), 0n);

/** 企业所得税 on the profit of the year so far, less what was accrued. A loss owes nothing and takes back what was accrued too much. */
export function proposeIncomeTax(book: CloseBook): Proposal {
  const { incomeTax } = book.options;
  if (incomeTax === 'off') return nothing('tax-accrual', '未启用所得税自动计提');
  if (!isDue(book, incomeTax)) return nothing('tax-accrual', '按季预缴，季末计提');
  const found = rateOn('income', book, book.rates);
  if (!found) return nothing('tax-accrual', '没有所得税税率，请添加“计提税率”');
  const profit = profitBeforeTax(book);
  const accrued = netOf(book.month, account(book, 'expense.incomeTax'), 'cumulative');
  const line: TaxLine = { tax: 'income', base: fen(profit > 0n ? profit : 0n), rate: found.rate, reduced: found.reduced, accrued };
  return taxOf(line) === 0n ? nothing('tax-accrual', profit > 0n ? '所得税已计提' : '累计亏损，不计提所得税') : accrual(book, [line]);
}

/** Every income and expense account into 本年利润. */
export function proposeProfit(book: CloseBook): Proposal {
  const lines = unclosed(book);
  if (lines.length === 0) return nothing('profit-transfer', '损益科目没有余额');
  const left = (direction: 'debit' | 'credit'): bigint => lines.filter((f) => f.direction === direction).reduce((sum: bigint, f) => sum + (f.net['closing'] ?? 0n), 0n);
  const [income, expense] = [left('credit'), left('debit')];
  const profit = -income - expense;
  return {
    type: 'profit-transfer',
    body: bodyOf(
      book,
      { kind: 'month', turn: nextTurn(book.made, (m) => m.type === 'profit-transfer' && m.kind === 'month') },
      lines.map((f) => ({ account: f.id, balance: formatFen(f.net['closing'] ?? 0n) })),
    ),
    said: `结转收入 ${formatFen(-income)}，成本费用 ${formatFen(expense)}，${profit < 0n ? '亏损' : '利润'} ${formatFen(profit < 0n ? -profit : profit)}`,
  };
}

/** In December: 本年利润 and the other detail accounts of 利润分配 into 未分配利润. */
export function proposeYear(book: CloseBook): Proposal {
  if (book.period % 100 !== 12) return nothing('profit-transfer', '年末（12 月）结转');
  const retained = account(book, 'profit.retained');
  const lines = book.month.filter(
    (f) =>
      (f.code.startsWith(account(book, 'profit.currentYear')) || (f.code.startsWith(account(book, 'profit.distribution')) && f.code !== retained)) &&
      (f.net['closing'] ?? 0n) !== 0n,
  );
  if (lines.length === 0) return nothing('profit-transfer', '本年利润已结平');
  const profit = -lines.reduce((sum: bigint, f) => sum + (f.net['closing'] ?? 0n), 0n);
  return {
    type: 'profit-transfer',
    body: bodyOf(
      book,
      { kind: 'year', turn: nextTurn(book.made, (m) => m.type === 'profit-transfer' && m.kind === 'year') },
      lines.map((f) => ({ account: f.id, balance: formatFen(f.net['closing'] ?? 0n) })),
    ),
    said: `转入未分配利润 ${formatFen(profit)}`,
  };
}
