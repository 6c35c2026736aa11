// Business beside the warehouse: 直运单, the 红字发票 of a billed receipt (采购折让单), and lots whose days are counted back from their expiry.
import { formatFen } from '#kernel/decimal';
import type { Day } from '#kernel/day';
import { fen, splitFen } from '#kernel/money';
import { dayOf } from '../days.ts';
import { decimal } from '../figures.ts';
import { asNumber, type CaseStep, Unsupported } from '../format.ts';
import type { DocOf, Operations, World } from '../world.ts';
import { pieces, qtyOf } from './lines.ts';

/** The supplier ships to the customer; the price it is sold at does not matter to cost. */
async function dropship(world: World, step: CaseStep, day: Day): Promise<readonly DocOf[]> {
  const [item, cost] = [await world.item(), decimal(asNumber(step['rate']) ?? 0)];
  const lines = pieces(world, step, qtyOf(step)).map(({ qty, unit }) => ({ item, qty, ...(unit ? { unit } : {}), price: '1', taxRate: '0', buyPrice: cost, buyTaxRate: '0' }));
  return [await world.approve('drop-shipment', { day, head: { customer: world.known.customer, supplier: world.known.supplier }, lines })];
}

/** Something off the price of goods billed; before the bill there is nothing a red bill could take back. */
async function creditNote(world: World, step: CaseStep, day: Day): Promise<readonly DocOf[]> {
  const receipt = world.ref(step['of']).docs.find((d) => d.type === 'goods-receipt');
  const amount = asNumber(step['amount']) ?? qtyOf(step) * (asNumber(step['rate']) ?? 0);
  const [billed] = receipt ? await world.rows<{ qty: bigint }>(`select qty from books.progress where doc_id = $1 and kind = 'invoiced' and qty > 0`, [receipt.id]) : [];
  if (!receipt || !billed) throw new Unsupported(step.op, '该入库单尚未开票：采购退货单已按原入库单冲减暂估，不另录红字发票');
  // Every line of the receipt bears its part.
  const bought = await world.rows<{ line: number; item: string; gross: bigint }>(
    'select line_no as line, item_id as item, amount as gross from books.document_line where doc_id = $1 order by 1',
    [receipt.id],
  );
  const shares = splitFen(
    fen(BigInt(Math.round(amount * 100))),
    bought.map((b) => b.gross),
  );
  const lines = bought.map((b, i) => ({ item: b.item, amount: formatFen(shares[i] ?? fen(0n)), taxRate: '0', source: { doc: receipt.id, line: b.line } }));
  return [await world.approve('purchase-allowance', { day, head: { supplier: world.known.supplier, bill: 'ordinary' }, lines: lines.filter((l) => l.amount !== '0.00') })];
}

/** A lot made on a day, of goods that keep so many days; what its days came to is kept for those who ask. */
async function createLot(world: World, step: CaseStep, day: Day): Promise<readonly DocOf[]> {
  const made = dayOf(step['on']) ?? day;
  const marks = Object.fromEntries(
    Object.entries({ bestBeforeDays: 'best_before_days', removalDays: 'removal_days', alertDays: 'alert_days' }).flatMap(([field, name]) => {
      const days = asNumber(step[name]);
      return days === null ? [] : [[field, days]];
    }),
  );
  const [item, warehouse] = [
    await world.item('有保质期的商品', { tracksLots: true, tracksExpiry: true, shelfLifeDays: qtyOf(step, 'shelf_life_days'), ...marks }),
    await world.warehouse(step['wh']),
  ];
  const line = { item, qty: '1', price: '1', taxRate: '0', lot: 'L1', made };
  const doc = await world.approve('goods-receipt', { day, head: { supplier: world.known.supplier, warehouse }, lines: [line] });
  const [dates] = await world.rows<Record<string, string | null>>(
    `select l.expires::text as expiration, l.data->>'bestBefore' as best_before, l.data->>'removal' as removal, l.data->>'alert' as alert from books.lot l where l.item_id = $1`,
    [item],
  );
  world.findings.set('dates', dates ?? {});
  return [doc];
}

export const DROPPING: Operations = { dropship, purchase_credit_note: creditNote, purchase_allowance: creditNote, create_lot: createLot };
