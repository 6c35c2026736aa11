// Runs the built command line in this terminal: same input and output, same signals, same exit code.
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from './prepare.mjs';

/** Starts a Node program and becomes it, as far as the outside can see. */
export function become(args, options = {}) {
  const child = spawn(process.execPath, args, { cwd: options.cwd ?? process.cwd(), stdio: 'inherit', env: { ...process.env, ...options.env } });
  // Ctrl+C reaches the child by itself (same terminal); a signal sent to us alone must be passed on.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.on(signal, () => {
      if (signal !== 'SIGINT' || !process.stdin.isTTY) child.kill(signal);
    });
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? (signal ? 1 : 0);
  });
  child.on('error', (error) => {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  });
  return child;
}

export const CLI = join(ROOT, 'dist', 'app', 'cli.js');
