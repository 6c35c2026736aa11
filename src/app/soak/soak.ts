// hengcang soak: several application processes work on one PostgreSQL while processes are killed and frozen, the database crashes, the network
// stalls and the disk fills up; afterwards the books are searched for anything lost, doubled or out of order.
import { present } from '#kernel/must';
import type { Database } from '#kernel/ports';
import { randomIds, systemClock } from '#platform/clock';
import { contentHash } from '#platform/digest';
import { openPostgres } from '#platform/postgres';
import { searchText } from '#platform/pinyin';
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { benchCompany } from '../bench/company.ts';
import { choices, machine } from '../bench/measure.ts';
import type { Ports } from '../context.ts';
import { saveAll } from '../founding.ts';
import { catalogOf } from '../house.ts';
import { migrate } from '../migrate.ts';
import { type Cluster, startCluster } from './cluster.ts';
import { atRest, type Findings, findings } from './findings.ts';
import { faultProxy, type Proxy } from './proxy.ts';
import type { Plan } from './worker.ts';

export type Faults = { kills: number; freezes: number; crashes: number; stalls: number; resets: number; diskFull: number | 'not possible here' };
export type SoakReport = Findings &
  Faults & {
    readonly ok: boolean;
    readonly minutes: number;
    readonly seed: number;
    readonly processes: number;
    readonly died: readonly string[];
    readonly machine: string;
    readonly at: string;
    readonly seconds: number;
  };
type Soak = { readonly minutes: number; readonly seed: number; readonly say: (line: string) => void };

const WORKERS = 3;
const CLIENTS = 4;
/** Room for data and log of a long run; memory is used only for what is there, and for the moment when the disk is full. */
const DISK_MB = 1536;
/** A new process has so many ms to come up. */
const PATIENCE = 120_000;
const wait = (ms: number): Promise<void> => new Promise((done) => setTimeout(done, ms));

