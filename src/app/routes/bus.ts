// Routes of the bus: dead letters and how they are moved, the health board with its history, and the switches of the value stream.
import { must } from '#kernel/must';
import type { Scope } from '#kernel/ports';
import { Refusal, refuse } from '#kernel/refusal';
import { may, SPECIAL_RIGHTS } from '#kernel/rights';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { noteAudit } from '../audit.ts';
import { consumerZh } from '../bus/alarms.ts';
import { health, history } from '../bus/health.ts';
import { healthRooms } from '../bus/live-health.ts';
import { letter, letters, LETTER_REFUSALS, MOVES, moveLetter, sameContent, type Move } from '../bus/letters.ts';
import { forgetScenes, SCENES, sceneOf } from '../bus/scenes.ts';
import { callerFor, need, type Ports, readSession, sendProblem, sessionFor } from '../context.ts';
import { TEMPLATES } from '../outside/templates/list.ts';
import { eventNameOf } from '../outside/templates/template.ts';
import { eventStream } from './sse.ts';

const MANAGE = 'bus.manage';
const ONE = z.object({ consumer: z.string().min(1).max(120), pos: z.string().regex(/^\d{1,18}$/) });
const MOVE = z
  .object({ move: z.enum(Object.keys(MOVES) as [Move, ...Move[]]), reason: z.string().trim().max(200).optional(), payload: z.record(z.string(), z.unknown()).optional() })
  .strict();
const tags = ['协同'];

export function busRoutes(app: FastifyInstance, ports: Ports): void {
  const reactions = ports.catalog.modules.flatMap((m) => m.reactions);
  const manage = (request: FastifyRequest) => need(request, MANAGE, SPECIAL_RIGHTS[MANAGE]);
  const look = async (scope: Scope) => {
    const seen = await health(ports.db, scope, { reactions, now: ports.clock.now() });
    return { ...seen, consumers: seen.consumers.map((c) => ({ ...c, zh: consumerZh(c.consumer) })) };
  };

  app.get('/api/bus/health', { schema: { tags, summary: '协同健康：丢失、延迟、死信、人工覆盖、告警（现在）' } }, async (request) => {
    return look(manage(request).scope);
  });
  const rooms = healthRooms(look);
  app.addHook('preClose', async () => rooms.close());
  app.get('/api/bus/health/live', { schema: { tags, summary: '协同健康的变化（SSE，每秒测一次：有变化送 health，没有变化送 beat）' } }, (request, reply) => {
    const { scope } = manage(request);
    const { say, end, onClose } = eventStream(reply);
    const mayStay = async (): Promise<boolean> => {
      const { session } = await readSession(ports, request);
      return session !== null && session.scope.org === scope.org && may(session.actor, MANAGE);
    };
    onClose(rooms.join(scope, { write: say, end, mayStay }));
    return reply;
  });
  app.get(
    '/api/bus/history',
    { schema: { tags, summary: '协同健康：每分钟的历史', querystring: z.object({ hours: z.coerce.number().int().min(1).max(72).default(3) }) } },
    async (request) => history(ports.db, manage(request).scope.org, (request.query as { hours: number }).hours),
  );
  app.get('/api/bus/letters', { schema: { tags, summary: '死信', querystring: z.object({ open: z.enum(['1', '0']).default('1') }) } }, async (request) => {
    manage(request);
    const found = await letters(ports.db, callerFor(request), { open: (request.query as { open: string }).open === '1' });
    return found.map((l) => ({ ...l, consumerZh: consumerZh(l.consumer) }));
  });
  app.get('/api/bus/letters/:consumer/:pos', { schema: { tags, summary: '一封死信：内容、错误、排在后面的事件', params: ONE } }, async (request) => {
    manage(request);
    const { consumer, pos } = request.params as z.infer<typeof ONE>;
    const found = await letter(ports.db, callerFor(request), { consumer, pos: BigInt(pos) });
    if (!found) throw new Refusal(refuse('not-found'));
    return { ...found, consumerZh: consumerZh(consumer) };
  });
  app.post('/api/bus/letters/:consumer/:pos', { schema: { tags, summary: '处理死信：重试、修正后重发、跳过、补投（丢失的）', params: ONE, body: MOVE } }, (request, reply) => {
    manage(request);
    return move(ports, request, reply);
  });
  sceneRoutes(app, ports);
}

