// 月末暂估 and 月初回冲 as steps of the month close, and the same as functions for a person's command: which estimates are open, and the
// documents that take them back or put them back, one for each supplier.
import type { Ask, Booked, CloseStep, Finding, StepResult, Work } from '#accounting';
import { type Day, nextPeriod, type Period } from '#kernel/day';
import { formatFen } from '#kernel/decimal';
import type { Snapshot } from '#kernel/ports';
import { isRefused, refuse, type Refused } from '#kernel/refusal';

export type EstimateKind = 'take-back' | 'again';
export type OpenEstimate = { readonly doc: string; readonly line: number; readonly item: string; readonly party: string; readonly partyName: string; readonly left: bigint };
/** Lines of one document; a supplier with more gets several. */
const MOST_LINES = 500;

/** The company's policy for estimates. */
export async function estimatePolicyOf(snapshot: Snapshot): Promise<'on-invoice' | 'month-start' | 'difference'> {
  const [row] = await snapshot.query<{ policy: 'on-invoice' | 'month-start' | 'difference' | null }>(
    `select settings->>'estimatePolicy' as policy from books.org_node where id = books.org()`,
  );
  return row?.policy ?? 'on-invoice';
}

/** Receipt lines up to the end of a month whose bill has not come: those standing in 暂估 (to take back), or those taken back already (to put back). */
export async function openEstimates(snapshot: Snapshot, through: Period, kind: EstimateKind): Promise<readonly OpenEstimate[]> {
  const rows = await snapshot.query<{ doc: string; line: number; item: string; party: string; party_name: string; left: string }>(
    `select x.doc, x.line, x.item, x.party, p.name as party_name, (x.cost - sign(x.cost) * floor(abs(x.cost) * x.used / x.whole + 0.5))::text as left from (
        select d.id as doc, d.day, l.line_no as line, l.item_id as item, d.party_id as party, l.base_qty::numeric as whole,
          case d.type when 'goods-return' then -1 else 1 end * round(100 * (l.data->>case o.vat when 'general' then 'net' else 'gross' end)::numeric) as cost,
          coalesce(i.qty, 0) + least(coalesce(r.qty, 0), l.base_qty - coalesce(i.qty, 0)) as used
        from books.document d join books.org_node o on o.id = books.org() join books.document_line l on l.org_id = d.org_id and l.doc_id = d.id
        left join books.progress i on i.org_id = d.org_id and i.doc_id = d.id and i.line_no = l.line_no and i.kind = 'invoiced'
        left join books.progress r on r.org_id = d.org_id and r.doc_id = d.id and r.line_no = l.line_no and r.kind = 'returned'
        left join books.progress t on t.org_id = d.org_id and t.doc_id = d.id and t.line_no = l.line_no and t.kind = 'taken-back'
        where d.org_id = books.org() and d.type in ('goods-receipt', 'goods-return') and d.state = 'posted' and d.reverses is null and d.period <= $1::int
          and (d.type = 'goods-receipt' or l.source_doc is null) and (coalesce(t.qty, 0) > 0) = ($2 = 'again')) x
      join books.record p on p.org_id = books.org() and p.id = x.party where x.used < x.whole order by p.code, x.day, x.doc, x.line`,
    [through, kind],
  );
  return rows.map((r) => ({ doc: r.doc, line: r.line, item: r.item, party: r.party, partyName: r.party_name, left: BigInt(r.left) }));
}

export type EstimateBody = {
  readonly day: Day;
  readonly head: { readonly kind: EstimateKind; readonly supplier: string };
  readonly lines: readonly { readonly item: string; readonly source: { readonly doc: string; readonly line: number } }[];
};

/** The documents that would take all open estimates back (or put them back), one for each supplier. */
export function estimateBodies(open: readonly OpenEstimate[], kind: EstimateKind, day: Day): readonly EstimateBody[] {
  const parties = new Map<string, OpenEstimate[]>();
  for (const line of open) parties.set(line.party, [...(parties.get(line.party) ?? []), line]);
  return [...parties].flatMap(([supplier, lines]) =>
    Array.from({ length: Math.ceil(lines.length / MOST_LINES) }, (_, i) => ({
      day,
      head: { kind, supplier },
      lines: lines.slice(i * MOST_LINES, (i + 1) * MOST_LINES).map((l) => ({ item: l.item, source: { doc: l.doc, line: l.line } })),
    })),
  );
}

