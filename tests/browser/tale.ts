// A story clicked through in a real Chromium: steps in order, each a sentence; when one fails, the later ones say so instead of failing for nothing.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { canBrowse } from './house.ts';
import { shop, type Login, type Shop } from './shop.ts';
import type { Visit } from './house.ts';

export type Scene = {
  readonly shop: Shop;
  /** The person's screen; they come in through the sign-in page the first time they are needed. */
  readonly at: (login: Login, how?: { readonly phone?: boolean }) => Promise<Visit>;
};
export type Tell = { readonly step: (sentence: string, act: (scene: Scene) => Promise<void>) => void };

/** Tells a story in a browser; no page may throw, break the policy or call another host. */
export function tale(title: string, tell: (stage: Tell) => void): void {
  describe.skipIf(!canBrowse)(title, () => {
    let scene: Scene;
    let broken: string | null = null;
    let steps = 0;
    const screens = new Map<Login, Visit>();
    beforeAll(async () => {
      const s = await shop();
      scene = {
        shop: s,
        at: async (login, how = {}) => {
          const visit = screens.get(login) ?? (await s.enter(login, how));
          screens.set(login, visit);
          await visit.page.bringToFront();
          return visit;
        },
      };
    });
    afterAll(() => scene?.shop.close());
    tell({
      step: (sentence, act) =>
        test(sentence, async () => {
          expect(broken, 'an earlier step failed').toBeNull();
          broken = sentence;
          await act(scene).catch(async (error: unknown) => {
            for (const [login, v] of screens) await v.shot(`broken-${title.slice(0, 2)}-${login}`).catch(() => undefined);
            throw error;
          });
          broken = null;
          steps += 1;
        }),
    });
    test('nothing on any screen went wrong: no error, no foreign request, nothing the policy forbids', async () => {
      expect(broken, 'an earlier step failed').toBeNull();
      expect(steps).toBeGreaterThan(3);
      for (const [login, v] of screens) expect(v.complaints, login).toEqual([]);
      expect(screens.size).toBeGreaterThan(1);
    });
  });
}
