// The keys of a document being written.
import { useEffect, useRef } from 'react';

type Keys = {
  readonly save: () => void;
  readonly submit: () => void;
  readonly pull: () => void;
  readonly preview: () => void;
  readonly serials: () => void;
  readonly lines: () => void;
};
/** Keys count anywhere on the page but inside a dialog; Ctrl Enter inside the lines is the grid's own. */
export function useDocKeys(keys: Keys): void {
  const now = useRef(keys);
  now.current = keys;
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.isComposing || event.defaultPrevented || document.querySelector('dialog[open]')) return;
      const act = (run: () => void): void => {
        event.preventDefault();
        run();
      };
      if (event.altKey && event.code === 'KeyS') act(now.current.save);
      else if (event.ctrlKey && event.key === 's') act(now.current.save);
      else if (event.altKey && event.code === 'KeyL') act(now.current.pull);
      else if (event.altKey && event.code === 'KeyV') act(now.current.preview);
      else if (event.altKey && event.code === 'KeyM') act(now.current.serials);
      else if (event.altKey && event.code === 'KeyI') act(now.current.lines);
      else if (event.ctrlKey && event.key === 'Enter' && !(event.target as HTMLElement).closest('.hcg')) act(now.current.submit);
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
}
