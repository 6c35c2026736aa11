import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { openPglite } from './pglite.ts';

test('bytes come back as they went in, whatever array they lay in', async () => {
  const db = await openPglite(null);
  const every = Uint8Array.from({ length: 1024 }, (_, i) => i % 256);
  for (const bytes of [every, every.subarray(3, 700), Buffer.from('衡仓'), new Uint8Array(0)]) {
    const [row] = await db.owner((tx) =>
      tx.query<{ there: Uint8Array; long: number; md5: string }>('select x.b as there, length(x.b) as long, md5(x.b) as md5 from (select $1::bytea as b) x', [bytes]),
    );
    expect([...(row?.there ?? [])]).toEqual([...bytes]);
    expect(row).toMatchObject({ long: bytes.length, md5: createHash('md5').update(bytes).digest('hex') });
  }
  await db.close();
});

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
