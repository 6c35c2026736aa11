// Bookings go first: how many transactions are under way in this process, counted in memory that its threads share. A thread that calculates waits
// while there are some. Its low priority does not do that: where the system weighs sessions or containers against each other first, it counts only
// against the server's own threads, and the processes of PostgreSQL get no more than an even share (receipts' p99 × 1.7 beside two busy threads).
import { isMainThread, workerData } from 'node:worker_threads';

const given = isMainThread ? null : (workerData as { readonly underWay?: SharedArrayBuffer } | null);
/** The count; a thread that is to give way is handed it as `underWay` of its workerData, and hands it on. */
export const underWay: SharedArrayBuffer = given?.underWay ?? new SharedArrayBuffer(4);
const count = new Int32Array(underWay);

/** Does what others give way to. */
export async function goFirst<T>(work: () => Promise<T>): Promise<T> {
  Atomics.add(count, 0, 1);
  try {
    return await work();
  } finally {
    if (Atomics.sub(count, 0, 1) === 1) Atomics.notify(count, 0);
  }
}

/** Where something is always under way, a thread still works for a tenth of the time. Milliseconds. */
const WAIT = 100;
const WORK = 10;
let free = 0;

/** In a thread, often: holds it while something is under way, not longer than `most` ms at a time. */
export function giveWay(most = WAIT): void {
  if (Atomics.load(count, 0) === 0) return;
  const now = performance.now();
  if (now < free) return;
  const until = now + most;
  for (let there = Atomics.load(count, 0), left = most; there > 0; there = Atomics.load(count, 0)) {
    Atomics.wait(count, 0, there, left);
    left = until - performance.now();
    if (left <= 0) {
      free = performance.now() + WORK;
      return;
    }
  }
}
