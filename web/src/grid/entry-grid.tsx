// Promise: the entry grid of every document: a keyboard grid on screens, cards with a quantity pad on phones, one data contract.
import { useState, useSyncExternalStore, type ReactNode } from 'react';
import { GridTable } from './grid-table';
import { ROW_HEIGHT } from './layout';
import { PhoneLines } from './phone-lines';
import type { EntryGridProps } from './types';
import { useEntry } from './use-entry';
import './grid.css';
import './phone.css';

const PHONE = '(max-width: 480px)';
const COARSE = '(pointer: coarse)';

function useMedia(query: string): boolean {
  const [media] = useState(() => matchMedia(query));
  return useSyncExternalStore(
    (listener) => {
      media.addEventListener('change', listener);
      return () => media.removeEventListener('change', listener);
    },
    () => media.matches,
  );
}

export function EntryGrid<R extends { readonly _key: string }>(given: EntryGridProps<R>): ReactNode {
  // inside, a line is a bag of fields; at this door it is the page's own type
  const props = given as unknown as EntryGridProps;
  const phone = useMedia(PHONE);
  const coarse = useMedia(COARSE);
  const ui = useEntry(props);
  const cards = props.layout === 'cards' || (phone && props.layout !== 'grid');
  const density = props.density ?? (coarse ? 'touch' : 'normal');
  return cards ? <PhoneLines props={props} ui={ui} /> : <GridTable props={props} ui={ui} rowHeight={ROW_HEIGHT[density]} />;
}
