// Promise: a short note at the active cell: what is wrong with it, or what its sum comes to.
import { useRef, useSyncExternalStore, type ReactNode } from 'react';
import type { LookupList } from './lookup-list';
import { useAnchored } from './use-anchored';

export interface Tip {
  readonly text: string;
  readonly bad: boolean;
}

export function calculateTip(sum: string): Tip | null {
  return sum === '' ? null : { text: `= ${sum}`, bad: false };
}

export function CellTip({ list, anchor, tip }: { readonly list: LookupList; readonly anchor: () => HTMLElement | null; readonly tip: Tip | null }): ReactNode {
  const { open } = useSyncExternalStore(list.subscribe, list.get);
  const note = useRef<HTMLDivElement>(null);
  useAnchored(note, anchor, tip !== null && !open, tip?.text);
  return (
    <div ref={note} popover="manual" role="note" className={`hcg-panel hcg-tip${tip?.bad ? ' hcg-tip-bad' : ''}`}>
      {tip?.text}
    </div>
  );
}
