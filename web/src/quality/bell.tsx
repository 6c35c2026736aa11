// The bell: how many messages of the house wait for a person, and the last of them; a click leads to the document and marks it read.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useCallback, useRef, useState, type ReactNode } from 'react';
import { post } from '../api/client';
import { Floating } from '../ui/floating';
import { Icon } from '../ui/icon';
import { useGo } from '../app/url';
import { A } from '../ui/link';
import './bell.css';
import { hrefOf, type Notice, useNotices } from './notices';
import { words } from './words';

const MOST_SHOWN = 99;

const whenText = (at: string): string => {
  const date = new Date(at);
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${date.getMonth() + 1}月${date.getDate()}日 ${two(date.getHours())}:${two(date.getMinutes())}`;
};

export function Bell(): ReactNode {
  const client = useQueryClient();
  const go = useGo();
  const anchor = useRef<HTMLButtonElement>(null);
  const [open, setOpen] = useState(false);
  const inbox = useNotices();
  const read = useMutation({
    mutationFn: (ids: readonly string[] | null) => post('/api/notices/read', { ids }),
    onSettled: () => client.invalidateQueries({ queryKey: ['notices'] }),
  });
  const close = useCallback(() => setOpen(false), []);
  const unread = inbox.data?.unread ?? 0;
  const rows = inbox.data?.rows ?? [];
  const follow = (n: Notice): void => {
    close();
    if (!n.read) read.mutate([n.id]);
    go(hrefOf(n) ?? '/inbox');
  };
  const label = unread > 0 ? words.unread(unread) : words.bell;
  return (
    <>
      <button
        ref={anchor}
        type="button"
        className="hc-icon-button hc-bell"
        aria-label={label}
        title={label}
        aria-expanded={open}
        aria-haspopup="dialog"
        onClick={() => setOpen(!open)}
      >
        <Icon name="bell" />
        {unread > 0 && (
          <span className="hc-bell-count" aria-hidden="true">
            {unread > MOST_SHOWN ? `${MOST_SHOWN}+` : unread}
          </span>
        )}
      </button>
      <Floating anchor={anchor.current} open={open} onClose={close} align="end" width={380} role="dialog" label={words.bell} className="hc-inbox">
        <header>
          <strong>{words.bell}</strong>
          {unread > 0 && (
            <button type="button" className="hc-button hc-button-plain" onClick={() => read.mutate(null)}>
              {words.readAll}
            </button>
          )}
        </header>
        <Messages rows={rows} onFollow={follow} />
        <A href="/inbox" className="hc-inbox-all" onClick={close}>
          {words.inbox}
        </A>
      </Floating>
    </>
  );
}

function Messages({ rows, onFollow }: { readonly rows: readonly Notice[]; readonly onFollow: (notice: Notice) => void }): ReactNode {
  if (rows.length === 0)
    return (
      <p className="hc-inbox-none">
        <strong>{words.none}</strong>
        {words.noneText}
      </p>
    );
  return (
    <ul>
      {rows.map((n) => (
        <li key={n.id}>
          <button type="button" className={n.read ? '' : 'hc-unread'} onClick={() => onFollow(n)}>
            <span className="hc-inbox-title">
              {n.title}
              <time dateTime={n.at}>{whenText(n.at)}</time>
            </span>
            <span className="hc-inbox-body">{n.body}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
