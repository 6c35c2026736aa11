// npm run build: server into dist, web into web/dist. `--force` builds even when nothing changed.
import { orSay, prepare } from './prepare.mjs';

orSay(() => {
  const built = prepare({ say: (line) => process.stdout.write(`${line}\n`), force: process.argv.includes('--force') });
  process.stdout.write(built.server || built.web ? '编译完成\n' : '没有变化，无需编译\n');
});
