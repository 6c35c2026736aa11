// Corrections the way the house makes them: 更正 books a red document and the right one where the wrong one stood; orders are closed and written anew.
import type { Day } from '#kernel/day';
import { unitsOf } from '../figures.ts';
import { type CaseStep, Unsupported } from '../format.ts';
import { type DocOf, type Operations, StepRefused, type World } from '../world.ts';
import { qtyOf } from './lines.ts';

const red = (world: World, doc: DocOf): Promise<DocOf> => world.command({ type: doc.type, command: 'reverse', id: doc.id, body: { reason: '更正' } });

/** Takes back every document of a step, the last one first. */
async function cancel(world: World, step: CaseStep): Promise<readonly DocOf[]> {
  const docs: DocOf[] = [];
  for (const doc of world.ref(step['of']).docs.toReversed()) docs.push(await red(world, doc));
  return docs;
}

async function orderRest(world: World, { doc, day, renewed }: { readonly doc: DocOf; readonly day: Day; readonly renewed: CaseStep }): Promise<readonly DocOf[]> {
  const [row] = await world.rows<{ done: bigint }>(`select coalesce(sum(qty), 0)::bigint as done from books.progress where doc_id = $1 and kind in ('received', 'delivered')`, [
    doc.id,
  ]);
  await world.command({ type: doc.type, command: 'close', id: doc.id, body: { reason: '改价' } });
  return world.operate({ ...renewed, qty: qtyOf(renewed) - unitsOf(row?.done ?? 0n) }, day);
}

/** The same step with other figures, on its own day, in the place of its last document. */
async function amend(world: World, step: CaseStep, change: Record<string, unknown>): Promise<readonly DocOf[]> {
  const name = step['of'];
  const original = world.ref(name);
  const doc = original.docs.at(-1);
  if (!doc || typeof name !== 'string') throw new Unsupported(step.op, '没有可更正的单据');
  const renewed: CaseStep = { ...original.step, ...change };
  const again = () => world.operate(renewed, original.day);
  const made = await world.inPlaceOf(doc, again).catch(async (error: unknown) => {
    if (!(error instanceof StepRefused)) throw error;
    // An order that has been delivered in part is closed; what is missing is ordered anew.
    if (error.refusal.refused === 'has-dependents' && doc.type.endsWith('-order')) return [doc, ...(await orderRest(world, { doc, day: original.day, renewed }))];
    // Promises have nothing booked to correct: the old one is taken back, the new one written.
    if (error.refusal.refused !== 'not-from-this-state') throw error;
    await red(world, doc);
    return again();
  });
  world.refs.set(name, { ...original, step: renewed, docs: [...original.docs.slice(0, -1), ...made] });
  return [];
}

export const CORRECTING: Operations = {
  cancel,
  // A promise is given back the way its order is taken back.
  unreserve: cancel,
  amend_qty: (world, step) => amend(world, step, { qty: step['qty'] }),
  amend_price: (world, step) => amend(world, step, { rate: step['rate'] }),
};
