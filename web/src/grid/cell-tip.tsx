// Promise: a short note at the active cell: what is wrong with it, or what its sum comes to.
import { memo, useRef, useSyncExternalStore, type ReactNode } from 'react';
import type { LookupList } from './lookup-list';
import { useAnchored } from './use-anchored';

export const sumTip = (sum: string): string => (sum === '' ? '' : `= ${sum}`);

interface Props {
  readonly list: LookupList;
  readonly anchor: () => HTMLElement | null;
  /** '' for none */
  readonly text: string;
  readonly bad: boolean;
}

function CellTipView({ list, anchor, text, bad }: Props): ReactNode {
  const { open } = useSyncExternalStore(list.subscribe, list.get);
  const note = useRef<HTMLDivElement>(null);
  useAnchored(note, anchor, text !== '' && !open, text);
  return (
    <div ref={note} popover="manual" role="note" className={`hcg-panel hcg-tip${bad && text !== '' ? ' hcg-tip-bad' : ''}`}>
      {text}
    </div>
  );
}

export const CellTip = memo(CellTipView);
