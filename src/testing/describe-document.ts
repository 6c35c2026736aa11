// The twelve questions every document of the house is asked (house.md §6.3). A folder only says what a good document looks like.
import { type CommandInput, run } from '#books/pen';
import { docFrom } from '#books';
import { COMMON } from '#kernel/common-refusals';
import { formatDecimal, parseDecimal } from '#kernel/decimal';
import type { AnyDocument, Command, State } from '#kernel/document';
import type { Field, Fields } from '#kernel/field';
import { STATE_ZH } from '#kernel/document';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { memoryHouse, type TestHouse } from './house.ts';
import { smallCompany, type SmallCompany } from './small-company.ts';

export type DocumentExample = {
  /** import.meta.dirname of the folder, to find decide.test.ts. */
  readonly folder: string;
  /** What must be true before the example can be approved (stock on hand, an order to pull from). */
  readonly prepare?: (co: SmallCompany) => Promise<Readonly<Record<string, string>>>;
  /** A body that can be approved after `prepare`. */
  readonly body: (co: SmallCompany, prepared: Readonly<Record<string, string>>) => Record<string, unknown>;
  /** Documents that cannot be taken back in this simple way say why. */
  readonly noReverse?: string;
  /** Documents with their own road to posted (盘点单) walk it here, and prove question 3 in their own properties; returns the document's id. */
  readonly walk?: (co: SmallCompany, body: Record<string, unknown>) => Promise<string>;
  readonly company?: Parameters<typeof smallCompany>[1];
};

/** Asks the twelve questions. */
export function describeDocument(def: AnyDocument, example: DocumentExample): void {
  describe(`${def.zh} ${def.type}: the twelve questions`, () => {
    let co: SmallCompany;
    let prepared: Readonly<Record<string, string>> = {};
    const watched = watchDecide(def);
    beforeAll(async () => {
      const house = await memoryHouse();
      co = await smallCompany(
        { ...house, catalog: { ...house.catalog, document: (type: string) => (type === def.type ? watched.def : house.catalog.document(type)) } } as TestHouse,
        example.company,
      );
      prepared = (await example.prepare?.(co)) ?? {};
    });
    afterAll(() => co?.house.close());
    const body = () => example.body(co, prepared);
    const post = async (key: string | null): Promise<string> =>
      example.walk ? example.walk(co, body()) : (await co.must({ type: def.type, command: 'approve', body: body(), key })).id;

    test('1 every state is reachable, and every command of a state is known', () => statesReachable(def));
    test('2 every refusal has words, and every own refusal a row in decide.test.ts', () => refusalsTested(def, example.folder));
    test.skipIf(example.walk !== undefined)('3 whatever is entered, debits equal credits and stock is conserved', () => balances(co, def, { body: body() }), 240_000);
    test('5 decide is deterministic and leaves what it is given alone', async () => {
      if (!example.walk) await co.do({ type: def.type, command: 'approve', body: body(), dryRun: true });
      else await post(null);
      expect(watched.seen()).toBeGreaterThan(0);
    });
    test('6 its permission exists', async () =>
      expect(await co.do({ type: def.type, command: 'save', body: body() }, { rights: ['nothing.view'] })).toMatchObject({ ok: false, refusal: { refused: 'not-allowed' } }));
    test('7 its events are named after it', async () => {
      await co.must({ type: def.type, command: 'save', body: body() });
      const names = await co.house.db.owner((tx) => tx.query<{ name: string }>(`select distinct name from bus.outbox where agg like $1`, [`${def.type}:%`]));
      expect(names.length).toBeGreaterThan(0);
      for (const { name } of names) expect(name).toMatch(/^[a-z-]+\/\d+$/);
    });
    test('8 the screen shows only fields the document has, all with Chinese labels', () => screenFits(def));
    test('9 save then load is the identity', async () => {
      const saved = await co.must({ type: def.type, command: 'save', body: body() });
      const load = async () =>
        docFrom(def, (await co.rows<{ doc: Record<string, unknown> }>('select books.document_json(d) as doc from books.document d where id = $1', [saved.id]))[0]?.doc ?? {});
      const first = await load();
      await co.must({ type: def.type, command: 'save', id: saved.id, body: { ...body(), version: saved.version } });
      const second = await load();
      expect({ ...second, version: 0 }).toEqual({ ...first, version: 0 });
      expect(second.lines.length).toBe(first.lines.length);
    });
    test('10 the same key gives the same answer and no new rows; another body is refused', async () => {
      const input = { type: def.type, command: 'save', body: body(), key: 'ten' } satisfies CommandInput;
      const once = await co.must(input);
      const before = await fingerprint(co);
      expect(await co.must(input)).toEqual(once);
      expect(await fingerprint(co)).toEqual(before);
      expect(await co.do({ ...input, body: { ...body(), day: '2026-03-28' } })).toMatchObject({ ok: false, refusal: { refused: 'same-key-other-body' } });
    });
    test('11 a dry run leaves the database as it was', async () => {
      const before = await fingerprint(co);
      const outcome = await co.do({ type: def.type, command: example.walk ? 'save' : 'approve', body: body(), dryRun: true, key: 'eleven' });
      expect(outcome.ok ? outcome.preview : outcome.refusal).toHaveProperty('doc');
      expect(await fingerprint(co)).toEqual(before);
    });
    test('12 the glossary knows the word', () => {
      const glossary = readFileSync(join(import.meta.dirname, '../../GLOSSARY.md'), 'utf8');
      expect(glossary).toContain(def.zh);
      expect(glossary).toContain(def.type);
    });
    // Last, because it posts for good.
    test.skipIf(example.noReverse !== undefined)('4 posted and reversed nets to nothing, line by line', async () => {
      const before = await nets(co);
      const id = await post('four');
      await co.must({ type: def.type, command: 'reverse', id, body: { reason: '测试红冲' } });
      expect(await nets(co)).toEqual(before);
    });
  });
}

