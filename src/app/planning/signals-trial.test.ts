// Trials on a made past: the gate keeps what helps and refuses noise; overlays count only after their trial, inside their bounds, and end with their days.
import { addDays, type Day } from '#kernel/day';
import { smallServer, type SmallServer } from '#testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { endOverlays, overlaysFor } from './overlays.ts';
import { signalColumns } from './signals-columns.ts';
import { askAged, companiesWaiting, workTrial } from './signals-start.ts';

const SIGNAL = { unit: '', level: 'company', feed: 'file', source: '街道办', ahead: 7, missing: 'last', metric: null };

describe('trials on the past', () => {
  let s: SmallServer;
  let admin: string;
  let today: Day;
  const DAYS = 300;
  /** A number in [0, 1) that follows from its place alone. */
  const drawn = (k: number, salt: number): number => {
    const x = Math.sin(k * 12.9898 + salt * 78.233) * 43_758.5453;
    return x - Math.floor(x);
  };
  const busy = (k: number): boolean => drawn(k, 7) < 0.25;
  beforeAll(async () => {
    s = await smallServer();
    admin = await s.as(s.co, 'admin');
    today = s.house.clock.today();
    // Ten months of nothing special, except that every busy day sells threefold: who knows the days knows the demand.
    const { oil, water, milk, box, main, shop } = s.co.ids;
    const rows = [oil, water, milk, box].flatMap((i, n) =>
      [main, shop].flatMap((w, m) =>
        Array.from({ length: DAYS }, (_, k) => ({
          i,
          w,
          d: addDays(today, k - DAYS),
          q: String(Math.round((6 + 2 * n + 4 * drawn(k, 10 * n + m)) * (busy(k) ? 3 : 1)) * 1_000_000),
        })),
      ),
    );
    await s.house.db.write(s.co.caller.scope, (tx) =>
      tx.query(
        `insert into planning.demand (org_id, item_id, warehouse_id, day, gross, clean) select books.org(), q.i, q.w, q.d, q.q, q.q from jsonb_to_recordset($1::jsonb) as q(i uuid, w uuid, d date, q bigint)`,
        [JSON.stringify(rows)],
      ),
    );
  });
  afterAll(() => s?.close());
  const signal = async (code: string, valueAt: (k: number) => number): Promise<string> => {
    const { body } = await s.call(admin, 'POST', '/api/planning/signals', { ...SIGNAL, code, name: code });
    const text = `日期,数值\n${Array.from({ length: DAYS + 7 }, (_, k) => `${addDays(today, k - DAYS)},${valueAt(k)}`).join('\n')}`;
    expect((await s.call(admin, 'POST', `/api/planning/signals/${body.id}/file`, { text, claim: 'ahead' })).body.taken).toBe(DAYS + 7);
    return body.id as string;
  };
  const judged = async (id: string) => {
    expect((await s.call(admin, 'POST', `/api/planning/signals/${id}/judge`, {})).status).toBe(200);
    expect((await s.call(admin, 'POST', `/api/planning/signals/${id}/judge`, {})).body.code).toBe('signal-trial-open');
    expect(await workTrial(s.house, s.co.caller.scope)).toBe(true);
    const { body } = await s.call(admin, 'GET', '/api/planning/signals');
    return body.signals.find((x: { id: string }) => x.id === id).trial;
  };

  test('what helps is kept and from then on a column of forecasts; noise is not', { timeout: 240_000 }, async () => {
    const good = await judged(await signal('busy', (k) => (busy(k) ? 1 : 0)));
    expect(good).toMatchObject({ state: 'done', error: null, result: { kept: true, reason: expect.stringMatching(/采用/) } });
    expect(good.result.gain).toBeGreaterThan(0.1);
    const noise = await judged(await signal('noise', (k) => Math.round(100 * drawn(k, 99))));
    expect(noise.result.kept).toBe(false);
    const known = await s.house.db.read(s.co.caller.scope, (snapshot) => signalColumns(snapshot, { from: addDays(today, -3), to: addDays(today, 6), asOf: s.house.clock.now() }));
    expect(known.map((c) => c.name)).toEqual(['busy']);
    // A verdict holds for four weeks; then it is asked for anew, by itself.
    expect([await askAged(s.house, s.co.caller.scope), await companiesWaiting(s.house, false)]).toEqual([0, []]);
    await s.house.db.write(s.co.caller.scope, (tx) => tx.query(`update planning.trial set asked_at = asked_at - interval '29 days' where org_id = books.org()`));
    expect(await askAged(s.house, s.co.caller.scope)).toBe(2);
    expect(await companiesWaiting(s.house, false)).toEqual([s.co.ids.org]);
    await s.house.db.write(s.co.caller.scope, (tx) => tx.query(`delete from planning.trial where org_id = books.org() and state = 'waiting'`));
  });

  test('an overlay counts only once it was tried and switched on, inside its bounds, and ends with its days', { timeout: 240_000 }, async () => {
    const saved = await s.call(admin, 'POST', '/api/rules', { name: '周一加备', text: '每周一，把全部商品的安全库存系数调整为3' });
    expect(saved.body).toMatchObject({ version: 1 });
    const rule = saved.body.id as string;
    const row = async () => (await s.call(admin, 'GET', '/api/planning/overlays')).body;
    expect((await row()).rules).toMatchObject([{ rule, name: '周一加备', state: 'off', tried: null, low: 0.5, high: 2, days: 14 }]);
    expect((await s.call(admin, 'POST', `/api/planning/overlays/${rule}/switch`, { on: true })).body).toMatchObject({ code: 'overlay-untried' });
    expect((await s.call(admin, 'PUT', `/api/planning/overlays/${rule}`, { low: 3, high: 2, days: 5 })).body.code).toBe('overlay-bounds');
    expect((await s.call(admin, 'PUT', `/api/planning/overlays/${rule}`, { low: 0.5, high: 2.5, days: 5 })).status).toBe(200);
    expect((await s.call(admin, 'POST', `/api/planning/overlays/${rule}/trial`, {})).status).toBe(200);
    expect(await workTrial(s.house, s.co.caller.scope)).toBe(true);
    const tried = (await row()).rules[0];
    expect(tried.trial).toMatchObject({ state: 'done', error: null, result: { ran: true, series: 8 } });
    // More safety: never less served, more on the shelf.
    const { without, with: under } = tried.trial.result;
    expect(under.stock).toBeGreaterThan(without.stock);
    expect(under.fill).toBeGreaterThanOrEqual(without.fill);
    expect(tried.trial.result.chain.at(-1)).toMatchObject({ factor: 2.5, said: 3 });
    const hold = (day: Day) =>
      s.house.db.write(s.co.caller.scope, (tx) =>
        tx.query(
          `insert into rules.hold (org_id, id, kind, what, target_type, target_id, value, rule_id, version, subject, branch, reverts, since) values (books.org(), $1, 'param', 'safety_factor', '*', '*', '3', $2, 1, 'all', 0, false, $3::date)`,
          [s.house.ids.next(), rule, day],
        ),
      );
    await hold(addDays(today, -1));
    await s.house.db.write(s.co.caller.scope, (tx) => tx.query(`update rules.rule set state = 'active', active = 1 where org_id = books.org() and id = $1`, [rule]));
    expect(await overlaysFor(s.house.db, s.co.caller.scope, today)).toEqual([]);
    expect((await row()).idle).toMatchObject([{ why: expect.stringMatching(/未启用/) }]);
    expect((await s.call(admin, 'POST', `/api/planning/overlays/${rule}/switch`, { on: true })).status).toBe(200);
    expect(await overlaysFor(s.house.db, s.co.caller.scope, today)).toMatchObject([
      { factor: 2.5, until: addDays(today, 3), why: expect.stringMatching(/周一加备.*乘以 3.*按 2\.5 计/) },
    ]);
    expect(await overlaysFor(s.house.db, s.co.caller.scope, addDays(today, 4))).toEqual([]);
    // The clock ends it in the rules as well, on its day and not before.
    const end = (day: Day) => s.house.db.write(s.co.caller.scope, (tx) => endOverlays(tx, `${day}T04:00:00Z`));
    expect([await end(addDays(today, 3)), await end(addDays(today, 4)), await end(addDays(today, 5))]).toEqual([0, 1, 0]);
    expect(await s.co.rows(`select lifted_why from rules.hold where rule_id = '${rule}'`)).toEqual([{ lifted_why: '叠加有效期 5 天已满' }]);
    // Other limits are another overlay: off until it was tried again.
    await s.call(admin, 'PUT', `/api/planning/overlays/${rule}`, { low: 0.5, high: 2, days: 5 });
    expect((await row()).rules[0]).toMatchObject({ state: 'off', tried: null });
  });
});
