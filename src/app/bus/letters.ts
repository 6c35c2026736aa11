// Dead letters (死信): looking at them, and moving them by hand. Every movement is an event of its own in the chain and an entry in the operation log.
import type { Caller, PenPorts } from '#books/pen';
import { TRIES } from '#bus';
import { growing } from '#kernel/id';
import type { Database } from '#kernel/ports';
import { type Refused, refuse, type RefusalTable } from '#kernel/refusal';
import { sceneOf } from './scenes.ts';

export const LETTER_REFUSALS = {
  'letter-gone': { http: 409, retry: 'never', zh: '这封死信已经处理过了（可能由他人处理，或系统自动重试成功），请刷新列表' },
  'payload-unchanged': { http: 422, retry: 'never', zh: '内容没有改动；只想再试一次，请用“重试”' },
} as const satisfies RefusalTable;

export const MOVES = { retry: '重试', resend: '修正后重发', skip: '跳过', deliver: '补投' } as const;
export type Move = keyof typeof MOVES;
/** The events that tell of a movement. */
const PAST: Readonly<Record<Move, string>> = { retry: 'dead-letter-retried/1', resend: 'dead-letter-resent/1', skip: 'dead-letter-skipped/1', deliver: 'dead-letter-delivered/1' };

export type Letter = {
  readonly consumer: string;
  readonly pos: string;
  readonly id: string;
  readonly name: string;
  readonly scene: string | null;
  readonly agg: string;
  readonly number: string | null;
  readonly error: string;
  readonly tries: number;
  readonly state: 'waiting' | 'parked' | 'resolved' | 'skipped';
  /** Given up by the house: only a person can move it. */
  readonly stuck: boolean;
  readonly madeAt: string;
  readonly nextAt: string;
  readonly moves: number;
  /** Events of the same aggregate that wait behind it. */
  readonly behind: number;
};
export type WholeLetter = Letter & {
  readonly payload: unknown;
  readonly edited: unknown;
  readonly created: string;
  readonly queue: readonly { readonly pos: string; readonly name: string; readonly number: string | null }[];
};

const LETTER = `d.consumer, d.pos::text, d.id, e.name, d.agg, e.payload->>'number' as number, d.error, d.tries, d.state, d.state = 'waiting' and d.tries >= ${TRIES} as stuck, d.made_at as "madeAt", d.next_at as "nextAt", d.moves,
  (select count(*)::int from bus.dead b where b.consumer = d.consumer and b.org_id = d.org_id and b.agg = d.agg and b.state = 'parked' and b.pos > d.pos) as behind`;
const withScene = <R extends { readonly name: string }>(row: R): R & { scene: string | null } => ({ ...row, scene: sceneOf(row.name) });

/** The company's letters, oldest first: open ones that are first in their aggregate, or those already through. At most 500. */
export async function letters(db: Database, caller: Caller, { open }: { readonly open: boolean }): Promise<Letter[]> {
  const rows = await db.read(caller.scope, (s) =>
    s.query<Omit<Letter, 'scene'>>(
      `select ${LETTER} from bus.dead d join bus.event_log e on e.pos = d.pos where d.org_id = books.org() and d.state = any ($1) ${open ? '' : 'and (d.tries > 0 or d.moves > 0)'} order by d.pos ${open ? '' : 'desc'} limit 500`,
      [open ? ['waiting'] : ['resolved', 'skipped']],
    ),
  );
  return rows.map(withScene);
}

/** One letter with its content and who waits behind it; null when there is none in this company. */
export async function letter(db: Database, caller: Caller, { consumer, pos }: { readonly consumer: string; readonly pos: bigint }): Promise<WholeLetter | null> {
  return db.read(caller.scope, async (s) => {
    const [row] = await s.query<Omit<WholeLetter, 'scene' | 'queue'>>(
      `select ${LETTER}, e.payload, d.payload as edited, e.created from bus.dead d join bus.event_log e on e.pos = d.pos where d.org_id = books.org() and d.consumer = $1 and d.pos = $2`,
      [consumer, pos],
    );
    if (!row) return null;
    const queue = await s.query<WholeLetter['queue'][number]>(
      `select d.pos::text, e.name, e.payload->>'number' as number from bus.dead d join bus.event_log e on e.pos = d.pos where d.org_id = books.org() and d.consumer = $1 and d.agg = $2 and d.state = 'parked' and d.pos > $3 order by d.pos limit 100`,
      [consumer, row.agg, pos],
    );
    return { ...withScene(row), queue };
  });
}

type Moved = { readonly id: string; readonly name: string; readonly agg: string; readonly error: string; readonly tries: number; readonly was: unknown };
export type MoveAsk = {
  readonly consumer: string;
  readonly pos: bigint;
  readonly move: Move;
  readonly reason: string | null;
  readonly payload?: Readonly<Record<string, unknown>>;
};

/**
 * Moves a letter: the letter itself, the event that tells of it and the audit entry, in one transaction.
 * A resent one keeps the event's identity, so that what a first try had done is not done twice; the new event names the old.
 */
export async function moveLetter(ports: PenPorts, caller: Caller, ask: MoveAsk): Promise<{ readonly ok: true } | Refused<keyof typeof LETTER_REFUSALS>> {
  const { consumer, pos, move, reason, payload } = ask;
  const outcome = await ports.db.write(caller.scope, async (tx) => {
    const [row] = await tx.query<{ moved: Moved | null }>('select bus.move_dead($1, $2, $3, $4::jsonb) as moved', [consumer, pos, move, payload ? JSON.stringify(payload) : null]);
    const moved = row?.moved;
    if (!moved) return refuse('letter-gone');
    const told = {
      consumer,
      pos: String(pos),
      of: moved.id,
      event: moved.name,
      aggregate: moved.agg,
      error: moved.error,
      tries: moved.tries,
      reason,
      by: caller.actor.name,
      ...(move === 'resend' ? { before: moved.was, payload } : {}),
    };
    const booking = {
      now: ports.clock.now(),
      user: caller.actor.id,
      userName: caller.actor.name,
      action: `bus.${move}`,
      subject: 'dead-letter',
      subjectId: moved.id,
      summary: `死信${MOVES[move]}：${consumer} 位置 ${pos} ${moved.name}${reason ? `，原因：${reason}` : ''}`,
      context: { ...caller.trace, consumer, event: moved.name },
      // A letter can be moved for several consumers, and again after a replay that has forgotten how often it was: no count of its own would be new every time.
      events: [{ id: ports.ids.next(), agg: `dead-letter:${moved.id}`, aggSeq: growing(ports.ids.next()), name: PAST[move], payload: told }],
    };
    await tx.query('select books.book($1::jsonb)', [JSON.stringify({ ...booking, hash: ports.hash(booking) })]);
    return { ok: true } as const;
  });
  if ('ok' in outcome) ports.db.nudge('booked');
  return outcome;
}

/** Whether an edited content says the same as before, whatever the order of its keys. */
export const sameContent = (a: unknown, b: unknown): boolean => ordered(a) === ordered(b);
const ordered = (value: unknown): string =>
  JSON.stringify(value, (_, v: unknown) =>
    v !== null && typeof v === 'object' && !Array.isArray(v) ? Object.fromEntries(Object.entries(v).toSorted(([x], [y]) => (x < y ? -1 : 1))) : v,
  );
