// What the house does about goods that stand in: it proposes them when a lot is frozen, moves or buys what was accepted, and withdraws its proposals on thaw.
import { type Day, parseDay } from '#kernel/day';
import { formatPrice, formatQty } from '#kernel/decimal';
import { type CommandRequest, defineReaction, type HeardEvent, type Reaction } from '#kernel/module';
import type { Snapshot } from '#kernel/ports';
import { type Candidate, rankCandidates } from './rank.ts';

type Row = Readonly<Record<string, string | null>>;
type Short = { readonly item: string; readonly warehouse: string; readonly qty: bigint };
type Known = { readonly uncovered: readonly Short[]; readonly candidates: readonly (Candidate & { readonly frozen: string })[] };
type Lot = { readonly item: string; readonly warehouse: string; readonly qty: string };

const lotsIn = (event: HeardEvent): readonly Lot[] => (Array.isArray(event.payload['lots']) ? (event.payload['lots'] as Lot[]) : []);
const itemsIn = (event: HeardEvent): readonly string[] => [...new Set(lotsIn(event).map((l) => l.item))];
const text = (row: Row, name: string): string => row[name] ?? '';

/** Free to promise by item and warehouse: on the shelf, not held, not expired, less what is promised. $1 items, $2 today. */
const FREE = `select b.item_id as item, b.warehouse_id as warehouse,
    coalesce(sum(b.on_hand) filter (where (l.expires is null or l.expires > $2::date) and h.lot_id is null), 0) as sound, sum(b.allocated) as allocated,
    min(l.expires) filter (where b.on_hand > 0 and l.expires > $2::date and h.lot_id is null) as expires
  from books.stock_balance b left join books.lot l on l.org_id = b.org_id and l.id = b.lot_id and b.lot_id <> books.nil()
  left join (select distinct lot_id from books.lot_hold where org_id = books.org()) h on h.lot_id = b.lot_id
  where b.org_id = books.org() and b.item_id = any ($1::uuid[]) group by 1, 2`;

const CANDIDATES = `with list as (
    select i as frozen, i as item, true as same, 0 as priority, 1000000::numeric as ratio from unnest($1::uuid[]) i
    union all select (r.data->>'item')::uuid, (r.data->>'substitute')::uuid, false, coalesce((r.data->>'priority')::int, 1), (r.data->>'ratio')::numeric * 1000000
      from books.record r where r.org_id = books.org() and r.type = 'substitute' and r.active and (r.data->>'item')::uuid = any ($1::uuid[]) and coalesce((r.data->>'until')::date, $2::date) >= $2::date
    union all select (r.data->>'substitute')::uuid, (r.data->>'item')::uuid, false, coalesce((r.data->>'priority')::int, 1), ceil(1000000 / (r.data->>'ratio')::numeric)
      from books.record r where r.org_id = books.org() and r.type = 'substitute' and r.active and (r.data->>'both')::boolean and (r.data->>'substitute')::uuid = any ($1::uuid[]) and coalesce((r.data->>'until')::date, $2::date) >= $2::date)
  select c.frozen, c.item, c.same, c.priority, round(c.ratio)::bigint::text as ratio, f.warehouse, (f.sound - f.allocated)::text as available, f.expires::text as expires,
    case when v.qty > 0 then round(v.value * 10000000000.0 / v.qty)::bigint::text end as cost
  from list c join books.record i on i.org_id = books.org() and i.id = c.item and i.active
  join (${FREE.replace('$1::uuid[]', '(select array_agg(item) from list)::uuid[]')}) f on f.item = c.item
  left join books.item_value v on v.org_id = books.org() and v.item_id = c.item
  where f.sound > f.allocated order by 1, 2, 6`;

/** What open orders that reserve lack of the items, by warehouse. */
const UNCOVERED = `select x.item, x.warehouse, (x.wanted - coalesce(f.sound, 0))::text as qty from (
    select l.item_id as item, d.warehouse_id as warehouse, sum(l.base_qty - coalesce(p.qty, 0)) as wanted
    from books.open_order o join books.document d on d.org_id = books.org() and d.id = o.doc_id and d.type = 'sales-order' and (d.head->>'reserve')::boolean
    join books.document_line l on l.org_id = d.org_id and l.doc_id = d.id and l.item_id = any ($1::uuid[])
    left join books.progress p on p.org_id = d.org_id and p.doc_id = d.id and p.line_no = l.line_no and p.kind = 'delivered'
    where o.org_id = books.org() and l.base_qty > coalesce(p.qty, 0) group by 1, 2) x
  left join (${FREE}) f on f.item = x.item and f.warehouse = x.warehouse where x.wanted > coalesce(f.sound, 0)`;

const dayOf = (value: string | null | undefined): Day | null => (value ? parseDay(value) : null);

async function readKnown(s: Snapshot, event: HeardEvent): Promise<Known> {
  const items = itemsIn(event);
  const uncovered = await s.query<Row>(UNCOVERED, [items, event.today]);
  const candidates = await s.query<Row & { readonly same: boolean; readonly priority: number }>(CANDIDATES, [items, event.today]);
  return {
    uncovered: uncovered.map((r) => ({ item: text(r, 'item'), warehouse: text(r, 'warehouse'), qty: BigInt(text(r, 'qty')) })),
    candidates: candidates.map((r) => ({
      frozen: text(r, 'frozen'),
      item: text(r, 'item'),
      warehouse: text(r, 'warehouse'),
      same: Boolean(r.same),
      priority: Number(r.priority),
      ratio: BigInt(text(r, 'ratio')),
      available: BigInt(text(r, 'available')),
      expires: dayOf(r['expires']),
      cost: r['cost'] ? BigInt(r['cost']) : null,
    })),
  };
}

