// The contract of the bus: every example fits its schema, every reference leads somewhere, and what the books really say fits what the catalogue promises.
import { catalogOf } from '#app/house';
import { memoryHouse, smallCompany, type SmallCompany, type TestHouse } from '#testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { eventCatalogue } from '../event-schemas.ts';
import { sequenceAll } from '../sequencer.ts';
import { asyncapi, messageName } from './asyncapi.ts';
import { TEMPLATES } from './templates/list.ts';
import { messageExampleOf, messageSchemaOf } from './templates/schema.ts';

const SRC = join(import.meta.dirname, '../..');
const catalogue = eventCatalogue(catalogOf());
/** An independent reader of JSON Schema. */
const fits = (schema: unknown, value: unknown): string[] => {
  const read = z.fromJSONSchema(schema as never).safeParse(value);
  return read.success ? [] : read.error.issues.map((i) => `${i.path.join('.')}: ${i.message}`);
};

describe('the catalogue', () => {
  test('names every event once, and every one says who emits it', () => {
    expect(new Set(catalogue.map((e) => e.name)).size).toBe(catalogue.length);
    expect(catalogue.filter((e) => e.zh === '' || e.emittedBy === '' || !/\/\d+$/.test(e.name))).toEqual([]);
  });
  test('knows every event a reaction listens to', () => {
    const names = new Set(catalogue.map((e) => e.name));
    const heard = catalogOf().modules.flatMap((m) => m.reactions.map((r) => r.on));
    expect(heard.filter((name) => !names.has(name))).toEqual([]);
  });
  test('knows every event the code says by name', () => {
    const files = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter(
      (f) => f.endsWith('.ts') && !f.includes('.test.') && !f.includes('testing/') && !f.includes('named-events'),
    );
    const said = files.flatMap((f) => [...readFileSync(join(SRC, f), 'utf8').matchAll(/(?:name: |lotEvent\()'([a-z]+(?:-[a-z]+)+\/\d+)'/g)].map((m) => ({ name: m[1] ?? '', f })));
    const names = new Set(catalogue.map((e) => e.name));
    expect(said.length).toBeGreaterThan(5);
    expect(said.filter(({ name }) => !names.has(name))).toEqual([]);
  });
  test('has an example for every event that fits its schema', () => {
    expect(catalogue.flatMap((e) => fits(e.schema, e.example).map((why) => `${e.name} ${why}`))).toEqual([]);
  });
  test('can tell an example that does not fit', () => {
    const posted = catalogue.find((e) => e.name === 'goods-receipt-posted/1');
    expect(fits(posted?.schema, { ...(posted?.example as object), number: 7 })).not.toEqual([]);
  });
});

describe('templates', () => {
  test.each(TEMPLATES.map((t) => [t.name, t] as const))('%s: the message example fits the message schema', (_, template) => {
    expect(fits(messageSchemaOf(template), messageExampleOf(template))).toEqual([]);
    expect(fits(messageSchemaOf(template), { ...messageExampleOf(template), data: {} })).not.toEqual([]);
  });
});

describe('AsyncAPI', () => {
  const doc = asyncapi(catalogue, '1.2.3');
  const refs = (node: unknown): string[] =>
    node !== null && typeof node === 'object' ? Object.entries(node).flatMap(([key, value]) => (key === '$ref' ? [String(value)] : refs(value))) : [];
  test('every reference inside leads somewhere, every one outside to a file that is written', () => {
    const files = new Set([...catalogue.map((e) => `./events/${messageName(e.name)}.json`), ...TEMPLATES.map((t) => `./in/${t.name}.v${t.version}.json`)]);
    const lost = refs(doc).filter((ref) =>
      ref.startsWith('#/')
        ? ref
            .slice(2)
            .split('/')
            .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], doc) === undefined
        : !files.has(ref),
    );
    expect(lost).toEqual([]);
    expect(refs(doc).length).toBeGreaterThan(500);
  });
  test('says what version 3 of the standard asks for', () => {
    expect(doc).toMatchObject({ asyncapi: '3.0.0', info: { title: expect.any(String), version: '1.2.3' } });
    for (const operation of Object.values(doc['operations'] as Record<string, { action: string }>)) expect(['send', 'receive']).toContain(operation.action);
    const names = Object.keys((doc['components'] as { messages: object }).messages);
    expect(names.filter((n) => !/^[A-Za-z0-9_.-]+$/.test(n))).toEqual([]);
  });
});

describe('what the books really say', () => {
  let house: TestHouse;
  let co: SmallCompany;
  beforeAll(async () => {
    house = await memoryHouse();
    co = await smallCompany(house);
    const line = { item: co.ids.oil, qty: '10', price: '50' };
    const order = await co.must({ type: 'purchase-order', command: 'approve', body: { day: '2026-03-05', head: { supplier: co.ids.supplier }, lines: [line] } });
    const receipt = await co.must({
      type: 'goods-receipt',
      command: 'approve',
      body: { day: '2026-03-06', head: { supplier: co.ids.supplier, warehouse: co.ids.main }, lines: [line] },
    });
    await co.must({ type: 'goods-receipt', command: 'reverse', id: receipt.id, body: { reason: '错' } });
    await co.must({
      type: 'sales-quote',
      command: 'save',
      body: { day: '2026-03-06', head: { customer: co.ids.customer, validUntil: '2026-04-06' }, lines: [{ item: co.ids.oil, qty: '1', price: '69.90' }] },
    });
    expect(order.state).toBe('posted');
    await sequenceAll(house.db);
  });
  afterAll(() => house?.close());
  test('fits what the catalogue promises, event by event', async () => {
    const events = await co.rows<{ name: string; payload: unknown }>('select name, payload from bus.event_log order by pos');
    const byName = new Map(catalogue.map((e) => [e.name, e]));
    expect(new Set(events.map((e) => e.name)).size).toBeGreaterThan(4);
    expect(
      events.flatMap((e) => (byName.has(e.name) ? fits(byName.get(e.name)?.schema, e.payload).map((why) => `${e.name} ${why}`) : [`${e.name} is not in the catalogue`])),
    ).toEqual([]);
  });
});
