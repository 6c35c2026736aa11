// A sentence of the house with the document numbers in it as links: what stands in the way is one click away.
import { useCallback, type MouseEvent, type ReactNode } from 'react';
import { get } from '../api/client';
import type { DocPage } from '../api/types';
import { useMeta } from '../app/meta';
import { useGo } from '../app/url';
import { Icon } from '../ui/icon';

const NUMBER = /([A-Z]{1,8}-\d{6}-\d{3,10})/;

export function Said({ text }: { readonly text: string }): ReactNode {
  const meta = useMeta();
  return text.split(NUMBER).map((part, i) => {
    if (i % 2 === 0) return part;
    const def = meta.documents.find((d) => part.startsWith(`${d.prefix}-`) && d.may.view !== false);
    // biome-ignore lint/suspicious/noArrayIndexKey: parts of a sentence are told apart by their place
    return def ? <NumberLink key={i} type={def.type} number={part} /> : <span key={i}>{part}</span>;
  });
}

/** A document one knows by its number only: the click finds it, the address leads to a list with this one in it. */
function NumberLink({ type, number }: { readonly type: string; readonly number: string }): ReactNode {
  const go = useGo();
  const list = `/documents/${type}?q=${number}`;
  const follow = (event: MouseEvent): void => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    get<DocPage>(`/api/documents/${type}`, { q: number, limit: 5 }).then(
      (page) => {
        const found = page.rows.find((r) => r.number === number);
        go(found ? `/documents/${type}/${found.id}` : list);
      },
      () => go(list),
    );
  };
  return (
    <a className="hc-number-link" href={list} data-peek={`documents/${type}/${number}`} onClick={follow}>
      {number}
    </a>
  );
}

/** What the house refused, at the top of the page and in sight. */
export function Complaint({ text }: { readonly text: string }): ReactNode {
  const show = useCallback((box: HTMLElement | null) => box?.scrollIntoView({ block: 'nearest' }), []);
  return (
    <p ref={show} className="hc-doc-error" role="alert">
      <Icon name="warn" />
      <span>
        <Said text={text} />
      </span>
    </p>
  );
}