/** What is missing where: what orders lack; where none lacks anything, what was frozen. */
function shorts(event: HeardEvent, known: Known): readonly Short[] {
  const frozen = new Map<string, Short>();
  for (const lot of lotsIn(event)) {
    if (!lot.warehouse) continue;
    const key = `${lot.item}|${lot.warehouse}`;
    frozen.set(key, { item: lot.item, warehouse: lot.warehouse, qty: (frozen.get(key)?.qty ?? 0n) + scaled(lot.qty) });
  }
  return [...frozen.entries()].map(([key, f]) => known.uncovered.find((u) => `${u.item}|${u.warehouse}` === key) ?? f);
}

/** "12.5" → 12500000n. */
function scaled(qty: string): bigint {
  const [whole = '0', part = ''] = qty.split('.');
  return BigInt(whole + part.padEnd(6, '0').slice(0, 6));
}

function linesFor(short: Short, known: Known): readonly Record<string, unknown>[] {
  const others = known.candidates.filter((c) => c.frozen === short.item && !(c.same && c.warehouse === short.warehouse));
  const { ranked, left } = rankCandidates(others, short.qty);
  const base = { frozen: short.item, at: short.warehouse, short: formatQty(short.qty) };
  const proposed = ranked.map((c) => ({
    ...base,
    item: c.item,
    warehouse: c.warehouse,
    rank: c.rank,
    available: formatQty(c.available),
    expires: c.expires,
    unitCost: c.cost === null ? null : formatPrice(c.cost),
    take: formatQty(c.take),
    buy: '0',
  }));
  return left > 0n || proposed.length === 0 ? [...proposed, { ...base, item: short.item, warehouse: short.warehouse, rank: null, take: '0', buy: formatQty(left) }] : proposed;
}

/** On a freeze: one request with the candidates for everything that is missing. */
const propose = defineReaction<Known>({
  name: '提出替代料申请',
  on: 'lot-frozen/1',
  read: readKnown,
  react: (event, known): readonly CommandRequest[] => {
    const lines = shorts(event, known).flatMap((short) => linesFor(short, known));
    if (lines.length === 0) return [];
    const cause = `${String(event.payload['number'] ?? '')} 冻结：${String(event.payload['reason'] ?? '')}`;
    return [
      {
        key: `${event.id}/substitute`,
        type: 'substitute-request',
        command: 'save',
        body: { day: event.today, head: { cause: cause.slice(0, 120), freeze: event.payload['id'] }, lines },
      },
    ];
  },
});

type Accepted = {
  readonly frozen: string;
  readonly at: string;
  readonly item: string;
  readonly warehouse: string;
  readonly moves: boolean;
  readonly take: string;
  readonly buy: string;
};

/** On acceptance: a draft 调拨单 for each way goods are moved, a draft 请购单 for what must be bought. */
const carryOut: Reaction = {
  name: '落实替代料',
  on: 'substitute-accepted/1',
  react: (event) => {
    const lines = (event.payload['lines'] ?? []) as readonly Accepted[];
    const remark = `替代料申请单 ${String(event.payload['number'] ?? '')}`;
    const ways = new Map<string, Accepted[]>();
    for (const l of lines.filter((x) => x.moves && x.take !== '0')) ways.set(`${l.warehouse}|${l.at}`, [...(ways.get(`${l.warehouse}|${l.at}`) ?? []), l]);
    const transfers = [...ways].map(([way, own]): CommandRequest => {
      const [from, to] = way.split('|');
      return {
        key: `${event.id}/transfer/${way}`,
        type: 'transfer',
        command: 'save',
        body: { day: event.today, head: { from, to, remark }, lines: own.map((l) => ({ item: l.item, qty: l.take })) },
      };
    });
    const bought = lines.filter((l) => l.buy !== '0');
    return bought.length === 0
      ? transfers
      : [
          ...transfers,
          {
            key: `${event.id}/buy`,
            type: 'purchase-request',
            command: 'save',
            body: { day: event.today, head: { warehouse: bought[0]?.at, reason: remark }, lines: bought.map((l) => ({ item: l.item, qty: l.buy })) },
          },
        ];
  },
};

type Open = { readonly id: string; readonly state: string };
/** Requests whose freezing document holds nothing any more. */
const OPEN = `select d.id, d.state from books.document d where d.org_id = books.org() and d.type = 'substitute-request' and d.state in ('draft', 'submitted', 'posted')
  and exists (select from books.document_line l where l.org_id = d.org_id and l.doc_id = d.id and (l.data->>'frozen')::uuid = any ($1::uuid[]))
  and not exists (select from books.lot_hold h where h.org_id = d.org_id and h.doc_id = (d.head->>'freeze')::uuid) and d.head->>'freeze' is not null order by d.id`;

/** On a thaw: proposals nobody accepted are void, accepted ones are closed and give back what they set aside. */
const withdraw = defineReaction<readonly Open[]>({
  name: '撤回替代料申请',
  on: 'lot-thawed/1',
  read: (s, event) => s.query<Open>(OPEN, [event.payload['items'] ?? []]),
  react: (event, open) =>
    open.map((doc) => {
      const command = doc.state === 'posted' ? 'close' : doc.state === 'submitted' ? 'reject' : 'void';
      return { key: `${event.id}/${doc.id}`, type: 'substitute-request', command, id: doc.id, body: { reason: '批次已解冻' } };
    }),
});

export const SUBSTITUTE_REACTIONS: readonly Reaction[] = [propose, carryOut, withdraw];
