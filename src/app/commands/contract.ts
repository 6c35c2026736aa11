// contract: writes contract/openapi.json, asyncapi.json and the event schemas from the code, so that a change of the API shows in the diff.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { catalogOf } from '../house.ts';
import { eventCatalogue, eventSchemas } from '../event-schemas.ts';
import { asyncapi, messageName } from '../outside/asyncapi.ts';
import { TEMPLATES } from '../outside/templates/list.ts';
import { messageSchemaOf } from '../outside/templates/schema.ts';
import { eventNameOf } from '../outside/templates/template.ts';
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
  zh: '由代码生成 contract/ 里的 OpenAPI、AsyncAPI 与事件模式',
  usage: '[--out DIR]',
  options: { out: { type: 'string' } },
  run: async ({ values, version, say }) => {
    const out = typeof values['out'] === 'string' ? values['out'] : 'contract';
    const write = (name: string, content: unknown): void => writeFileSync(join(out, name), `${JSON.stringify(content, null, 1)}\n`);
    // What the code no longer says must not stay behind.
    for (const folder of ['events', 'in']) {
      rmSync(join(out, folder), { recursive: true, force: true });
      mkdirSync(join(out, folder), { recursive: true });
    }
    write('openapi.json', await openapi(version));
    const events = eventSchemas(catalogOf());
    for (const [name, schema] of Object.entries(events)) write(`events/${messageName(name)}.json`, schema);
    for (const template of TEMPLATES) write(`in/${messageName(eventNameOf(template))}.json`, messageSchemaOf(template));
    write('asyncapi.json', asyncapi(eventCatalogue(catalogOf()), version));
    say(`已写出 openapi.json、asyncapi.json、${Object.keys(events).length} 个事件模式与 ${TEMPLATES.length} 个接入模板`);
    return { result: { events: Object.keys(events).length } };
  },
};
