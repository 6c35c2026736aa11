// 采购发票 over goods received: one or several receipts, in 外币, with input VAT, or a 收购发票 for 农产品; or over a service such as freight.
import { formatFen } from '#kernel/decimal';
import type { Day } from '#kernel/day';
import { fen, splitFen } from '#kernel/money';
import { asNumber, asObject, asText, type CaseStep, Unsupported } from '../format.ts';
import { decimal } from '../figures.ts';
import type { DocOf, World } from '../world.ts';
import { lineOf, qtyOf, unitOf } from './lines.ts';
import { taxRateOf } from '../tax-rate.ts';
import { CLEARING, currencyOf, rateOf } from './prices.ts';

/** A number of its own where the step names none: 数电票 have 20 digits. */
const numberOf = (world: World, step: CaseStep): string => asText(step['number']) ?? `2632${String(world.next()).padStart(16, '0')}`;

const KINDS: Readonly<Record<string, string>> = { special: 'special', ordinary: 'ordinary', acquisition: 'acquisition', agricultural: 'acquisition', 收购: 'acquisition' };

type Part = { readonly receipt: DocOf; readonly lot?: string; readonly qty: number; readonly rate: number };

/** Books a bill over parts of receipts at prices without tax. */
export async function billed(world: World, at: { readonly day: Day; readonly lines: readonly Part[] }, step: CaseStep): Promise<DocOf> {
  const item = await world.item();
  const tax = taxRateOf(step) ?? 0;
  const [code, fx] = [asText(step['currency']), asNumber(step['fx'])];
  const money = code === null || fx === null ? {} : { currency: await currencyOf(world, code, fx), rate: decimal(fx) };
  const head = { supplier: world.known.supplier, number: numberOf(world, step), ...money };
  const lines = [];
  for (const p of at.lines) {
    const price = decimal((code === null ? p.rate : (asNumber(step['rate']) ?? 0)) * (1 + tax));
    lines.push({ item, qty: decimal(p.qty), price, taxRate: decimal(tax), ...unitOf(step), source: await lineOf(world, p.receipt, p) });
  }
  return world.approve('purchase-invoice', { day: at.day, head, lines });
}

/** 农产品: the 收购发票 of the receipt; a share of what was paid is input VAT and no cost. Nothing where the step speaks of none. */
export async function acquired(world: World, step: CaseStep, at: { readonly day: Day; readonly receipt: DocOf; readonly price: number }): Promise<readonly DocOf[]> {
  const share = asNumber(step['agri_deduct_rate']);
  if (share === null) return [];
  const head = { supplier: world.known.supplier, kind: 'acquisition', number: numberOf(world, step) };
  const source = await lineOf(world, at.receipt, {});
  const line = { item: await world.item(), qty: decimal(qtyOf(step)), price: decimal(at.price), taxRate: decimal(share), ...unitOf(step), source };
  return [await world.approve('purchase-invoice', { day: at.day, head, lines: [line] })];
}

/** A bill over a service: freight that waits to be spread, or an expense. */
async function service(world: World, step: CaseStep, day: Day): Promise<DocOf> {
  const tax = taxRateOf(step) ?? 0;
  const line = { account: world.accountId(world.account(CLEARING)), amount: decimal(qtyOf(step, 'amount') * (1 + tax)), taxRate: decimal(tax) };
  return world.approve('purchase-invoice', { day, head: { supplier: world.known.supplier, number: numberOf(world, step) }, lines: [line] });
}

type Received = { readonly id: string; readonly line: number; readonly item: string; readonly open: bigint; readonly gross: bigint };
const MICRO = 1e6;

/** What is not billed yet of receipts, in their order, with what it was received for. */
const unbilled = (world: World, receipts: readonly DocOf[]): Promise<readonly Received[]> =>
  world.rows<Received>(
    `select l.doc_id as id, l.line_no as line, l.item_id as item, (l.base_qty - coalesce(p.qty, 0))::bigint as open, l.amount as gross
      from unnest($1::uuid[]) with ordinality as w(id, n) join books.document_line l on l.doc_id = w.id
      left join books.progress p on p.doc_id = l.doc_id and p.line_no = l.line_no and p.kind = 'invoiced' where l.item_id is not null order by w.n, l.line_no`,
    [receipts.map((r) => r.id)],
  );

/** One bill over several receipts: each as far as the bill reaches, at its price, or sharing its amount by what they were received for. */
async function overMany(world: World, step: CaseStep, at: { readonly day: Day; readonly receipts: readonly DocOf[] }): Promise<DocOf> {
  const [rate, amount, tax] = [rateOf(step), asNumber(step['amount']), taxRateOf(step) ?? 0];
  if (rate === null && amount === null) throw new Unsupported('purchase_invoice.rate', '发票没有单价也没有金额');
  let left = Math.round((asNumber(step['qty']) ?? Number.MAX_SAFE_INTEGER / MICRO) * MICRO);
  const taken = (await unbilled(world, at.receipts)).flatMap((r) => {
    const qty = Math.min(left, Number(r.open));
    left -= qty;
    return qty > 0 ? [{ ...r, qty }] : [];
  });
  const whole = Math.round((amount ?? taken.reduce((sum, r) => sum + (r.qty / MICRO) * (rate ?? 0), 0)) * (1 + tax) * 100);
  const weights = taken.map((r) => (amount === null ? BigInt(r.qty) : (r.gross * BigInt(r.qty)) / (r.open > 0n ? r.open : 1n)));
  const shares = splitFen(fen(BigInt(whole)), weights);
  const lines = taken.map((r, i) => ({
    item: r.item,
    qty: decimal(r.qty / MICRO),
    amount: formatFen(shares[i] ?? fen(0n)),
    taxRate: decimal(tax),
    source: { doc: r.id, line: r.line },
  }));
  return world.approve('purchase-invoice', { day: at.day, head: { supplier: world.known.supplier, number: numberOf(world, step) }, lines });
}

/** A bill as a step tells it. */
export async function invoice(world: World, step: CaseStep, day: Day): Promise<readonly DocOf[]> {
  if (step['of'] === undefined) return [await service(world, step, day)];
  const names = Array.isArray(step['of']) ? step['of'] : [step['of']];
  const receipts = names.flatMap((name) => world.ref(name).docs.findLast((d) => d.type === 'goods-receipt') ?? []);
  const [receipt] = receipts;
  if (!receipt) throw new Unsupported('purchase_invoice.of', '发票没有可对应的入库单');
  const kind = KINDS[asText(step['kind']) ?? 'special'];
  const rate = rateOf(step);
  if (kind === 'acquisition') return acquired(world, { ...step, agri_deduct_rate: asNumber(step['agri_deduct_rate']) ?? taxRateOf(step) ?? 0 }, { day, receipt, price: rate ?? 0 });
  if (names.length > 1 || rate === null || step['qty'] === undefined) return [await overMany(world, step, { day, receipts })];
  const [bought] = await world.rows<{ lines: number }>(`select count(*)::int as lines from books.document_line where doc_id = $1`, [receipt.id]);
  // A bill over a receipt of several lots is a bill over each of them.
  const lots = Object.entries(asObject(step['lots'] ?? ((bought?.lines ?? 1) > 1 ? world.ref(names[0]).step['lots'] : undefined)));
  const parts: readonly Part[] = lots.length > 0 ? lots.map(([lot, n]) => ({ receipt, lot, qty: Number(n), rate })) : [{ receipt, qty: qtyOf(step), rate }];
  return [await billed(world, { day, lines: parts }, step)];
}
