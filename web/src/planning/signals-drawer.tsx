// One signal: its curve, gaps and corrections, what it proved, and the ways its data come in.
import { useCallback, useRef, useState, type ReactNode } from 'react';
import { post, remove } from '../api/client';
import { stamp } from '../lib/days';
import { Failure, Waiting } from '../ui/bits';
import { Button } from '../ui/button';
import { Dialog } from '../ui/dialog';
import { ask, say } from '../ui/say';
import { Chart, type ChartOption, type Palette } from './chart';
import { type Line, type Picture, type Signal, type Signals, useDo, usePicture } from './signals';
import { SignalForm } from './signals-form';
import { Freshness, VerdictTag } from './signals-tags';
import { words } from './signals-words';

type Props = { readonly signal: Signal; readonly metrics: Signals['metrics']; readonly may: boolean; readonly onClose: () => void };

export function SignalDrawer({ signal: s, metrics, may, onClose }: Props): ReactNode {
  const [editing, setEditing] = useState(false);
  const picture = usePicture(s.id);
  const judge = useDo(() => post(`/api/planning/signals/${s.id}/judge`), { said: words.judged });
  const gone = useDo(() => remove(`/api/planning/signals/${s.id}`), { said: words.removed, done: onClose });
  const busy = s.trial?.state === 'waiting' || s.trial?.state === 'running';
  const removeIt = async (): Promise<void> => {
    if ((await ask({ title: words.remove, text: words.removeText(s.name), ok: words.remove, danger: true })) !== null) gone.mutate(undefined);
  };
  return (
    <Dialog open side="right" width={760} title={s.unit ? `${s.name}（${s.unit}）` : s.name} onClose={onClose}>
      <p className="hc-signals-head">
        <VerdictTag signal={s} />
        <Freshness signal={s} />
        <span className="hc-note">
          {words.levels[s.level]} · {words.feeds[s.feed]} · {s.source}
        </span>
      </p>
      <VerdictBox signal={s} />
      {may && (
        <div className="hc-signals-bar">
          {s.ahead > 0 && (
            <Button kind="primary" busy={judge.isPending || busy} onClick={() => judge.mutate(undefined)}>
              {words.judge}
            </Button>
          )}
          <Button onClick={() => setEditing(true)}>{words.edit}</Button>
          <Button onClick={() => void removeIt()}>{words.remove}</Button>
        </div>
      )}
      {picture.isError ? (
        <Failure error={picture.error} retry={() => void picture.refetch()} />
      ) : picture.data ? (
        <Curves signal={s} picture={picture.data} />
      ) : (
        <Waiting lines={6} />
      )}
      {may && <Ways signal={s} />}
      {picture.data && s.feed === 'pull' && <Fetches picture={picture.data} />}
      {editing && <SignalForm signal={s} metrics={metrics} onClose={() => setEditing(false)} />}
    </Dialog>
  );
}

function VerdictBox({ signal: s }: { readonly signal: Signal }): ReactNode {
  const verdict = s.trial?.state === 'done' ? s.trial.result : null;
  return (
    <section className="hc-signals-verdict" aria-label={words.verdict}>
      {verdict ? (
        <>
          <p className={verdict.kept ? 'hc-signals-good' : 'hc-signals-old'}>{verdict.reason}</p>
          {verdict.origins > 0 && (
            <p className="hc-note">
              {words.gain(verdict.gain)} · {words.helped(verdict.helped, verdict.origins)} · {words.onSeries(verdict.series)} · {stamp(s.trial?.at)}
            </p>
          )}
        </>
      ) : (
        s.trial?.error && <p className="hc-signals-old">{s.trial.error}</p>
      )}
      {s.ahead > 0 && <p className="hc-note">{words.judgeText}</p>}
    </section>
  );
}

