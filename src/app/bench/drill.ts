// bench drill: from a balance of the general ledger to the whole chain of documents, with a million stock lines in the books. The yardstick walks the same chain document by document.
import { addDays } from '#kernel/day';
import { must, present } from '#kernel/must';
import type { Snapshot } from '#kernel/ports';
import { chainOf } from '../queries/documents.ts';
import { balanceChain } from '../routes/views.ts';
import { bookChain, CHAIN } from './chains.ts';
import { type BenchCompany, benchCompany, span, templateReceipts } from './company.ts';
import { fill } from './fill.ts';
import { alternate, type BenchCase, type BenchResult, choices, resultOf } from './measure.ts';
import type { BenchRun } from './posting.ts';

const MARK = 50;
const LEAST = 12;
const CHAINS = 12;
const LINES = 1_000_000;
const TEMPLATES = 200;

/** What an ordinary program does: ask for each document's neighbours, one after the other. */
async function walk(s: Snapshot, start: string): Promise<number> {
  const seen = new Set([start]);
  for (const id of seen) {
    const hops = [
      await s.query<{ id: string }>('select source_doc as id from books.document_line where org_id = books.org() and doc_id = $1 and source_doc is not null', [id]),
      await s.query<{ id: string }>('select doc_id as id from books.document_line where org_id = books.org() and source_doc = $1', [id]),
      await s.query<{ id: string }>(
        'select o.doc_id as id from books.settlement m join books.open_item o on o.org_id = m.org_id and o.id = m.open_item where m.org_id = books.org() and m.doc_id = $1',
        [id],
      ),
      await s.query<{ id: string }>(
        'select m.doc_id as id from books.open_item o join books.settlement m on m.org_id = o.org_id and m.open_item = o.id where o.org_id = books.org() and o.doc_id = $1',
        [id],
      ),
    ];
    await s.query('select number, state, total from books.document where org_id = books.org() and id = $1', [id]);
    await s.query('select id, word, serial from books.voucher where org_id = books.org() and doc_id = $1', [id]);
    for (const { id: next } of hops.flat()) seen.add(next);
  }
  return seen.size;
}

type Chain = { readonly nodes: readonly unknown[] };
const whole = (size: number): void => must(size >= LEAST, `a chain of ${size} documents is not whole`);

async function measure(co: BenchCompany, docs: readonly string[], run: BenchRun): Promise<BenchCase[]> {
  const { db } = co.ports;
  const { scope } = co.caller;
  const today = co.ports.clock.today();
  const period = Number(today.slice(0, 4)) * 100 + Number(today.slice(5, 7));
  const roles = await db.read(scope, (s) =>
    s.query<{ account: string }>(
      `select distinct account from books.account_role where org_id = books.org() and role in ('bank', 'ap.billed', 'ap.estimated') union select '1405' order by 1`,
    ),
  );
  const [pick, other] = [choices(23), choices(29)];
  const one = (choose: typeof pick): string => present(docs[choose(docs.length)], 'document');
  const yardstick = () => db.read(scope, (s) => walk(s, one(other))).then(whole);
  const cases = [
    {
      case: `balance of ${roles.map((r) => r.account).join('/')} → documents → whole chains`,
      ours: async () =>
        whole(((await db.read(scope, (s) => balanceChain(s, present(roles[pick(roles.length)], 'account').account, { from: period, to: period }))) as Chain).nodes.length),
    },
    { case: 'one document → its whole chain', ours: async () => whole((await db.read(scope, (s) => chainOf(s, [one(pick)]))).nodes.length) },
  ];
  const measured: BenchCase[] = [];
  for (const c of cases) {
    const m = await alternate({ seconds: run.seconds, clients: 1, ours: c.ours, yardstick });
    measured.push({
      case: c.case,
      ...m,
      ratio: Number(((m.ours.p99_ms ?? 0) / (m.yardstick.p99_ms ?? 1)).toFixed(3)),
      better: 'lower',
      mark: `p99 < ${MARK} ms`,
      met: (m.ours.p99_ms ?? Infinity) < MARK,
      least_documents: LEAST,
    });
  }
  return measured;
}

export async function benchDrill(run: BenchRun): Promise<BenchResult> {
  const place = await run.ground.open(4);
  const co = await benchCompany(place.ports);
  const { from, to } = span(co);
  run.say(`往账里装 ${LINES} 行库存流水 …`);
  await fill(place.ports.db, { org: co.org, templates: await templateReceipts(co, TEMPLATES), documents: LINES / 5 - TEMPLATES, from, to: addDays(to, -1), say: run.say });
  const docs: string[] = [];
  for (let n = 0; n < CHAINS; n += 1) docs.push(...(await bookChain(co, n, to)));
  must(docs.length === CHAINS * CHAIN, 'a chain is short');
  return resultOf('drill', run.ground.engine, await measure(co, docs, run));
}
