// A thousand active rules: an event is judged for those it may concern, and the others cost nothing.
import { parse } from '#rules';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { saveAll } from '../founding.ts';
import { wholeCompany } from '../whole-company.ts';
import { hear } from './listen.ts';
import { ruleCompany, type RuleCompany } from '#testing';
import { dictionaryOf } from './words.ts';

const ITEMS = 200;
const EACH = 5;
let r: RuleCompany;
let items: readonly { readonly id: string }[];
beforeAll(async () => {
  r = await ruleCompany();
  const { co, caller } = r;
  items = await saveAll(
    co.house,
    caller,
    'item',
    Array.from({ length: ITEMS }, (_, n) => ({ name: `试品${String.fromCodePoint(0x4e00 + n)}`, data: { unit: '个', taxRate: '0.13' } })),
  );
  const words = await dictionaryOf(co.house.db, caller.scope);
  const rows = items.flatMap(({ id }) =>
    Array.from({ length: EACH }, (_, n) => {
      const text = `${words.nameOf('sku', id)}库存低于${10 + n}个时，通知老板`;
      const read = parse(text, words);
      if (!read.ok) throw new Error(text);
      return { id: co.house.ids.next(), text, ast: read.ast, canonical: read.canonical };
    }),
  );
  await co.house.db.write(caller.scope, async (tx) => {
    await tx.query(
      `insert into rules.rule (org_id, id, name, owner_id, owner_name, state, active, latest, swept_at, updated_at) select books.org(), q.id, q.text, $2, '测试', 'active', 1, 1, now(), now() from jsonb_to_recordset($1::jsonb) as q(id uuid, text text)`,
      [JSON.stringify(rows), caller.actor.id],
    );
    await tx.query(
      `insert into rules.version (org_id, rule_id, version, text, ast, canonical, lex, priority, author_id, author_name, at) select books.org(), q.id, 1, q.text, q.ast, q.canonical, '1', 5, $2, '测试', now() from jsonb_to_recordset($1::jsonb) as q(id uuid, text text, ast jsonb, canonical text)`,
      [JSON.stringify(rows), caller.actor.id],
    );
  });
});
afterAll(() => r?.close());

const moved = (n: number, item: string | undefined) => ({
  id: r.co.house.ids.next(),
  org_id: r.co.ids.org,
  agg: `test:${n}`,
  agg_seq: 2n,
  name: 'other-issue-posted/1',
  payload: { item, warehouse: r.co.ids.main },
});

test('one event looks at the rules of its item, a hundred events at those of their items, each once', async () => {
  const scope = await wholeCompany(r.co.house.db, r.co.ids.org);
  expect((await hear(r.co.house, scope, [moved(1, items[7]?.id)])).looked).toBe(EACH);
  const many = Array.from({ length: 100 }, (_, n) => moved(n, items[n % 50]?.id));
  expect((await hear(r.co.house, scope, many)).looked).toBe(50 * EACH);
  expect((await hear(r.co.house, scope, [moved(1, r.co.ids.water)])).looked).toBe(0);
});
