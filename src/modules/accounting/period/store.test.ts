import { memoryHouse, postgresHouse, smallCompany, type SmallCompany } from '#testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { closePeriod, reopenPeriod } from './close.ts';

describe.each([
  ['PGlite', memoryHouse],
  ['PostgreSQL', postgresHouse],
] as const)('会计期间 on %s', (_, open) => {
  let co: SmallCompany;
  beforeAll(async () => {
    co = await smallCompany(await open());
  });
  afterAll(() => co?.house.close());
  const receipt = (day: string, command: 'save' | 'approve' = 'approve') => ({
    type: 'goods-receipt',
    command,
    body: { day, head: { supplier: co.ids.supplier, warehouse: co.ids.main }, lines: [{ item: co.ids.water, qty: '1', price: '2' }] },
  });

  test('a draft holds the month open; closed, it takes nothing; reopened with a reason, it does', async () => {
    await co.must(receipt('2026-01-10'));
    const draft = await co.must(receipt('2026-01-20', 'save'));
    expect(await closePeriod(co.house, co.caller, 202602)).toMatchObject({ ok: false, refusal: { refused: 'earlier-open' } });
    expect(await closePeriod(co.house, co.caller, 202601)).toMatchObject({ ok: false, refusal: { refused: 'unfinished-documents', with: { list: draft.number } } });
    await co.must({ type: 'goods-receipt', command: 'void', id: draft.id });
    expect(await closePeriod(co.house, co.caller, 202601)).toEqual({ ok: true, period: 202601, state: 'closed' });
    expect(await co.do(receipt('2026-01-25'))).toMatchObject({ ok: false, refusal: { refused: 'period-closed', path: 'day' } });
    expect(await co.rows(`select action, summary from books.audit_log where subject = 'period'`)).toEqual([{ action: 'period.close', summary: '结账 2026年1月' }]);
    expect(await reopenPeriod(co.house, co.caller, { period: 202601, reason: '  ' })).toMatchObject({ ok: false, refusal: { refused: 'reopen-reason-needed' } });
    expect(await reopenPeriod(co.house, co.caller, { period: 202601, reason: '补录入库单' })).toEqual({ ok: true, period: 202601, state: 'open' });
    await co.must(receipt('2026-01-25'));
    expect(await co.rows(`select state, reason from books.period where period = 202601`)).toEqual([{ state: 'open', reason: '补录入库单' }]);
  });

  test('by right only, and by somebody who sees the whole company', async () => {
    const as = (actor: Partial<SmallCompany['caller']['actor']>) => ({ ...co.caller, actor: { ...co.caller.actor, ...actor } });
    expect(await closePeriod(co.house, as({ rights: ['*.approve'] }), 202601)).toMatchObject({ ok: false, refusal: { refused: 'not-allowed' } });
    expect(await closePeriod(co.house, as({ sites: [co.ids.shopSite] }), 202601)).toMatchObject({ ok: false, refusal: { refused: 'whole-company-needed' } });
    expect(await closePeriod(co.house, co.caller, 12)).toMatchObject({ ok: false, refusal: { refused: 'period-not-there' } });
  });

  test('nobody books into a month while it is being closed', async () => {
    co.house.today('2026-03-11');
    const jobs = Array.from({ length: 12 }, (_, i) => co.do(receipt(`2026-01-${String(i + 10)}`)));
    const closing = closePeriod(co.house, co.caller, 202601);
    const outcomes = await Promise.all(jobs);
    expect(await closing).toMatchObject({ ok: true });
    for (const o of outcomes) if (!o.ok) expect(o.refusal.refused).toBe('period-closed');
    expect((await co.rows<{ n: bigint }>(`select count(*) as n from books.voucher where period = 202601`))[0]?.n).toBe(BigInt(outcomes.filter((o) => o.ok).length + 2));
  });

  test('closing waits for a command that has read the month as open', async () => {
    const order: string[] = [];
    let closing: Promise<unknown> = Promise.resolve();
    await co.house.db.write(co.caller.scope, async (tx) => {
      await tx.query(`select books.facts('{"periods": [202602]}')`);
      closing = closePeriod(co.house, co.caller, 202602).then(() => order.push('closed'));
      await new Promise((wake) => setTimeout(wake, 300));
      order.push('booked');
    });
    await closing;
    expect(order).toEqual(['booked', 'closed']);
  });
});
