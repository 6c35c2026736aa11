// Approval rules as the office writes them, over HTTP, and what they hold.
import { smallServer, type SmallServer } from '#testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

describe('审批规则', () => {
  let s: SmallServer;
  let boss: string;
  beforeAll(async () => {
    s = await smallServer();
    boss = await s.as(s.co, 'admin');
  });
  afterAll(() => s?.close());
  const rule = (roles: readonly string[], more: object = {}) => s.call(boss, 'POST', '/api/approval-rules', { type: 'purchase-order', from: '100000', roles, ...more });
  const rules = async () => (await s.call(boss, 'GET', '/api/settings')).body.rules as { id: string; roles: string[] }[];
  const order = (cookie: string, qty: string) =>
    s.call(cookie, 'POST', '/api/documents/purchase-order', {
      command: 'approve',
      day: '2026-03-10',
      head: { supplier: s.co.ids.supplier },
      lines: [{ item: s.co.ids.oil, qty, price: '54.50' }],
    });

  test('roles are given by code or name and kept by name; the levels hold real people of these roles', async () => {
    expect((await rule(['buyer', '财务主管'])).status).toBe(200);
    expect(await rules()).toMatchObject([{ roles: ['采购员', '财务主管'] }]);
    const [buyer, head] = [await s.as(s.co, 'buyer'), await s.as(s.co, 'finance-head')];
    expect((await order(buyer, '10')).body).toMatchObject({ state: 'posted' });
    const big = (await order(buyer, '100')).body as { id: string; state: string };
    expect(big.state).toBe('submitted');
    expect((await s.call(buyer, 'POST', `/api/documents/purchase-order/${big.id}/approve`, {})).body.detail).toContain('财务主管');
    expect((await s.call(head, 'POST', `/api/documents/purchase-order/${big.id}/approve`, {})).body).toMatchObject({ state: 'posted' });
  });

  test('a role nobody has heard of is refused, and a role that is renamed takes its rules along', async () => {
    const refused = await rule(['不存在的角色']);
    expect(refused.status).toBe(422);
    expect(refused.body.detail).toContain('不存在的角色');
    const role = (name: string) => s.call(boss, 'POST', '/api/roles', { code: 'chief', name, rights: ['purchase-order.*', 'supplier.view', 'item.view', 'field.price'] });
    expect((await role('采购经理')).status).toBe(200);
    const [old] = await rules();
    expect((await rule(['chief'], { id: old?.id })).status).toBe(200);
    expect((await role('采购总监')).status).toBe(200);
    expect(await rules()).toMatchObject([{ roles: ['采购总监'] }]);
    const chief = await s.as(s.co, 'chief');
    expect((await order(chief, '100')).body).toMatchObject({ state: 'posted' });
    expect((await s.call(boss, 'POST', '/api/roles', { code: 'buyer', name: '改名', rights: [] })).status).toBe(422);
  });
});
