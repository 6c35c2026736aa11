// Outside signals over HTTP and in the clock: readings with vintages, what a forecast may see of them, the push, the pull behind its address rule.
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { addDays, type Day } from '#kernel/day';
import { smallServer, type SmallServer } from '#testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { allowedBy } from '../outside/webhook/address.ts';
import { signalColumns } from './signals-columns.ts';
import { pullDue } from './signals-pull.ts';

const SIGNAL = { code: 'temp', name: '最高气温', unit: '℃', level: 'company', feed: 'file', source: '气象局', ahead: 3, missing: 'last', metric: null };

describe('outside signals', () => {
  let s: SmallServer;
  let admin: string;
  let today: Day;
  beforeAll(async () => {
    s = await smallServer();
    admin = await s.as(s.co, 'admin');
    today = s.house.clock.today();
  });
  afterAll(() => s?.close());
  const make = async (more: Record<string, unknown> = {}): Promise<string> => {
    const made = await s.call(admin, 'POST', '/api/planning/signals', { ...SIGNAL, ...more });
    expect(made.body).toMatchObject({ id: expect.any(String) });
    return made.body.id as string;
  };
  const file = (id: string, text: string, claim = 'now') => s.call(admin, 'POST', `/api/planning/signals/${id}/file`, { text, claim });
  const columns = (only: string[], from: Day, to: Day) => s.house.db.read(s.co.caller.scope, (snapshot) => signalColumns(snapshot, { from, to, asOf: s.house.clock.now(), only }));

  test('a day is seen as it was known so many days before, never better; coming days as they are known now', async () => {
    const id = await make();
    const past = addDays(today, -10);
    // Said four days before: 5. Corrected on the day itself: 9. Only the first could have been used three days ahead.
    const text = `日期,数值,得知时间\n${past},5,${addDays(past, -4)}T08:00:00+08:00\n${past},9,${past}T08:00:00+08:00\n${addDays(today, 1)},21,\n${addDays(today, 9)},30,\n`;
    expect((await file(id, text)).body).toEqual({ found: 4, taken: 4 });
    const [column] = await columns([id], past, addDays(today, 9));
    expect(column).toMatchObject({ name: 'temp', item: null, warehouse: null, ahead: 3 });
    expect(column?.values.get(past)).toBe(5);
    expect(column?.values.get(addDays(past, 3))).toBe(5);
    expect(column?.values.get(addDays(today, 1))).toBe(21);
    // Beyond its reach (three days) nothing is claimed, though somebody has sent it.
    expect(column?.values.has(addDays(today, 9))).toBe(false);
    // What was said before and has not changed is not kept twice.
    expect((await file(id, `日期,数值\n${addDays(today, 1)},21\n`)).body).toEqual({ found: 1, taken: 0 });
    expect((await s.call(admin, 'GET', `/api/planning/signals/${id}`)).body).toMatchObject({ targets: 1, revised: 1, lines: [{ name: '全公司' }] });
  });

  test('history uploaded as observed afterwards is nothing a forecast could have known', async () => {
    const id = await make({ code: 'observed', name: '实测气温' });
    await file(id, `日期,数值\n${addDays(today, -5)},12\n`, 'observed');
    expect(await columns([id], addDays(today, -20), today)).toEqual([]);
    await file(id, `日期,数值\n${addDays(today, -4)},13\n`, 'ahead');
    expect((await columns([id], addDays(today, -20), today))[0]?.values.get(addDays(today, -4))).toBe(13);
  });

  test('a signal nobody proved gives forecasts nothing; one category reaches its goods', async () => {
    expect(await s.house.db.read(s.co.caller.scope, (snapshot) => signalColumns(snapshot, { from: addDays(today, -30), to: today, asOf: s.house.clock.now() }))).toEqual([]);
    const [category] = await s.co.rows<{ id: string; name: string }>(`select id::text, name from books.record where type = 'item-category' limit 1`);
    if (!category) throw new Error('the small company has no category');
    const members = await s.co.rows<{ id: string }>(`select id::text from books.record where type = 'item' and data->>'category' = '${category.id}'`);
    const id = await make({ code: 'buzz', level: 'category', name: '热度' });
    expect((await file(id, `日期,数值,对象\n${addDays(today, 1)},3,${category.name}\n`)).body.taken).toBe(1);
    expect(new Set((await columns([id], today, addDays(today, 2))).map((c) => c.item))).toEqual(new Set(members.map((m) => m.id)));
  });

  test.each([
    ['a code twice', () => s.call(admin, 'POST', '/api/planning/signals', SIGNAL), 409, /已被另一个/],
    [
      'a private address',
      () =>
        s.call(admin, 'POST', '/api/planning/signals', {
          ...SIGNAL,
          code: 'x',
          feed: 'pull',
          pull: { url: 'https://10.0.0.1/a', format: 'json', day: 'd', value: 'v', minutes: 60 },
        }),
      422,
      /内部网络/,
    ],
    [
      'plain http',
      () =>
        s.call(admin, 'POST', '/api/planning/signals', {
          ...SIGNAL,
          code: 'x',
          feed: 'pull',
          pull: { url: 'http://example.com/', format: 'json', day: 'd', value: 'v', minutes: 60 },
        }),
      422,
      /https/,
    ],
    [
      'a pull too often',
      () =>
        s.call(admin, 'POST', '/api/planning/signals', {
          ...SIGNAL,
          code: 'x',
          feed: 'pull',
          pull: { url: 'https://example.com/', format: 'json', day: 'd', value: 'v', minutes: 1 },
        }),
      422,
      /15 分钟/,
    ],
    [
      'a pull without its columns',
      () =>
        s.call(admin, 'POST', '/api/planning/signals', {
          ...SIGNAL,
          code: 'x',
          feed: 'pull',
          pull: { url: 'https://example.com/', format: 'json', day: '', value: 'v', minutes: 60 },
        }),
      422,
      /日期所在/,
    ],
    ['an unknown signal', () => s.call(admin, 'GET', '/api/planning/signals/00000000-0000-4000-8000-000000000000'), 404, /没有这个外部信号/],
  ] as const)('%s is refused in words', async (_, ask, status, says) => {
    const reply = await ask();
    expect([reply.status, reply.body.detail]).toEqual([status, expect.stringMatching(says)]);
  });

  test('a target that fits nothing is named with its line; a signal by warehouse wants one', async () => {
    const id = await make({ code: 'bywh', level: 'warehouse', name: '客流' });
    const none = await file(id, `日期,数值,对象\n${today},1,没有的仓\n${today},1,\n`);
    expect([none.status, none.body.errors.map((e: { message: string }) => e.message)]).toEqual([
      422,
      [expect.stringMatching(/第 2 行.*没有的仓/), expect.stringMatching(/第 3 行.*按仓库/)],
    ]);
  });

  test('a token pushes to what is pushed, and to nothing else', async () => {
    await make({ code: 'visitors', name: '预约人数', feed: 'push', metric: null });
    const made = await s.call(admin, 'POST', '/api/tokens', { name: '订座系统', rights: ['outside.send'], days: 1 });
    const push = (code: string, more = {}) =>
      s.call('', 'POST', `/api/planning/signals/${code}/readings`, { readings: [{ day: addDays(today, 2), value: 80, ...more }] }, { authorization: `Bearer ${made.body.secret}` });
    expect((await push('visitors')).body).toEqual({ found: 1, taken: 1 });
    expect(await push('temp')).toMatchObject({ status: 409, body: { code: 'signal-not-fed-so' } });
    expect((await s.call(await s.as(s.co, 'keeper'), 'POST', '/api/planning/signals/visitors/readings', { readings: [{ day: today, value: 1 }] })).status).toBe(403);
    expect((await s.call('', 'GET', '/api/planning/signals', undefined, { authorization: `Bearer ${made.body.secret}` })).status).toBe(403);
  });

  describe('a pull', () => {
    let far: Server;
    let answer: { status: number; body: string; seen: string | undefined };
    beforeAll(async () => {
      answer = { status: 200, body: '', seen: undefined };
      far = createServer((request, reply) => {
        answer.seen = request.headers.authorization;
        reply.writeHead(answer.status, answer.status === 302 ? { location: 'http://10.0.0.1/' } : {}).end(answer.body);
      });
      await new Promise<void>((up) => far.listen(0, '127.0.0.1', up));
    });
    afterAll(() => void far?.close());

    test('is fetched on its rhythm, over allowed addresses only; every failure is written down in words', async () => {
      const url = `http://127.0.0.1:${(far.address() as AddressInfo).port}/`;
      const id = s.house.ids.next();
      const pull = { url, format: 'json', rows: 'daily', day: 'time', value: 't', target: '', minutes: 60 };
      await s.co.rows(`select 1`);
      await s.house.db.write(s.co.caller.scope, (tx) =>
        tx.query(
          `insert into planning.signal (org_id, id, code, name, level, feed, source, ahead, missing, pull, pull_secret, next_at, made_by, made_at) values (books.org(), $1, 'open', '天气', 'company', 'pull', '和风', 7, 'leave', $2::jsonb, 'Bearer key-1', $3::timestamptz, '测试', $3::timestamptz)`,
          [id, JSON.stringify(pull), s.house.clock.now()],
        ),
      );
      const due = async (allowed: string): Promise<string | null> => {
        await s.house.db.write(s.co.caller.scope, (tx) =>
          tx.query(`update planning.signal set next_at = $2::timestamptz where org_id = books.org() and id = $1`, [id, s.house.clock.now()]),
        );
        expect(await pullDue(s.house, s.co.caller.scope, allowedBy(allowed))).toBe(1);
        const [last] = await s.co.rows<{ error: string | null }>(`select error from planning.fetch where signal_id = '${id}' order by id desc limit 1`);
        return last?.error ?? null;
      };
      expect(await due('')).toMatch(/https|内部网络/);
      answer.body = JSON.stringify({ daily: { time: [today, addDays(today, 1)], t: [3, 4] } });
      expect(await due('127.0.0.1')).toBeNull();
      expect(answer.seen).toBe('Bearer key-1');
      expect(await s.co.rows(`select value from planning.reading where signal_id = '${id}' order by day`)).toEqual([{ value: 3 }, { value: 4 }]);
      answer.body = '<html>';
      expect(await due('127.0.0.1')).toMatch(/不是 JSON/);
      answer.status = 302;
      expect(await due('127.0.0.1')).toMatch(/重定向/);
      answer.status = 500;
      expect(await due('127.0.0.1')).toMatch(/500/);
      const [kept] = await s.co.rows<{ tries: number; later: boolean }>(`select tries, next_at > '${s.house.clock.now()}' as later from planning.signal where id = '${id}'`);
      expect(kept).toEqual({ tries: 3, later: true });
      // The secret never comes back to a screen.
      expect(JSON.stringify((await s.call(admin, 'GET', '/api/planning/signals')).body)).not.toContain('key-1');
    });
  });
});
