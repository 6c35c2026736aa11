// Lets the house of a test hear what has happened, as its running server would.
import { consumeOnce, reactionHandler } from '#app/consumers';
import { sequenceAll } from '#app/sequencer';
import type { SmallCompany } from './small-company.ts';

/** Reacts until nothing is left to react to (what is heard may tell something else); returns how many events were heard. A reaction that failed is an error here. */
export async function react(co: SmallCompany): Promise<number> {
  const handle = reactionHandler(
    co.house,
    co.house.catalog.modules.flatMap((m) => m.reactions),
    async () => co.ids.group,
  );
  let heard = 0;
  for (let last = -1; last !== 0; heard += last) {
    await sequenceAll(co.house.db);
    last = await consumeOnce(co.house.db, 'reactions', handle);
  }
  const dead = await co.house.db.owner((tx) => tx.query(`select e.name, d.error from bus.dead d join bus.event_log e on e.pos = d.pos where d.state <> 'resolved'`));
  if (dead.length > 0) throw new Error(`given up: ${JSON.stringify(dead)}`);
  return heard;
}
