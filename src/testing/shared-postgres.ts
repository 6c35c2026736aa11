// One PostgreSQL for all test processes of the gate. Started before the first test, stopped after the last.
import { type Server, startServer } from './embedded-postgres.ts';

let server: Server | null = null;

/** Called by vitest before the test processes start; they inherit the environment. */
export async function setup(): Promise<void> {
  if (process.env['HENGCANG_GATES'] !== '1') return;
  server = await startServer();
  process.env['HENGCANG_TEST_POSTGRES'] = server.url;
}

export async function teardown(): Promise<void> {
  await server?.stop();
}
