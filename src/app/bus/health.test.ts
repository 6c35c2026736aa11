// The health board sees faults that are put in on purpose, dead letters are moved by hand and leave their trace, scenes can be switched off.
import type { LogEvent } from '#bus';
import { smallServer, type SmallServer } from '#testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listenOnce } from '../rules-runtime/listen.ts';
import { sequenceAll } from '../sequencer.ts';
import { verify } from '../verify.ts';
import { type Health, measure } from './health.ts';
import { consumeOnce, replay } from './read.ts';
import { sceneOf, whereSwitchedOn } from './scenes.ts';

describe('协同健康与死信', () => {
  let s: SmallServer;
  let boss: string;
  let keeper: string;
  const handled: LogEvent[] = [];
  let poison: (event: LogEvent) => boolean = () => false;
  const round = async (): Promise<void> => {
    await sequenceAll(s.house.db);
    const handle = async (event: LogEvent): Promise<void> => {
      if (poison(event)) throw new Error('对方接口返回 500');
      handled.push(event);
    };
    while ((await consumeOnce(s.house.db, 'reactions', handle)) > 0);
  };
  const owner = <R>(sql: string, args: readonly unknown[] = []) => s.house.db.owner((tx) => tx.query<R>(sql, args));
  const board = async () => {
    await owner(`update bus.pulse set at = '-infinity'`);
    expect(await measure(s.house.db)).toBe(true);
    const seen = (await s.call(boss, 'GET', '/api/bus/health')).body as Health;
    // How fast this machine is today is not what these tests are about.
    return { ...seen, alarms: seen.alarms.filter((a) => a.kind !== 'slow') };
  };
  const kinds = async (): Promise<string[]> => (await board()).alarms.map((a) => a.kind);
  const receive = (qty: string) =>
    s.co.must({
      type: 'goods-receipt',
      command: 'approve',
      body: { day: '2026-03-05', head: { supplier: s.co.ids.supplier, warehouse: s.co.ids.main }, lines: [{ item: s.co.ids.oil, qty, price: '50' }] },
    });
  const open = async () => (await s.call(boss, 'GET', '/api/bus/letters')).body as { consumer: string; pos: string; behind: number; error: string; id: string; number: string }[];
  const move = (letter: { consumer: string; pos: string }, body: unknown, who = boss) => s.call(who, 'POST', `/api/bus/letters/${letter.consumer}/${letter.pos}`, body);

  beforeAll(async () => {
    s = await smallServer();
    boss = await s.as(s.co, 'admin');
    keeper = await s.as(s.co, 'keeper');
    await receive('10');
    await round();
  });
  afterAll(() => s?.close());

  test('all is well: nothing lost, nothing behind, delays measured', async () => {
    const seen = await board();
    expect(seen.alarms).toEqual([]);
    expect(seen.consumers).toMatchObject([{ consumer: 'reactions', behind: 0, loss: 0, dead: 0 }]);
    const [reactions] = seen.consumers;
    expect(reactions?.handled).toBe(handled.length);
    expect(reactions?.max).toBeGreaterThanOrEqual(reactions?.p50 ?? Infinity);
    expect(seen.scenes.find((x) => x.key === 'money')?.handled).toBeGreaterThan(0);
  });

  test('a deleted inbox row is a loss, named, and is delivered again by hand', async () => {
    const event = handled.at(0) as LogEvent;
    await owner(`delete from bus.inbox where consumer = 'reactions' and pos = $1`, [event.pos]);
    const seen = await board();
    expect(seen.alarms).toMatchObject([{ kind: 'loss', level: 'bad', consumer: 'reactions' }]);
    expect(seen.lost).toMatchObject([{ consumer: 'reactions', pos: String(event.pos), name: event.name }]);
    expect((await move({ consumer: 'reactions', pos: String(event.pos) }, { move: 'deliver' })).status).toBe(200);
    await round();
    expect(handled.filter((e) => e.id === event.id)).toHaveLength(2);
    expect(await kinds()).toEqual([]);
  });

  test('a consumer that no longer looks, and events that nobody moves into the log', async () => {
    await owner(`update bus.cursor set seen_at = now() - interval '10 seconds'`);
    expect(await kinds()).toEqual(['stopped']);
    await receive('1');
    await owner(`update bus.outbox set created = created - interval '10 seconds'`);
    expect((await kinds()).toSorted()).toEqual(['stopped', 'waiting']);
    await sequenceAll(s.house.db);
    await owner(`update bus.cursor set seen_at = now(), pos = pos - 1, since = since`);
    await owner(`delete from bus.inbox i using bus.cursor c where i.consumer = c.consumer and i.pos > c.pos`);
    await round();
    expect(await kinds()).toEqual([]);
  });

  test('a poison event: seen, inspected, corrected and sent again; what waited behind it follows', async () => {
    const made = await s.co.must({
      type: 'sales-order',
      command: 'save',
      body: { day: '2026-03-06', head: { customer: s.co.ids.customer, warehouse: s.co.ids.main }, lines: [{ item: s.co.ids.oil, qty: '1', price: '70' }] },
    });
    await s.co.must({ type: 'sales-order', command: 'approve', id: made.id });
    poison = (e) => e.payload['number'] === made.number && e.payload['total'] !== '1';
    handled.length = 0;
    await round();
    const seen = await board();
    expect(seen.alarms.filter((a) => a.kind === 'dead')).toMatchObject([{ level: 'warn', consumer: 'reactions' }]);
    const [letter] = await open();
    expect(letter).toMatchObject({ number: made.number, behind: 1, error: '对方接口返回 500' });
    if (!letter) return;
    const whole = (await s.call(boss, 'GET', `/api/bus/letters/reactions/${letter.pos}`)).body;
    expect(whole.queue).toHaveLength(1);
    expect((await move(letter, { move: 'resend', reason: '金额改为 1', payload: whole.payload })).body.code).toBe('payload-unchanged');
    expect((await move(letter, { move: 'resend', payload: { ...whole.payload, total: '1' } })).status).toBe(422);
    expect((await move(letter, { move: 'resend', reason: '金额改为 1', payload: { ...whole.payload, total: '1' } })).status).toBe(200);
    await round();
    expect(handled.filter((e) => e.id === letter.id).map((e) => e.payload['total'])).toEqual(['1']);
    poison = () => false;
    await owner('update bus.dead set next_at = now()');
    await round();
    expect(handled.filter((e) => e.agg === `sales-order:${made.id}`).map((e) => Number(e.agg_seq))).toEqual([1, 2]);
    expect(await open()).toEqual([]);
    const told = await owner<{ payload: Record<string, unknown> }>(`select payload from bus.event_log where name = 'dead-letter-resent/1'`);
    expect(told).toMatchObject([{ payload: { of: letter.id, reason: '金额改为 1', payload: { total: '1' } } }]);
    const audit = await s.co.rows<{ summary: string }>(`select summary from books.audit_log where subject = 'dead-letter' and action = 'bus.resend'`);
    expect(audit).toHaveLength(1);
    expect((await s.call(boss, 'GET', '/api/bus/letters?open=0')).body).toContainEqual(expect.objectContaining({ pos: letter.pos, state: 'resolved' }));
    expect(seen.scenes.find((x) => x.key === 'money')?.hands).toBe(0);
  });

  test('given up by the house, skipped by a person: counted as a hand at work', async () => {
    const receipt = await receive('2');
    poison = (e) => e.payload['number'] === receipt.number;
    for (let i = 0; i < 6; i += 1) {
      await round();
      await owner('update bus.dead set next_at = now()');
    }
    expect((await board()).alarms.filter((a) => a.kind === 'dead')).toMatchObject([{ level: 'bad' }]);
    const [letter] = await open();
    if (!letter) throw new Error('no letter');
    const before = (await board()).scenes.find((x) => x.key === 'money')?.hands ?? 0;
    expect((await move(letter, { move: 'skip' })).status).toBe(422);
    expect((await move(letter, { move: 'skip', reason: '对方系统已下线' })).status).toBe(200);
    expect((await move(letter, { move: 'skip', reason: '再跳一次' })).body.code).toBe('letter-gone');
    poison = () => false;
    await round();
    const seen = await board();
    expect(seen.consumers).toMatchObject([{ skipped: 1, loss: 0, dead: 0 }]);
    expect(seen.scenes.find((x) => x.key === 'money')?.hands).toBe(before + 1);
  });

  test('a letter is moved by hand again after a replay has forgotten that it was', async () => {
    const receipt = await receive('3');
    poison = (e) => e.payload['number'] === receipt.number;
    const retried = () => owner(`select 1 from bus.event_log where name = 'dead-letter-retried/1'`);
    for (const times of [1, 2]) {
      await round();
      const [letter] = await open();
      if (!letter) throw new Error('no letter');
      expect((await move(letter, { move: 'retry' })).status).toBe(200);
      await sequenceAll(s.house.db);
      expect(await retried()).toHaveLength(times);
      await replay(s.house.db, 'reactions', BigInt(letter.pos) - 1n);
    }
    poison = () => false;
    await round();
    expect(await kinds()).toEqual([]);
  });

  test.each([
    ['the board', 'GET', '/api/bus/health'],
    ['the letters', 'GET', '/api/bus/letters'],
    ['the scenes', 'GET', '/api/bus/scenes'],
    ['a movement', 'POST', '/api/bus/letters/reactions/1'],
    ['a switch', 'PUT', '/api/bus/scenes/quality'],
  ] as const)('%s is for those who may manage the bus', async (_, method, url) => {
    const reply = await s.call(keeper, method, url, method === 'GET' ? undefined : url.includes('scenes') ? { on: false } : { move: 'retry' });
    expect(reply.status).toBe(403);
    expect(reply.body.detail).toContain('管理协同');
  });

  test('a scene that is switched off hears nothing, and the switch is on record', async () => {
    expect(['lot-frozen/1', 'molding.oee.dropped', 'goods-receipt-posted/1', 'plan.rolled', 'bom-saved/1', 'record-saved/1'].map(sceneOf)).toEqual([
      'quality',
      'machine',
      'money',
      'plan',
      'engineering',
      null,
    ]);
    const heard: string[] = [];
    const handle = whereSwitchedOn(s.house.db, async (e) => void heard.push(e.name));
    const event = (name: string): LogEvent => ({ pos: 1n, org_id: s.co.ids.org, id: 'x', agg: 'x', agg_seq: 1n, name, payload: {} });
    const hear = async (): Promise<void> => {
      for (const name of ['lot-frozen/1', 'goods-receipt-posted/1']) await handle(event(name), { again: false });
    };
    await hear();
    expect((await s.call(boss, 'PUT', '/api/bus/scenes/quality', { on: false })).status).toBe(200);
    await hear();
    expect((await s.call(boss, 'PUT', '/api/bus/scenes/quality', { on: true })).status).toBe(200);
    await hear();
    expect(heard).toEqual(['lot-frozen/1', 'goods-receipt-posted/1', 'goods-receipt-posted/1', 'lot-frozen/1', 'goods-receipt-posted/1']);
    expect((await s.call(boss, 'GET', '/api/bus/scenes')).body.map((x: { key: string; on: boolean }) => [x.key, x.on])).toContainEqual(['quality', true]);
  });

  test('rules that begin to listen on a day in the middle have lost nothing of what was before', async () => {
    await listenOnce(
      s.house,
      async () => s.co.caller.scope,
      async () => undefined,
    );
    const seen = await board();
    expect(seen.consumers.find((c) => c.consumer === 'rules')).toMatchObject({ behind: 0, loss: 0 });
    expect(seen.lost).toEqual([]);
  });

  test('the minute that is over is kept, and the books are still whole', async () => {
    await owner(`update bus.inbox set handled_at = date_trunc('minute', now()) - interval '30 seconds'`);
    await owner(`delete from bus.minute`);
    await board();
    const past = (await s.call(boss, 'GET', '/api/bus/history?hours=1')).body as { scene: string; handled: number }[];
    expect(past.find((m) => m.scene === '')?.handled).toBeGreaterThan(5);
    expect(past.map((m) => m.scene)).toContain('money');
    expect((await verify(s.house.db)).checks.filter((c) => c.wrong > 0)).toEqual([]);
  });
});
