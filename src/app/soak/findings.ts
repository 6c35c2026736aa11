// What the soak finds in the books when all is over: acknowledged commands, effects, order, the chain and the check-up.
import { THE_HOUSE } from '#books/pen';
import type { Database } from '#kernel/ports';
import { readFileSync } from 'node:fs';
import { verify } from '../verify.ts';
import { type Plan, SOAK_KEY, SUBSCRIBER } from './worker.ts';

export type Findings = {
  /** Commands that got an answer (done or refused), and those that had to be asked again. */
  readonly commands: number;
  readonly acknowledged: number;
  readonly refused: number;
  readonly retried: number;
  readonly events: number;
  readonly effects: number;
  readonly left: number;
  /** Acknowledged and not in the books; effects that did not take place; events a consumer passed without a trace. */
  readonly lost: number;
  /** Effects that took place twice; events that left twice as if for the first time. */
  readonly duplicated: number;
  /** Events of one aggregate out of order, in the log or towards the subscriber. */
  readonly inversions: number;
  readonly verify: 'clean' | readonly string[];
};

const words = (file: string): string[][] => {
  try {
    // A process killed while writing leaves a torn last line.
    return readFileSync(file, 'utf8')
      .split('\n')
      .slice(0, -1)
      .map((line) => line.split(' '));
  } catch {
    return [];
  }
};

export async function findings(db: Database, plan: Plan): Promise<Findings> {
  const { org } = plan.caller.scope;
  const said = words(plan.acks);
  const acks = said.filter(([kind, , id]) => kind === 'ok' && id);
  const ask = <R>(sql: string, args: readonly unknown[]) => db.owner((tx) => tx.query<R>(sql, args));
  const number = async (sql: string, args: readonly unknown[]): Promise<number> => Number((await ask<{ n: bigint }>(sql, args))[0]?.n ?? 0);
  const forgotten = await number(
    `select count(*) as n from unnest($2::text[], $3::uuid[]) a(key, id) where not exists (select from books.command_log c where c.org_id = $1 and c.key = a.key and c.reply->>'id' = a.id::text)
      or not exists (select from books.document d where d.org_id = $1 and d.id = a.id)`,
    [org, acks.map((a) => a[1]), acks.map((a) => a[2])],
  );
  const receipts = await number(`select count(*) as n from bus.event_log where org_id = $1 and name = 'goods-receipt-posted/1'`, [org]);
  const keys = await number('select count(*) as n from books.command_log where org_id = $1 and key like $2', [org, `${SOAK_KEY}%`]);
  const effects = await number(`select count(*) as n from books.document where org_id = $1 and type = 'purchase-order' and maker_id = $2`, [org, THE_HOUSE.id]);
  const untraced = await number(
    `select count(*) as n from bus.cursor c join bus.event_log e on e.pos > c.since where not exists (select from bus.inbox i where i.consumer = c.consumer and i.pos = e.pos)`,
    [],
  );
  const swapped = await number(
    `select count(*) as n from (select agg_seq - lag(agg_seq) over (partition by org_id, agg order by pos) as step from bus.event_log where agg not like 'audit:%') x where step < 0`,
    [],
  );
  const log = await ask<{ id: string; agg: string; agg_seq: bigint }>('select id, agg, agg_seq from bus.event_log order by pos', []);
  const out = leftInOrder(words(plan.left), new Map(log.map((e) => [e.id, e])));
  const { ok, checks } = await verify(db);
  return {
    commands: said.filter(([kind]) => kind !== 'again').length,
    acknowledged: acks.length,
    refused: said.filter(([kind]) => kind === 'refused').length,
    retried: said.filter(([kind]) => kind === 'again').length,
    events: log.length,
    effects,
    left: out.left,
    lost: forgotten + Math.max(0, receipts - keys) + untraced + (log.length - out.left),
    duplicated: Math.max(0, effects - keys) + out.doubled,
    inversions: swapped + out.inversions,
    verify: ok ? 'clean' : checks.filter((c) => c.wrong > 0).map((c) => `${c.name}: ${c.wrong}`),
  };
}

/** What reached the subscriber (`SUBSCRIBER`): which events, twice unannounced, and first arrivals out of order. */
function leftInOrder(arrivals: readonly string[][], log: ReadonlyMap<string, { readonly agg: string; readonly agg_seq: bigint }>) {
  const seen = new Map<string, number>();
  const last = new Map<string, bigint>();
  let inversions = 0;
  for (const [id = '', how] of arrivals) {
    const event = log.get(id);
    if (!event) continue;
    if (!seen.has(id)) {
      if ((last.get(event.agg) ?? 0n) > event.agg_seq) inversions += 1;
      last.set(event.agg, event.agg_seq);
      seen.set(id, 0);
    }
    if (how === 'first') seen.set(id, (seen.get(id) ?? 0) + 1);
  }
  return { left: seen.size, doubled: [...seen.values()].filter((n) => n > 1).length, inversions };
}

/** Whether nothing waits any more. */
export const atRest = (db: Database): Promise<boolean> =>
  db.owner(
    async (tx) =>
      (
        await tx.query<{ rest: boolean }>(
          `select not exists (select from bus.outbox) and not exists (select from bus.dead where state in ('waiting', 'parked'))
          and (select count(*) from bus.cursor c, bus.log_head h where c.pos = h.pos and c.consumer in ('reactions', $1)) = 2 as rest`,
          [SUBSCRIBER],
        )
      )[0]?.rest ?? false,
  );
