// The list of keys, shown by `?`.
import type { ReactNode } from 'react';
import { t, type Word } from '../i18n';
import { Dialog } from '../ui/dialog';
import { Keys } from '../ui/bits';

const GROUPS: readonly (readonly [Word, readonly (readonly [string, Word])[]])[] = [
  [
    'keys.anywhere',
    [
      ['Ctrl K', 'key.palette'],
      ['?', 'key.list'],
      ['Alt H', 'key.home'],
      ['Alt P', 'key.peek'],
      ['Alt PgUp PgDn', 'key.tabs'],
      ['Alt W', 'key.closeTab'],
      ['Ctrl P', 'key.print'],
      ['Esc', 'key.close'],
    ],
  ],
  [
    'keys.list',
    [
      ['/', 'key.search'],
      ['↑ ↓', 'key.rows'],
      ['Enter', 'key.open'],
      ['Space', 'key.pick'],
      ['Alt N', 'key.new'],
    ],
  ],
  [
    'keys.document',
    [
      ['Alt S', 'key.save'],
      ['Ctrl Enter', 'key.approve'],
      ['Alt L', 'key.pull'],
      ['Alt V', 'key.preview'],
      ['Alt I', 'key.lines'],
      ['Alt M', 'key.serials'],
    ],
  ],
  [
    'keys.grid',
    [
      ['Enter', 'key.next'],
      ['F2', 'key.edit'],
      ['F7', 'key.lookup'],
      ['Ctrl D', 'key.above'],
      ['Ctrl Delete', 'key.delete'],
      ['Ctrl Z', 'key.undo'],
      ['Ctrl V', 'key.paste'],
      ['Tab', 'key.leave'],
    ],
  ],
  [
    'keys.blocks',
    [
      ['T', 'key.shelf'],
      ['W', 'key.blocks'],
      ['↑ ↓ ← →', 'key.walk'],
      ['Enter', 'key.change'],
      ['M', 'key.move'],
      ['X', 'key.apart'],
      ['D', 'key.copyBlock'],
      ['Delete', 'key.dropBlock'],
      ['Ctrl Z', 'key.undo'],
      ['Tab', 'key.leaveBlocks'],
    ],
  ],
];

export function KeyList({ onClose }: { readonly onClose: () => void }): ReactNode {
  return (
    <Dialog open onClose={onClose} title={t('keyList')} width={680}>
      <div className="hc-key-list">
        {GROUPS.map(([title, rows]) => (
          <section key={title}>
            <h3>{t(title)}</h3>
            <dl>
              {rows.map(([keys, word]) => (
                <div key={word}>
                  <dt>
                    <Keys keys={keys} />
                  </dt>
                  <dd>{t(word)}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  );
}
