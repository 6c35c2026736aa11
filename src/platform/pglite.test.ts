import { expect, test } from 'vitest';
import { openPglite } from './pglite.ts';

test('whoever asks one thing after another lets timers, sockets and others in between', { timeout: 60_000 }, async () => {
  const db = await openPglite(null);
  let turns = 0;
  const timer = setInterval(() => (turns += 1), 1);
  const busy = 'select count(*) from generate_series(1, 60000) a where a % 7 = 1';
  await db.owner(async (tx) => {
    for (let n = 0; n < 60; n += 1) await tx.query(busy);
  });
  const inside = turns;
  for (let n = 0; n < 60; n += 1) await db.owner((tx) => tx.query(busy));
  clearInterval(timer);
  expect(inside).toBeGreaterThan(0);
  expect(turns).toBeGreaterThan(inside);
  await db.close();
});
