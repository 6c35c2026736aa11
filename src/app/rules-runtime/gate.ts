// Rules before the commit: a document that is submitted may be stopped, sent to other approvers, or let through without.
import type { AnyDocument, Command, Doc } from '#kernel/document';
import type { ApprovalLevel, Facts } from '#kernel/facts';
import { formatFen } from '#kernel/decimal';
import { type Action, decide, freshMemory, type Place, subjectAt, type Target } from '#rules';
import type { Gate } from '#books/pen';
import { refuse, type Refused } from '#kernel/refusal';
import type { Snapshot, Tx } from '#kernel/ports';
import { opsOf, ruleDoc, OFFICES } from './doc-types.ts';
import { chinaCalendar, momentOf } from './calendar.ts';
import { readFacts } from './facts.ts';
import { type Active, registryIn } from './registry.ts';
import { LEXICON } from './words.ts';

type Asked = { readonly tx: Tx; readonly def: AnyDocument; readonly doc: Doc; readonly command: Command; readonly facts: Facts };
type Ruling = { readonly refused?: Refused; readonly roles?: readonly ApprovalLevel[] };
type Chain = { readonly chain: readonly Target[]; readonly mode: string };

const ASKED: ReadonlySet<Command> = new Set(['submit', 'approve']);
type Line = { readonly item?: string; readonly lot?: string; readonly baseQty?: bigint | null; readonly gross?: bigint | null };
const linesOf = (doc: Doc): readonly Line[] => doc.lines as readonly Line[];

/** The gate the pen asks. Without active rules and holds it costs one small question. */
export const ruleGate: Gate = async ({ tx, def, doc, command, facts }) => {
  if (!ASKED.has(command)) return {};
  const stopped = await heldBy(tx, def, doc);
  if (stopped) return { refused: stopped };
  const kind = ruleDoc(def.type);
  if (!kind) return {};
  // 提交 decides; an approval that follows keeps to what was decided then.
  if (command === 'approve' && doc.state !== 'draft') return { ...(await decidedFor(tx, doc.id)) };
  return judgeSubmission({ tx, def, doc, command, facts }, `${kind}.submitted`);
};

/** 禁止 and 锁定 in force for what the document touches. */
async function heldBy(tx: Snapshot, def: AnyDocument, doc: Doc): Promise<Refused | null> {
  const head = doc.head as Readonly<Record<string, unknown>>;
  const lines = linesOf(doc);
  const { party, warehouse } = def.summary(doc);
  const ids = [doc.id, party, warehouse, head['from'], head['to'], ...lines.map((l) => l.item)].filter((id): id is string => typeof id === 'string');
  const lots = lines.filter((l) => l.item && l.lot).map((l) => ({ i: l.item, n: l.lot }));
  const [hold] = await tx.query<{ kind: string; what: string; msg: string | null; rule: string; target: string; since: string }>(
    `select h.kind, h.what, h.msg, r.name as rule, coalesce(t.name, '') as target, to_char(h.since at time zone 'Asia/Shanghai', 'YYYY-MM-DD') as since
     from rules.hold h join rules.rule r on r.org_id = h.org_id and r.id = h.rule_id left join books.record t on t.org_id = h.org_id and t.id::text = h.target_id
     where h.org_id = books.org() and h.lifted_at is null and h.kind in ('block', 'lock')
       and (h.target_id = any ($1::text[]) or (h.target_type = 'batch' and h.target_id in (select l.id::text from books.lot l join jsonb_to_recordset($2::jsonb) as q(i uuid, n text) on l.item_id = q.i and l.no = q.n where l.org_id = books.org())))
       and (h.what = '*' or string_to_array(h.what, ',') && $3::text[]) order by h.since limit 1`,
    [ids, JSON.stringify(lots), ['*', 'approve', ...opsOf(def.type)]],
  );
  if (!hold) return null;
  return refuse('rule-blocks', {
    with: { rule: hold.rule, what: hold.msg ?? `${hold.target ? `“${hold.target}”` : ''}自 ${hold.since} 起${hold.kind === 'lock' ? '已锁定' : '禁止此操作'}` },
  });
}

