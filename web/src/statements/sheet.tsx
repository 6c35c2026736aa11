// A statement as the standard prints it: title, form number, unit, lines with their numbers; a balance sheet has its two sides beside each other.
// Every figure opens what it is made of; arrows move between figures.
import type { KeyboardEvent, ReactNode } from 'react';
import { usePhone } from '../app/media';
import { useMeta } from '../app/meta';
import { isNegative, isZero, money } from '../lib/figures';
import type { Column, Line, Report } from './statements';
import { words } from './words';

type Props = { readonly report: Report; readonly line: string; readonly onLine: (id: string) => void };

/** Forms with more rows than this stand upright on paper and in smaller rows, to stay one page. */
const LONG = 38;

export function Sheet({ report, line, onLine }: Props): ReactNode {
  const meta = useMeta();
  const phone = usePhone();
  const twoSided = report.sides.length === 2;
  const long = Math.max(...report.sides.map((s) => s.length)) > LONG;
  const head = twoSided ? [words.assets, words.claims] : [words.item];
  return (
    <article className={`hc-sheet${twoSided ? ' hc-sheet-wide' : ''}${long ? ' hc-sheet-long' : ''}`} aria-label={report.zh}>
      <header>
        <h2>{report.zh}</h2>
        <p className="hc-sheet-code">{report.code}</p>
        <p className="hc-sheet-line">
          <span>
            {words.maker}：{report.org}
          </span>
          <span>{report.kind === 'balance-sheet' ? dayText(report.day) : report.spanText}</span>
          <span>{words.unit}</span>
        </p>
      </header>
      {twoSided && !phone ? (
        <Beside report={report} line={line} onLine={onLine} />
      ) : (
        report.sides.map((side, i) => <OneSide key={head[i]} title={head[i] ?? ''} side={side} columns={report.columns} line={line} onLine={onLine} />)
      )}
      <footer>
        {words.signs.map((who, i) => (
          <span key={who}>
            {who}：{i === 2 ? meta.person.name : ''}
          </span>
        ))}
      </footer>
    </article>
  );
}

const dayText = (day: string): string => `${day.slice(0, 4)}年${Number(day.slice(5, 7))}月${Number(day.slice(8))}日`;

/** Up and down move along a column, left and right along a row; cells without a figure are stepped over. */
function onArrow(event: KeyboardEvent<HTMLElement>): void {
  const cell = (event.target as HTMLElement).closest<HTMLTableCellElement>('td');
  const step = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[event.key];
  if (!cell || !step) return;
  const rows = [...event.currentTarget.querySelectorAll('tbody tr')] as HTMLTableRowElement[];
  const [dy = 0, dx = 0] = step;
  let row = rows.indexOf(cell.parentElement as HTMLTableRowElement) + dy;
  let column = cell.cellIndex + dx;
  while (rows[row] && column >= 0 && column < (rows[row]?.cells.length ?? 0)) {
    const button = rows[row]?.cells[column]?.querySelector('button');
    if (button) {
      event.preventDefault();
      button.focus();
      return;
    }
    row += dy;
    column += dx;
  }
}

type Cells = Pick<Props, 'line' | 'onLine'> & { readonly columns: readonly Column[] };
const numbered = (lines: readonly Line[]): boolean => lines.some((l) => l.no !== null);

function OneSide({ title, side, columns, line, onLine }: Cells & { readonly title: string; readonly side: readonly Line[] }): ReactNode {
  const withNo = numbered(side);
  return (
    <table onKeyDown={onArrow}>
      <thead>
        <tr>
          <Heads title={title} columns={columns} withNo={withNo} />
        </tr>
      </thead>
      <tbody>
        {side.map((l) => (
          <tr key={l.id} className={rowClass(l, line)}>
            <LineCells of={l} columns={columns} withNo={withNo} line={line} onLine={onLine} />
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Beside({ report, line, onLine }: Props): ReactNode {
  const [assets = [], claims = []] = report.sides;
  const withNo = numbered([...assets, ...claims]);
  const height = Math.max(assets.length, claims.length);
  const [left, right] = [padded(assets, height), padded(claims, height)];
  const rows = left.map((l, i) => [l, right[i]] as const);
  return (
    <table onKeyDown={onArrow}>
      <thead>
        <tr>
          <Heads title={words.assets} columns={report.columns} withNo={withNo} />
          <Heads title={words.claims} columns={report.columns} withNo={withNo} />
        </tr>
      </thead>
      <tbody>
        {rows.map((pair, row) => (
          <tr key={pair.map((l) => l?.id ?? row).join('|')}>
            {pair.map((l, i) => (
              <LineCells key={l?.id ?? `none${i}`} of={l} columns={report.columns} withNo={withNo} line={line} onLine={onLine} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Blank rows before the last section, so that the two totals stand on one line as the form has them. */
function padded(lines: readonly Line[], height: number): readonly (Line | undefined)[] {
  const at = lines.findLastIndex((l) => l.heading);
  return [...lines.slice(0, at), ...Array.from({ length: height - lines.length }, () => undefined), ...lines.slice(at)];
}

function Heads({ title, columns, withNo }: { readonly title: string; readonly columns: readonly Column[]; readonly withNo: boolean }): ReactNode {
  return (
    <>
      <th scope="col">{title}</th>
      {withNo && (
        <th scope="col" className="hc-sheet-no">
          {words.no}
        </th>
      )}
      {columns.map((c) => (
        <th key={c.key} scope="col" className="hc-right">
          {c.zh}
        </th>
      ))}
    </>
  );
}

const rowClass = (l: Line, line: string): string => `${l.total ? 'hc-sheet-total' : ''}${l.heading ? ' hc-sheet-heading' : ''}${l.id === line ? ' hc-at' : ''}`;

function LineCells({ of: l, columns, withNo, line, onLine }: Cells & { readonly of: Line | undefined; readonly withNo: boolean }): ReactNode {
  if (!l) return Array.from({ length: 1 + (withNo ? 1 : 0) + columns.length }, (_, i) => <td key={i} />);
  return (
    <>
      <td className={`hc-sheet-name ${rowClass(l, line)}`} style={{ paddingInlineStart: `calc(10px + ${l.level * 1.1}em)` }}>
        {l.name}
      </td>
      {withNo && <td className={`hc-sheet-no ${rowClass(l, line)}`}>{l.no ?? ''}</td>}
      {columns.map((c) => (
        <td key={c.key} className={`hc-right ${rowClass(l, line)}`}>
          {!l.heading && <Amount id={l.id} text={l.amounts[c.key] ?? '0.00'} label={`${l.name} ${c.zh}`} onOpen={() => onLine(l.id)} />}
        </td>
      ))}
    </>
  );
}

function Amount({ id, text, label, onOpen }: { readonly id: string; readonly text: string; readonly label: string; readonly onOpen: () => void }): ReactNode {
  if (isZero(text)) return <span className="hc-zero">–</span>;
  return (
    <button
      type="button"
      data-line={id}
      className={`hc-amount${isNegative(text) ? ' hc-negative' : ''}`}
      aria-label={`${label} ${money(text)}，${words.drill}`}
      title={words.drill}
      onClick={onOpen}
    >
      {money(text)}
    </button>
  );
}
