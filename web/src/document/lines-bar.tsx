// The bar over the lines: pulling them from another document, or every open item of the party.
import { memo, type ReactNode } from 'react';
import type { DocMeta } from '../api/types';
import { t } from '../i18n';
import { Button } from '../ui/button';

type Props = {
  readonly def: DocMeta;
  readonly onPull: () => void;
  readonly onOpenItems: (() => void) | null;
  readonly onShelves: (() => void) | null;
  readonly onSerials: (() => void) | null;
  readonly openSerials: number;
};

/** Nothing at all where lines can only be typed. */
export const LinesBar = memo(({ def, onPull, onOpenItems, onShelves, onSerials, openSerials }: Props): ReactNode => {
  const pulls = def.sources.length > 0;
  if (!pulls && !onOpenItems && !onShelves && !onSerials) return null;
  return (
    <div className="hc-lines-bar">
      <h2>{t('lines')}</h2>
      {pulls && (
        <Button kind="quiet" icon="pull" onClick={onPull}>
          {t('pullFrom', { what: def.sources.map((s) => s.zh).join('、') })}
        </Button>
      )}
      {onShelves && (
        <Button kind="quiet" icon="pull" onClick={onShelves}>
          {t('fetchShelves')}
        </Button>
      )}
      {onSerials && (
        <Button kind="quiet" icon={openSerials > 0 ? 'warn' : 'check'} keys="Alt M" onClick={onSerials}>
          {openSerials > 0 ? t('serialsOpen', { n: openSerials }) : t('serialsOf')}
        </Button>
      )}
      {onOpenItems && (
        <Button kind="quiet" icon="pull" onClick={onOpenItems}>
          {t('openItems')}
        </Button>
      )}
    </div>
  );
});
LinesBar.displayName = 'LinesBar';
