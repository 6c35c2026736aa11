// Promise: what can be done with a line, as a menu for mouse and keyboard; closing gives the focus back to the cell.
import { memo, useEffect, useRef, type KeyboardEvent, type ReactNode } from 'react';
import type { Intent } from './grid-keys';
import { useAnchored } from './use-anchored';
import { words } from './words';

interface Props {
  readonly open: boolean;
  readonly anchor: () => HTMLElement | null;
  readonly onRun: (intent: Intent) => void;
  readonly onClose: () => void;
}

const ITEMS: readonly (readonly [string, string, Intent])[] = [
  [words.menu.above, 'Insert', { do: 'insert', where: 'above' }],
  [words.menu.below, 'Alt Insert', { do: 'insert', where: 'below' }],
  [words.menu.copy, 'Ctrl Shift D', { do: 'duplicate' }],
  [words.menu.fill, 'Ctrl D', { do: 'fill' }],
  [words.menu.up, 'Alt Shift ↑', { do: 'shift', by: -1 }],
  [words.menu.down, 'Alt Shift ↓', { do: 'shift', by: 1 }],
  [words.menu.remove, 'Ctrl Del', { do: 'remove' }],
];

export const RowMenu = memo(RowMenuView);

function RowMenuView({ open, anchor, onRun, onClose }: Props): ReactNode {
  const menu = useRef<HTMLDivElement>(null);
  useAnchored(menu, anchor, open, null);
  useEffect(() => {
    if (!open) return;
    menu.current?.querySelector('button')?.focus();
    const outside = (event: PointerEvent): void => {
      if (!menu.current?.contains(event.target as Node)) onClose();
    };
    document.addEventListener('pointerdown', outside, true);
    return () => document.removeEventListener('pointerdown', outside, true);
  }, [open, onClose]);
  const onKeyDown = (event: KeyboardEvent): void => {
    const buttons = [...(menu.current?.querySelectorAll('button') ?? [])];
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) buttons[(buttons.indexOf(document.activeElement as HTMLButtonElement) + step + buttons.length) % buttons.length]?.focus();
    else if (event.key === 'Escape' || event.key === 'Tab') onClose();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div ref={menu} popover="manual" role="menu" aria-label={words.more} className="hcg-panel hcg-menu" onKeyDown={onKeyDown}>
      {open &&
        ITEMS.map(([label, keys, intent]) => (
          <button
            key={label}
            type="button"
            role="menuitem"
            tabIndex={-1}
            onClick={() => {
              onClose();
              onRun(intent);
            }}
          >
            <span>{label}</span>
            <kbd>{keys}</kbd>
          </button>
        ))}
    </div>
  );
}
