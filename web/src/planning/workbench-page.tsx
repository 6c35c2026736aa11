// 预测工作台: the goods on one side, the chosen one on the other: history with its cleanings, bands ahead, why, how good, what if.
import { useEffect, useMemo, useState, type ReactNode } from 'react';
import { usePhone } from '../app/media';
import { visited } from '../app/memory';
import { useGo, useParam, useSearchText, useSetSearch } from '../app/url';
import { Empty, Failure, PageHead, Tag, Waiting } from '../ui/bits';
import { Button } from '../ui/button';
import { Dialog } from '../ui/dialog';
import { A } from '../ui/link';
import { JobLine } from './job-line';
import {
  type Change,
  type Listed,
  type Overview,
  type SeriesPage,
  share,
  units,
  useAct,
  useJobs,
  useOverview,
  useSeries,
  useSeriesList,
  useWhatIf,
  type WhatIf,
} from './workbench';
import { ChangeList, Changes } from './workbench-changes';
import { AccuracyChart, HistoryChart, WhyChart } from './workbench-charts';
import { words } from './workbench-words';
import './workbench.css';

export function WorkbenchPage(): ReactNode {
  const overview = useOverview();
  useEffect(() => visited({ href: '/planning/forecast', text: words.title, kind: 'view' }), []);
  const job = overview.data?.job;
  return (
    <div className="hc-page hc-page-full hc-bench">
      <PageHead
        crumbs={[{ text: words.module }, { text: words.title }]}
        title={words.title}
        after={job && <span className="hc-note">{`${words.asOf(job.origin)} · ${words.series(job.series)}`}</span>}
        actions={
          <A className="hc-button hc-button-plain" href="/planning/jobs">
            {words.toJobs}
          </A>
        }
      />
      <Running />
      {overview.isError && !overview.data ? (
        <Failure error={overview.error} retry={() => void overview.refetch()} />
      ) : !overview.data ? (
        <Waiting lines={10} />
      ) : job ? (
        <Panes overview={overview.data} />
      ) : (
        <First edit={overview.data.may.edit} />
      )}
    </div>
  );
}

/** Only what is being calculated right now; finished jobs stand on their own page. */
const useRunning = () => useJobs().data?.jobs.find((j) => (j.state === 'running' || j.state === 'waiting') && j.kind !== 'backtest');
function Running(): ReactNode {
  const now = useRunning();
  return now ? <JobLine job={now} /> : null;
}

function First({ edit }: { readonly edit: boolean }): ReactNode {
  const run = useAct<{ kind: 'train' }>(() => '/api/planning/jobs', words.asked);
  const running = useRunning() !== undefined;
  return (
    <Empty
      title={words.none}
      text={running ? words.noneYet : words.noneText}
      action={
        edit &&
        !running && (
          <Button kind="primary" busy={run.isPending} onClick={() => run.mutate({ kind: 'train' })}>
            {words.now}
          </Button>
        )
      }
    />
  );
}

function Panes({ overview }: { readonly overview: Overview }): ReactNode {
  const phone = usePhone();
  const go = useGo();
  const q = useSearchText()['q'] ?? '';
  const list = useSeriesList(q);
  const [item, warehouse] = [useParam('item'), useParam('warehouse')];
  const first = list.data?.[0];
  const chosen = item !== '' ? { item, warehouse } : phone || !first ? null : { item: first.item, warehouse: first.warehouse };
  return (
    <div className="hc-bench-panes">
      {(!phone || !chosen) && (
        <Picker rows={list.data ?? []} q={q} chosen={chosen} open={(r) => go(`/planning/forecast/${r.item}/${r.warehouse}${q === '' ? '' : `?q=${encodeURIComponent(q)}`}`)} />
      )}
      {chosen && <Series key={`${chosen.item}${chosen.warehouse}`} {...chosen} overview={overview} />}
    </div>
  );
}

type PickerProps = {
  readonly rows: readonly Listed[];
  readonly q: string;
  readonly chosen: { readonly item: string; readonly warehouse: string } | null;
  readonly open: (row: Listed) => void;
};
function Picker({ rows, q, chosen, open }: PickerProps): ReactNode {
  const setSearch = useSetSearch();
  return (
    <aside className="hc-bench-pick" aria-label={words.pick}>
      <input type="search" className="hc-input" placeholder={words.search} aria-label={words.search} defaultValue={q} onChange={(e) => setSearch({ q: e.target.value.trim() })} />
      <ul>
        {rows.map((r) => (
          <li key={`${r.item}${r.warehouse}`}>
            <button type="button" aria-current={chosen?.item === r.item && chosen.warehouse === r.warehouse ? 'true' : undefined} onClick={() => open(r)}>
              <b>{r.name}</b>
              <span>{`${r.place} · ${r.class}`}</span>
              <small>{r.gone ? words.gone : `${words.week(units(r.week), r.unit)}${r.wape === null ? '' : ` · ${words.wape(share(r.wape))}`}`}</small>
            </button>
          </li>
        ))}
        {rows.length === 0 && <li className="hc-note">{words.noneFound}</li>}
      </ul>
    </aside>
  );
}

