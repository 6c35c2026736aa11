// Who did what, when; at the right side of a document.
import type { ReactNode } from 'react';
import type { TrailEntry } from '../api/types';
import { t } from '../i18n';
import { stamp } from '../lib/days';

export function Trail({ entries }: { readonly entries: readonly TrailEntry[] }): ReactNode {
  return (
    <aside className="hc-trail" aria-label={t('trail')}>
      <h2>{t('trail')}</h2>
      {entries.length === 0 ? <p className="hc-note">{t('trailEmpty')}</p> : (
        <ol>{entries.toReversed().map((e) => <li key={`${e.at}${e.action}`}><p>{e.summary}</p><small>{e.who} · {stamp(e.at)}</small></li>)}</ol>
      )}
    </aside>
  );
}
