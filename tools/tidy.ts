// The house's own checks (house.md §8). `npm run tidy` prints what is wrong, with its cure; `--shrink` tightens the ratchet.
import { MODULES } from '#app/house';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bans, shapes } from './tidy/bans.ts';
import { type Finding, type House, readHouse } from './tidy/house.ts';
import { listed, needs } from './tidy/needs.ts';
import { rooms } from './tidy/rooms.ts';
import { rows } from './tidy/rows.ts';
import { overLimit, shrunk, sizes } from './tidy/sizes.ts';
import { glossary, wordless } from './tidy/words.ts';

export const ROOT = fileURLToPath(new URL('..', import.meta.url));
export const readThisHouse = (): House => readHouse(ROOT, MODULES);

/** A check that saw nothing is a failure. */
const SEEN_AT_LEAST = { files: 150, imports: 400, modules: 5 };
export const seen = (house: House): Record<keyof typeof SEEN_AT_LEAST, number> => ({
  files: house.sources.length,
  imports: house.sources.reduce((sum, s) => sum + s.imports.length, 0),
  modules: house.modules.length,
});

export function sawEnough(house: House): readonly Finding[] {
  const saw = seen(house);
  return (Object.keys(SEEN_AT_LEAST) as (keyof typeof SEEN_AT_LEAST)[])
    .filter((what) => saw[what] < SEEN_AT_LEAST[what])
    .map((what) => ({ rule: 'saw', path: '.', message: `saw only ${saw[what]} ${what}, expected at least ${SEEN_AT_LEAST[what]}: is tidy looking in the right place?` }));
}

export const RULES = [sawEnough, rooms, needs, listed, rows, glossary, wordless, sizes, bans, shapes] as const;
export const tidy = (house: House): readonly Finding[] => RULES.flatMap((rule) => rule(house));

const show = (f: Finding): string => `${f.path}${f.line ? `:${f.line}` : ''}  [${f.rule}] ${f.message}`;

/** The ratchet is written whole only when there is none; afterwards it can only be tightened. */
function saveRatchet(house: House): void {
  const file = join(ROOT, 'tools/ratchet.json');
  const now = overLimit(house);
  writeFileSync(file, `${JSON.stringify(existsSync(file) ? shrunk(house.ratchet, now) : now, null, 2)}\n`);
}

function main(): void {
  if (process.argv.includes('--shrink')) saveRatchet(readThisHouse());
  const house = readThisHouse();
  const bad = tidy(house);
  for (const finding of bad) console.log(show(finding));
  console.log(JSON.stringify({ ...seen(house), bad: bad.length }));
  process.exitCode = bad.length > 0 ? 1 : 0;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
