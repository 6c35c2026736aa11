// The mark on pools whose costs are put right afterwards: set in the transaction of the document that brought the news.
import type { Doc } from '#kernel/document';
import type { Facts } from '#kernel/facts';
import type { Tx } from '#kernel/ports';
import type { Effect } from './adjust.ts';
import type { FarPools } from './beyond.ts';

/** Writes the marks. */
export async function markLate(tx: Tx, pools: FarPools, { doc, facts }: { readonly doc: Doc; readonly facts: Facts }): Promise<void> {
  const marks = [...pools.values()].map(({ item, group, lot, lines }) => ({ item, group, lot, lines }));
  await tx.query('select books.late_costs($1::jsonb)', [
    JSON.stringify({ doc: doc.id, day: doc.day, user: facts.actor.id, userName: facts.actor.name, now: facts.now, pools: marks }),
  ]);
}

/** What waits, as a person is told before posting. */
export const waitingOf = (pools: FarPools, facts: Facts): NonNullable<Effect['waiting']> =>
  [...pools.values()].map(({ item, lines }) => ({ item, name: facts.items[item]?.name ?? '', lines }));