export const firstDayOf = (p: Period): Day => `${String(Math.floor(p / 100))}-${String(p % 100).padStart(2, '0')}-01` as Day;

const said = (open: readonly OpenEstimate[], verb: string): string =>
  `${verb} ${new Set(open.map((o) => o.party)).size} 家供应商的 ${open.length} 行暂估，共 ${formatFen(open.reduce((sum, o) => sum + o.left, 0n))}`;

type Plan = { readonly name: string; readonly zh: string; readonly kind: EstimateKind; readonly verb: string; readonly nothing: string };
const AGAIN: Plan = { name: 'estimate-again', zh: '月末暂估', kind: 'again', verb: '重新暂估', nothing: '没有冲回后仍未到票的入库' };
const TAKE_BACK: Plan = { name: 'estimate-take-back', zh: '月初冲回暂估', kind: 'take-back', verb: '下月初冲回', nothing: '暂估方式不是月初回冲，或没有暂估' };

/** What a step has to do. Only 月初回冲 takes back; whatever was taken back is put back at the end of the month, also after the policy was changed. */
const planned = async (snapshot: Snapshot, through: Period, plan: Plan): Promise<readonly OpenEstimate[]> =>
  plan.kind === 'take-back' && (await estimatePolicyOf(snapshot)) !== 'month-start' ? [] : openEstimates(snapshot, through, plan.kind);

const check =
  (plan: Plan) =>
  async ({ snapshot, period }: Ask): Promise<readonly Finding[]> => {
    const open = await planned(snapshot, period, plan);
    const words = open.length === 0 ? plan.nothing : said(open, plan.verb);
    return [
      {
        name: `step.${plan.name}`,
        zh: plan.zh,
        tone: open.length === 0 ? 'ok' : 'info',
        said: words,
        count: open.length,
        items: [],
        href: open.length === 0 ? null : '/views/estimate-balance',
      },
    ];
  };

const run =
  (plan: Plan) =>
  async (work: Work): Promise<StepResult | Refused> => {
    const open = await work.read((snapshot) => planned(snapshot, work.period, plan));
    const day = plan.kind === 'again' ? work.day : firstDayOf(nextPeriod(work.period));
    const bodies = estimateBodies(open, plan.kind, day);
    const documents: Booked[] = [];
    for (const [i, body] of bodies.entries()) {
      const made = await make(work, body);
      if (isRefused(made)) return made;
      documents.push(made);
      work.tell(i + 1, bodies.length);
    }
    return { said: open.length === 0 ? plan.nothing : said(open, plan.verb), documents };
  };

/** Books one document. Where maker and approver must differ, the house makes it and the person approves; a draft that is refused is voided. */
async function make({ ports }: Work, body: EstimateBody): Promise<Booked | Refused> {
  const type = 'estimate-reversal';
  const direct = await ports.command('person', { type, command: 'approve', body });
  if (direct.ok) return posted(direct.booked);
  if (direct.refusal.refused !== 'maker-is-approver') return direct.refusal;
  const draft = await ports.command('house', { type, command: 'save', body });
  if (!draft.ok) return draft.refusal;
  const approved = await ports.command('person', { type, command: 'approve', id: draft.booked.id });
  if (approved.ok) return posted(approved.booked);
  await ports.command('house', { type, command: 'void', id: draft.booked.id });
  return approved.refusal;
}
const posted = (booked: Booked): Booked | Refused => (booked.state === 'posted' ? booked : refuse('close-waits', { with: { number: booked.number } }));

/** Before the close: estimates taken back whose bill has not come stand in 暂估 again, so that the month-end balance sheet shows them. */
export const estimateAgainStep: CloseStep = { name: AGAIN.name, zh: AGAIN.zh, order: 8, phase: 'before', check: check(AGAIN), run: run(AGAIN) };
/** After the close, on the first of the next month: all open estimates are taken back (月初回冲). */
export const estimateTakeBackStep: CloseStep = { name: TAKE_BACK.name, zh: TAKE_BACK.zh, order: 90, phase: 'after', check: check(TAKE_BACK), run: run(TAKE_BACK) };
