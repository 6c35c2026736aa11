import { type Day, addDays } from '#kernel/day';
import { smallServer, type SmallServer } from '#testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { calculate } from '../jobs/thread.ts';
import { answerOf } from './answer.ts';
import { deviationSentence } from './deviation.ts';
import { gather } from './gather.ts';
import { wholePolicy } from './keeper.ts';
import { planFactsIn } from './plans.ts';
import { rebuild } from './rebuild.ts';
import { scoreSuggestions } from './scores.ts';

const TODAY = '2026-03-10' as Day;
let s: SmallServer;
let buyer = '';
let boss = '';
const scope = () => ({ org: s.co.ids.org, tenant: s.co.ids.group, sites: null });
const call = (who: string, method: 'GET' | 'POST' | 'PUT', url: string, body?: unknown) =>
  s.call(who, method, `/api/planning/${url}`, body, { 'idempotency-key': `${url}-${Math.random()}` });
const sql = <R>(text: string, args: readonly unknown[] = []): Promise<R[]> => s.house.db.write(scope(), (tx) => tx.query<R>(text, args));

beforeAll(async () => {
  s = await smallServer();
  const { ids } = s.co;
  [buyer, boss] = await Promise.all([s.as(s.co, 'buyer'), s.as(s.co, 'finance-head')]);
  s.house.today('2026-02-20');
  await s.co.must({
    type: 'goods-receipt',
    command: 'approve',
    body: {
      day: '2026-02-20',
      head: { supplier: ids.supplier, warehouse: ids.main },
      lines: [
        { item: ids.milk, qty: '60', price: '3.39', lot: 'N0201', made: '2026-02-18' },
        { item: ids.water, qty: '20', price: '1' },
      ],
    },
  });
  s.house.today(TODAY);
  const job = s.house.ids.next();
  await sql(
    `insert into planning.job (org_id, id, kind, state, origin, horizon, asked_by, asked_at, ended_at) values (books.org(), $1, 'train', 'done', $2, 14, 'test', now(), now())`,
    [job, TODAY],
  );
  for (const [item, mean] of [
    [ids.milk, 4],
    [ids.water, 10],
  ] as const) {
    const quantiles = Array.from({ length: 14 }, () => [1, 1.25, 1.38, 1.49, 1.7].map((q) => q * mean)).flat();
    await sql(
      `insert into planning.forecast (org_id, job_id, item_id, warehouse_id, origin, horizon, class, model, means, quantiles, quality) values (books.org(), $1, $2, $3, $4, 14, 'smooth', 'portfolio', $5, $6, '{"bias": 0.12, "wape": {"hengcang": 0.3}}')`,
      [job, item, ids.main, TODAY, Array.from({ length: 14 }, () => mean), quantiles],
    );
    await sql(
      `insert into planning.demand (org_id, item_id, warehouse_id, day, gross, clean) select books.org(), $1, $2, $3::date + d, $4::bigint, $4::bigint from generate_series(-60, -1) d`,
      [item, ids.main, TODAY, String(mean * 1e6)],
    );
  }
  await sql('insert into planning.current (org_id, job_id) values (books.org(), $1)', [job]);
  await wholePolicy(s.house, scope());
}, 60_000);
afterAll(() => s?.close());

const levels = async (item: string) => (await call(buyer, 'GET', `levels/${item}`)).body as { safety: string; reorder: string; target: string; facts: { life: number | null } }[];

describe('levels', () => {
  test('a thread answers what this one answers', async () => {
    const { facts, plans } = await s.house.db.read(scope(), async (x) => {
      const facts = await gather((work) => work(x), { org: scope().org, today: TODAY, now: s.house.clock.now(), items: null });
      return { facts, plans: await planFactsIn(x, TODAY) };
    });
    if (!facts) throw new Error('no forecast');
    const here = answerOf({ facts, plans });
    expect(here.levels.items).toHaveLength(2);
    expect(here.wishes.length).toBeGreaterThan(0);
    expect(await calculate({ kind: 'answer', asked: { facts, plans } }, { progress: () => undefined })).toEqual(here);
  });

  test('what an older rebuild found does not stand over what a newer one wrote', async () => {
    await sql(`update planning.level set safety = 0, reorder_point = 0, target = 7000000, made_at = made_at + interval '1 hour' where org_id = books.org() and item_id = $1`, [
      s.co.ids.water,
    ]);
    await rebuild(s.house, scope(), null);
    expect((await levels(s.co.ids.water))[0]?.target).toBe('7');
    await sql(`update planning.level set made_at = made_at - interval '1 hour' where org_id = books.org() and item_id = $1`, [s.co.ids.water]);
    await rebuild(s.house, scope(), null);
    expect(Number((await levels(s.co.ids.water))[0]?.target)).toBeGreaterThan(10);
  });

  test('a series that is forecast no more has no level', async () => {
    await sql(
      `insert into planning.level select (l).* from (select jsonb_populate_record(l, jsonb_build_object('item_id', $1::text)) as l from planning.level l where item_id = $2) x`,
      [s.co.ids.box, s.co.ids.water],
    );
    expect(await levels(s.co.ids.box)).toHaveLength(1);
    await rebuild(s.house, scope(), null);
    expect(await levels(s.co.ids.box)).toEqual([]);
  });

  test('“what if” starts from the level that holds, for goods that keep for months too', async () => {
    for (const item of [s.co.ids.milk, s.co.ids.water]) {
      const [level] = await levels(item);
      const { before, after } = (await call(buyer, 'POST', `series/${item}/${s.co.ids.main}/what-if`, { leadDays: 0 })).body as Record<
        'before' | 'after',
        { safety: number; reorder: number; target: number }
      >;
      expect(after).toEqual(before);
      // What is counted in whole units is kept in whole units.
      for (const what of ['safety', 'reorder', 'target'] as const) expect(Math.ceil(before[what] - 1e-6)).toBe(Number(level?.[what]));
      const later = (await call(buyer, 'POST', `series/${item}/${s.co.ids.main}/what-if`, { leadDays: 3 })).body as { after: { target: number } };
      expect(later.after.target).toBeGreaterThan(before.target);
    }
  });
});