function Series({ item, warehouse, overview }: { readonly item: string; readonly warehouse: string; readonly overview: Overview }): ReactNode {
  const query = useSeries(item, warehouse);
  const phone = usePhone();
  const ask = useWhatIf(item, warehouse);
  const [wish, setWish] = useState<keyof typeof WISHES | null>(null);
  const [picked, setPicked] = useState<readonly Change[]>([]);
  const page = query.data;
  const ahead = useMemo(() => (wish && ask.data ? ask.data.forecast : (page?.forecast ?? [])), [wish, ask.data, page]);
  if (query.isError && !page) return <Failure error={query.error} retry={() => void query.refetch()} />;
  if (!page) return <Waiting lines={10} />;
  const choose = (name: keyof typeof WISHES | null): void => {
    setWish(name);
    if (name) ask.mutate(WISHES[name], { onError: () => setWish(null) });
  };
  return (
    <article className="hc-bench-series" aria-label={page.name}>
      <header>
        {phone && (
          <A className="hc-link hc-bench-back" href="/planning/forecast">
            {words.others}
          </A>
        )}
        <h2>{page.name}</h2>
        <span className="hc-note">{`${page.code} · ${page.place} · ${page.unit}`}</span>
        {page.drift?.alarm && <Tag tone="warn">{page.drift.reason}</Tag>}
        {page.gone && <Tag tone="mute">{words.goneText}</Tag>}
      </header>
      <section className="hc-bench-card">
        <h3>{words.history}</h3>
        <HistoryChart page={page} ahead={ahead} onPick={setPicked} />
        <p className="hc-note">{words.bandsRead}</p>
        <Wishes chosen={wish} choose={choose} busy={ask.isPending} answer={wish && ask.data ? ask.data : null} unit={page.unit} />
      </section>
      <div className="hc-bench-cards">
        <section className="hc-bench-card">
          <h3>
            {words.why} <span className="hc-note">{words.whyPer(page.unit)}</span>
          </h3>
          {page.why ? (
            <>
              <p>{page.why.sentence}</p>
              <WhyChart why={page.why} />
            </>
          ) : (
            <p className="hc-note">{words.noWhy}</p>
          )}
        </section>
        <Quality page={page} />
        <About page={page} overview={overview} />
        <Changes page={page} edit={overview.may.edit} />
      </div>
      {picked.length > 0 && (
        <Dialog open side={phone ? 'bottom' : 'right'} title={words.changes} onClose={() => setPicked([])}>
          <ChangeList changes={page.changes.filter((c) => picked.some((p) => p.id === c.id))} edit={overview.may.edit} />
        </Dialog>
      )}
    </article>
  );
}

const WISHES = { plain: { plain: true }, later: { leadDays: 1 }, surer: { fill: 0.98 } } as const;
type WishesProps = {
  readonly chosen: keyof typeof WISHES | null;
  readonly choose: (name: keyof typeof WISHES | null) => void;
  readonly busy: boolean;
  readonly answer: WhatIf | null;
  readonly unit: string;
};
function Wishes({ chosen, choose, busy, answer, unit }: WishesProps): ReactNode {
  return (
    <div className="hc-bench-wishes">
      <b>{words.whatIf}</b>
      {(Object.keys(WISHES) as (keyof typeof WISHES)[]).map((name) => (
        <Button
          key={name}
          aria-pressed={chosen === name}
          kind={chosen === name ? 'primary' : 'plain'}
          busy={busy && chosen === name}
          onClick={() => choose(chosen === name ? null : name)}
        >
          {words[name]}
        </Button>
      ))}
      {busy && <span className="hc-note">{words.calculating}</span>}
      {answer && !busy && (
        <dl>
          {(['safety', 'reorder', 'target'] as const).map((what, i) => (
            <div key={what} title={answer.after.reasons[i]}>
              <dt>{words.levels[what]}</dt>
              <dd>
                {units(answer.before[what])} → <b>{units(answer.after[what])}</b> {unit}
              </dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  );
}

function Quality({ page }: { readonly page: SeriesPage }): ReactNode {
  const bias = page.accuracy?.bias ?? 0;
  return (
    <section className="hc-bench-card">
      <h3>{words.quality}</h3>
      {page.accuracy ? (
        <>
          <AccuracyChart methods={page.accuracy.methods} />
          <p className="hc-note">
            {words.bias(bias >= 0 ? words.over(share(bias, 1)) : words.under(share(-bias, 1)))}
            {page.accuracy.unknown > 0 && `。${words.unknown(page.accuracy.unknown)}`}
          </p>
        </>
      ) : (
        <p className="hc-note">{words.noQuality}</p>
      )}
    </section>
  );
}

function About({ page, overview }: { readonly page: SeriesPage; readonly overview: Overview }): ReactNode {
  const { job } = overview;
  const facts: readonly (readonly [string, ReactNode])[] = [
    [words.class, page.class],
    [words.model, page.model],
    ...(page.drift ? [[words.drift, page.drift.reason] as const] : []),
    [words.ratio, <RatioText key="r" page={page} />],
    [
      words.signals,
      <span key="s">
        {job && job.signals.length > 0 ? words.fed(job.signals.join('、')) : words.noSignals}{' '}
        <A className="hc-link" href="/planning/signals">
          {words.toVerdicts}
        </A>
      </span>,
    ],
    ...(job ? [[words.proof, <code key="p">{words.proofText(job.data ?? '—', job.model ?? '—', job.seed)}</code>] as const] : []),
  ];
  return (
    <section className="hc-bench-card">
      <h3>{words.about}</h3>
      <dl className="hc-bench-facts">
        {facts.map(([zh, text]) => (
          <div key={zh}>
            <dt>{zh}</dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

const RatioText = ({ page: { ratio } }: { readonly page: SeriesPage }): ReactNode => (
  <>
    <span className={ratio.passes ? undefined : 'hc-danger'}>{words.ratioText(share(ratio.before, 1), share(ratio.after, 1), share(ratio.threshold))}</span>
    <small className="hc-bench-means">{words.ratioMeans}</small>
  </>
);
