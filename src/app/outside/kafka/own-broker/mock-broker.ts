// A broker where no real one can be had: librdkafka's mock cluster, compiled here from 30 lines of C. It speaks Kafka and keeps everything in memory.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** C is not compiled into dist: always that of the checkout. */
const SOURCE = join(import.meta.dirname, '../../../../../src/app/outside/kafka/own-broker/mock-broker.c');

export type MockBroker = { readonly address: string; readonly remove: () => Promise<void> };

/** Starts one with the topics made; a sentence about what is missing where it cannot be built. */
export async function mockBroker(topics: readonly string[]): Promise<MockBroker | string> {
  const dir = mkdtempSync(join(tmpdir(), 'hengcang-kafka-mock-'));
  const program = join(dir, 'mock-broker');
  const built = spawnSync('cc', [SOURCE, '-o', program, '-lrdkafka'], { encoding: 'utf8' });
  if (built.status !== 0) {
    rmSync(dir, { recursive: true, force: true });
    return built.error ? 'there is no C compiler' : 'librdkafka cannot be compiled against (librdkafka-dev)';
  }
  const child = spawn(program, topics, { stdio: ['pipe', 'pipe', 'pipe'] });
  const address = await firstLine(child);
  return {
    address,
    remove: async () => {
      const gone = new Promise((done) => child.once('exit', done));
      child.stdin?.end();
      await gone;
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

const firstLine = (child: ChildProcess): Promise<string> =>
  new Promise((done, failed) => {
    let [said, wrong] = ['', ''];
    child.stdout?.on('data', (part: Buffer) => {
      said += part.toString();
      if (said.includes('\n')) done(said.slice(0, said.indexOf('\n')));
    });
    child.stderr?.on('data', (part: Buffer) => (wrong += part.toString()));
    child.once('exit', () => failed(new Error(`the mock broker ended: ${wrong.slice(-500)}`)));
    child.once('error', failed);
  });
