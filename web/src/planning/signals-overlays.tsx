// 安全系数叠加: rules that may multiply the safety part, what they did on the past, their limits, and what is in force today.
import { useCallback, useState, type FormEvent, type ReactNode } from 'react';
import { post, put } from '../api/client';
import { useGo } from '../app/url';
import { Empty, Failure, Tag, Waiting } from '../ui/bits';
import { Button } from '../ui/button';
import { A } from '../ui/link';
import { Chart, type ChartOption, type Palette } from './chart';
import { type Figures, type OverlayRule, type OverlayTrial, type Overlays, useDo, useOverlays } from './signals';
import { words } from './signals-words';

export function OverlayRules(): ReactNode {
  const all = useOverlays();
  const go = useGo();
  if (all.isError && !all.data) return <Failure error={all.error} retry={() => void all.refetch()} />;
  if (!all.data) return <Waiting lines={6} />;
  const { rules, may, names } = all.data;
  if (rules.length === 0)
    return (
      <Empty
        title={words.noOverlays}
        text={words.noOverlaysText}
        action={
          <Button kind="primary" onClick={() => go('/rules')}>
            {words.toRules}
          </Button>
        }
      />
    );
  return (
    <div className="hc-signals-overlays">
      <p className="hc-note">{words.overlayIntro}</p>
      <InForce all={all.data} />
      {rules.map((r) => (
        <RuleCard key={`${r.rule}/${r.version}/${r.low}/${r.high}/${r.days}`} rule={r} may={may} names={names} />
      ))}
    </div>
  );
}

function InForce({ all }: { readonly all: Overlays }): ReactNode {
  const named = (id: string | null): string => (id === null || id === '*' ? words.whole : (all.names[id] ?? id));
  return (
    <section className="hc-card hc-signals-force" aria-label={words.inForce}>
      <h2>{words.inForce}</h2>
      {all.counting.length === 0 && <p className="hc-note">{words.nothingInForce}</p>}
      <ul>
        {all.counting.map((o) => (
          <li key={`${o.source.rule}/${o.item ?? o.category ?? o.warehouse ?? '*'}`}>
            <b>
              {named(o.item ?? o.category ?? o.warehouse)} ×{o.factor}
            </b>
            <span>{o.why}</span>
          </li>
        ))}
        {all.idle.map((i) => (
          <li key={`${i.ruleId}/${i.target}/${i.since}`} className="hc-note">
            {named(i.target)}：{i.rule} ×{i.value}（{i.why}）
          </li>
        ))}
      </ul>
    </section>
  );
}

function stateOf(r: OverlayRule): ReactNode {
  if (r.trial && (r.trial.state === 'waiting' || r.trial.state === 'running')) return <Tag tone="warn">{words.judging(r.trial.progress)}</Tag>;
  if (r.trial?.state === 'failed') return <Tag tone="bad">{words.failed}</Tag>;
  if (r.tried === null) return <Tag>{words.untried}</Tag>;
  if (r.tried !== r.version) return <Tag tone="warn">{words.retry}</Tag>;
  return r.state === 'on' ? <Tag tone="ok">{words.isOn}</Tag> : <Tag>{words.isOff}</Tag>;
}

function RuleCard({ rule: r, may, names }: { readonly rule: OverlayRule; readonly may: boolean; readonly names: Overlays['names'] }): ReactNode {
  const trial = useDo(() => post(`/api/planning/overlays/${r.rule}/trial`), { said: words.trialAsked });
  const turn = useDo((on: boolean) => post(`/api/planning/overlays/${r.rule}/switch`, { on }), { said: r.state === 'on' ? words.turnedOff : words.turnedOn });
  const busy = r.trial?.state === 'waiting' || r.trial?.state === 'running';
  return (
    <section className="hc-card hc-signals-rule" aria-label={r.name}>
      <header>
        <h2>
          <A href={`/rules/${r.rule}`}>{r.name}</A>
        </h2>
        {stateOf(r)}
      </header>
      <p>{r.said}</p>
      {may && <Limits rule={r} />}
      {r.trial?.error && <p className="hc-signals-old">{r.trial.error}</p>}
      {r.trial?.state === 'done' && r.trial.result && <Effect trial={r.trial.result} names={names} />}
      {may && (
        <div className="hc-signals-bar">
          <Button busy={trial.isPending || busy} onClick={() => trial.mutate(undefined)}>
            {words.trial}
          </Button>
          {r.state === 'on' ? (
            <Button busy={turn.isPending} onClick={() => turn.mutate(false)}>
              {words.turnOff}
            </Button>
          ) : (
            <Button kind="primary" busy={turn.isPending} disabled={r.tried !== r.version} onClick={() => turn.mutate(true)}>
              {words.turnOn}
            </Button>
          )}
        </div>
      )}
    </section>
  );
}

