// The lines of a document on paper: a table, on a phone one card a line; sums, the amount in words, and what later documents have taken.
import type { ReactNode } from 'react';
import type { DocMeta, Field, Labels, Progress, Values } from '../api/types';
import { usePhone } from '../app/media';
import { fieldOf } from '../app/meta';
import { figureText, isFigure, RefLink, Value, valueText } from '../app/values';
import { t, type Word } from '../i18n';
import { capital, compare, isNegative, isZero, money, qty, sum } from '../lib/figures';
import { inUnitOf } from './bring';

type Lines = { readonly head: Values; readonly lines: readonly Values[]; readonly labels: Labels };
type Props = { readonly def: DocMeta; readonly sheet: Lines; readonly progress?: readonly Progress[]; readonly print?: boolean };
type Shown = { readonly def: DocMeta; readonly sheet: Lines; readonly columns: readonly Field[]; readonly kinds: readonly string[]; readonly progress: readonly Progress[] };
const NONE: readonly Progress[] = [];

export function PaperLines({ def, sheet, progress = NONE, print = false }: Props): ReactNode {
  const phone = usePhone() && !print;
  const total = totalOf(def, sheet);
  const shown: Shown = { def, sheet, columns: paperColumns(def, sheet.lines), kinds: [...new Set(progress.map((p) => p.kind))], progress };
  return (
    <div className="hc-paper-lines" tabIndex={0} role="region" aria-label={t('linesOf', { what: def.zh })}>
      {phone ? <LineCards {...shown} /> : <LineTable {...shown} />}
      {total !== null && (
        <p className="hc-capital">
          <span>{t('inWords')}</span>
          <b className={isNegative(total) ? 'hc-negative' : ''}>{capital(total)}</b>
          <em>¥{money(total)}</em>
        </p>
      )}
    </div>
  );
}

const right = (f: Field): string => (isFigure(f.kind) ? 'hc-right' : '');
const doneOf = (progress: readonly Progress[], kind: string, line: Values): Progress | undefined => progress.find((p) => p.kind === kind && p.line === line['no']);

