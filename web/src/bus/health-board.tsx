// 协同健康: the verdict first, then consumers and scenes with what they lost, how long they took and how often people stepped in; the last hours beside.
import { useMemo, useState, type ReactNode } from 'react';
import { stamp } from '../lib/days';
import { Failure, Tag, Waiting } from '../ui/bits';
import { Button } from '../ui/button';
import { Icon } from '../ui/icon';
import { A } from '../ui/link';
import { type ConsumerHealth, type Delays, type Health, type MinutePoint, type Scene, type SceneHealth, spell, useHealth, useHistory, useMove, useScenes } from './bus';
import { Spark } from './spark';
import { words } from './words';

/** The promise to people: 2.3 s from cause to effect. */
const PROMISE = 2300;

export function HealthBoard(): ReactNode {
  const health = useHealth();
  const scenes = useScenes();
  const history = useHistory();
  if (health.isError && !health.data) return <Failure error={health.error} retry={() => void health.refetch()} />;
  if (!health.data || !scenes.data) return <Waiting lines={10} />;
  return (
    <div className="hc-bus-board">
      <Verdict seen={health.data} />
      {health.data.lost.length > 0 && <Losses seen={health.data} />}
      <section>
        <h2>{words.scenes}</h2>
        <Board label={words.scenes} of={words.scene} rows={health.data.scenes} name={(s) => scenes.data.find((x) => x.key === s.key)?.zh} columns={SCENE_COLUMNS} />
      </section>
      <section>
        <h2>{words.consumers}</h2>
        <Board label={words.consumers} of={words.consumer} rows={health.data.consumers} name={(c) => c.zh} columns={CONSUMER_COLUMNS} />
      </section>
      <section>
        <h2>{words.history}</h2>
        <History points={history.data ?? []} scenes={scenes.data} />
      </section>
      <p className="hc-note">
        {words.asOf} {stamp(health.data.at)}
      </p>
    </div>
  );
}

function Verdict({ seen }: { readonly seen: Health }): ReactNode {
  const worst = seen.alarms.some((a) => a.level === 'bad') ? 'bad' : seen.alarms.length > 0 ? 'warn' : 'ok';
  return (
    <section className={`hc-bus-verdict hc-bus-${worst}`} role="status" aria-live="polite">
      <Icon name={worst === 'ok' ? 'check' : 'warn'} size={20} />
      <div>
        <h2>{seen.alarms.length === 0 ? words.fine : words.alarms(seen.alarms.length)}</h2>
        {seen.alarms.length === 0 ? (
          <p>{words.fineText(Number(seen.head))}</p>
        ) : (
          <ul>
            {seen.alarms.map((a) => (
              <li key={`${a.kind}${a.consumer}`} data-kind={a.kind}>
                {a.zh}
              </li>
            ))}
          </ul>
        )}
      </div>
      {seen.alarms.some((a) => a.kind === 'dead') && (
        <A className="hc-button hc-button-plain" href="/bus/letters">
          {words.toLetters}
        </A>
      )}
    </section>
  );
}

