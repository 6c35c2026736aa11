// 补货参数: target fill by ABC class, the static formula's factor, budget; decay curves of categories; order days of suppliers.
import { useState, type FormEvent, type ReactNode } from 'react';
import { put } from '../api/client';
import { plain, readDecimal } from '../lib/figures';
import { Failure, Waiting } from '../ui/bits';
import { Button } from '../ui/button';
import { Dialog } from '../ui/dialog';
import { FieldBox } from '../ui/field';
import { say } from '../ui/say';
import { DecayEditor } from './levels-decay';
import { type Settings, useSettings, useWork } from './suggestions';
import { words } from './suggestions-words';

type Company = { readonly fill: Readonly<Record<'A' | 'B' | 'C', number>>; readonly factor: number; readonly budget: number | null; readonly transferFirst: boolean };
const USUAL: Company = { fill: { A: 0.98, B: 0.95, C: 0.9 }, factor: 1.2, budget: null, transferFirst: true };
const saveTo = (body: object): Promise<unknown> => put('/api/planning/settings', body);
const useSave = () => useWork(saveTo, () => say(words.saved));

export function LevelSettings({ onClose }: { readonly onClose: () => void }): ReactNode {
  const query = useSettings();
  return (
    <Dialog open side="right" width={640} title={words.settings} onClose={onClose} className="hc-level-settings">
      {query.isError ? <Failure error={query.error} retry={() => void query.refetch()} /> : query.data ? <Body data={query.data} /> : <Waiting lines={8} />}
    </Dialog>
  );
}

function Body({ data }: { readonly data: Settings }): ReactNode {
  return (
    <>
      <p className="hc-note">{data.may.edit ? words.settingsText : words.noSettingRight}</p>
      <CompanyForm data={data} />
      <Categories data={data} />
      <Suppliers data={data} />
    </>
  );
}

type Figure = {
  readonly key: 'A' | 'B' | 'C' | 'factor' | 'budget';
  readonly label: string;
  readonly hint?: string;
  readonly span: readonly [number, number];
  readonly open?: true;
};
const FIGURES: readonly Figure[] = [
  ...(['A', 'B', 'C'] as const).map((key): Figure => ({ key, label: `${words.grade(key)} %`, hint: words.percentHint, span: [50, 99.9] })),
  { key: 'factor', label: words.factor, span: [0, 10] },
  { key: 'budget', label: words.budget, hint: words.budgetHint, span: [1, 1e12], open: true },
];
type Entered = Readonly<Record<Figure['key'], string>>;

/** What was typed as a figure; null where it may be left open; not a number when it cannot stand there. */
function readOf({ span: [least, most], open }: Figure, typed: string): number | null {
  if (open && typed.trim() === '') return null;
  const d = readDecimal(typed);
  const n = d ? Number(plain(d, 0, 6)) : Number.NaN;
  return n >= least && n <= most ? n : Number.NaN;
}

