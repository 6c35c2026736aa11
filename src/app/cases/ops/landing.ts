// Charges that goods bear: 采购费用分摊单 over receipts, from a bill, from a supplier without one, or in another currency.
import type { Day } from '#kernel/day';
import { asList, asNumber, asObject, asText, type CaseStep, Unsupported } from '../format.ts';
import { decimal } from '../figures.ts';
import type { DocOf, Operations, World } from '../world.ts';
import { qtyOf } from './lines.ts';
import { CLEARING, currencyOf } from './prices.ts';
import { receive } from './receiving.ts';

type Line = Record<string, unknown>;

/** Every line of a receipt bears its part. */
async function goodsOf(world: World, receipts: readonly DocOf[]): Promise<readonly Line[]> {
  const lines: Line[] = [];
  for (const { id } of receipts) {
    const rows = await world.rows<{ line_no: number; item_id: string }>('select line_no, item_id from books.document_line where doc_id = $1 order by line_no', [id]);
    lines.push(...rows.map((r) => ({ kind: 'goods', item: r.item_id, source: { doc: id, line: r.line_no } })));
  }
  return lines;
}

/** The charge lines of a step: its parts, its bill, or one amount. */
async function chargesOf(world: World, step: CaseStep): Promise<readonly Line[]> {
  const account = world.accountId(world.account(CLEARING));
  // One amount in another currency is one part.
  const parts = step['currency'] === undefined ? asList(step['parts']).map(asObject) : [{ amount: step['amount'], currency: step['currency'], fx: step['fx'] }];
  if (parts.length === 0) {
    const amount = decimal(qtyOf(step, 'amount'));
    const bill = step['from'] === undefined ? null : world.ref(step['from']).docs.at(-1);
    return [{ kind: 'charge', amount, ...(bill ? { source: { doc: bill.id, line: 1 } } : { account }) }];
  }
  return Promise.all(
    parts.map(async (p): Promise<Line> => {
      const [code, fx] = [asText(p['currency']), asNumber(p['fx'])];
      if (code !== null && fx === null) throw new Unsupported(`${step.op}.fx`, `费用用外币 ${code}，但没有汇率`);
      const amount = decimal(asNumber(p['amount']) ?? 0);
      return code === null || fx === null
        ? { kind: 'charge', account, amount }
        : { kind: 'charge', account, currency: await currencyOf(world, code, fx), foreign: amount, rate: decimal(fx) };
    }),
  );
}

/** Spreads charges; what each line got, and what each charge came to, is kept for those who ask. */
async function spread(world: World, at: { readonly day: Day; readonly basis: string }, lines: readonly Line[]): Promise<DocOf> {
  const doc = await world.approve('landed-cost', { day: at.day, head: { basis: at.basis }, lines });
  const rows = await world.rows<{ kind: string; share: string | null; amount: string | null; currency: string | null }>(
    `select l.data->>'kind' as kind, l.data->>'share' as share, l.data->>'amount' as amount, (select r.name from books.record r where r.id = (l.data->>'currency')::uuid) as currency
      from books.document_line l where l.doc_id = $1 order by l.line_no`,
    [doc.id],
  );
  world.findings.set(
    'shares',
    rows.filter((r) => r.kind === 'goods').map((r) => Number(r.share)),
  );
  world.findings.set('charges', Object.fromEntries(rows.filter((r) => r.kind === 'charge').map((r) => [`${(r.currency ?? 'base').toLowerCase()}_charge`, Number(r.amount)])));
  return doc;
}

const BASES: Readonly<Record<string, string>> = { amount: 'amount', value: 'amount', qty: 'qty', quantity: 'qty', weight: 'weight', volume: 'volume' };
/** The basis a step names; none is by amount. */
function basisOf(step: CaseStep): string {
  const basis = BASES[asText(step['by']) ?? 'amount'];
  if (basis === undefined) throw new Unsupported(`${step.op}.${String(step['by'])}`, `采购费用分摊单不按 ${String(step['by'])} 分摊`);
  return basis;
}

/** A receipt that a case speaks of without telling it. */
async function receiptsOf(world: World, step: CaseStep, day: Day): Promise<readonly DocOf[]> {
  const named = (Array.isArray(step['of']) ? step['of'] : [step['of']]).flatMap((name) => asText(name) ?? []);
  if (named.some((name) => world.refs.has(name))) return named.flatMap((name) => world.ref(name).docs.filter((d) => d.type === 'goods-receipt'));
  return [await receive(world, { op: 'receipt', qty: 10 }, { day, rate: 100 })];
}

/** Receipts whose amounts (or quantities) are the case's bases, and a charge over all of them. */
async function allocate(world: World, step: CaseStep, day: Day): Promise<readonly DocOf[]> {
  const basis = basisOf(step);
  const receipts: DocOf[] = [];
  const warehouse = await world.warehouse();
  for (const [i, base] of asList(step['lines']).map(Number).entries()) {
    if (basis === 'amount' || basis === 'qty') {
      receipts.push(await receive(world, { op: 'receipt', qty: basis === 'qty' ? base : 1 }, { day, rate: basis === 'qty' ? 1 : base }));
      continue;
    }
    // What a piece weighs, or the room it takes, stands in the record of its item.
    const line = { item: await world.item(`分摊 ${i + 1}`, { [basis]: decimal(base) }), qty: '1', price: '1', taxRate: '0' };
    receipts.push(await world.approve('goods-receipt', { day, head: { supplier: world.known.supplier, warehouse }, lines: [line] }));
  }
  return [...receipts, await spread(world, { day, basis }, [...(await chargesOf(world, step)), ...(await goodsOf(world, receipts))])];
}

export const LANDING: Operations = {
  landed_cost: async (world, step, day) => {
    const receipts = await receiptsOf(world, step, day);
    return [await spread(world, { day, basis: basisOf(step) }, [...(await chargesOf(world, step)), ...(await goodsOf(world, receipts))])];
  },
  allocate,
  freight_bill: async (world, step, day) => {
    const head = { supplier: world.known.supplier, number: `2632${String(world.next()).padStart(16, '0')}` };
    const line = { account: world.accountId(world.account(CLEARING)), amount: decimal(qtyOf(step, 'amount')), taxRate: '0' };
    return [await world.approve('purchase-invoice', { day, head, lines: [line] })];
  },
  claim: async (world, step, day) => {
    const receipt = await receive(world, { op: 'receipt', qty: 10 }, { day, rate: 100 });
    return [await spread(world, { day, basis: 'amount' }, [...(await chargesOf(world, { ...step, from: step['of'] })), ...(await goodsOf(world, [receipt]))])];
  },
};
