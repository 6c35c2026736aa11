// The pen under pressure, on a real PostgreSQL: one answer per key, numbers without gaps, no deadlock reaches a person, round trips do not grow.
import { run } from './pen.ts';
import { postgresHouse, smallCompany, type SmallCompany, type TestHouse } from '#testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { verify } from '#app/verify';
import type { Tx } from '#kernel/ports';

describe('run()', () => {
  let house: TestHouse;
  let co: SmallCompany;
  beforeAll(async () => {
    house = await postgresHouse(30);
    co = await smallCompany(house);
  });
  afterAll(() => house?.close());
  const receipt = (lines: readonly Record<string, unknown>[]) => ({ day: '2026-03-05', head: { supplier: co.ids.supplier, warehouse: co.ids.main }, lines });

  test('twenty at once with one key book once and all hear the same', async () => {
    const body = receipt([{ item: co.ids.water, qty: '10', price: '1' }]);
    const replies = await Promise.all(Array.from({ length: 20 }, () => co.must({ type: 'goods-receipt', command: 'approve', key: 'same', body })));
    expect(new Set(replies.map((r) => JSON.stringify(r))).size).toBe(1);
    expect(await co.rows(`select count(*) as n from books.document where type = 'goods-receipt'`)).toEqual([{ n: 1n }]);
  });

  test('items in opposite order do not deadlock anybody, and numbers have no gaps', async () => {
    const items = [co.ids.water, co.ids.oil, co.ids.box];
    await Promise.all(
      Array.from({ length: 60 }, (_, i) =>
        co.must({ type: 'goods-receipt', command: 'approve', body: receipt((i % 2 ? items : items.toReversed()).map((item) => ({ item, qty: '5', price: '2' }))) }),
      ),
    );
    await Promise.all(
      Array.from({ length: 60 }, (_, i) =>
        co
          .do({
            type: 'other-issue',
            command: 'approve',
            body: {
              day: '2026-03-06',
              head: { warehouse: co.ids.main, reason: co.ids.reasonOut },
              lines: (i % 2 ? items : items.toReversed()).map((item) => ({ item, qty: '3' })),
            },
          })
          .then((o) => expect(o.ok, JSON.stringify(o)).toBe(true)),
      ),
    );
    const result = await verify(house.db);
    expect(result.checks.filter((c) => c.wrong > 0)).toEqual([]);
    expect(result.checks.find((c) => c.name === 'document-numbers')?.rows).toBeGreaterThan(100);
  });

  test('a command takes the same number of round trips with 1 line as with 400', async () => {
    const count = async (n: number): Promise<number> => {
      let trips = 0;
      const db = {
        ...house.db,
        write: <T>(scope: never, work: (tx: Tx) => Promise<T>) =>
          house.db.write(scope, (tx) =>
            work({
              query: (sql: string, args?: readonly unknown[]) => {
                trips += 1;
                return tx.query(sql, args);
              },
            } as Tx),
          ),
      };
      const outcome = await run({ ...house, db } as never, co.caller, {
        type: 'goods-receipt',
        command: 'approve',
        key: `trips${n}`,
        // After everything else: a late receipt also recomputes what followed it.
        body: { ...receipt(Array.from({ length: n }, (_, i) => ({ item: [co.ids.water, co.ids.oil, co.ids.box][i % 3], qty: '1', price: '1' }))), day: '2026-03-09' },
      });
      expect(outcome.ok).toBe(true);
      return trips;
    };
    expect(await count(400)).toBe(await count(1));
    expect(await count(2)).toBeLessThanOrEqual(2);
  });

  test('two people who approve the same draft: one succeeds, the other is told', async () => {
    const draft = await co.must({ type: 'goods-receipt', command: 'save', body: receipt([{ item: co.ids.box, qty: '1', price: '1' }]) });
    const both = await Promise.all([1, 2].map(() => co.do({ type: 'goods-receipt', command: 'approve', id: draft.id })));
    expect(both.filter((o) => o.ok)).toHaveLength(1);
    expect(both.find((o) => !o.ok)).toMatchObject({ refusal: { refused: expect.stringMatching(/changed-meanwhile|not-from-this-state/) as string } });
    expect(await co.rows(`select count(*) as n from books.voucher where doc_id = $1`, [draft.id])).toEqual([{ n: 1n }]);
  });

  test('a stale version is refused and nothing is lost', async () => {
    const draft = await co.must({
      type: 'purchase-order',
      command: 'save',
      body: { day: '2026-03-05', head: { supplier: co.ids.supplier }, lines: [{ item: co.ids.box, qty: '1', price: '1' }] },
    });
    const change = (version: number, qty: string) =>
      co.do({
        type: 'purchase-order',
        command: 'save',
        id: draft.id,
        body: { version, day: '2026-03-05', head: { supplier: co.ids.supplier }, lines: [{ item: co.ids.box, qty, price: '1' }] },
      });
    expect((await change(draft.version, '2')).ok).toBe(true);
    expect(await change(draft.version, '3')).toMatchObject({ ok: false, refusal: { refused: 'changed-meanwhile' } });
  });

  test('levels of approval: the amount decides who must agree, and one person does not agree twice', async () => {
    await house.db.write(co.caller.scope, (tx) =>
      tx.query('select books.save_approval_rule($1::jsonb)', [JSON.stringify({ id: house.ids.next(), type: 'purchase-order', from: '1000000', roles: ['采购经理', '老板'] })]),
    );
    const order = (qty: string) =>
      ({ type: 'purchase-order', command: 'approve', body: { day: '2026-03-05', head: { supplier: co.ids.supplier }, lines: [{ item: co.ids.box, qty, price: '100' }] } }) as const;
    expect(await co.do(order('99'))).toMatchObject({ ok: true, reply: { state: 'posted' } });
    expect(await co.do(order('100'))).toMatchObject({ ok: false, refusal: { refused: 'needs-role', with: { role: '采购经理' } } });
    const first = await co.must(order('100'), { roles: ['采购经理'], id: co.ids.shop });
    expect(first.state).toBe('submitted');
    expect(await co.do({ type: 'purchase-order', command: 'approve', id: first.id }, { roles: ['老板'], id: co.ids.shop })).toMatchObject({
      ok: false,
      refusal: { refused: 'same-approver' },
    });
    expect(await co.must({ type: 'purchase-order', command: 'approve', id: first.id }, { roles: ['老板'], id: co.ids.main })).toMatchObject({ state: 'posted' });
  });
});
