// A stream of server-sent events to one listener. One that does not read is let go before what waits for it fills the memory; its browser comes back and asks anew.
import type { FastifyReply } from 'fastify';

/** Bytes that may wait for a listener. */
const MOST_WAITING = 1_000_000;

export type EventStream = { readonly say: (text: string) => void; readonly end: () => void; readonly onClose: (left: () => void) => void };

/** Answers with a stream that stays open. `say` takes whole messages, each ended by an empty line. */
export function eventStream(reply: FastifyReply): EventStream {
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store', connection: 'keep-alive', 'x-accel-buffering': 'no' });
  raw.write('retry: 2000\n\n');
  return {
    say: (text) => {
      if (raw.writableLength > MOST_WAITING) raw.destroy();
      else raw.write(text);
    },
    end: () => raw.end(),
    onClose: (left) => raw.on('close', left),
  };
}
