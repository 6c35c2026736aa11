// F8: how goods of a category lose value with age — the curve, what own sales and scrap brought, the threshold, and parameters that can be set by hand.
import { useCallback, useState, type FormEvent, type ReactNode } from 'react';
import { plain, readDecimal } from '../lib/figures';
import { Failure, Waiting } from '../ui/bits';
import { Button } from '../ui/button';
import { FieldBox } from '../ui/field';
import { Chart, type ChartOption, type Palette } from './chart';
import { usePlanning } from './suggestions';
import { words } from './suggestions-words';

type Parameter = { readonly key: string; readonly zh: string; readonly usual: number; readonly fitted: number | null; readonly own: number | null };
type Decay = {
  readonly industry: string;
  readonly curve: string;
  readonly formula: string;
  readonly rule: string;
  readonly parameters: readonly Parameter[];
  readonly threshold: number;
  readonly life: number | null;
  readonly usual: readonly number[];
  readonly now: readonly number[];
  readonly seen: readonly { readonly age: number; readonly kept: number; readonly weight: number }[];
};
type Own = Readonly<Record<string, unknown>>;
type Props = { readonly category: string; readonly name: string; readonly own: Own; readonly edit: boolean; readonly busy: boolean; readonly save: (data: Own) => void };

/** `curve`: does any decay model hold for the category? Without one there is nothing to set. */
export function DecayEditor({ curve, ...props }: Props & { readonly curve: boolean }): ReactNode {
  return curve ? <Loaded {...props} /> : <p className="hc-note">{words.decayNone}</p>;
}

