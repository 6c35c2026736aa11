// The worker of very late documents and those who must know of it: the close's check list, the check-up, the query, on both databases.
import { type CostBooks, memoryHouse, openCostBooks, postgresHouse, type TestHouse } from '#testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { appSteps } from './close-steps.ts';
import { putAllLateRight } from './late-costs.ts';
import { verify } from './verify.ts';

describe.each([
  ['PGlite', memoryHouse],
  ['PostgreSQL', postgresHouse],
] as const)('costs put right by the worker, on %s', (_, open) => {
  let house: TestHouse;
  let books: CostBooks;
  beforeAll(async () => {
    house = await open();
    books = await openCostBooks(house);
    await house.db.owner((tx) => tx.query(`update books.org_node set settings = settings || '{"recostAtOnce": 1}'`));
  });
  afterAll(() => house?.close());

  const told = async () => {
    const step = appSteps(house, books.co.caller).find((s) => s.name === 'costs');
    const found = await house.db.read(
      books.co.caller.scope,
      (snapshot) => step?.check?.({ snapshot, period: 202603 as never, day: '2026-03-31' as never, names: { document: (type) => type } }) ?? Promise.resolve([]),
    );
    return found.map((f) => [f.name, f.tone, f.count]);
  };
  const broken = async () => (await verify(house.db, house.catalog)).checks.filter((c) => c.wrong > 0).map((c) => c.name);

  test('what waits is told in the close and not judged by the check-up; the worker does it; done, nobody speaks of it', async () => {
    const item = await books.item('moving-average');
    const other = await books.item('fifo');
    for (const goods of [item, other]) {
      await books.receive(goods, '2026-03-01', '10', '1');
      await books.issue(goods, '2026-03-05', '4');
      await books.receive(goods, '2026-03-03', '10', '3');
    }
    expect(await told()).toEqual([
      ['step.late-costs', 'warn', 2],
      ['step.costs', 'ok', 0],
    ]);
    expect(await broken()).toEqual([]);
    expect(await putAllLateRight(house)).toBe(2);
    expect(await told()).toEqual([['step.costs', 'ok', 0]]);
    expect(await broken()).toEqual([]);
    expect((await books.adjustments(item)).map((a) => a.amount)).toEqual(['4.00']);
    expect(await putAllLateRight(house)).toBe(0);
    await books.prove();
  });

  test('a mark nobody has heard of for long is a finding, and taken up again; one that somebody is working on is left to them', async () => {
    const item = await books.item('moving-average');
    await books.receive(item, '2026-03-01', '10', '1');
    await books.issue(item, '2026-03-05', '4');
    await books.receive(item, '2026-03-03', '10', '3');
    const mark = (change: string) => house.db.owner((tx) => tx.query(`update books.late_cost set ${change}`));
    await mark(`stage = 'booking', beat = now()`);
    expect(await putAllLateRight(house)).toBe(0);
    await mark(`beat = now() - interval '1 hour'`);
    expect(await broken()).toEqual(['late-costs']);
    expect(await putAllLateRight(house)).toBe(1);
    expect(await broken()).toEqual([]);
  });
});
