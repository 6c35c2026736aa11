// The effect on paper: while the printer asks, it stands beside the page instead of everything else.
import type { ReactNode } from 'react';
import { createPortal } from 'react-dom';
import type { Effect } from '../api/effect';
import type { Meta } from '../api/types';
import { usePrinting } from '../app/media';
import { t } from '../i18n';
import { stamp } from '../lib/days';
import { EffectLists } from './effect-lists';

type Props = { readonly said: string; readonly effect: Effect; readonly of: string; readonly meta: Meta };

export function EffectPaper({ said, effect, of, meta }: Props): ReactNode {
  if (!usePrinting()) return null;
  return createPortal(
    <section className="hc-print hc-print-a4 hc-effect hc-effect-paper">
      <header>
        <p>{meta.org.name}</p>
        <h1>{t('effectPaper')}</h1>
        <p>{of}</p>
      </header>
      <p>{said}</p>
      <EffectLists effect={effect} />
      <footer>
        <span>{t('effectPaperNote')}</span>
        <span>{t('printedBy', { who: meta.person.name, at: stamp(new Date().toISOString()) })}</span>
      </footer>
    </section>,
    document.body,
  );
}
