// The front door: set-up, sign-in, throttling, tokens, same-origin writes, problems in Chinese.
import { memoryHouse, smallServer, type SmallServer, type TestHouse } from '#testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { demoHost } from './demo/host.ts';
import { buildServer, type Server } from './server.ts';
import { forgetSessions } from './context.ts';

describe('the first start', () => {
  let house: TestHouse;
  let server: Server;
  beforeAll(async () => {
    house = await memoryHouse();
    server = await buildServer({ ports: house, version: 'test', demo: demoHost(house, false) });
  });
  afterAll(async () => {
    await server.app.close();
    await house.close();
  });
  const call = async (method: 'GET' | 'POST', url: string, payload?: object, cookie = '') =>
    server.app.inject({ method, url, headers: cookie ? { cookie } : {}, ...(payload ? { payload } : {}) });
  const plan = { company: '新店商贸', standard: 'ASSBE', vat: 'small', firstPeriod: '202601', admin: { login: 'wang', name: '王老板', password: 'Shop-2026-open' } };

  test.each([
    ['a weak password', { ...plan, admin: { ...plan.admin, password: '12345678' } }, 'password-weak'],
    ['a password with the login in it', { ...plan, admin: { ...plan.admin, password: 'xxwang9999' } }, 'password-weak'],
    ['a login with spaces', { ...plan, admin: { ...plan.admin, login: 'wang lao' } }, 'login-form'],
    ['a login kept for demo people', { ...plan, admin: { ...plan.admin, login: 'demo-x' } }, 'login-form'],
    ['a period that does not exist', { ...plan, firstPeriod: '202613' }, 'bad-field'],
    ['an unknown standard', { ...plan, standard: 'IFRS' }, 'bad-field'],
  ])('refuses %s and founds nothing', async (_, body, code) => {
    const reply = await call('POST', '/api/setup', body);
    expect(reply.statusCode).toBe(422);
    expect(reply.headers['content-type']).toContain('application/problem+json');
    expect(reply.json()).toMatchObject({ code });
    expect((await call('GET', '/api/setup')).json()).toMatchObject({ needed: true });
    expect(await house.db.owner((tx) => tx.query('select 1 from books.org_node'))).toEqual([]);
  });

  test('founds the company, signs the administrator in, and closes behind itself', async () => {
    const reply = await call('POST', '/api/setup', plan);
    expect(reply.statusCode).toBe(200);
    const cookie = String(reply.headers['set-cookie']);
    expect(cookie).toMatch(/HttpOnly/);
    expect(cookie).toMatch(/SameSite=Strict/);
    const meta = (await call('GET', '/api/meta', undefined, cookie.split(';')[0])).json();
    expect(meta).toMatchObject({ person: { name: '王老板', roles: ['管理员'] }, org: { name: '新店商贸', vat: 'small' } });
    expect(meta.documents.length).toBeGreaterThan(15);
    expect((await call('POST', '/api/setup', plan)).json()).toMatchObject({ code: 'already-set-up' });
    const accounts = (await call('GET', '/api/records/account?limit=500', undefined, cookie.split(';')[0])).json();
    expect(accounts.rows.length).toBeGreaterThan(80);
    expect((await call('POST', '/api/demo', { login: 'demo-owner' })).json()).toMatchObject({ code: 'demo-closed' });
  });
});

