// Makes the demo company: founds it and lives through its days, from a seed. The same seed gives the same history.
import { addDays, type Day, daysBetween } from '#kernel/day';
import { clockAt } from '#platform/clock';
import type { Ports } from '../context.ts';
import { gatherStatistics } from '../statistics.ts';
import { isClosed } from './calendar.ts';
import { foundDemo } from './company.ts';
import { lookAtShelves, order, receive, replenish, sellInShops, sellWholesale, type World } from './days.ts';
import { lately } from './lately.ts';
import { bookkeeping, invoices, money, openWork, returns, waste } from './months.ts';
import { randomFrom } from './random.ts';

export type DemoOptions = { readonly seed: number; readonly years: number; readonly today: Day; readonly progress?: (done: number, total: number, day: Day) => void };
export type DemoResult = { readonly org: string; readonly documents: number; readonly days: number };

/** Generates the history up to today. Calls `progress` once a day. */
export async function buildDemo(ports: Ports, options: DemoOptions): Promise<DemoResult> {
  const start = addDays(options.today, -Math.round(365 * options.years));
  const first = `${start.slice(0, 7)}-01` as Day;
  let day: Day = first;
  // On the last day everything was entered first thing in the morning: whoever opens the demo at ten finds nothing from this evening.
  const hour = () => (day === options.today ? 8 : 9 + chance.int(0, 9));
  const chance = randomFrom(options.seed);
  // People approve through the working day: China time 9–18 h is 1–10 h UTC.
  const clock = { now: () => `${day}T${String(hour() - 8).padStart(2, '0')}:${String(chance.int(0, 59)).padStart(2, '0')}:00.000Z`, today: () => day };
  // Nobody watches yet: the bus gathers events once a second instead of after every document.
  const moving: Ports = { ...ports, db: { ...ports.db, nudge: () => undefined }, clock: { ...clockAt(day), ...clock } };
  const co = await foundDemo(moving, Number(first.slice(0, 4)));
  const w: World = { ports: moving, co, chance, expected: [], unbilled: new Map(), toDeliver: [], stock: new Map(), invoices: 0, done: 0 };
  await bookkeeping(w, day, true);
  await stockUp(w, day);
  const total = daysBetween(first, options.today) + 1;
  for (let i = 0; i < total; i += 1) {
    day = addDays(first, i);
    await live(w, day, options.today);
    await lately(w, { day, today: options.today });
    options.progress?.(i + 1, total, day);
    // Once, when the tables have their shape; the pen's own statements plan without figures.
    if (i === 60) await gatherStatistics(ports.db);
  }
  await openWork(w, day);
  await gatherStatistics(ports.db);
  ports.db.nudge('booked');
  return { org: co.org, documents: w.done, days: total };
}

/** The opening stock: two weeks of everything, bought on the first day. */
async function stockUp(w: World, day: Day): Promise<void> {
  for (let weekday = 1; weekday <= 5; weekday += 1) for (const week of [0, 7]) await order(w, addDays(day, week === 0 ? 0 : 7), weekday);
  const orders = w.expected.splice(0).map((o) => ({ ...o, due: day }));
  w.expected.push(...orders);
}

/** So many days back the lorry to the far shop is followed over the road; before, goods were handed over, so that two years are ready within a minute. */
const ROAD = 120;

async function live(w: World, day: Day, today: Day): Promise<void> {
  const last = day === today;
  const weekday = (((daysBetween('2024-01-01' as Day, day) % 7) + 7) % 7) + 1;
  if (isClosed(day)) return;
  await lookAtShelves(w, day);
  await receive(w, day);
  if (weekday === 1 || weekday === 4 || last) {
    // What has passed its date leaves the shelf before the lorry is loaded.
    await waste(w, day, weekday === 1 || last ? ['main', 'cold', 'shop1', 'shop2'] : ['main', 'cold']);
    await replenish(w, { day, road: day > addDays(today, -ROAD) }, weekday === 1 || last ? ['main', 'cold'] : ['cold']);
  }
  await sellWholesale(w, day, weekday <= 5 ? (w.chance.chance(0.4) ? 1 : 0) + (day.endsWith('5') ? 1 : 0) : 0);
  await sellInShops(w, day);
  await order(w, day, weekday);
  if (day.endsWith('-25')) {
    await invoices(w, day);
    await money(w, day);
  }
  if (day.endsWith('-18')) await returns(w, day);
  if (day.endsWith('-09')) await bookkeeping(w, day, false);
}
