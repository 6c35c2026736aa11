// Bringing lines into a draft: from a source document (whole or in part), or the open items of a party.
import { useEffect, useRef } from 'react';
import { get, messageOf } from '../api/client';
import type { Candidate, DocMeta, Field, Labels, Meta, PullAnswer, PullDoc, SourceRule, Values, ViewAnswer } from '../api/types';
import { viewOf } from '../app/meta';
import { labelOf } from '../app/values';
import { t } from '../i18n';
import { plain, readDecimal, sum, toPercent } from '../lib/figures';
import { listOf } from '../ui/combobox';
import { say } from '../ui/say';
import { amounts, refOfCandidate, rowOf, type LineRow } from './doc-values';
import { partyOf } from './head-form';
import type { Draft } from './use-draft';

export type PullLine = PullDoc['lines'][number];

/** What is left is counted in base units; the line is entered in its own unit. */
export const leftOf = (line: PullLine, rule: SourceRule | undefined): string => (rule?.limit === 'amount' ? line.left : inUnitOf(line, line.left));

/** A quantity in base units as one in the unit of a line. */
export function inUnitOf(line: Values, amount: string): string {
  const [left, q, base] = [readDecimal(amount), readDecimal(line['qty']), readDecimal(line['baseQty'])];
  if (!left || !q || !base || base.n === 0n) return amount;
  const scale = 10n ** 6n;
  const n = (left.n * q.n * scale * 10n ** BigInt(base.s)) / (base.n * 10n ** BigInt(left.s + q.s));
  return plain({ n, s: 6 }, 0, 6);
}

type Adoption = {
  readonly def: DocMeta;
  readonly draft: Draft;
  readonly rule: SourceRule | undefined;
  readonly chosen: readonly { readonly doc: PullDoc; readonly line: PullLine; readonly amount: string }[];
  readonly labels: PullAnswer['labels'];
};

/** Writes the pulled lines into the draft; the head takes what it does not have yet. */
export function adopt({ def, draft, rule, chosen, labels }: Adoption): void {
  draft.learn(labels);
  const first = chosen[0]?.doc;
  for (const [target, source] of Object.entries(rule?.head ?? {})) {
    const value = first?.head[source];
    if (!draft.head[target] && value !== null && value !== undefined && value !== '' && def.head.some((f) => f.name === target && !f.computed)) draft.setHead(target, value);
  }
  const quantity = rule?.limit === 'amount' ? (Object.keys(rule.line ?? {}).find((k) => def.line.find((f) => f.name === k)?.kind === 'money') ?? 'amount') : 'qty';
  const rows = chosen.map(({ doc, line, amount }): LineRow => {
    const mapped: Record<string, unknown> = {};
    for (const [target, source] of Object.entries(rule?.line ?? {})) mapped[target] = line[source];
    const row = rowOf(def, { ...(mapped as Values), [quantity]: amount, source: { doc: doc.id, line: line.no } }, labels);
    const rate = (row['item'] as { taxRate?: unknown } | null)?.taxRate;
    const taxed = row['taxRate'] === '' && rate ? { ...row, taxRate: toPercent(rate) } : row; // the house will say the same in a moment
    return def.line.some((f) => f.name === 'gross') ? { ...taxed, ...amounts(taxed) } : taxed;
  });
  const used = draft.rows.filter((r) => def.line.some((f) => f.required && !f.computed && r[f.name] !== '' && r[f.name] !== null && r[f.name] !== undefined));
  draft.setRows([...used, ...rows]);
}

/** Coming from a source document: its open lines are wanted, all of them. */
export function usePush(def: DocMeta, from: { readonly type: string; readonly id: string } | null, draft: Draft): void {
  const done = useRef(false);
  const now = useRef(draft);
  now.current = draft;
  useEffect(() => {
    if (!from || done.current) return;
    done.current = true;
    get<PullAnswer>(`/api/documents/${def.type}/pull`, { from: from.type }).then(
      (answer) => {
        const doc = answer.docs.find((d) => d.id === from.id);
        if (!doc) {
          say(t('nothingToPull'), 'info');
          return;
        }
        const rule = answer.rule ?? def.sources.find((s) => s.type === from.type);
        adopt({ def, draft: now.current, rule, chosen: doc.lines.map((line) => ({ doc, line, amount: leftOf(line, rule) })), labels: answer.labels });
        say(t('broughtLines', { n: doc.lines.length }));
      },
      (error: unknown) => say(messageOf(error), 'bad'),
    );
  }, [def, from]);
}

