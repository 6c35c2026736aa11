// The home page of a person: figures, what waits, the trend, stock that needs eyes; an empty shop is shown the first steps.
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useState, type ReactNode } from 'react';
import { get } from '../api/client';
import type { Home as HomeData, HomeFigure, HomeList, HomeTask, Meta, Values } from '../api/types';
import { usePhone } from '../app/media';
import { followersOf, useMeta } from '../app/meta';
import { remember } from '../app/memory';
import { rank } from '../app/nav';
import { t } from '../i18n';
import { ago } from '../lib/days';
import { grouped, isNegative, isZero, money, qty, sum } from '../lib/figures';
import { Failure, PageHead, Tag, Waiting } from '../ui/bits';
import { Icon } from '../ui/icon';
import { A } from '../ui/link';
import { LastCheckup } from '../health/last-checkup';
import './home.css';

const TrendChart = lazy(async () => ({ default: (await import('./trend-chart')).TrendChart }));
const HeatMap = lazy(async () => ({ default: (await import('./heat-map')).HeatMap }));

/** A chart in its box; its code comes when it is needed. */
const Picture = ({ title, note, children }: { readonly title: string; readonly note: string; readonly children: ReactNode }): ReactNode => (
  <section className="hc-box hc-box-wide">
    <header>
      <h2>{title}</h2>
      <small>{note}</small>
    </header>
    <Suspense fallback={<div className="hc-chart" />}>{children}</Suspense>
  </section>
);

export function Home(): ReactNode {
  const meta = useMeta();
  const phone = usePhone();
  const query = useQuery({ queryKey: ['home'], queryFn: ({ signal }) => get<HomeData>('/api/home', {}, signal), refetchInterval: 5 * 60_000 });
  useEffect(() => {
    if (query.data) remember('tasks', query.data.tasks.length);
  }, [query.data]);
  if (query.isError) return <Failure whole error={query.error} retry={() => void query.refetch()} />;
  if (!query.data) return <Waiting lines={9} />;
  const { figures, tasks, trend, lists, heat, day } = query.data;
  const empty = figures.every((f) => isZero(f.value)) && tasks.length === 0;
  const steps = empty ? stepsOf(meta) : [];
  const shortcuts = steps.length === 0 && <Shortcuts meta={meta} />;
  const moving = trend && [...trend.now, ...trend.before].some((v) => !isZero(v));
  return (
    <div className="hc-page hc-home">
      <PageHead
        title={greeting(meta)}
        after={<Attention figures={figures} tasks={tasks} />}
        actions={<span className="hc-note">{day === meta.today ? t('asOfToday', { day }) : t('asOfDay', { day })}</span>}
      />
      {phone && shortcuts}
      {figures.length > 0 && (
        <section className="hc-figures" aria-label={t('figures')}>
          {figures.map((f) => (
            <FigureBox key={f.key} figure={f} />
          ))}
        </section>
      )}
      <LastCheckup />
      {steps.length > 0 && <FirstSteps steps={steps} />}
      <div className="hc-home-grid">
        {moving && (
          <Picture title={t('trend')} note={t('trendNote')}>
            <TrendChart trend={trend} />
          </Picture>
        )}
        <Tasks tasks={tasks} />
        {heat && heat.length > 0 && (
          <Picture title={t('heat')} note={t('heatNote')}>
            <HeatMap cells={heat} />
          </Picture>
        )}
        {lists.map((list) => (
          <StockList key={list.key} list={list} />
        ))}
        {!phone && shortcuts}
      </div>
    </div>
  );
}

function greeting(meta: Meta): string {
  const hour = new Date().getHours();
  return t(hour < 6 ? 'hello.night' : hour < 11 ? 'hello.morning' : hour < 14 ? 'hello.noon' : hour < 18 ? 'hello.afternoon' : 'hello.evening', { name: meta.person.name });
}

function Attention({ figures, tasks }: { readonly figures: readonly HomeFigure[]; readonly tasks: readonly HomeTask[] }): ReactNode {
  const low = figures.find((f) => f.tone === 'warn');
  if (low)
    return (
      <Tag tone="warn">
        {low.zh} {grouped(low.value, 0)} {low.note}
      </Tag>
    );
  const approvals = tasks.filter((x) => x.kind === 'approve').length;
  return approvals > 0 ? <Tag tone="warn">{t('waitingApprovals', { n: approvals })}</Tag> : null;
}

function FigureBox({ figure: f }: { readonly figure: HomeFigure }): ReactNode {
  const value = f.unit === 'money' ? money(f.value) : f.unit === 'percent' ? `${f.value}%` : grouped(f.value, 0, 2);
  const down = f.delta ? isNegative(f.delta) : false;
  const inside = (
    <>
      <span className="hc-figure-name">{f.zh}</span>
      <strong className={f.tone === 'bad' && !isZero(f.value) ? 'hc-negative' : ''}>
        {f.unit === 'money' && <i>¥</i>}
        {value}
      </strong>
      <span className="hc-figure-note">
        {f.delta && (
          <b className={down ? 'hc-down' : 'hc-up'}>
            {down ? '↓' : '↑'} {f.delta.replace('-', '')}%
          </b>
        )}
        {f.note?.replace(/(\d+\.\d{2})$/, (m) => `¥${money(m)}`)}
      </span>
    </>
  );
  return f.href ? (
    <A className="hc-figure" href={f.href}>
      {inside}
    </A>
  ) : (
    <div className="hc-figure">{inside}</div>
  );
}

const SHOWN = 7;
const TONES: Readonly<Record<string, string>> = { approve: 'warn', draft: 'mute', overdue: 'bad' };

