// Routes of 规则: read a sentence, keep rules and their versions, try them on the past, switch them on and off, ask why one did not fire.
import type { Rule } from '#rules';
import { canonical, check, explainRule, parse, textsOf } from '#rules';
import { LIBRARY } from '#rulebook';
import { Refusal, refuse } from '#kernel/refusal';
import { may } from '#kernel/rights';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { callerFor, need, type Ports, sendProblem } from '../context.ts';
import { activate, alreadyTrue, notesFor, readRule, ruleOf, RULE_REFUSALS, saveRule, shelfNotes, suspend } from '../rules-runtime/life.ts';
import { modelFrom, rewrite } from '../rules-runtime/rewrite.ts';
import { simulate } from '../rules-runtime/simulate.ts';
import { whyNot } from '../rules-runtime/why.ts';
import { dictionaryOf } from '../rules-runtime/words.ts';
import { ruleEffectRoutes } from './rules-effects.ts';
import { SAYS } from './rules-says.ts';

const ID = z.object({ id: z.uuid() });
const TEXT = z.object({ text: z.string().max(10_000) });
const TREE = z.object({ v: z.literal(1) }).loose();
const SAVE = z.object({
  name: z.string().max(60).default(''),
  text: z.string().max(10_000).optional(),
  ast: TREE.optional(),
  note: z.string().max(200).nullish(),
  version: z.number().int().optional(),
});
const TRY = z.object({ text: z.string().max(10_000).optional(), ast: TREE.optional(), days: z.number().int().min(1).max(366).default(90) });
const tags = ['规则'];

const view = (request: FastifyRequest) => need(request, 'rule.view', '规则·查看');
const edit = (request: FastifyRequest) => need(request, 'rule.edit', '规则·编辑');
/** Refusals of rules are said in their own words. */
const own = async (reply: FastifyReply, work: () => Promise<unknown>): Promise<unknown> => {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Refusal) return sendProblem(reply, error.refusal, RULE_REFUSALS);
    throw error;
  }
};

export function ruleRoutes(app: FastifyInstance, ports: Ports): void {
  wordRoutes(app, ports);
  app.get('/api/rules', { schema: { tags, ...SAYS.list } }, async (request) => {
    const session = view(request);
    return ports.db.read(session.scope, (s) =>
      s.query(
        `select r.id::text, r.name, r.state, r.active, r.latest, r.owner_name as owner, r.why, v.canonical,
           (select count(*)::int from rules.firing f where f.org_id = r.org_id and f.rule_id = r.id and f.at > now() - interval '7 days' and f.cut is null) as week,
           (select count(*)::int from rules.memory m where m.org_id = r.org_id and m.rule_id = r.id and m.version = r.active and m.why = 'unknown') as unknown
         from rules.rule r join rules.version v on v.org_id = r.org_id and v.rule_id = r.id and v.version = coalesce(r.active, r.latest) where r.org_id = books.org()
         order by case r.state when 'awaiting' then 0 when 'active' then 1 when 'suspended' then 2 else 3 end, r.name limit 1000`,
      ),
    );
  });
  app.post('/api/rules', { schema: { tags, ...SAYS.create, body: SAVE } }, (request, reply) =>
    own(reply, async () => {
      edit(request);
      return saveRule(ports, callerFor(request), given(request.body));
    }),
  );
  app.put('/api/rules/:id', { schema: { tags, ...SAYS.save, params: ID, body: SAVE } }, (request, reply) =>
    own(reply, async () => {
      edit(request);
      return saveRule(ports, callerFor(request), { ...given(request.body), id: (request.params as { id: string }).id });
    }),
  );
  app.get('/api/rules/:id', { schema: { tags, ...SAYS.one, params: ID } }, (request, reply) => own(reply, () => one(ports, request)));
  app.post('/api/rules/:id/activate', { schema: { tags, ...SAYS.activate, params: ID, body: z.object({ fireNow: z.boolean().default(false) }) } }, (request, reply) =>
    own(reply, async () => {
      const session = view(request);
      if (!may(session.actor, 'rule.edit') && !may(session.actor, 'rule.approve')) edit(request);
      return activate(ports, callerFor(request), { id: (request.params as { id: string }).id, fireNow: (request.body as { fireNow: boolean }).fireNow });
    }),
  );
  app.post('/api/rules/:id/suspend', { schema: { tags, ...SAYS.suspend, params: ID, body: z.object({ why: z.string().min(1).max(200) }) } }, (request, reply) =>
    own(reply, async () => {
      edit(request);
      await suspend(ports, callerFor(request), { id: (request.params as { id: string }).id, why: (request.body as { why: string }).why });
      return { ok: true };
    }),
  );
  app.get('/api/rules/:id/why', { schema: { tags, ...SAYS.why, params: ID, querystring: z.object({ q: z.string().max(60).optional() }) } }, (request, reply) =>
    own(reply, () => whyNot(ports, view(request).scope, { id: (request.params as { id: string }).id, q: (request.query as { q?: string }).q })),
  );
  messageRoutes(app, ports);
  ruleEffectRoutes(app, ports);
}
const given = (body: unknown) => {
  const { name, text, ast, note, version } = body as z.infer<typeof SAVE>;
  return { name, ...(text === undefined ? {} : { text }), ...(ast === undefined ? {} : { ast }), ...(version === undefined ? {} : { version }), note: note ?? null };
};

