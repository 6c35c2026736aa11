// bench serials: receiving and issuing one piece of an item with 67,000 pieces in stock takes no longer than of an item without any; and saving one changed
// line of a count sheet of 3,500 lines, over HTTP as the page does it, is quick.
import { must, present } from '#kernel/must';
import { serve } from '../serve.ts';
import { type BenchCompany, benchCompany } from './company.ts';
import { booked, issueOf, makeItems, reasonOut, receiptOf } from './goods.ts';
import { alternate, type BenchCase, type BenchResult, figuresOf, resultOf } from './measure.ts';
import type { BenchRun } from './posting.ts';
import { someone } from './someone.ts';
import { sound } from './sound.ts';

const PIECES = 67_000;
const SHEET = 3_500;
const TOGETHER = 1_000;
const MARK = 100;
/** Two equal items measured against each other still differ by a few per cent. */
const NOISE = 0.9;
const number = (prefix: string, n: number): string => `${prefix}${String(n).padStart(7, '0')}`;

/** Receives `size` pieces, a thousand a document. */
export async function manyPieces(co: BenchCompany, item: string, size: number): Promise<void> {
  const day = co.ports.clock.today();
  for (let first = 1; first <= size; first += TOGETHER) {
    const last = Math.min(size, first + TOGETHER - 1);
    await booked(co, 'goods-receipt', receiptOf(co, day, [{ item, qty: String(last - first + 1), price: '10', serials: `${number('SN', first)}~${number('SN', last)}` }]));
  }
}

/** One new piece comes and goes. */
export async function onePiece(co: BenchCompany, { item, reason, serials }: { readonly item: string; readonly reason: string; readonly serials: string }): Promise<void> {
  const day = co.ports.clock.today();
  await booked(co, 'goods-receipt', receiptOf(co, day, [{ item, qty: '1', price: '10', serials }]));
  await booked(co, 'other-issue', issueOf(co, reason, { day, lines: [{ item, qty: '1', serials }] }));
}

async function pieces(co: BenchCompany, run: BenchRun): Promise<BenchCase> {
  const size = run.lines ?? PIECES;
  const [full = '', empty = ''] = await makeItems(co, 2, { tracksSerials: true });
  const reason = await reasonOut(co);
  run.say(`收 ${size} 件，每件一个序列号 …`);
  await manyPieces(co, full, size);
  await co.ports.db.owner((tx) => tx.query('analyze'));
  let [a, b] = [size, 0];
  const m = await alternate({
    seconds: run.seconds,
    clients: 1,
    ours: () => onePiece(co, { item: full, reason, serials: number('SN', (a += 1)) }),
    yardstick: () => onePiece(co, { item: empty, reason, serials: number('SN', (b += 1)) }),
  });
  return { case: `piece ${size + 1} received and issued (yardstick: the first)`, ...m, better: 'higher', mark: `no slower (≥ ${NOISE} allows for noise)`, met: m.ratio >= NOISE };
}

type Line = Record<string, unknown>;
type Sheet = { readonly version: number; readonly lines: readonly Line[]; readonly head: unknown; readonly day: string };

/** A count sheet of so many lines that has been started; its id. */
export async function startedSheet(co: BenchCompany, size: number): Promise<string> {
  const items = await makeItems(co, size);
  const day = co.ports.clock.today();
  const body = { day, head: { warehouse: co.warehouses[1] }, lines: items.map((item) => ({ item })) };
  const { id } = await co.must({ type: 'stock-count', command: 'save', body });
  await co.must({ type: 'stock-count', command: 'count', id });
  return id;
}

async function sheet(co: BenchCompany, run: BenchRun): Promise<BenchCase> {
  const size = Math.min(run.lines ?? SHEET, SHEET);
  const [id, token] = [await startedSheet(co, size), await someone(co)];
  const running = await serve(co.ports, { port: 0, version: 'bench' });
  try {
    const url = `${running.url}/api/documents/stock-count/${id}`;
    const headers = { cookie: `hengcang=${token}`, 'content-type': 'application/json' };
    const get = async (): Promise<Sheet> => ((await (await fetch(url, { headers })).json()) as { doc: Sheet }).doc;
    const first = await get();
    must(first.lines.length === size, `the sheet has ${first.lines.length} lines`);
    let { version } = first;
    const lines = [...first.lines];
    const times: number[] = [];
    const rounds = Math.max(5, Math.min(200, run.seconds * 3));
    for (let n = -3; n < rounds; n += 1) {
      const at = ((n + 3) * 17) % size;
      lines[at] = { ...present(lines[at], 'line'), counted: String(1 + Math.abs(n)) };
      const body = JSON.stringify({ changed: [{ ...lines[at], no: at + 1 }], version });
      const started = performance.now();
      const reply = await fetch(`${url}/count`, { method: 'POST', headers, body });
      const said = (await reply.json()) as { version?: number };
      if (n >= 0) times.push(performance.now() - started);
      must(reply.ok && said.version === version + 1, `a line was not saved: ${JSON.stringify(said).slice(0, 300)}`);
      ({ version = 0 } = said);
    }
    const stored = await get();
    must(
      stored.lines.every((l, i) => (l['counted'] ?? null) === (lines[i]?.['counted'] ?? null)),
      'a saved line is lost',
    );
    const ours = figuresOf(
      times,
      times.reduce((sum, t) => sum + t, 0),
    );
    // The least it could be: the same bytes there and back, without anything done to them.
    const bare = await echo(co, JSON.stringify({ changed: lines.slice(0, 1), version }), rounds);
    const ratio = Number(((ours.p50_ms ?? 0) / (bare.p50_ms ?? 1)).toFixed(3));
    return { case: `one line of a count of ${size} saved`, ours, yardstick: bare, ratio, better: 'lower', mark: `p50 < ${MARK} ms`, met: (ours.p50_ms ?? Infinity) < MARK };
  } finally {
    await running.stop();
  }
}

/** The same text to the database and back as jsonb. */
async function echo(co: BenchCompany, text: string, rounds: number): Promise<ReturnType<typeof figuresOf>> {
  const times: number[] = [];
  for (let n = 0; n < rounds; n += 1) {
    const started = performance.now();
    await co.ports.db.read(co.caller.scope, (s) => s.query('select $1::jsonb as body', [text]));
    times.push(performance.now() - started);
  }
  return figuresOf(
    times,
    times.reduce((sum, t) => sum + t, 0),
  );
}

export async function benchSerials(run: BenchRun): Promise<BenchResult> {
  const place = await run.ground.open(8);
  const co = await benchCompany(place.ports);
  const cases = [await pieces(co, run), await sheet(co, run)];
  run.say('体检 …');
  await sound(place.ports);
  return resultOf('serials', run.ground.engine, cases);
}
