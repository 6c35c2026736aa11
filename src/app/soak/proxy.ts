// A network that fails on demand: a TCP proxy in front of the database that can hold everything up, or cut every connection.
import { createServer, connect, type Socket } from 'node:net';

export type Proxy = {
  readonly port: number;
  /** Nothing passes for `ms`; connections stay open. */
  readonly stall: (ms: number) => Promise<void>;
  /** Every connection is cut, in the middle of whatever it carries. */
  readonly reset: () => number;
  readonly close: () => Promise<void>;
};

/** Starts listening on a free port and passes on to `target`. */
export async function faultProxy(target: number): Promise<Proxy> {
  const pairs = new Set<readonly [Socket, Socket]>();
  let stalled = false;
  const server = createServer((near) => {
    const far = connect(target, '127.0.0.1');
    const pair = [near, far] as const;
    pairs.add(pair);
    const end = (): void => {
      pairs.delete(pair);
      near.destroy();
      far.destroy();
    };
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      from.on('data', (chunk) => {
        if (!to.write(chunk)) from.pause();
      });
      to.on('drain', () => {
        if (!stalled) from.resume();
      });
      from.on('error', end);
      from.on('close', end);
      if (stalled) from.pause();
    }
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  const each = (act: (s: Socket) => void): void => {
    for (const pair of pairs) for (const s of pair) act(s);
  };
  return {
    port: (server.address() as { port: number }).port,
    stall: async (ms) => {
      stalled = true;
      each((s) => s.pause());
      await new Promise((done) => setTimeout(done, ms));
      stalled = false;
      each((s) => s.resume());
    },
    reset: () => {
      const cut = pairs.size;
      each((s) => s.resetAndDestroy());
      return cut;
    },
    close: () =>
      new Promise((done) => {
        each((s) => s.destroy());
        server.close(() => done());
      }),
  };
}