/** Sentences and trees: read, explained, tried on the past. */
function wordRoutes(app: FastifyInstance, ports: Ports): void {
  app.post('/api/rules/read', { schema: { tags, ...SAYS.read, body: TEXT } }, async (request) => {
    const session = view(request);
    const dictionary = await dictionaryOf(ports.db, session.scope);
    const read = parse((request.body as z.infer<typeof TEXT>).text, dictionary);
    return read.ok
      ? {
          ...read,
          texts: textsOf(read.ast, dictionary),
          explanation: explainRule(read.ast, dictionary),
          notes: await notesFor(ports, callerFor(request), { id: null, ast: read.ast }),
        }
      : read;
  });
  app.post('/api/rules/write', { schema: { tags, ...SAYS.write, body: z.object({ ast: TREE }) } }, async (request) => {
    const session = view(request);
    const dictionary = await dictionaryOf(ports.db, session.scope);
    const ast = (request.body as { ast: unknown }).ast as Rule;
    try {
      const bad = check(ast, dictionary).filter((f) => f.level === 'error');
      const text = canonical(ast, dictionary);
      const back = parse(text, dictionary);
      if (bad.length > 0 || !back.ok) return { ok: false, text, errors: bad.length > 0 ? bad.map((f) => ({ code: f.code, message: f.message })) : back.ok ? [] : back.errors };
      return {
        ok: true,
        text,
        ast: back.ast,
        canonical: back.canonical,
        texts: textsOf(back.ast, dictionary),
        explanation: explainRule(back.ast, dictionary),
        notes: await notesFor(ports, callerFor(request), { id: null, ast: back.ast }),
      };
    } catch {
      // A half-built tree has no text yet.
      return { ok: false, text: '', errors: [{ code: 'E_MISSING_ACTION', message: '积木还没有拼完整' }] };
    }
  });
  shelfRoutes(app, ports);
  app.post('/api/rules/simulate', { schema: { tags, ...SAYS.simulate, body: TRY } }, (request, reply) =>
    own(reply, async () => {
      const session = view(request);
      const asked = request.body as z.infer<typeof TRY>;
      const rule = ruleOf(
        { name: '', ...(asked.text === undefined ? {} : { text: asked.text }), ...(asked.ast === undefined ? {} : { ast: asked.ast }) },
        await dictionaryOf(ports.db, session.scope),
      );
      return simulate(ports, callerFor(request), { ast: rule.ast, days: asked.days });
    }),
  );
  app.post('/api/rules/rewrite', { schema: { tags, ...SAYS.rewrite, body: TEXT } }, (request, reply) =>
    own(reply, async () => {
      const session = edit(request);
      const model = modelFrom(process.env);
      if (!model) throw new Refusal(refuse('model-off'));
      return { proposal: await rewrite(model, (request.body as z.infer<typeof TEXT>).text, await dictionaryOf(ports.db, session.scope)) };
    }),
  );
}

