// Who may enter which room (house.md §6.1), as a table. What is not listed is forbidden, and a folder that is not listed fails.
import { posix } from 'node:path';
import { type Finding, type House, type Import, isFixture, isTest, type Source } from './house.ts';

/** `folder/*`: every subfolder is a room of its own. `may` names rooms; `packages` npm and node: modules. */
type Room = { readonly folder: string; readonly may: readonly string[] | 'every door'; readonly packages: readonly string[] | 'any' };

export const ROOMS: readonly Room[] = [
  { folder: 'src/kernel', may: [], packages: [] },
  { folder: 'src/engines/*', may: ['src/kernel'], packages: [] },
  { folder: 'src/books', may: ['src/kernel', 'src/engines/approval', 'src/engines/numbering', 'src/engines/costing', 'src/engines/forms'], packages: ['kysely'] },
  { folder: 'src/modules/*', may: ['src/kernel', 'src/books', 'src/engines/*'], packages: ['kysely'] },
  { folder: 'src/packs', may: ['src/kernel', 'src/engines/*', 'src/modules/*'], packages: [] },
  { folder: 'src/packs/*', may: ['src/kernel', 'src/engines/*', 'src/modules/*'], packages: [] },
  { folder: 'src/platform', may: ['src/kernel'], packages: 'any' },
  { folder: 'src/app', may: 'every door', packages: 'any' },
  { folder: 'src/testing', may: 'every door', packages: 'any' },
  { folder: 'scenarios', may: 'every door', packages: 'any' },
  { folder: 'tests', may: 'every door', packages: 'any' },
  { folder: 'tools', may: 'every door', packages: 'any' },
  { folder: 'web', may: [], packages: 'any' },
];

/** Doors that only some rooms may use, beyond the table. Tests may use them too. */
const CLOSED: readonly { readonly door: string; readonly only: readonly string[]; readonly why: string }[] = [
  { door: '#books/pen', only: ['src/app', 'src/testing', 'scenarios', 'tests', 'tools'], why: 'only the app holds the pen; return a Decision, or ask for a command' },
  { door: '#books/records', only: ['src/app', 'src/testing', 'scenarios', 'tests', 'tools'], why: 'only the app writes records' },
  { door: '#testing', only: ['src/testing', 'scenarios', 'tests'], why: 'testing is imported by *.test.ts and scenarios only' },
];

/** The room a path lies in, "src/modules/purchasing", or null for a folder that is not in the table. */
export function roomOf(path: string): string | null {
  for (const { folder } of [...ROOMS].toReversed()) {
    if (!folder.endsWith('/*')) {
      if (path.startsWith(`${folder}/`)) return folder;
      continue;
    }
    const base = folder.slice(0, -1);
    const [name, ...rest] = path.startsWith(base) ? path.slice(base.length).split('/') : [];
    if (name && rest.length > 0) return base + name;
  }
  return null;
}
const rowOf = (room: string): Room | undefined => ROOMS.findLast((r) => r.folder === room || (r.folder.endsWith('/*') && room.startsWith(r.folder.slice(0, -1))));
const covers = (may: string, room: string): boolean => may === room || (may.endsWith('/*') && room.startsWith(may.slice(0, -1)));

/** Where a `#door` leads, or null when package.json has none. */
export function doorTarget(doors: House['doors'], specifier: string): string | null {
  if (doors[specifier]) return doors[specifier];
  const pattern = Object.entries(doors).find(([door]) => door.endsWith('/*') && specifier.startsWith(door.slice(0, -1)) && specifier.slice(door.length - 1) !== '');
  return pattern ? pattern[1].replace('*', specifier.slice(pattern[0].length - 1)) : null;
}

export const moduleName = (room: string): string | null => /^src\/modules\/([^/]+)$/.exec(room)?.[1] ?? null;

type At = { readonly house: House; readonly source: Source; readonly room: string; readonly use: Import };
const bad = ({ source, use }: At, message: string): Finding[] => [{ rule: 'rooms', path: source.path, line: use.line, message }];

function relative(at: At): Finding[] {
  const target = posix.join(posix.dirname(at.source.path), at.use.specifier);
  if (at.room === 'tools' || (at.room === 'web' && target.startsWith('contract/'))) return [];
  const room = roomOf(target);
  if (isFixture(target) && !isTest(at.source.path)) return bad(at, `${at.use.specifier} is for tests only`);
  return room === at.room ? [] : bad(at, `${at.use.specifier} climbs out of ${at.room} into ${room ?? target}; use the door of that room (package.json "imports")`);
}

function throughDoor(at: At): Finding[] {
  const { source, room, use, house } = at;
  const target = doorTarget(house.doors, use.specifier);
  if (target === null) return bad(at, `there is no door ${use.specifier}; package.json "imports" lists the doors`);
  if (isTest(source.path) && room !== 'web') return [];
  const closed = CLOSED.find((c) => c.door === use.specifier);
  if (closed && !closed.only.includes(room)) return bad(at, `${room} may not use ${use.specifier}: ${closed.why}`);
  const there = roomOf(target);
  const row = rowOf(room);
  if (there === null || there === room || row?.may === 'every door' || row?.may.some((m) => covers(m, there))) return [];
  const needed = moduleName(there);
  if (needed && moduleName(room))
    return house.modules.find((m) => m.name === moduleName(room))?.needs.includes(needed)
      ? []
      : bad(at, `${room} uses ${use.specifier} but its module.ts does not say needs: ['${needed}']`);
  return bad(at, `${room} may not know ${there}; it may use ${row && row.may.length > 0 ? row.may.toString().replaceAll(',', ', ') : 'nothing'} (tools/tidy/rooms.ts)`);
}

function ofPackage(at: At): Finding[] {
  const allowed = rowOf(at.room)?.packages ?? [];
  if (isTest(at.source.path) || allowed === 'any' || allowed.includes(at.use.specifier)) return [];
  return bad(at, `${at.room} may not import ${at.use.specifier}: the outside belongs to src/platform, and arrives here as a value`);
}

/** Rooms, doors and packages of every import; unlisted folders. */
export function rooms(house: House): readonly Finding[] {
  return house.sources.flatMap((source) => {
    const room = roomOf(source.path);
    if (room === null) return [{ rule: 'rooms', path: source.path, message: 'this folder is no room of the house; add it to the table in tools/tidy/rooms.ts or move the file' }];
    return source.imports.flatMap((use) => {
      const at: At = { house, source, room, use };
      return use.specifier.startsWith('.') ? relative(at) : use.specifier.startsWith('#') ? throughDoor(at) : ofPackage(at);
    });
  });
}
