// What changes values or how they are found: reference and standard costs, the cost method, landed cost.
import { saveAll } from '../../founding.ts';
import { asList, asNumber, asObject, Unsupported } from '../format.ts';
import { decimal } from '../figures.ts';
import type { Operations, World } from '../world.ts';
import { deliver } from './leaving.ts';
import { qtyOf } from './lines.ts';
import { bringIn, rateOf } from './receiving.ts';

/** The item's record, with some fields changed. */
async function change(world: World, fields: Record<string, unknown>): Promise<void> {
  const id = await world.item();
  const [row] = await world.rows<{ name: string; code: string; data: Record<string, unknown> }>(`select name, code, data from books.record where id = $1`, [id]);
  if (row) await saveAll(world.ports, world.caller, 'item', [{ id, code: row.code, name: row.name, data: { ...row.data, ...fields } }]);
}

export const VALUING: Operations = {
  // Set by hand before anything was bought: the reference price of the record.
  set_cost: async (world, step) => {
    await change(world, { purchasePrice: decimal(rateOf(step) ?? 0) });
    return [];
  },
  set_standard_cost: async (world, step) => {
    const [row] = await world.rows<{ n: bigint }>(`select count(*) as n from books.stock_line where item_id = $1`, [await world.item()]);
    if ((row?.n ?? 0n) > 0n) throw new Unsupported('set_standard_cost', '已有库存后更改标准成本须用标准成本调整单，该单据还没有');
    await change(world, { standardCost: decimal(rateOf(step) ?? 0) });
    return [];
  },
  // A stock of given layers: each came in at its cost; below zero, the last known cost and an issue beyond it.
  start_layers: async (world, step, day) => {
    const docs = [];
    for (const layer of asList(step['layers'])) {
      const [qty, rate] = asList(layer).map((n) => asNumber(n) ?? 0);
      const inside = { op: 'on_hand', qty: Math.abs(qty ?? 0) };
      if ((qty ?? 0) > 0) docs.push(await bringIn(world, inside, { day, unitCost: rate ?? 0 }));
      else {
        docs.push(await bringIn(world, { ...inside, qty: 1 }, { day, unitCost: rate ?? 0 }));
        docs.push(await deliver(world, inside, { day, qty: qtyOf(inside) + 1 }));
      }
    }
    return docs;
  },
};

/** Fields of an object step, for documents that come with the house later. */
export const partsOf = (step: Record<string, unknown>): readonly Record<string, unknown>[] => asList(step['parts']).map(asObject);
