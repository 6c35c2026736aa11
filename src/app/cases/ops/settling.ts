// Money and tax beside the goods: 付款单, 收款单 with 现金折扣, 期末调汇单, 进项税额转出单.
import { type Day, daysInMonth } from '#kernel/day';
import { asNumber, asText, type CaseStep, Unsupported } from '../format.ts';
import { decimal } from '../figures.ts';
import type { DocOf, Operations, World } from '../world.ts';
import { qtyOf } from './lines.ts';
import { currencyOf } from './prices.ts';

type Open = { readonly id: string; readonly doc: string; readonly open: bigint; readonly currency: string | null };
/** What is open of documents of one side, in the debt's own money (分). */
const openOf = (world: World, side: 'payable' | 'receivable'): Promise<readonly Open[]> =>
  world.rows<Open>(
    `select id, doc_id as doc, coalesce(foreign_amount - foreign_settled, amount - settled)::bigint as open, currency from books.open_item where side = $1 and amount <> settled order by due, id`,
    [side],
  );

const wallet = async (world: World): Promise<string> => (await world.rows<{ id: string }>(`select id from books.record where type = 'wallet' and code = 'ZH02'`))[0]?.id ?? '';

/** Money paid or collected for a step's debt; what is more than the debt is an advance. */
async function settle(world: World, step: CaseStep, at: { readonly day: Day; readonly way: 'out' | 'in' }): Promise<readonly DocOf[]> {
  const { day, way } = at;
  const discount = asNumber(step['discount']) ?? 0;
  const docs = step['of'] === undefined ? [] : (Array.isArray(step['of']) ? step['of'] : [step['of']]).flatMap((name) => world.ref(name).docs.map((d) => d.id));
  const mine = (await openOf(world, way === 'out' ? 'payable' : 'receivable')).filter((o) => docs.includes(o.doc));
  if (step['of'] !== undefined && mine.length === 0) throw new Unsupported(`${step.op}.of`, '引用的步骤没有未核销的往来');
  const due = mine.reduce((sum, o) => sum + Number(o.open) / 100, 0);
  const amount = asNumber(step['amount']) ?? due - discount;
  let left = Math.round((amount + discount) * 100);
  const lines: Record<string, unknown>[] = [];
  for (const o of mine) {
    const part = Math.min(left, Number(o.open));
    if (part !== 0) lines.push({ openItem: o.id, amount: decimal(part / 100) });
    left -= part;
  }
  const currency = mine[0]?.currency ?? null;
  const fx = asNumber(step['fx']);
  const money = currency === null ? {} : { currency, ...(fx === null ? {} : { rate: decimal(fx) }) };
  const party = way === 'out' ? { supplier: world.known.supplier } : { customer: world.known.customer };
  const head = { ...party, wallet: await wallet(world), amount: decimal(amount), ...(discount === 0 ? {} : { discount: decimal(discount) }), ...money };
  return [await world.approve(way === 'out' ? 'payment' : 'collection', { day, head, lines })];
}

/** 期末调汇: every debt in the currency at the rate of the month's last day. */
async function revalue(world: World, step: CaseStep, day: Day): Promise<readonly DocOf[]> {
  const [code, rate] = [asText(step['currency']), asNumber(step['rate']) ?? asNumber(step['fx'])];
  if (code === null || rate === null) throw new Unsupported(`${step.op}.rate`, '期末调汇需要币种和期末汇率');
  const currency = await currencyOf(world, code, rate);
  const debts = [...(await openOf(world, 'payable')), ...(await openOf(world, 'receivable'))].filter((o) => o.currency === currency);
  if (debts.length === 0) throw new Unsupported(step.op, `没有 ${code} 的未核销往来`);
  const [year = 0, month = 0] = day.split('-').map(Number);
  const last = `${day.slice(0, 8)}${daysInMonth(year, month)}` as Day;
  world.moveTo(last);
  return [await world.approve('fx-revaluation', { day: last, head: {}, lines: debts.map((o) => ({ openItem: o.id, currency, rate: decimal(rate) })) })];
}

async function inputTransfer(world: World, step: CaseStep, day: Day): Promise<readonly DocOf[]> {
  const line = { account: world.accountId(world.account('expense.admin')), amount: decimal(qtyOf(step, 'amount')) };
  return [await world.approve('input-transfer', { day, head: { cause: 'welfare' }, lines: [line] })];
}

export const SETTLING: Operations = {
  payment: (world, step, day) => settle(world, step, { day, way: 'out' }),
  collection: (world, step, day) => settle(world, step, { day, way: 'in' }),
  fx_revaluation: revalue,
  input_tax_transfer: inputTransfer,
};