type Kept = { kind: string; what: string; value: string | null };
async function decidedFor(tx: Snapshot, doc: string): Promise<Ruling> {
  const kept = await tx.query<Kept>(
    `select h.kind, h.what, h.value from rules.hold h join rules.version v on v.org_id = h.org_id and v.rule_id = h.rule_id and v.version = h.version
     where h.org_id = books.org() and h.target_type = 'doc' and h.target_id = $1 and h.lifted_at is null and h.kind in ('approve', 'pass') order by v.priority desc, h.id`,
    [doc],
  );
  return rulingOf(
    tx,
    kept.flatMap((k) => (k.kind === 'approve' ? [{ chain: JSON.parse(k.what) as Target[], mode: k.value ?? 'seq' }] : [])),
    kept.some((k) => k.kind === 'pass'),
  );
}
/** Whoever asks for an approval gets it, also where another rule would let the document pass; an office that several rules name alone is asked once. */
async function rulingOf(tx: Snapshot, chains: readonly Chain[], passes: boolean): Promise<Ruling> {
  if (chains.length === 0) return passes ? { roles: [] } : {};
  const levels: ApprovalLevel[] = [];
  for (const chain of chains) for (const level of await levelsOf(tx, chain)) if (typeof level !== 'string' || !levels.includes(level)) levels.push(level);
  return { roles: levels };
}
/**
 * An approval chain in the offices of the house; a missing one keeps its own name, so that nobody passes by accident.
 * One after the other, or one level of which one (任一人) or everybody (会签) must agree, in any order.
 */
async function levelsOf(tx: Snapshot, { chain, mode }: Chain): Promise<readonly ApprovalLevel[]> {
  const roles = await tx.query<{ code: string; name: string }>('select code, name from identity.role');
  const names = chain.map((t) => {
    const id = 'role' in t ? t.role : '';
    const word = LEXICON.roles[id];
    const names = word ? [word.zh, ...word.syn] : [id];
    return roles.find((r) => names.includes(r.name))?.name ?? roles.find((r) => r.code === OFFICES[id])?.name ?? word?.zh ?? id;
  });
  if (mode === 'seq') return names;
  // Two offices that are one here are asked once.
  const of = [...new Set(names)];
  return [{ of, need: mode === 'any' ? 1 : of.length }];
}

/** The figures of a document before it is stored. */
function draftFigures(def: AnyDocument, doc: Doc, facts: Facts): Readonly<Record<string, number | string | null>> {
  const lines = linesOf(doc);
  const qty = lines.reduce((sum, l) => sum + Number(l.baseQty ?? 0n) / 1_000_000, 0);
  const listed = lines.reduce((sum, l) => sum + (Number(l.baseQty ?? 0n) / 1_000_000) * Number(facts.records[l.item ?? '']?.data['salePrice'] ?? 0), 0);
  const charged = lines.reduce((sum, l) => sum + Number(l.gross ?? 0n) / 100, 0);
  const amount = Number(formatFen(def.summary(doc).total));
  return { 'doc.amount': amount, 'doc.qty': qty, ...(listed > 0 ? { 'doc.discount': (charged / listed) * 100 } : {}) };
}

