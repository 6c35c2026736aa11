// 结账 and 报表 over HTTP: who may look, who may close, how the progress arrives, what is refused in which words, and the files.
import { smallServer, type SmallServer } from '#testing';
import ExcelJS from 'exceljs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

let s: SmallServer;
let accountant = '';
let head = '';
let seller = '';
beforeAll(async () => {
  s = await smallServer();
  [accountant, head, seller] = [await s.as(s.co, 'accountant'), await s.as(s.co, 'finance-head'), await s.as(s.co, 'seller')];
  const { supplier, main, water, cash } = s.co.ids;
  const post = (type: string, day: string, body: Record<string, unknown>, lines: readonly Record<string, unknown>[]) =>
    s.co.must({ type, command: 'approve', body: { day, head: body, lines } });
  await post('goods-receipt', '2026-01-05', { supplier, warehouse: main }, [{ item: water, qty: '100', price: '1.13' }]);
  await post('retail-sale', '2026-01-10', { warehouse: main, wallet: cash }, [{ item: water, qty: '10', price: '22.60' }]);
});
afterAll(() => s?.close());

const run = async (cookie: string, period: number, body: object = {}): Promise<{ status: number; lines: Record<string, any>[] }> => {
  const reply = await s.server.app.inject({
    method: 'POST',
    url: `/api/close/${period}/run`,
    headers: { cookie, 'content-type': 'application/json' },
    payload: JSON.stringify(body),
  });
  expect(reply.headers['content-type']).toContain('x-ndjson');
  return {
    status: reply.statusCode,
    lines: reply.body
      .trim()
      .split('\n')
      .map((l) => JSON.parse(l) as Record<string, any>),
  };
};

describe('before the close', () => {
  test('periods, the next one to close, and the check list with its steps', async () => {
    expect((await s.call(accountant, 'GET', '/api/close')).body).toMatchObject({ next: 202601, last: null });
    const { body } = await s.call(accountant, 'GET', '/api/close/202601');
    expect(body).toMatchObject({
      period: 202601,
      state: 'open',
      vat: 'general',
      options: { surcharge: true, incomeTax: 'off' },
      documents: [],
      may: { close: false, reopen: false },
    });
    expect(body.steps.map((x: { zh: string }) => x.zh)).toEqual([
      '月末暂估',
      '计算存货成本',
      '分摊材料成本差异',
      '转销已售存货的跌价准备',
      '存货减值测试',
      '期末调汇',
      '结转增值税',
      '计提税金及附加',
      '计提所得税',
      '结转本期损益',
      '结转本年利润',
      '月初冲回暂估',
      '月初冲回调汇',
    ]);
    expect(body.checks.find((c: { name: string }) => c.name === 'step.profit')).toMatchObject({ tone: 'info', said: '结转收入 200.00，成本费用 10.00，利润 190.00' });
    expect((await s.call(accountant, 'GET', '/api/close/201001')).status).toBe(404);
  });
  test('not for everybody', async () => {
    expect((await s.call(seller, 'GET', '/api/close/202601')).status).toBe(403);
    expect((await s.call(seller, 'GET', '/api/statements/balance-sheet?period=202601')).status).toBe(403);
    expect((await s.call(accountant, 'POST', '/api/close/202601/run', {})).status).toBe(403);
    expect((await s.call(head, 'PUT', '/api/close/options', { surcharge: false })).status).toBe(403);
  });
  test('settings are kept, and only known ones', async () => {
    const admin = await s.as(s.co, 'admin');
    expect((await s.call(admin, 'PUT', '/api/close/options', { transitDays: 3 })).body).toMatchObject({ transitDays: 3, surcharge: true });
    expect((await s.call(admin, 'PUT', '/api/close/options', { incomeTax: 'quarter' })).body).toMatchObject({ transitDays: 3, incomeTax: 'quarter' });
    expect((await s.call(admin, 'PUT', '/api/close/options', { anything: 1 })).status).toBe(422);
    expect((await s.call(accountant, 'GET', '/api/close/202601')).body.options).toMatchObject({ transitDays: 3, incomeTax: 'quarter' });
  });
});

