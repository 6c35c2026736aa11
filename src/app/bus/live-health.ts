// The health board as it changes: one measurement a second for all who look at a company, sent when its figures are others than before. A measurement that brings no news is
// told by its time alone (a beat), so that whoever looks can tell “nothing has changed” from “nobody measures any more”.
import type { Scope } from '#kernel/ports';

/** `mayStay` is asked before every measurement: who lost the right to look is shown out. */
export type Stream = { readonly write: (text: string) => void; readonly end: () => void; readonly mayStay: () => Promise<boolean> };
type Room = { readonly streams: Set<Stream>; timer: ReturnType<typeof setTimeout> | null; last: string };

/** How often a company is measured while somebody looks, in ms. */
const EVERY = 1000;

/**
 * Rooms by company. `look` measures; its `at` alone is no news. A measurement that fails brings not even a beat, and is tried again.
 * `join` returns the way out; an empty room costs nothing.
 */
export function healthRooms(look: (scope: Scope) => Promise<Readonly<Record<string, unknown>>>) {
  const rooms = new Map<string, Room>();
  const showOut = async (room: Room): Promise<void> => {
    for (const s of room.streams)
      if (!(await s.mayStay().catch(() => false))) {
        room.streams.delete(s);
        s.end();
      }
  };
  const tick = async (scope: Scope, room: Room): Promise<void> => {
    await showOut(room);
    const { at, ...seen } = await look(scope).catch(() => ({ at: null }));
    const text = JSON.stringify(seen);
    if (at !== null) {
      const said = text === room.last ? `event: beat\ndata: ${JSON.stringify({ at })}\n\n` : `event: health\ndata: ${JSON.stringify({ at, ...seen })}\n\n`;
      room.last = text;
      for (const s of room.streams) s.write(said);
    }
    if (room.streams.size > 0) room.timer = setTimeout(() => void tick(scope, room), EVERY);
    else rooms.delete(scope.org);
  };
  return {
    join: (scope: Scope, stream: Stream): (() => void) => {
      const room = rooms.get(scope.org) ?? { streams: new Set(), timer: null, last: '' };
      const first = !rooms.has(scope.org);
      rooms.set(scope.org, room);
      room.streams.add(stream);
      // Whoever comes later is shown what stands, at once.
      room.last = '';
      if (first) void tick(scope, room);
      return () => {
        room.streams.delete(stream);
      };
    },
    close: (): void => {
      for (const room of rooms.values()) {
        for (const s of room.streams) s.end();
        room.streams.clear();
        if (room.timer) clearTimeout(room.timer);
      }
      rooms.clear();
    },
  };
}
