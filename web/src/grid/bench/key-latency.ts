// Promise: measures key → painted frame in Chromium for 200 lines × 12 columns, next to a plain form of live inputs as yardstick.
import { cpus } from 'node:os';
import type { Page } from 'playwright-core';
import { openDemo, type Demo } from '../demo/open-demo';

export interface Latency {
  readonly keys: number;
  readonly p50_ms: number;
  readonly p95_ms: number;
  readonly p99_ms: number;
  readonly max_ms: number;
}
export interface GridBench {
  readonly name: 'grid';
  readonly engine: string;
  /** frames as soon as they are ready: the work alone */
  readonly ours: Latency;
  readonly yardstick: Latency;
  /** ours ÷ yardstick at p95 */
  readonly ratio: number;
  readonly better: 'lower';
  /** main-thread CPU per key, script to paint: does not care how busy the machine is */
  readonly cpu: Latency;
  /** the same keys on a 60 Hz screen: up to 16.7 ms of waiting for the frame are in it */
  readonly at_60hz: Latency;
  readonly machine: string;
}

const NO_VSYNC = ['--disable-frame-rate-limit', '--disable-gpu-vsync'];
const WARM_UP = 15;

declare global {
  interface Window {
    strokes: number[];
  }
}

/** Notes, for each keydown, the time until the frame that shows it has been handed over. */
async function listen(page: Page): Promise<void> {
  await page.evaluate(() => {
    window.strokes = [];
    addEventListener(
      'keydown',
      () => {
        const begun = performance.now();
        requestAnimationFrame(() => {
          const { port1, port2 } = new MessageChannel();
          port1.onmessage = () => {
            window.strokes.push(performance.now() - begun);
          };
          port2.postMessage(0);
        });
      },
      true,
    );
  });
}

/** Presses with uneven pauses, so that keys fall anywhere between two frames. */
async function play(page: Page, keys: readonly string[]): Promise<number[]> {
  for (const [i, key] of keys.entries()) {
    await page.keyboard.press(key);
    await page.waitForTimeout(25 + ((i * 7) % 17));
  }
  return page.evaluate(() => window.strokes);
}

/** What a clerk does: numbers, Enter, arrows, paging, copying from above, undo, adding a line. */
function clerkKeys(): string[] {
  const line = ['ArrowDown', '1', '2', '5', '.', '5', 'Enter', '9', '9', 'Enter', 'a', 'b', 'Enter', 'ArrowRight', 'ArrowLeft', 'Control+d'];
  return [
    ...Array.from({ length: 8 }, () => line).flat(),
    ...Array.from({ length: 8 }, () => ['PageDown', 'ArrowUp', 'Control+z']).flat(),
    'Control+End',
    ...Array.from({ length: 12 }, () => 'Enter'),
  ];
}

function summary(strokes: readonly number[]): Latency {
  const sorted = strokes.slice(WARM_UP).sort((a, b) => a - b);
  const at = (share: number): number => Number((sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0).toFixed(1));
  return { keys: sorted.length, p50_ms: at(0.5), p95_ms: at(0.95), p99_ms: at(0.99), max_ms: at(1) };
}

/** CPU of the page's main thread, key by key. */
async function playCpu(page: Page, keys: readonly string[]): Promise<number[]> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('Performance.enable', { timeDomain: 'threadTicks' });
  const busy = async (): Promise<number> => (await cdp.send('Performance.getMetrics')).metrics.find((m) => m.name === 'TaskDuration')?.value ?? 0;
  const spent: number[] = [];
  for (const key of keys) {
    const before = await busy();
    await page.keyboard.press(key);
    await page.waitForTimeout(40);
    spent.push(((await busy()) - before) * 1000);
  }
  return spent;
}

async function measure(demo: Demo, query: string, focus: string, keys: readonly string[], cpu = false): Promise<Latency> {
  const page = await demo.browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.goto(`${demo.url}?${query}`);
  await page.locator(focus).first().focus();
  await page.waitForTimeout(300);
  if (!cpu) await listen(page);
  const found = summary(await (cpu ? playCpu : play)(page, keys));
  await page.close();
  return found;
}

export async function benchGrid(chromium: string): Promise<GridBench> {
  const grid = 'lines=200';
  const free = await openDemo(chromium, NO_VSYNC);
  const ours = await measure(free, grid, '.hcg-box', clerkKeys());
  const yardstick = await measure(
    free,
    'lines=200&naive=1',
    '[aria-label="数量 3"]',
    Array.from({ length: 60 }, (_, i) => String(i % 10)),
  );
  await free.close();
  const paced = await openDemo(chromium);
  const at60 = await measure(paced, grid, '.hcg-box', clerkKeys());
  const cpu = await measure(paced, grid, '.hcg-box', clerkKeys(), true);
  const engine = `Chromium ${paced.browser.version()}`;
  await paced.close();
  const machine = `${cpus().length} × ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}`;
  return { name: 'grid', engine, ours, yardstick, ratio: Number((ours.p95_ms / yardstick.p95_ms).toFixed(3)), better: 'lower', cpu, at_60hz: at60, machine };
}
