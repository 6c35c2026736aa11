// A document as paper: read-only pages, and the sheet that is printed (A4 or three-part 241 × 140 mm).
import type { ReactNode } from 'react';
import type { DocAnswer, DocMeta, Labels, Values } from '../api/types';
import { useMeta } from '../app/meta';
import { RefLink, valueText } from '../app/values';
import { t, type Word } from '../i18n';
import { stamp } from '../lib/days';
import { headFields } from './head-form';
import { PaperLines } from './paper-lines';

export type Sheet = {
  readonly number: string | null;
  readonly day: string;
  readonly head: Values;
  readonly lines: readonly Values[];
  readonly labels: Labels;
  readonly maker: string;
  readonly approvers: readonly { readonly name: string; readonly at: string }[];
};

export function sheetOf(answer: DocAnswer): Sheet {
  const { doc, labels } = answer;
  const signed = (doc.approvals ?? []).map((a) => ({ name: labels[a.user]?.name ?? '', at: a.at }));
  return {
    number: doc.number,
    day: doc.day,
    head: doc.head,
    lines: doc.lines,
    labels,
    maker: [labels[doc.makerId ?? '']?.name, answer.cause].filter((text) => text).join(' · '),
    approvers: signed.length > 0 ? signed : answer.trail.filter((e) => /\.(approve|reverse)$/.test(e.action)).map((e) => ({ name: e.who ?? '', at: e.at })),
  };
}

export function HeadFacts({ def, sheet }: { readonly def: DocMeta; readonly sheet: Sheet }): ReactNode {
  return (
    <dl className="hc-facts">
      {headFields(def).map((f) => {
        const text = valueText(f, sheet.head[f.name], sheet.labels);
        return text === '' && !f.required ? null : (
          <div key={f.name} className={f.kind === 'note' ? 'hc-wide' : ''}>
            <dt>{f.zh}</dt>
            <dd>
              {f.kind === 'ref' && text !== '' ? (
                <RefLink to={f.to} id={sheet.head[f.name]}>
                  {text}
                </RefLink>
              ) : (
                text || '—'
              )}
            </dd>
          </div>
        );
      })}
      <div>
        <dt>{t('docDay')}</dt>
        <dd>{sheet.day}</dd>
      </div>
    </dl>
  );
}

export function PaperSigns({ sheet }: { readonly sheet: Sheet }): ReactNode {
  return (
    <dl className="hc-signs">
      <div>
        <dt>{t('maker')}</dt>
        <dd>{sheet.maker || '—'}</dd>
      </div>
      {sheet.approvers.length === 0 ? (
        <div>
          <dt>{t('approver')}</dt>
          <dd>—</dd>
        </div>
      ) : (
        sheet.approvers.map((a, i) => (
          <div key={`${a.name}${a.at}`}>
            <dt>{sheet.approvers.length > 1 ? t('approverLevel', { n: i + 1 }) : t('approver')}</dt>
            <dd>
              {a.name}
              <small>{stamp(a.at)}</small>
            </dd>
          </div>
        ))
      )}
    </dl>
  );
}

/** Whose hands the sheet goes through: goods are delivered and received, money is paid out and taken, all else is only made and approved. */
function signsOf(def: DocMeta): readonly Word[] {
  if (def.head.some((f) => f.to === 'warehouse')) return ['signDelivered', 'signReceived'];
  return def.head.some((f) => f.to === 'wallet') ? ['signCashier', 'signPayee'] : [];
}

/** The printed sheet; on screen it is not there. */
export function PrintSheet({ def, sheet, paper }: { readonly def: DocMeta; readonly sheet: Sheet; readonly paper: 'a4' | 'triple' }): ReactNode {
  const meta = useMeta();
  return (
    <section className={`hc-print hc-print-${paper}`} aria-hidden="true">
      <header>
        <p>{meta.org.name}</p>
        <h1>{def.zh}</h1>
        <p>№ {sheet.number ?? '—'}</p>
      </header>
      <HeadFacts def={def} sheet={sheet} />
      <PaperLines def={def} sheet={sheet} print />
      <footer>
        <span>
          {t('maker')}：{sheet.maker}
        </span>
        <span>
          {t('approver')}：{sheet.approvers.map((a) => a.name).join('、')}
        </span>
        {signsOf(def).map((word) => (
          <span key={word}>{t(word)}</span>
        ))}
      </footer>
    </section>
  );
}
