// When a plan is approved or a product is made by another version, its materials are prepared; when it is closed they are given back.
import { formatQty, parseDecimal } from '#kernel/decimal';
import { micro } from '#kernel/quantity';
import { type CommandRequest, defineReaction, type HeardEvent, type Reaction } from '#kernel/module';
import { prepare, withdraw } from './prepare.ts';
import { type Known, readPlans } from './read.ts';

const idsIn = (value: unknown): readonly string[] => (Array.isArray(value) ? value.filter((i): i is string => typeof i === 'string') : []);
const said = (event: HeardEvent, name: string): string => String(event.payload[name] ?? '');

type Which = { readonly plans: readonly string[]; readonly items: readonly string[] };
const thePlan = (event: HeardEvent): Which => ({ plans: [said(event, 'id')], items: [] });

const preparing = (name: string, on: string, { of, reason }: { readonly of: (event: HeardEvent) => Which; readonly reason?: string }): Reaction =>
  defineReaction<Known>({
    name,
    on,
    read: (s, event) => readPlans(s, of(event), event.today),
    react: (event, known) => prepare(known, { key: event.id, today: event.today, reason: reason ?? said(event, 'reason') }),
  });

type Gone = { readonly plan: string; readonly known: Known };
/** Closed or taken back: of a red document the plan it takes back. */
const givingBack = (on: string, reason: string): Reaction =>
  defineReaction<Gone>({
    name: '退回备料',
    on,
    read: async (s, event) => {
      const [row] = await s.query<{ plan: string }>('select coalesce(reverses, id) as plan from books.document where org_id = books.org() and id = $1', [said(event, 'id')]);
      const plan = row?.plan ?? said(event, 'id');
      return { plan, known: await readPlans(s, { plans: [plan], items: [] }, event.today) };
    },
    react: (event, { plan, known }) => withdraw(known, plan, { key: event.id, today: event.today, reason }),
  });

/** On a 备料单: a draft 生产领料单 with all it says, for the shop floor to check and approve. */
const takeDraft: Reaction = {
  name: '开领料单草稿',
  on: 'materials-planned/1',
  react: (event): readonly CommandRequest[] => {
    const lines = (Array.isArray(event.payload['lines']) ? event.payload['lines'] : []) as readonly Readonly<Record<string, string | number>>[];
    const there = lines.flatMap((l) => {
      const held = parseDecimal(String(l['held'] ?? '0'), 6) ?? 0n;
      return held > 0n ? [{ source: { doc: said(event, 'id'), line: l['line'] }, product: l['product'], item: l['item'], qty: formatQty(micro(held)) }] : [];
    });
    const warehouse = said(event, 'warehouse');
    return there.length === 0 || !warehouse
      ? []
      : [{ key: `${event.id}/take`, type: 'material-issue', command: 'save', body: { day: event.today, head: { warehouse, order: said(event, 'order') }, lines: there } }];
  },
};

export const MATERIAL_REACTIONS: readonly Reaction[] = [
  preparing('生产计划备料', 'output-planned/1', { of: thePlan }),
  preparing('生产计划备料', 'production-plan-reopened/1', { of: thePlan, reason: '生产计划反关闭' }),
  preparing('工程变更重新备料', 'engineering-changed/1', { of: (event) => ({ plans: [], items: idsIn(event.payload['items']) }) }),
  takeDraft,
  givingBack('production-plan-closed/1', '生产计划已关闭'),
  givingBack('production-plan-reversed/1', '生产计划已红冲'),
];
