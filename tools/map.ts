// Prints the rooms of the house and how many imports go from each to each: a table for people, mermaid for pages.
import { fileURLToPath } from 'node:url';
import { readThisHouse } from './tidy.ts';
import { type House, isTest } from './tidy/house.ts';
import { doorTarget, roomOf } from './tidy/rooms.ts';

export type Room = { readonly room: string; readonly files: number; readonly lines: number; readonly to: ReadonlyMap<string, number> };

/** Rooms with their sizes and the imports that leave them. Tests are left out: they may look anywhere. */
export function mapOf(house: House): readonly Room[] {
  const rooms = new Map<string, { files: number; lines: number; to: Map<string, number> }>();
  for (const source of house.sources.filter((s) => !isTest(s.path))) {
    const name = roomOf(source.path) ?? 'unlisted';
    const room = rooms.get(name) ?? { files: 0, lines: 0, to: new Map<string, number>() };
    rooms.set(name, { ...room, files: room.files + 1, lines: room.lines + source.text.split('\n').length });
    for (const use of source.imports.filter((i) => i.specifier.startsWith('#'))) {
      const target = roomOf(doorTarget(house.doors, use.specifier) ?? '');
      if (target && target !== name) room.to.set(target, (room.to.get(target) ?? 0) + 1);
    }
  }
  return [...rooms].map(([room, r]) => ({ room, ...r })).toSorted((a, b) => (a.room < b.room ? -1 : 1));
}

const short = (room: string): string => room.replace(/^src\//, '').replace(/^(modules|engines)\//, '');
const byCount = (to: ReadonlyMap<string, number>): [string, number][] => [...to].toSorted(([, a], [, b]) => b - a);

export const asTable = (rooms: readonly Room[]): string =>
  rooms
    .map(
      (r) =>
        `${r.room.padEnd(26)} ${String(r.files).padStart(4)} files ${String(r.lines).padStart(6)} lines   → ${
          byCount(r.to)
            .map(([to, n]) => `${short(to)} ${n}`)
            .join(', ') || '—'
        }`,
    )
    .join('\n');

/** A flow chart of src; kernel is left out, because everybody stands on it. */
export function asMermaid(rooms: readonly Room[]): string {
  const id = (room: string): string => short(room).replaceAll(/\W/g, '_');
  const inside = rooms.filter((r) => r.room.startsWith('src/') && r.room !== 'src/kernel' && r.room !== 'src/testing');
  const arrows = inside.flatMap((r) =>
    byCount(r.to)
      .filter(([to]) => to !== 'src/kernel')
      .map(([to, n]) => `  ${id(r.room)} -->|${n}| ${id(to)}`),
  );
  return ['```mermaid', 'flowchart TD', ...inside.map((r) => `  ${id(r.room)}["${short(r.room)}<br/>${r.files} files"]`), ...arrows, '```'].join('\n');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const rooms = mapOf(readThisHouse());
  console.log(`${asTable(rooms)}\n\n${asMermaid(rooms)}`);
}