/** Wraps decide: deep-freezes its inputs, calls it twice and compares. */
function watchDecide(def: AnyDocument): { readonly def: AnyDocument; readonly seen: () => number } {
  let seen = 0;
  return {
    seen: () => seen,
    def: {
      ...def,
      decide: (doc, facts) => {
        deepFreeze(doc);
        deepFreeze(facts);
        const first = def.decide(doc, facts);
        expect(def.decide(doc, facts)).toEqual(first);
        seen += 1;
        return first;
      },
    },
  };
}

function deepFreeze(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return;
  Object.freeze(value);
  for (const part of Object.values(value)) deepFreeze(part);
}

function statesReachable(def: AnyDocument): void {
  const reached = new Set<State>(['draft']);
  for (let size = 0; size !== reached.size; ) {
    size = reached.size;
    for (const state of Array.from(reached)) for (const next of Object.values(def.flow[state] ?? {})) reached.add(next);
  }
  for (const state of Object.keys(def.flow) as State[]) expect(reached, `${state} is unreachable`).toContain(state);
  for (const [state, moves] of Object.entries(def.flow)) for (const command of Object.keys(moves ?? {}) as Command[]) expect(STATE_ZH, `${state} ${command}`).toHaveProperty(state);
  expect(reached.size).toBeGreaterThan(2);
}

function refusalsTested(def: AnyDocument, folder: string): void {
  const file = join(folder, 'decide.test.ts');
  expect(existsSync(file), `${def.type} has no decide.test.ts`).toBe(true);
  const tests = readFileSync(file, 'utf8');
  const rows = Object.entries(def.refusals);
  expect(rows.length).toBeGreaterThan(0);
  for (const [code, row] of rows) {
    expect(row.zh, code).toMatch(/[\u4e00-\u9fff]|^\{what\}$/);
    expect([400, 403, 404, 409, 422], code).toContain(row.http);
    if (!(code in COMMON)) expect(tests, `refusal ${code} has no row in decide.test.ts`).toContain(`'${code}'`);
  }
}

const SCALED = { qty: 6, price: 6, money: 2 } as const;
const DECIMALS = { qty: 3, price: 4, money: 2 } as const;

/** Bodies like the example, with other quantities, prices and amounts. */
function variations(fields: Fields, values: Record<string, unknown>): fc.Arbitrary<Record<string, unknown>> {
  const parts = Object.entries(values).map(([name, value]): [string, fc.Arbitrary<unknown>] => {
    const field: Field | undefined = fields[name];
    if (!field || typeof value !== 'string' || !(field.kind in SCALED)) return [name, fc.constant(value)];
    const kind = field.kind as keyof typeof SCALED;
    const base = parseDecimal(value, SCALED[kind]) ?? 0n;
    const step = 10n ** BigInt(SCALED[kind] - DECIMALS[kind]);
    const upTo = (unit: bigint): fc.Arbitrary<string> => fc.bigInt({ min: 1n, max: base / unit > 1n ? base / unit : 1n }).map((n) => formatDecimal(n * unit, SCALED[kind], 0));
    // Many goods come in whole pieces only; without these nearly every fraction would be refused.
    return [name, fc.oneof(upTo(step), upTo(10n ** BigInt(SCALED[kind])))];
  });
  return fc.record(Object.fromEntries(parts)) as fc.Arbitrary<Record<string, unknown>>;
}

type Preview = {
  readonly voucher?: { readonly lines: readonly { debit: string; credit: string }[] };
  readonly stock: readonly { item: string; lot: string | null; qty: string; cost: string; counterWarehouse: string | null }[];
  readonly pools: readonly { item: string; qty: string; value: string }[];
};

