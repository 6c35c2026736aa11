// 回测 (F5): the static formula, rolling z·σ and ours on the company's own past, as pictures: fill, waste, stock, money.
import { useCallback, useEffect, useState, type FormEvent, type ReactNode } from 'react';
import { visited } from '../app/memory';
import { useSearchText } from '../app/url';
import { grouped } from '../lib/figures';
import { stamp } from '../lib/days';
import { Empty, Failure, PageHead, Waiting } from '../ui/bits';
import { Button } from '../ui/button';
import { Chart, type ChartOption, type Palette } from './chart';
import { JobLine, JobProof } from './job-line';
import { share, useAct, useJob, useJobs } from './workbench';
import { words } from './workbench-words';
import './workbench.css';

const POLICIES = ['static', 'rolling-average', 'rolling-sigma', 'ours'] as const;
type Policy = (typeof POLICIES)[number];
const FIGURES = ['fill', 'waste', 'stockMoney', 'wasteMoney', 'missedMoney'] as const;
type Figure = (typeof FIGURES)[number];
const SHARES: ReadonlySet<Figure> = new Set(['fill', 'waste']);
const WASTED: ReadonlySet<Figure> = new Set(['waste', 'wasteMoney']);
type Figures = Readonly<Record<Figure, number>>;
type Shelf = {
  readonly name: string;
  readonly series: number;
  readonly life: readonly [number, number] | null;
  readonly lead: number;
  readonly soldOut: number;
  readonly preset: Readonly<Record<Policy, Figures>>;
  readonly equalFill: Readonly<Record<Policy, Figures>>;
};
type Result = { readonly fromDay: string; readonly toDay: string; readonly days: number; readonly target: number; readonly shelves: readonly Shelf[] };

export function BacktestPage(): ReactNode {
  const jobs = useJobs();
  const wanted = useSearchText()['job'];
  useEffect(() => visited({ href: '/planning/backtest', text: words.backtest, kind: 'view' }), []);
  const own = jobs.data?.jobs.filter((j) => j.kind === 'backtest') ?? [];
  const running = own.find((j) => j.state === 'running' || j.state === 'waiting');
  const done = own.find((j) => j.id === wanted) ?? own.find((j) => j.state === 'done');
  const failed = own[0]?.state === 'failed' ? own[0] : undefined;
  return (
    <div className="hc-page hc-bench-test">
      <PageHead crumbs={[{ text: words.module }, { text: words.backtest }]} title={words.backtest} after={<span className="hc-note">{words.backtestText}</span>} />
      {jobs.isError && !jobs.data ? (
        <Failure error={jobs.error} retry={() => void jobs.refetch()} />
      ) : !jobs.data ? (
        <Waiting lines={8} />
      ) : (
        <>
          {jobs.data.may.edit && <Ask busy={running !== undefined} again={done !== undefined} />}
          {running && <JobLine job={running} edit={jobs.data.may.edit} />}
          {failed && <p className="hc-danger">{failed.error}</p>}
          {done ? <Said id={done.id} at={done.endedAt} /> : !running && <Empty title={words.noBacktest} text={words.noBacktestText} />}
        </>
      )}
    </div>
  );
}

const DAYS = ['28', '56', '84', '182'] as const;
const TARGETS = ['0.9', '0.95', '0.98'] as const;
type ChoiceProps = { readonly label: string; readonly value: string; readonly set: (value: string) => void; readonly choices: readonly (readonly [string, string])[] };
const Choice = ({ label, value, set, choices }: ChoiceProps): ReactNode => (
  <label>
    <span>{label}</span>
    <select className="hc-input" value={value} onChange={(e) => set(e.target.value)}>
      {choices.map(([v, zh]) => (
        <option key={v} value={v}>
          {zh}
        </option>
      ))}
    </select>
  </label>
);

function Ask({ busy, again }: { readonly busy: boolean; readonly again: boolean }): ReactNode {
  const run = useAct<object>(() => '/api/planning/jobs', words.asked);
  const [life, setLife] = useState('');
  const [days, setDays] = useState('84');
  const [target, setTarget] = useState('0.95');
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    run.mutate({ kind: 'backtest', days: Number(days), target: Number(target), ...(life === '' ? {} : { life: Number(life) }) });
  };
  return (
    <form className="hc-bench-ask" onSubmit={submit}>
      <Choice label={words.days} value={days} set={setDays} choices={DAYS.map((d) => [d, words.daysOf(d)])} />
      <Choice label={words.target} value={target} set={setTarget} choices={TARGETS.map((d) => [d, share(Number(d))])} />
      <label>
        <span>{words.life}</span>
        <input className="hc-input" type="number" min={1} max={365} placeholder={words.lifeNone} value={life} onChange={(e) => setLife(e.target.value)} />
      </label>
      <Button kind="primary" type="submit" busy={run.isPending} disabled={busy}>
        {again ? words.runAgain : words.run}
      </Button>
    </form>
  );
}

