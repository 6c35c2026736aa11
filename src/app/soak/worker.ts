// One application process of the soak: people who order, receive and deliver, a sequencer, the house's reactions and a subscriber outside; it may die at any moment.
import { run } from '#books/pen';
import type { Caller, CommandInput } from '#books/pen';
import type { LogEvent } from '#bus';
import type { Reaction } from '#kernel/module';
import { randomIds, systemClock } from '#platform/clock';
import { contentHash } from '#platform/digest';
import { openPostgres } from '#platform/postgres';
import { searchText } from '#platform/pinyin';
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { choices } from '../bench/measure.ts';
import { startMeasuring } from '../bus/health.ts';
import type { Ports } from '../context.ts';
import { reactionHandler, startConsumer } from '../consumers.ts';
import { catalogOf } from '../house.ts';
import { startSequencer } from '../sequencer.ts';

/** What a worker is told by the one who started it. */
export type Plan = {
  readonly url: string;
  readonly caller: Caller;
  readonly items: readonly string[];
  /** Goods kept by lot: what the inspectors freeze and thaw. */
  readonly lotItem: string;
  readonly suppliers: readonly string[];
  readonly customers: readonly string[];
  readonly warehouses: readonly string[];
  readonly clients: number;
  readonly seed: number;
  /** Files that outlive a killed process: a line for each acknowledged command, and for each event that left the house. */
  readonly acks: string;
  readonly left: string;
  /** When this file is there, nobody begins anything new. */
  readonly stop: string;
};
export const SOAK_KEY = 'soak-reaction:';
export const SUBSCRIBER = 'soak-outside';

/** After every receipt the house orders again: the effect that must take place once. */
const orderAgain = (plan: Plan): Reaction => ({
  name: '浸泡试验：收货后再订货',
  on: 'goods-receipt-posted/1',
  react: (e) => [
    {
      key: `${SOAK_KEY}${e.id}`,
      type: 'purchase-order',
      command: 'save',
      body: { day: systemClock.today(), head: { supplier: plan.suppliers[0] }, lines: [{ item: plan.items[0], qty: '1', price: '1' }] },
    },
  ],
});

type Attempt = { readonly input: CommandInput; readonly then?: (id: string) => CommandInput };
type Crew = { readonly ports: Ports; readonly plan: Plan; readonly working: () => boolean };
const pause = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));
const note = (file: string, words: readonly unknown[]): void => appendFileSync(file, `${words.join(' ')}\n`);

/** Works until it is told to stop taking orders; what waits is still handled, until it is ended. Says that it is at work by a file beside its plan. */
export async function soakWorker(file: string): Promise<void> {
  const plan = JSON.parse(readFileSync(file, 'utf8')) as Plan;
  const db = openPostgres(plan.url, 8);
  const ports: Ports = { db, catalog: catalogOf(), clock: systemClock, ids: randomIds, search: searchText, hash: contentHash };
  const quiet = (): void => undefined; // Trouble is what this is about; what counts is what stands in the books afterwards.
  const reactions = [...ports.catalog.modules.flatMap((m) => m.reactions), orderAgain(plan)];
  startConsumer(db, { name: 'reactions', handle: reactionHandler(ports, reactions, async () => plan.caller.scope.tenant) }, quiet);
  const outside = async (e: LogEvent, { again }: { readonly again: boolean }): Promise<void> => note(plan.left, [e.id, again ? 'again' : 'first']);
  startConsumer(db, { name: SUBSCRIBER, outside: true, handle: outside }, quiet);
  startSequencer(db, quiet);
  startMeasuring(db, quiet);
  writeFileSync(`${file}.ready`, '');
  const working = (): boolean => !existsSync(plan.stop);
  await Promise.all(Array.from({ length: plan.clients }, (_, n) => client({ ports, plan, working }, choices(plan.seed * 100 + n))));
  await new Promise(() => undefined);
}

/** One person: one thing after another, each command tried with its key until there is an answer. */
async function client(crew: Crew, pick: (below: number) => number): Promise<void> {
  while (crew.working()) {
    const { input, then } = choose(crew.plan, pick);
    const id = await answered(crew, input);
    if (id && then) await answered(crew, then(id));
    await pause(pick(20));
  }
}

async function answered({ ports, plan, working }: Crew, input: CommandInput): Promise<string | null> {
  const key = ports.ids.next();
  for (let tries = 0; ; tries += 1) {
    try {
      const outcome = await run(ports, plan.caller, { ...input, key });
      note(plan.acks, outcome.ok ? ['ok', key, outcome.reply.id, outcome.reply.state] : ['refused', key, outcome.refusal.refused]);
      return outcome.ok ? outcome.reply.id : null;
    } catch {
      if (tries === 0) note(plan.acks, ['again', key]);
      // Told to stop without an answer: this command may or may not have happened, and nobody was told that it did.
      if (!working()) return null;
      await pause(200);
    }
  }
}

function choose(plan: Plan, pick: (below: number) => number): Attempt {
  const of = (list: readonly string[]): string => list[pick(list.length)] ?? '';
  const lines = (price: string) => Array.from({ length: 1 + pick(3) }, () => ({ item: of(plan.items), qty: String(1 + pick(20)), price }));
  const day = systemClock.today();
  const warehouse = of(plan.warehouses.slice(0, 2));
  const kind = pick(13);
  if (kind >= 10) return withLots(plan, { pick, day, warehouse });
  if (kind < 4) return { input: { type: 'goods-receipt', command: 'approve', body: { day, head: { supplier: of(plan.suppliers), warehouse }, lines: lines('10') } } };
  if (kind < 6)
    return {
      input: { type: 'purchase-order', command: 'save', body: { day, head: { supplier: of(plan.suppliers), warehouse }, lines: lines('9.5') } },
      then: (id) => ({ type: 'purchase-order', command: 'approve', id }),
    };
  if (kind < 8) return { input: { type: 'sales-order', command: 'approve', body: { day, head: { customer: of(plan.customers), warehouse }, lines: lines('20') } } };
  return { input: { type: 'sales-delivery', command: 'approve', body: { day, head: { customer: of(plan.customers), warehouse }, lines: lines('21') } } };
}

type Today = { readonly pick: (below: number) => number; readonly day: string; readonly warehouse: string };

/** Goods with lots come and go, while inspectors freeze lots and set them free again; the house reacts to each. */
function withLots(plan: Plan, { pick, day, warehouse }: Today): Attempt {
  const line = { item: plan.lotItem, lot: `L${pick(4)}` };
  const kind = pick(8);
  if (kind < 3)
    return { input: { type: 'goods-receipt', command: 'approve', body: { day, head: { supplier: plan.suppliers[0], warehouse }, lines: [{ ...line, qty: '50', price: '3' }] } } };
  if (kind < 6)
    return { input: { type: 'sales-delivery', command: 'approve', body: { day, head: { customer: plan.customers[0], warehouse }, lines: [{ ...line, qty: '2', price: '5' }] } } };
  if (kind < 7) return { input: { type: 'lot-freeze', command: 'approve', body: { day, head: { kind: 'quality', reason: '浸泡试验：抽检不合格' }, lines: [line] } } };
  return { input: { type: 'lot-thaw', command: 'approve', body: { day, head: { decision: 'accept', reason: '浸泡试验：复检合格' }, lines: [line] } } };
}
