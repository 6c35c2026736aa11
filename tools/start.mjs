// npm start: installs and builds what is missing, then starts the server with its web pages. A second start builds nothing.
import { become, CLI } from './launch.mjs';
import { orSay, prepare, ROOT } from './prepare.mjs';

orSay(() => {
  prepare({ say: (line) => process.stdout.write(`${line}\n`) });
  become([CLI, 'serve', ...process.argv.slice(2)], { cwd: ROOT });
});
