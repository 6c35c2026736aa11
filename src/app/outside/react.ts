// What the house does by default when an event of a template is in the log and the company has switched the reaction on. Twice is once.
import { type Caller, run } from '#books/pen';
import type { Json } from '#forms';
import type { Database, Snapshot } from '#kernel/ports';
import { isRefused, type Refused } from '#kernel/refusal';
import type { Handler } from '../consumers.ts';
import type { Ports } from '../context.ts';
import { type Problem, problemOf } from '../problem.ts';
import { houseCaller } from './house-caller.ts';
import { lookUp, readPayload } from './payload.ts';
import { tellManagers } from './tell.ts';
import { templateOfEvent } from './templates/list.ts';
import type { Effect } from './templates/template.ts';

/** Documents of which an event may leave a draft. */
const DRAFTS = ['purchase-request', 'other-receipt', 'other-issue', 'production-receipt', 'production-plan', 'inspection', 'substitute-request', 'transfer'];
/** Drafts, and freezing: nothing else may come of an event without a person. */
const RIGHTS = [...DRAFTS.map((type) => `${type}.edit`), 'lot-freeze.edit', 'lot-freeze.approve', 'field.cost', 'field.price'];

export type Made = { readonly type: string; readonly zh: string; readonly id: string; readonly number: string };
type Done = { readonly made: readonly Made[]; readonly todos: readonly string[] };

/** Effects of an event as its template says; what came of them is written beside the event received. */
export const templateHandler =
  (ports: Ports): Handler =>
  async (event) => {
    const template = templateOfEvent(event.name);
    if (!template) return;
    const caller = await houseCaller(ports.db, event.org_id, RIGHTS);
    const { outside, proof: _proof, ...data } = event.payload as Record<string, Json> & { outside?: { source?: string } };
    const payload = readPayload(template, data);
    if (isRefused(payload)) throw new Error(`${template.zh}: ${problemOf(payload).detail}`);
    const { mode, known } = await ports.db.read(caller.scope, async (s) => ({
      mode: await modeOf(s, template.name),
      known: await lookUp(s, payload.named),
    }));
    if (mode !== 'react') return;
    const effects = template.react({ id: event.id, source: outside?.source ?? '', day: ports.clock.today(), data: payload.data }, known);
    const { made, todos } = await carryOut(ports, caller, { event: event.id, effects });
    await ports.db.write(caller.scope, async (tx) => {
      const noted = await tx.query('update outside.received set reaction = $2::jsonb, todo = $3 where org_id = books.org() and id = $1 and reaction is null returning id', [
        event.id,
        JSON.stringify({ made }),
        todos.join('\n') || null,
      ]);
      // Told once: after a replay the note beside the event is there already.
      if (noted.length === 0 || todos.length === 0) return;
      const told = {
        action: 'outside.todo',
        subject: 'outside',
        id: event.agg.slice('outside:'.length),
        title: `${template.zh}（${outside?.source ?? ''}）`,
        text: todos.join('；'),
      };
      await tellManagers(ports, caller, { tx, told });
    });
    ports.db.nudge('booked');
  };

const modeOf = async (s: Snapshot, name: string): Promise<string | undefined> =>
  (await s.query<{ mode: string }>('select mode from outside.template where org_id = books.org() and name = $1', [name]))[0]?.mode;

/** Handlers of modules hear an event from outside only where the company lets its template react; 仅记录 is kept and nothing more. */
export const whereReacting =
  (db: Database, handle: Handler): Handler =>
  async (event, delivery) => {
    const template = templateOfEvent(event.name);
    if (template) {
      const { scope } = await houseCaller(db, event.org_id, []);
      if ((await db.read(scope, (s) => modeOf(s, template.name))) !== 'react') return;
    }
    await handle(event, delivery);
  };

/** Asks for the documents, keyed by the event. What the books refuse for good becomes something for people to do; what may pass later is thrown, and comes again. */
async function carryOut(ports: Ports, caller: Caller, asked: { readonly event: string; readonly effects: readonly Effect[] }): Promise<Done> {
  const made: Made[] = [];
  const todos: string[] = [];
  for (const [i, effect] of asked.effects.entries()) {
    if (effect.kind === 'todo') {
      todos.push(effect.text);
      continue;
    }
    const def = ports.catalog.document(effect.type);
    const outcome = await run(
      ports,
      { ...caller, trace: { channel: 'outside', event: asked.event } },
      { type: effect.type, command: effect.command, key: `template:${asked.event}:${i}`, body: effect.body },
    );
    if (outcome.ok) made.push({ type: effect.type, zh: def.zh, id: outcome.reply.id, number: outcome.reply.number });
    else if (!doneBefore(outcome.refusal)) todos.push(`未能生成${def.zh}：${lasting(problemOf(outcome.refusal, def.refusals)).detail}`);
  }
  return { made, todos };
}

/** A crash came between the document and the note beside the event, and what it was made from has changed since. */
const doneBefore = (refusal: Refused): boolean => refusal.refused === 'same-key-other-body';

function lasting(problem: Problem): Problem {
  if (problem.retry === 'later') throw new Error(problem.detail);
  return problem;
}
