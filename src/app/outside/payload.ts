// The content of an event against its template: figures, choices and moments first, then the codes it names, looked up in one query.
import { encode, type Json, parseFields } from '#forms';
import { micro } from '#kernel/quantity';
import type { Snapshot } from '#kernel/ports';
import { type Complaint, gather, refuse, type Refused } from '#kernel/refusal';
import { isInstant } from './envelope.ts';
import type { Known, KnownItem, Making, Meaning, Template, TemplateField, TemplateFields } from './templates/template.ts';

/** A text of a payload that stands for something: where it is, what it should be, what it says. */
export type Named = { readonly path: string; readonly zh: string; readonly means: Meaning; readonly code: string };
export type Payload = { readonly data: Readonly<Record<string, Json>>; readonly named: readonly Named[] };

/** Reads untrusted content by a template; figures become decimal text. Complaints name line and field. */
export function readPayload(template: Template, raw: unknown): Payload | Refused {
  const read = parseFields(template.fields, raw, { path: 'data.', where: `${template.zh}：` });
  const wrong = gather(read.complaints);
  if (wrong) return wrong;
  const data = encode(template.fields, read.value as Readonly<Record<string, unknown>>);
  const named = namedIn(template.fields, data, { path: 'data.', where: '' });
  const times = named
    .filter((n) => n.means === 'instant' && !isInstant(n.code))
    .map(
      (n): Complaint => ({
        refused: 'bad-field',
        path: n.path,
        with: { what: `${template.zh}：“${n.zh}”应为日期或带时区的时间，如 2026-03-10T09:12:00+08:00（收到“${n.code.slice(0, 40)}”）` },
      }),
    );
  return gather(times) ?? { data, named: named.filter((n) => n.means !== 'instant') };
}

function namedIn(fields: TemplateFields, data: Readonly<Record<string, Json>>, at: { readonly path: string; readonly where: string }): readonly Named[] {
  return Object.entries(fields).flatMap(([name, field]: [string, TemplateField]): readonly Named[] => {
    const value = data[name];
    if (field.kind === 'list')
      return (value as readonly Record<string, Json>[]).flatMap((entry, i) =>
        namedIn(field.of ?? {}, entry, { path: `${at.path}${name}[${i}].`, where: `${field.zh}第 ${i + 1} 项 ` }),
      );
    return field.means && typeof value === 'string' ? [{ path: `${at.path}${name}`, zh: `${at.where}${field.zh}`, means: field.means, code: value }] : [];
  });
}

/** Lines of open plans by number ($1) or by the machine's tag ($2). */
const MAKING = `select d.number, m.data->>'tag' as tag, d.id as plan, l.line_no as line, m.id as machine, i.id as item, i.code, i.name, l.data->>'warehouse' as warehouse,
    l.base_qty - coalesce(p.qty, 0) as open, c.id as "check"
  from books.document d join books.record m on m.org_id = d.org_id and m.type = 'machine' and m.id::text = d.head->>'machine'
  join books.document_line l on l.org_id = d.org_id and l.doc_id = d.id join books.record i on i.org_id = d.org_id and i.id = l.item_id
  left join books.progress p on p.org_id = d.org_id and p.doc_id = d.id and p.line_no = l.line_no and p.kind = 'made'
  left join lateral (select r.id from books.record r where r.org_id = d.org_id and r.type = 'inspection-plan' and r.active and r.data->>'kind' = 'process'
    and (r.data->>'item' = i.id::text or r.data->>'category' = i.data->>'category') order by r.data->>'item' nulls last, r.code limit 1) c on true
  where d.org_id = books.org() and d.type = 'production-plan' and d.state = 'posted' and d.reverses is null and l.base_qty > coalesce(p.qty, 0)
    and (d.number = any ($1::text[]) or m.active and m.data->>'tag' = any ($2::text[])) order by l.data->>'due', d.number, l.line_no`;
type MakingRow = Omit<Making, 'open'> & { readonly tag: string; readonly open: bigint };

