// Something that floats at another element: in the top layer, flipped when there is no room, gone on an outside press or Esc.
import { useEffect, useLayoutEffect, useRef, type ReactNode } from 'react';

type Props = {
  readonly anchor: HTMLElement | null;
  readonly open: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly align?: 'start' | 'end';
  readonly width?: 'anchor' | number;
  readonly className?: string;
  readonly id?: string;
  readonly role?: string;
  readonly label?: string;
  /** Esc gives the focus back to the anchor. */
  readonly refocus?: boolean;
};

function place(element: HTMLElement, anchor: HTMLElement, align: 'start' | 'end'): void {
  const a = anchor.getBoundingClientRect();
  const { offsetWidth: w, offsetHeight: h } = element;
  const below = a.bottom + 4;
  const top = below + h > innerHeight - 8 && a.top - 4 - h > 8 ? a.top - 4 - h : Math.max(8, Math.min(below, innerHeight - h - 8));
  const left = align === 'end' ? a.right - w : a.left;
  element.style.top = `${Math.round(top)}px`;
  element.style.left = `${Math.round(Math.max(8, Math.min(left, innerWidth - w - 8)))}px`;
}

export function Floating({ anchor, open, onClose, children, align = 'start', width, className = '', id, role, label, refocus = true }: Props): ReactNode {
  const ref = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const element = ref.current;
    if (!open || !element || !anchor) return;
    if (width === 'anchor') element.style.minWidth = `${anchor.offsetWidth}px`;
    else if (width) element.style.width = `${width}px`;
    if (!element.matches(':popover-open')) element.showPopover();
    const move = (): void => place(element, anchor, align);
    move();
    const watch = new ResizeObserver(move);
    watch.observe(element);
    addEventListener('scroll', move, true);
    addEventListener('resize', move);
    return () => {
      watch.disconnect();
      removeEventListener('scroll', move, true);
      removeEventListener('resize', move);
    };
  }, [open, anchor, align, width]);
  useEffect(() => {
    if (!open) return;
    const press = (event: PointerEvent): void => {
      const target = event.target as Node;
      if (!ref.current?.contains(target) && !anchor?.contains(target)) onClose();
    };
    const key = (event: KeyboardEvent): void => {
      if (event.key === 'Escape' && !event.isComposing) {
        event.stopPropagation();
        event.preventDefault();
        onClose();
        if (refocus) anchor?.focus();
      }
    };
    addEventListener('pointerdown', press, true);
    addEventListener('keydown', key, true);
    return () => {
      removeEventListener('pointerdown', press, true);
      removeEventListener('keydown', key, true);
    };
  }, [open, anchor, onClose, refocus]);
  if (!open) return null;
  return (
    <div ref={ref} popover="manual" id={id} role={role} aria-label={label} className={`hc-float ${className}`}>
      {children}
    </div>
  );
}
