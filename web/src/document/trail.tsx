// Who did what, when; at the right side of a document.
import type { ReactNode } from 'react';
import type { TrailEntry } from '../api/types';
import { t, type Word } from '../i18n';
import { stamp } from '../lib/days';
import { Icon } from '../ui/icon';

const KNOWN = new Set(['save', 'submit', 'withdraw', 'reject', 'approve', 'reverse', 'void', 'close', 'reopen', 'count']);
/** "goods-receipt.approve" → 审核; what is not a command is told in the server's words. */
function nameOf(e: TrailEntry): string {
  const command = e.action.split('.').at(-1) ?? '';
  const reason = /[：:](.+)$/.exec(e.summary)?.[1];
  return KNOWN.has(command) ? `${t(`command.${command}` as Word)}${reason ? ` · ${reason}` : ''}` : e.summary;
}

/** Sent back, and nobody has handed it in again: who said so, and why. */
export function SentBack({ entries }: { readonly entries: readonly TrailEntry[] }): ReactNode {
  const last = entries.at(-1);
  if (!last?.action.endsWith('.reject')) return null;
  return (
    <p className="hc-kept hc-sent-back" role="note">
      <Icon name="history" />
      <span>
        {last.who} {nameOf(last)}
      </span>
    </p>
  );
}

export function Trail({ entries }: { readonly entries: readonly TrailEntry[] }): ReactNode {
  return (
    <aside className="hc-trail" aria-label={t('trail')}>
      <h2>{t('trail')}</h2>
      {entries.length === 0 ? (
        <p className="hc-note">{t('trailEmpty')}</p>
      ) : (
        <ol>
          {entries.toReversed().map((e) => (
            <li key={`${e.at}${e.action}`}>
              <p title={e.summary}>{nameOf(e)}</p>
              <small>
                {e.who} · {stamp(e.at)}
              </small>
            </li>
          ))}
        </ol>
      )}
    </aside>
  );
}
