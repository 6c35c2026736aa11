// A check-up over HTTP: who may, what it keeps, and that it never passes over what is wrong.
import { everyDocument, memoryHouse, smallCompany, smallServer, type SmallServer, type WholeCompany } from '#testing';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { COMPANY_CHECKS } from '../verify.ts';
import { type Checkup, type CheckupRow, startCheckup } from './run.ts';

describe('a check-up', () => {
  let s: SmallServer;
  let co: WholeCompany;
  let cookie: string;
  beforeAll(async () => {
    s = await smallServer(memoryHouse);
    co = await everyDocument(s.house);
    cookie = await s.as(co, 'accountant');
  });
  afterAll(() => s?.close());
  const runs = async (as = cookie): Promise<CheckupRow[]> => (await s.call(as, 'GET', '/api/checkups')).body as CheckupRow[];
  const one = async (id: string): Promise<Checkup & { readonly groups: Record<string, string> }> => (await s.call(cookie, 'GET', `/api/checkups/${id}`)).body as never;
  /** Starts one over HTTP and asks until it is through. */
  const run = async (): Promise<string> => {
    const { id } = (await s.call(cookie, 'POST', '/api/checkups', {})).body as { id: string };
    for (;;) {
      if ((await one(id)).state !== 'running') return id;
      await new Promise((wake) => setTimeout(wake, 20));
    }
  };

  test('is for those who keep the books, and for the whole company', async () => {
    for (const role of ['buyer', 'keeper', 'seller', 'cashier']) expect((await s.call(await s.as(co, role), 'POST', '/api/checkups', {})).status, role).toBe(403);
    for (const role of ['owner', 'finance-head', 'admin']) expect((await s.call(await s.as(co, role), 'GET', '/api/checkups')).status, role).toBe(200);
    await expect(startCheckup(s.house, { ...co.caller, actor: { ...co.caller.actor, sites: [co.ids.shopSite] } })).rejects.toMatchObject({
      refusal: { refused: 'checkup-whole-company' },
    });
    expect(await runs()).toEqual([]);
  });

  test('looks at everything, keeps what it found, and leaves a line in the audit list', async () => {
    const id = await run();
    const found = await one(id);
    expect(found).toMatchObject({ state: 'done', done: COMPANY_CHECKS.length + 2, total: COMPANY_CHECKS.length + 2, wrong: '0', failed: 0, doing: null });
    expect(found.checks.map((c) => c.name)).toEqual([...COMPANY_CHECKS.map((c) => c.name), 'event-chain', 'log-remembered']);
    expect(found.root).toMatch(/^[0-9a-f]{64}$/);
    expect(Number(found.rows)).toBeGreaterThan(500);
    for (const c of found.checks) expect(found.groups, c.name).toHaveProperty(c.group);
    expect(await runs()).toMatchObject([{ id, state: 'done' }]);
    expect(await co.rows(`select summary from books.audit_log where action = 'checkup.run'`)).toEqual([{ summary: `账簿体检 ${found.total} 项，全部通过` }]);
  });

  test('finds what is wrong and names it, in the answer, in the file and in the audit list', async () => {
    const damage = async (by: string): Promise<void> => {
      await s.house.db.owner(async (tx) => {
        await tx.query('set local session_replication_role = replica');
        await tx.query(`update books.open_item set settled = settled + ${by} where doc_id = $1`, [co.docs['delivery']]);
      });
    };
    await damage('100');
    const found = await one(await run());
    expect(found).toMatchObject({ state: 'done', failed: 2, pos: null, root: null });
    const [place] = found.checks.find((c) => c.name === 'open-items')?.where ?? [];
    expect(place).toMatchObject({
      at: `销售出库单 ${co.numbers['delivery']} · 往来单位 KH00001 城东便利店`,
      what: '已核销',
      should: '300.00',
      is: '301.00',
      document: co.numbers['delivery'],
      href: `/documents/sales-delivery/${co.docs['delivery']}`,
    });
    const file = (await s.call(cookie, 'GET', `/api/checkups/${found.id}/export?format=csv`)).body as string;
    expect(file).toContain(`销售出库单 ${co.numbers['delivery']}`);
    expect(file).toContain('301.00');
    expect(await co.rows(`select summary from books.audit_log where subject_id = $1`, [found.id])).toEqual([
      { summary: `账簿体检 ${found.total} 项，2 项不符：往来已核销 = 核销记录合计，且不超过原额、应收应付未核销 = 总账余额（按科目、往来单位）` },
    ]);
    await damage('-100');
    expect(await one(await run())).toMatchObject({ failed: 0 });
  });

  test('runs once at a time; one whose process died is given up', async () => {
    const first = await startCheckup(s.house, co.caller);
    expect((await s.call(cookie, 'POST', '/api/checkups', {})).body).toMatchObject({ code: 'checkup-running', status: 409 });
    await first.finished;
    await s.house.db.door((tx) => tx.query(`update identity.checkup set state = 'running', beat = now() - interval '3 minutes' where id = $1`, [first.id]));
    await run();
    expect(await one(first.id)).toMatchObject({ state: 'failed' });
  });

  test('that breaks off says so and lets the next one start', async () => {
    const broken = { ...s.house, db: { ...s.house.db, bus: () => Promise.reject(new Error('数据库断开')) } };
    const told = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const started = await startCheckup(broken, co.caller);
    await started.finished;
    expect(told.mock.calls.join()).toContain('体检中断：Error: 数据库断开');
    told.mockRestore();
    expect(await one(started.id)).toMatchObject({ state: 'failed', doing: null });
    expect(await one(await run())).toMatchObject({ state: 'done' });
  });

  test('of one company is not seen by another', async () => {
    const theirs = await smallCompany(s.house, { name: '乙公司' });
    const stranger = await s.as(theirs, 'admin');
    expect(await runs(stranger)).toEqual([]);
    const [mine] = await runs();
    expect((await s.call(stranger, 'GET', `/api/checkups/${mine?.id}`)).status).toBe(404);
    expect((await s.call(stranger, 'GET', `/api/checkups/${mine?.id}/export`)).status).toBe(404);
  });

  test('remembers the end of the chain, and the next one asks for it', async () => {
    const seen = await one(await run());
    const again = await one(await run());
    expect(again.checks.find((c) => c.name === 'log-remembered')?.rows).toBeGreaterThan(1);
    expect(Number(again.pos)).toBeGreaterThan(Number(seen.pos));
  });
});
