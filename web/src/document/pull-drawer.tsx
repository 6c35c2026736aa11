// 选单: open lines of source documents at the side; whole documents or single lines, in full or in part.
import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, useMemo, useState, type ReactNode } from 'react';
import { get } from '../api/client';
import type { DocMeta, PullAnswer, PullDoc, SourceRule } from '../api/types';
import { documentOf, useMeta } from '../app/meta';
import { figureText, labelText } from '../app/values';
import { t } from '../i18n';
import { compare, qty } from '../lib/figures';
import { Empty, Failure, Waiting } from '../ui/bits';
import { Button } from '../ui/button';
import { Dialog } from '../ui/dialog';
import { adopt, leftOf, type PullLine } from './bring';
import { partyOf } from './head-form';
import type { Draft } from './use-draft';

type Props = { readonly def: DocMeta; readonly draft: Draft; readonly onClose: () => void };
const keyOf = (doc: PullDoc, line: PullLine): string => `${doc.id}/${line.no}`;

const NONE: readonly PullDoc[] = [];

export function PullDrawer({ def, draft, onClose }: Props): ReactNode {
  const [type, setType] = useState(def.sources[0]?.type ?? '');
  const [text, setText] = useState('');
  const q = useDeferredValue(text.trim());
  const party = partyOf(def, draft.head);
  const query = useQuery({
    queryKey: ['pull', def.type, type, q, party],
    queryFn: ({ signal }) => get<PullAnswer>(`/api/documents/${def.type}/pull`, { from: type, q, party }, signal),
  });
  const [picked, setPicked] = useState<Readonly<Record<string, string>>>({});
  const rule = query.data?.rule ?? def.sources.find((s) => s.type === type);
  const taken = useMemo(() => new Set(draft.rows.flatMap((r) => (r.source ? [`${r.source.doc}/${r.source.line}`] : []))), [draft.rows]);
  const docs = query.data?.docs ?? NONE;
  const chosen = docs.flatMap((d) => d.lines.filter((l) => picked[keyOf(d, l)] !== undefined && !taken.has(keyOf(d, l))).map((l) => ({ doc: d, line: l })));
  const take = (): void => {
    if (!query.data) return;
    adopt({ def, draft, rule, chosen: chosen.map((c) => ({ ...c, amount: picked[keyOf(c.doc, c.line)] ?? '' })), labels: query.data.labels });
    onClose();
  };
  return (
    <Dialog
      open
      side="right"
      width={760}
      title={t('pullTitle', { what: def.zh })}
      onClose={onClose}
      footer={
        <>
          <span className="hc-note">{t('pickedRows', { n: chosen.length })}</span>
          <Button onClick={onClose}>{t('cancel')}</Button>
          <Button kind="primary" disabled={chosen.length === 0} onClick={take}>
            {t('takeLines')}
          </Button>
        </>
      }
    >
      <div className="hc-bar">
        {def.sources.length > 1 && (
          <div className="hc-segments">
            {def.sources.map((s) => (
              <button
                key={s.type}
                type="button"
                aria-pressed={s.type === type}
                onClick={() => {
                  setType(s.type);
                  setPicked({});
                }}
              >
                {s.zh}
              </button>
            ))}
          </div>
        )}
        <input
          className="hc-input hc-pull-search"
          data-autofocus
          aria-label={t('searchDocuments')}
          placeholder={t('searchDocuments')}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </div>
      {query.isError ? (
        <Failure error={query.error} />
      ) : query.isPending ? (
        <Waiting lines={6} />
      ) : docs.length === 0 ? (
        <Empty title={t('nothingToPull')} text={t('nothingToPullText', { what: def.sources.find((s) => s.type === type)?.zh ?? '' })} />
      ) : (
        docs.map((doc) => (
          <PullCard
            key={doc.id}
            type={type}
            doc={doc}
            rule={rule}
            labels={query.data.labels}
            picked={picked}
            taken={taken}
            onPick={(patch) => setPicked((before) => Object.fromEntries(Object.entries({ ...before, ...patch }).filter(([, v]) => v !== undefined)) as Record<string, string>)}
          />
        ))
      )}
    </Dialog>
  );
}

type CardProps = {
  readonly type: string;
  readonly doc: PullDoc;
  readonly rule: SourceRule | undefined;
  readonly labels: PullAnswer['labels'];
  readonly picked: Readonly<Record<string, string>>;
  readonly taken: ReadonlySet<string>;
  readonly onPick: (patch: Readonly<Record<string, string | undefined>>) => void;
};

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
      <header>
        <label>
          <input
            type="checkbox"
            checked={all}
            disabled={open.length === 0}
            onChange={(event) => onPick(Object.fromEntries(open.map((l) => [keyOf(doc, l), event.target.checked ? leftOf(l, rule) : undefined])))}
          />
          <b>{doc.number}</b>
        </label>
        <span>{doc.day}</span>
        <span>{party}</span>
      </header>
      <table>
        <thead>
          <tr>
            <th scope="col" />
            <th scope="col">{itemField?.zh ?? t('line')}</th>
            {priceField && (
              <th scope="col" className="hc-right">
                {priceField.zh}
              </th>
            )}
            <th scope="col" className="hc-right">
              {t('left')}
            </th>
            <th scope="col" className="hc-right">
              {t('takeNow')}
            </th>
          </tr>
        </thead>
        <tbody>
          {doc.lines.map((l) => {
            const key = keyOf(doc, l);
            const left = leftOf(l, rule);
            const value = picked[key];
            const over = value !== undefined && compare(value, left) > 0;
            return (
              <tr key={key} className={taken.has(key) ? 'hc-dim' : ''}>
                <td>
                  <input
                    type="checkbox"
                    aria-label={`${doc.number} ${l.no}`}
                    disabled={taken.has(key)}
                    checked={value !== undefined || taken.has(key)}
                    onChange={(event) => onPick({ [key]: event.target.checked ? left : undefined })}
                  />
                </td>
                <td>
                  {itemField ? labelText(labels, l[itemField.name]) : l.no}
                  {taken.has(key) && <small> {t('alreadyTaken')}</small>}
                </td>
                {priceField && <td className="hc-right">{figureText('price', l[priceField.name])}</td>}
                <td className="hc-right">
                  {figureText(kind, left)} {kind === 'qty' ? String(l['unit'] ?? '') : ''}
                </td>
                <td className="hc-right">
                  {taken.has(key) ? (
                    ''
                  ) : (
                    <input
                      className="hc-input hc-input-right hc-pull-qty"
                      inputMode="decimal"
                      aria-label={`${t('takeNow')} ${labelText(labels, itemField ? l[itemField.name] : '')}`}
                      aria-invalid={over}
                      title={over ? t('overLeft', { left: qty(left) }) : undefined}
                      value={value ?? ''}
                      placeholder={figureText(kind, left)}
                      onChange={(event) => onPick({ [key]: event.target.value === '' ? undefined : event.target.value })}
                    />
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
  );
}
