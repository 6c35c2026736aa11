// Promise: which key means what, as one pure table; the component only carries the meanings out.
import type { Direction } from './grid-state';

export interface KeyPress {
  readonly key: string;
  readonly ctrl: boolean;
  readonly shift: boolean;
  readonly alt: boolean;
}

/** Where the key arrives. `list`: a list of candidates is open. */
export interface KeyPlace {
  readonly editing: boolean;
  readonly list: boolean;
  readonly listable: boolean;
  readonly ranged: boolean;
}

export type Intent =
  | { readonly do: 'next'; readonly back: boolean }
  | { readonly do: 'move'; readonly to: Direction; readonly extend: boolean }
  | { readonly do: 'tab'; readonly back: boolean }
  | { readonly do: 'list'; readonly step: -1 | 1 }
  | { readonly do: 'shift'; readonly by: -1 | 1 }
  | { readonly do: 'insert'; readonly where: 'above' | 'below' }
  | { readonly do: 'pick' | 'edit' | 'lookup' | 'create' | 'fill' | 'remove' | 'submit' | 'escape' | 'undo' | 'redo' | 'clear' | 'retype' | 'selectAll' | 'menu' | 'duplicate' };

const ARROWS: Readonly<Record<string, Direction>> = {
  ArrowLeft: 'left',
  ArrowRight: 'right',
  ArrowUp: 'up',
  ArrowDown: 'down',
  Home: 'home',
  End: 'end',
  PageUp: 'pageUp',
  PageDown: 'pageDown',
};
const SIDEWAYS = new Set(['ArrowLeft', 'ArrowRight', 'Home', 'End']);

/** null: the key is none of the grid's business, the browser or the page may have it. */
export function intentOf(press: KeyPress, place: KeyPlace): Intent | null {
  const { key, ctrl, shift, alt } = press;
  switch (key) {
    case 'Enter':
      return ctrl ? { do: 'submit' } : place.list && !shift ? { do: 'pick' } : { do: 'next', back: shift };
    case 'Tab':
      return ctrl || alt ? null : { do: 'tab', back: shift };
    case 'Escape':
      return place.editing || place.list || place.ranged ? { do: 'escape' } : null;
    case 'F2':
      return { do: 'edit' };
    case 'F7':
      return place.listable ? { do: 'lookup' } : null;
    case 'F9':
      return place.listable ? { do: 'create' } : null;
    case 'F10':
      return shift ? { do: 'menu' } : null;
    case 'ContextMenu':
      return { do: 'menu' };
    case 'Delete':
      return ctrl ? { do: 'remove' } : place.editing ? null : { do: 'clear' };
    case 'Backspace':
      return place.editing ? null : ctrl ? { do: 'remove' } : { do: 'retype' };
    case 'Insert':
      return ctrl || shift || place.editing ? null : { do: 'insert', where: alt ? 'below' : 'above' };
    default:
      return key in ARROWS ? arrow(press, place) : ctrl ? control(key.toLowerCase(), shift, place) : null;
  }
}

function arrow({ key, ctrl, shift, alt }: KeyPress, place: KeyPlace): Intent | null {
  const vertical = key === 'ArrowUp' ? -1 : key === 'ArrowDown' ? 1 : null;
  if (alt) {
    if (shift) return vertical && !place.editing ? { do: 'shift', by: vertical } : null;
    return vertical === 1 && place.listable ? { do: 'lookup' } : null;
  }
  if (place.list && vertical) return { do: 'list', step: vertical };
  if (place.editing && (SIDEWAYS.has(key) || shift)) return null; // the caret's keys
  if (ctrl)
    return { do: 'move', to: key === 'Home' || key === 'ArrowUp' ? 'first' : key === 'End' || key === 'ArrowDown' ? 'last' : key === 'ArrowLeft' ? 'home' : 'end', extend: shift };
  return { do: 'move', to: ARROWS[key] as Direction, extend: shift };
}

function control(key: string, shift: boolean, { editing }: KeyPlace): Intent | null {
  if (key === 'd') return shift ? { do: 'duplicate' } : { do: 'fill' };
  if (editing) return null; // Ctrl+Z, Ctrl+A … belong to the text being typed
  if (key === 'z') return shift ? { do: 'redo' } : { do: 'undo' };
  if (key === 'y') return { do: 'redo' };
  return key === 'a' ? { do: 'selectAll' } : null;
}