/** What is being made under the work orders and on the machines an event names. */
async function makingOf(s: Snapshot, named: readonly Named[]): Promise<Pick<Known, 'order' | 'machine'>> {
  const of = (means: Meaning): readonly string[] => [...new Set(named.filter((n) => n.means === means).map((n) => n.code))];
  const [orders, machines] = [of('order'), of('machine')];
  const rows = orders.length + machines.length === 0 ? [] : await s.query<MakingRow>(MAKING, [orders, machines]);
  const where = (is: (row: MakingRow) => boolean): readonly Making[] => rows.filter(is).map(({ tag: _, open, ...row }) => ({ ...row, open: micro(open) }));
  return { order: (number) => where((r) => r.number === number), machine: (tag) => where((r) => r.tag === tag) };
}

type RecordRow = {
  readonly type: string;
  readonly id: string;
  readonly code: string;
  readonly name: string;
  readonly unit: string | null;
  readonly free: bigint;
  readonly origin: KnownItem['origin'] | null;
};

/** What the named codes stand for, and where goods go by default. One query, however many codes, and one more when machines or work orders are named. */
export async function lookUp(s: Snapshot, named: readonly Named[]): Promise<Known> {
  const codes = [...new Set(named.map((n) => n.code))];
  const making = await makingOf(s, named);
  const rows = await s.query<RecordRow & { use: string | null; kind: string | null }>(
    `select r.type, r.id, r.code, r.name, r.data->>'unit' as unit, r.data->>'use' as use, r.data->>'kind' as kind, case when r.type = 'item' then coalesce((
        select sum(b.on_hand - b.allocated) from books.stock_balance b where b.org_id = books.org() and b.item_id = r.id), 0)::bigint else 0 end as free,
        case when r.type <> 'item' then null when exists (select from books.document_line l join books.document d on d.org_id = l.org_id and d.id = l.doc_id and d.type = 'production-plan'
            and d.state in ('posted', 'closed') and d.reverses is null join books.record m on m.org_id = d.org_id and m.id::text = d.head->>'machine' and m.active
          where l.org_id = books.org() and l.item_id = r.id) then 'made'
        when exists (select from books.record b where b.org_id = books.org() and b.type = 'bom' and b.active and b.data->>'item' = r.id::text) then 'unplanned' else 'bought' end as origin
      from books.record r where r.org_id = books.org() and r.active and (r.type in ('item', 'warehouse') and r.code = any ($1) or r.type = 'reason' or r.type = 'warehouse' and r.data->>'kind' = 'main')
      order by r.code`,
    [codes],
  );
  const of = (type: string) => new Map(rows.filter((r) => r.type === type).map((r) => [r.code, r]));
  const [items, warehouses] = [of('item'), of('warehouse')];
  const item = (r: RecordRow): KnownItem => ({ id: r.id, code: r.code, name: r.name, unit: r.unit ?? '', free: micro(r.free), origin: r.origin ?? 'bought' });
  return {
    ...making,
    item: (code) => {
      const row = items.get(String(code ?? ''));
      return row ? item(row) : null;
    },
    warehouse: (code) => warehouses.get(String(code ?? '')) ?? null,
    mainWarehouse: rows.find((r) => r.type === 'warehouse' && r.kind === 'main')?.id ?? null,
    reason: (use) => rows.find((r) => r.type === 'reason' && r.use === use)?.id ?? null,
  };
}

/** Names that must be known before an event is taken in. */
export const codesIn = (named: readonly Named[]): readonly Named[] => named.filter((n) => n.means === 'item' || n.means === 'warehouse');

/** Codes nobody knows, each with its place. */
export function unknownCodes(named: readonly Named[], known: Known): Refused | null {
  const missing = codesIn(named).filter((n) => (n.means === 'item' ? known.item(n.code) : known.warehouse(n.code)) === null);
  return gather(missing.map((n) => refuse('outside-unknown-code', { path: n.path, with: { field: n.zh, code: n.code.slice(0, 60), what: n.means === 'item' ? '商品' : '仓库' } })));
}
