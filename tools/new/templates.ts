// The text of new folders: a document of the shape of purchasing/goods-receipt, a record, a view. They compile; their tests fail until they are thought through.

export type Wish = { readonly kind: 'document' | 'record' | 'view'; readonly module: string; readonly name: string; readonly zh: string; readonly letters: string };
export type Written = Readonly<Record<string, string>>;

/** goods-return → goodsReturn. */
export const camel = (name: string): string => name.replaceAll(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
export const pascal = (name: string): string => camel(`-${name}`);

const definition = ({ name, zh, letters }: Wish): string => `// ${zh}: say in one sentence what has happened when this paper is posted.
import { COMMON } from '#kernel/common-refusals';
import { defineDocument, POSTING_FLOW } from '#kernel/document';
import { note, ref } from '#kernel/field';
import { NO_FEN } from '#kernel/money';
import { isRefused } from '#kernel/refusal';
import { completeStock, REMARK, STOCK_LINE } from '#kernel/trade';
import { decide${pascal(name)} } from './decide.ts';
import { screen } from './screen.ts';

export const HEAD = {
  warehouse: ref('warehouse', '仓库', { required: true }),
  remark: note('备注', { max: 500 }),
} as const;
export const LINE = { ...STOCK_LINE, ...REMARK } as const;

export const ${camel(name)} = defineDocument({
  type: '${name}',
  zh: '${zh}',
  prefix: '${letters}',
  head: HEAD,
  line: LINE,
  flow: POSTING_FLOW,
  sources: [],
  needs: { stock: 'move' },
  refusals: COMMON,
  screen,
  complete: (doc, facts) => {
    const lines = completeStock(doc.lines, facts);
    return isRefused(lines) ? lines : { ...doc, lines };
  },
  decide: decide${pascal(name)},
  summary: (doc) => ({ party: null, warehouse: doc.head.warehouse, total: NO_FEN }),
});
`;

const decision = ({ name, zh }: Wish): string => `// When a ${zh} may be posted.
import type { Posting } from '#kernel/decision';
import type { Doc } from '#kernel/document';
import type { Facts } from '#kernel/facts';
import { gather, type Refused } from '#kernel/refusal';
import type { HEAD, LINE } from './document.ts';
import { post${pascal(name)} } from './post.ts';

export function decide${pascal(name)}(doc: Doc<typeof HEAD, typeof LINE>, facts: Facts): Posting | Refused {
  // References, period, state, rights and source limits are the house's; refuse here only what is particular to this document.
  return gather([]) ?? post${pascal(name)}(doc, facts);
}
`;

const recipe = ({ name, zh }: Wish): string => `// What a ${zh} books. Name the way of the goods (from→to) and the accounts on both sides, with their source in facts/china.md.
import { posting, type Posting } from '#kernel/decision';
import type { Doc } from '#kernel/document';
import type { Facts } from '#kernel/facts';
import { journal } from '#kernel/journal';
import { must } from '#kernel/must';
import type { HEAD, LINE } from './document.ts';

export function post${pascal(name)}(doc: Doc<typeof HEAD, typeof LINE>, facts: Facts): Posting {
  must(facts.warehouses[doc.head.warehouse], 'the warehouse was checked before');
  return posting({ movements: [], journal: journal([]) });
}
`;

const look = ({ zh }: Wish): string => `// How a ${zh} looks.
import type { Screen } from '#kernel/document';

export const screen: Screen = {
  head: ['warehouse', 'remark'],
  line: [
    { field: 'item', width: 220 },
    { field: 'unit', width: 64 },
    { field: 'qty', width: 96 },
    { field: 'remark', width: 160 },
  ],
  list: ['warehouse'],
  sums: ['qty'],
  empty: '还没有${zh}。请在这里写一句话：它做什么，从哪里来。',
};
`;

const decisionTest = ({ name, zh }: Wish): string => `import { describeDocument } from '#testing';
import { describe, expect, test } from 'vitest';
import { ${camel(name)} } from './document.ts';

describeDocument(${camel(name)}, {
  folder: import.meta.dirname,
  body: (co) => ({ day: '2026-03-05', head: { warehouse: co.ids.main }, lines: [{ item: co.ids.water, qty: '10' }] }),
});

describe('${zh} is refused', () => {
  // One row per refusal: what was tried → 'unknown-record', 'record-disabled', and every code of its own.
  test('in the cases of this table', () => {
    expect.fail('${zh} (${name}) is still the skeleton of npm run new: 1. post.ts books nothing; 2. write one row here per refusal decide.ts can return; 3. replace the first sentence of document.ts; then delete this line.');
  });
});
`;

const storeTest = ({ name, zh }: Wish): string => `import { memoryHouse, postgresHouse, type SmallCompany, smallCompany } from '#testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

describe.each([['PGlite', memoryHouse], ['PostgreSQL', postgresHouse]] as const)('${zh} on %s', (_, open) => {
  let co: SmallCompany;
  beforeAll(async () => {
    co = await smallCompany(await open());
  });
  afterAll(() => co?.house.close());

  test('draft → posted → reversed', async () => {
    const body = { day: '2026-03-05', head: { warehouse: co.ids.main }, lines: [{ item: co.ids.water, qty: '10' }] };
    const draft = await co.must({ type: '${name}', command: 'save', body });
    expect(draft.state).toBe('draft');
    const posted = await co.must({ type: '${name}', command: 'approve', id: draft.id });
    expect(posted.state).toBe('posted');
    const red = await co.must({ type: '${name}', command: 'reverse', id: draft.id, body: { reason: '测试' } });
    expect(red.number).not.toBe(posted.number);
  });
});
`;

const record = ({ name, zh, letters }: Wish): string => `// ${zh}: say in one sentence what it is and who refers to it.
import { note } from '#kernel/field';
import { defineRecord } from '#kernel/record';

export const ${camel(name)} = defineRecord({
  type: '${name}',
  zh: '${zh}',
  codePrefix: '${letters}',
  fields: { remark: note('备注') },
  list: ['remark'],
  search: [],
  groups: [{ zh: '基本', fields: ['remark'] }],
  empty: '还没有${zh}。按 Alt+N 新建，或从 Excel 导入。',
});
`;

const view = ({ name, zh }: Wish): string => `// ${zh}: say in one sentence which question it answers.
import { defineView } from '#kernel/view';

export const ${camel(name)} = defineView({
  name: '${name}',
  zh: '${zh}',
  right: 'stock.view',
  parameters: [
    { key: 'from', zh: '从', kind: 'day' },
    { key: 'to', zh: '到', kind: 'day' },
  ],
  columns: [
    { key: 'number', zh: '单号', kind: 'link', href: '/documents/{type}/{id}' },
    { key: 'day', zh: '日期', kind: 'day' },
    { key: 'total', zh: '金额', kind: 'money', sum: true },
  ],
  sql: \`select d.type, d.id, d.number, d.day, d.total::text as total from books.document d
    where d.org_id = books.org() and ($1::date is null or d.day >= $1::date) and ($2::date is null or d.day <= $2::date)
    order by d.day desc, d.id desc limit $3 offset $4\`,
  empty: '这个期间没有数据。',
});
`;

const viewTest = ({ name, zh }: Wish): string => `import { memoryHouse, smallCompany } from '#testing';
import { expect, test } from 'vitest';
import { ${camel(name)} } from './view.ts';

test('${zh} answers its question', async () => {
  const co = await smallCompany(await memoryHouse());
  expect(await co.rows(${camel(name)}.sql, [null, null, 100, 0])).toEqual([]);
  expect.fail('${zh} (${name}) is still the skeleton of npm run new: book what it should show, say what it shows, then delete this line.');
  await co.house.close();
});
`;

/** The files of a wish: name → text. */
export function filesFor(wish: Wish): Written {
  if (wish.kind === 'record') return { 'record.ts': record(wish) };
  if (wish.kind === 'view') return { 'view.ts': view(wish), 'view.test.ts': viewTest(wish) };
  return {
    'document.ts': definition(wish),
    'decide.ts': decision(wish),
    'post.ts': recipe(wish),
    'screen.ts': look(wish),
    'decide.test.ts': decisionTest(wish),
    'store.test.ts': storeTest(wish),
  };
}
