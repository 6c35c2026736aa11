// Promise: the listeners of the one text box; keys that belong to an IME are never touched (Windows "Process", macOS "Enter" with 229).
import type { ClipboardEvent, CompositionEvent, FocusEvent, FormEvent, KeyboardEvent } from 'react';
import type { Entry } from './entry';
import { copyBox, type PasteCell } from './grid-paste';
import { boxOf } from './grid-rows';
import { intentOf } from './grid-keys';
import type { Spec } from './cells';
import type { Store } from './store';
import { readTsv, writeTsv } from './tsv';
import { words } from './words';

const IME_KEY = 229;

export function createBoxEvents(entry: Entry, store: Store, spec: () => Spec) {
  let composing = false;
  /** the composition itself has opened the cell; called off, it closes it again and the old value stands */
  let opened = false;
  /** what was copied here last: as long as the clipboard says the same, refs are pasted as refs */
  let clip: { readonly text: string; readonly cells: readonly (readonly PasteCell[])[] } | null = null;

  const copy = (event: ClipboardEvent): boolean => {
    const { editing, rows } = store.get();
    if (editing) return false;
    const cells = copyBox(spec(), rows, boxOf(store.get()));
    const text = writeTsv(cells.map((line) => line.map((cell) => cell.text)));
    clip = { text: text.replaceAll('\r', ''), cells };
    event.clipboardData.setData('text/plain', text);
    event.preventDefault();
    entry.act({ type: 'say', text: words.copied(cells.length, cells[0]?.length ?? 0) });
    return true;
  };

  return {
    onKeyDown: (event: KeyboardEvent): void => {
      if (event.nativeEvent.isComposing || event.keyCode === IME_KEY) return;
      const press = { key: event.key, ctrl: event.ctrlKey || event.metaKey, shift: event.shiftKey, alt: event.altKey };
      const intent = intentOf(press, entry.place());
      if (!intent) return;
      if (!entry.run(intent)) return;
      event.preventDefault();
      event.stopPropagation();
    },
    onInput: (_event: FormEvent): void => entry.typed(composing),
    onCompositionStart: (_event: CompositionEvent): void => {
      composing = true;
      opened = !store.get().editing;
      entry.act({ type: 'edit' });
    },
    onCompositionEnd: (event: CompositionEvent<HTMLInputElement>): void => {
      composing = false;
      if (opened && event.currentTarget.value === '') entry.act({ type: 'cancel' });
      else entry.typed(false);
    },
    onCopy: (event: ClipboardEvent): void => {
      copy(event);
    },
    onCut: (event: ClipboardEvent): void => {
      if (copy(event)) entry.act({ type: 'clear' });
    },
    onPaste: (event: ClipboardEvent): void => {
      const text = event.clipboardData.getData('text/plain').replaceAll('\r', '');
      const table = /[\t\n]/.test(text.replace(/\n$/, ''));
      if (store.get().editing && !table) return;
      event.preventDefault();
      if (text === '') return;
      entry.act({ type: 'cancel' });
      const cells = clip?.text === text ? clip.cells : readTsv(text).map((line) => line.map((cell) => ({ text: cell })));
      entry.act({ type: 'paste', cells });
    },
    onBlur: (event: FocusEvent): void => {
      if (event.target !== event.target.ownerDocument.activeElement) entry.commit(); // else only the window lost the focus
    },
  };
}
