// A check-up (体检) started by a person: runs in the background, one check after the other, and keeps what it found.
import type { Caller } from '#books/pen';
import { Refusal, refuse } from '#kernel/refusal';
import { noteAudit } from '../audit.ts';
import type { Ports } from '../context.ts';
import { sequenceAll } from '../sequencer.ts';
import { type Check, checkCompany, COMPANY_CHECKS } from '../verify.ts';
import { eventChain, type HouseSeen, type LogHead, rememberedRoots } from './house.ts';

export const CHECKUP_REFUSALS = {
  'checkup-running': { http: 409, retry: 'later', zh: '“{person}”正在体检，请等它做完' },
  'checkup-whole-company': { http: 403, retry: 'never', zh: '体检须由可查看全公司单据的人进行' },
} as const;

/** A run that has not been seen alive for so long is given up. */
const DEAD_AFTER = '2 minutes';
/** Checks of the company, and the two of the log that all companies share. */
const TOTAL = COMPANY_CHECKS.length + 2;

export type CheckupRow = {
  readonly id: string;
  readonly state: 'running' | 'done' | 'failed';
  readonly person: string;
  readonly startedAt: string;
  readonly finishedAt: string | null;
  readonly done: number;
  readonly total: number;
  readonly doing: string | null;
  /** Rows looked at, places that are wrong, checks that failed. */
  readonly rows: string;
  readonly wrong: string;
  readonly failed: number;
  readonly pos: string | null;
  readonly root: string | null;
};
export type Checkup = CheckupRow & { readonly checks: readonly Check[] };

const COLUMNS = `id, state, person_name as person, started_at as "startedAt", finished_at as "finishedAt", jsonb_array_length(checks) as done, total, doing, rows::text, wrong::text,
  (select count(*)::int from jsonb_array_elements(checks) c where (c->>'wrong')::bigint > 0) as failed, pos::text, root`;

/** The last runs of the company, newest first. */
export const checkups = (ports: Ports, caller: Caller, most: number): Promise<CheckupRow[]> =>
  ports.db.read(caller.scope, (s) => s.query<CheckupRow>(`select ${COLUMNS} from identity.checkup order by started_at desc, id desc limit $1`, [most]));

export const checkup = (ports: Ports, caller: Caller, id: string): Promise<Checkup | undefined> =>
  ports.db.read(caller.scope, async (s) => (await s.query<Checkup>(`select ${COLUMNS}, checks from identity.checkup where id = $1`, [id]))[0]);

/** Starts a run and returns its id; `finished` settles when it is through (tests and shutdown wait for it). */
export async function startCheckup(ports: Ports, caller: Caller): Promise<{ readonly id: string; readonly finished: Promise<void> }> {
  if (caller.scope.sites !== null || caller.actor.sites !== 'all') throw new Refusal(refuse('checkup-whole-company'));
  const id = ports.ids.next();
  const running = await ports.db.door(async (tx) => {
    await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`checkup:${caller.scope.org}`]);
    await tx.query(`update identity.checkup set state = 'failed', doing = null where company_id = $1 and state = 'running' and beat < now() - interval '${DEAD_AFTER}'`, [
      caller.scope.org,
    ]);
    const [before] = await tx.query<{ person: string }>(`select person_name as person from identity.checkup where company_id = $1 and state = 'running'`, [caller.scope.org]);
    if (before) return before.person;
    await tx.query(`insert into identity.checkup (org_id, id, company_id, person_id, person_name, started_at, total) values ($1, $2, $3, $4, $5, $6, $7)`, [
      caller.scope.tenant,
      id,
      caller.scope.org,
      caller.actor.id,
      caller.actor.name,
      ports.clock.now(),
      TOTAL,
    ]);
    return null;
  });
  if (running !== null) throw new Refusal(refuse('checkup-running', { with: { person: running } }));
  const finished = go(ports, caller, id).catch(async (error: unknown) => {
    await ports.db
      .door((tx) => tx.query(`update identity.checkup set state = 'failed', doing = null, finished_at = $2 where id = $1`, [id, ports.clock.now()]))
      .catch(() => undefined);
    process.stderr.write(`体检中断：${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  });
  return { id, finished };
}

async function go(ports: Ports, caller: Caller, id: string): Promise<void> {
  // What waits for the sequencer goes into the chain first, so that the run vouches for it.
  await sequenceAll(ports.db);
  const own = ({ name, zh, group, cure, rows, wrong, where, note }: HouseSeen): Check => ({ name, zh, group, cure, rows, wrong, where, ...(note ? { note } : {}) });
  const keep = async (zh: string, look: () => Promise<Check>): Promise<Check> => {
    await ports.db.door((tx) => tx.query('update identity.checkup set doing = $2, beat = now() where id = $1', [id, zh]));
    const seen = await look();
    await ports.db.door((tx) =>
      tx.query('update identity.checkup set checks = checks || $2::jsonb, rows = rows + $3, wrong = wrong + $4, beat = now() where id = $1', [
        id,
        JSON.stringify([seen]),
        seen.rows,
        seen.wrong,
      ]),
    );
    // An embedded database works in this very process: let the requests of others through.
    await new Promise((wake) => setImmediate(wake));
    return seen;
  };
  const all: Check[] = [];
  for (const check of COMPANY_CHECKS) all.push(await keep(check.zh, () => checkCompany(ports.db, check, { scope: caller.scope, catalog: ports.catalog })));
  let head: LogHead = { pos: '0', root: '' };
  all.push(
    await keep('事件链完整', async () => {
      const seen = await eventChain(ports.db);
      head = seen.head;
      return own(seen);
    }),
    await keep('历次体检记下的链根', async () => own(await rememberedRoots(ports.db))),
  );
  await finish(ports, caller, { id, all, head });
}

async function finish(ports: Ports, caller: Caller, run: { readonly id: string; readonly all: readonly Check[]; readonly head: LogHead }): Promise<void> {
  const bad = run.all.filter((c) => c.wrong > 0);
  // A broken chain is not remembered as the truth.
  const sound = bad.length === 0;
  await ports.db.door((tx) =>
    tx.query(`update identity.checkup set state = 'done', doing = null, finished_at = $2, pos = $3, root = $4 where id = $1`, [
      run.id,
      ports.clock.now(),
      sound ? run.head.pos : null,
      sound ? run.head.root : null,
    ]),
  );
  const verdict = bad.length === 0 ? '全部通过' : `${bad.length} 项不符：${bad.map((c) => c.zh).join('、')}`;
  await noteAudit(ports, caller, { action: 'checkup.run', subject: 'checkup', id: run.id, summary: `账簿体检 ${run.all.length} 项，${verdict}`.slice(0, 400) });
}
