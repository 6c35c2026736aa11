// 选单: open lines of source documents at the side; whole documents or single lines, in full or in part.
import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useEffect, useMemo, useState, type ReactNode } from 'react';
import { get } from '../api/client';
import type { DocMeta, PullAnswer, PullDoc, SourceRule, Values } from '../api/types';
import { documentOf, useMeta } from '../app/meta';
import { figureText, labelText } from '../app/values';
import { t } from '../i18n';
import { compare, plain, qty, readDecimal } from '../lib/figures';
import { Empty, Failure, Waiting } from '../ui/bits';
import { Button } from '../ui/button';
import { Dialog } from '../ui/dialog';
import { amounts, rowOf, type LineRow } from './doc-values';
import { partyOf } from './head-form';
import type { Draft } from './use-draft';

type Props = { readonly def: DocMeta; readonly draft: Draft; readonly from: { readonly type: string; readonly id: string } | null; readonly onClose: () => void };
type PullLine = PullDoc['lines'][number];
const keyOf = (doc: PullDoc, line: PullLine): string => `${doc.id}/${line.no}`;

/** What is left is counted in base units; the line is entered in its own unit. */
function leftOf(line: PullLine, rule: SourceRule | undefined): string {
  if (rule?.limit === 'amount') return line.left;
  const [left, q, base] = [readDecimal(line.left), readDecimal(line['qty']), readDecimal(line['baseQty'])];
  if (!left || !q || !base || base.n === 0n) return line.left;
  const scale = 10n ** 6n;
  const n = (left.n * q.n * scale * 10n ** BigInt(base.s)) / (base.n * 10n ** BigInt(left.s + q.s));
  return plain({ n, s: 6 }, 0, 6);
}

export function PullDrawer({ def, draft, from, onClose }: Props): ReactNode {
  const [type, setType] = useState(from?.type ?? def.sources[0]?.type ?? '');
  const [text, setText] = useState('');
  const q = useDeferredValue(text.trim());
  const party = partyOf(def, draft.head);
  const query = useQuery({ queryKey: ['pull', def.type, type, q, party], queryFn: ({ signal }) => get<PullAnswer>(`/api/documents/${def.type}/pull`, { from: type, q, party }, signal) });
  const [picked, setPicked] = useState<Readonly<Record<string, string>>>({});
  const rule = query.data?.rule ?? def.sources.find((s) => s.type === type);
  const taken = useMemo(() => new Set(draft.rows.flatMap((r) => (r.source ? [`${r.source.doc}/${r.source.line}`] : []))), [draft.rows]);
  const docs = useMemo(() => (query.data?.docs ?? []).filter((d) => !from || q !== '' || type !== from.type || d.id === from.id), [query.data, from, q, type]);
  useEffect(() => { // coming from a source document: all of its open lines are wanted
    if (!from || type !== from.type) return;
    const doc = query.data?.docs.find((d) => d.id === from.id);
    if (doc) setPicked((before) => (Object.keys(before).length > 0 ? before : Object.fromEntries(doc.lines.map((l) => [keyOf(doc, l), leftOf(l, query.data?.rule)]))));
  }, [query.data, from, type]);
  const chosen = docs.flatMap((d) => d.lines.filter((l) => picked[keyOf(d, l)] !== undefined && !taken.has(keyOf(d, l))).map((l) => ({ doc: d, line: l })));
  const take = (): void => {
    if (!query.data) return;
    adopt({ def, draft, rule, chosen: chosen.map((c) => ({ ...c, amount: picked[keyOf(c.doc, c.line)] ?? '' })), labels: query.data.labels });
    onClose();
  };
  return (
    <Dialog open side="right" width={760} title={t('pullTitle', { what: def.zh })} onClose={onClose} footer={<><span className="hc-note">{t('pickedRows', { n: chosen.length })}</span><Button onClick={onClose}>{t('cancel')}</Button><Button kind="primary" disabled={chosen.length === 0} onClick={take}>{t('takeLines')}</Button></>}>
      <div className="hc-bar">
        {def.sources.length > 1 && <div className="hc-segments">{def.sources.map((s) => <button key={s.type} type="button" aria-pressed={s.type === type} onClick={() => { setType(s.type); setPicked({}); }}>{s.zh}</button>)}</div>}
        <input className="hc-input hc-pull-search" data-autofocus aria-label={t('searchDocuments')} placeholder={t('searchDocuments')} value={text} onChange={(event) => setText(event.target.value)} />
      </div>
      {query.isError ? <Failure error={query.error} /> : query.isPending ? <Waiting lines={6} /> : docs.length === 0 ? <Empty title={t('nothingToPull')} text={t('nothingToPullText', { what: def.sources.find((s) => s.type === type)?.zh ?? '' })} />
        : docs.map((doc) => <PullCard key={doc.id} type={type} doc={doc} rule={rule} labels={query.data.labels} picked={picked} taken={taken} onPick={(patch) => setPicked((before) => Object.fromEntries(Object.entries({ ...before, ...patch }).filter(([, v]) => v !== undefined)) as Record<string, string>)} />)}
    </Dialog>
  );
}

