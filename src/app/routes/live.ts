// Live screens: server-sent events that only say what changed; the client asks again for what it shows.
import { may } from '#kernel/rights';
import type { FastifyInstance } from 'fastify';
import { type Ports, sessionFor } from '../context.ts';
import type { LiveChange } from '../consumers.ts';
import type { Session } from '../people.ts';

export type Live = { readonly tell: (change: LiveChange) => void; readonly close: () => void };

/** At most this many open streams per process; a browser tab holds one. */
const MOST = 2000;

export function liveRoutes(app: FastifyInstance, ports: Ports): Live {
  const open = new Map<{ write: (text: string) => void; end: () => void }, Session>();
  app.get('/api/events', { schema: { tags: ['实时'], summary: '变更流（SSE）' } }, async (request, reply) => {
    const session = sessionFor(request);
    if (open.size >= MOST) return reply.code(503).send();
    reply.hijack();
    const { raw } = reply;
    raw.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store', connection: 'keep-alive', 'x-accel-buffering': 'no' });
    raw.write('retry: 2000\n\n');
    const stream = {
      write: (text: string) => {
        raw.write(text);
      },
      end: () => raw.end(),
    };
    open.set(stream, session);
    const beat = setInterval(() => raw.write(': beat\n\n'), 20_000);
    raw.on('close', () => {
      clearInterval(beat);
      open.delete(stream);
    });
    return reply;
  });
  return {
    tell: (change) => {
      const known = ports.catalog.findDocument(change.topic) !== undefined;
      const data = `event: change\ndata: ${JSON.stringify({ topic: change.topic, id: change.id, version: Number(change.version) })}\n\n`;
      for (const [stream, session] of open) if (session.scope.org === change.org && (!known || may(session.actor, `${change.topic}.view`))) stream.write(data);
    },
    close: () => {
      for (const stream of open.keys()) stream.end();
      open.clear();
    },
  };
}
