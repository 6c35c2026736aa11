// The first movements of an item that come at the same moment, on a real PostgreSQL: its pool has no row yet that could be locked, and still every receipt keeps its layer
// and every issue costs what was there.
import { type CostBooks, openCostBooks, postgresHouse } from '#testing';
import { verify } from '#app/verify';
import { afterAll, beforeAll, expect, test } from 'vitest';

const [ITEMS, AT_ONCE] = [15, 4];
let books: CostBooks;
beforeAll(async () => {
  books = await openCostBooks(await postgresHouse(AT_ONCE * 2 + 2));
});
afterAll(() => books?.close());

test.each(['fifo', 'moving-average'] as const)('%s: several first receipts, and people who already want the goods', async (method) => {
  let sold = 0;
  for (let i = 0; i < ITEMS; i += 1) {
    const item = await books.item(method);
    const receipts = Array.from({ length: AT_ONCE }, (_, n) => books.receive(item, '2026-03-02', '3', String(10 + n)));
    const issues = Array.from({ length: AT_ONCE }, () => books.issue(item, '2026-03-02', '2').catch(() => null));
    await Promise.all(receipts);
    for (const issue of await Promise.all(issues)) if (issue) sold += 1;
  }
  process.stderr.write(`${method}: ${ITEMS * AT_ONCE} first receipts, ${sold} issues beside them\n`);
  await books.prove();
  expect((await verify(books.house.db)).checks.filter((c) => c.wrong > 0)).toEqual([]);
});
