// Whom a rule is judged for: its subjects, gone through set-based; after an event only those it touched.
import type { Snapshot } from '#kernel/ports';
import { type Axis, type Dictionary, type Place, type Plan, type Sel, subjectAt } from '#rules';
import type { Placed } from './facts.ts';

/** What an event touched; absent = everything. */
export type Touched = {
  readonly items?: readonly string[];
  readonly warehouses?: readonly string[];
  readonly parties?: readonly string[];
  readonly docs?: readonly string[];
  readonly lots?: readonly string[];
};
/** A rule that goes through more than this at a time is too wide to be judged at every change. */
const MOST_SUBJECTS = 20_000;

type Row = { sku: string | null; warehouse: string | null; batch: string | null; supplier: string | null; customer: string | null; doc: string | null; other: string | null };
const NO_ROW: Row = { sku: null, warehouse: null, batch: null, supplier: null, customer: null, doc: null, other: null };

/** SQL for one axis: which ids the selectors let through. Parameters are appended to `args`. */
function narrow(axis: Axis, column: string, { sels, args }: { readonly sels: readonly Sel[]; readonly args: unknown[] }): string[] {
  const put = (value: unknown): string => `$${args.push(value)}`;
  return sels.flatMap((s) => {
    const ids =
      s.e === 'category' && axis === 'sku' ? `(select c.id from books.record c where c.org_id = books.org() and c.type = 'item' and c.data->>'category' = any (%::text[]))` : null;
    return [
      ...(s.ids ? [ids ? `${column} in ${ids.replace('%', put(s.ids))}` : `${column}::text = any (${put(s.ids)}::text[])`] : []),
      ...(s.not ? [ids ? `${column} not in ${ids.replace('%', put(s.not))}` : `${column}::text <> all (${put(s.not)}::text[])`] : []),
      ...(axis === 'warehouse' && s.e === 'store' && !s.ids
        ? [`exists (select from books.record w where w.org_id = books.org() and w.id = ${column} and w.data->>'kind' = 'shop')`]
        : []),
    ];
  });
}

type Source = { readonly from: string; readonly columns: Readonly<Partial<Record<Axis, string>>>; readonly where: string; readonly sku?: string };
/** Where subjects of these axes come from. */
function sourceOf(axes: readonly Axis[]): Source | null {
  const has = (a: Axis): boolean => axes.includes(a);
  if (has('doc')) {
    const party = has('supplier') ? { supplier: 'd.party_id' } : has('customer') ? { customer: 'd.party_id' } : {};
    const place = { doc: 'd.id', ...(has('warehouse') ? { warehouse: 'd.warehouse_id' } : {}), ...party };
    return has('sku')
      ? { from: 'books.document d join books.document_line l on l.org_id = d.org_id and l.doc_id = d.id', columns: { ...place, sku: 'l.item_id' }, where: 'd.org_id = books.org()' }
      : { from: 'books.document d', columns: place, where: 'd.org_id = books.org()' };
  }
  if (has('batch'))
    return {
      from: 'books.stock_balance b join books.lot l on l.org_id = b.org_id and l.id = b.lot_id',
      columns: { batch: 'b.lot_id', ...(has('warehouse') ? { warehouse: 'b.warehouse_id' } : {}) },
      where: 'b.org_id = books.org() and b.on_hand + b.on_hold > 0',
      sku: 'l.item_id',
    };
  if (has('sku') && has('warehouse'))
    return {
      from: `(select b.item_id, b.warehouse_id from books.stock_balance b where b.org_id = books.org() %items% group by 1, 2
        union select r.id, (r.data->>'warehouse')::uuid from books.record r where r.org_id = books.org() and r.type = 'item' and r.active and nullif(r.data->>'warehouse', '') is not null %ids%) p`,
      columns: { sku: 'p.item_id', warehouse: 'p.warehouse_id' },
      where: 'true',
    };
  const record = (type: string, axis: Axis): Source => ({
    from: 'books.record r',
    columns: { [axis]: 'r.id' },
    where: `r.org_id = books.org() and r.type = '${type}' and r.active`,
  });
  if (axes.length > 1) return null;
  if (has('sku')) return record('item', 'sku');
  if (has('warehouse')) return record('warehouse', 'warehouse');
  if (has('supplier')) return record('supplier', 'supplier');
  if (has('customer')) return record('customer', 'customer');
  if (has('other')) return { from: '(select distinct g.target from rules.reading g where g.org_id = books.org()) g', columns: { other: 'g.target' }, where: 'true' };
  return null;
}
/** Can subjects of these axes be gone through? */
export const canEnumerate = (axes: readonly Axis[]): boolean => axes.length === 0 || sourceOf(axes) !== null;

