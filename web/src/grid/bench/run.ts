// Promise: prints the grid's key latency as one JSON line; `tsx web/src/grid/bench/run.ts`.
import { findChromium } from '../demo/open-demo';
import { benchGrid } from './key-latency';

const chromium = findChromium();
if (chromium === null) {
  process.stderr.write('找不到 Chromium：请安装，或用 HENGCANG_CHROMIUM 指明路径\n');
  process.exitCode = 1;
} else {
  process.stdout.write(`${JSON.stringify(await benchGrid(chromium))}\n`);
}