/** Every open item of the party as a line, to be settled in full unless the person says less. */
export async function bringOpenItems(def: DocMeta, draft: Draft, field: Field): Promise<void> {
  const party = partyOf(def, draft.head);
  if (!party) {
    say(t('choosePartyFirst'), 'info');
    return;
  }
  try {
    const items = listOf(await get<readonly Candidate[]>('/api/lookup/open-item', { party, limit: 100 }));
    const have = new Set(draft.rows.map((r) => (r[field.name] as { id?: string } | null)?.id));
    const fresh = items.filter((c) => !have.has(c.id));
    if (fresh.length === 0) {
      say(t('noOpenItems'), 'info');
      return;
    }
    draft.learn(Object.fromEntries(fresh.map((c) => [c.id, labelOf(c)])));
    const rows = fresh.map((c): LineRow => ({ ...rowOf(def, { amount: c.open ?? c.price ?? '', open: c.open, number: c.code }, {}), [field.name]: refOfCandidate(c) }));
    const all = [...draft.rows.filter((r) => r[field.name]), ...rows];
    draft.setRows(all);
    // nothing said about the amount yet: all of it is what is usually paid
    if (def.head.some((f) => f.name === 'amount' && f.required) && !draft.head['amount']) draft.setHead('amount', sum(all.map((r) => r['amount'])));
    say(t('broughtLines', { n: rows.length }));
  } catch (error) {
    say(messageOf(error), 'bad');
  }
}

const SHEET = 'count-sheet';
/** Count sheets take their lines from what lies in the warehouse. */
export const takesShelves = (meta: Meta, def: DocMeta): boolean => def.line.some((f) => f.name === 'counted') && viewOf(meta, SHEET) !== undefined;

/** 盘点取数: every shelf of the warehouse that is not on the sheet yet, one line each; how much lies there is not told. */
export async function bringShelves(def: DocMeta, draft: Draft): Promise<void> {
  const { warehouse } = draft.head;
  if (typeof warehouse !== 'string' || warehouse === '') {
    say(t('chooseWarehouseFirst'), 'info');
    return;
  }
  try {
    const shelves: Values[] = [];
    for (let more = true; more; ) {
      const page = await get<ViewAnswer>(`/api/views/${SHEET}`, { warehouse, limit: 1000, offset: shelves.length });
      shelves.push(...page.rows);
      more = page.more;
    }
    const keyOf = (item: unknown, lot: unknown, bin: unknown): string => [item, lot, bin].map((x) => (x ? String(x) : '')).join('|');
    const idOf = (value: unknown): string | undefined => (value as { id?: string } | null)?.id;
    const have = new Set(draft.rows.map((r) => keyOf(idOf(r['item']), r['lot'], idOf(r['bin']))));
    const fresh = shelves.filter((s) => !have.has(keyOf(s['item'], s['lotNo'], s['bin'])));
    if (fresh.length === 0) {
      say(t('noShelves'), 'info');
      return;
    }
    const labels: Labels = Object.fromEntries(
      fresh.flatMap((s) => [
        [String(s['item']), { code: String(s['code'] ?? ''), name: String(s['name'] ?? ''), detail: { unit: s['unit'], tracksSerials: s['serials'] } }],
        ...(s['bin'] ? [[String(s['bin']), { code: String(s['binCode'] ?? ''), name: String(s['binCode'] ?? '') }] as const] : []),
      ]),
    );
    draft.learn(labels);
    const rows = fresh.map((s): LineRow => rowOf(def, { item: s['item'], unit: s['unit'], lot: s['lotNo'], bin: s['bin'], expires: s['expires'] }, labels));
    draft.setRows([...draft.rows.filter((r) => r['item']), ...rows]);
    say(t('broughtLines', { n: rows.length }));
  } catch (error) {
    say(messageOf(error), 'bad');
  }
}
