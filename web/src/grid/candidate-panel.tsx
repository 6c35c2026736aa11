// Promise: the candidates stand under their cell in the top layer, never cut off by the grid; a mouse pick keeps the focus in the text box.
import { memo, useEffect, useRef, useSyncExternalStore, type ReactNode } from 'react';
import type { LookupList } from './lookup-list';
import { useAnchored } from './use-anchored';
import type { Candidate } from './types';
import { words } from './words';

interface Props {
  readonly id: string;
  readonly list: LookupList;
  readonly anchor: () => HTMLElement | null;
  readonly creates: boolean;
  readonly onPick: (index: number) => void;
}

export const CandidatePanel = memo(CandidatePanelView);

function CandidatePanelView({ id, list, anchor, creates, onPick }: Props): ReactNode {
  const { open, status, items, index, text, column } = useSyncExternalStore(list.subscribe, list.get);
  const panel = useRef<HTMLDivElement>(null);
  useAnchored(panel, anchor, open, items.length);
  useEffect(() => {
    panel.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [index, items]);
  const plain = column?.kind === 'select';
  const none = status !== 'busy' && items.length === 0;
  const failed = status === 'failed';
  return (
    <div ref={panel} popover="manual" className={`hcg-panel${plain ? ' hcg-plain' : ''}`} onMouseDown={(event) => event.preventDefault()}>
      {!plain && items.length > 0 && <PanelHead />}
      <div id={id} role="listbox" aria-label={words.listLabel(column?.title ?? '')} aria-busy={status === 'busy'} className="hcg-options">
        {items.map((item, i) => (
          <div key={item.id} id={`${id}-${i}`} role="option" aria-selected={i === index} className="hcg-option" onClick={() => onPick(i)}>
            {plain ? <span>{item.label}</span> : <OptionCells item={item} text={text} />}
          </div>
        ))}
      </div>
      {none && (
        <p className="hcg-none" role="status">
          {failed ? words.lookFailed : text === '' ? words.emptyAll : words.emptyList(text)}
          {creates && !failed && (
            <span>
              <kbd>F9</kbd>
              {words.createHint}
            </span>
          )}
        </p>
      )}
      {status === 'busy' && items.length === 0 && (
        <p className="hcg-none" role="status">
          {words.searching}
        </p>
      )}
    </div>
  );
}

function PanelHead(): ReactNode {
  const { code, name, spec, stock, price } = words.panel;
  return (
    <div className="hcg-option hcg-options-head" aria-hidden="true">
      <span>{code}</span>
      <span>{name}</span>
      <span>{spec}</span>
      <span>{stock}</span>
      <span>{price}</span>
    </div>
  );
}

function OptionCells({ item, text }: { readonly item: Candidate; readonly text: string }): ReactNode {
  return (
    <>
      <span>
        <Marked text={item.code} part={text} />
      </span>
      <span>
        <Marked text={item.label} part={text} />
      </span>
      <span>{item.spec}</span>
      <span className={item.stock?.startsWith('-') || item.stock === '0' ? 'hcg-short' : ''}>{item.stock}</span>
      <span>{item.price}</span>
    </>
  );
}

function Marked({ text, part }: { readonly text: string; readonly part: string }): ReactNode {
  const at = part === '' ? -1 : text.toLowerCase().indexOf(part.toLowerCase());
  if (at < 0) return text;
  return (
    <>
      {text.slice(0, at)}
      <mark>{text.slice(at, at + part.length)}</mark>
      {text.slice(at + part.length)}
    </>
  );
}