function Limits({ rule: r }: { readonly rule: OverlayRule }): ReactNode {
  const [low, setLow] = useState(String(r.low));
  const [high, setHigh] = useState(String(r.high));
  const [days, setDays] = useState(String(r.days));
  const save = useDo((body: object) => put(`/api/planning/overlays/${r.rule}`, body), { said: words.limitsSaved });
  const changed = Number(low) !== r.low || Number(high) !== r.high || Number(days) !== r.days;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    save.mutate({ low: Number(low), high: Number(high), days: Number(days) });
  };
  return (
    <form className="hc-signals-limits" onSubmit={submit} aria-label={words.limits}>
      <Figure label={words.low} value={low} set={setLow} rule={FACTOR} />
      <Figure label={words.high} value={high} set={setHigh} rule={FACTOR} />
      <Figure label={words.days} value={days} set={setDays} rule={DAYS} />
      <Button type="submit" disabled={!changed} busy={save.isPending}>
        {words.setLimits}
      </Button>
    </form>
  );
}

type Span = { readonly min: number; readonly max: number; readonly step: number };
const FACTOR: Span = { min: 0.1, max: 10, step: 0.05 };
const DAYS: Span = { min: 1, max: 92, step: 1 };
function Figure({ label, value, set, rule }: { readonly label: string; readonly value: string; readonly set: (value: string) => void; readonly rule: Span }): ReactNode {
  return (
    <label>
      {label}
      <input className="hc-input" type="number" {...rule} value={value} onChange={(e) => set(e.target.value)} />
    </label>
  );
}

const SHOWN = 5;
const percent = (x: number): string => `${(100 * x).toFixed(1)}%`;
const ROWS: readonly { readonly key: keyof Figures; readonly zh: string; readonly say: (x: number) => string }[] = [
  { key: 'fill', zh: words.fill, say: percent },
  { key: 'stockoutDays', zh: words.stockouts, say: percent },
  { key: 'stock', zh: words.stock, say: (x) => x.toFixed(1) },
  { key: 'waste', zh: words.waste, say: percent },
];

function Effect({ trial: t, names }: { readonly trial: OverlayTrial; readonly names: Overlays['names'] }): ReactNode {
  const named = (id: string): string => (id === '*' ? words.whole : (names[id] ?? id));
  return (
    <div className="hc-signals-effect">
      {t.ran && t.without && t.with && t.from && t.to ? (
        <>
          <p className="hc-note">
            {words.trialSpan(t.from, t.to)} · {words.firings(t.firings, t.covered, t.cells)} · {words.onSeries(t.series)}
          </p>
          <Bars without={t.without} under={t.with} />
        </>
      ) : (
        <p>{t.reason}</p>
      )}
      {t.chain.length > 0 && (
        <details>
          <summary>{words.chain}</summary>
          <ul>
            {t.chain
              .slice(-SHOWN)
              .toReversed()
              .map((c) => (
                <li key={`${c.day}/${c.target}`}>{words.chainRow(c, named(c.target))}</li>
              ))}
          </ul>
        </details>
      )}
      {t.caveats.map((c) => (
        <p key={c} className="hc-note">
          {c}
        </p>
      ))}
    </div>
  );
}

/** Four figures side by side, each in its own measure: what it would have been without the overlay and with it. */
function Bars({ without, under }: { readonly without: Figures; readonly under: Figures }): ReactNode {
  return (
    <div className="hc-signals-bars">
      {ROWS.map((row) => (
        <Bar key={row.key} row={row} values={[under[row.key], without[row.key]]} />
      ))}
    </div>
  );
}

function Bar({ row: { zh, say: spoken }, values: [under, without] }: { readonly row: (typeof ROWS)[number]; readonly values: readonly [number, number] }): ReactNode {
  const option = useCallback(
    (palette: Palette): ChartOption => ({
      grid: { left: 4, right: 64, top: 4, bottom: 4 },
      legend: { show: false },
      tooltip: { show: false },
      xAxis: { type: 'value', show: false, min: 0 },
      yAxis: { type: 'category', data: [words.with, words.without], axisLine: { show: false } },
      series: [
        {
          type: 'bar',
          barWidth: 16,
          data: [{ value: under }, { value: without, itemStyle: { color: palette.line2 } }],
          label: { show: true, position: 'right', color: palette.ink, formatter: (p: { readonly value: unknown }) => spoken(Number(p.value)) },
        },
      ],
    }),
    [under, without, spoken],
  );
  return (
    <figure>
      <figcaption>{zh}</figcaption>
      <Chart height={72} label={`${zh}：${words.without} ${spoken(without)}，${words.with} ${spoken(under)}`} option={option} />
    </figure>
  );
}