/** The library, and the words and names a rule may use. */
function shelfRoutes(app: FastifyInstance, ports: Ports): void {
  app.get('/api/rules/library', { schema: { tags, ...SAYS.library } }, async (request) => {
    view(request);
    const notes = await shelfNotes(
      ports,
      callerFor(request),
      LIBRARY.map((x) => x.text),
    );
    return LIBRARY.map((x, i) => ({
      ...x,
      needs: (notes[i] ?? []).filter((n) => n.level === 'stop').map((n) => n.text),
      heeds: (notes[i] ?? []).filter((n) => n.level === 'heed').map((n) => n.text),
    }));
  });
  app.get('/api/rules/words', { schema: { tags, ...SAYS.words } }, async (request) => {
    const session = view(request);
    const { lexicon, fixture } = await dictionaryOf(ports.db, session.scope);
    const pick = (words: Record<string, { zh: string }>) => Object.entries(words).map(([id, w]) => ({ id, zh: w.zh }));
    const names = Object.entries(fixture).flatMap(([e, list]) =>
      list && !Array.isArray(list)
        ? Object.entries(list)
            .slice(0, 500)
            .map(([id, x]) => ({ e, id, zh: x.name }))
        : [],
    );
    return {
      version: lexicon.version,
      metrics: Object.entries(lexicon.metrics).map(([id, w]) => ({ id, zh: w.zh, unit: w.unit })),
      states: Object.entries(lexicon.states).map(([id, w]) => ({ id, zh: w.zh, e: w.e })),
      docs: pick(lexicon.docs),
      events: [
        ...pick(lexicon.events),
        ...Object.entries(lexicon.docs).flatMap(([d, w]) => Object.entries(lexicon.verbs).map(([v, x]) => ({ id: `${d}.${v}`, zh: `${w.zh}${x.zh}` }))),
      ],
      roles: pick(lexicon.roles),
      params: pick(lexicon.params),
      ops: pick(lexicon.ops),
      reports: pick(lexicon.reports),
      entityTypes: pick(lexicon.entityTypes),
      names,
      model: modelFrom(process.env) !== null,
    };
  });
}

async function one(ports: Ports, request: FastifyRequest): Promise<unknown> {
  const session = view(request);
  const { id } = request.params as { id: string };
  const row = await ports.db.read(session.scope, (s) => readRule(s, id));
  const dictionary = await dictionaryOf(ports.db, session.scope);
  const [versions, firings, holds] = await ports.db.read(session.scope, async (s) => [
    await s.query(
      'select version, text, canonical, author_name as author, at, approved_by as "approvedBy", approved_at as "approvedAt", note from rules.version where org_id = books.org() and rule_id = $1 order by version desc limit 50',
      [id],
    ),
    await s.query(
      `select f.id::text, f.version, f.subject_name as subject, f.at, f.said, f.cut, coalesce(jsonb_agg(jsonb_build_object('said', d.said, 'state', d.state, 'note', d.result->>'note', 'number', d.result->>'number', 'type', d.result->>'type', 'doc', d.result->>'doc') order by d.place) filter (where d.id is not null), '[]') as deeds
       from rules.firing f left join rules.deed d on d.org_id = f.org_id and d.firing_id = f.id where f.org_id = books.org() and f.rule_id = $1 group by f.org_id, f.id order by f.at desc limit 50`,
      [id],
    ),
    await s.query(
      `select kind, what, target_type as "targetType", coalesce((select r.name from books.record r where r.org_id = h.org_id and r.id::text = h.target_id), h.target_id) as target, value, prior, since from rules.hold h where org_id = books.org() and rule_id = $1 and lifted_at is null limit 200`,
      [id],
    ),
  ]);
  const notes = await notesFor(ports, callerFor(request), { id, ast: row.ast });
  return {
    ...row,
    explanation: explainRule(row.ast, dictionary),
    texts: textsOf(row.ast, dictionary),
    notes,
    versions,
    firings,
    holds,
    already: row.state === 'active' ? [] : (await alreadyTrue(ports, callerFor(request), row)).slice(0, 100),
    // An author approves their own rule only where nobody else could; then it never waits.
    may: { edit: may(session.actor, 'rule.edit'), approve: may(session.actor, 'rule.approve') && session.actor.id !== row.author_id },
  };
}

