// The questions asked all day are answered from indexes, whatever the size of the books: no plan walks a whole big table.
import type { Snapshot } from '#kernel/ports';
import { present } from '#kernel/must';
import { postgresHouse, type TestHouse } from '#testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { chainOf, listDocuments } from '../queries/documents.ts';
import { closeCosts } from '#books/pen';
import type { Day, Period } from '#kernel/day';
import { balanceChain, runView, sumsOf } from '../routes/views.ts';
import { verify } from '../verify.ts';
import { bookChain, CHAIN } from './chains.ts';
import { type BenchCompany, benchCompany, templateReceipts } from './company.ts';
import { fill } from './fill.ts';
import { questionsOf, templateOrders } from './list.ts';

const BIG = ['document', 'document_line', 'stock_line', 'voucher', 'voucher_line', 'audit_log'];
type Plan = { readonly 'Node Type': string; readonly 'Relation Name'?: string; readonly Plans?: readonly Plan[] };

/** Every big table that a plan walks from end to end. */
const walked = (plan: Plan): string[] => [
  ...(plan['Node Type'].endsWith('Seq Scan') && BIG.includes(plan['Relation Name'] ?? '') ? [plan['Relation Name'] ?? ''] : []),
  ...(plan.Plans ?? []).flatMap(walked),
];

/** A snapshot that keeps what the planner does with each query. */
function watching(s: Snapshot, seen: { sql: string; plan: Plan }[]): Snapshot {
  return {
    query: async <R>(sql: string, args: readonly unknown[] = []): Promise<R[]> => {
      const [row] = await s.query<{ 'QUERY PLAN': readonly { Plan: Plan }[] }>(`explain (format json) ${sql}`, args);
      seen.push({ sql, plan: present(row?.['QUERY PLAN'][0], 'plan').Plan });
      return s.query<R>(sql, args);
    },
  } as unknown as Snapshot;
}

describe('indexes with 100 000 rows, on PostgreSQL', () => {
  let house: TestHouse;
  let co: BenchCompany;
  let docs: string[] = [];
  beforeAll(async () => {
    house = await postgresHouse(4);
    house.today('2026-11-20');
    co = await benchCompany(house);
    await fill(house.db, { org: co.org, templates: await templateReceipts(co, 40), documents: 20_000, from: '2026-01-01', to: '2026-11-19' });
    await fill(house.db, { org: co.org, templates: await templateOrders(co, 40), documents: 30_000, from: '2026-01-01', to: '2026-11-19', ownTotals: true });
    docs = await bookChain(co, 3, '2026-11-20');
  }, 240_000);
  afterAll(() => house?.close());

  /** Runs the work; returns the big tables that any of its queries walks, with the query. */
  async function walks(work: (s: Snapshot) => Promise<unknown>): Promise<string[]> {
    const seen: { sql: string; plan: Plan }[] = [];
    await house.db.read(co.caller.scope, (s) => work(watching(s, seen)));
    expect(seen.length).toBeGreaterThan(0);
    return seen.flatMap(({ sql, plan }) => walked(plan).map((table) => `${table}: ${sql.replaceAll(/\s+/g, ' ').slice(0, 300)}`));
  }
  const view = (name: string) =>
    present(
      house.catalog.views.find((v) => v.name === name),
      name,
    );
  const ask = (name: string, query: Record<string, string>) => walks((s) => runView(s, view(name), { query, limit: 50, offset: 0 }));

  test('the generated books are clean', async () => {
    const { ok, checks } = await verify(house.db);
    expect(checks.filter((c) => c.wrong > 0)).toEqual([]);
    expect(ok).toBe(true);
    expect(checks.find((c) => c.name === 'document-numbers')?.rows).toBeGreaterThan(50_000);
  });

  test('lists, filtered and sorted every way', async () => {
    for (const { label, query } of questionsOf(co)) expect(await walks((s) => listDocuments(s, 'purchase-order', query)), label).toEqual([]);
  }, 120_000);

  test('the next page of a list', async () => {
    for (const sort of ['-day', 'total', 'number']) {
      const page = await house.db.read(co.caller.scope, (s) => listDocuments(s, 'purchase-order', { sort, limit: 50 }));
      expect(await walks((s) => listDocuments(s, 'purchase-order', { sort, limit: 50, after: page.next ?? undefined })), sort).toEqual([]);
    }
  });

  test('from one document and from a balance to the whole chain', async () => {
    expect((await house.db.read(co.caller.scope, (s) => chainOf(s, docs.slice(0, 1)))).nodes.length).toBe(CHAIN);
    expect(await walks((s) => chainOf(s, docs.slice(0, 1)))).toEqual([]);
    for (const account of ['1405', '1002']) expect(await walks((s) => balanceChain(s, account, { from: 202611, to: 202611 })), account).toEqual([]);
  });

  test('stock on hand and the stock ledger of an item', async () => {
    const item = present(co.items[3], 'item');
    expect(await ask('stock-on-hand', { q: '商品004' })).toEqual([]);
    expect(await ask('stock-ledger', { item, from: '2026-11-01', to: '2026-11-20' })).toEqual([]);
  });

  test('stock at the end of a past day: a closed month is near, then now is near', async () => {
    await closeCosts(house, co.caller, { period: 202609 as Period, day: '2026-09-30' as Day });
    await house.db.owner(async (tx) => {
      await tx.query(`update books.period set state = 'closed' where org_id = $1 and period <= 202609`, [co.org]);
      await tx.query(`select set_config('hengcang.org', $1, true)`, [co.org]);
      await tx.query(`select books.close_balances('[{"period": 202609, "state": "closed"}]')`);
      await tx.query('analyze books.stock_close, books.pool_close');
    });
    const [near] = await house.db.read(co.caller.scope, (s) => s.query<{ period: number; sign: number }>(`select period, sign from books.near('2026-10-05')`));
    expect(near).toEqual({ period: 202609, sign: 1 });
    const screen = (name: string, query: Record<string, string>) =>
      walks(async (s) => {
        await runView(s, view(name), { query, limit: 50, offset: 0 });
        await sumsOf(s, view(name), { query, columns: view(name).columns, rows: null });
      });
    for (const day of ['2026-09-12', '2026-09-30', '2026-10-05', '2026-11-15', '2026-11-20']) {
      expect(await screen('inventory-at-day', { day }), day).toEqual([]);
      expect(await screen('stock-on-hand', { day, byLot: 'yes' }), day).toEqual([]);
    }
    expect(await screen('stock-on-hand', {})).toEqual([]);
  }, 120_000);

  test('the ledger of an account', async () => {
    expect(await ask('account-ledger', { account: '1405', from: '202611', to: '202611' })).toEqual([]);
    expect(await ask('account-balance', { from: '202611', to: '202611' })).toEqual([]);
  });
});