const TOUCH: Readonly<Record<Axis, keyof Touched | null>> = {
  sku: 'items',
  warehouse: 'warehouses',
  batch: 'lots',
  supplier: 'parties',
  customer: 'parties',
  doc: 'docs',
  other: null,
};

/** The subjects of a rule, at most MOST_SUBJECTS, in a stable order. */
export async function subjectsOf(s: Snapshot, plan: Plan, touched: Touched = {}): Promise<readonly Placed[]> {
  if (plan.axes.length === 0) return [subjectAt(plan, {})];
  const source = sourceOf(plan.axes);
  if (!source) return [];
  if (plan.axes.includes('doc') && !touched.docs) return [];
  const args: unknown[] = [];
  const where = [source.where];
  for (const [axis, column] of Object.entries(source.columns) as [Axis, string][]) {
    where.push(...narrow(axis, column, { sels: plan.within[axis] ?? [], args }));
    const ids = TOUCH[axis] && touched[TOUCH[axis]];
    if (ids && (axis !== 'warehouse' || !touched.docs)) where.push(`${column}::text = any ($${args.push(ids)}::text[])`);
    if (axis !== 'other') where.push(`${column} is not null`);
  }
  // A batch rule hears of its item: the event knows items, not always lots.
  if (source.sku && plan.within.sku) where.push(...narrow('sku', source.sku, { sels: plan.within.sku, args }));
  if (source.sku && touched.items) where.push(`${source.sku}::text = any ($${args.push(touched.items)}::text[])`);
  const items = plan.axes.includes('sku') && touched.items ? `$${args.push(touched.items)}::uuid[]` : null;
  const from = source.from.replace('%items%', items ? `and b.item_id = any (${items})` : '').replace('%ids%', items ? `and r.id = any (${items})` : '');
  const columns = Object.entries(source.columns).map(([axis, column]) => `${column}::text as "${axis}"`);
  if (source.sku) columns.push(`${source.sku}::text as sku`);
  const rows = await s.query<Partial<Row>>(`select distinct ${columns.join(', ')} from ${from} where ${where.join(' and ')} order by 1 limit ${MOST_SUBJECTS}`, args);
  return rows.map((r) => subjectAt(plan, placeOf({ ...NO_ROW, ...r })));
}
const placeOf = (row: Row): Place => Object.fromEntries(Object.entries(row).filter(([, id]) => id !== null)) as Place;

/** What people call the subjects, by key. Master data is known from the dictionary; only batches and documents are asked for. */
export async function namesOf(s: Snapshot, subjects: readonly Placed[], words: Dictionary): Promise<ReadonlyMap<string, string>> {
  const lots = [...new Set(subjects.flatMap((x) => x.place.batch ?? []))];
  const docs = [...new Set(subjects.flatMap((x) => x.place.doc ?? []))];
  const rows =
    lots.length + docs.length === 0
      ? []
      : await s.query<{ id: string; name: string }>(
          `select id::text, no as name from books.lot where org_id = books.org() and id = any ($1::uuid[])
           union all select id::text, coalesce(number, '草稿') from books.document where org_id = books.org() and id = any ($2::uuid[])`,
          [lots, docs],
        );
  const asked = new Map(rows.map((r) => [r.id, r.name]));
  const known = (id: string): string => asked.get(id) ?? NAMED.map((e) => nameIn(words, e, id)).find((n) => n !== undefined) ?? id;
  return new Map(subjects.map((x) => [x.key, Object.values(x.place).map(known).join(' · ') || '全公司']));
}
const NAMED = ['sku', 'warehouse', 'store', 'customer', 'supplier'] as const;
function nameIn({ fixture }: Dictionary, e: string, id: string): string | undefined {
  const list = fixture[e];
  return list && !Array.isArray(list) ? list[id]?.name : undefined;
}