describe('the close', () => {
  test('what is in the way comes as one problem in Chinese', async () => {
    const { status, lines } = await run(head, 202602);
    expect(status).toBe(200);
    expect(lines).toEqual([
      { event: 'refused', problem: expect.objectContaining({ code: 'close-blocked', status: 409, title: '还不能结账：2026年1月尚未结账，请先结较早的期间' }) as unknown },
    ]);
  });
  test('progress arrives line by line, documents with their links, and the month is closed', async () => {
    const { lines } = await run(head, 202601, { skip: ['surcharge'] });
    expect(lines.filter((l) => l['state'] !== 'running').map((l) => [l['step'] ?? l['event'], l['state'] ?? null])).toEqual([
      ['estimate-again', 'done'],
      ['costs', 'done'],
      ['cost-difference', 'done'],
      ['impairment-sold', 'done'],
      ['impairment-test', 'done'],
      ['fx-revaluation', 'done'],
      ['vat', 'done'],
      ['surcharge', 'skipped'],
      ['income-tax', 'done'],
      ['profit', 'done'],
      ['year', 'done'],
      ['close', 'done'],
      ['estimate-take-back', 'done'],
      ['fx-back', 'done'],
      ['closed', null],
    ]);
    expect(lines.find((l) => l['step'] === 'profit' && l['state'] === 'done')?.['documents']).toEqual([
      expect.objectContaining({ type: 'profit-transfer', number: 'JZSY-202601-0001', state: 'posted' }),
    ]);
    const { body } = await s.call(accountant, 'GET', '/api/close/202601');
    expect(body).toMatchObject({ state: 'closed', documents: [{ zh: '增值税结转单' }, { zh: '结转损益单', number: 'JZSY-202601-0001' }], history: [{ action: 'period.close' }] });
  });
  test('again it is refused with the words of the period; reopened with a reason it closes again', async () => {
    expect((await run(head, 202601)).lines.at(-1)).toMatchObject({ event: 'refused', problem: { code: 'period-is-closed', title: '2026年1月已经结账' } });
    expect((await s.call(head, 'POST', '/api/periods/202601/reopen', { reason: '' })).body).toMatchObject({ code: 'reopen-reason-needed' });
    expect((await s.call(head, 'POST', '/api/periods/202601/reopen', { reason: '补单' })).status).toBe(200);
    expect((await run(head, 202601, { skip: ['surcharge'] })).lines.at(-1)).toEqual({ event: 'closed', period: 202601 });
    expect((await s.call(accountant, 'GET', '/api/close/202601')).body.history.map((h: { action: string }) => h.action)).toEqual(['period.close', 'period.reopen', 'period.close']);
  });
});

describe('报表', () => {
  test('sheet, what is behind a line, relations', async () => {
    const { body } = await s.call(accountant, 'GET', '/api/statements/balance-sheet?period=202601&span=month');
    expect(body).toMatchObject({
      code: '会小企01表',
      org: '衡仓小店',
      state: 'closed',
      spanText: '2026年1月',
      day: '2026-01-31',
      columns: [{ zh: '期末余额' }, { zh: '年初余额' }],
    });
    expect(body.sides[0].find((l: { id: string }) => l.id === '1')).toMatchObject({ name: '货币资金', amounts: { closing: '226.00' } });
    expect((await s.call(accountant, 'GET', '/api/statements/balance-sheet/lines/9?period=202601')).body).toMatchObject({
      name: '存货',
      rows: [{ code: '1405', amounts: { closing: '90.00' }, href: '/views/account-ledger?account=1405&from=202601&to=202601' }],
    });
    expect((await s.call(accountant, 'GET', '/api/statements/balance-sheet/lines/99?period=202601')).status).toBe(404);
    expect((await s.call(accountant, 'GET', '/api/statements?period=202601')).body.map((r: { ok: boolean }) => r.ok)).toEqual([true, true, true, true]);
    expect((await s.call(accountant, 'GET', '/api/statements/what?period=202601')).status).toBe(422);
    expect((await s.call(accountant, 'GET', '/api/statements/cash-flow?period=abc')).status).toBe(422);
  });
  test('a file that Excel opens, with figures as figures and the name in it', async () => {
    const reply = await s.server.app.inject({ method: 'GET', url: '/api/statements/income-statement/export?period=202601', headers: { cookie: accountant } });
    expect(decodeURIComponent(String(reply.headers['content-disposition']))).toContain('衡仓小店 利润表（月报）2026年1月.xlsx');
    const workbook = new ExcelJS.Workbook();
    await workbook.xlsx.load(reply.rawPayload as never);
    const sheet = workbook.worksheets[0];
    expect(sheet?.getRow(1).getCell(1).value).toBe('利润表');
    expect(sheet?.getRow(3).values).toEqual([undefined, '编制单位：衡仓小店', '', '2026年1月', '单位：元']);
    expect(sheet?.getRow(4).values).toEqual([undefined, '项目', '行次', '本期金额', '本年累计金额']);
    expect(sheet?.getRow(5).values).toEqual([undefined, '一、营业收入', 1, 200, 200]);
    expect(sheet?.rowCount).toBe(36);
  });
});
