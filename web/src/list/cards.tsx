// A list on a phone: a card for each row, all of it one link, and a button for more.
import type { ReactNode } from 'react';
import { t } from '../i18n';
import { Button } from '../ui/button';
import { A } from '../ui/link';

type Props<R> = { readonly rows: readonly R[]; readonly hrefOf: (row: R) => string; readonly onMore: (() => void) | undefined; readonly children: (row: R) => ReactNode };

export function Cards<R extends { readonly id: string }>({ rows, hrefOf, onMore, children }: Props<R>): ReactNode {
  return (
    <>
      <ul className="hc-cards">
        {rows.map((r) => (
          <li key={r.id}>
            <A href={hrefOf(r)}>{children(r)}</A>
          </li>
        ))}
      </ul>
      <More onMore={onMore} />
    </>
  );
}

/** The button under a list on a phone that fetches the next page; nothing where there is none. */
export const More = ({ onMore }: { readonly onMore: (() => void) | undefined }): ReactNode =>
  onMore && (
    <Button onClick={onMore} className="hc-wide-button">
      {t('more')}
    </Button>
  );
