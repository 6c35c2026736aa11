import { memoryHouse, postgresHouse, smallCompany, type SmallCompany } from '#testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

describe.each([
  ['PGlite', memoryHouse],
  ['PostgreSQL', postgresHouse],
] as const)('请购单 on %s', (_, open) => {
  let co: SmallCompany;
  beforeAll(async () => {
    co = await smallCompany(await open());
  });
  afterAll(() => co?.house.close());

  test('is ordered in parts, no further than asked, and closed with the rest', async () => {
    const request = await co.must({
      type: 'purchase-request',
      command: 'approve',
      body: { day: '2026-03-01', head: { warehouse: co.ids.main, wanted: '2026-03-08' }, lines: [{ item: co.ids.water, unit: '箱', qty: '10' }] },
    });
    expect(request.number).toBe('CGSQ-202603-0001');
    expect(request.voucher).toBeUndefined();
    const order = (qty: string) =>
      co.do({
        type: 'purchase-order',
        command: 'approve',
        body: {
          day: '2026-03-02',
          head: { supplier: co.ids.supplier, warehouse: co.ids.main },
          lines: [{ item: co.ids.water, unit: '箱', qty, price: '24', source: { doc: request.id, line: 1 } }],
        },
      });
    expect(await order('6')).toMatchObject({ ok: true });
    expect(await order('5')).toMatchObject({ ok: false, refusal: { refused: 'source-exceeded', with: { left: '96' } } });
    expect(await co.rows(`select kind, qty from books.progress`)).toEqual([{ kind: 'ordered', qty: 144_000_000n }]);
    await co.must({ type: 'purchase-request', command: 'close', id: request.id });
    expect(await order('1')).toMatchObject({ ok: false, refusal: { refused: 'source-missing' } });
    expect(await co.do({ type: 'purchase-request', command: 'reverse', id: request.id, body: { reason: '不要了' } })).toMatchObject({ ok: false });
  });
});