/** Lines over the days; what lies ahead of today is drawn behind a mark. */
function optionOf(lines: readonly Line[], today: string, palette: Palette): ChartOption {
  const days = [...new Set(lines.flatMap((l) => l.days))].toSorted();
  const all = days.length > 0 && days.every((d) => d !== today) ? [...days, today].toSorted() : days;
  return {
    grid: { top: lines.length > 1 ? 34 : 20, right: 24 },
    legend: lines.length > 1 ? { type: 'scroll' } : { show: false },
    tooltip: { trigger: 'axis' },
    xAxis: { type: 'category', data: all, boundaryGap: false },
    yAxis: { type: 'value', scale: true },
    series: lines.map((l, i) => {
      const at = new Map(l.days.map((d, k) => [d, l.values[k]]));
      return {
        type: 'line',
        name: l.name,
        data: all.map((d) => at.get(d) ?? null),
        connectNulls: false,
        // What is only on or off is drawn in steps.
        ...(l.values.every((v) => v === 0 || v === 1) ? { step: 'middle' } : {}),
        showSymbol: l.days.length < 60,
        symbolSize: 4,
        ...(i === 0
          ? {
              markLine: {
                silent: true,
                symbol: 'none',
                label: { formatter: words.today, color: palette.ink2, textBorderWidth: 0 },
                lineStyle: { color: palette.ink3 },
                data: [{ xAxis: today }],
              },
            }
          : {}),
      };
    }),
  };
}

function Curves({ signal: s, picture }: { readonly signal: Signal; readonly picture: Picture }): ReactNode {
  const { lines, today } = picture;
  const option = useCallback((palette: Palette) => optionOf(lines, today, palette), [lines, today]);
  const gaps = picture.lines.flatMap((l) => l.gaps.map((g) => ({ ...g, name: picture.lines.length > 1 ? `${l.name} ` : '' })));
  return (
    <section aria-label={words.picture}>
      {picture.lines.length > 0 && <Chart option={option} height={260} label={words.chart(s.name)} />}
      <dl className="hc-signals-facts">
        <dt>{words.gaps}</dt>
        <dd>{gaps.length === 0 ? words.noGaps : gaps.slice(0, 6).map((g) => <span key={`${g.name}${g.from}`}>{`${g.name}${words.gap(g.from, g.to, g.days)}`}</span>)}</dd>
        <dt>{words.revisions}</dt>
        <dd>{words.revised(picture.revised)}</dd>
        {s.feed === 'push' && (
          <>
            <dt>{words.push}</dt>
            <dd>
              <code>{words.pushText(s.code)}</code>
            </dd>
          </>
        )}
      </dl>
    </section>
  );
}

type Took = { readonly found: number; readonly taken: number };
function Ways({ signal: s }: { readonly signal: Signal }): ReactNode {
  const file = useRef<HTMLInputElement>(null);
  const [claim, setClaim] = useState('ahead');
  const send = useDo((text: string) => post<Took>(`/api/planning/signals/${s.id}/file`, { text, claim }), { said: (r) => [words.taken(r.found, r.taken), 'ok'] });
  const pull = useDo(() => post<Took & { readonly ok: boolean; readonly error: string | null }>(`/api/planning/signals/${s.id}/pull`), {
    said: (r) => (r.ok ? [words.pulled(r.found, r.taken), 'ok'] : [r.error ?? '', 'bad']),
  });
  const picked = async (chosen: File | undefined): Promise<void> => {
    if (chosen) send.mutate(await chosen.text().catch((error: unknown) => (say(String(error), 'bad'), '')));
    if (file.current) file.current.value = '';
  };
  return (
    <section className="hc-signals-ways" aria-label={words.upload}>
      <h3>{words.upload}</h3>
      <p className="hc-note">{words.uploadHint}</p>
      <div className="hc-signals-bar">
        <label className="hc-signals-claim">
          {words.claim}
          <select className="hc-input" value={claim} onChange={(e) => setClaim(e.target.value)}>
            {Object.entries(words.claims).map(([key, zh]) => (
              <option key={key} value={key}>
                {zh}
              </option>
            ))}
          </select>
        </label>
        <input ref={file} type="file" accept=".csv,text/csv" hidden aria-label={words.pick} onChange={(e) => void picked(e.target.files?.[0])} />
        <Button busy={send.isPending} onClick={() => file.current?.click()}>
          {words.pick}
        </Button>
        {s.feed === 'pull' && (
          <Button busy={pull.isPending} onClick={() => pull.mutate(undefined)}>
            {words.pullNow}
          </Button>
        )}
      </div>
    </section>
  );
}

function Fetches({ picture }: { readonly picture: Picture }): ReactNode {
  return (
    <section aria-label={words.pulls}>
      <h3>{words.pulls}</h3>
      {picture.fetches.length === 0 && <p className="hc-note">{words.noPulls}</p>}
      <ul className="hc-signals-fetches">
        {picture.fetches.map((f) => (
          <li key={f.id}>
            <time>{stamp(f.at)}</time>
            <span className={f.error ? 'hc-signals-old' : ''}>{f.error ?? words.pulled(f.found, f.taken)}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}
