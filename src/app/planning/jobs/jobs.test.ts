import { type Day, addDays } from '#kernel/day';
import { smallServer, type SmallServer } from '#testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { askWhatIsDue, whatIsDue } from '../start.ts';
import type { Desk } from './course.ts';
import { heldIn, makeCurrent } from './kept.ts';
import { readPack, savePack } from './pack.ts';
import { workOnce } from './runner.ts';
import { ask, beat, cancel, companiesWithJobs, jobWith, take } from './store.ts';

const TODAY = '2026-03-10' as Day;
let s: SmallServer;
let buyer = '';
const scope = () => ({ org: s.co.ids.org, tenant: s.co.ids.group, sites: null });
const desk = (): Desk => ({ ports: s.house, holder: s.house.ids.next(), tell: () => undefined, stopping: new AbortController().signal });
const wanted = (kind: 'train' | 'refresh', params: Record<string, unknown> = {}) =>
  ask(s.house.db, scope(), { id: s.house.ids.next(), kind, params, by: '王老板', at: s.house.clock.now() });
const job = (id: string) => s.house.db.read(scope(), (x) => jobWith(x, id));
const call = (method: 'GET' | 'POST', url: string, body?: unknown, who = buyer) =>
  s.call(who, method, `/api/planning/${url}`, body, { 'idempotency-key': `${url}${Math.random()}` });
const run = async (kind: 'train' | 'refresh'): Promise<string> => {
  const id = await wanted(kind);
  expect(await workOnce(desk(), scope())).toBe(true);
  expect(await job(id)).toMatchObject({ state: 'done', error: null, progress: 1 });
  return id;
};
const bytesOf = async (id: string): Promise<string> =>
  (
    await s.co.rows<{ md5: string }>(
      `select md5(string_agg(means::text || quantiles::text || parts::text || quality::text, '|' order by item_id, warehouse_id)) as md5 from planning.forecast where job_id = $1`,
      [id],
    )
  )[0]?.md5 ?? '';

/** Eight weeks of a shop: water sells every day, more at weekends; oil now and then; one day of water is sold and taken back. */
let reversed = '';
beforeAll(async () => {
  s = await smallServer();
  buyer = await s.as(s.co, 'buyer');
  const { ids } = s.co;
  const first = addDays(TODAY, -56);
  s.house.today(first);
  await s.co.must({ type: 'goods-receipt', command: 'approve', body: { day: first, head: { supplier: ids.supplier, warehouse: ids.shop }, lines: [{ item: ids.water, qty: '5000', price: '1' }, { item: ids.oil, qty: '200', price: '50' }] } }); // biome-ignore format: one row
  for (let k = 0; k < 56; k += 1) {
    const day = addDays(first, k);
    s.house.today(day);
    const lines = [{ item: ids.water, qty: String(10 + (k % 3) + (k % 7 > 4 ? 8 : 0)), price: '2' }, ...(k % 4 === 0 ? [{ item: ids.oil, qty: '2', price: '69.9' }] : [])];
    const sale = await s.co.must({ type: 'retail-sale', command: 'approve', body: { day, head: { warehouse: ids.shop, wallet: ids.cash }, lines } });
    if (k === 50) reversed = sale.id;
  }
  s.house.today(TODAY);
});
afterAll(() => s.close());

