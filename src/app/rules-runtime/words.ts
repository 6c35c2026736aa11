// The organisation's own words: its goods, warehouses, parties and people, as the rule engine's dictionary. Kept until a record changes.
import { must } from '#kernel/must';
import type { Database, Scope, Snapshot } from '#kernel/ports';
import { type Dictionary, dictionary, extendLexicon, type Fixture, type Lexicon, systemLexicon } from '#rules';

/** What this house can set besides the core's parameters: the stock policies of 动态库存策略. */
const HOUSE_WORDS = {
  version: 'hengcang-1',
  params: {
    service_target: { zh: '目标服务水平', syn: ['服务水平', '服务水平目标', '目标满足率'], unit: 'ratio' },
    main_supplier: { zh: '首选供应商', syn: ['主供应商'], unit: 'supplier' },
    substitute: { zh: '替代料', syn: ['替代品', '代用料'], unit: 'sku' },
  },
};
function houseLexicon(): Lexicon {
  const read = extendLexicon(systemLexicon, HOUSE_WORDS);
  must('lexicon' in read, 'the words of the house are none of the core');
  return 'lexicon' in read ? read.lexicon : systemLexicon;
}
export const LEXICON: Lexicon = houseLexicon();
type Entry = { readonly name: string; readonly alias?: string[] };
type Named = { id: string; type: string; code: string; name: string; kind: string | null };

const KIND: Readonly<Record<string, string>> = { item: 'sku', warehouse: 'warehouse', 'item-category': 'category', supplier: 'supplier', customer: 'customer', bom: 'bom' };
/** 农夫山泉 550ml is also called 农夫山泉, where nothing else is. */
const short = (name: string): string | null => /^[\u4e00-\u9fff]{2,}(?=[\s（(0-9A-Za-z])/.exec(name)?.[0] ?? null;
const TAGS = ['呆滞', '黑名单', '观察名单', '重点客户', '临期特价', '待重估'];

/** Master data as the parser takes it. */
function fixtureOf(records: readonly Named[], people: readonly { id: string; name: string }[], tags: readonly string[]): Fixture {
  const out: Record<string, Record<string, Entry>> = {
    sku: {},
    warehouse: {},
    store: {},
    category: {},
    supplier: {},
    customer: {},
    user: {},
    group: {},
    system: { webhook: { name: '外部系统' } },
  };
  const taken = new Map<string, number>();
  const named = records.filter((r) => r.type !== 'bom');
  for (const r of named) for (const name of [r.name, short(r.name)]) if (name) taken.set(name, (taken.get(name) ?? 0) + 1);
  for (const r of named) {
    const kind = r.type === 'warehouse' && r.kind === 'shop' ? 'store' : KIND[r.type];
    const brief = short(r.name);
    const alias = [...(brief !== null && brief !== r.name && taken.get(brief) === 1 ? [brief] : []), ...(/^[A-Za-z]+\d{3,}$/.test(r.code) ? [r.code] : [])];
    if (kind !== undefined && out[kind]) out[kind][r.id] = { name: r.name, ...(alias.length > 0 ? { alias } : {}) };
  }
  for (const p of people) (out['user'] as Record<string, Entry>)[p.id] = { name: p.name };
  return { ...out, tag: [...new Set([...TAGS, ...tags])], bom: [...new Set(records.filter((r) => r.type === 'bom').map((r) => r.name))] };
}

const KEPT_MS = 60_000;
const kept = new Map<string, { readonly revision: string; until: number; readonly dictionary: Dictionary }>();

/** The dictionary of a company. It is rebuilt when a record was saved since; the question costs one small count. */
export async function dictionaryOf(db: Database, scope: Scope): Promise<Dictionary> {
  return db.read({ ...scope, sites: null }, (s) => dictionaryIn(s, scope.org));
}
export async function dictionaryIn(s: Snapshot, org: string): Promise<Dictionary> {
  const before = kept.get(org);
  if (before && before.until > performance.now()) return before.dictionary;
  const [r] = await s.query<{ revision: string }>(
    `select count(*)::text || '/' || coalesce(max(updated_at)::text, '') as revision from books.record where org_id = books.org() and type = any ($1::text[])`,
    [Object.keys(KIND)],
  );
  const revision = r?.revision ?? '';
  if (before?.revision === revision) {
    before.until = performance.now() + KEPT_MS;
    return before.dictionary;
  }
  const records = await s.query<Named>(`select id, type, code, name, data->>'kind' as kind from books.record where org_id = books.org() and type = any ($1::text[]) and active`, [
    Object.keys(KIND),
  ]);
  const people = await s.query<{ id: string; name: string }>('select id, name from identity.person where active order by name limit 500');
  const tags = await s.query<{ what: string }>(`select distinct what from rules.hold where org_id = books.org() and kind = 'tag' limit 200`);
  const made = dictionary(
    LEXICON,
    fixtureOf(
      records,
      people,
      tags.map((t) => t.what),
    ),
  );
  kept.set(org, { revision, until: performance.now() + KEPT_MS, dictionary: made });
  return made;
}
/** A record was saved: the next sentence asks again. */
export const forgetWords = (org: string): void => {
  const known = kept.get(org);
  if (known) known.until = 0;
};
