// Where the time of a freeze goes: the way from the request to the last effect in legs, read from the stamps the log keeps anyway. One clock: the database runs on this machine.
import { type Figures, percentile } from './measure.ts';
import type { Scene } from './freeze-scene.ts';

/** A freeze as its way saw it: begun and heard of, ms since 1970. */
export type Mark = { readonly began: number; readonly heard: number };
export type Legs = Readonly<Record<string, Pick<Figures, 'p50_ms' | 'p99_ms'>>>;

type Stamp = { readonly name: string; readonly created: number; readonly sequenced: number; readonly acknowledged: number | null };

const [FROZEN, EFFECTS] = ['lot-frozen/1', ['substitute-request-saved/1', 'promise-changed/1']];

/** The legs of freezes that did not overlap: p50 and p99 of each, in the order in which they are gone. `acknowledged` only where Kafka publishes. */
export async function legsOf(scene: Scene, marks: readonly Mark[]): Promise<Legs> {
  const stamps = await scene.bare.transaction((q) =>
    q<Stamp>(
      `select e.name, extract(epoch from e.created)::float8 * 1000 as created, extract(epoch from e.sequenced)::float8 * 1000 as sequenced, extract(epoch from i.handled_at)::float8 * 1000 as acknowledged
        from bus.event_log e left join bus.inbox i on i.consumer = 'kafka' and i.pos = e.pos where e.org_id = $1 and e.name = any ($2) order by e.pos`,
      [scene.co.org, [FROZEN, ...EFFECTS]],
    ),
  );
  const legs = marks.flatMap((mark) => {
    const mine = stamps.filter((s) => s.created >= mark.began && s.created <= mark.heard);
    const frozen = mine.find((s) => s.name === FROZEN);
    // Thawing changes promises too, later than what is looked at here.
    const last = EFFECTS.flatMap((name) => mine.find((s) => s.name === name) ?? [])
      .toSorted((a, b) => a.created - b.created)
      .at(-1);
    return frozen && last ? [legsBetween(mark, frozen, last)] : [];
  });
  const names = Object.keys(legs[0] ?? {});
  return Object.fromEntries(
    names.map((name) => {
      const sorted = legs.map((l) => l[name] ?? 0).toSorted((a, b) => a - b);
      return [name, { p50_ms: Math.round(percentile(sorted, 0.5)), p99_ms: Math.round(percentile(sorted, 0.99)) }];
    }),
  );
}

/** Who hears by Kafka hears of what is in the log; who looks at the books themselves sees the effects before. */
const legsBetween = (mark: Mark, frozen: Stamp, last: Stamp): Record<string, number> => ({
  'asked → freeze booked': frozen.created - mark.began,
  'freeze booked → in the log': frozen.sequenced - frozen.created,
  'in the log → last effect booked': last.created - frozen.sequenced,
  ...(last.acknowledged === null
    ? { 'last effect booked → seen': mark.heard - last.created }
    : {
        'last effect booked → in the log': last.sequenced - last.created,
        'in the log → acknowledged by Kafka': last.acknowledged - last.sequenced,
        'in the log → heard of': mark.heard - last.sequenced,
      }),
});
