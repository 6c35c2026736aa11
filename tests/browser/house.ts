// A whole product for browser tests: an in-memory house behind the real server and the built web app, and a real Chromium in front.
import { demoHost } from '#app/demo/host';
import { serve, type Running } from '#app/serve';
import { memoryHouse, type TestHouse } from '#testing';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '../..');
/** The built web app; another build can be tried by HENGCANG_WEB. */
const WEB = process.env['HENGCANG_WEB'] ?? join(ROOT, 'web/dist');
const CHROMIUM = [process.env['HENGCANG_CHROMIUM'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(
  (p): p is string => p !== undefined && existsSync(p),
);
export const canBrowse = CHROMIUM !== undefined && existsSync(join(WEB, 'index.html'));
if (!canBrowse) process.stderr.write(`browser tests skipped: ${CHROMIUM ? 'web/dist is not built (npm run build)' : 'no Chromium on this machine'}\n`);

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
export const SHOTS = join(ROOT, 'build/screenshots');

export type Product = {
  readonly house: TestHouse;
  readonly running: Running;
  readonly browser: Browser;
  readonly open: (options?: { phone?: boolean; dark?: boolean; as?: string }) => Promise<Visit>;
  readonly close: () => Promise<void>;
};
export type Visit = {
  readonly page: Page;
  readonly context: BrowserContext;
  readonly go: (path: string) => Promise<void>;
  /** Everything asked for has been answered and drawn. */
  readonly settled: () => Promise<void>;
  readonly shot: (name: string) => Promise<void>;
  /** What axe calls serious or critical. */
  readonly axe: () => Promise<string[]>;
  /** Errors of the page and requests to other hosts. */
  readonly complaints: string[];
};
/** How long anything on a page may take on a slow, loaded machine before it counts as not coming. */
export const PATIENCE = Number(process.env['HENGCANG_PATIENCE'] ?? 60_000);

/** Starts everything. Demo people may be entered by login. */
export async function product(house: TestHouse | Promise<TestHouse> = memoryHouse()): Promise<Product> {
  return start(await house);
}

async function start(house: TestHouse): Promise<Product> {
  const running = await serve(house, { port: 0, version: 'test', web: WEB, demo: demoHost(house, true) });
  const browser = await chromium.launch({
    executablePath: CHROMIUM as string,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
  });
  mkdirSync(SHOTS, { recursive: true });
  return {
    house,
    running,
    browser,
    open: async ({ phone = false, dark = false, as } = {}) => visit(browser, running.url, { phone, dark, as }),
    close: async () => {
      await browser.close();
      await running.stop();
      await house.close();
    },
  };
}

type Doc = { querySelector: (selector: string) => unknown };

/** The event stream never ends, so "network idle" never comes: waits until every other request is answered and two pictures later nothing is waiting. */
async function settle(page: Page, under: ReadonlySet<unknown>): Promise<void> {
  for (const until = performance.now() + PATIENCE; performance.now() < until; ) {
    const calm = await page.evaluate(
      () =>
        new Promise<boolean>((done) =>
          requestAnimationFrame(() =>
            requestAnimationFrame(() => done((globalThis as unknown as { document: Doc }).document.querySelector('.hc-waiting, .hc-skeleton, #panel[aria-busy=true]') === null)),
          ),
        ),
    );
    if (calm && under.size === 0) return;
  }
  throw new Error(`the page never came to rest: ${page.url()}`);
}

/** Requests that are under way, without the event stream. */
function underWay(page: Page): ReadonlySet<unknown> {
  const open = new Set<unknown>();
  page.on('request', (request) => {
    if (request.resourceType() !== 'eventsource') open.add(request);
  });
  page.on('requestfinished', (request) => open.delete(request));
  page.on('requestfailed', (request) => open.delete(request));
  return open;
}

async function visit(browser: Browser, url: string, how: { phone: boolean; dark: boolean; as: string | undefined }): Promise<Visit> {
  const context = await browser.newContext({
    viewport: how.phone ? { width: 390, height: 844 } : { width: 1440, height: 900 },
    colorScheme: how.dark ? 'dark' : 'light',
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    reducedMotion: 'reduce',
  });
  if (how.as) await context.request.post(`${url}/api/demo`, { data: { login: how.as } });
  context.setDefaultTimeout(PATIENCE);
  const page = await context.newPage();
  const under = underWay(page);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(`error: ${error.message}`));
  page.on('request', (request) => {
    if (!request.url().startsWith(url) && !/^(data|blob):/.test(request.url())) complaints.push(`foreign request: ${request.url()}`);
  });
  page.on('console', (message) => {
    if (/Content Security Policy/.test(message.text())) complaints.push(`csp: ${message.text()}`);
  });
  return {
    page,
    context,
    complaints,
    go: async (path) => {
      await page.goto(url + path);
      await page.locator('h1').first().waitFor();
      await settle(page, under);
    },
    settled: () => settle(page, under),
    shot: async (name) => {
      await page.screenshot({ path: join(SHOTS, `${name}${how.phone ? '-390' : ''}${how.dark ? '-dark' : ''}.png`) });
    },
    axe: async () => {
      await page.evaluate(AXE);
      const found = await page.evaluate(async () => {
        const result = await (
          globalThis as unknown as { axe: { run: (root: unknown, options: unknown) => Promise<{ violations: { id: string; impact: string; nodes: { target: string[] }[] }[] }> } }
        ).axe.run((globalThis as unknown as { document: unknown }).document, { resultTypes: ['violations'] });
        return result.violations
          .filter((v) => v.impact === 'serious' || v.impact === 'critical')
          .map(
            (v) =>
              `${v.id}: ${v.nodes
                .slice(0, 3)
                .map((n) => n.target.join(' '))
                .join(' | ')}`,
          );
      });
      return found;
    },
  };
}
