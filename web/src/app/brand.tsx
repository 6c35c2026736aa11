// The mark and name, leading home.
import type { ReactNode } from 'react';
import { t } from '../i18n';
import { A } from '../ui/link';

export function Brand(): ReactNode {
  return (
    <A className="hc-brand" href="/" aria-label={t('brandHome')}>
      <BrandMark />
      <strong>{t('brand')}</strong>
    </A>
  );
}
function BrandMark(): ReactNode {
  return <img src="/icon.svg" width={24} height={24} alt="" />;
}
