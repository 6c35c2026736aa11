// Late documents with very many later lines: booked at once with a mark on their pools, put right by a job that says what it will change; others post on.
import { closeCosts, putLateRight } from '#books/pen';
import type { Day, Period } from '#kernel/day';
import { type CostBooks, memoryHouse, openCostBooks, postgresHouse, type TestHouse } from '#testing';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';

describe.each([
  ['PGlite', memoryHouse],
  ['PostgreSQL', postgresHouse],
] as const)('costs put right afterwards, on %s', (_, open) => {
  let house: TestHouse;
  let books: CostBooks;
  let grouped: CostBooks;
  const within = (of: CostBooks, lines: number): Promise<unknown> =>
    house.db.owner((tx) => tx.query(`update books.org_node set settings = settings || $2::jsonb where id = $1`, [of.ids.org, JSON.stringify({ recostAtOnce: lines })]));
  const marks = (of: CostBooks) =>
    of.co.rows<{ doc: string; lines: number; stage: string; user_name: string }>('select doc_id as doc, lines, stage, user_name from books.late_cost order by at');
  beforeAll(async () => {
    house = await open();
    books = await openCostBooks(house);
    grouped = await openCostBooks(house, { groups: true });
  });
  beforeEach(async () => {
    await within(books, 2);
    await within(grouped, 2);
  });
  afterAll(() => house?.close());

  test('a late receipt is booked at once, marks its pool, and the job books what it changes', async () => {
    const item = await books.item('moving-average');
    await books.receive(item, '2026-03-01', '10', '1');
    const [first, second] = [await books.issue(item, '2026-03-05', '4'), await books.issue(item, '2026-03-06', '4')];
    const tried = await books.tryReceive(item, '2026-03-03', '10', '3');
    expect(tried.outcome.effect, 'told before posting').toMatchObject({ lines: 0, waiting: [{ item, lines: 3 }] });
    expect(await marks(books), 'a dry run leaves no mark').toEqual([]);

    const late = await books.receive(item, '2026-03-03', '10', '3');
    await books.prove();
    expect(await marks(books)).toEqual([{ doc: late.id, lines: 3, stage: 'waiting', user_name: books.co.caller.actor.name }]);
    expect([await books.costOf(first), await books.adjustments(item)], 'nothing is half corrected').toEqual(['-4.00', []]);

    const now = await books.issue(item, '2026-03-10', '6');
    await books.prove();
    expect(await books.costOf(now), 'others post on, at what is known').toBe('-16.00');

    const [run] = await putLateRight(house, books.co.caller);
    expect(run).toMatchObject({ doc: late.id, lines: 3 });
    expect(await Promise.all([first, second, now].map((d) => books.costOf(d)))).toEqual(['-8.00', '-8.00', '-12.00']);
    expect(await books.pool(item)).toEqual({ qty: '6', value: '12.00' });
    expect((await books.adjustments(item)).map((a) => [a.cause, a.reason, a.amount])).toEqual([[late.id, 'late', '4.00']]);
    expect(await marks(books)).toEqual([]);
    await books.prove();
    expect(await putLateRight(house, books.co.caller), 'asked again, there is nothing to do').toEqual([]);
  });

  test('FIFO layers stand in the order of their days again', async () => {
    const item = await books.item('fifo');
    const first = await books.receive(item, '2026-03-01', '5', '1');
    const last = await books.receive(item, '2026-03-08', '5', '9');
    const issue = await books.issue(item, '2026-03-09', '2');
    const late = await books.receive(item, '2026-03-03', '5', '3');
    await books.prove();
    expect((await books.layers(item)).map((l) => l.of)).toEqual([first.id, last.id, late.id]);
    await putLateRight(house, books.co.caller);
    expect((await books.layers(item)).map((l) => [l.of, l.qty])).toEqual([
      [first.id, '3'],
      [late.id, '5'],
      [last.id, '5'],
    ]);
    expect([await books.costOf(issue), await books.adjustments(item)], 'no line costs anything else').toEqual(['-2.00', []]);
    await books.prove();
  });

  test('a late bill of a receipt with many later lines waits too', async () => {
    const item = await books.item('moving-average');
    const receipt = await books.receive(item, '2026-03-01', '10', '1');
    const issue = await books.issue(item, '2026-03-05', '4');
    await books.issue(item, '2026-03-06', '1');
    await books.invoice(receipt, item, '2026-03-20', '10', '2');
    expect(await marks(books)).toHaveLength(1);
    expect(await books.costOf(issue)).toBe('-4.00');
    await books.prove();
    await putLateRight(house, books.co.caller);
    expect(await books.costOf(issue)).toBe('-8.00');
    expect(await books.pool(item)).toEqual({ qty: '5', value: '10.00' });
    await books.prove();
  });

  test('a pool that would hold a value without goods in between is put right at once', async () => {
    const item = await books.item('moving-average');
    await books.receive(item, '2026-03-01', '10', '1');
    const dear = await books.receive(item, '2026-03-02', '10', '3');
    const issue = await books.issue(item, '2026-03-05', '10');
    await books.reverse('goods-receipt', dear);
    expect(await marks(books)).toEqual([]);
    expect(await books.costOf(issue)).toBe('-10.00');
    expect(await books.pool(item)).toEqual({ qty: '0', value: '0.00' });
    await books.prove();
  });

  test('a change that travels to a long pool waits as a whole', async () => {
    const item = await grouped.item('moving-average');
    const there = { warehouse: grouped.ids.shop };
    await grouped.receive(item, '2026-03-01', '10', '1');
    await grouped.transfer(item, '2026-03-02', '5', { from: grouped.ids.main, to: grouped.ids.shop });
    await grouped.receive(item, '2026-03-03', '5', '2', there);
    const sold = await grouped.issue(item, '2026-03-05', '5', there);
    await grouped.issue(item, '2026-03-06', '1', there);
    await within(grouped, 3);
    const before = await grouped.costOf(sold);
    const late = await grouped.receive(item, '2026-03-01', '10', '4');
    expect(before).toBe('-7.50');
    expect([(await marks(grouped)).map((m) => m.doc), await grouped.costOf(sold)]).toEqual([[late.id, late.id], before]);
    await grouped.prove();
    await putLateRight(house, grouped.co.caller);
    expect(await grouped.costOf(sold)).toBe('-11.25');
    await grouped.prove();
    expect(await marks(grouped)).toEqual([]);
  });

  test('news on top of news is one job, named after the last document', async () => {
    const item = await books.item('moving-average');
    await books.receive(item, '2026-03-01', '10', '1');
    const issue = await books.issue(item, '2026-03-05', '5');
    await books.issue(item, '2026-03-06', '1');
    await books.receive(item, '2026-03-02', '10', '2');
    const last = await books.receive(item, '2026-03-03', '10', '3');
    expect((await marks(books)).map((m) => m.doc)).toEqual([last.id]);
    expect(await putLateRight(house, books.co.caller)).toMatchObject([{ doc: last.id, lines: 2 }]);
    expect(await books.costOf(issue)).toBe('-10.00');
    await books.prove();
  });

  test('closing the month does first what still waits', async () => {
    const item = await books.item('moving-average');
    await books.receive(item, '2026-05-01', '10', '1');
    const issue = await books.issue(item, '2026-05-05', '1');
    await books.issue(item, '2026-05-06', '1');
    const late = await books.receive(item, '2026-05-02', '10', '3');
    expect(await marks(books)).toHaveLength(1);
    const run = await closeCosts(house, books.co.caller, { period: 202605 as Period, day: '2026-05-31' as Day });
    expect(run.documents).toHaveLength(1);
    expect([await marks(books), await books.costOf(issue)]).toEqual([[], '-2.00']);
    expect((await books.adjustments(item)).map((a) => [a.cause, a.day])).toEqual([[late.id, '2026-05-06']]);
    await books.prove();
  });

  test('what fails says so on its mark, and is done when it is tried again', async () => {
    const item = await books.item('moving-average');
    await books.receive(item, '2026-06-01', '10', '1');
    await books.issue(item, '2026-06-05', '1');
    await books.issue(item, '2026-06-06', '1');
    await books.receive(item, '2026-06-02', '10', '3');
    const broken = { ...house, ids: { next: () => 'no uuid' } };
    await expect(putLateRight(broken, books.co.caller)).rejects.toThrow();
    expect((await marks(books)).map((m) => m.stage)).toEqual(['failed']);
    await books.prove();
    expect(await putLateRight(house, books.co.caller)).toHaveLength(1);
    expect(await marks(books)).toEqual([]);
    await books.prove();
  });
});
