// A document as paper: read-only pages, and the sheet that is printed (A4 or three-part 241 × 140 mm).
import type { ReactNode } from 'react';
import type { DocAnswer, DocMeta, Field, Labels, Values } from '../api/types';
import { fieldOf, useMeta } from '../app/meta';
import { figureText, isFigure, Value, valueText } from '../app/values';
import { t } from '../i18n';
import { stamp } from '../lib/days';
import { capital, isNegative, money, sum } from '../lib/figures';
import { headFields } from './head-form';

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
    maker: labels[doc.makerId ?? '']?.name ?? '',
    approvers: signed.length > 0 ? signed : answer.trail.filter((e) => /\.(approve|reverse)$/.test(e.action)).map((e) => ({ name: e.who ?? '', at: e.at })),
  };
}

/** Columns worth a place on paper: those with something in them. */
function paperColumns(def: DocMeta, lines: readonly Values[]): readonly Field[] {
  return def.screen.line
    .flatMap(({ field }) => fieldOf(def.line, field) ?? [])
    .filter((f) => f.required || f.kind === 'money' || lines.some((l) => l[f.name] !== null && l[f.name] !== undefined && l[f.name] !== '' && l[f.name] !== false));
}
const totalOf = (def: DocMeta, lines: readonly Values[]): { readonly field: Field; readonly text: string } | null => {
  const field =
    ['gross', 'amount', 'total'].map((name) => fieldOf(def.line, name)).find((f) => f?.kind === 'money') ??
    def.line.find((f) => f.kind === 'money' && def.screen.sums.includes(f.name));
  return field ? { field, text: sum(lines.map((l) => l[field.name])) } : null;
};

export function HeadFacts({ def, sheet }: { readonly def: DocMeta; readonly sheet: Sheet }): ReactNode {
  return (
    <dl className="hc-facts">
      {headFields(def).map((f) => {
        const text = valueText(f, sheet.head[f.name], sheet.labels);
        return text === '' && !f.required ? null : (
          <div key={f.name} className={f.kind === 'note' ? 'hc-wide' : ''}>
            <dt>{f.zh}</dt>
            <dd>{text || '—'}</dd>
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

export function PaperLines({ def, sheet }: { readonly def: DocMeta; readonly sheet: Sheet }): ReactNode {
  const columns = paperColumns(def, sheet.lines);
  const total = totalOf(def, sheet.lines);
  const sums = (f: Field): string => (def.screen.sums.includes(f.name) ? figureText(f.kind, sum(sheet.lines.map((l) => l[f.name]))) : '');
  return (
    <div className="hc-paper-lines" tabIndex={0} role="region" aria-label={t('linesOf', { what: def.zh })}>
      <table>
        <caption className="hc-hidden">{t('linesOf', { what: def.zh })}</caption>
        <thead>
          <tr>
            <th scope="col" className="hc-center">
              #
            </th>
            {columns.map((f) => (
              <th key={f.name} scope="col" className={isFigure(f.kind) ? 'hc-right' : ''}>
                {f.zh}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {sheet.lines.map((line, i) => (
            <tr key={String(line['no'] ?? i)}>
              <td className="hc-center hc-note">{i + 1}</td>
              {columns.map((f) => (
                <td key={f.name} className={isFigure(f.kind) ? 'hc-right' : ''}>
                  <Cell field={f} value={line[f.name]} labels={sheet.labels} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
        <tfoot>
          <tr>
            <td className="hc-center">{t('sum')}</td>
            {columns.map((f, i) => (
              <td key={f.name} className={isFigure(f.kind) ? 'hc-right' : ''}>
                {i === 0 && sums(f) === '' ? t('rows', { n: sheet.lines.length }) : sums(f)}
              </td>
            ))}
          </tr>
        </tfoot>
      </table>
      {total && (
        <p className="hc-capital">
          <span>{t('inWords')}</span>
          <b className={isNegative(total.text) ? 'hc-negative' : ''}>{capital(total.text)}</b>
          <em>¥{money(total.text)}</em>
        </p>
      )}
    </div>
  );
}

function Cell({ field, value, labels }: { readonly field: Field; readonly value: unknown; readonly labels: Labels }): ReactNode {
  const detail = field.kind === 'ref' && typeof value === 'string' ? labels[value]?.['detail'] : undefined;
  const spec = detail && typeof detail === 'object' ? (detail as Record<string, unknown>)['spec'] : undefined;
  return (
    <>
      <Value field={field} value={value} labels={labels} />
      {typeof spec === 'string' && spec !== '' && <small className="hc-spec">{spec}</small>}
    </>
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
      <PaperLines def={def} sheet={sheet} />
      <footer>
        <span>
          {t('maker')}：{sheet.maker}
        </span>
        <span>
          {t('approver')}：{sheet.approvers.map((a) => a.name).join('、')}
        </span>
        <span>{t('signDelivered')}</span>
        <span>{t('signReceived')}</span>
      </footer>
    </section>
  );
}