async function judgeSubmission({ tx, def, doc, command, facts }: Asked, event: string): Promise<Ruling> {
  const registry = await registryIn(tx, { org: facts.org.id });
  const rules = registry.find([`event:${event}`], { items: [], parties: [] }).filter((r) => r.rule.trigger.on === 'event' && !r.rule.trigger.wait && actsHere(r));
  if (doc.version > 0) await forget(tx, doc.id, facts.now);
  if (rules.length === 0) return {};
  const { party, warehouse } = def.summary(doc);
  const items = [...new Set(linesOf(doc).flatMap((l) => l.item ?? []))];
  const cases = rules.flatMap((rule) => placesIn(rule, { doc: doc.id, party, warehouse, items }).map((place) => ({ rule, plan: rule.plan, subject: subjectAt(rule.plan, place) })));
  const source = await readFacts(tx, cases, { today: facts.today, lexicon: LEXICON, calendar: chinaCalendar(), drafts: draftFigures(def, doc, facts) });
  const now = momentOf(facts.now);
  const chains: Chain[] = [];
  const keeps: Keeping[] = [];
  for (const { rule, subject } of cases) {
    const decision = decide({
      rule: rule.rule,
      ruleId: rule.id,
      version: rule.version,
      subject,
      cue: { on: 'event', event, first: true },
      facts: source(subject),
      now,
      memory: freshMemory(),
    });
    for (const a of decision.fire?.actions ?? []) {
      if (a.do === 'block' && (!a.ops || a.ops.includes('approve') || a.ops.some((op) => opsOf(def.type).includes(op))))
        return { refused: refuse('rule-blocks', { with: { rule: rule.name, what: a.msg ?? '按规则不能提交，请修改后再试' } }) };
      if (a.do === 'approve') {
        const asked = chainOf(a);
        chains.push(asked);
        keeps.push({ rule, kind: 'approve', what: JSON.stringify(asked.chain), value: asked.mode });
      }
      if (a.do === 'pass') keeps.push({ rule, kind: 'pass', what: '*', value: null });
    }
  }
  if (keeps.length > 0) await keep(tx, keeps, { doc: doc.id, now: facts.now });
  const ruling = await rulingOf(tx, chains, keeps.length > chains.length);
  return command === 'submit' ? {} : ruling;
}
const chainOf = (a: Extract<Action, { do: 'approve' }>): Chain => ({ chain: a.chain, mode: a.mode ?? 'seq' });
const actsHere = (r: Active): boolean => r.rule.branches.some((b) => b.then.some((a) => a.do === 'block' || a.do === 'approve' || a.do === 'pass'));
function placesIn(
  rule: Active,
  about: { readonly doc: string; readonly party: string | null; readonly warehouse: string | null; readonly items: readonly string[] },
): readonly Place[] {
  let places: Place[] = [{}];
  for (const axis of rule.plan.axes) {
    const ids =
      axis === 'doc' ? [about.doc] : axis === 'warehouse' ? [about.warehouse] : axis === 'sku' ? about.items : axis === 'customer' || axis === 'supplier' ? [about.party] : [];
    const wanted = (rule.plan.within[axis] ?? []).flatMap((s) => s.ids ?? []);
    places = places.flatMap((p) => ids.flatMap((id) => (id && (wanted.length === 0 || wanted.includes(id)) ? [{ ...p, [axis]: id }] : [])));
  }
  return places;
}
type Keeping = { readonly rule: Active; readonly kind: 'approve' | 'pass'; readonly what: string; readonly value: string | null };
/** What was decided at 提交 is what later approvals keep to. */
const keep = (tx: Tx, keeps: readonly Keeping[], at: { readonly doc: string; readonly now: string }): Promise<unknown> =>
  tx.query(
    `insert into rules.hold (org_id, id, kind, what, target_type, target_id, rule_id, version, subject, branch, reverts, since, value)
     select books.org(), gen_random_uuid(), q.k, q.w, 'doc', $2, q.r, q.n, 'doc:' || $2, 0, false, $3::timestamptz, q.v from jsonb_to_recordset($1::jsonb) as q(k text, w text, r uuid, n int, v text)
     on conflict (org_id, kind, what, target_type, target_id, rule_id, subject) where lifted_at is null do nothing`,
    [JSON.stringify(keeps.map((k) => ({ k: k.kind, w: k.what, r: k.rule.id, n: k.rule.version, v: k.value }))), at.doc, at.now],
  );
/** A document that came back and is submitted again is judged anew. */
const forget = (tx: Tx, doc: string, now: string): Promise<unknown> =>
  tx.query(
    `update rules.hold set lifted_at = $2::timestamptz, lifted_why = '重新提交' where org_id = books.org() and target_type = 'doc' and target_id = $1 and kind in ('approve', 'pass') and lifted_at is null`,
    [doc, now],
  );