/** Runs for `minutes` under fire, then until nothing waits, and tells what it found. */
export async function soak({ minutes, seed, say }: Soak): Promise<SoakReport> {
  const started = performance.now();
  const cluster = await startCluster(DISK_MB);
  const proxy = await faultProxy(cluster.port);
  const db = openPostgres(cluster.url(cluster.port), 4);
  const dir = mkdtempSync(join(tmpdir(), 'hengcang-soak-notes-'));
  try {
    await migrate(db);
    const plan = await prepare(db, { cluster, proxy, dir, seed });
    say(`公司已建，${WORKERS} 个应用进程 × ${CLIENTS} 人，${minutes} 分钟，种子 ${seed}${cluster.fill ? '' : '；这台机器不允许挂载独立磁盘，磁盘写满一项不做'}`);
    const crew = workers(plan, dir);
    const faults = await underFire({ crew, cluster, proxy, minutes, pick: choices(seed), say });
    crew.stopTaking();
    await settle(db, { crew, cluster, say });
    crew.end();
    const found = await findings(db, plan);
    const ok = found.lost === 0 && found.duplicated === 0 && found.inversions === 0 && found.verify === 'clean' && found.acknowledged > 0 && crew.died.length === 0;
    return {
      ok,
      minutes,
      seed,
      processes: WORKERS,
      ...faults,
      died: crew.died,
      ...found,
      machine: machine(),
      at: new Date().toISOString(),
      seconds: Math.round((performance.now() - started) / 1000),
    };
  } finally {
    await db.close().catch(() => undefined);
    await proxy.close();
    await cluster.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

async function prepare(
  db: Database,
  { proxy, cluster, dir, seed }: { readonly cluster: Cluster; readonly proxy: Proxy; readonly dir: string; readonly seed: number },
): Promise<Plan> {
  const ports: Ports = { db, catalog: catalogOf(), clock: systemClock, ids: randomIds, search: searchText, hash: contentHash };
  const co = await benchCompany(ports);
  const [item] = await db.read(co.caller.scope, (s) =>
    s.query<{ category: string }>(`select data->>'category' as category from books.record where org_id = books.org() and id = $1`, [co.items[0]]),
  );
  const [lots] = await saveAll(ports, co.caller, 'item', [
    { name: '浸泡试验批次商品', data: { category: item?.category, unit: '件', taxRate: '0.13', salePrice: '5', tracksLots: true } },
  ]);
  const few = (list: readonly string[]): readonly string[] => list.slice(0, 12);
  return {
    url: cluster.url(proxy.port),
    caller: co.caller,
    items: few(co.items),
    lotItem: present(lots, 'goods with lots').id,
    suppliers: few(co.suppliers),
    customers: few(co.customers),
    warehouses: few(co.warehouses),
    clients: CLIENTS,
    seed,
    acks: join(dir, 'acks'),
    left: join(dir, 'left'),
    stop: join(dir, 'stop'),
  };
}

type Worker = { readonly child: ChildProcess; readonly ready: string; readonly log: string };
type Crew = {
  /** One that is at work, once there is one. */
  readonly pick: (n: number) => Promise<ChildProcess>;
  readonly kill: (n: number) => Promise<void>;
  readonly allReady: () => Promise<void>;
  readonly stopTaking: () => void;
  readonly end: () => void;
  /** Processes that ended without having been killed: what they said last. An application must outlive its database. */
  readonly died: string[];
};

/** The application processes; one that ended is replaced at once by a new one. */
function workers(plan: Plan, dir: string): Crew {
  let [lives, over] = [0, false];
  const died: string[] = [];
  const start = (): Worker => {
    lives += 1;
    const file = join(dir, `plan-${lives}.json`);
    writeFileSync(file, JSON.stringify({ ...plan, seed: plan.seed * 1000 + lives }));
    const log = join(dir, `worker-${lives}.log`);
    const child = spawn(process.execPath, [...process.execArgv, process.argv[1] ?? '', 'soak', '--worker', file], { stdio: ['ignore', 'ignore', openSync(log, 'w')] });
    const worker = { child, ready: `${file}.ready`, log };
    child.on('exit', (_, signal) => {
      if (over || signal === 'SIGKILL') return;
      died.push(readFileSync(log, 'utf8').slice(-600));
      const place = crew.indexOf(worker);
      if (place >= 0) crew[place] = start();
    });
    return worker;
  };
  const crew: Worker[] = [];
  for (let n = 0; n < WORKERS; n += 1) crew.push(start());
  const ready = async (n: number, patience: number): Promise<number> => {
    for (const until = performance.now() + patience; performance.now() < until; await wait(100)) {
      const there = crew.flatMap((w, i) => (existsSync(w.ready) ? [i] : []));
      if (there.length > 0) return there[n % there.length] as number;
    }
    throw new Error(`no application process came up: ${crew.map((w) => readFileSync(w.log, 'utf8').slice(-600)).join('\n')}`);
  };
  const at = async (n: number): Promise<ChildProcess> => (crew[await ready(n, PATIENCE)] as Worker).child;
  return {
    pick: at,
    kill: async (n) => {
      const chosen = await ready(n, PATIENCE);
      crew[chosen]?.child.kill('SIGKILL');
      crew[chosen] = start();
    },
    allReady: async () => {
      for (const until = performance.now() + PATIENCE; !crew.every((w) => existsSync(w.ready)) && performance.now() < until; ) await wait(100);
      await ready(0, 1);
    },
    stopTaking: () => {
      writeFileSync(plan.stop, '');
      for (const { child } of crew) child.kill('SIGCONT');
    },
    end: () => {
      over = true;
      for (const { child } of crew) child.kill('SIGKILL');
    },
    died,
  };
}

type Fire = {
  readonly crew: Crew;
  readonly cluster: Cluster;
  readonly proxy: Proxy;
  readonly minutes: number;
  readonly pick: (below: number) => number;
  readonly say: (line: string) => void;
};

/** One fault after another until the time is over; each kind at least once when there is time for it. */
async function underFire({ crew, cluster, proxy, minutes, pick, say }: Fire): Promise<Faults> {
  const faults: Faults = { kills: 0, freezes: 0, crashes: 0, stalls: 0, resets: 0, diskFull: cluster.fill ? 0 : 'not possible here' };
  const acts: Readonly<Record<string, () => Promise<void>>> = {
    kill: async () => {
      await crew.kill(pick(WORKERS));
      faults.kills += 1;
    },
    freeze: async () => {
      const child = await crew.pick(pick(WORKERS));
      child.kill('SIGSTOP');
      await wait(1000 + pick(3000));
      child.kill('SIGCONT');
      faults.freezes += 1;
    },
    stall: async () => {
      await proxy.stall(300 + pick(1200));
      faults.stalls += 1;
    },
    reset: async () => {
      proxy.reset();
      faults.resets += 1;
    },
    crash: async () => {
      await cluster.crash();
      faults.crashes += 1;
    },
    full: async () => {
      if (!cluster.fill || faults.diskFull === 'not possible here' || faults.diskFull > 0) return;
      const { free } = cluster.fill();
      await wait(4000);
      free();
      faults.diskFull = 1;
      await cluster.ensure();
    },
  };
  await crew.allReady();
  const until = performance.now() + minutes * 60_000;
  const order = ['kill', 'stall', 'freeze', 'reset', 'crash', 'full'];
  const often = ['kill', 'kill', 'kill', 'freeze', 'stall', 'stall', 'reset', 'crash'];
  for (let n = 0; performance.now() < until; n += 1) {
    const name = order[n] ?? (often[pick(often.length)] as string);
    say(`  ${new Date().toISOString().slice(11, 19)} ${name}`);
    await acts[name]?.();
    await wait(500 + pick(minutes > 2 ? 2500 : 1500));
  }
  return faults;
}

/** Waits until everything that was written is handled; letters that were given up are tried again, as a person would. */
async function settle(db: Database, { crew, cluster, say }: Pick<Fire, 'crew' | 'cluster' | 'say'>): Promise<void> {
  say('不再接单，等积压处理完 …');
  await cluster.ensure();
  await crew.allReady();
  for (const until = performance.now() + 180_000; ; await wait(500)) {
    if (await atRest(db).catch(() => false)) {
      // Whoever still had a command under way has had time to finish it.
      await wait(1500);
      if (await atRest(db).catch(() => false)) return;
    }
    await db.owner((tx) => tx.query(`update bus.dead set tries = 0, next_at = now() where state = 'waiting' and tries >= 5`)).catch(() => undefined);
    if (performance.now() > until) return;
  }
}
