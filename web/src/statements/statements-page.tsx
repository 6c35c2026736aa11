// 报表: 资产负债表, 利润表, 现金流量表 of any month, quarter or year; on screen, on paper and as a file in the legal form.
import { useEffect, type ReactNode } from 'react';
import { pathOf } from '../api/client';
import { visited } from '../app/memory';
import { useMeta } from '../app/meta';
import { NotFound } from '../app/not-found';
import { useParam, useSearchText, useSetSearch } from '../app/url';
import { usePeriods } from '../close/close';
import { money, periodOr } from './figures';
import { periodText } from '../lib/days';
import { ExportLink, PrintAll } from '../list/take-away';
import { Failure, PageHead, Waiting } from '../ui/bits';
import { IconButton } from '../ui/button';
import { Icon } from '../ui/icon';
import { A } from '../ui/link';
import { DrillDrawer } from './drill-drawer';
import { Relations } from './relations';
import { Sheet } from './sheet';
import { KINDS, type Report, SPANS, type Span, useReport, type Wish, type Kind } from './statements';
import { words } from './words';
import './statements.css';

export function StatementsPage(): ReactNode {
  const kind = (useParam('kind') || 'balance-sheet') as Kind;
  return KINDS.includes(kind) ? <Page kind={kind} /> : <NotFound />;
}

function Page({ kind }: { readonly kind: Kind }): ReactNode {
  const meta = useMeta();
  const search = useSearchText();
  const setSearch = useSetSearch();
  const periods = usePeriods();
  const span: Span = SPANS.find((s) => s === search['span']) ?? 'month';
  const period = periodOr(search['period'], periods.data ? (periods.data.last ?? Number(String(meta.period).replace('-', ''))) : 0);
  const wish: Wish = { kind, period, span };
  const query = useReport(wish);
  const report = query.data;
  useEffect(() => visited({ href: `/statements/${kind}`, text: words.kinds[kind], kind: 'view' }), [kind]);
  /** The figure that was opened has the focus again. */
  const close = (): void => {
    const line = search['line'] ?? '';
    setSearch({ line: undefined });
    requestAnimationFrame(() => document.querySelector<HTMLElement>(`.hc-amount[data-line="${CSS.escape(line)}"]`)?.focus());
  };
  if (periods.isError) return <Failure whole error={periods.error} retry={() => void periods.refetch()} />;
  const carry = pathOf('', { period: search['period'], span: search['span'] });
  return (
    <div className="hc-page hc-statement">
      <PageHead crumbs={[{ text: words.ledger }, { text: words.title }]} title={words.kinds[kind]} actions={<Actions wish={wish} />} />
      <div className="hc-bar hc-statement-bar">
        <nav className="hc-segments" aria-label={words.kind}>
          {KINDS.map((k) => (
            <A key={k} className="hc-segment" href={`/statements/${k}${carry}`} aria-current={k === kind ? 'page' : undefined}>
              {words.kinds[k]}
            </A>
          ))}
        </nav>
        <div className="hc-segments" role="radiogroup" aria-label={words.span}>
          {SPANS.map((s) => (
            <button key={s} type="button" role="radio" aria-checked={s === span} onClick={() => setSearch({ span: s === 'month' ? undefined : s, line: undefined })}>
              {words.spans[s]}
            </button>
          ))}
        </div>
        <PeriodChoice period={period} periods={(periods.data?.periods ?? []).map((p) => p.period)} onChoose={(p) => setSearch({ period: String(p), line: undefined })} />
        <StillOpen report={report} />
      </div>
      {query.isError ? (
        <Failure error={query.error} retry={() => void query.refetch()} />
      ) : !report ? (
        <Waiting lines={14} />
      ) : (
        <>
          <Alarm report={report} />
          <Sheet report={report} line={search['line'] ?? ''} onLine={(line) => setSearch({ line })} />
          <p className="hc-note hc-statement-keys">{words.keys}</p>
          <Relations period={report.period} />
        </>
      )}
      {search['line'] && report && <DrillDrawer wish={wish} line={search['line']} onClose={close} />}
    </div>
  );
}

/** Figures of a month that is not closed still move. */
function StillOpen({ report }: { readonly report: Report | undefined }): ReactNode {
  if (!report || report.state === 'closed') return null;
  return (
    <span className="hc-statement-open">
      <Icon name="clock" size={14} />
      {words.open}
      <A className="hc-link" href={`/close?period=${report.period}`}>
        {words.toClose}
      </A>
    </span>
  );
}

function Actions({ wish }: { readonly wish: Wish }): ReactNode {
  return (
    <>
      <PrintAll />
      <ExportLink href={pathOf(`/api/statements/${wish.kind}/export`, { period: wish.period, span: wish.span, format: 'xlsx' })} />
    </>
  );
}

function PeriodChoice({ period, periods, onChoose }: { readonly period: number; readonly periods: readonly number[]; readonly onChoose: (period: number) => void }): ReactNode {
  const at = periods.indexOf(period);
  const [before, after] = [periods[at - 1], periods[at + 1]];
  return (
    <div className="hc-statement-period">
      <IconButton icon="left" label={words.before} disabled={before === undefined} onClick={() => before !== undefined && onChoose(before)} />
      <select className="hc-input" aria-label={words.period} value={period} onChange={(event) => onChoose(Number(event.target.value))}>
        {at < 0 && period > 0 && <option value={period}>{periodText(period)}</option>}
        {periods.map((p) => (
          <option key={p} value={p}>
            {periodText(p)}
          </option>
        ))}
      </select>
      <IconButton icon="right" label={words.after} disabled={after === undefined} onClick={() => after !== undefined && onChoose(after)} />
    </div>
  );
}

/** An unbalanced sheet, or an account on no line, is said loudly and before anything else. */
function Alarm({ report }: { readonly report: Report }): ReactNode {
  const [first, second] = report.columns;
  const sides = report.sides.map((s) => s.at(-1)?.amounts ?? {});
  const off = report.sides.length === 2 && [first, second].some((c) => c && sides[0]?.[c.key] !== sides[1]?.[c.key]);
  if (!off && report.unplaced.length === 0) return null;
  return (
    <section className="hc-alarm" role="alert">
      <Icon name="warn" size={24} />
      <div>
        <h2>{off && first ? words.unbalanced(money(sides[0]?.[first.key], sides[1]?.[first.key])) : words.unplaced(report.unplaced.length)}</h2>
        <p>{off ? words.unbalancedText : words.unplacedText}</p>
        <ul>
          {report.unplaced.map((u) => (
            <li key={u.code}>
              {u.id ? (
                <A className="hc-link" href={`/records/account/${u.id}`}>
                  {u.code} {u.name}
                </A>
              ) : (
                <span>
                  {u.code} {u.name}
                </span>
              )}
              <span>{u.why}</span>
              <b>{report.columns.map((c) => `${c.zh} ${money(u.amounts[c.key])}`).join('，')}</b>
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}
