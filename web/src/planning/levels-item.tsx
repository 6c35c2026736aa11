// How one item is ordered: its pack, the least a supplier takes of it, a target fill rate of its own. Empty = as the house decides.
import { useState, type FormEvent, type ReactNode } from 'react';
import { put } from '../api/client';
import { holds, useMeta } from '../app/meta';
import { plain, readDecimal } from '../lib/figures';
import { Button } from '../ui/button';
import { FieldBox } from '../ui/field';
import { say } from '../ui/say';
import { useSettings, useWork } from './suggestions';
import { words } from './suggestions-words';

/** Only who sets parameters sees it: for the others the levels say all there is. */
export function ItemTerms({ item, unit }: { readonly item: string; readonly unit: string }): ReactNode {
  return holds(useMeta(), 'planning.approve') ? <Kept item={item} unit={unit} /> : null;
}

function Kept({ item, unit }: { readonly item: string; readonly unit: string }): ReactNode {
  const settings = useSettings();
  if (!settings.data) return null;
  const own = settings.data.settings.find((s) => s.kind === 'item' && s.target === item)?.data ?? {};
  return <Terms key={JSON.stringify(own)} item={item} unit={unit} own={own} />;
}

const FIELDS = [
  { key: 'pack', label: (unit: string) => words.pack(unit), hint: words.packHint, span: [0.000001, 1e9], share: false },
  { key: 'minimum', label: (unit: string) => words.minimum(unit), hint: words.minimumHint, span: [0, 1e9], share: false },
  { key: 'fill', label: () => words.itemFill, hint: words.itemFillHint, span: [50, 99.9], share: true },
] as const;

type TermsProps = { readonly item: string; readonly unit: string; readonly own: Readonly<Record<string, unknown>> };
function Terms({ item, unit, own }: TermsProps): ReactNode {
  const kept = Object.fromEntries(FIELDS.map(({ key, share }) => [key, own[key] === undefined ? '' : String(share ? Math.round(1000 * Number(own[key])) / 10 : own[key])]));
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>(kept);
  const [wrong, setWrong] = useState<ReadonlySet<string>>(new Set());
  const save = useWork(
    (data: object) => put('/api/planning/settings', { kind: 'item', target: item, data }),
    () => say(words.saved),
  );
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const read = FIELDS.map(({ key, span: [least, most], share }) => {
      const text = (typed[key] ?? '').trim();
      const d = readDecimal(text);
      const n = d ? Number(plain(d, 0, 6)) : Number.NaN;
      return { key, text, bad: text !== '' && !(n >= least && n <= most), value: share ? n / 100 : n };
    });
    setWrong(new Set(read.flatMap((r) => (r.bad ? [r.key] : []))));
    if (!read.some((r) => r.bad)) save.mutate(Object.fromEntries(read.flatMap((r) => (r.text === '' ? [] : [[r.key, r.value]]))));
  };
  return (
    <form className="hc-levels-item" onSubmit={submit} noValidate>
      <h3>{words.itemTerms}</h3>
      <div className="hc-settings-fills">
        {FIELDS.map((f) => (
          <FieldBox key={f.key} label={f.label(unit)} hint={f.hint} error={wrong.has(f.key) ? words.badFigure : undefined}>
            {(wiring) => (
              <input
                {...wiring}
                className="hc-input hc-input-right"
                inputMode="decimal"
                value={typed[f.key] ?? ''}
                onChange={(e) => setTyped({ ...typed, [f.key]: e.target.value })}
              />
            )}
          </FieldBox>
        ))}
      </div>
      <Button type="submit" busy={save.isPending} disabled={FIELDS.every((f) => (typed[f.key] ?? '').trim() === kept[f.key])}>
        {words.saveItem}
      </Button>
    </form>
  );
}
