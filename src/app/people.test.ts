// People over HTTP: a refusal leaves nothing half done, what is changed is said in Chinese, and a token hands on no more than it was given.
import { smallServer, type SmallServer } from '#testing';
import { afterAll, beforeAll, expect, test } from 'vitest';

let s: SmallServer;
let admin: string;
beforeAll(async () => {
  s = await smallServer();
  admin = await s.as(s.co, 'admin');
});
afterAll(() => s?.close());

const wang = (grants: unknown) => ({ login: 'wang', name: '王店长', phone: '13800000000', password: 'Shop-2026-open', grants });
const person = async () =>
  ((await s.call(admin, 'GET', '/api/people')).body as { id: string; login: string; name: string; phone: string | null; grants: { role: string }[] }[]).find(
    (p) => p.login === 'wang',
  );
const log = () => s.co.rows<{ summary: string }>(`select summary from books.audit_log where action = 'people.change' order by id`);

test('a person with a role nobody knows is not made at all; the same login can be used the next time', async () => {
  const unknown = await s.call(
    admin,
    'POST',
    '/api/people',
    wang([
      { role: 'buyer', node: s.co.ids.org },
      { role: 'pilot', node: s.co.ids.org },
    ]),
  );
  expect([unknown.status, unknown.body.code]).toEqual([422, 'role-unknown']);
  expect(await person()).toBeUndefined();
  expect((await s.call(admin, 'POST', '/api/people', wang([{ role: 'buyer', node: s.co.ids.org }]))).status).toBe(200);
});

test('a change that is refused changes nothing', async () => {
  const before = await person();
  const refused = await s.call(admin, 'PUT', `/api/people/${before?.id}`, { name: '别人', grants: [{ role: 'pilot', node: s.co.ids.org }] });
  expect(refused.body).toMatchObject({ status: 422, code: 'role-unknown' });
  expect(await person()).toEqual(before);
  expect(await log()).toEqual([]);
});

test('what is changed stands in the audit list in Chinese; a telephone can be taken out', async () => {
  const { id } = (await person()) as { id: string };
  expect((await s.call(admin, 'PUT', `/api/people/${id}`, { name: '王主管', phone: null, active: false, password: 'Shop-2026-other' })).status).toBe(200);
  expect(await person()).toMatchObject({ name: '王主管', phone: null });
  expect(await log()).toEqual([{ summary: '修改用户 王主管：姓名 王主管、停用、重置密码、电话' }]);
});

test('a token makes no token: it would hand on more than it was given', async () => {
  const { secret } = (await s.call(admin, 'POST', '/api/tokens', { name: '扫码枪', rights: ['goods-receipt.view'] })).body as { secret: string };
  const wider = await s.call('', 'POST', '/api/tokens', { name: '全部', rights: null }, { authorization: `Bearer ${secret}` });
  expect([wider.status, wider.body.code, wider.body.title]).toEqual([403, 'token-by-token', '接口令牌不能再建令牌，请本人登录后在“设置 › 接口令牌”新建']);
});
