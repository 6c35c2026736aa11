// What bench freeze plays with: goods in two lots, orders that hold them, an inspector, and other events in the background.
import { must, present } from '#kernel/must';
import { isRefused } from '#kernel/refusal';
import { saveAll } from '../founding.ts';
import { addPerson, seedRoles, signIn } from '../people.ts';
import type { Bare } from './bare-receipt.ts';
import type { BenchCompany } from './company.ts';

/** Other events a second. */
export const BACKGROUND = 500;
/** As SQL. */
const TICKED = `'bench-ticked/1'`;
const ORDERS = 8;
const TEN_SECONDS = 10_000;
const LOOK_AGAIN = 20;

export type Scene = { readonly co: BenchCompany; readonly item: string; readonly url: string; readonly cookie: string; readonly bare: Bare };

/** A thing with two lots, orders that hold more than one lot can cover, a substitute, and more of it elsewhere. */
export async function stage(co: BenchCompany): Promise<string> {
  const [one, other] = await saveAll(co.ports, co.caller, 'item', [
    { name: '批次商品', data: { category: await categoryOf(co), unit: '件', taxRate: '0.13', tracksLots: true } },
    { name: '替代商品', data: { category: await categoryOf(co), unit: '件', taxRate: '0.13' } },
  ]);
  const item = present(one, 'item').id;
  await saveAll(co.ports, co.caller, 'substitute', [{ name: '替代', data: { item, substitute: present(other, 'substitute').id, ratio: '1', priority: 1 } }]);
  const receive = (warehouse: string | undefined, lines: readonly Record<string, unknown>[]) =>
    co.must({ type: 'goods-receipt', command: 'approve', body: { head: { supplier: co.suppliers[0], warehouse }, lines: lines.map((l) => ({ price: '5', ...l })) } });
  await receive(co.warehouses[0], [
    { item, qty: '60', lot: 'A' },
    { item, qty: '40', lot: 'B' },
    { item: other?.id, qty: '20' },
  ]);
  await receive(co.warehouses[1], [{ item, qty: '10', lot: 'B' }]);
  for (let i = 0; i < ORDERS; i += 1)
    await co.must({
      type: 'sales-order',
      command: 'approve',
      body: { head: { customer: co.customers[i], warehouse: co.warehouses[0], reserve: true }, lines: [{ item, qty: '10', price: '9' }] },
    });
  return item;
}

const categoryOf = async (co: BenchCompany): Promise<string> =>
  present(
    (await co.ports.db.read(co.caller.scope, (s) => s.query<{ id: string }>(`select id from books.record where org_id = books.org() and type = 'item-category' limit 1`)))[0],
    'category',
  ).id;

/** Somebody who may freeze, signed in: the cookie, and the secret in it. */
export async function inspector(co: BenchCompany): Promise<{ readonly cookie: string; readonly secret: string }> {
  const { ports, caller } = co;
  await seedRoles(ports, caller.scope.tenant);
  const person = await addPerson(ports, caller.scope.tenant, { login: 'bench-inspector', name: '质检员', password: 'Correct-horse-9', grants: [{ role: 'admin', node: co.org }] });
  must(!isRefused(person), 'the inspector was refused');
  const session = await signIn(ports, { login: 'bench-inspector', password: 'Correct-horse-9', address: '127.0.0.1', agent: 'bench' });
  if (isRefused(session)) throw new Error(`sign-in was refused: ${session.refused}`);
  return { cookie: `hengcang=${session.token}`, secret: session.token };
}

export async function ask({ url, cookie }: Scene, type: string, body: Record<string, unknown>): Promise<string> {
  const reply = await fetch(`${url}/api/documents/${type}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie, 'x-client': 'bench', origin: url },
    body: JSON.stringify({ command: 'approve', ...body }),
  });
  const said = (await reply.json()) as { id?: string };
  must(reply.ok && said.id, `${type} was refused: ${JSON.stringify(said).slice(0, 300)}`);
  return said.id;
}

/** Whether substitutes are proposed for the freeze $2 and owners told of its reason $3; $1 the company. */
export const EFFECTS = `select (exists (select from books.document where org_id = $1 and type = 'substitute-request' and head->>'freeze' = $2)
  and exists (select from books.notice n join books.document d on d.org_id = n.org_id and d.id = n.told_by where n.org_id = $1 and d.type = 'promise-change' and d.head->>'cause' like '%' || $3 || '%')) as there`;

/** The next commit that somebody tells of; at the latest a little later. */
function nextCommit({ co }: Scene): Promise<void> {
  return new Promise((go) => {
    const done = (): void => {
      off();
      clearTimeout(timer);
      go();
    };
    const off = co.ports.db.onNudge('booked', done);
    const timer = setTimeout(done, LOOK_AGAIN);
  });
}

/** Waits until a condition holds in committed data; looks after every commit, so that looking is little of the load. */
export async function until(scene: Scene, sql: string, args: readonly unknown[]): Promise<void> {
  const started = performance.now();
  for (;;) {
    const woken = nextCommit(scene);
    const [row] = await scene.bare.transaction((q) => q<{ there: boolean }>(sql, args));
    if (row?.there) return;
    must(performance.now() - started < TEN_SECONDS, 'the effects did not come within ten seconds');
    await woken;
  }
}

/** Five hundred events a second of somebody else, each batch of five in its own commit, as many as are due by the clock; nobody reacts to them, everybody has to pass them. */
export function background(scene: Scene): { readonly stop: () => Promise<number> } {
  const { co, bare } = scene;
  let sent = 0;
  let running: Promise<void> = Promise.resolve();
  const started = performance.now();
  let stopped = false;
  const due = (): boolean => !stopped && sent + 5 <= ((performance.now() - started) * BACKGROUND) / 1000;
  const send = async (): Promise<void> => {
    for (; due(); sent += 5) {
      await bare.transaction((q) =>
        q(
          `insert into bus.outbox (org_id, id, agg, agg_seq, name, payload) select $1, gen_random_uuid(), 'bench:' || gen_random_uuid(), 1, ${TICKED}, '{"n": 1}' from generate_series(1, 5)`,
          [co.org],
        ),
      );
      co.ports.db.nudge('booked');
    }
  };
  const timer = setInterval(() => {
    running = running.then(send);
  }, 5000 / BACKGROUND);
  return {
    stop: async () => {
      stopped = true;
      clearInterval(timer);
      await running;
      return sent;
    },
  };
}

/** The house has done by itself what there was to do: what is measured next is not the tail of what came before. */
export const atRest = (scene: Scene): Promise<void> =>
  until(
    scene,
    `select not exists (select from bus.outbox where org_id = $1 and name <> ${TICKED})
      and not exists (select from bus.cursor c join bus.event_log e on e.pos > c.pos and e.org_id = $1 and e.name <> ${TICKED} where c.consumer = 'reactions') as there`,
    [scene.co.org],
  );

/** Everything is promised again as it was before the freeze. */
export const promisedAgain = (scene: Scene): Promise<void> =>
  until(
    scene,
    `select coalesce(sum(open), 0) = ${ORDERS} * 10000000 as there from books.reservation r where org_id = $1 and item_id = $2 and exists (select from books.document d where d.id = r.doc_id and d.type = 'sales-order')`,
    [scene.co.org, scene.item],
  );
