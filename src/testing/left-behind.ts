// A worker runs many test files one after the other (isolate: false): what one changes in the process and does not put back, the next one finds there.
// Runs before every file; the file that leaves something behind fails, by name.
import { afterAll, expect } from 'vitest';

/** What of the process a file could have changed: the environment, the folder, the clock and timers, and what is spied on. */
const state = (): ReadonlyMap<string, unknown> =>
  new Map<string, unknown>([
    ...Object.entries(process.env).map(([name, value]) => [`process.env.${name}`, value] as const),
    ['process.cwd()', process.cwd()],
    ['Date', Date],
    ['setTimeout', setTimeout],
    ['setInterval', setInterval],
    ['performance.now', performance.now],
    // Looked at, never asked: chance itself is for src/platform.
    ['Math.random', Reflect.get(Math, 'random')],
    ['fetch', fetch],
    ['process.stdout.write', process.stdout.write],
    ['process.stderr.write', process.stderr.write],
  ]);

const before = state();

afterAll(() => {
  const after = state();
  const left = [...new Set([...before.keys(), ...after.keys()])].filter((what) => before.get(what) !== after.get(what));
  expect(left, 'left behind in the process for the next test file').toEqual([]);
});
