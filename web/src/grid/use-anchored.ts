// Promise: a popover stands at its cell, by CSS anchors where the browser knows them, by measuring where it does not.
import { useLayoutEffect, type RefObject } from 'react';

const GAP = 2;

/** `change` is anything that alters the size of the popover. */
export function useAnchored(popover: RefObject<HTMLElement | null>, anchor: () => HTMLElement | null, open: boolean, change: unknown): void {
  useLayoutEffect(() => {
    const panel = popover.current;
    if (!panel) return;
    if (panel.matches(':popover-open') !== open) {
      if (open) panel.showPopover();
      else panel.hidePopover();
    }
    const target = anchor();
    if (!open || !target || CSS.supports('anchor-name', '--a')) return;
    const cell = target.getBoundingClientRect();
    const below = cell.bottom + GAP + panel.offsetHeight <= innerHeight;
    panel.style.top = `${below ? cell.bottom + GAP : Math.max(0, cell.top - GAP - panel.offsetHeight)}px`;
    panel.style.left = `${Math.max(0, Math.min(cell.left, innerWidth - panel.offsetWidth))}px`;
  }, [popover, anchor, open, change]);
}