async function balances(co: SmallCompany, def: AnyDocument, given: { readonly body: Record<string, unknown> }): Promise<void> {
  const lines = (given.body['lines'] ?? []) as Record<string, unknown>[];
  const made = fc.record({
    head: variations(def.head as Fields, given.body['head'] as Record<string, unknown>),
    lines: fc.tuple(...lines.map((l) => variations(def.line as Fields, l))),
  });
  let booked = 0;
  await fc.assert(
    fc.asyncProperty(made, async (part) => {
      const outcome = await run(co.house, co.caller, { type: def.type, command: 'approve', body: { ...given.body, ...part }, dryRun: true });
      if (!outcome.ok) return;
      booked += 1;
      const { voucher, stock, pools } = outcome.preview as unknown as Preview;
      expect((voucher?.lines ?? []).reduce((sum, l) => sum + BigInt(l.debit) - BigInt(l.credit), 0n)).toBe(0n);
      const inside = stock.filter((s) => s.counterWarehouse !== null);
      expect(inside.reduce((sum, s) => sum + BigInt(s.qty), 0n)).toBe(0n);
      expect(inside.reduce((sum, s) => sum + BigInt(s.cost), 0n)).toBe(0n);
      for (const pool of pools) {
        const own = stock.filter((s) => s.item === pool.item);
        expect(own.reduce((sum, s) => sum + BigInt(s.qty), 0n).toString()).toBe(pool.qty);
        expect(own.reduce((sum, s) => sum + BigInt(s.cost), 0n).toString()).toBe(pool.value);
      }
    }),
    { numRuns: 100 },
  );
  expect(booked, 'no generated document was ever accepted').toBeGreaterThan(0);
}

function screenFits(def: AnyDocument): void {
  const all = { ...(def.head as Fields), ...(def.line as Fields) };
  for (const name of def.screen.head) expect(def.head, `screen head ${name}`).toHaveProperty(name);
  for (const { field } of def.screen.line) expect(def.line, `screen line ${field}`).toHaveProperty(field);
  for (const name of def.screen.list) expect(def.head, `screen list ${name}`).toHaveProperty(name);
  for (const name of def.screen.sums) expect(def.line, `screen sum ${name}`).toHaveProperty(name);
  for (const [name, field] of Object.entries(all)) expect(field.zh, name).toMatch(/[\u4e00-\u9fff]/);
  expect(def.screen.empty).toMatch(/[\u4e00-\u9fff]/);
}

/** Everything the company's rows say, in one hash a table. */
async function fingerprint(co: SmallCompany): Promise<Record<string, string>> {
  return co.house.db.owner(async (tx) => {
    const tables = await tx.query<{ t: string }>(`select schemaname || '.' || tablename as t from pg_tables where schemaname in ('books', 'bus', 'identity') order by 1`);
    expect(tables.length).toBeGreaterThan(20);
    const prints: Record<string, string> = {};
    for (const { t } of tables) prints[t] = (await tx.query<{ h: string }>(`select coalesce(md5(string_agg(x::text, '|' order by x::text)), '') as h from ${t} x`))[0]?.h ?? '';
    return prints;
  });
}

/** Net stock, value, accounts and open items. */
async function nets(co: SmallCompany): Promise<unknown> {
  const sets = await Promise.all([
    co.rows(
      `select item_id, lot_id, warehouse_id, place, sum(qty) as qty, sum(cost) as cost from books.stock_line group by 1, 2, 3, 4 having sum(qty) <> 0 or sum(cost) <> 0 order by 1, 2, 3, 4`,
    ),
    co.rows(
      `select item_id, warehouse_id, lot_id, bin_id, on_hand, on_hold, in_transit, allocated from books.stock_balance where on_hand <> 0 or on_hold <> 0 or in_transit <> 0 or allocated <> 0 order by 1, 2, 3, 4`,
    ),
    co.rows(`select item_id, qty, value from books.cost_pool where qty <> 0 order by 1`),
    co.rows(`select account, sum(debit) - sum(credit) as net from books.account_balance group by 1 having sum(debit) <> sum(credit) order by 1`),
    co.rows(`select account, party_id, sum(debit) - sum(credit) as net from books.voucher_line group by 1, 2 having sum(debit) <> sum(credit) order by 1, 2`),
    co.rows(`select side, party_id, sum(amount - settled) as net from books.open_item group by 1, 2 having sum(amount - settled) <> 0 order by 1, 2`),
    co.rows(`select doc_id, line_no, kind, qty, amount from books.progress where qty <> 0 or amount <> 0 order by 1, 2, 3`),
  ]);
  return sets;
}
