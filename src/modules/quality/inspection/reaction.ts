// When goods come in or are finished for which there is a plan: an inspection is opened, as strict as the record of the supplier (or our own) asks for; goods that must wait
// are set aside.
import { type CommandRequest, defineReaction, type Reaction } from '#kernel/module';
import type { Snapshot } from '#kernel/ports';
import { type Lot, standingAfter } from '../sampling/switching.ts';
import type { Severity } from '../sampling/tables.ts';

type Row = {
  readonly line: number;
  readonly item: string;
  readonly lot: string | null;
  readonly qty: string;
  /** Null for what we made ourselves. */
  readonly supplier: string | null;
  readonly plan: string;
  readonly hold: boolean;
  readonly reduce: boolean;
  /** The item's lots are tracked and nobody holds this one. */
  readonly holdable: boolean;
};
type Past = {
  readonly plan: string;
  readonly verdict: string;
  readonly severity: Severity;
  readonly sampling: string /** Not one bad piece, measured or seen. */;
  readonly clean: boolean;
};
type Known = { readonly rows: readonly Row[]; readonly past: readonly Past[] };

/** The lines of a receipt $1 with their plan of the kind $2: the item's own before its category's. */
const ROWS = `select l.line_no as line, l.item_id as item, l.data->>'lot' as lot, trim_scale(l.base_qty / 1000000.0)::text as qty, d.party_id as supplier, p.id as plan,
    coalesce((p.data->>'holdOnReceipt')::boolean, false) as hold, coalesce((p.data->>'mayReduce')::boolean, false) as reduce,
    coalesce((i.data->>'tracksLots')::boolean, false) and not exists (select from books.lot_hold h join books.lot o on o.org_id = h.org_id and o.id = h.lot_id
      where h.org_id = l.org_id and o.item_id = l.item_id and o.no = l.data->>'lot') as holdable
  from books.document d join books.document_line l on l.org_id = d.org_id and l.doc_id = d.id join books.record i on i.org_id = d.org_id and i.id = l.item_id
  join lateral (select r.id, r.data from books.record r where r.org_id = d.org_id and r.type = 'inspection-plan' and r.active and r.data->>'kind' = $2
    and (r.data->>'item' = l.item_id::text or r.data->>'category' = i.data->>'category') order by r.data->>'item' nulls last, r.code limit 1) p on true
  where d.org_id = books.org() and d.id = $1 order by l.line_no`;

/** What inspections of this supplier found by these plans, oldest first; a year and a hundred lots are enough for the switching rules. */
const PAST = `select d.head->>'plan' as plan, l.data->>'verdict' as verdict, d.head->>'severity' as severity, l.data->>'sampling' as sampling,
    coalesce(l.data->>'outside', '') = '' and coalesce((l.data->>'criticalSeen')::int, 0) + coalesce((l.data->>'majorSeen')::int, 0) + coalesce((l.data->>'minorSeen')::int, 0) = 0 as clean
  from books.document d join books.document_line l on l.org_id = d.org_id and l.doc_id = d.id
  where d.org_id = books.org() and d.type = 'inspection' and d.state = 'posted' and d.party_id is not distinct from $1 and d.head->>'plan' = any ($2) and d.day > $3::date - 365 order by d.day, d.id, l.line_no limit 100`;

async function read(s: Snapshot, of: { readonly receipt: string; readonly kind: string }, today: string): Promise<Known> {
  const rows = await s.query<Row>(ROWS, [of.receipt, of.kind]);
  const [first] = rows;
  return { rows, past: first ? await s.query<Past>(PAST, [first.supplier, [...new Set(rows.map((r) => r.plan))], today]) : [] };
}

/** The main grade's acceptance number stands in the text of the sampling; a lot accepted without a bad piece would have been accepted under a tighter AQL too. */
const lotOf = (past: Past): Lot => {
  const accepted = past.verdict === 'accepted';
  return { accepted, severity: past.severity, ac: Number(/主要 (\d+)\//.exec(past.sampling)?.[1] ?? 0), wouldTightened: accepted && past.clean };
};

type Arrival = { readonly name: string; readonly on: string; readonly kind: 'incoming' | 'finished'; readonly words: string };

const inspecting = ({ name, on, kind, words }: Arrival): Reaction =>
  defineReaction<Known>({
    name,
    on,
    read: (s, event) => read(s, { receipt: String(event.payload['id']), kind }, event.today),
    react: (event, { rows, past }): readonly CommandRequest[] => {
      const receipt = String(event.payload['id']);
      const number = String(event.payload['number'] ?? '');
      const plans = [...new Set(rows.map((r) => r.plan))];
      const inspections = plans.map((plan): CommandRequest => {
        const own = rows.filter((r) => r.plan === plan);
        const standing = standingAfter(past.filter((p) => p.plan === plan).map(lotOf), own[0]?.reduce ?? false);
        const who = kind === 'incoming' ? '该供应商' : '本产品';
        const remark = standing.stopped ? `${number} ${words}。${who}加严检验累计 5 批不合格：GB/T 2828.1 要求暂停验收，请改进后再验` : `${number} ${words}`;
        const lines = own.map((r) => ({ source: { doc: receipt, line: r.line }, item: r.item, lot: r.lot, lotQty: r.qty }));
        return {
          key: `${event.id}/inspect/${plan}`,
          type: 'inspection',
          command: 'save',
          body: { day: event.today, head: { kind, plan, severity: standing.severity, supplier: own[0]?.supplier, remark }, lines },
        };
      });
      const waiting = [...new Map(rows.filter((r) => r.hold && r.holdable && r.lot).map((r) => [`${r.item}/${r.lot}`, { item: r.item, lot: r.lot }])).values()];
      if (waiting.length === 0) return inspections;
      const hold: CommandRequest = {
        key: `${event.id}/hold`,
        type: 'lot-freeze',
        command: 'approve',
        body: { day: event.today, head: { kind: 'pending', reason: `${number} 待检` }, lines: waiting },
      };
      return [hold, ...inspections];
    },
  });

export const INSPECTION_REACTIONS: readonly Reaction[] = [
  inspecting({ name: '来料报检', on: 'goods-receipt-posted/1', kind: 'incoming', words: '来料' }),
  inspecting({ name: '完工报检', on: 'production-receipt-posted/1', kind: 'finished', words: '完工' }),
];
