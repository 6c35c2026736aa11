// bench keys: typing into the real document page in Chromium. A key must not miss a frame in 200 lines, nor be felt in thousands.
import { must } from '#kernel/must';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { saveAll } from '../founding.ts';
import { Unusable } from '../open.ts';
import { serve } from '../serve.ts';
import { type BenchCompany, benchCompany } from './company.ts';
import { COUNT, type Journey, ORDER } from './keys-journey.ts';
import { begin, paceOfKeys, workOfKeys } from './keys-measure.ts';
import { type BenchCase, type BenchResult, choices, resultOf } from './measure.ts';
import type { BenchRun } from './posting.ts';
import { someone } from './someone.ts';

/** ms of main-thread work at p95 in an order of 200 lines: what does not fit into a frame of 60 Hz misses it. */
const FRAME = 16;
/** ms from the key to the picture at p99 in a count sheet of thousands of lines. */
const FELT = 100;
const ORDER_LINES = 200;
const MOST_LINES = 5000;

const REPO = fileURLToPath(new URL('../../..', import.meta.url));
const CHROMIUM = [process.env['HENGCANG_CHROMIUM'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

async function openChromium(): Promise<Browser> {
  const { chromium } = await import('playwright-core').catch(() => {
    throw new Unusable('没有安装 playwright-core（开发依赖）。请运行 npm install 后再试。');
  });
  const executablePath = CHROMIUM.find((path): path is string => path !== undefined && existsSync(path));
  if (executablePath === undefined) throw new Unusable('找不到 Chromium。请安装 Chromium 或 Chrome，或用环境变量 HENGCANG_CHROMIUM 写明它的路径。');
  return chromium.launch({ executablePath, headless: true, args: FLAGS });
}

/** The web app as its sources stand now, in a folder of its own: nobody's web/dist is touched or trusted. */
function buildPages(): string {
  const folder = mkdtempSync(join(tmpdir(), 'hengcang-bench-web-'));
  const built = spawnSync(process.execPath, [join(REPO, 'node_modules/vite/bin/vite.js'), 'build', '--outDir', folder, '--emptyOutDir', '--logLevel', 'error'], {
    cwd: join(REPO, 'web'),
    encoding: 'utf8',
    env: { ...process.env, NODE_ENV: 'production' },
  });
  if (built.status !== 0) throw new Unusable(`网页编译失败：${built.stderr || built.error?.message || ''}`);
  return folder;
}

/** A draft of so many lines; its id. */
async function draftOf(co: BenchCompany, journey: Journey, lines: number): Promise<string> {
  const day = co.ports.clock.today();
  const [supplier, warehouse] = [co.suppliers[0], co.warehouses[0]];
  if (journey.type === ORDER.type) {
    const body = {
      day,
      head: { supplier, warehouse },
      lines: Array.from({ length: lines }, (_, i) => ({ item: co.items[i % co.items.length], qty: String(i + 1), price: `${5 + (i % 40)}.25` })),
    };
    return (await co.must({ type: journey.type, command: 'save', body })).id;
  }
  const more = await saveAll(
    co.ports,
    co.caller,
    'item',
    Array.from({ length: Math.max(0, lines - co.items.length) }, (_, i) => ({ name: `货品${String(i + 1).padStart(4, '0')}`, data: { unit: '件', taxRate: '0.13' } })),
  );
  const items = [...co.items, ...more.map((r) => r.id)].slice(0, lines);
  return (await co.must({ type: journey.type, command: 'save', body: { day, head: { warehouse }, lines: items.map((item, i) => ({ item, counted: String(i % 50) })) } })).id;
}

type Sheet = { readonly browser: Browser; readonly url: string; readonly token: string; readonly journey: Journey; readonly id: string; readonly lines: number };

type Opened = { readonly context: BrowserContext; readonly page: Page; readonly errors: readonly string[]; readonly journey: Journey };

async function openPage({ browser, url, token, journey, id }: Sheet): Promise<Opened> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' });
  await context.addCookies([{ name: 'hengcang', value: token, url }]);
  const page = await context.newPage();
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  await begin(page, `${url}/documents/${journey.type}/${id}`, journey);
  return { context, page, errors, journey };
}

/** A page that failed, or lost what was typed, would be quick. */
async function arrived({ context, page, errors, journey }: Opened): Promise<void> {
  const lines = await page.evaluate(
    `[...document.querySelectorAll('.hcg-body [role=row]')].filter((row) => [...row.children].some((cell) => cell.textContent === '${journey.shown}')).length`,
  );
  must(Number(lines) > 0, `no line shows the figure ${journey.shown} that was typed`);
  must(errors.length === 0, `the page failed: ${errors.join('; ')}`);
  await context.close();
}

/** Times the keys of one document, then looks at the work behind them on a fresh page. What was measured must also have arrived. */
export async function keysOf(sheet: Sheet, seconds: number): Promise<BenchCase> {
  const { browser, journey, lines } = sheet;
  const timing = await openPage(sheet);
  const pace = await paceOfKeys({ page: timing.page, journey, pick: choices(23) }, seconds / 2);
  await arrived(timing);
  const tracing = await openPage(sheet);
  const { work, elapsed, whole, byKey } = await workOfKeys({ page: tracing.page, journey, pick: choices(29) }, seconds / 2, browser);
  await arrived(tracing);
  const small = lines <= ORDER_LINES;
  const { ours, yardstick } = small ? work : pace.wall;
  return {
    case: `${journey.type}, ${lines} lines: ${small ? 'main thread from the key to its frame' : 'from the key to its frame, waiting for the screen included'}`,
    ours,
    yardstick,
    ratio: Number((ours.p95_ms / yardstick.p95_ms).toFixed(3)),
    better: 'lower',
    mark: small ? `p95 < ${FRAME} ms` : `p99 < ${FELT} ms`,
    met: small ? ours.p95_ms < FRAME : (ours.p99_ms ?? FELT) < FELT,
    work,
    elapsed,
    whole,
    at_60hz: pace.wall,
    event_timing: pace.event,
    by_key: byKey,
  };
}

/** Starts pages, server and browser of its own. Up to 200 lines are an order, more are a count sheet. */
export async function benchKeys(run: BenchRun): Promise<BenchResult> {
  const lines = run.lines ?? ORDER_LINES;
  if (!(Number.isInteger(lines) && lines >= 1 && lines <= MOST_LINES)) throw new Unusable(`--lines 应在 1 到 ${MOST_LINES} 之间`);
  const journey = lines <= ORDER_LINES ? ORDER : COUNT;
  const browser = await openChromium();
  const closing: (() => unknown)[] = [() => browser.close()];
  try {
    run.say('编译网页 …');
    const web = buildPages();
    closing.push(() => rmSync(web, { recursive: true, force: true }));
    const { ports } = await run.ground.open(4);
    const co = await benchCompany(ports);
    const [id, token] = [await draftOf(co, journey, lines), await someone(co)];
    const running = await serve(ports, { port: 0, version: 'bench', web });
    closing.push(() => running.stop());
    run.say(`Chromium ${browser.version()}，${lines} 行的单据，测 ${run.seconds} 秒 …`);
    return resultOf('keys', 'chromium', [await keysOf({ browser, url: running.url, token, journey, id, lines }, run.seconds)]);
  } finally {
    for (const close of closing.toReversed()) await close();
  }
}
