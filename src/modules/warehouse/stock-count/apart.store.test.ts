// One changed line of a long count sheet, saved alone: the same sheet as when all of it is saved.
import { must } from '#kernel/must';
import { memoryHouse, postgresHouse, smallCompany, type SmallCompany } from '#testing';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

type Line = Record<string, unknown>;

describe.each([
  ['PGlite', memoryHouse],
  ['PostgreSQL', postgresHouse],
] as const)('盘点单，只保存改过的行，on %s', (_, open) => {
  let co: SmallCompany;
  let seen = 0;
  beforeAll(async () => {
    co = await smallCompany(await open());
  });
  afterAll(() => {
    expect(seen).toBeGreaterThan(0);
    process.stdout.write(`盘点单：${seen} 次只保存改过的行，与整张保存一致\n`);
    return co?.house.close();
  });
  const goods = (): Line[] => [{ item: co.ids.water }, { item: co.ids.milk, lot: 'M1' }, { item: co.ids.milk, lot: 'M2' }, { item: co.ids.milk, lot: 'M3' }];
  const sheet = (command: 'save' | 'count', lines: readonly Line[], id?: string, version?: number) =>
    co.must({
      type: 'stock-count',
      command,
      ...(id ? { id } : {}),
      body: { day: '2026-03-05', head: { warehouse: co.ids.main, remark: '月底' }, lines, ...(version === undefined ? {} : { version }) },
    });
  const stored = async (id: string) => {
    const [row] = await co.rows<{ doc: { head: unknown; lines: readonly Line[] } }>('select books.document_json(d) as doc from books.document d where d.id = $1', [id]);
    must(row, 'the sheet');
    return { head: row.doc.head, lines: row.doc.lines };
  };

  test.each(['save', 'count'] as const)('%s: any lines changed alone leave what saving everything leaves', async (command) => {
    const edit = fc.dictionary(fc.integer({ min: 1, max: 4 }).map(String), fc.record({ counted: fc.nat(99).map(String), remark: fc.constantFrom('', '破损', '角落里找到') }), {
      minKeys: 1,
    });
    await fc.assert(
      fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 3 }), async (edits) => {
        let lines = goods();
        const [whole, alone] = [await sheet(command, lines), await sheet(command, lines)];
        let version = known(alone.version);
        for (const changes of edits) {
          lines = lines.map((line, i) => ({ ...line, ...changes[String(i + 1)] }));
          await sheet(command, lines, whole.id);
          const changed = Object.keys(changes).map((no) => ({ ...lines[Number(no) - 1], no: Number(no) }));
          version = known((await co.must({ type: 'stock-count', command, id: alone.id, body: { version, changed } })).version);
        }
        expect(await stored(alone.id)).toEqual(await stored(whole.id));
        seen += 1;
      }),
      { numRuns: 12, seed: 20261123 },
    );
  });

  const REFUSED: readonly (readonly [string, 'save' | 'count' | 'submit', Record<string, unknown>, string | null])[] = [
    ['no version', 'save', { changed: [{ no: 1, item: 'water' }] }, 'changed'],
    ['a version of before', 'save', { version: 0, changed: [{ no: 1, item: 'water' }] }, null],
    ['no line', 'save', { version: 1, changed: [] }, 'changed'],
    ['a line without its number', 'save', { version: 1, changed: [{ item: 'water' }] }, 'changed'],
    ['a line twice', 'save', { version: 1, changed: [{ no: 1 }, { no: 1 }] }, 'changed'],
    ['a line that is not there', 'save', { version: 1, changed: [{ no: 9, item: 'water' }] }, 'lines[8]'],
    ['a field that is wrong', 'save', { version: 1, changed: [{ no: 2, item: 'water', counted: 'many' }] }, 'lines[1].counted'],
    ['an item nobody knows', 'save', { version: 1, changed: [{ no: 3, item: '00000000-0000-0000-0000-00000000dead' }] }, 'lines[2].item'],
    ['the head beside it', 'save', { version: 1, head: {}, changed: [{ no: 1, item: 'water' }] }, 'changed'],
    ['starting the count by it', 'count', { version: 1, changed: [{ no: 1, item: 'water' }] }, 'changed'],
    ['handing in by it', 'submit', { version: 1, changed: [{ no: 1, item: 'water' }] }, 'changed'],
  ];
  test.each(REFUSED)('is refused: %s', async (_name, command, body, path) => {
    const { id } = await sheet('save', goods());
    const before = await stored(id);
    const named = { ...body, changed: (body['changed'] as Line[]).map((l) => (l['item'] === 'water' ? { ...l, item: co.ids.water } : l)) };
    const outcome = await co.do({ type: 'stock-count', command, id, body: named });
    expect(outcome.ok).toBe(false);
    const refusal = (outcome as { refusal: { path?: string; more?: readonly { path?: string }[] } }).refusal;
    if (path !== null) expect([refusal.path, ...(refusal.more ?? []).map((m) => m.path)]).toContain(path);
    expect(await stored(id)).toEqual(before);
    seen += 1;
  });

  test('a document whose lines hang together is saved whole', async () => {
    const order = await co.must({
      type: 'purchase-order',
      command: 'save',
      body: { head: { supplier: co.ids.supplier, warehouse: co.ids.main }, lines: [{ item: co.ids.water, qty: '1', price: '1' }] },
    });
    expect(await co.do({ type: 'purchase-order', command: 'save', id: order.id, body: { version: 1, changed: [{ no: 1, item: co.ids.water, qty: '2' }] } })).toMatchObject({
      ok: false,
      refusal: { path: 'changed' },
    });
  });
});

const known = (version: number | undefined): number => {
  must(version !== undefined, 'a version');
  return version;
};
