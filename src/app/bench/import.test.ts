// bench import at a tiny size: both sides write the same rows, and without the real file it says so instead of failing.
import { memoryHouse, type TestHouse } from '#testing';
import { existsSync } from 'node:fs';
import { afterEach, describe, expect, test } from 'vitest';
import type { Ports } from '../context.ts';
import { benchImport, marketFile } from './import.ts';

const opened: TestHouse[] = [];
const shared = process.env['HENGCANG_SHARED'];
afterEach(async () => {
  if (shared === undefined) delete process.env['HENGCANG_SHARED'];
  else process.env['HENGCANG_SHARED'] = shared;
  for (const house of opened.splice(0)) await house.close();
});
const run = async (said: string[]) =>
  benchImport({
    seconds: 30,
    lines: 10,
    say: (line) => said.push(line),
    ground: {
      engine: 'pglite',
      open: async () => {
        const house = await memoryHouse();
        opened.push(house);
        return { ports: house as Ports, url: null };
      },
      close: async () => undefined,
    },
  });

test('without the real file it is skipped, with a line that says which', async () => {
  process.env['HENGCANG_SHARED'] = '/nowhere';
  const said: string[] = [];
  expect(await run(said)).toMatchObject({ name: 'import', skipped: expect.stringContaining('/nowhere/data/cn_vegetables_daily.csv.gz') });
  expect(said).toEqual([expect.stringMatching(/^跳过：没有真实超市数据 \/nowhere/)]);
  expect(opened).toEqual([]);
});

const there = existsSync(marketFile());
if (!there) process.stderr.write(`skipped: bench import with the real file, because ${marketFile()} is not here\n`);

describe.skipIf(!there)('with the real file', () => {
  test('the yardstick writes what the house has written, and both are measured by the rows of the file', async () => {
    const result = await run([]);
    expect(result.cases).toMatchObject([{ documents: 6, rows: expect.any(Number), better: 'higher' }]);
    expect(result.ours.rate_per_s).toBeGreaterThan(0);
    expect(result.yardstick.rate_per_s).toBeGreaterThan(0);
  }, 120_000);
});
