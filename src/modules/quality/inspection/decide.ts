// When a 检验单 may be approved: every lot is measured and decided on, and no decision contradicts the verdict without a reason.
import { type DomainEvent, posting, type Posting } from '#kernel/decision';
import type { Doc, Line } from '#kernel/document';
import type { Facts } from '#kernel/facts';
import { lookUp } from '#kernel/look-up';
import { type Complaint, gather, type RefusalTable, type Refused } from '#kernel/refusal';
import { freezeLots, frozenNow, type KnownLot, lotEvent, lotsOf, thawLots } from '../freezing.ts';
import type { HEAD, LINE } from './document.ts';
import { kindZh, planOf, type Plan, readingsOf, unmeasured } from './judge.ts';

export const REFUSALS = {
  'plan-other-item': { http: 422, retry: 'never', zh: '第 {line} 行：检验方案“{plan}”不是“{item}”的，请换一个方案' },
  'characteristic-unknown': { http: 422, retry: 'never', zh: '第 {line} 行：检验方案里没有项目“{name}”，请核对实测值' },
  'values-unreadable': { http: 422, retry: 'never', zh: '第 {line} 行：实测值看不懂：{what}；请写成“净含量 250.5 249.8；糖度 12.1”' },
  'values-missing': { http: 422, retry: 'never', zh: '第 {line} 行：项目“{name}”有上下限，还没有实测值，请录入' },
  'decision-missing': { http: 422, retry: 'never', zh: '第 {line} 行：“{item}”还没有处理结论，请选择合格放行、让步接收、返工、冻结或报废' },
  'verdict-refused': { http: 422, retry: 'never', zh: '第 {line} 行：“{item}”判定不合格，不能合格放行；请改为让步接收并写明原因，或返工、冻结、报废' },
  'decision-reason-needed': { http: 422, retry: 'never', zh: '第 {line} 行：请填写{decision}的原因' },
} as const satisfies RefusalTable;

type Inspection = Doc<typeof HEAD, typeof LINE>;
type Row = Line<typeof LINE>;
const DECISION_ZH: Readonly<Record<string, string>> = { accept: '合格放行', concession: '让步接收', rework: '返工', freeze: '冻结', scrap: '报废' };
const KEEPS = new Set(['rework', 'freeze', 'scrap']);

export function decideInspection(doc: Inspection, facts: Facts): Posting | Refused {
  const plan = planOf(doc.head.plan, facts);
  const complaints = plan ? doc.lines.flatMap((line, i) => lineComplaints(line, `lines[${i}]`, { plan, name: facts.records[doc.head.plan]?.name ?? '', facts })) : [];
  const refused = gather(complaints);
  if (refused) return refused;
  const [bad, good] = [doc.lines.filter((l) => KEEPS.has(l.decision ?? '')), doc.lines.filter((l) => !KEEPS.has(l.decision ?? ''))];
  // Bad goods can only be kept back by their lot; good ones without a lot need nothing.
  const keep = lotsOf(bad.map(named), facts);
  const free = lotsOf(good.filter((l) => facts.items[l.item]?.tracksLots).map(named), facts);
  const wrong = gather([...keep.complaints, ...free.complaints]);
  return wrong ?? posting(booked(doc, { keep: keep.known, free: free.known.filter((k) => lookUp(facts).heldBy(k.lot.id)) }, facts));
}

const named = (line: Row) => ({ no: line.no, item: line.item, lot: line.lot ?? '' });

function lineComplaints(line: Row, path: string, at: { readonly plan: Plan; readonly name: string; readonly facts: Facts }): readonly Complaint[] {
  const item = at.facts.items[line.item];
  const said = { line: String(line.no), item: item?.name ?? '' };
  const names = new Set(at.plan.characteristics.map((c) => c.name));
  const { readings, unread } = readingsOf(at.plan, line.readings);
  const unknown = readings.find((r) => !names.has(r.characteristic));
  const missing = unmeasured(at.plan, readings);
  const { decision } = line;
  const complaints: (Complaint | false)[] = [
    at.plan.item !== null && at.plan.item !== line.item && { refused: 'plan-other-item', path: `${path}.item`, with: { ...said, plan: at.name } },
    unknown !== undefined && { refused: 'characteristic-unknown', path: `${path}.readings`, with: { ...said, name: unknown.characteristic } },
    unread !== null && { refused: 'values-unreadable', path: `${path}.readings`, with: { ...said, what: unread } },
    unread === null && missing !== undefined && { refused: 'values-missing', path: `${path}.readings`, with: { ...said, name: missing } },
    decision === null && { refused: 'decision-missing', path: `${path}.decision`, with: said },
    decision === 'accept' && line.verdict === 'refused' && { refused: 'verdict-refused', path: `${path}.decision`, with: said },
    decision !== null &&
      decision !== 'accept' &&
      (line.reason ?? '') === '' && { refused: 'decision-reason-needed', path: `${path}.reason`, with: { ...said, decision: DECISION_ZH[decision] ?? '' } },
  ];
  return complaints.filter((c): c is Complaint => c !== false);
}

/** Kept lots are frozen and the house looks for others; free lots that were held (待检、冻结) are let go. */
function booked(doc: Inspection, lots: { readonly keep: readonly KnownLot[]; readonly free: readonly KnownLot[] }, facts: Facts): Partial<Posting> {
  const reason = `${kindZh(doc.head.kind)}：${doc.lines.find((l) => KEEPS.has(l.decision ?? ''))?.reason ?? ''}`;
  const kept = freezeLots(lots.keep, reason, facts);
  const freed = thawLots(lots.free, facts);
  const events: DomainEvent[] = [
    {
      name: 'inspection-decided/1',
      payload: {
        kind: doc.head.kind,
        supplier: doc.head.supplier,
        lots: doc.lines.map((l) => ({ item: l.item, no: l.lot, verdict: l.verdict, decision: l.decision, reason: l.reason })),
      },
    },
    ...(lots.keep.length > 0 ? [lotEvent('lot-frozen/1', frozenNow(lots.keep, facts), { kind: 'quality', reason })] : []),
    ...(lots.free.length > 0 ? [lotEvent('lot-thawed/1', freed.lots, { decision: 'accept', reason: kindZh(doc.head.kind) })] : []),
  ];
  return {
    movements: [...kept.movements, ...freed.movements],
    holds: [...(kept.holds ?? []), ...(freed.holds ?? [])],
    learnt: { ...kept.learnt, ...freed.learnt },
    events,
  };
}
