// Whether pools are what a replay of their booked lines makes of them: costs that a line should have and has not, and layers that no history explains. Reads only.
import { methodOf, type PoolState, replay } from '#costing';
import { must } from '#kernel/must';
import type { Snapshot } from '#kernel/ports';
import { layersFrom } from './facts.ts';
import { historiesOf } from './history.ts';
import { keyOf, type PoolName } from './pools.ts';

type Layers = PoolState['layers'];
export type PoolSeen = PoolName & { readonly layers: readonly (readonly [string, string, string])[] };
export type Replayed = PoolName & {
  /** Lines whose booked cost (分, signed, with all corrections) is not what the method says. */
  readonly off: readonly { readonly doc: string; readonly line: number; readonly should: bigint; readonly is: bigint }[];
  /** Layers of stock, where those of the replay and those stored are not the same. */
  readonly layers: { readonly should: Layers; readonly is: Layers } | null;
};

/** Replays pools since their last closed month; names those where the books say something else. Two round trips however many. */
export async function replayedPools(snapshot: Snapshot, pools: readonly PoolSeen[]): Promise<readonly Replayed[]> {
  const histories = await historiesOf(snapshot, pools);
  const stored = new Map(pools.map((p) => [keyOf(p), layersFrom(p.layers)]));
  return histories.flatMap((h): Replayed[] => {
    const { state, changes } = replay(
      { method: methodOf(h.method), opening: h.opening },
      h.entries.map((e) => e.step),
    );
    const off = h.entries.flatMap(({ step }) => {
      const by = changes.get(step.id);
      return by === undefined ? [] : [{ doc: step.doc, line: step.line, should: step.cost + by, is: step.cost }];
    });
    const is = stored.get(keyOf(h.name));
    must(is, 'layers of the pool');
    const should = state.layers.filter((l) => l.qty > 0n);
    const same = is.length === should.length && should.every((l, i) => l.of === is[i]?.of && l.qty === is[i]?.qty && l.value === is[i]?.value);
    return off.length === 0 && same ? [] : [{ ...h.name, off, layers: same ? null : { should, is } }];
  });
}
