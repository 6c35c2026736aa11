// What came of a decision: the documents it became, as links, and what was refused with its reason.
import type { ReactNode } from 'react';
import { A } from '../ui/link';
import { ask, say } from '../ui/say';
import type { Decided } from './suggestions';
import { words } from './suggestions-words';
import './suggestions.css';

export function sayDecided(result: Decided): void {
  if (result.documents.length > 0) say(<Documents result={result} />);
  if (result.failed.length === 0) return;
  const lines = result.failed.reduce((n, f) => n + f.lines, 0);
  void ask({ title: words.refused(lines), text: result.failed.map((f) => `${f.zh}：${f.why}`).join('\n'), ok: '知道了' });
}

const Documents = ({ result }: { readonly result: Decided }): ReactNode => (
  <>
    {words.wrote}
    {result.documents.map((d) => (
      <span key={d.id}>
        {' '}
        <A className="hc-link" href={`/documents/${d.type}/${d.id}`}>
          {d.zh} {d.number}
        </A>
      </span>
    ))}
  </>
);
