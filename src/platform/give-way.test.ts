import { Worker } from 'node:worker_threads';
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { goFirst, underWay } from './give-way.ts';

/** A thread that gives way once and then says how often `marks[0]` was set meanwhile; from source, as tests run. */
function thread(limit: number | null, marks: SharedArrayBuffer): Worker {
  const loader = new URL('dist/esm/api/index.mjs', pathToFileURL(createRequire(import.meta.url).resolve('tsx/package.json'))).href;
  const file = new URL('./give-way.ts', import.meta.url).href;
  return new Worker(
    `import(${JSON.stringify(loader)}).then(async (tsx) => {
      tsx.register();
      const { giveWay } = await import(${JSON.stringify(file)});
      const { parentPort, workerData } = await import('node:worker_threads');
      parentPort.postMessage('arrived');
      giveWay(${limit ?? ''});
      parentPort.postMessage(Atomics.load(new Int32Array(workerData.marks), 0));
    })`,
    { eval: true, workerData: { underWay, marks }, execArgv: ['--conditions=source'] },
  );
}
const next = (worker: Worker): Promise<unknown> =>
  new Promise((heard, failed) => {
    worker.once('message', heard);
    worker.once('error', failed);
  });

test('a thread waits while something is under way, also where several things are, and where one of them fails', { timeout: 60_000 }, async () => {
  const marks = new SharedArrayBuffer(4);
  let done = (): void => undefined;
  const long = goFirst(() => new Promise<void>((end) => (done = end)));
  const worker = thread(600_000, marks);
  expect(await next(worker)).toBe('arrived');
  await expect(goFirst(() => Promise.reject(new Error('refused')))).rejects.toThrow('refused');
  const said = next(worker);
  // Long enough for a thread that does not wait to have gone on.
  await new Promise((go) => setTimeout(go, 500));
  Atomics.store(new Int32Array(marks), 0, 1);
  done();
  await long;
  expect(await said).toBe(1);
  await worker.terminate();
});

test('where something is always under way, it goes on all the same', { timeout: 60_000 }, async () => {
  let done = (): void => undefined;
  const always = goFirst(() => new Promise<void>((end) => (done = end)));
  const worker = thread(null, new SharedArrayBuffer(4));
  expect(await next(worker)).toBe('arrived');
  expect(await next(worker)).toBe(0);
  done();
  await always;
  await worker.terminate();
});

test('with nothing under way nobody waits', { timeout: 60_000 }, async () => {
  const worker = thread(600_000, new SharedArrayBuffer(4));
  expect(await next(worker)).toBe('arrived');
  expect(await next(worker)).toBe(0);
  await worker.terminate();
});
