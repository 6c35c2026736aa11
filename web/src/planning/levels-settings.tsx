// 补货参数: target fill by ABC class, the static formula's factor, budget; decay curves of categories; order days of suppliers.
import { useState, type ReactNode } from 'react';
import { put } from '../api/client';
import { Failure, Waiting } from '../ui/bits';
import { Button } from '../ui/button';
import { Dialog } from '../ui/dialog';
import { FieldBox } from '../ui/field';
import { say } from '../ui/say';
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

function CompanyForm({ data }: { readonly data: Settings }): ReactNode {
  const kept = { ...USUAL, ...(data.settings.find((s) => s.kind === 'company')?.data as Partial<Company> | undefined) };
  const [fill, setFill] = useState({ A: percent(kept.fill.A), B: percent(kept.fill.B), C: percent(kept.fill.C) });
  const [factor, setFactor] = useState(String(kept.factor));
  const [budget, setBudget] = useState(kept.budget === null ? '' : String(kept.budget));
  const [first, setFirst] = useState(kept.transferFirst);
  const save = useSave();
  const body = () => ({
    kind: 'company',
    data: {
      fill: { A: Number(fill.A) / 100, B: Number(fill.B) / 100, C: Number(fill.C) / 100 },
      factor: Number(factor),
      budget: budget.trim() === '' ? null : Number(budget),
      transferFirst: first,
    },
  });
  return (
    <section>
      <h2>{words.fills}</h2>
      <div className="hc-settings-fills">
        {(['A', 'B', 'C'] as const).map((g) => (
          <FieldBox key={g} label={`${words.grade(g)} %`} hint={words.percentHint}>
            {(wiring) => (
              <input
                {...wiring}
                className="hc-input hc-input-right"
                inputMode="decimal"
                disabled={!data.may.edit}
                value={fill[g]}
                onChange={(e) => setFill({ ...fill, [g]: e.target.value })}
              />
            )}
          </FieldBox>
        ))}
        <FieldBox label={words.factor}>
          {(wiring) => (
            <input {...wiring} className="hc-input hc-input-right" inputMode="decimal" disabled={!data.may.edit} value={factor} onChange={(e) => setFactor(e.target.value)} />
          )}
        </FieldBox>
        <FieldBox label={words.budget} hint={words.budgetHint}>
          {(wiring) => (
            <input {...wiring} className="hc-input hc-input-right" inputMode="decimal" disabled={!data.may.edit} value={budget} onChange={(e) => setBudget(e.target.value)} />
          )}
        </FieldBox>
        <label className="hc-field">
          <span className="hc-label">{words.transferFirst}</span>
          <span className="hc-switch">
            <input type="checkbox" role="switch" disabled={!data.may.edit} checked={first} onChange={(e) => setFirst(e.target.checked)} />
          </span>
        </label>
      </div>
      {data.may.edit && (
        <Button kind="primary" busy={save.isPending} onClick={() => save.mutate(body())}>
          {words.save}
        </Button>
      )}
    </section>
  );
}
const percent = (share: number): string => String(Math.round(share * 1000) / 10);

function Categories({ data }: { readonly data: Settings }): ReactNode {
  const save = useSave();
  return (
    <section>
      <h2>{words.categories}</h2>
      <p className="hc-note">{words.categoryHint}</p>
      <table>
        <tbody>
          {data.categories.map((c) => {
            const own = data.settings.find((s) => s.kind === 'category' && s.target === c.id)?.data ?? {};
            const said = own['industry'];
            return (
              <tr key={c.id}>
                <td>{c.name}</td>
                <td>
                  <select
                    className="hc-input"
                    aria-label={`${c.name} ${words.industry}`}
                    disabled={!data.may.edit || save.isPending}
                    value={said === undefined ? '*' : String(said)}
                    onChange={(e) => {
                      const { industry: _, ...rest } = own;
                      save.mutate({ kind: 'category', target: c.id, data: e.target.value === '*' ? rest : { ...rest, industry: e.target.value } });
                    }}
                  >
                    <option value="*">{c.industry ? `${words.guessed}：${c.industry}` : words.guessed}</option>
                    <option value="">{words.noCurve}</option>
                    {data.industries.map((name) => (
                      <option key={name}>{name}</option>
                    ))}
                  </select>
                </td>
                <td className="hc-note">{c.points === null ? words.unfitted : words.fitted(c.points, c.before ?? 0, c.after ?? 0)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </section>
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
    </section>
  );
}
