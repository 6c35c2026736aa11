// One PostgreSQL for all test processes of the gate, with a migrated template database. Started before the first test, stopped after the last.
import { migrate } from '#app/migrate';
import { openPostgres } from '#platform/postgres';
import pg from 'pg';
import { type Server, startServer, TEMPLATE } from './embedded-postgres.ts';

let server: Server | null = null;

/** Called by vitest before the test processes start; they inherit the environment. */
export async function setup(): Promise<void> {
  if (process.env['HENGCANG_GATES'] !== '1') return;
  server = await startServer();
  const admin = `postgresql://postgres:test-only@127.0.0.1:${server.port}`;
  const client = new pg.Client({ connectionString: `${admin}/postgres` });
  await client.connect();
  await client.query(`create database ${TEMPLATE}`);
  await client.end();
  const db = openPostgres(`${admin}/${TEMPLATE}`, 2);
  await migrate(db);
  await db.close();
  process.env['HENGCANG_TEST_POSTGRES'] = String(server.port);
}

export async function teardown(): Promise<void> {
  await server?.stop();
}
