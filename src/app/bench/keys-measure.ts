// Measures keys in Chromium, ours and in a bare input by turns: what the main thread does for a key, and how long its picture takes.
import { must } from '#kernel/must';
import type { Browser, Page } from 'playwright-core';
import { type Figures, figuresOf, percentile } from './measure.ts';
import type { Journey, Step } from './keys-journey.ts';
import { type KeyWork, keysInTrace, TRACED } from './keys-trace.ts';

export type KeyFigures = Figures & { readonly p95_ms: number; readonly keys: number };
/** One way to look at the same keys, ours and in the bare input. */
export type Look = { readonly ours: KeyFigures; readonly yardstick: KeyFigures };

/** From the event to its frame handed over, ms. */
type Stroke = { readonly wall: number; readonly bare: boolean };
type Slow = { readonly duration: number; readonly bare: boolean };

/** Runs in the page. Text, because the server's own types know no browser. */
const PROBE = `(() => {
  const strokes = [], slow = [];
  const soon = (run) => { const { port1, port2 } = new MessageChannel(); port1.onmessage = run; port2.postMessage(0); };
  const bare = document.createElement('input');
  bare.id = 'bare';
  bare.ariaLabel = 'bare';
  bare.style.cssText = 'position:fixed;top:0;right:0;width:120px;height:24px;contain:strict;z-index:9';
  document.body.append(bare);
  new PerformanceObserver((list) => {
    for (const e of list.getEntries()) if (e.name === 'keydown') slow.push({ duration: e.duration, bare: e.target === bare });
  }).observe({ type: 'event', durationThreshold: 16 });
  addEventListener('keydown', ({ key, target, timeStamp }) => {
    if (key === 'Control' || key === 'Shift') return;
    requestAnimationFrame(() => soon(() => strokes.push({ wall: performance.now() - timeStamp, bare: target === bare })));
  }, true);
  globalThis.keyProbe = { strokes, slow };
})()`;

const BOX = '.hcg-box';

const focusOn = (page: Page, selector: string): Promise<unknown> => page.evaluate(`document.querySelector('${selector}').focus({ preventScroll: true })`);
const cell = (page: Page): Promise<string> => page.evaluate(`document.querySelector('${BOX}')?.ariaLabel ?? ''`);

/** Opens the document, sets the probe and walks to the first column of the journey. */
export async function begin(page: Page, url: string, journey: Journey): Promise<void> {
  await page.goto(url);
  await page.locator(BOX).waitFor();
  await page.evaluate(PROBE);
  await focusOn(page, BOX);
  await page.keyboard.press('Home');
  for (let c = 0; c < 30 && !(await cell(page)).startsWith(`${journey.column} `); c += 1) await page.keyboard.press('ArrowRight');
  await page.waitForTimeout(1500);
}

type Play = { readonly page: Page; readonly journey: Journey; readonly pick: (below: number) => number };
type Pressed = { readonly key: string; readonly bare: boolean };

/** One line of the journey in the grid, then a few digits in the bare input: whatever the machine does falls on both. */
async function playLine({ page, journey, pick }: Play, n: number): Promise<readonly Pressed[]> {
  await focusOn(page, BOX);
  const from = await cell(page);
  must(from.startsWith(`${journey.column} `), `the journey is off its way: “${from}” instead of ${journey.column}`);
  const pressed: Pressed[] = [];
  const play = async (steps: readonly Step[], bare: boolean): Promise<void> => {
    for (const step of steps) {
      if (typeof step === 'string') {
        await page.keyboard.press(step);
        pressed.push({ key: step, bare });
      }
      // uneven, so that keys fall anywhere between two frames
      await page.waitForTimeout(typeof step === 'string' ? 25 + pick(25) : step.pause);
    }
  };
  await play(journey.line(n, pick), false);
  await focusOn(page, '#bare');
  const digits = pressed.map((_, i) => String((n + i) % 10));
  await play(digits, true);
  await page.evaluate(`document.querySelector('#bare').value = ''`);
  return pressed;
}