async function move(ports: Ports, request: FastifyRequest, reply: FastifyReply): Promise<unknown> {
  const { consumer, pos } = request.params as z.infer<typeof ONE>;
  const { move: how, reason, payload } = request.body as z.infer<typeof MOVE>;
  if ((how === 'skip' || how === 'resend') && !reason)
    throw new Refusal(refuse('bad-field', { path: 'reason', with: { what: `${MOVES[how]}须填写原因：这个动作会记入事件链和操作日志` } }));
  if (how === 'resend') {
    if (!payload) throw new Refusal(refuse('bad-field', { path: 'payload', with: { what: '修正后重发须带上修正后的内容' } }));
    const known = await letter(ports.db, callerFor(request), { consumer, pos: BigInt(pos) });
    if (known && sameContent(payload, known.edited ?? known.payload)) return sendProblem(reply, refuse('payload-unchanged', { path: 'payload' }), LETTER_REFUSALS);
  }
  const outcome = await moveLetter(ports, callerFor(request), {
    consumer,
    pos: BigInt(pos),
    move: how,
    reason: reason ?? null,
    ...(how === 'resend' && payload ? { payload } : {}),
  });
  return 'refused' in outcome ? sendProblem(reply, outcome, LETTER_REFUSALS) : outcome;
}

/** 价值流图: the five scenes, what each reacts with, and its switch. */
function sceneRoutes(app: FastifyInstance, ports: Ports): void {
  const reactions = ports.catalog.modules.flatMap((m) => m.reactions);
  const settingsOf = async (request: FastifyRequest): Promise<Readonly<Record<string, boolean>>> => {
    const [row] = await ports.db.read(sessionFor(request).scope, (s) =>
      s.query<{ on: Record<string, boolean> | null }>(`select settings->'collaboration' as on from books.org_node where id = books.org()`),
    );
    return row?.on ?? {};
  };
  app.get('/api/bus/scenes', { schema: { tags, summary: '价值流图：五个断点、各自的协同单元与开关' } }, async (request) => {
    need(request, MANAGE, SPECIAL_RIGHTS[MANAGE]);
    const on = await settingsOf(request);
    return SCENES.map(({ words: _words, ...scene }) => ({
      ...scene,
      on: on[scene.key] ?? true,
      reactions: reactions.filter((r) => sceneOf(r.on) === scene.key).map((r) => ({ name: r.name, on: r.on })),
      templates: TEMPLATES.filter((t) => sceneOf(eventNameOf(t)) === scene.key).map((t) => t.zh),
    }));
  });
  app.put(
    '/api/bus/scenes/:key',
    {
      schema: {
        tags,
        summary: '打开或关闭一个协同单元',
        params: z.object({ key: z.enum(SCENES.map((s) => s.key) as [string, ...string[]]) }),
        body: z.object({ on: z.boolean() }).strict(),
      },
    },
    async (request) => {
      const session = need(request, MANAGE, SPECIAL_RIGHTS[MANAGE]);
      const { key } = request.params as { key: string };
      const { on } = request.body as { on: boolean };
      const scene = SCENES.find((s) => s.key === key);
      must(scene, `scene ${key}`);
      const next = { ...(await settingsOf(request)), [key]: on };
      await ports.db.write(session.scope, (tx) => tx.query('select books.save_settings($1::jsonb)', [JSON.stringify({ collaboration: next })]));
      forgetScenes(session.scope.org);
      await noteAudit(ports, callerFor(request), { action: 'settings.save', subject: 'settings', id: null, summary: `${on ? '打开' : '关闭'}协同单元“${scene.zh}”` });
      return { ok: true };
    },
  );
}