function Losses({ seen }: { readonly seen: Health }): ReactNode {
  const move = useMove(words.delivered);
  return (
    <section>
      <h2>{words.lost}</h2>
      <p className="hc-note">{words.lostText}</p>
      <ul className="hc-bus-lost">
        {seen.lost.map((l) => (
          <li key={`${l.consumer}${l.pos}`}>
            <span>
              {words.position} {l.pos}
            </span>
            <code>{l.name}</code>
            <span>{l.number ?? ''}</span>
            <span className="hc-note">
              {words.found} {stamp(l.foundAt)}
            </span>
            <Button busy={move.isPending} onClick={() => move.mutate({ consumer: l.consumer, pos: l.pos, move: 'deliver' })}>
              {words.deliver}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}

const count = (n: number, bad = false): ReactNode => <span className={n > 0 && bad ? 'hc-bus-figure-bad' : n === 0 ? 'hc-bus-zero' : undefined}>{n}</span>;

type Column<R> = { readonly title: string; readonly hint?: string; readonly cell: (row: R) => ReactNode; readonly late?: (row: R) => boolean };

/** Delay and work, as every line of the board ends or begins with them. */
const DELAYS: readonly Column<Delays>[] = [
  { title: words.p50, cell: (d) => spell(d.p50) },
  { title: words.p99, cell: (d) => spell(d.p99), late: (d) => (d.p99 ?? 0) > PROMISE },
  { title: words.max, cell: (d) => spell(d.max) },
  { title: words.handled, cell: (d) => count(d.handled) },
];
const LOSS: Column<{ readonly loss: number }> = { title: words.loss, hint: words.lossHint, cell: (r) => count(r.loss, true) };
const DEAD: Column<{ readonly dead: number }> = { title: words.dead, cell: (r) => count(r.dead, true) };

type BoardProps<R> = {
  readonly label: string;
  readonly of: string;
  readonly rows: readonly R[];
  readonly name: (row: R) => string | undefined;
  readonly columns: readonly Column<R>[];
};
/** A table of the board: `of` says what its lines are, the first column names each. */
function Board<R>({ label, of, rows, name, columns }: BoardProps<R>): ReactNode {
  return (
    <div className="hc-bus-scroll" tabIndex={0} role="region" aria-label={label}>
      <table className="hc-bus-table">
        <thead>
          <tr>
            <th scope="col">{of}</th>
            {columns.map((c) => (
              <th key={c.title} scope="col" title={c.hint}>
                {c.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((r) => (
            <tr key={name(r)}>
              <th scope="row">{name(r)}</th>
              {columns.map((c) => (
                <td key={c.title} className={c.late?.(r) ? 'hc-bus-figure-bad' : undefined}>
                  {c.cell(r)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const SCENE_COLUMNS: readonly Column<SceneHealth>[] = [
  { title: words.state, cell: (s) => <Tag tone={s.on ? 'ok' : 'mute'}>{s.on ? words.on : words.off}</Tag> },
  LOSS,
  DEAD,
  ...DELAYS,
  {
    title: words.override,
    hint: words.overrideHint,
    cell: (s) => (
      <>
        {words.overrideOf(s.overridden, s.made)} <small className="hc-note">{words.hands(s.hands)}</small>
      </>
    ),
  },
];

const CONSUMER_COLUMNS: readonly Column<ConsumerHealth>[] = [
  {
    title: words.state,
    cell: (c) =>
      c.silent === null ? <Tag>{words.never}</Tag> : c.silent > 3 ? <Tag tone="bad">{words.silent(spell(Math.round(c.silent * 1000)))}</Tag> : <Tag tone="ok">{words.alive}</Tag>,
  },
  LOSS,
  { title: words.behind, cell: (c) => count(c.behind) },
  DEAD,
  { title: words.parked, cell: (c) => count(c.parked) },
  ...DELAYS,
];

/** Minutes nobody worked in are gaps. All consumers together, or one scene of the value stream. */
function History({ points, scenes }: { readonly points: readonly MinutePoint[]; readonly scenes: readonly Scene[] }): ReactNode {
  const [scene, choose] = useState('');
  const minutes = useMemo(() => byMinute(points.filter((p) => p.scene === scene)), [points, scene]);
  return (
    <>
      <label className="hc-bus-of">
        {words.chartOf}
        <select className="hc-input" value={scene} onChange={(e) => choose(e.target.value)}>
          <option value="">{words.chartAll}</option>
          {scenes.map((s) => (
            <option key={s.key} value={s.key}>
              {s.zh}
            </option>
          ))}
        </select>
      </label>
      {minutes.length === 0 ? (
        <p className="hc-note">{words.historyEmpty}</p>
      ) : (
        <div className="hc-bus-sparks">
          <Spark zh={words.chartP50} values={minutes.map((m) => m?.p50 ?? null)} say={(v) => spell(v)} />
          <Spark zh={words.chartP99} values={minutes.map((m) => m?.p99 ?? null)} say={(v) => spell(v)} limit={PROMISE} />
          <Spark zh={words.chartMax} values={minutes.map((m) => m?.max ?? null)} say={(v) => spell(v)} limit={PROMISE} />
          <Spark zh={words.chartHandled} values={minutes.map((m) => m?.handled ?? 0)} say={String} />
          <Spark zh={words.chartDead} values={minutes.map((m) => m?.dead ?? 0)} say={String} tone="bad" />
          <Spark zh={words.chartLoss} values={minutes.map((m) => m?.loss ?? 0)} say={String} tone="bad" />
        </div>
      )}
    </>
  );
}

type Minute = { p50: number; p99: number; max: number; handled: number; dead: number; loss: number };
/** The slowest consumer of a minute speaks for it; what was handled and what was lost is added up. */
function byMinute(points: readonly MinutePoint[]): readonly (Minute | null)[] {
  const found = new Map<number, Minute>();
  for (const p of points) {
    const at = Math.round(Date.parse(p.minute) / 60_000);
    const m = found.get(at) ?? { p50: 0, p99: 0, max: 0, handled: 0, dead: 0, loss: 0 };
    found.set(at, {
      p50: Math.max(m.p50, p.p50 ?? 0),
      p99: Math.max(m.p99, p.p99 ?? 0),
      max: Math.max(m.max, p.max ?? 0),
      handled: m.handled + p.handled,
      dead: m.dead + p.dead,
      loss: m.loss + p.loss,
    });
  }
  if (found.size === 0) return [];
  const [first, last] = [Math.min(...found.keys()), Math.max(...found.keys())];
  return Array.from({ length: last - first + 1 }, (_, i) => found.get(first + i) ?? null);
}