type CardProps = { readonly type: string; readonly doc: PullDoc; readonly rule: SourceRule | undefined; readonly labels: PullAnswer['labels']; readonly picked: Readonly<Record<string, string>>; readonly taken: ReadonlySet<string>; readonly onPick: (patch: Readonly<Record<string, string | undefined>>) => void };

function PullCard({ type, doc, rule, labels, picked, taken, onPick }: CardProps): ReactNode {
  const meta = useMeta();
  const source = documentOf(meta, type);
  const open = doc.lines.filter((l) => !taken.has(keyOf(doc, l)));
  const all = open.length > 0 && open.every((l) => picked[keyOf(doc, l)] !== undefined);
  const party = source ? labelText(labels, partyOf(source, doc.head)) : '';
  const kind = rule?.limit === 'amount' ? 'money' : 'qty';
  const [itemField, priceField] = [source?.line.find((f) => f.kind === 'ref'), source?.line.find((f) => f.kind === 'price')];
  return (
    <section className="hc-pull">
      <header><label><input type="checkbox" checked={all} disabled={open.length === 0} onChange={(event) => onPick(Object.fromEntries(open.map((l) => [keyOf(doc, l), event.target.checked ? leftOf(l, rule) : undefined])))} /><b>{doc.number}</b></label><span>{doc.day}</span><span>{party}</span></header>
      <table>
        <thead><tr><th scope="col" /><th scope="col">{itemField?.zh ?? t('line')}</th>{priceField && <th scope="col" className="hc-right">{priceField.zh}</th>}<th scope="col" className="hc-right">{t('left')}</th><th scope="col" className="hc-right">{t('takeNow')}</th></tr></thead>
        <tbody>
          {doc.lines.map((l) => {
            const key = keyOf(doc, l);
            const left = leftOf(l, rule);
            const value = picked[key];
            const over = value !== undefined && compare(value, left) > 0;
            return (
              <tr key={key} className={taken.has(key) ? 'hc-dim' : ''}>
                <td><input type="checkbox" aria-label={`${doc.number} ${l.no}`} disabled={taken.has(key)} checked={value !== undefined || taken.has(key)} onChange={(event) => onPick({ [key]: event.target.checked ? left : undefined })} /></td>
                <td>{itemField ? labelText(labels, l[itemField.name]) : l.no}{taken.has(key) && <small> {t('alreadyTaken')}</small>}</td>
                {priceField && <td className="hc-right">{figureText('price', l[priceField.name])}</td>}
                <td className="hc-right">{figureText(kind, left)} {kind === 'qty' ? String(l['unit'] ?? '') : ''}</td>
                <td className="hc-right">{taken.has(key) ? '' : <input className="hc-input hc-input-right hc-pull-qty" inputMode="decimal" aria-label={`${t('takeNow')} ${labelText(labels, itemField ? l[itemField.name] : '')}`} aria-invalid={over} title={over ? t('overLeft', { left: qty(left) }) : undefined} value={value ?? ''} placeholder={figureText(kind, left)} onChange={(event) => onPick({ [key]: event.target.value === '' ? undefined : event.target.value })} />}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}

type Adoption = { readonly def: DocMeta; readonly draft: Draft; readonly rule: SourceRule | undefined; readonly chosen: readonly { readonly doc: PullDoc; readonly line: PullLine; readonly amount: string }[]; readonly labels: PullAnswer['labels'] };

/** Writes the pulled lines into the draft; the head takes what it does not have yet. */
function adopt({ def, draft, rule, chosen, labels }: Adoption): void {
  draft.learn(labels);
  const first = chosen[0]?.doc;
  for (const [target, source] of Object.entries(rule?.head ?? {})) {
    const value = first?.head[source];
    if (!draft.head[target] && value !== null && value !== undefined && value !== '' && def.head.some((f) => f.name === target && !f.computed)) draft.setHead(target, value);
  }
  const quantity = rule?.limit === 'amount' ? Object.keys(rule.line ?? {}).find((k) => def.line.find((f) => f.name === k)?.kind === 'money') ?? 'amount' : 'qty';
  const rows = chosen.map(({ doc, line, amount }): LineRow => {
    const mapped: Record<string, unknown> = {};
    for (const [target, source] of Object.entries(rule?.line ?? {})) mapped[target] = line[source];
    const row = rowOf(def, { ...(mapped as Values), [quantity]: amount, source: { doc: doc.id, line: line.no } }, labels);
    return def.line.some((f) => f.name === 'gross') ? { ...row, ...amounts(row) } : row;
  });
  const used = draft.rows.filter((r) => def.line.some((f) => f.required && !f.computed && r[f.name] !== '' && r[f.name] !== null && r[f.name] !== undefined));
  draft.setRows([...used, ...rows]);
}
