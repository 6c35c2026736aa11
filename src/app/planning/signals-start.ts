// The clock of outside signals: fetches what is due, works off trials one by one, ends overlays whose days are over. Every process may run it.
import type { Scope } from '#kernel/ports';
import { Refusal } from '#kernel/refusal';
import { SIGNAL_REFUSALS } from '#planning';
import type { Ports } from '../context.ts';
import { allowedBy } from '../outside/webhook/address.ts';
import { problemOf } from '../problem.ts';
import { wholeCompany } from '../whole-company.ts';
import { endOverlays, overlayRow, overlayTried } from './overlays.ts';
import { tryOverlay } from './overlays-trial.ts';
import { pullDue } from './signals-pull.ts';
import { judgeSignal } from './signals-trial.ts';
import { signalIn } from './signals.ts';

const EVERY_MS = 10_000;
/** Every so many turns everything is looked after. */
const WHOLE_EVERY = 60;
/** A trial without a beat for so long belongs to nobody; it is taken up again so many times. */
const SILENT = '2 minutes';
const TRIES = 3;
const BEAT_MS = 20_000;
const PATIENCE_MS = 3000;

/** Companies with something to do now, a fetch or a trial; on a `whole` turn also those with a signal or an overlay that may have grown old. */
export const companiesWaiting = (ports: Ports, whole: boolean): Promise<readonly string[]> =>
  ports.db.door(async (tx) =>
    (
      await tx.query<{ org_id: string }>(
        `select org_id::text from planning.signal where state = 'on' and ($2 or next_at <= $1::timestamptz) union select org_id::text from planning.trial where state = 'waiting' or state = 'running' and beat_at < now() - interval '${SILENT}'
         union select org_id::text from planning.overlay where $2 and state = 'on'`,
        [ports.clock.now(), whole],
      )
    ).map((r) => r.org_id),
  );

/** A verdict older than this is asked for anew: what helped once may not help any more. */
const AGED = '28 days';
/** Readings of so many days make a first verdict worth its time. */
const WORTH = 120;

/** Asks for the verdicts that have grown old, and the first ones; returns how many. */
export const askAged = async (ports: Ports, scope: Scope): Promise<number> =>
  (
    await ports.db.write(scope, (tx) =>
      tx.query(
        `insert into planning.trial (org_id, id, kind, subject, asked_by, asked_at)
         select books.org(), gen_random_uuid(), 'gate', s.id, '自动复验', $1::timestamptz from planning.signal s where s.org_id = books.org() and s.state = 'on' and s.ahead > 0
           and not exists (select from planning.trial t where t.org_id = s.org_id and t.kind = 'gate' and t.subject = s.id and t.asked_at > $1::timestamptz - interval '${AGED}')
           and (select count(distinct r.day) from planning.reading r where r.org_id = s.org_id and r.signal_id = s.id) >= ${WORTH}
         on conflict (org_id, kind, subject) where state in ('waiting', 'running') do nothing returning 1`,
        [ports.clock.now()],
      ),
    )
  ).length;

type Claimed = { id: string; kind: 'gate' | 'overlay'; subject: string; asked_by: string; tries: number };
const CLAIM = `update planning.trial t set state = 'running', beat_at = now(), tries = t.tries + 1 from (
    select id from planning.trial where org_id = books.org() and (state = 'waiting' or state = 'running' and beat_at < now() - interval '${SILENT}') order by asked_at limit 1 for update skip locked) x
  where t.org_id = books.org() and t.id = x.id returning t.id::text, t.kind, t.subject::text, t.asked_by, t.tries`;

/** Works off one trial; false when none waits. */
export async function workTrial(ports: Ports, scope: Scope): Promise<boolean> {
  const [trial] = await ports.db.write(scope, (tx) => tx.query<Claimed>(CLAIM));
  if (!trial) return false;
  const beat = async (share?: number): Promise<void> => {
    await ports.db.write(scope, (tx) =>
      tx.query(`update planning.trial set beat_at = now(), progress = coalesce($2::numeric, progress) where org_id = books.org() and id = $1 and state = 'running'`, [
        trial.id,
        share === undefined ? null : Math.min(1, share).toFixed(4),
      ]),
    );
  };
  const timer = setInterval(() => void beat().catch(() => undefined), BEAT_MS);
  timer.unref();
  try {
    if (trial.tries > TRIES) throw new Refusal({ refused: 'signal-empty', with: { what: '检验几次都没有完成，请检查服务器日志' } });
    await done(ports, scope, { trial, result: await resultOf(ports, scope, { trial, progress: beat }), error: null });
  } catch (error) {
    const said =
      error instanceof Refusal ? problemOf(error.refusal, SIGNAL_REFUSALS).detail : `检验中出错：${error instanceof Error ? error.message : String(error)}`.slice(0, 300);
    await done(ports, scope, { trial, result: null, error: said });
  } finally {
    clearInterval(timer);
  }
  return true;
}

async function resultOf(ports: Ports, scope: Scope, job: { readonly trial: Claimed; readonly progress: (share: number) => Promise<void> }): Promise<unknown> {
  const { trial, progress } = job;
  if (trial.kind === 'gate') {
    const signal = await ports.db.read(scope, (s) => signalIn(s, trial.subject));
    return judgeSignal(ports, scope, { signal, progress });
  }
  const row = await ports.db.read(scope, (s) => overlayRow(s, trial.subject));
  const result = await tryOverlay(ports, scope, { row, progress });
  await ports.db.write(scope, (tx) => overlayTried(tx, row.rule, { version: row.version, trial: trial.id, by: trial.asked_by, now: ports.clock.now() }));
  return result;
}

const done = (ports: Ports, scope: Scope, of: { readonly trial: Claimed; readonly result: unknown; readonly error: string | null }): Promise<unknown> =>
  ports.db.write(scope, (tx) =>
    tx.query(`update planning.trial set state = $2, progress = 1, result = $3::jsonb, error = $4, ended_at = $5::timestamptz where org_id = books.org() and id = $1`, [
      of.trial.id,
      of.error === null ? 'done' : 'failed',
      of.result === null ? null : JSON.stringify(of.result),
      of.error,
      ports.clock.now(),
    ]),
  );

/** One turn everywhere; what fails in one company is told and does not stop the others. A `whole` turn also looks after what grows old. */
export async function signalsOnce(ports: Ports, onError: (error: unknown) => void, whole: boolean): Promise<void> {
  for (const org of await companiesWaiting(ports, whole)) {
    try {
      const scope = await wholeCompany(ports.db, org);
      await pullDue(ports, scope, allowedBy(process.env['HENGCANG_WEBHOOK_ALLOW']));
      if (whole) await ports.db.write(scope, (tx) => endOverlays(tx, ports.clock.now()));
      if (whole) await askAged(ports, scope);
      while (await workTrial(ports, scope));
    } catch (error) {
      onError(error);
    }
  }
}

export type Signals = { readonly stop: () => Promise<void> };
export function startSignals(ports: Ports, onError: (error: unknown) => void): Signals {
  let turning: Promise<void> | null = null;
  let turns = 0;
  const timer = setInterval(() => {
    turning ??= signalsOnce(ports, onError, turns++ % WHOLE_EVERY === 0)
      .catch(onError)
      .finally(() => {
        turning = null;
      });
  }, EVERY_MS);
  timer.unref();
  return {
    stop: async () => {
      clearInterval(timer);
      // A trial may last minutes; whoever starts next takes it up again.
      await Promise.race([turning, new Promise((go) => setTimeout(go, PATIENCE_MS).unref())]);
    },
  };
}