describe('jobs', () => {
  test('a company with three weeks of sales is forecast without being asked; twice is once', async () => {
    expect(await askWhatIsDue(s.house)).toBe(1);
    expect(await askWhatIsDue(s.house)).toBe(0);
    expect(await companiesWithJobs(s.house.db)).toEqual([s.co.ids.org]);
    expect(await workOnce(desk(), scope())).toBe(true);
    expect(await s.house.db.read(scope(), (x) => whatIsDue(x, TODAY))).toBe(null);
    const page = (await call('GET', 'overview')).body;
    expect(page).toMatchObject({ job: { origin: TODAY, series: 2 }, ratio: { passes: true }, may: { edit: true } });
  });
  test('the same data, seed and engine give the same bytes', async () => {
    const [a, b] = [await run('train'), await run('train')];
    const [one, two] = [await job(a), await job(b)];
    expect([one?.dataVersion, one?.modelVersion, await bytesOf(a)]).toEqual([two?.dataVersion, two?.modelVersion, await bytesOf(b)]);
    expect(await bytesOf(a)).toMatch(/^[0-9a-f]{32}$/);
  });
  test('a new day is due for a refresh, which scores with the model of yesterday', async () => {
    s.house.today(addDays(TODAY, 1));
    expect(await s.house.db.read(scope(), (x) => whatIsDue(x, addDays(TODAY, 1)))).toEqual({ kind: 'refresh' });
    const before = (await s.co.rows<{ v: string }>(`select model_version as v from planning.job where state = 'done' order by ended_at desc limit 1`))[0]?.v;
    const id = await run('refresh');
    expect(await job(id)).toMatchObject({ modelVersion: before, origin: addDays(TODAY, 1) });
    s.house.today(addDays(TODAY, 9));
    expect(await s.house.db.read(scope(), (x) => whatIsDue(x, addDays(TODAY, 9)))).toEqual({ kind: 'train' });
    s.house.today(addDays(TODAY, 1));
  });
  test('a red document changes the past: only its items are made anew; setting the cleaning aside brings the day back', async () => {
    await s.co.must({ type: 'retail-sale', command: 'reverse', id: reversed, body: { reason: '录错' } });
    const due = await s.house.db.read(scope(), (x) => whatIsDue(x, addDays(TODAY, 1)));
    expect(due).toMatchObject({ kind: 'one' });
    expect(due?.params?.['items']).toContain(s.co.ids.water);
    // What was looked at once is not looked at again.
    expect(await askWhatIsDue(s.house, new Map([[s.co.ids.org, 10n ** 9n]]))).toBe(0);
    expect(await askWhatIsDue(s.house)).toBe(1);
    expect(await workOnce(desk(), scope())).toBe(true);
    const series = () =>
      call('GET', `series/${s.co.ids.water}/${s.co.ids.shop}`).then(
        (r) => r.body as { days: { day: string; clean: number; gross: number }[]; changes: { id: string; kind: string; day: string; undoneAt: string | null }[] },
      );
    const page = await series();
    const day = addDays(TODAY, -6);
    expect(page.changes).toMatchObject([{ kind: '无效取消', day, undoneAt: null }]);
    expect(page.days.find((d) => d.day === day)).toMatchObject({ clean: 0 });
    const id = page.changes[0]?.id ?? '';
    expect((await call('POST', `changes/${id}/undo`, {})).status).toBe(200);
    const after = await series();
    expect(after.days.find((d) => d.day === day)?.clean).toBe(after.days.find((d) => d.day === day)?.gross);
    await call('POST', `changes/${id}/redo`, {});
    expect((await series()).days.find((d) => d.day === day)?.clean).toBe(0);
    while (await workOnce(desk(), scope()));
  });
  test('one item is forecast again from its own days alone: the others may be gone, and nothing that did not change comes out otherwise', async () => {
    await run('refresh');
    const rows = () =>
      s.co.rows<{ item: string; said: string }>(
        `select f.item_id::text as item, md5(f.means::text || f.quantiles::text || f.class || f.model || f.parts::text) as said from planning.current c join planning.forecast f on f.org_id = c.org_id and f.job_id = c.job_id order by 1`,
      );
    const before = await rows();
    const one = async () => {
      await ask(s.house.db, scope(), { id: s.house.ids.next(), kind: 'one', params: { items: [s.co.ids.water], n: Math.random() }, by: '王老板', at: s.house.clock.now() });
      expect(await workOnce(desk(), scope())).toBe(true);
    };
    await s.house.db.write(scope(), (tx) => tx.query('delete from planning.demand where item_id = $1', [s.co.ids.oil]));
    await one();
    expect(await rows()).toEqual(before);
    // A day of its own that changes does change it, and nothing else.
    await s.co.must({ type: 'retail-sale', command: 'approve', body: { day: addDays(TODAY, -2), head: { warehouse: s.co.ids.shop, wallet: s.co.ids.cash }, lines: [{ item: s.co.ids.water, qty: '60', price: '2' }] } }); // biome-ignore format: one row
    await one();
    const after = await rows();
    expect(after.find((r) => r.item === s.co.ids.oil)).toEqual(before.find((r) => r.item === s.co.ids.oil));
    expect(after.find((r) => r.item === s.co.ids.water)).not.toEqual(before.find((r) => r.item === s.co.ids.water));
    await run('train');
  });
  test('large bytes are written in pieces and come back whole', async () => {
    const { db, ids } = s.house;
    for (const [size, pieces] of [
      [1, 1],
      [512 * 1024, 1],
      [1_300_000, 3],
    ] as const) {
      const [id, bytes] = [ids.next(), Uint8Array.from({ length: size }, (_, i) => (i * 31) % 251)];
      await savePack(db, scope(), { id, bytes });
      expect(Buffer.compare((await db.read(scope(), (x) => readPack(x, id))) ?? Buffer.alloc(0), bytes)).toBe(0);
      expect(await s.co.rows('select count(*)::int as n, max(length(bytes)) <= 524288 as small from planning.pack where id = $1', [id])).toEqual([{ n: pieces, small: true }]);
    }
    expect(await db.read(scope(), (x) => readPack(x, ids.next()))).toBe(null);
  });
  test('what a process left half saved when it died never holds, and is swept up with the next forecast', async () => {
    const { db, ids } = s.house;
    const held = () => db.read(scope(), (x) => heldIn(x, [s.co.ids.water]));
    const [before, half] = [await held(), ids.next()];
    let writes = 0;
    const dying = { ...db, write: ((...asked: Parameters<typeof db.write>) => ((writes += 1) > 2 ? Promise.reject(new Error('died')) : db.write(...asked))) as typeof db.write };
    await expect(savePack(dying, scope(), { id: half, bytes: new Uint8Array(1_300_000) })).rejects.toThrow('died');
    expect(await db.read(scope(), (x) => readPack(x, half))).toBe(null);
    const job = await wanted('refresh', { n: 4 });
    for (const model of [null, { until: TODAY, pack: half, series: [] }])
      await expect(makeCurrent(db, scope(), { job, now: s.house.clock.now(), start: TODAY, ground: model ? null : half, model })).rejects.toThrow('not whole');
    expect(await held()).toEqual(before);
    expect(await workOnce(desk(), scope())).toBe(true);
    expect(await s.co.rows('select id from planning.pack where id = $1', [half])).toEqual([]);
    const after = await held();
    expect(after?.model).toEqual(before?.model);
    expect(after?.ground.length).toBeGreaterThan(0);
    // Of all packs only those are left that a model or the forecast names.
    expect(await s.co.rows('select count(distinct id)::int = (select count(*)::int + 1 from planning.model) as only from planning.pack')).toEqual([{ only: true }]);
  });
  test('what if: later deliveries and a higher fill need more stock, calculated anew; without a plan there is nothing to take away', async () => {
    const ask = (body: object) => call('POST', `series/${s.co.ids.water}/${s.co.ids.shop}/what-if`, body);
    for (const wish of [{ leadDays: 1 }, { fill: 0.995 }]) {
      const said = (await ask(wish)).body as { before: { target: number }; after: { target: number } };
      expect(said.after.target).toBeGreaterThan(said.before.target);
    }
    expect((await ask({ plain: true })).body).toMatchObject({ code: 'no-plan-ahead' });
  });
  test('cancelled while waiting: never done. Cancelled while running: the process hears of it with its next beat', async () => {
    const [waiting, holder] = [await wanted('train', { n: 1 }), s.house.ids.next()];
    expect(await cancel(s.house.db, scope(), waiting)).toBe(true);
    expect(await workOnce(desk(), scope())).toBe(false);
    const running = await wanted('train', { n: 2 });
    expect((await take(s.house.db, scope(), holder))?.id).toBe(running);
    expect((await call('POST', `jobs/${running}/cancel`, {})).status).toBe(200);
    expect(await beat(s.house.db, scope(), { id: running, holder, progress: 0.5, step: '' })).toBe(false);
    expect((await call('POST', `jobs/${running}/cancel`, {})).body).toMatchObject({ code: 'job-over' });
  });
  test('left running by a process that died: taken up again, and given up after three tries', async () => {
    const id = await wanted('train', { n: 3 });
    for (const tries of [1, 2, 3]) {
      expect(await take(s.house.db, scope(), s.house.ids.next())).toMatchObject({ id, tries });
      expect(await take(s.house.db, scope(), s.house.ids.next())).toBe(null);
      await s.house.db.write(scope(), (tx) => tx.query(`update planning.job set beat_at = clock_timestamp() - interval '2 minutes' where id = $1`, [id]));
    }
    expect(await take(s.house.db, scope(), s.house.ids.next())).toBe(null);
    expect(await job(id)).toMatchObject({ state: 'failed', error: expect.stringContaining('3 次') as string });
  });
  test('too little history is said in a sentence', async () => {
    const id = await ask(s.house.db, scope(), { id: s.house.ids.next(), kind: 'backtest', params: { days: 84 }, by: '王老板', at: s.house.clock.now() });
    await workOnce(desk(), scope());
    expect(await job(id)).toMatchObject({ state: 'failed', error: expect.stringContaining('回测至少要') as string });
  });
  test('who may only see cannot start or stop anything', async () => {
    const finance = await s.as(s.co, 'accountant');
    expect((await call('GET', 'jobs', undefined, finance)).body).toMatchObject({ may: { edit: false } });
    expect((await call('POST', 'jobs', { kind: 'train' }, finance)).status).toBe(403);
  });
});
