// What a page gives to take away: paper with all its rows (also by Ctrl P), and a file for a spreadsheet.
import { useEffect, useRef, type ReactNode } from 'react';
import { usePhone } from '../app/media';
import { t } from '../i18n';
import { Button } from '../ui/button';
import { Icon } from '../ui/icon';
import { say } from '../ui/say';

type Pages = { readonly hasNextPage: boolean; readonly fetchNextPage: () => Promise<Pages> };

const PRINTED_PAGES = 20;

/** Paper shows what is loaded: the rest is fetched first, as far as anybody would print. */
async function printAll(query: Pages | undefined): Promise<void> {
  let last = query;
  for (let page = 1; last?.hasNextPage && page < PRINTED_PAGES; page += 1) last = await last.fetchNextPage();
  if (last?.hasNextPage) say(t('printCut'), 'info');
  requestAnimationFrame(() => window.print());
}

/** `query` is what the page shows, when it comes in pieces. Not on a phone: there the cards are what one works with. */
export function PrintAll({ query }: { readonly query?: Pages }): ReactNode {
  const now = useRef(query);
  now.current = query;
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key.toLowerCase() !== 'p' || !(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey || document.querySelector('dialog[open]')) return;
      event.preventDefault();
      void printAll(now.current);
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, []);
  if (usePhone()) return null;
  return (
    <Button onClick={() => void printAll(query)} icon="print" title="Ctrl P">
      {t('print')}
    </Button>
  );
}

export const ExportLink = ({ href }: { readonly href: string }): ReactNode => (
  <a className="hc-button hc-button-plain" href={href} download>
    <Icon name="export" />
    {t('export')}
  </a>
);
