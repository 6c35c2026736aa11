// Promise: knows which lines are in sight and brings the cursor there without making the browser lay the page out on each key.
import { useCallback, useLayoutEffect, useRef, useState, type RefObject } from 'react';
import { createGlide, standAt } from './glide';
import { revealed, type View } from './layout';
import type { UseEntry } from './use-entry';

/** Lines kept ready above and below; the window moves in steps, so that most scrolling redraws nothing. */
const OVERSCAN = 6;
const STEP = 4;

/** Lines `first` to `last` (excluded) are drawn. */
export interface Sight {
  readonly first: number;
  readonly last: number;
}
interface Asked {
  readonly rowHeight: number;
  readonly frozen: number;
  /** identity of the widths: another object means that columns may stand elsewhere */
  readonly widths: unknown;
}

export function sightOf(view: View, rowHeight: number): Sight {
  const step = STEP * rowHeight;
  const first = Math.floor(view.top / step) * STEP - OVERSCAN;
  return { first: Math.max(0, first), last: Math.ceil((view.top + view.height) / step) * STEP + OVERSCAN };
}

export function useSight(scroller: RefObject<HTMLDivElement | null>, ui: UseEntry, asked: Asked): Sight {
  const view = useRef<View>({ top: 0, left: 0, height: 0, width: 0 });
  const [sight, setSight] = useState<Sight>(() => sightOf({ ...view.current, height: 640 }, asked.rowHeight));
  const drawn = useRef(sight);
  const { rowHeight } = asked;
  const look = useCallback(() => {
    const now = sightOf(view.current, rowHeight);
    if (now.first === drawn.current.first && now.last === drawn.current.last) return;
    drawn.current = now;
    setSight(now);
  }, [rowHeight]);
  useLayoutEffect(() => watch(scroller.current, view, look), [scroller, look]);
  useReveal(scroller, ui, { ...asked, view, look });
  return sight;
}

/** The browser says when something has moved or grown; asking it would cost a layout. */
function watch(element: HTMLElement | null, view: RefObject<View>, look: () => void): (() => void) | undefined {
  if (!element) return undefined;
  const glide = createGlide(element);
  const onScroll = (): void => {
    const { scrollTop: top, scrollLeft: left } = element;
    if (left !== view.current.left) glide.go();
    view.current = { ...view.current, top, left };
    look();
  };
  const onWheel = (event: WheelEvent): void => {
    if (event.deltaX !== 0 || event.shiftKey) glide.go();
  };
  const onPress = (event: PointerEvent): void => {
    if (event.pointerType === 'touch' || event.target === element) glide.go(); // a finger, or the scroll bar
  };
  const sizes = new ResizeObserver(([entry]) => {
    if (!entry) return;
    view.current = { ...view.current, width: entry.contentRect.width, height: entry.contentRect.height };
    look();
  });
  view.current = { top: element.scrollTop, left: element.scrollLeft, width: element.clientWidth, height: element.clientHeight };
  standAt(element, view.current.left);
  look();
  sizes.observe(element);
  const listening = new AbortController();
  const { signal } = listening;
  element.addEventListener('scroll', onScroll, { passive: true, signal });
  element.addEventListener('wheel', onWheel, { passive: true, signal });
  element.addEventListener('pointerdown', onPress, { signal });
  return () => {
    sizes.disconnect();
    listening.abort();
    glide.end();
  };
}

type Shown = Asked & { readonly view: RefObject<View>; readonly look: () => void };

/** Keeps the active cell in sight and tells the machine how many lines a page has. */
function useReveal(scroller: RefObject<HTMLDivElement | null>, ui: UseEntry, { rowHeight, frozen, widths, view, look }: Shown): void {
  const { active, rows } = ui.state;
  const seen = useRef({ count: rows.length, r: active.r });
  const tracks = useTracks(scroller, widths, view);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const fresh = active.r !== seen.current.r;
    const grown = rows.length > seen.current.count;
    seen.current = { count: rows.length, r: active.r };
    const { top, left } = revealed(view.current, tracks(), { ...active, rowHeight, frozen, fresh: fresh && (grown || active.c <= frozen) });
    if (top !== view.current.top || left !== view.current.left) {
      element.scrollTo({ top, left, behavior: 'instant' });
      // read back: the browser stops at the ends
      if (left !== view.current.left) standAt(element, element.scrollLeft);
      view.current = { ...view.current, top: element.scrollTop, left: element.scrollLeft };
      look();
    }
    ui.page.current = Math.max(1, Math.floor(view.current.height / rowHeight) - 3);
  }, [scroller, active, rows.length, rowHeight, frozen, ui.page, view, look, tracks]);
}

/** Widths of the line number and of each column as they stand; measured again only when they can have changed. */
function useTracks(scroller: RefObject<HTMLDivElement | null>, widths: unknown, view: RefObject<View>): () => readonly number[] {
  const now = useRef(widths);
  now.current = widths;
  const last = useRef<{ readonly widths: unknown; readonly room: number; readonly tracks: readonly number[] } | null>(null);
  return useCallback(() => {
    const room = view.current.width;
    if (last.current && last.current.widths === now.current && last.current.room === room) return last.current.tracks;
    const cells = scroller.current?.querySelectorAll('.hcg-head .hcg-cell') ?? [];
    const tracks = Array.from(cells, (cell) => cell.getBoundingClientRect().width);
    last.current = { widths: now.current, room, tracks };
    return tracks;
  }, [scroller, view]);
}
