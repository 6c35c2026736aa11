// The list of one document type on a phone: a card for each document.
import type { ReactNode } from 'react';
import type { DocMeta, DocRow, Labels } from '../api/types';
import { fieldOf } from '../app/meta';
import { valueText } from '../app/values';
import { t } from '../i18n';
import { money } from '../lib/figures';
import { StateTag } from '../ui/bits';
import { Cards } from './cards';

export function DocumentCards({
  def,
  rows,
  labels,
  seesPrice,
  onMore,
}: {
  readonly def: DocMeta;
  readonly rows: readonly DocRow[];
  readonly labels: Labels;
  readonly seesPrice: boolean;
  readonly onMore: (() => void) | undefined;
}): ReactNode {
  const [first, second] = def.screen.list.map((name) => fieldOf(def.head, name)).filter((f) => f !== undefined);
  return (
    <Cards rows={rows} hrefOf={(r) => `/documents/${def.type}/${r.id}`} onMore={onMore}>
      {(r) => (
        <>
          <strong>{(first && valueText(first, r.head?.[first.name] ?? r[first.name], labels)) || r.number || t('noNumber')}</strong>
          {seesPrice ? <b>¥{money(r.total)}</b> : <span />}
          <span>
            {r.number} · {r.day}
          </span>
          <StateTag state={r.state} />
          {second && <span>{valueText(second, r.head?.[second.name] ?? r[second.name], labels)}</span>}
        </>
      )}
    </Cards>
  );
}
