// When a 采购费用分摊单 may be booked.
import { formatFen } from '#kernel/decimal';
import type { Posting } from '#kernel/decision';
import type { Facts } from '#kernel/facts';
import { NO_FEN } from '#kernel/money';
import { type Complaint, gather, type Refused } from '#kernel/refusal';
import { pulledFrom } from '../invoice.ts';
import { baseOf, billedCost, isCharge, type Landed, type LandedLine, spreadOf } from './complete.ts';
import { postLandedCost } from './post.ts';

const BASIS_ZH = { amount: '按金额', qty: '按数量', weight: '按重量', volume: '按体积' } as const;
const WHAT_ZH = { amount: '金额', qty: '数量', weight: '单位重量', volume: '单位体积' } as const;
type Basis = keyof typeof BASIS_ZH;

export function decideLandedCost(doc: Landed, facts: Facts): Posting | Refused {
  const goods = doc.lines.filter((l) => !isCharge(l));
  return (
    gather([
      goods.length === doc.lines.length && { refused: 'no-charge', path: 'lines' },
      goods.length === 0 && { refused: 'no-goods', path: 'lines' },
      ...checkCharges(doc, facts),
      ...checkGoods(doc, facts),
    ]) ??
    gather([checkBase(doc, goods, facts)]) ??
    postLandedCost(doc, facts)
  );
}

function checkCharges(doc: Landed, facts: Facts): readonly (Complaint | null)[] {
  const asked = new Map<string, bigint>();
  return doc.lines.map((line, i) => {
    if (!isCharge(line)) return null;
    const at = { line: String(line.no) };
    if ((line.amount ?? NO_FEN) === 0n) return { refused: 'charge-amount', path: `lines[${i}].amount`, with: at };
    return line.source === null ? checkEntered(line, i, facts) : checkBilled({ line, index: i }, facts, asked);
  });
}

function checkEntered(line: LandedLine, index: number, facts: Facts): Complaint | null {
  const at = { line: String(line.no) };
  if ((line.account === null) === (line.supplier === null)) return { refused: 'charge-needs-account', path: `lines[${index}].account`, with: at };
  const account = line.account === null ? undefined : facts.records[line.account];
  return account?.data['controlled'] === true ? { refused: 'charge-account-controlled', path: `lines[${index}].account`, with: { ...at, account: account.name } } : null;
}

/** Several vouchers may draw on one bill, but never on more than it says; a credit note is drawn on downwards. */
function checkBilled({ line, index }: { readonly line: LandedLine; readonly index: number }, facts: Facts, asked: Map<string, bigint>): Complaint | null {
  const from = pulledFrom(line, facts);
  if (!from) return null;
  const at = { line: String(line.no), source: from.doc.number };
  if ((from.line as unknown as { item: string | null }).item !== null) return { refused: 'charge-no-expense', path: `lines[${index}].source`, with: at };
  const [whole, done] = [billedCost(from, facts), spreadOf(from)];
  const key = `${from.doc.id}/${from.line.no}`;
  const total = (asked.get(key) ?? 0n) + (line.amount ?? 0n);
  asked.set(key, total);
  const left = whole - done;
  const beyond = whole >= 0n ? total > left || total < 0n : total < left || total > 0n;
  return beyond
    ? { refused: 'over-bill', path: `lines[${index}].amount`, with: { ...at, whole: formatFen(whole), done: formatFen(done), left: formatFen(left), asked: formatFen(total) } }
    : null;
}

function checkGoods(doc: Landed, facts: Facts): readonly (Complaint | null)[] {
  const seen = new Map<string, number>();
  return doc.lines.map((line, i) => {
    if (isCharge(line)) return null;
    const at = { line: String(line.no), item: facts.items[line.item ?? '']?.name ?? '' };
    if (line.source === null) return { refused: 'source-missing', path: `lines[${i}].source`, with: at };
    if (line.item === null) return { refused: 'bad-field', path: `lines[${i}].item`, with: { what: `第 ${at.line} 行：请填写“商品”` } };
    const key = `${line.source.doc}/${line.source.line}`;
    const other = seen.get(key);
    if (other !== undefined) return { refused: 'goods-twice', path: `lines[${i}].source`, with: { ...at, other: String(other) } };
    seen.set(key, line.no);
    return baseOf(line, doc.head.basis, facts) === null ? { refused: 'base-missing', path: `lines[${i}].item`, with: { ...at, what: WHAT_ZH[doc.head.basis as Basis] } } : null;
  });
}

const checkBase = (doc: Landed, goods: readonly LandedLine[], facts: Facts): Complaint | null =>
  goods.reduce((sum, l) => sum + (baseOf(l, doc.head.basis, facts) ?? 0n), 0n) > 0n
    ? null
    : { refused: 'base-zero', path: 'head.basis', with: { basis: BASIS_ZH[doc.head.basis as Basis] } };
