// contract: writes contract/openapi.json and the event schemas from the code, so that a change of the API shows in the diff.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { catalogOf } from '../house.ts';
import { eventSchemas } from '../event-schemas.ts';
import { buildServer } from '../server.ts';
import type { CliCommand } from './list.ts';
import type { Ports } from '../context.ts';
import { contentHash } from '#platform/digest';
import { randomIds, systemClock } from '#platform/clock';
import { searchText } from '#platform/pinyin';

/** The contract needs the routes, not the data. */
const NO_DATABASE = new Proxy(
  {},
  {
    get: () => () => {
      throw new Error('the contract is made without a database');
    },
  },
) as Ports['db'];

export async function openapi(version: string): Promise<Record<string, unknown>> {
  const { app } = await buildServer({ ports: { db: NO_DATABASE, catalog: catalogOf(), clock: systemClock, ids: randomIds, search: searchText, hash: contentHash }, version });
  const spec = app.swagger() as unknown as Record<string, unknown>;
  await app.close();
  return spec;
}

export const contractCommand: CliCommand = {
  zh: '由代码生成 contract/openapi.json 与事件模式',
  usage: '[--out DIR]',
  options: { out: { type: 'string' } },
  run: async ({ values, version, say }) => {
    const out = typeof values['out'] === 'string' ? values['out'] : 'contract';
    mkdirSync(join(out, 'events'), { recursive: true });
    writeFileSync(join(out, 'openapi.json'), `${JSON.stringify(await openapi(version), null, 1)}\n`);
    const events = eventSchemas(catalogOf());
    for (const [name, schema] of Object.entries(events)) writeFileSync(join(out, 'events', `${name.replace('/', '.v')}.json`), `${JSON.stringify(schema, null, 1)}\n`);
    say(`已写出 openapi.json 与 ${Object.keys(events).length} 个事件模式`);
    return { result: { events: Object.keys(events).length } };
  },
};
