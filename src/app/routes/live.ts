// Live screens: server-sent events that only say what changed; the client asks again for what it shows.
import { may } from '#kernel/rights';
import type { FastifyInstance } from 'fastify';
import { type Ports, readSession, sessionFor } from '../context.ts';
import type { LiveChange } from '../consumers.ts';
import { eventStream } from './sse.ts';

export type Live = { readonly tell: (change: LiveChange) => void; readonly close: () => void };

/** At most this many open streams per process; a browser tab holds one. */
const MOST = 2000;
/** `tell` says the changes this person may hear of now; it asks again who they are, and ends where nobody is signed in any more. */
type Stream = { readonly tell: (change: LiveChange) => void; readonly end: () => void };

export function liveRoutes(app: FastifyInstance, ports: Ports): Live {
  const open = new Set<Stream>();
  app.get('/api/events', { schema: { tags: ['实时'], summary: '变更流（SSE）' } }, async (request, reply) => {
    let { org } = sessionFor(request).scope;
    if (open.size >= MOST) return reply.code(503).send();
    const { say, end, onClose } = eventStream(reply);
    let waiting: LiveChange[] = [];
    const pass = async (): Promise<void> => {
      const { session } = await readSession(ports, request);
      const changes = waiting;
      waiting = [];
      if (!session) return end();
      org = session.scope.org;
      const heard = (c: LiveChange): boolean => c.org === org && (ports.catalog.findDocument(c.topic) === undefined || may(session.actor, `${c.topic}.view`));
      const text = changes.filter(heard).map((c) => `event: change\ndata: ${JSON.stringify({ topic: c.topic, id: c.id, version: Number(c.version) })}\n\n`);
      if (text.length > 0) say(text.join(''));
    };
    const stream: Stream = {
      tell: (change) => {
        if (change.org !== org) return;
        waiting.push(change);
        // Changes that come while it is being asked who this is go out with the first.
        if (waiting.length === 1) void pass().catch(end);
      },
      end,
    };
    open.add(stream);
    const beat = setInterval(() => say(': beat\n\n'), 20_000);
    onClose(() => {
      clearInterval(beat);
      open.delete(stream);
    });
    return reply;
  });
  return {
    tell: (change) => {
      for (const stream of open) stream.tell(change);
    },
    close: () => {
      for (const stream of open) stream.end();
      open.clear();
    },
  };
}
