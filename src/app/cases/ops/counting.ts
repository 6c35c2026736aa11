// Counting: 盘点单 for quantities; a count that also says what the goods are worth takes them out as they were and in as they are.
import type { Day } from '#kernel/day';
import { saveAll } from '../../founding.ts';
import { asNumber, asObject, type CaseStep } from '../format.ts';
import { clean, lookAt } from '../look.ts';
import { decimal } from '../figures.ts';
import { type DocOf, type Operations, StepRefused, type World } from '../world.ts';
import { deliver } from './leaving.ts';
import { incoming, NO_LOT, qtyOf } from './lines.ts';
import { bringIn } from './receiving.ts';

/** How much the ledger has of the item in a warehouse (and lot) at the end of a day. */
async function bookQty(world: World, step: CaseStep, day: Day): Promise<{ readonly then: number }> {
  const [item, warehouse] = [await world.item(), await world.warehouse(step['wh'])];
  const lot = lotOf(world, step);
  const lines = (await lookAt(world)).lines.filter((l) => l.item === item && l.warehouse === warehouse && (lot === null || l.lot === lot));
  const sum = (list: typeof lines): number => clean(list.reduce((total, l) => total + l.qty, 0));
  return { then: sum(lines.filter((l) => l.day <= day)) };
}

const lotOf = (world: World, step: CaseStep): string | null => (world.traits.tracksLots ? String(step['lot'] ?? Object.keys(asObject(step['lots']))[0] ?? NO_LOT) : null);

/** A reason whose losses give their input VAT back (非正常损失). */
const lossReason = async (world: World): Promise<string> => {
  const made = await saveAll(world.ports, world.caller, 'reason', [{ name: '非正常损失', data: { use: 'count', transferInput: true } }]);
  return made[0]?.id ?? '';
};

/** A count sheet that finds `by` more (or less) than the books; counted twice where it differs. */
async function count(world: World, step: CaseStep, at: { readonly day: Day; readonly by: number }): Promise<readonly DocOf[]> {
  const { then } = await bookQty(world, step, at.day);
  const counted = decimal(then + at.by);
  const lot = lotOf(world, step);
  const reason = step['input_tax_transfer'] === true ? { reason: await lossReason(world) } : {};
  const line = { item: await world.item(), counted, recount: counted, ...reason, ...(lot === null ? {} : { lot }) };
  const lines = incoming(world, step, { lines: [line as typeof line & { lot?: string }], day: at.day });
  const body = { day: at.day, head: { warehouse: await world.warehouse(step['wh']) }, lines: world.traits.tracksLots && at.by > 0 ? lines : [line] };
  const sheet = await world.command({ type: 'stock-count', command: 'count', body });
  await world.command({ type: 'stock-count', command: 'submit', id: sheet.id });
  return [await world.command({ type: 'stock-count', command: 'approve', id: sheet.id })];
}

/** What was counted, at what it is worth: everything out at its old cost, what is there in at the new one. */
async function recount(world: World, step: CaseStep, at: { readonly day: Day; readonly rate: number }): Promise<readonly DocOf[]> {
  const { then } = await bookQty(world, step, at.day);
  const lot = lotOf(world, step);
  const inside = { ...step, ...(lot === null ? {} : { lots: { [lot]: qtyOf(step) } }) };
  const into = () => (qtyOf(step) === 0 ? Promise.resolve([]) : bringIn(world, inside, { day: at.day, unitCost: at.rate }).then((d) => [d]));
  if (then === 0) return into();
  const out = () => deliver(world, { ...step, ...(lot === null ? {} : { lots: { [lot]: then } }) }, { day: at.day, qty: then });
  try {
    return [await out(), ...(await into())];
  } catch (error) {
    if (!(error instanceof StepRefused) || error.refusal.refused !== 'not-enough-stock') throw error;
    const made = await into();
    return [...made, await out()];
  }
}

export const COUNTING: Operations = {
  count_set: async (world, step, day) => {
    const rate = asNumber(step['rate']);
    const { then } = await bookQty(world, step, day);
    if (rate !== null && !(await worthAlready(world, step, rate))) return recount(world, step, { day, rate });
    // A count that finds what the books say is a count all the same: what is booked before it later on changes its difference.
    const by = qtyOf(step) - then;
    try {
      return await count(world, step, { day, by });
    } catch (error) {
      // Nobody knows what the goods cost, and the case does not say: what is found comes in for nothing, and then the count says that it is there.
      if (!(error instanceof StepRefused) || error.refusal.refused !== 'cost-unknown' || by <= 0) throw error;
      return [await bringIn(world, { ...step, qty: by }, { day, unitCost: 0 }), ...(await count(world, step, { day, by: 0 }))];
    }
  },
  count_gain: (world, step, day) => count(world, step, { day, by: qtyOf(step) }),
  count_loss: (world, step, day) => count(world, step, { day, by: -qtyOf(step) }),
};

/** Does the count say what the books say of the goods' unit cost? Then only the quantity is counted. */
async function worthAlready(world: World, step: CaseStep, rate: number): Promise<boolean> {
  const [item, warehouse, lot] = [await world.item(), await world.warehouse(step['wh']), lotOf(world, step)];
  const lines = (await lookAt(world)).lines.filter((l) => l.item === item && l.warehouse === warehouse && (lot === null || l.lot === lot));
  const qty = lines.reduce((sum, l) => sum + l.qty, 0);
  const value = lines.reduce((sum, l) => sum + l.posted + l.corrected, 0);
  return qty !== 0 && Math.abs(value / qty - rate) < 1e-6;
}
