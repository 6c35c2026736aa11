// Where a document stands on its way: 草稿 › 待审核 › 已审核, or the end it came to.
import type { ReactNode } from 'react';
import type { DocMeta, DocState } from '../api/types';
import { t } from '../i18n';
import { stateText } from '../ui/bits';

const ROAD: readonly DocState[] = ['draft', 'counting', 'submitted', 'posted'];

export function Ribbon({ def, state, red = false }: { readonly def: DocMeta; readonly state: DocState; readonly red?: boolean }): ReactNode {
  const reached = new Set(Object.values(def.flow).flatMap((moves) => Object.values(moves ?? {})));
  const road = ROAD.filter((s) => s === 'draft' || reached.has(s));
  const end = !road.includes(state);
  const steps = end ? [...road, state] : road;
  return (
    <ol className="hc-ribbon" aria-label={t('stateIs', { state: stateText(state) })}>
      {steps.map((s) => (
        <li key={s} aria-current={s === state ? 'step' : undefined} className={`${s === state ? 'hc-now' : ''} hc-step-${s}`}>
          {stateText(s)}
        </li>
      ))}
      {red && <li className="hc-now hc-step-reversed">{t('redDocument')}</li>}
    </ol>
  );
}
