// Runs the product: server, sequencer, reactions and live screens in one process.
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Ports } from './context.ts';
import type { DemoHost } from './demo/host.ts';
import { startMeasuring } from './bus/health.ts';
import { whereSwitchedOn } from './bus/scenes.ts';
import { reactionHandler, startConsumer, startLive } from './consumers.ts';
import { startLateCosts } from './late-costs.ts';
import { whereReacting } from './outside/react.ts';
import { startOutside } from './outside/start.ts';
import { ruleGate } from './rules-runtime/gate.ts';
import { startPolicy } from './planning/policy/keeper.ts';
import { startPlanning } from './planning/start.ts';
import { startSignals } from './planning/signals-start.ts';
import { startRules } from './rules-runtime/runtime.ts';
import { startSequencer } from './sequencer.ts';
import { startStatistics } from './statistics.ts';
import { buildServer, type ServerFiles } from './server.ts';
import { wholeCompany } from './whole-company.ts';

export type Running = { readonly url: string; readonly stop: () => Promise<void> };

const WEB = fileURLToPath(new URL('../../web/dist', import.meta.url));

/** Starts everything and listens. `port` 0 takes a free one. */
export async function serve(
  bare: Ports,
  options: {
    readonly port: number;
    readonly host?: string;
    readonly version: string;
    readonly web?: string | null;
    readonly demo?: DemoHost;
    readonly files?: ServerFiles /** How outsiders are reached; the process’s own environment if not given. */;
    readonly env?: Readonly<Record<string, string | undefined>>;
  },
): Promise<Running> {
  const ports: Ports = { ...bare, gate: ruleGate };
  const complain = (error: unknown): void => {
    process.stderr.write(`${new Date().toISOString()} ${error instanceof Error ? error.message : String(error)}\n`);
  };
  const { app, live } = await buildServer({
    ports,
    version: options.version,
    web: options.web ?? (existsSync(WEB) ? WEB : null),
    ...(options.demo ? { demo: options.demo } : {}),
    ...(options.files ? { files: options.files } : {}),
  });
  const changes = startLive(ports.db, live.tell, complain);
  const reactions = reactionHandler(
    ports,
    ports.catalog.modules.flatMap((m) => m.reactions),
    async (org) => (await wholeCompany(ports.db, org)).tenant,
  );
  const { db } = ports;
  const parts: readonly { readonly stop: () => Promise<void> }[] = [
    startConsumer(db, { name: 'reactions', handle: whereSwitchedOn(db, whereReacting(db, reactions)) }, complain),
    startOutside(ports, complain, options.env),
    startRules(ports, complain),
    startSignals(ports, complain),
    startPolicy(ports, complain),
    startPlanning(ports, { tell: live.tell, onError: complain, busy: async () => (await options.demo?.status())?.state === 'building' }),
    startLateCosts(ports, complain),
    startSequencer(db, complain),
    startMeasuring(db, complain),
    startStatistics(db, complain),
    changes,
  ];
  changes.wake();
  const url = await app.listen({ port: options.port, host: options.host ?? process.env['HOST'] ?? '127.0.0.1' });
  return {
    url,
    stop: async () => {
      live.close();
      await app.close();
      await Promise.all(parts.map((part) => part.stop()));
    },
  };
}
