// A Kafka broker of our own beside the program, for tests and the bench: a real one of one node (KRaft), its jars from Maven Central once into build/kafka; where that
// cannot be, librdkafka's mock cluster, said in a printed line; null where there is neither.
import { freePort } from '#platform/own-postgres';
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mockBroker } from './mock-broker.ts';

const VERSION = '4.1.1';
/** The checkout, from src and from dist alike. */
const ROOT = join(import.meta.dirname, '../../../../..');
const BUILD = join(ROOT, 'build/kafka');
const LIB = join(BUILD, `lib-${VERSION}`);
const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0"><modelVersion>4.0.0</modelVersion><groupId>hengcang</groupId><artifactId>kafka-for-tests</artifactId><version>1</version>
<dependencies><dependency><groupId>org.apache.kafka</groupId><artifactId>kafka_2.13</artifactId><version>${VERSION}</version></dependency>
<dependency><groupId>org.slf4j</groupId><artifactId>slf4j-simple</artifactId><version>1.7.36</version></dependency></dependencies></project>`;

/** The jars, fetched if they are not there; why not, when they cannot be had. */
function jars(): string | null {
  if (existsSync(LIB)) return null;
  if (spawnSync('mvn', ['--version']).status !== 0) return 'Maven is not installed';
  mkdirSync(BUILD, { recursive: true });
  // Fetched beside and then renamed: half a set is never taken for one.
  const part = mkdtempSync(join(BUILD, 'part-'));
  writeFileSync(join(part, 'pom.xml'), POM);
  const got = spawnSync('mvn', ['-q', '-B', 'dependency:copy-dependencies', '-DincludeScope=runtime', '-DoutputDirectory=lib'], { cwd: part, encoding: 'utf8', timeout: 300_000 });
  const whole = got.status === 0 && existsSync(join(part, 'lib')) && readdirSync(join(part, 'lib')).some((f) => f.startsWith('kafka_2.13'));
  if (whole && !existsSync(LIB)) renameSync(join(part, 'lib'), LIB);
  rmSync(part, { recursive: true, force: true });
  return whole ? null : 'Maven Central cannot be reached';
}

const config = (dir: string, port: number, controller: number): string =>
  [
    'process.roles=broker,controller',
    'node.id=1',
    `controller.quorum.voters=1@127.0.0.1:${controller}`,
    `listeners=PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controller}`,
    `advertised.listeners=PLAINTEXT://127.0.0.1:${port}`,
    'controller.listener.names=CONTROLLER',
    'listener.security.protocol.map=CONTROLLER:PLAINTEXT,PLAINTEXT:PLAINTEXT',
    'inter.broker.listener.name=PLAINTEXT',
    `log.dirs=${dir}/log`,
    'num.partitions=4',
    'default.replication.factor=1',
    'offsets.topic.replication.factor=1',
    'offsets.topic.num.partitions=4',
    'transaction.state.log.replication.factor=1',
    'transaction.state.log.min.isr=1',
    'share.coordinator.state.topic.replication.factor=1',
    'share.coordinator.state.topic.min.isr=1',
    'group.initial.rebalance.delay.ms=0',
    // A broker that was killed may come back at once.
    'broker.session.timeout.ms=2000',
    'broker.heartbeat.interval.ms=500',
    'auto.create.topics.enable=false',
    // It shares the machine with everything that is tested or measured against it.
    'num.network.threads=1',
    'num.io.threads=2',
    'background.threads=2',
    'log.cleaner.enable=false',
  ].join('\n');

/** A virtual machine for minutes on two processors: one collector thread, and no second compiler that works for a steady state it never sees. */
const java = (args: readonly string[]): string[] => [
  '-Xms256m',
  '-Xmx384m',
  '-XX:+UseSerialGC',
  '-XX:TieredStopAtLevel=1',
  '-cp',
  `${LIB}/*`,
  '-Dorg.slf4j.simpleLogger.defaultLogLevel=error',
  ...args,
];
const PATIENCE = 180;

export type Broker = {
  readonly address: string;
  /** Only a real one can die and come back with what it had. */
  readonly real: boolean;
  readonly start: () => Promise<void>;
  /** kill -9: no goodbye, no flush. */
  readonly kill: () => Promise<void>;
  readonly remove: () => Promise<void>;
};

/** A broker that is up. Of a real one the data survives `kill` and `start`. HENGCANG_KAFKA=mock asks for the other kind. */
export async function kafkaBroker(topics: readonly string[]): Promise<Broker | null> {
  const asked = process.env['HENGCANG_KAFKA'] === 'mock' ? 'HENGCANG_KAFKA=mock asks for it' : null;
  const missing = asked ?? (spawnSync('java', ['-version']).status === 0 ? jars() : 'Java is not installed');
  if (missing === null) return realBroker();
  const mock = await mockBroker(topics);
  if (typeof mock === 'string') {
    process.stderr.write(`no Kafka here: no real broker (${missing}), no mock cluster either (${mock}); what needs one is skipped\n`);
    return null;
  }
  process.stderr.write(`Kafka is librdkafka's mock cluster (${missing}): real wire protocol, memory only; death and restart of the broker are not tried\n`);
  const never = async (): Promise<void> => {
    throw new Error('a mock cluster does not die');
  };
  return { ...mock, real: false, start: never, kill: never };
}

async function realBroker(): Promise<Broker> {
  const dir = mkdtempSync(join(tmpdir(), 'hengcang-kafka-'));
  const [port, controller] = [await freePort(), await freePort()];
  const file = join(dir, 'kraft.properties');
  writeFileSync(file, config(dir, port, controller));
  const formatted = spawnSync('java', java(['kafka.tools.StorageTool', 'format', '-t', 'MkU3OEVBNTcwNTJENDM2Qg', '-c', file]), { encoding: 'utf8' });
  if (formatted.status !== 0) throw new Error(`kafka could not be formatted: ${formatted.stderr.slice(-2000)}`);
  let running: ChildProcess | null = null;
  const start = async (): Promise<void> => {
    const child = spawn('java', java(['kafka.Kafka', file]), { stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    child.stderr.on('data', (part: Buffer) => {
      said = (said + part.toString()).slice(-4000);
    });
    running = child;
    for (let i = 0; i < PATIENCE * 4; i += 1) {
      if (await listens(port)) return;
      if (child.exitCode !== null) break;
      await new Promise((later) => setTimeout(later, 250));
    }
    throw new Error(`kafka did not start: ${said}`);
  };
  const kill = async (): Promise<void> => {
    const child = running;
    running = null;
    if (!child || child.exitCode !== null) return;
    const gone = new Promise((done) => child.once('exit', done));
    child.kill('SIGKILL');
    await gone;
  };
  await start();
  return {
    address: `127.0.0.1:${port}`,
    real: true,
    start,
    kill,
    remove: async () => {
      await kill();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

const listens = (port: number): Promise<boolean> =>
  new Promise((done) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      done(true);
    });
    socket.on('error', () => done(false));
  });
