// An address nobody lives at.
import type { ReactNode } from 'react';
import { t } from '../i18n';
import { Empty } from '../ui/bits';
import { A } from '../ui/link';

export function NotFound(): ReactNode {
  return (
    <Empty
      whole
      title={t('notFound')}
      text={t('notFoundText')}
      action={
        <A className="hc-button hc-button-primary" href="/">
          {t('goHome')}
        </A>
      }
    />
  );
}
