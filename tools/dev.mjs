// npm run dev: the server straight from src, restarted on every change, and the web pages with hot reload beside it.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { orSay, prepare, ROOT } from './prepare.mjs';

const start = (args, cwd) => spawn(process.execPath, args, { cwd, stdio: 'inherit' });

orSay(() => {
  prepare({ say: (line) => process.stdout.write(`${line}\n`) });
  const server = start([join(ROOT, 'node_modules/tsx/dist/cli.mjs'), 'watch', '--conditions=source', join(ROOT, 'src/app/cli.ts'), 'serve', ...process.argv.slice(2)], ROOT);
  const web = existsSync(join(ROOT, 'web/vite.config.ts')) ? [start([join(ROOT, 'node_modules/vite/bin/vite.js')], join(ROOT, 'web'))] : [];
  const all = [server, ...web];
  const stop = () => {
    for (const child of all) child.kill();
  };
  for (const child of all)
    child.on('exit', (code) => {
      process.exitCode = code ?? 0;
      stop();
    });
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, stop);
});
