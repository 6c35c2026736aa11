// Promise: small words for the browser test: open a page of the demo, read its lines, press keys, compose as an IME does.
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { BrowserContext, CDPSession, Page } from 'playwright-core';
import type { Demo } from './open-demo';
import type { Line } from './shop';

export interface Visit {
  readonly page: Page;
  readonly cdp: CDPSession;
  /** the lines as the page (not the grid) has them */
  lines(): Promise<readonly Line[]>;
  /** label of the cell the cursor is on */
  at(): Promise<string>;
  press(...keys: readonly string[]): Promise<void>;
  paste(text: string): Promise<void>;
  readonly troubles: string[];
  close(): Promise<void>;
}

export async function visit(demo: Demo, query = '', size = { width: 1440, height: 900 }): Promise<Visit> {
  const context: BrowserContext = await demo.browser.newContext({ viewport: size, permissions: ['clipboard-read', 'clipboard-write'], reducedMotion: 'reduce' });
  const page = await context.newPage();
  const troubles: string[] = [];
  page.on('pageerror', (error) => troubles.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') troubles.push(message.text());
  });
  page.on('request', (request) => {
    if (!request.url().startsWith(demo.url) && !request.url().startsWith('data:')) troubles.push(`asked ${request.url()}`);
  });
  await page.goto(`${demo.url}?${query}`);
  page.setDefaultTimeout(5000);
  await page.waitForSelector('.hcg').catch((cause: unknown) => {
    throw new Error(`no grid: ${troubles.join(' · ')}`, { cause });
  });
  const cdp = await context.newCDPSession(page);
  const box = page.locator('.hcg-box');
  if (size.width > 480) await box.focus();
  return {
    page,
    cdp,
    troubles,
    lines: () => page.evaluate(() => window.probe.rows),
    at: async () => (await box.getAttribute('aria-label')) ?? '',
    press: async (...keys) => {
      for (const key of keys) await page.keyboard.press(key);
    },
    paste: async (text) => {
      await page.evaluate((t) => navigator.clipboard.writeText(t), text);
      await page.keyboard.press('Control+v');
    },
    close: () => context.close(),
  };
}

/** A key as an IME reports it: Windows says "Process", macOS says the real key, both with code 229. */
export async function imeKey(cdp: CDPSession, key: 'Process' | 'Enter' | ' '): Promise<void> {
  await cdp.send('Input.dispatchKeyEvent', { type: 'rawKeyDown', key, windowsVirtualKeyCode: 229, code: key === 'Enter' ? 'Enter' : 'KeyN' });
  await cdp.send('Input.dispatchKeyEvent', { type: 'keyUp', key, windowsVirtualKeyCode: 229 });
}

export async function compose(cdp: CDPSession, ...steps: readonly string[]): Promise<void> {
  for (const text of steps) {
    await imeKey(cdp, 'Process');
    await cdp.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
  }
}

/** The serious and critical findings of axe-core. */
export async function axe(visit: Visit): Promise<string[]> {
  const source = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
  await visit.page.evaluate(source);
  const found = await visit.page.evaluate(async () => {
    const { axe } = window as unknown as { axe: { run(): Promise<{ violations: { id: string; impact: string; nodes: { html: string; failureSummary: string }[] }[] }> } };
    return (await axe.run()).violations;
  });
  return found.filter((x) => x.impact === 'serious' || x.impact === 'critical').map((x) => `${x.id}: ${x.nodes[0]?.html} ${x.nodes[0]?.failureSummary}`);
}
