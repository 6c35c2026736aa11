// Printing: the sheet is laid out only while the printer asks for it; the paper is remembered.
import { useCallback, useEffect, useState } from 'react';
import { flushSync } from 'react-dom';
import { recall, remember } from '../app/memory';

export type Paper = 'a4' | 'triple';

export function usePrint(): { readonly printing: Paper | null; readonly print: (paper?: Paper) => void } {
  const [printing, setPrinting] = useState<Paper | null>(null);
  useEffect(() => {
    const before = (): void => flushSync(() => setPrinting(recall<Paper>('paper', 'a4')));
    const after = (): void => setPrinting(null);
    addEventListener('beforeprint', before);
    addEventListener('afterprint', after);
    return () => {
      removeEventListener('beforeprint', before);
      removeEventListener('afterprint', after);
    };
  }, []);
  const print = useCallback((paper?: Paper) => {
    if (paper) remember('paper', paper);
    window.print();
  }, []);
  return { printing, print };
}
