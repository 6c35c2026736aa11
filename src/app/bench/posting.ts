// bench posting: 采购入库单 of five lines, approved in one command and durable, against bare SQL writing the same rows in the same run; and with full books.
import { must } from '#kernel/must';
import type { Ports } from '../context.ts';
import { bareDriver, barePlan, bareReceipt } from './bare-receipt.ts';
import { type BenchCompany, benchCompany, receiptBody, span, templateReceipts } from './company.ts';
import { fill } from './fill.ts';
import { alternate, type BenchCase, type BenchResult, choices, resultOf } from './measure.ts';
import type { Ground, Place } from './place.ts';
import { sound } from './sound.ts';

/** `lines`: of the document, for the benches that ask. */
export type BenchRun = { readonly ground: Ground; readonly seconds: number; readonly say: (line: string) => void; readonly lines?: number };

const FLOOR = 0.6;
const MANY = 1_000_000;
const TEMPLATES = 200;
const LINES = 5;
/** Two equal databases measured against each other still differ by a few per cent. */
const NOISE = 0.9;

const receive = (co: BenchCompany, pick: (below: number) => number): Promise<unknown> =>
  co.must({ type: 'goods-receipt', command: 'approve', body: receiptBody(co, pick), key: co.ports.ids.next() });

async function against(place: Place, co: BenchCompany, plan: { readonly clients: number; readonly seconds: number }): Promise<BenchCase> {
  const bare = bareDriver(place.ports.db, place.url, plan.clients);
  try {
    const yardstick = await barePlan(co, bare);
    const [ours, theirs] = [choices(11), choices(13)];
    const measured = await alternate({ ...plan, ours: () => receive(co, ours), yardstick: () => bareReceipt(yardstick, theirs) });
    return { case: `${plan.clients} client${plan.clients > 1 ? 's' : ''}`, ...measured, better: 'higher', mark: `≥ ${FLOOR} of bare SQL`, met: measured.ratio >= FLOOR };
  } finally {
    await bare.close();
  }
}

const stockLines = async (ports: Ports): Promise<number> => (await ports.db.owner((tx) => tx.query<{ n: number }>('select count(*)::int as n from books.stock_line')))[0]?.n ?? 0;

/** The same receipts in two databases of one server, one with a thousand stock lines, one with a million. */
async function growth(run: BenchRun): Promise<BenchCase> {
  const [few, many] = [await run.ground.open(4), await run.ground.open(4)];
  const [small, big] = [await benchCompany(few.ports), await benchCompany(many.ports)];
  await templateReceipts(small, TEMPLATES);
  const templates = await templateReceipts(big, TEMPLATES);
  run.say(`往账里装 ${MANY} 行库存流水 …`);
  await fill(many.ports.db, { org: big.org, templates, documents: MANY / LINES - TEMPLATES, ...span(big), say: run.say });
  const before = { few: await stockLines(few.ports), many: await stockLines(many.ports) };
  must(before.many === MANY, `expected ${MANY} stock lines, found ${before.many}`);
  const [a, b] = [choices(17), choices(17)];
  const measured = await alternate({ seconds: run.seconds, clients: 1, ours: () => receive(big, a), yardstick: () => receive(small, b) });
  await sound(many.ports);
  return {
    case: `1 client, ${before.many} stock lines (yardstick: the same with ${before.few})`,
    ...measured,
    better: 'higher',
    mark: `no slower (≥ ${NOISE} allows for noise)`,
    met: measured.ratio >= NOISE,
  };
}

export async function benchPosting(run: BenchRun): Promise<BenchResult> {
  const cases: BenchCase[] = [];
  const place = await run.ground.open(20);
  const co = await benchCompany(place.ports);
  // A process that has just started compiles while it books; what is asked is how fast a running house is.
  await templateReceipts(co, TEMPLATES);
  for (const clients of run.ground.engine === 'postgres' ? [1, 16] : [1]) {
    run.say(`${clients} 个客户端，与裸 SQL 轮流测 ${run.seconds} 秒 …`);
    cases.push(await against(place, co, { clients, seconds: run.seconds }));
  }
  // The yardstick's rows carry no proofs, so only the books without them are checked (in growth).
  cases.push(await growth(run));
  return resultOf('posting', run.ground.engine, cases);
}
