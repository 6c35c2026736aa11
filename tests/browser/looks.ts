// A page looked at in every light: desk and phone, light and dark; each shot is kept, and nothing serious for axe, wider than the window or complained of.
import { expect } from 'vitest';
import type { Visit } from './house.ts';
import type { Login, Shop } from './shop.ts';

/** `open` brings the page to what is to be seen, a drawer for example. */
export type Seen = { readonly path: string; readonly shot: string; readonly open?: (look: Visit) => Promise<void> };

/** Everybody's own visit for each light; the pages are seen one after another. */
export async function everyLook(shop: Pick<Shop, 'enter'>, login: Login, ...pages: readonly Seen[]): Promise<void> {
  for (const how of [{}, { dark: true }, { phone: true }, { phone: true, dark: true }]) {
    const look = await shop.enter(login, how);
    for (const { path, shot, open } of pages) {
      await look.go(path);
      await open?.(look);
      await look.settled();
      await look.shot(shot);
      expect(await look.axe(), path).toEqual([]);
      expect(await look.page.evaluate(() => document.documentElement.scrollWidth - innerWidth), `${path} wider than the window`).toBeLessThanOrEqual(0);
    }
    expect(look.complaints).toEqual([]);
    await look.context.close();
  }
}