function CompanyForm({ data }: { readonly data: Settings }): ReactNode {
  const kept = { ...USUAL, ...(data.settings.find((s) => s.kind === 'company')?.data as Partial<Company> | undefined) };
  const [typed, setTyped] = useState<Entered>({
    A: percent(kept.fill.A),
    B: percent(kept.fill.B),
    C: percent(kept.fill.C),
    factor: String(kept.factor),
    budget: kept.budget === null ? '' : String(kept.budget),
  });
  const [wrong, setWrong] = useState<ReadonlySet<string>>(new Set());
  const [first, setFirst] = useState(kept.transferFirst);
  const save = useSave();
  const send = (event: FormEvent): void => {
    event.preventDefault();
    const read = new Map(FIGURES.map((f) => [f.key, readOf(f, typed[f.key])]));
    const bad = FIGURES.filter((f) => Number.isNaN(read.get(f.key))).map((f) => f.key);
    setWrong(new Set(bad));
    if (bad.length > 0) return;
    const share = (key: 'A' | 'B' | 'C'): number => (read.get(key) ?? 0) / 100;
    save.mutate({
      kind: 'company',
      data: { fill: { A: share('A'), B: share('B'), C: share('C') }, factor: read.get('factor'), budget: read.get('budget'), transferFirst: first },
    });
  };
  return (
    <form onSubmit={send} noValidate>
      <h2>{words.fills}</h2>
      <div className="hc-settings-fills">
        {FIGURES.map((f) => (
          <FieldBox key={f.key} label={f.label} hint={f.hint} error={wrong.has(f.key) ? words.figureBetween(...f.span) : undefined}>
            {(wiring) => (
              <input
                {...wiring}
                className="hc-input hc-input-right"
                inputMode="decimal"
                disabled={!data.may.edit}
                value={typed[f.key]}
                onChange={(e) => setTyped({ ...typed, [f.key]: e.target.value })}
              />
            )}
          </FieldBox>
        ))}
        <label className="hc-field">
          <span className="hc-label">{words.transferFirst}</span>
          <span className="hc-switch">
            <input type="checkbox" role="switch" disabled={!data.may.edit} checked={first} onChange={(e) => setFirst(e.target.checked)} />
          </span>
        </label>
      </div>
      {data.may.edit && (
        <Button kind="primary" type="submit" busy={save.isPending}>
          {words.save}
        </Button>
      )}
    </form>
  );
}
const percent = (share: number): string => String(Math.round(share * 1000) / 10);

