// A piece of JSON one can read and copy.
import type { ReactNode } from 'react';
import { Button } from '../ui/button';
import { copyText } from './outside';
import { words } from './words';

export function CodeBox({ title, text }: { readonly title: string; readonly text: string }): ReactNode {
  return (
    <section className="hc-code-box" aria-label={title}>
      <header>
        <h3>{title}</h3>
        <Button kind="quiet" icon="copy" onClick={() => void copyText(text)}>
          {words.copy}
        </Button>
      </header>
      <pre tabIndex={0}>{text}</pre>
    </section>
  );
}
