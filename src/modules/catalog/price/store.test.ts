import { saveRecords } from '#books/records';
import { problemOf } from '#app/problem';
import { memoryHouse, postgresHouse, smallCompany, type SmallCompany } from '#testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

type Price = {
  readonly id?: string;
  readonly name?: string;
  readonly active?: boolean;
  readonly price: string;
  readonly from?: string;
  readonly to?: string;
  readonly party?: string;
  readonly kind?: string;
};

describe.each([
  ['PGlite', memoryHouse],
  ['PostgreSQL', postgresHouse],
] as const)('价格本 on %s', (_, open) => {
  let co: SmallCompany;
  beforeAll(async () => {
    co = await smallCompany(await open());
  });
  afterAll(() => co?.house.close());

  const save = (...prices: readonly Price[]) =>
    saveRecords(co.house, co.caller, {
      def: co.house.catalog.record('price'),
      inputs: prices.map(({ id, name, active, kind, ...data }) => ({
        ...(id ? { id } : {}),
        ...(active === undefined ? {} : { active }),
        name: name ?? '水',
        data: { kind: kind ?? 'sale', item: co.ids.water, ...data },
      })),
    });
  const refusedWith = async (...prices: readonly Price[]): Promise<string> => {
    const outcome = await save(...prices);
    expect(outcome).toMatchObject({ ok: false, refusal: { refused: 'turn-taken' } });
    return outcome.ok ? '' : problemOf(outcome.refusal).detail;
  };
  const sold = async (day: string, customer: string): Promise<string> => {
    const quote = await co.must({ type: 'sales-quote', command: 'save', body: { day, head: { customer, validUntil: '2026-12-31' }, lines: [{ item: co.ids.water, qty: '1' }] } });
    const [line] = await co.rows<{ price: string }>(`select data->>'price' as price from books.document_line where doc_id = $1`, [quote.id]);
    return line?.price ?? '';
  };

  test('a change that is planned stands beside the price of today; each day has its own', async () => {
    const outcome = await save({ price: '1.8', to: '2026-03-14' }, { price: '2', from: '2026-03-15', to: '2026-03-20' }, { price: '2.2', from: '2026-03-21' });
    expect(outcome).toMatchObject({ ok: true });
    expect([
      await sold('2026-03-14', co.ids.customer),
      await sold('2026-03-15', co.ids.customer),
      await sold('2026-03-20', co.ids.customer),
      await sold('2026-03-21', co.ids.customer),
    ]).toEqual(['1.80', '2.00', '2.00', '2.20']);
  });
  test('a customer’s own price comes first on its days only, and concerns nobody else', async () => {
    expect(await save({ name: '水 城东', price: '1.5', from: '2026-03-16', to: '2026-03-17', party: co.ids.customer })).toMatchObject({ ok: true });
    expect([await sold('2026-03-15', co.ids.customer), await sold('2026-03-16', co.ids.customer), await sold('2026-03-18', co.ids.customer)]).toEqual(['2.00', '1.50', '2.00']);
  });
  test('two prices of the same goods on one day are refused with both spans and the way out, in the books and in one file', async () => {
    expect(await refusedWith({ name: '水 促销', price: '1', from: '2026-03-20', to: '2026-03-22' })).toBe(
      '“水 促销”（2026-03-20 至 2026-03-22）与“水”（2026-03-15 至 2026-03-20）的日期重叠，同一天只能有一条有效；请把较早那条的失效日改到较晚那条的生效日前一天，或停用其中一条',
    );
    expect(await refusedWith({ price: '9' })).toContain('“水”（一直有效）与');
    const purchase = { kind: 'purchase', price: '1' };
    expect(await refusedWith({ ...purchase, to: '2026-03-10' }, { ...purchase, from: '2026-03-10' })).toContain('第 2 行：“水”（2026-03-10 起）与“水”（2026-03-10 以前）');
    expect(await save({ ...purchase, to: '2026-03-10' }, { ...purchase, from: '2026-03-11' })).toMatchObject({ ok: true });
  });
  test('a price that is switched off is in nobody’s way, and two neighbours may be moved together', async () => {
    const rows = await co.rows<{ id: string; from: string | null }>(
      `select id::text as id, data->>'from' as from from books.record where type = 'price' and data->>'kind' = 'sale' and data->>'party' is null order by code`,
    );
    const [today, change, last] = rows.map((r) => r.id);
    expect(await save({ price: '2.2', from: '2026-03-21', id: last ?? '', active: false })).toMatchObject({ ok: true });
    expect(await save({ price: '2.3', from: '2026-03-22' })).toMatchObject({ ok: true });
    expect(await save({ price: '1.8', to: '2026-03-16', id: today ?? '' }, { price: '2', from: '2026-03-17', to: '2026-03-21', id: change ?? '' })).toMatchObject({ ok: true });
    expect([await sold('2026-03-10', co.ids.customer), await sold('2026-03-19', co.ids.customer), await sold('2026-03-22', co.ids.customer)]).toEqual(['1.80', '2.00', '2.30']);
  });
});
