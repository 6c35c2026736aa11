// When a 跌价准备单 may be posted, and what it books (facts/china.md I5): 计提 借 资产减值损失 贷 存货跌价准备; 转回 the other way, never beyond what was provided;
// 转销 借 存货跌价准备 贷 主营业务成本. One provision per item, kept by the item auxiliary of the account.
import { posting, type Posting } from '#kernel/decision';
import { formatFen } from '#kernel/decimal';
import type { Doc } from '#kernel/document';
import type { Facts } from '#kernel/facts';
import { accountOf } from '#kernel/checks';
import { credit, debit, journal } from '#kernel/journal';
import { divideHalfUp, type Fen, fen, NO_FEN, price as asPrice, type Price } from '#kernel/money';
import { present } from '#kernel/must';
import { amountOf } from '#kernel/quantity';
import { type Complaint, gather, refuse, type Refused, type RefusalTable } from '#kernel/refusal';
import { splitTax } from '#kernel/trade';
import { priceField } from '#warehouse';
import { heldOf } from '../restate.ts';
import type { HEAD, LINE } from './document.ts';

export const REFUSALS = {
  'no-impairment-here': { http: 422, retry: 'never', zh: '小企业会计准则对存货不计提跌价准备，按实际成本计量；货物已经毁损报废的，请做报损单，损失在发生时确认' },
  'item-twice': { http: 422, retry: 'never', zh: '第 {line} 行：“{item}”已在第 {other} 行，请删去一行' },
  'nrv-missing': { http: 422, retry: 'never', zh: '第 {line} 行：“{item}”没有售价可依，请填写单位可变现净值' },
  'release-needed': { http: 422, retry: 'never', zh: '第 {line} 行：转销“{item}”的跌价准备，请填写转销金额' },
  'release-too-much': { http: 409, retry: 'never', zh: '第 {line} 行：“{item}”已提准备 {reserve}，不能转销 {asked}' },
  'nothing-to-provide': { http: 422, retry: 'never', zh: '各行的准备都已足额，没有要计提、转回或转销的金额' },
  'reserve-used': { http: 409, retry: 'never', zh: '“{item}”的准备已被转回或转销，红冲后会成为负数；请先红冲后来的跌价准备单' },
} as const satisfies RefusalTable;

type Test = Doc<typeof HEAD, typeof LINE>;

/** What is provided for an item now. */
const reserveOf = (item: string, facts: Facts): Fen => fen(-(facts.itemBalances?.[item] ?? 0n));

/** The net realisable value of a unit: entered, else the sale price without VAT less the share that selling costs. */
function nrvOf(line: Test['lines'][number], sellingRate: bigint, facts: Facts): Price | null {
  if (line.nrv !== null) return line.nrv;
  const item = facts.items[line.item];
  const listed = facts.prices[line.item] ?? priceField(line.item, 'salePrice', facts);
  if (!item || listed === null) return null;
  // Prices are in 10⁻⁶ 元, and splitting tax off is the same at any scale.
  const net = facts.org.vat === 'general' ? splitTax(fen(listed), item.taxRate).net : listed;
  return asPrice(divideHalfUp(net * (1_000_000n - sellingRate), 1_000_000n));
}

export function completeImpairment(doc: Test, facts: Facts): Test {
  const lines = doc.lines.map((line) => {
    const [{ qty, value: cost }, reserve] = [heldOf(line.item, facts), reserveOf(line.item, facts)];
    if (doc.head.kind === 'sold') return { ...line, nrv: null, qty, cost, reserve, required: null, amount: line.release === null ? null : fen(-line.release) };
    const nrv = nrvOf(line, doc.head.sellingRate ?? 0n, facts);
    const short = nrv === null || qty <= 0n ? 0n : cost - amountOf(qty, nrv);
    const required = fen(short > 0n ? short : 0n);
    return { ...line, release: null, nrv, qty, cost, reserve, required: nrv === null ? null : required, amount: nrv === null ? null : fen(required - reserve) };
  });
  return { ...doc, lines };
}

export function decideImpairment(doc: Test, facts: Facts): Posting | Refused {
  if (facts.org.standard !== 'ASBE') return refuse('no-impairment-here');
  const refused = gather([...doc.lines.flatMap((_, i) => checkLine(doc, i, facts)), doc.lines.every((l) => l.amount === 0n) && { refused: 'nothing-to-provide', path: 'lines' }]);
  if (refused) return refused;
  const reserve = accountOf(facts, 'inventory.impairment');
  const other = accountOf(facts, doc.head.kind === 'sold' ? 'cogs.main' : 'loss.impairment');
  const words = `${doc.head.kind === 'sold' ? '转销' : '计提'}存货跌价准备 {number}`;
  return posting({
    journal: journal(
      doc.lines.flatMap(({ item, amount }) => {
        const by = amount ?? NO_FEN;
        return by >= 0n ? [debit(other, by, words), credit(reserve, by, words, { item })] : [debit(reserve, fen(-by), words, { item }), credit(other, fen(-by), words)];
      }),
    ),
  });
}

function checkLine(doc: Test, index: number, facts: Facts): readonly Complaint[] {
  const line = present(doc.lines[index], 'line');
  const said = { line: String(line.no), item: facts.items[line.item]?.name ?? '' };
  const at = (field: string) => `lines[${index}].${field}`;
  const other = doc.lines.slice(0, index).find((l) => l.item === line.item);
  if (other) return [{ refused: 'item-twice', path: at('item'), with: { ...said, other: String(other.no) } }];
  if (doc.head.kind === 'test') return line.nrv === null ? [{ refused: 'nrv-missing', path: at('nrv'), with: said }] : [];
  if (line.release === null) return [{ refused: 'release-needed', path: at('release'), with: said }];
  const reserve = reserveOf(line.item, facts);
  return line.release > reserve ? [{ refused: 'release-too-much', path: at('release'), with: { ...said, reserve: formatFen(reserve), asked: formatFen(line.release) } }] : [];
}

/** Taking a provision back must not leave less than nothing provided. */
export const mayReverseImpairment = (doc: Test, facts: Facts): Refused | null =>
  gather(doc.lines.map((l) => (reserveOf(l.item, facts) - (l.amount ?? 0n) < 0n ? { refused: 'reserve-used', with: { item: facts.items[l.item]?.name ?? '' } } : null)));