function Said({ id, at }: { readonly id: string; readonly at: string | null }): ReactNode {
  const job = useJob<Result>(id);
  const result = job.data?.result;
  if (job.isError && !job.data) return <Failure error={job.error} retry={() => void job.refetch()} />;
  if (!result) return <Waiting lines={8} />;
  return (
    <>
      <p className="hc-note">
        {`${words.span(result.fromDay, result.toDay, share(result.target))} · ${stamp(at)}`}
        <JobProof job={job.data} />
      </p>
      {result.shelves.map((shelf) => (
        <section key={shelf.name} className="hc-bench-card">
          <h3>{words.shelf(shelf)}</h3>
          <p>{verdictOf(shelf, result.target)}</p>
          {shelf.soldOut > 0 && <p className="hc-note">{words.emptyDays(shelf.soldOut)}</p>}
          {(['equal', 'preset'] as const).map((which) => (
            <div key={which}>
              <h4>
                {words[which]} <span className="hc-note">{which === 'equal' ? words.equalText : words.presetText}</span>
              </h4>
              <div className="hc-bench-figures">
                {FIGURES.filter((f) => shelf.life !== null || !WASTED.has(f)).map((figure) => (
                  <FigureChart key={figure} figure={figure} of={which === 'equal' ? shelf.equalFill : shelf.preset} />
                ))}
              </div>
            </div>
          ))}
        </section>
      ))}
    </>
  );
}

const against = (ours: number, theirs: number): string => {
  if (!(theirs > 0) || Math.abs(ours / theirs - 1) < 0.01) return words.same;
  return ours < theirs ? words.less(share(1 - ours / theirs)) : words.more(share(ours / theirs - 1));
};
/** So far apart fills may be and still be called the same: rounding to whole units leaves no less. */
const SAME = 0.005;
function verdictOf(shelf: Shelf, target: number): string {
  const [ours, theirs] = [shelf.equalFill.ours, shelf.equalFill.static];
  // More served with less money and no more waste: that may be said whatever the fills.
  if (ours.fill > theirs.fill + SAME && ours.stockMoney < theirs.stockMoney && ours.wasteMoney <= theirs.wasteMoney)
    return words.ahead(share(ours.fill, 1), share(theirs.fill, 1), against(ours.stockMoney, theirs.stockMoney));
  if (Math.abs(ours.fill - theirs.fill) > SAME) return words.unequal(share(target), share(ours.fill, 1), share(theirs.fill, 1));
  if (shelf.life === null) return words.verdictKeeps(against(ours.stockMoney, theirs.stockMoney));
  return words.verdict(against(ours.wasteMoney, theirs.wasteMoney), against(ours.stockMoney, theirs.stockMoney));
}

function FigureChart({ figure, of }: { readonly figure: Figure; readonly of: Readonly<Record<Policy, Figures>> }): ReactNode {
  const text = useCallback((v: number): string => (SHARES.has(figure) ? share(v, 1) : grouped(v.toFixed(0), 0)), [figure]);
  const option = useCallback(
    (palette: Palette): ChartOption => ({
      legend: { show: false },
      tooltip: { show: false },
      grid: { left: 4, right: 64, top: 4, bottom: 4, containLabel: true },
      xAxis: { type: 'value', min: 0, axisLabel: { show: false }, splitLine: { show: false } },
      yAxis: { type: 'category', inverse: true, data: POLICIES.map((p) => words.policies[p]), axisLabel: { color: palette.ink2, fontSize: 12 }, axisLine: { show: false } },
      series: [
        {
          type: 'bar',
          silent: true,
          barMaxWidth: 14,
          data: POLICIES.map((p) => ({
            value: of[p][figure],
            itemStyle: { color: p === 'ours' ? palette.accent : palette.line2 },
            label: { show: true, position: 'right', formatter: text(of[p][figure]), color: palette.ink2, fontSize: 11 },
          })),
        },
      ],
    }),
    [figure, of, text],
  );
  const label = `${words.figures[figure]}：${POLICIES.map((p) => `${words.policies[p]} ${text(of[p][figure])}`).join('，')}`;
  return (
    <figure>
      <figcaption>{`${words.figures[figure]}${SHARES.has(figure) ? '' : '（元）'}`}</figcaption>
      <Chart option={option} label={label} height={112} />
    </figure>
  );
}
