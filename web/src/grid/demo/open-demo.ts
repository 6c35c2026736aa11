// Promise: builds the demo, serves it on a free port and opens Chromium on it; used by the browser tests.
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { chromium, type Browser } from 'playwright-core';
import { build, preview } from 'vite';

export interface Demo {
  readonly url: string;
  readonly browser: Browser;
  readonly close: () => Promise<void>;
}

const PLACES = [process.env['HENGCANG_CHROMIUM'], '/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];

/** null: this machine has no Chromium; the caller skips, and that is said here */
export function findChromium(): string | null {
  const found = PLACES.find((place): place is string => place !== undefined && existsSync(place)) ?? null;
  if (found === null) process.stderr.write('browser tests of the entry grid skipped: no Chromium on this machine\n');
  return found;
}

export async function openDemo(chromiumPath: string): Promise<Demo> {
  const root = fileURLToPath(new URL('.', import.meta.url));
  const outDir = await mkdtemp(join(tmpdir(), 'hengcang-grid-'));
  const shared = { root, configFile: false as const, logLevel: 'error' as const, build: { outDir, emptyOutDir: true } };
  const before = process.env['NODE_ENV'];
  process.env['NODE_ENV'] = 'production'; // vitest says "test", which would build React's slow development half
  await build({ ...shared, plugins: [react()] });
  if (before === undefined) delete process.env['NODE_ENV'];
  else process.env['NODE_ENV'] = before;
  const server = await preview({ ...shared, preview: { host: '127.0.0.1', port: 0, strictPort: false } });
  const browser = await chromium.launch({ executablePath: chromiumPath, headless: true, args: FLAGS });
  const address = server.httpServer.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}/`,
    browser,
    close: async () => {
      await browser.close();
      await server.close();
      await rm(outDir, { recursive: true, force: true });
    },
  };
}