describe('sign-in', () => {
  let s: SmallServer;
  beforeAll(async () => {
    s = await smallServer();
  });
  afterAll(() => s.close());

  test('wrong passwords are counted, and soon nobody may try', async () => {
    await s.as(s.co, 'buyer');
    const tries = [];
    for (let i = 0; i < 9; i += 1) tries.push((await s.call('', 'POST', '/api/sign-in', { login: 'p1-buyer', password: `wrong-${i}` })).body.code);
    expect(tries.slice(0, 8)).toEqual(Array(8).fill('sign-in-wrong'));
    expect(tries[8]).toBe('sign-in-too-often');
    expect((await s.call('', 'POST', '/api/sign-in', { login: 'p1-buyer', password: 'Correct-horse-9' })).body.code).toBe('sign-in-too-often');
    expect((await s.call('', 'POST', '/api/sign-in', { login: 'nobody', password: 'x' })).body.code).toBe('sign-in-wrong');
  });

  test('coming, going and wrong passwords stand in the operation log; an unknown login belongs to nobody', async () => {
    const cookie = await s.as(s.co, 'accountant');
    const [person] = await s.co.rows<{ login: string; name: string }>(`select login, name from identity.person where login like '%-accountant'`);
    const wrong = (login: string | undefined) => s.call('', 'POST', '/api/sign-in', { login, password: 'wrong-1' });
    await wrong('nobody-at-all');
    for (let i = 0; i < 8; i += 1) await wrong(person?.login);
    await s.call(cookie, 'POST', '/api/password', { old: 'Correct-horse-9', new: 'Correct-horse-10' });
    await s.call(cookie, 'POST', '/api/sign-out', {});
    const owner = await s.as(s.co, 'owner');
    const log = async (q: string): Promise<string[]> => {
      const { body } = await s.call(owner, 'GET', `/api/audit?limit=50&${q}`);
      return (body as { action: string; summary: string }[]).map((e) => `${e.action} ${e.summary}`).toSorted();
    };
    const times = (n: number, more = ''): string => `session.refused 登录失败：密码不正确，15 分钟内第 ${n} 次${more}，来自 127.0.0.1`;
    // A wrong password is noted without waiting for it: the answer comes no later than for a login that does not exist.
    await expect
      .poll(() => log(`who=${person?.name}`), { timeout: 20_000 })
      .toEqual([
        'password.change 修改自己的密码，来自 127.0.0.1',
        'session.close 退出，来自 127.0.0.1',
        'session.open 登录，来自 127.0.0.1',
        ...[1, 2, 3, 4, 5, 6, 7].map((n) => times(n)),
        times(8, '，暂停登录 15 分钟'),
      ]);
    expect((await s.co.rows(`select 1 from books.audit_log where summary like '%nobody%'`)).length).toBe(0);
  });

  test('signing out ends the session; passwords are stored as argon2id only', async () => {
    const cookie = await s.as(s.co, 'seller');
    expect((await s.call(cookie, 'GET', '/api/meta')).status).toBe(200);
    await s.call(cookie, 'POST', '/api/sign-out', {});
    expect((await s.call(cookie, 'GET', '/api/meta')).status).toBe(401);
    const stored = await s.house.db.owner((tx) => tx.query<{ password_hash: string }>('select password_hash from identity.person'));
    expect(stored.length).toBeGreaterThan(0);
    for (const p of stored) expect(p.password_hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    const tokens = await s.house.db.owner((tx) => tx.query<{ token_hash: string }>('select token_hash from identity.session'));
    for (const t of tokens) expect(t.token_hash).toMatch(/^[0-9a-f]{64}$/);
  });

  test('a new password signs out whoever else came in with the old one', async () => {
    const cookie = await s.as(s.co, 'cashier');
    const [person] = await s.co.rows<{ login: string }>(`select login from identity.person where login like '%-cashier'`);
    const other = await s.call('', 'POST', '/api/sign-in', { login: person?.login, password: 'Correct-horse-9' });
    const elsewhere = String(other.headers['set-cookie']).split(';')[0] ?? '';
    expect((await s.call(elsewhere, 'GET', '/api/meta')).status).toBe(200);
    expect((await s.call(cookie, 'POST', '/api/password', { old: 'Correct-horse-9', new: 'Correct-horse-11' })).status).toBe(200);
    expect((await s.call(elsewhere, 'GET', '/api/meta')).status).toBe(401);
    expect((await s.call(cookie, 'GET', '/api/meta')).status).toBe(200);
  });

  test('a token may do no more than its person, and only what it names', async () => {
    const cookie = await s.as(s.co, 'keeper');
    const made = await s.call(cookie, 'POST', '/api/tokens', { name: '扫码枪', rights: ['goods-receipt.view', 'people.manage', '*'] });
    const bearer = { authorization: `Bearer ${made.body.secret}` };
    expect((await s.call('', 'GET', '/api/documents/goods-receipt', undefined, bearer)).status).toBe(200);
    expect((await s.call('', 'GET', '/api/documents/sales-order', undefined, bearer)).status).toBe(403);
    expect((await s.call('', 'GET', '/api/people', undefined, bearer)).status).toBe(403);
    await s.call(cookie, 'DELETE', `/api/tokens/${made.body.id}`);
    forgetSessions();
    expect((await s.call('', 'GET', '/api/documents/goods-receipt', undefined, bearer)).status).toBe(401);
  });

  test('a page of another site cannot write', async () => {
    const cookie = await s.as(s.co, 'buyer');
    expect((await s.call(cookie, 'POST', '/api/documents/purchase-order', { head: {} }, { origin: 'https://evil.example', host: 'shop.example' })).status).toBe(403);
  });

  test('every page carries a strict policy', async () => {
    const reply = await s.call('', 'GET', '/api/setup');
    expect(String(reply.headers['content-security-policy'])).toContain("default-src 'self'");
    const scripts = /script-src ([^;]*)/.exec(String(reply.headers['content-security-policy']))?.[1] ?? '';
    expect(scripts).toBe("'self' 'wasm-unsafe-eval'");
    expect(reply.headers['x-content-type-options']).toBe('nosniff');
  });

  test('a record saved twice with one key is one record; another body with that key is refused', async () => {
    const cookie = await s.as(s.co, 'admin');
    const save = (name: string) => s.call(cookie, 'POST', '/api/records/department', { name, data: {} }, { 'idempotency-key': 'dept-1' });
    const first = await save('采购部');
    expect(first.status).toBe(200);
    expect((await save('采购部')).body).toEqual(first.body);
    expect((await save('销售部')).body).toMatchObject({ status: 409, code: 'same-key-other-body' });
    expect(await s.co.rows(`select count(*) as n from books.record where type = 'department'`)).toEqual([{ n: 1n }]);
  });

  test('errors name line, field and remedy', async () => {
    const cookie = await s.as(s.co, 'buyer');
    const reply = await s.call(cookie, 'POST', '/api/documents/purchase-order', {
      command: 'approve',
      day: '2026-03-05',
      head: { supplier: s.co.ids.supplier },
      lines: [
        { item: s.co.ids.water, qty: '1', price: '2' },
        { item: s.co.ids.oil, qty: 'zwei', unit: '吨', price: '-1' },
      ],
    });
    expect(reply.status).toBe(422);
    expect(reply.body.errors.map((e: { path: string }) => e.path)).toEqual(['lines[1].qty', 'lines[1].price']);
    expect(reply.body.errors[0].message).toContain('第 2 行：“数量”应为数字');
  });

  test('an administrator adds people, and the last administrator stays', async () => {
    const cookie = await s.as(s.co, 'admin');
    const made = await s.call(cookie, 'POST', '/api/people', { login: 'xiaoli', name: '小李', password: 'Warehouse-2026', grants: [{ role: 'keeper', node: s.co.ids.org }] });
    expect(made.status).toBe(200);
    expect((await s.call(cookie, 'POST', '/api/people', { login: 'xiaoli', name: '小李二', password: 'Warehouse-2026', grants: [] })).body.code).toBe('login-taken');
    const people = (await s.call(cookie, 'GET', '/api/people')).body as { id: string; login: string; grants: { role: string }[] }[];
    // The one who asks comes last.
    const { id: own } = (await s.call(cookie, 'GET', '/api/meta')).body.person as { id: string };
    const admins = people.filter((p) => p.grants.some((g) => g.role === 'admin')).toSorted((a, b) => Number(a.id === own) - Number(b.id === own));
    expect(admins.length).toBeGreaterThan(1);
    for (const [i, admin] of admins.entries())
      expect((await s.call(cookie, 'PUT', `/api/people/${admin.id}`, { active: false })).body.code).toBe(i === admins.length - 1 ? 'last-admin' : undefined);
    const keeper = await s.as(s.co, 'keeper');
    expect((await s.call(keeper, 'GET', '/api/people')).status).toBe(403);
    expect((await s.call(keeper, 'POST', '/api/roles', { code: 'x-role', name: 'x', rights: ['*'] })).status).toBe(403);
  });
});
