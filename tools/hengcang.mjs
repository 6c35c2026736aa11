#!/usr/bin/env node
// hengcang <command> …: makes ready in silence (progress on stderr), then runs the command. stdout belongs to the command alone.
import { become, CLI } from './launch.mjs';
import { orSay, prepare } from './prepare.mjs';

orSay(() => {
  prepare({ say: (line) => process.stderr.write(`${line}\n`), pages: process.argv[2] === 'serve' });
  become([CLI, ...process.argv.slice(2)]);
});