/** What rules tell people, and figures from outside. */
function messageRoutes(app: FastifyInstance, ports: Ports): void {
  app.get('/api/rules/messages', { schema: { tags, ...SAYS.messages } }, async (request) => {
    const { session } = request;
    if (!session) throw new Refusal(refuse('not-signed-in'));
    return ports.db.read(session.scope, (s) =>
      s.query(
        'select id::text, text, link, task, role, at, read_at as "readAt", done_at as "doneAt" from rules.message where org_id = books.org() and person_id = $1 order by (task and done_at is null) desc, at desc limit 100',
        [session.actor.id],
      ),
    );
  });
  app.post('/api/rules/messages/:id/done', { schema: { tags, ...SAYS.done, params: ID } }, async (request) => {
    const { session } = request;
    if (!session) throw new Refusal(refuse('not-signed-in'));
    await ports.db.write(session.scope, async (tx) => {
      await tx.query(
        `update rules.message set read_at = coalesce(read_at, $3::timestamptz), done_at = coalesce(done_at, $3::timestamptz), done_by = $4 where org_id = books.org() and id = $1 and person_id = $2`,
        [(request.params as { id: string }).id, session.actor.id, ports.clock.now(), session.actor.name],
      );
      // The bell rang for it too; what is done here needs no second look there.
      await tx.query(
        `select books.read_notices($2, array(select n.id from books.notice n join rules.message m on m.org_id = n.org_id and m.person_id = n.user_id and m.text = n.body
          where n.org_id = books.org() and m.id = $1 and n.user_id = $2 and n.read_at is null))`,
        [(request.params as { id: string }).id, session.actor.id],
      );
    });
    return { ok: true };
  });
  const READING = z.object({
    metric: z.string().max(40),
    target: z.string().max(60).default('*'),
    value: z.union([z.number(), z.boolean(), z.string().max(60)]),
    unit: z.string().max(10).nullish(),
    at: z.iso.datetime().optional(),
  });
  app.post('/api/rules/readings', { schema: { tags, ...SAYS.readings, body: z.object({ readings: z.array(READING).min(1).max(1000) }) } }, async (request) => {
    const session = edit(request);
    const { readings } = request.body as { readings: z.infer<typeof READING>[] };
    await ports.db.write(session.scope, (tx) =>
      tx.query(
        `insert into rules.reading (org_id, metric, target, value, unit, at) select distinct on (q.metric, q.target) books.org(), q.metric, q.target, q.value, q.unit, coalesce(q.at, $2::timestamptz) from jsonb_to_recordset($1::jsonb) as q(metric text, target text, value text, unit text, at timestamptz) order by q.metric, q.target, q.at desc nulls first
         on conflict (org_id, metric, target) do update set value = excluded.value, unit = excluded.unit, at = excluded.at where excluded.at >= reading.at`,
        [JSON.stringify(readings.map((r) => ({ ...r, value: String(r.value) }))), ports.clock.now()],
      ),
    );
    return { taken: readings.length };
  });
}