function Tasks({ tasks }: { readonly tasks: readonly HomeTask[] }): ReactNode {
  const [all, setAll] = useState(false);
  const shown = all ? tasks : tasks.slice(0, SHOWN);
  return (
    <section className="hc-box" aria-label={t('tasks')}>
      <header>
        <h2>{t('tasks')}</h2>
        {tasks.length > SHOWN && (
          <button type="button" className="hc-box-more" aria-expanded={all} onClick={() => setAll(!all)}>
            {all ? t('foldUp') : t('seeAllN', { n: tasks.length })}
          </button>
        )}
      </header>
      {tasks.length === 0 ? (
        <p className="hc-calm">
          <Icon name="check" size={18} />
          {t('noTasks')}
        </p>
      ) : (
        <ul className="hc-rows">
          {shown.map((x) => (
            <li key={x.kind + x.href}>
              <A href={x.href}>
                <Tag tone={x.tone ?? TONES[x.kind] ?? 'info'}>{x.zh}</Tag>
                <span title={withGroups(x.title)}>{withGroups(x.title)}</span>
                {x.at && <time>{ago(x.at)}</time>}
              </A>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
const withGroups = (title: string): string => title.replace(/¥(-?\d+\.\d{2})/g, (_, n: string) => `¥${money(n)}`);

function StockList({ list }: { readonly list: HomeList }): ReactNode {
  const line = (row: Values): ReactNode => {
    const days = Number(row['days']);
    const late = list.key === 'expiring' && days < 0;
    return (
      <A href={`/records/item/${String(row['id'])}`}>
        <span>
          {String(row['name'] ?? '')}
          {typeof row['lot'] === 'string' && <small>{t('lotNo', { lot: row['lot'] })}</small>}
        </span>
        {Number.isFinite(days) && <b className={late || days <= 7 ? 'hc-negative' : 'hc-warning'}>{late ? t('expiredDays', { n: -days }) : t('daysN', { n: days })}</b>}
        <em>{row['value'] !== undefined ? `¥${money(row['value'])}` : qty(row['qty'])}</em>
      </A>
    );
  };
  const total = list.rows.some((r) => r['value'] !== undefined) ? `¥${money(sum(list.rows.map((r) => r['value'])))}` : '';
  return (
    <section className="hc-box" aria-label={list.zh}>
      <header>
        <h2>{list.zh}</h2>
        {list.rows.length > 0 && list.href ? (
          <A className="hc-link" href={list.href}>
            {total || t('seeAll')}
          </A>
        ) : null}
      </header>
      {list.rows.length === 0 ? (
        <p className="hc-calm">
          <Icon name="check" size={18} />
          {list.empty ?? t('nothingHere')}
        </p>
      ) : (
        <ul className="hc-rows hc-stock-rows">
          {list.rows.map((row, i) => (
            <li key={`${String(row['id'])}${i}`}>{line(row)}</li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Shortcuts({ meta }: { readonly meta: Meta }): ReactNode {
  const docs = meta.modules
    .toSorted((a, b) => rank(a.name) - rank(b.name))
    .flatMap((m) => meta.documents.filter((d) => m.documents.includes(d.type) && d.may.edit && d.head.some((f) => f.required)).slice(0, m.documents.length > 4 ? 3 : 2))
    .slice(0, 8);
  if (docs.length === 0) return null;
  return (
    <section className="hc-box hc-shortcuts" aria-label={t('shortcuts')}>
      <header>
        <h2>{t('shortcuts')}</h2>
      </header>
      <ul>
        {docs.map((d) => (
          <li key={d.type}>
            <A href={`/documents/${d.type}/new`}>
              <Icon name="plus" size={14} />
              {d.zh}
            </A>
          </li>
        ))}
      </ul>
    </section>
  );
}

type Step = { readonly href: string; readonly title: string; readonly text: string };
/** A new company: records first, then what is bought, received and sold — in the order the modules stand. */
function stepsOf(meta: Meta): readonly Step[] {
  const trade = meta.documents.filter((d) => d.may.edit && followersOf(meta, d.type).length > 0 && d.head.some((f) => f.required && /customer|supplier/.test(f.to ?? '')));
  const docs = meta.modules
    .toSorted((a, b) => rank(a.name) - rank(b.name))
    .flatMap((m) => trade.find((d) => m.documents.includes(d.type)) ?? [])
    .slice(0, 2);
  const wanted = [
    ...new Set([...docs.flatMap((d) => d.line), ...docs.flatMap((d) => d.head)].filter((f) => f.required || f.to === 'warehouse').flatMap((f) => (f.to ?? '').split('|'))),
  ];
  const records = wanted.flatMap((type) => meta.records.find((r) => r.type === type && r.may.edit) ?? []).slice(0, 4);
  return [
    ...records.map((r) => ({ href: `/records/${r.type}/new`, title: r.zh, text: r.empty })),
    ...docs.map((d) => ({ href: `/documents/${d.type}/new`, title: d.zh, text: d.screen.empty })),
  ];
}

function FirstSteps({ steps }: { readonly steps: readonly Step[] }): ReactNode {
  return (
    <section className="hc-steps" aria-label={t('firstSteps')}>
      <header>
        <h2>{t('firstSteps')}</h2>
        <p>{t('firstStepsText')}</p>
      </header>
      <ol>
        {steps.map((s, i) => (
          <li key={s.href}>
            <A href={s.href}>
              <b>{i + 1}</b>
              <strong>{s.title}</strong>
              <span>{s.text}</span>
            </A>
          </li>
        ))}
      </ol>
    </section>
  );
}
