// What a list gives to take away: paper with all its rows, and a file for a spreadsheet.
import type { ReactNode } from 'react';
import { usePhone } from '../app/media';
import { t } from '../i18n';
import { Button } from '../ui/button';
import './list-print.css';

type Pages = { readonly hasNextPage: boolean; readonly fetchNextPage: () => Promise<Pages> };

const PRINTED_PAGES = 20;

/** Paper shows what is loaded: the rest is fetched first, as far as anybody would print. */
async function printAll(query: Pages): Promise<void> {
  let last = query;
  for (let page = 1; last.hasNextPage && page < PRINTED_PAGES; page += 1) last = await query.fetchNextPage();
  requestAnimationFrame(() => window.print());
}

export const PrintAll = ({ query }: { readonly query: Pages }): ReactNode => (
  <Button onClick={() => void printAll(query)} icon="print">
    {t('print')}
  </Button>
);

/** Not on a phone: there the cards are what one works with. */
export const PrintList = (props: { readonly query: Pages }): ReactNode => (usePhone() ? null : <PrintAll {...props} />);

export const ExportLink = ({ href }: { readonly href: string }): ReactNode => (
  <a className="hc-button hc-button-plain" href={href} download>
    {t('export')}
  </a>
);