function Loaded(props: Props): ReactNode {
  const query = usePlanning<Decay>(`decay/${props.category}`);
  if (query.isError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  if (!query.data) return <Waiting lines={5} />;
  return <Editor {...props} decay={query.data} />;
}

const number = (text: string): number | null => {
  const d = readDecimal(text.trim());
  return d ? Number(plain(d, 0, 6)) : null;
};
const short = (x: number): string => String(Number(x.toPrecision(4)));

type Draft = { readonly fill: string; readonly threshold: string; readonly params: readonly (readonly [key: string, text: string])[] };
/** What was typed as settings to keep (shares, not percent), and which fields cannot be. Empty fields are left to the house. */
function readDraft(own: Own, draft: Draft): { readonly bad: ReadonlySet<string>; readonly data: Own } {
  const [fill, threshold] = [draft.fill.trim() === '' ? null : (number(draft.fill) ?? Number.NaN), number(draft.threshold) ?? Number.NaN];
  const params = draft.params.flatMap(([key, text]) => (text === '' ? [] : [[key, number(text) ?? Number.NaN] as const]));
  const bad = new Set([
    ...(fill === null || (fill >= 50 && fill <= 99.9) ? [] : ['fill']),
    ...(threshold >= 5 && threshold <= 95 ? [] : ['threshold']),
    ...params.flatMap(([key, n]) => (Math.abs(n) <= 1e6 ? [] : [key])),
  ]);
  const { fill: _, threshold: __, params: ___, ...rest } = own;
  const kept = { ...rest, ...(fill === null ? {} : { fill: fill / 100 }), threshold: threshold / 100 };
  return { bad, data: params.length > 0 ? { ...kept, params: Object.fromEntries(params) } : kept };
}

function Editor({ name, own, edit, busy, save, decay }: Props & { readonly decay: Decay }): ReactNode {
  const [fill, setFill] = useState(own['fill'] === undefined ? '' : String(Math.round(Number(own['fill']) * 1000) / 10));
  const [threshold, setThreshold] = useState(String(Math.round(decay.threshold * 100)));
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>(() => Object.fromEntries(decay.parameters.map((p) => [p.key, p.own === null ? '' : String(p.own)])));
  const [wrong, setWrong] = useState<ReadonlySet<string>>(new Set());
  const send = (event: FormEvent): void => {
    event.preventDefault();
    const { bad, data } = readDraft(own, { fill, threshold, params: decay.parameters.map((p) => [p.key, (typed[p.key] ?? '').trim()]) });
    setWrong(bad);
    if (bad.size === 0) save(data);
  };
  return (
    <form className="hc-decay" onSubmit={send} noValidate>
      <p>
        <b>{`${decay.industry} · ${decay.curve}`}</b> <small className="hc-note">{decay.formula}</small>
      </p>
      <p className="hc-note">{words.decayRule(decay.rule)}</p>
      <DecayChart name={name} decay={decay} />
      <p>{decay.life === null ? words.decayKeeps : words.decayLife(decay.life, Math.round(decay.threshold * 100))}</p>
      <div className="hc-settings-fills">
        <Figure
          label={words.categoryFill}
          hint={words.categoryFillHint}
          edit={edit}
          value={fill}
          set={setFill}
          wrong={wrong.has('fill') ? words.figureBetween(50, 99.9) : undefined}
        />
        <Figure
          label={words.threshold}
          hint={words.thresholdHint}
          edit={edit}
          value={threshold}
          set={setThreshold}
          wrong={wrong.has('threshold') ? words.figureBetween(5, 95) : undefined}
        />
        {decay.parameters.map((p) => (
          <Figure
            key={p.key}
            label={`${p.zh} ${p.key}`}
            hint={p.fitted === null ? words.usualValue(short(p.usual)) : words.fittedValue(short(p.fitted), short(p.usual))}
            edit={edit}
            value={typed[p.key] ?? ''}
            set={(text) => setTyped({ ...typed, [p.key]: text })}
            wrong={wrong.has(p.key) ? words.badFigure : undefined}
          />
        ))}
      </div>
      {edit && (
        <Button kind="primary" type="submit" busy={busy}>
          {words.saveDecay}
        </Button>
      )}
    </form>
  );
}

type FigureProps = {
  readonly label: string;
  readonly hint: string;
  readonly edit: boolean;
  readonly value: string;
  readonly set: (text: string) => void;
  readonly wrong: string | undefined;
};
const Figure = ({ label, hint, edit, value, set, wrong }: FigureProps): ReactNode => (
  <FieldBox label={label} hint={hint} error={wrong}>
    {(wiring) => <input {...wiring} className="hc-input hc-input-right" inputMode="decimal" disabled={!edit} value={value} onChange={(e) => set(e.target.value)} />}
  </FieldBox>
);

function DecayChart({ name, decay }: { readonly name: string; readonly decay: Decay }): ReactNode {
  const option = useCallback(
    (palette: Palette): ChartOption => {
      const line = (values: readonly number[]): number[][] => values.map((v, age) => [age, Math.round(1000 * v) / 10]);
      const same = decay.usual.every((v, i) => v === decay.now[i]);
      return {
        legend: { data: [words.decayNow, ...(same ? [] : [words.decayUsual]), ...(decay.seen.length > 0 ? [words.decaySeen] : [])] },
        grid: { left: 8, right: 24, top: 34, bottom: 24, containLabel: true },
        tooltip: { trigger: 'axis', valueFormatter: (v: unknown) => `${Number(Array.isArray(v) ? v[1] : v).toFixed(0)}%` },
        xAxis: { type: 'value', min: 0, max: decay.now.length - 1, name: words.decayAge, nameLocation: 'middle', nameGap: 22 },
        yAxis: { type: 'value', min: 0, axisLabel: { formatter: '{value}%' } },
        series: [
          {
            name: words.decayNow,
            type: 'line',
            data: line(decay.now),
            symbol: 'none',
            lineStyle: { color: palette.accent, width: 2 },
            itemStyle: { color: palette.accent },
            markLine: { silent: true, symbol: 'none', lineStyle: { color: palette.warn, type: 'dashed' }, label: { show: false }, data: [{ yAxis: 100 * decay.threshold }] },
          },
          ...(same
            ? []
            : [
                {
                  name: words.decayUsual,
                  type: 'line' as const,
                  data: line(decay.usual),
                  symbol: 'none',
                  lineStyle: { color: palette.ink3, type: 'dashed' as const, width: 1 },
                  itemStyle: { color: palette.ink3 },
                },
              ]),
          ...(decay.seen.length > 0
            ? [
                {
                  name: words.decaySeen,
                  type: 'scatter' as const,
                  data: decay.seen.map((p) => [p.age, Math.round(1000 * p.kept) / 10]),
                  symbolSize: 7,
                  itemStyle: { color: palette.warn },
                },
              ]
            : []),
        ],
      };
    },
    [decay],
  );
  return <Chart option={option} height={220} label={words.decayChart(name)} />;
}
