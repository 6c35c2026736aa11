// The gate on the company's own past: would forecasts have been better with this signal? Eight origins, with it and without it, in threads of their own.
import { gateRule, LEARN_DEFAULTS, type RunOptions } from '#forecast';
import type { Scope } from '#kernel/ports';
import { Refusal, refuse } from '#kernel/refusal';
import type { Ports } from '../context.ts';
import { shareOut } from '../forecasting/work.ts';
import { type Signal, type Verdict } from './signals.ts';
import { trialTable } from './signals-table.ts';

const ORIGINS = 8;
/** Days between origins, and days each looks ahead. */
const STRIDE = 7;
const MOST_SERIES = 60;
const MOST_DAYS = 800;
/** Days of history before the first origin, at the least. */
const BEFORE = 120;
/** Middle and upper end are enough to compare by, and cost half of five quantiles. */
const LEARN = { trees: 60, rowsMax: 40_000, bases: ['scale'], quantiles: [0.5, 0.9] } as const;

export type Progress = (share: number) => Promise<void> | void;

/** Asks for a trial; one at a time for each subject. */
export async function askTrial(
  ports: Ports,
  scope: Scope,
  asked: { readonly kind: 'gate' | 'overlay'; readonly subject: string; readonly version: number | null; readonly name: string; readonly by: string },
): Promise<string> {
  const id = ports.ids.next();
  const [row] = await ports.db.write(scope, (tx) =>
    tx.query<{ id: string }>(
      `insert into planning.trial (org_id, id, kind, subject, version, asked_by, asked_at) values (books.org(), $1, $2, $3, $4, $5, $6::timestamptz)
       on conflict (org_id, kind, subject) where state in ('waiting', 'running') do nothing returning id::text`,
      [id, asked.kind, asked.subject, asked.version, asked.by, ports.clock.now()],
    ),
  );
  if (!row) throw new Refusal(refuse('signal-trial-open', { with: { name: asked.name } }));
  return id;
}

const none = (reason: string): Verdict => ({ kept: false, gain: 0, helped: 0, origins: 0, reason, series: 0 });

/** The verdict on a signal; what cannot be judged is not kept, and says why. */
export async function judgeSignal(ports: Ports, scope: Scope, job: { readonly signal: Signal; readonly progress: Progress }): Promise<Verdict> {
  const { signal } = job,
    horizon = Math.min(7, Math.max(1, signal.ahead));
  const built = await ports.db.read({ ...scope, sites: null }, async (s) => {
    const targets =
      signal.level === 'item' || signal.level === 'warehouse'
        ? (await s.query<{ t: string }>('select distinct target as t from planning.reading where org_id = books.org() and signal_id = $1', [signal.id])).map((r) => r.t)
        : null;
    return trialTable(s, {
      items: signal.level === 'item' ? targets : null,
      warehouses: signal.level === 'warehouse' ? targets : null,
      most: MOST_SERIES,
      days: MOST_DAYS,
      today: ports.clock.today(),
      signals: [signal.id],
      asOf: ports.clock.now(),
    });
  });
  if (!built) return none('还没有需求历史，无法检验；先有几个月的销售再来');
  const { table } = built,
    column = table.known.find((k) => k.name === signal.code);
  if (!column) return none('历史上没有一天是事先知道的读数（只有事后补录的），无法检验；请上传带“得知时间”的历史，或积累几周');
  const origins: number[] = [];
  for (let o = table.periods - horizon; o >= BEFORE && origins.length < ORIGINS; o -= STRIDE) origins.push(o);
  const seen = origins.filter((o) =>
    table.names.some((_, s) => Array.from({ length: horizon }, (__, h) => column.values[s * table.periods + o + h]!).some((v) => !Number.isNaN(v))),
  );
  if (seen.length === 0) return none(origins.length === 0 ? `需求历史只有 ${table.periods} 天，检验至少要 ${BEFORE + horizon} 天` : '最近几周没有事先知道的读数，无法检验');
  const run = (origin: number, without: readonly string[]): RunOptions => ({ ...LEARN_DEFAULTS, ...LEARN, horizon, origin, without });
  const losses = await shareOut('loss', table, {
    pieces: seen.flatMap((o) => [run(o, []), run(o, [signal.code])]),
    workers: 1,
    away: true,
    progress: (done, of) => void job.progress(done / of),
  });
  return { ...gateRule(seen.map((_, k) => ({ with: losses[2 * k]!, without: losses[2 * k + 1]! }))), series: table.names.length };
}
