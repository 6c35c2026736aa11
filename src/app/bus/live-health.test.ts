import type { Scope } from '#kernel/ports';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { healthRooms, type Stream } from './live-health.ts';

const scope = (org: string): Scope => ({ org, tenant: 't', sites: null });

describe('the board as it changes', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());
  const listener = (): Stream & { readonly said: unknown[]; readonly beats: unknown[]; ended: boolean; stays: boolean } => {
    const [said, beats]: [unknown[], unknown[]] = [[], []];
    const stream = {
      said,
      beats,
      ended: false,
      stays: true,
      mayStay: async () => stream.stays,
      write: (text: string) => void (text.startsWith('event: beat\n') ? beats : said).push(JSON.parse(text.split('\ndata: ')[1] ?? '')),
      end: () => {
        stream.ended = true;
      },
    };
    return stream;
  };

  test('one measurement a second for all who look, told when its figures change and not because time passes', async () => {
    let [asked, dead] = [0, 0];
    const rooms = healthRooms(async () => ({ at: String((asked += 1)), dead }));
    const [first, second] = [listener(), listener()];
    rooms.join(scope('a'), first);
    await vi.advanceTimersByTimeAsync(3100);
    expect(first.said).toEqual([{ at: '1', dead: 0 }]);
    expect(asked).toBe(4);
    expect(first.beats).toEqual([{ at: '2' }, { at: '3' }, { at: '4' }]);
    rooms.join(scope('a'), second);
    await vi.advanceTimersByTimeAsync(1000);
    expect([asked, second.said]).toEqual([5, [{ at: '5', dead: 0 }]]);
    dead = 2;
    await vi.advanceTimersByTimeAsync(1000);
    expect([first.said.at(-1), second.said.at(-1)]).toEqual([
      { at: '6', dead: 2 },
      { at: '6', dead: 2 },
    ]);
    rooms.close();
  });

  test('who lost the right to look is shown out before the next figures; the others go on', async () => {
    let dead = 0;
    const rooms = healthRooms(async () => ({ at: 'now', dead }));
    const [stays, goes] = [listener(), listener()];
    rooms.join(scope('a'), stays);
    rooms.join(scope('a'), goes);
    await vi.advanceTimersByTimeAsync(1000);
    [goes.stays, dead] = [false, 1];
    await vi.advanceTimersByTimeAsync(1000);
    expect([goes.ended, goes.said]).toEqual([true, [{ at: 'now', dead: 0 }]]);
    expect([stays.ended, stays.said.at(-1)]).toEqual([false, { at: 'now', dead: 1 }]);
    rooms.close();
  });

  test('another company has a room of its own; an empty room is not measured; a measurement that fails is tried again', async () => {
    const asked: string[] = [];
    let broken = false;
    const rooms = healthRooms(async ({ org }) => {
      asked.push(org);
      if (broken) throw new Error('away');
      return { at: 'now', org };
    });
    const [a, b] = [listener(), listener()];
    const leave = rooms.join(scope('a'), a);
    rooms.join(scope('b'), b);
    await vi.advanceTimersByTimeAsync(0);
    expect([a.said, b.said]).toEqual([[{ at: 'now', org: 'a' }], [{ at: 'now', org: 'b' }]]);
    leave();
    await vi.advanceTimersByTimeAsync(2000);
    const seen = asked.filter((o) => o === 'a').length;
    await vi.advanceTimersByTimeAsync(5000);
    expect(asked.filter((o) => o === 'a')).toHaveLength(seen);
    broken = true;
    const beats = b.beats.length;
    await vi.advanceTimersByTimeAsync(3000);
    expect(b.beats).toHaveLength(beats);
    broken = false;
    await vi.advanceTimersByTimeAsync(2000);
    expect(asked.filter((o) => o === 'b').length).toBeGreaterThan(9);
    // Who comes back to a room that was left is told again.
    const again = listener();
    rooms.join(scope('a'), again);
    await vi.advanceTimersByTimeAsync(0);
    expect(again.said).toEqual([{ at: 'now', org: 'a' }]);
    rooms.close();
    expect([again.ended, b.ended]).toEqual([true, true]);
    const after = asked.length;
    await vi.advanceTimersByTimeAsync(5000);
    expect(asked).toHaveLength(after);
  });
});
