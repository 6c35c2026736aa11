// A toast that can take back what it tells.
import type { ReactNode } from 'react';
import { words } from './company-words';

export const undoable = (text: string, undo: () => void): ReactNode => (
  <>
    {text}
    <button
      type="button"
      className="hc-link hc-toast-undo"
      onClick={(event) => {
        event.currentTarget.disabled = true;
        undo();
      }}
    >
      {words.undo}
    </button>
  </>
);