function Categories({ data }: { readonly data: Settings }): ReactNode {
  const save = useSave();
  const [open, setOpen] = useState('');
  const ownOf = (id: string) => data.settings.find((s) => s.kind === 'category' && s.target === id)?.data ?? {};
  return (
    <section>
      <h2>{words.categories}</h2>
      <p className="hc-note">{words.categoryHint}</p>
      <ul className="hc-decays">
        {data.categories.map((c) => {
          const own = ownOf(c.id);
          return (
            <li key={c.id}>
              <div>
                <b>{c.name}</b>
                <Industry category={c} own={own} data={data} busy={save.isPending} save={(next) => save.mutate({ kind: 'category', target: c.id, data: next })} />
                <span className="hc-note">{c.points === null ? words.unfitted : words.fitted(c.points, c.before ?? 0, c.after ?? 0)}</span>
                <Button
                  kind="quiet"
                  aria-expanded={open === c.id}
                  aria-label={`${c.name} ${open === c.id ? words.decayClose : words.decayOpen}`}
                  onClick={() => setOpen(open === c.id ? '' : c.id)}
                >
                  {open === c.id ? words.decayClose : words.decayOpen}
                </Button>
              </div>
              {open === c.id && (
                <DecayEditor
                  key={JSON.stringify(own)}
                  category={c.id}
                  name={c.name}
                  own={own}
                  curve={(own['industry'] ?? c.industry ?? c.guess ?? '') !== ''}
                  edit={data.may.edit}
                  busy={save.isPending}
                  save={(next) => save.mutate({ kind: 'category', target: c.id, data: next })}
                />
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

type IndustryProps = {
  readonly category: Settings['categories'][number];
  readonly own: Readonly<Record<string, unknown>>;
  readonly data: Settings;
  readonly busy: boolean;
  readonly save: (data: Readonly<Record<string, unknown>>) => void;
};
/** Another trade has other parameters: those set for the one before go with it. */
function Industry({ category: c, own, data, busy, save }: IndustryProps): ReactNode {
  const said = own['industry'];
  return (
    <select
      className="hc-input"
      aria-label={`${c.name} ${words.industry}`}
      disabled={!data.may.edit || busy}
      value={said === undefined ? '*' : String(said)}
      onChange={(e) => {
        const { industry: _, params: __, ...rest } = own;
        save(e.target.value === '*' ? rest : { ...rest, industry: e.target.value });
      }}
    >
      <option value="*">{`${words.guessed}：${c.guess ?? words.noCurve}`}</option>
      <option value="">{words.noCurve}</option>
      {data.industries.map((name) => (
        <option key={name}>{name}</option>
      ))}
    </select>
  );
}

function Suppliers({ data }: { readonly data: Settings }): ReactNode {
  const [chosen, setChosen] = useState(data.suppliers[0]?.id ?? '');
  const save = useSave();
  const own = data.settings.find((s) => s.kind === 'supplier' && s.target === chosen)?.data ?? {};
  const days = (own['weekdays'] as readonly number[] | undefined) ?? [];
  const toggle = (day: number): void => {
    const next = days.includes(day) ? days.filter((d) => d !== day) : [...days, day].toSorted((a, b) => a - b);
    const { weekdays: _, ...rest } = own;
    save.mutate({ kind: 'supplier', target: chosen, data: next.length > 0 ? { ...rest, weekdays: next } : rest });
  };
  if (data.suppliers.length === 0) return null;
  return (
    <section>
      <h2>{words.suppliers}</h2>
      <select className="hc-input" aria-label={words.supplierPick} value={chosen} onChange={(e) => setChosen(e.target.value)}>
        {data.suppliers.map((s) => (
          <option key={s.id} value={s.id}>
            {s.name}
          </option>
        ))}
      </select>
      <div className="hc-weekdays" role="group" aria-label={words.suppliers}>
        {words.weekdays.map((zh, day) => (
          <button key={zh} type="button" aria-pressed={days.includes(day)} disabled={!data.may.edit || save.isPending} onClick={() => toggle(day)}>
            {zh}
          </button>
        ))}
        <span className="hc-note">{days.length === 0 ? words.anyDay : ''}</span>
      </div>
      <Terms
        key={`${chosen}/${JSON.stringify(own)}`}
        own={own}
        edit={data.may.edit}
        save={(next) => save.mutate({ kind: 'supplier', target: chosen, data: next })}
        busy={save.isPending}
      />
    </section>
  );
}

type TermsProps = {
  readonly own: Readonly<Record<string, unknown>>;
  readonly edit: boolean;
  readonly busy: boolean;
  readonly save: (data: Readonly<Record<string, unknown>>) => void;
};
const TERMS = [
  { key: 'least', label: words.least, hint: words.leastHint, span: [0, 1e9] },
  { key: 'lead', label: words.lead, hint: words.leadHint, span: [1, 365] },
  { key: 'review', label: words.reviewDays, hint: words.reviewHint, span: [1, 60] },
] as const;
/** 起订金额, promised days and days between orders of the chosen supplier; what is left empty follows from the books. */
function Terms({ own, edit, busy, save }: TermsProps): ReactNode {
  const kept = Object.fromEntries(TERMS.map((t) => [t.key, own[t.key] === undefined ? '' : String(own[t.key])]));
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>(kept);
  const [wrong, setWrong] = useState<ReadonlySet<string>>(new Set());
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const read = TERMS.map((t) => [t.key, readOf({ ...t, key: 'budget', open: true }, typed[t.key] ?? '')] as const);
    const bad = read.flatMap(([key, n]) => (Number.isNaN(n) || (key === 'review' && n !== null && n % 1 !== 0) ? [key] : []));
    setWrong(new Set(bad));
    if (bad.length > 0) return;
    const rest = Object.fromEntries(Object.entries(own).filter(([key]) => !TERMS.some((t) => t.key === key)));
    save({ ...rest, ...Object.fromEntries(read.flatMap(([key, n]) => (n === null ? [] : [[key, n]]))) });
  };
  return (
    <form onSubmit={submit} noValidate>
      <div className="hc-settings-fills">
        {TERMS.map((t) => (
          <FieldBox key={t.key} label={t.label} hint={t.hint} error={wrong.has(t.key) ? words.figureBetween(t.span[0], t.span[1]) : undefined}>
            {(wiring) => (
              <input
                {...wiring}
                className="hc-input hc-input-right"
                inputMode="decimal"
                disabled={!edit}
                value={typed[t.key] ?? ''}
                onChange={(e) => setTyped({ ...typed, [t.key]: e.target.value })}
              />
            )}
          </FieldBox>
        ))}
      </div>
      {edit && (
        <Button type="submit" busy={busy} disabled={TERMS.every((t) => (typed[t.key] ?? '').trim() === kept[t.key])}>
          {words.saveLeast}
        </Button>
      )}
    </form>
  );
}