describe('what people change', () => {
  test('a quantity of one’s own is scored when its days are over, and the page says so', async () => {
    const rows = async (state: string) =>
      (
        (await call(buyer, 'GET', `suggestions?state=${state}`)).body as {
          rows: { id: string; name: string; quantity: string; added: string | null; due: string; demand: string | null }[];
        }
      ).rows;
    const water = (await rows('open')).find((r) => r.name.startsWith('农夫'));
    expect((await call(buyer, 'POST', 'suggestions/decide', { ids: [water?.id], action: 'reject', why: '周边有活动' })).status).toBe(200);
    expect(await scoreSuggestions(s.house, scope())).toBe(0);
    const [before] = await rows('done');
    expect(before).toMatchObject({ added: null });
    await sql(`insert into planning.built (org_id, line, until, built_at) values (books.org(), 0, $1, now()) on conflict (org_id) do update set until = excluded.until`, [
      addDays(TODAY, 60),
    ]);
    await sql(
      `insert into planning.demand (org_id, item_id, warehouse_id, day, gross, clean) select books.org(), $1, $2, $3::date + d, 12000000, 12000000 from generate_series(1, 30) d`,
      [s.co.ids.water, s.co.ids.main, TODAY],
    );
    expect(await scoreSuggestions(s.house, scope())).toBe(1);
    expect(await scoreSuggestions(s.house, scope())).toBe(0);
    const [after] = await rows('done');
    // Nothing was ordered and more was wanted than lay there: the refusal cost margin.
    expect(Number(after?.added)).toBeLessThan(0);
    expect(Number(after?.demand)).toBeGreaterThan(0);
  });

  test('parameters of a decay model are shown with their curve, can be set, and shorten the life that orders are capped by', async () => {
    const [milk] = await s.co.rows<{ category: string }>(`select data->>'category' as category from books.record where id = $1`, [s.co.ids.milk]);
    const category = milk?.category ?? '';
    const put = (data: object) => call(boss, 'PUT', 'settings', { kind: 'category', target: category, data });
    expect((await put({ industry: '食品（包装食品）' })).status).toBe(200);
    const page = async () =>
      (await call(boss, 'GET', `decay/${category}`)).body as {
        life: number;
        now: number[];
        usual: number[];
        parameters: { key: string; zh: string; usual: number; own: number | null }[];
      };
    const usual = await page();
    expect(usual.parameters.map((p) => p.key)).toEqual(['r1', 's', 'shelf']);
    expect(usual.now).toEqual(usual.usual);
    const before = (await levels(s.co.ids.milk))[0]?.facts.life ?? 0;
    expect((await put({ industry: '食品（包装食品）', params: { r1: 0.9 } })).status).toBe(200);
    const own = await page();
    expect(own.parameters[0]).toMatchObject({ own: 0.9 });
    expect(own.life).toBeLessThan(usual.life);
    expect((await levels(s.co.ids.milk))[0]?.facts.life).toBeLessThan(before);
    expect((await put({ industry: '食品（包装食品）', params: { r1: 1e9 } })).status).toBe(422);
    expect((await call(boss, 'GET', `decay/${s.co.ids.milk}`)).status).toBe(404);
  });
});

test('each risk says how far its forecast was off: the last days, or the test before there are any', async () => {
  const { rows } = (await call(buyer, 'GET', 'risks')).body as { rows: { deviation: string | null }[] };
  expect(rows[0]?.deviation).toBe('用前四周检验，预测偏高 12%，每天平均差 30%');
  expect(deviationSentence({ days: 7, real: 84, mean: 70, bias: 0, wape: 0.2 })).toBe('近 7 天卖 84，当时预测 70，实际高 20%');
  expect(deviationSentence({ days: 2, real: 84, mean: 70, bias: null, wape: null })).toBe(null);
});