async function playFor(play: Play, seconds: number): Promise<readonly Pressed[]> {
  const until = performance.now() + seconds * 1000;
  const pressed: Pressed[] = [];
  for (let n = 0; n < 3 || performance.now() < until; n += 1) pressed.push(...(await playLine(play, n)));
  await play.page.waitForTimeout(300);
  return pressed;
}

export function keyFigures(times: readonly number[]): KeyFigures {
  const { p50_ms = 0, p99_ms = 0, max_ms = 0 } = figuresOf(times, 1);
  const p95 = percentile(
    times.toSorted((a, b) => a - b),
    0.95,
  );
  return { keys: times.length, p50_ms, p95_ms: Number(p95.toFixed(2)), p99_ms, max_ms };
}

const lookAt = <T extends { readonly bare: boolean }>(all: readonly T[], of: (one: T) => number): Look => ({
  ours: keyFigures(all.filter((s) => !s.bare).map(of)),
  yardstick: keyFigures(all.filter((s) => s.bare).map(of)),
});

export type Pace = {
  /** From the key to the frame handed over, on a 60 Hz screen: up to 16.7 ms of waiting are in it. */
  readonly wall: Look;
  /** Event Timing (what INP counts): to the next picture on the screen, in steps of 8 ms; what the browser does not report stayed below 16. */
  readonly event: Look;
};

/** How long the pictures take, timed inside the page. */
export async function paceOfKeys(play: Play, seconds: number): Promise<Pace> {
  await playFor(play, seconds);
  const { strokes, slow } = (await play.page.evaluate('keyProbe')) as { strokes: readonly Stroke[]; slow: readonly Slow[] };
  const quick = (bare: boolean): Slow[] => {
    const count = strokes.filter((s) => s.bare === bare).length - slow.filter((s) => s.bare === bare).length;
    return Array.from({ length: Math.max(0, count) }, () => ({ duration: 16, bare }));
  };
  return { wall: lookAt(strokes, (s) => s.wall), event: lookAt([...slow, ...quick(true), ...quick(false)], (s) => s.duration) };
}

export type Work = {
  /** Processor time of the main thread from the key to its frame. */
  readonly work: Look;
  /** The same by the clock on the wall: the machine's other business is in it. */
  readonly elapsed: Look;
  /** Processor time with everything that follows up to the next key. */
  readonly whole: Look;
  /** By kind of key, p50 and p95. */
  readonly byKey: Readonly<Record<string, { readonly keys: number; readonly work: readonly [number, number]; readonly whole: readonly [number, number] }>>;
};
type Kind = { readonly kind: string; readonly bare: boolean };

/** What the main thread does for the keys, out of a trace of the browser. */
export async function workOfKeys(play: Play, seconds: number, browser: Browser): Promise<Work> {
  await browser.startTracing(play.page, { categories: TRACED });
  const pressed = await playFor(play, seconds);
  const found = keysInTrace((await browser.stopTracing()).toString());
  // Ctrl+D is two keydowns; the second one counts.
  const keys = pressed.flatMap(({ key, bare }): (Kind | null)[] => [...(key.includes('+') ? [null] : []), { kind: /^[\d.]$/.test(key) ? 'digit' : key, bare }]);
  must(keys.length === found.length, `${keys.length} keys were pressed, the trace holds ${found.length}`);
  const all = keys.flatMap((key, i) => (key && found[i] ? [{ ...key, ...(found[i] as KeyWork) }] : []));
  return { work: lookAt(all, (k) => k.work), elapsed: lookAt(all, (k) => k.elapsed), whole: lookAt(all, (k) => k.whole), byKey: byKind(all.filter((k) => !k.bare)) };
}

function byKind(all: readonly (Kind & KeyWork)[]): Work['byKey'] {
  const two = ({ p50_ms = 0, p95_ms }: KeyFigures): readonly [number, number] => [p50_ms, p95_ms];
  return Object.fromEntries(
    [...new Set(all.map((k) => k.kind))].map((kind) => {
      const mine = all.filter((k) => k.kind === kind);
      return [kind, { keys: mine.length, work: two(keyFigures(mine.map((k) => k.work))), whole: two(keyFigures(mine.map((k) => k.whole))) }];
    }),
  );
}