function LineTable({ def, sheet, columns, kinds, progress }: Shown): ReactNode {
  return (
    <table>
      <caption className="hc-hidden">{t('linesOf', { what: def.zh })}</caption>
      <thead>
        <tr>
          <th scope="col" className="hc-center">
            #
          </th>
          {columns.map((f) => (
            <th key={f.name} scope="col" className={right(f)}>
              {f.zh}
            </th>
          ))}
          {kinds.map((kind) => (
            <th key={kind} scope="col" className="hc-right">
              {t(`progress.${kind}` as Word)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {sheet.lines.map((line, i) => (
          <tr key={String(line['no'] ?? i)}>
            <td className="hc-center hc-note">{i + 1}</td>
            {columns.map((f) => (
              <td key={f.name} className={right(f)}>
                <Cell field={f} value={line[f.name]} labels={sheet.labels} />
                {f === columns[0] && <Picked line={line} />}
              </td>
            ))}
            {kinds.map((kind) => (
              <td key={kind} className="hc-right">
                <Done line={line} done={doneOf(progress, kind, line)} />
              </td>
            ))}
          </tr>
        ))}
      </tbody>
      <Sums def={def} sheet={sheet} columns={columns} kinds={kinds} />
    </table>
  );
}

function Sums({ def, sheet, columns, kinds }: Omit<Shown, 'progress'>): ReactNode {
  const sums = (f: Field): string => (def.screen.sums.includes(f.name) ? figureText(f.kind, sum(sheet.lines.map((l) => l[f.name]))) : '');
  return (
    <tfoot>
      <tr>
        <td className="hc-center">{t('sum')}</td>
        {columns.map((f, i) => (
          <td key={f.name} className={right(f)}>
            {i === 0 && sums(f) === '' ? t('rows', { n: sheet.lines.length }) : sums(f)}
          </td>
        ))}
        {kinds.map((kind) => (
          <td key={kind} />
        ))}
      </tr>
    </tfoot>
  );
}

/** One card a line: what it is, how much of it, what it comes to; all else in small words below. */
function LineCards({ sheet, columns, kinds, progress }: Shown): ReactNode {
  const [name, ...others] = columns;
  const main = [...others].reverse().find((f) => f.kind === 'money');
  const small = others.filter((f) => f !== main);
  return (
    <ol className="hc-paper-cards">
      {sheet.lines.map((line, i) => (
        <li key={String(line['no'] ?? i)}>
          <strong>{name && <Cell field={name} value={line[name.name]} labels={sheet.labels} />}</strong>
          {main && <b>{figureText('money', line[main.name])}</b>}
          <p>
            {small.map((f) => {
              const text = f.name === 'unit' ? '' : valueText(f, line[f.name], sheet.labels);
              return text === '' ? null : (
                <span key={f.name}>
                  {f.zh} {text}
                  {f.kind === 'qty' && typeof line['unit'] === 'string' ? ` ${line['unit']}` : ''}
                </span>
              );
            })}
            {kinds.map((kind) => {
              const done = doneOf(progress, kind, line);
              return done ? (
                <span key={kind}>
                  {t(`progress.${kind}` as Word)} <Done line={line} done={done} />
                </span>
              ) : null;
            })}
          </p>
          <Picked line={line} />
        </li>
      ))}
    </ol>
  );
}

/** How much of a line has been taken, in the line's own unit, and what is left. */
function Done({ line, done }: { readonly line: Values; readonly done: Progress | undefined }): ReactNode {
  if (!done) return '';
  if (isZero(done.qty)) return isZero(done.amount) ? '' : money(done.amount);
  const taken = inUnitOf(line, done.qty);
  const left = sum([line['qty'], `-${taken}`]);
  const open = done.kind !== 'returned' && compare(left, '0') > 0;
  return (
    <>
      {qty(taken)}
      {open && <small className="hc-left"> {t('leftOver', { n: qty(left) })}</small>}
    </>
  );
}

/** Which lots the house took, where the document keeps them with the line (调拨单). */
function Picked({ line }: { readonly line: Values }): ReactNode {
  const picks = Array.isArray(line['picks']) ? (line['picks'] as readonly Values[]).filter((p) => p['lotNo']) : [];
  return picks.length === 0 ? null : <small className="hc-picks">{picks.map((p) => `${t('lotNo', { lot: String(p['lotNo']) })} × ${qty(p['qty'])}`).join('　')}</small>;
}

function Cell({ field, value, labels }: { readonly field: Field; readonly value: unknown; readonly labels: Labels }): ReactNode {
  const detail = field.kind === 'ref' && typeof value === 'string' ? labels[value]?.['detail'] : undefined;
  const spec = detail && typeof detail === 'object' ? (detail as Record<string, unknown>)['spec'] : undefined;
  return (
    <>
      {field.kind === 'ref' ? (
        <RefLink to={field.to} id={value}>
          {valueText(field, value, labels)}
        </RefLink>
      ) : (
        <Value field={field} value={value} labels={labels} />
      )}
      {typeof spec === 'string' && spec !== '' && <small className="hc-spec">{spec}</small>}
    </>
  );
}

/** Columns worth a place on paper: those with something in them. */
function paperColumns(def: DocMeta, lines: readonly Values[]): readonly Field[] {
  return def.screen.line
    .flatMap(({ field }) => fieldOf(def.line, field) ?? [])
    .filter((f) => !(f.kind === 'rate' && !def.line.some((x) => x.kind === 'price' || x.kind === 'money'))) // a rate of a price one may not see says nothing
    .filter((f) => !(f.name === 'number' && lines.every((l) => typeof l['openItem'] === 'string'))) // the open item is called by the same number
    .filter((f) => f.required || lines.some((l) => l[f.name] !== null && l[f.name] !== undefined && l[f.name] !== '' && l[f.name] !== false));
}
/** What the document comes to: the money that changed hands, its amount, or the first sum of money that is none of the house's costs. */
const totalOf = (def: DocMeta, { head, lines }: Lines): string | null => {
  if (fieldOf(def.head, 'amount')?.kind === 'money' && head['amount']) return String(head['amount']);
  const of = (f: Field): string => sum(lines.map((l) => l[f.name]));
  const fields = [
    ...['gross', 'amount', 'total'].flatMap((name) => fieldOf(def.line, name) ?? []),
    ...def.line.filter((f) => def.screen.sums.includes(f.name) && f.secret !== 'cost'),
  ];
  const field = fields.find((f) => f.kind === 'money' && !isZero(of(f)));
  return field ? of(field) : null;
};
