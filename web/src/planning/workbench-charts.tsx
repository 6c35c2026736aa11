// The pictures of the workbench: history with its cleanings and the bands ahead, the waterfall of why, accuracy beside the naive methods.
import { useCallback, type ReactNode } from 'react';
import { Chart, type ChartOption, type Palette } from './chart';
import { type Ahead, type Change, type SeriesPage, share, units, type Why } from './workbench';
import { words } from './workbench-words';

/** Bands from the quantiles .5 .8 .9 .95 .99: below the median the same distance mirrored is not known, so a band begins at the median. */
const BANDS = [
  { at: 4, share: 99, opacity: 0.1 },
  { at: 2, share: 90, opacity: 0.16 },
  { at: 1, share: 80, opacity: 0.24 },
] as const;
const DAYS_IN_SIGHT = 90;

type HistoryProps = { readonly page: SeriesPage; readonly ahead: readonly Ahead[]; readonly onPick: (changes: readonly Change[]) => void };
export function HistoryChart({ page, ahead, onPick }: HistoryProps): ReactNode {
  const option = useCallback((palette: Palette) => historyOption(page, ahead, palette), [page, ahead]);
  const pick = (p: { readonly data: unknown }): void => {
    const day = (p.data as { readonly day?: string } | null)?.day;
    if (day) onPick(page.changes.filter((c) => c.day === day));
  };
  return <Chart option={option} label={words.historyLabel(page.name)} height={340} onPick={pick} />;
}

/** Each band as an invisible floor at the median and what stands on it. */
const bandsOf = (ahead: readonly Ahead[], blank: readonly null[], palette: Palette): readonly object[] =>
  BANDS.flatMap(({ at, opacity, share: s }) => {
    const common = { type: 'line', stack: `band${s}`, symbol: 'none', lineStyle: { opacity: 0 }, silent: true };
    return [
      { ...common, data: [...blank, ...ahead.map((a) => a.quantiles[0] ?? 0)] },
      { ...common, name: words.band(s), data: [...blank, ...ahead.map((a) => (a.quantiles[at] ?? 0) - (a.quantiles[0] ?? 0))], areaStyle: { color: palette.accent, opacity } },
    ];
  });

const byDayOf = (changes: readonly Change[]): ReadonlyMap<string, readonly Change[]> => {
  const byDay = new Map<string, Change[]>();
  for (const c of changes) byDay.set(c.day, [...(byDay.get(c.day) ?? []), c]);
  return byDay;
};

function historyOption(page: SeriesPage, ahead: readonly Ahead[], palette: Palette): ChartOption {
  const days = [...page.days.map((d) => d.day), ...ahead.map((a) => a.day)],
    blank = page.days.map(() => null);
  const byDay = byDayOf(page.changes);
  const index = new Map(days.map((d, i) => [d, i]));
  const marks = [...byDay].map(([day, of]) => ({
    value: [index.get(day) ?? 0, page.days.find((d) => d.day === day)?.clean ?? 0],
    day,
    itemStyle: of.every((c) => c.undoneAt !== null) ? { color: 'transparent', borderColor: palette.ink3 } : { color: palette.warn, borderColor: palette.warn },
  }));
  const soldOut = page.days.flatMap((d, i) => (d.censored ? [[i, d.clean]] : []));
  const areas = page.days.flatMap((d, i) => (d.promo ? [[{ xAxis: i }, { xAxis: i + 1 }]] : []));
  const tip = (params: readonly { readonly dataIndex: number }[]): string => tipOf(days[params[0]?.dataIndex ?? 0] ?? '', { page, ahead, byDay });
  return {
    tooltip: { trigger: 'axis', formatter: tip as never },
    legend: { data: [words.sold, words.clean, words.forecast, words.cleaned, words.soldOut] },
    xAxis: { type: 'category', data: days, boundaryGap: false, axisLabel: { formatter: (d: string) => d.slice(5) } },
    yAxis: { type: 'value', min: 0 },
    dataZoom: [{ type: 'inside', startValue: Math.max(0, page.days.length - DAYS_IN_SIGHT), endValue: days.length - 1, zoomOnMouseWheel: 'ctrl', moveOnMouseWheel: false }],
    series: [
      {
        name: words.sold,
        type: 'line',
        data: page.days.map((d) => (d.offered ? d.gross : null)),
        symbol: 'none',
        lineStyle: { color: palette.line2, width: 1, type: 'dashed' },
        itemStyle: { color: palette.line2 },
      },
      {
        name: words.clean,
        type: 'line',
        data: page.days.map((d) => (d.offered ? d.clean : null)),
        symbol: 'none',
        lineStyle: { color: palette.ink2, width: 1.5 },
        itemStyle: { color: palette.ink2 },
        markArea: { silent: true, itemStyle: { color: palette.warnSoft }, data: areas },
      },
      ...bandsOf(ahead, blank, palette),
      {
        name: words.forecast,
        type: 'line',
        data: [...blank, ...ahead.map((a) => a.mean)],
        symbol: 'none',
        lineStyle: { color: palette.accent, width: 2 },
        itemStyle: { color: palette.accent },
      },
      { name: words.soldOut, type: 'scatter', symbol: 'triangle', symbolSize: 8, data: soldOut, itemStyle: { color: palette.bad } },
      { name: words.cleaned, type: 'scatter', symbol: 'circle', symbolSize: 9, data: marks, itemStyle: { color: palette.warn } },
    ],
  };
}

const escaped = (text: string): string => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
type Told = { readonly page: SeriesPage; readonly ahead: readonly Ahead[]; readonly byDay: ReadonlyMap<string, readonly Change[]> };
function tipOf(day: string, { page, ahead, byDay }: Told): string {
  const past = page.days.find((d) => d.day === day),
    next = ahead.find((a) => a.day === day);
  const lines = past
    ? [
        `${words.sold} ${units(past.gross)}，${words.clean} ${units(past.clean)}`,
        ...(past.censored ? [words.soldOut] : []),
        ...(past.promo ? [words.promo] : []),
        ...(byDay.get(day) ?? []).map((c) => `${c.undoneAt === null ? c.kind : `${c.kind}（${words.undone}）`}：${escaped(c.reason)}`),
      ]
    : next
      ? [`${words.forecast} ${units(next.mean)}`, `80% ≤ ${units(next.quantiles[1] ?? 0)}，90% ≤ ${units(next.quantiles[2] ?? 0)}，99% ≤ ${units(next.quantiles[4] ?? 0)}`]
      : [];
  return [`<b>${day}</b>`, ...lines].join('<br>');
}

/** From the usual level to the forecast, one step a reason. */
export function WhyChart({ why }: { readonly why: Why }): ReactNode {
  const steps = why.parts.filter((p) => Math.abs(p.units) >= 0.005 * Math.max(why.base, 1e-9)).toSorted((a, b) => Math.abs(b.units) - Math.abs(a.units));
  const option = useCallback(
    (palette: Palette): ChartOption => {
      let level = why.base;
      const bars = steps.map((p) => {
        const from = level;
        level += p.units;
        return { low: Math.min(from, level), size: Math.abs(p.units), up: p.units > 0, text: `${p.units > 0 ? '+' : '−'}${units(Math.abs(p.units))}` };
      });
      const label = (text: string) => ({ show: true, position: 'right', formatter: text, color: palette.ink2, fontSize: 11 });
      return {
        legend: { show: false },
        tooltip: { show: false },
        grid: { left: 8, right: 48, top: 4, bottom: 4, containLabel: true },
        xAxis: { type: 'value', min: 0, axisLabel: { show: false }, splitLine: { show: false } },
        yAxis: {
          type: 'category',
          inverse: true,
          data: [words.base, ...steps.map((p) => p.family), words.said],
          axisLabel: { color: palette.ink2, fontSize: 12 },
          axisLine: { show: false },
        },
        series: [
          { type: 'bar', stack: 'w', silent: true, itemStyle: { color: 'transparent' }, data: [0, ...bars.map((b) => b.low), 0] },
          {
            type: 'bar',
            stack: 'w',
            silent: true,
            barMaxWidth: 16,
            data: [
              { value: why.base, itemStyle: { color: palette.ink3 }, label: label(units(why.base)) },
              ...bars.map((b) => ({ value: b.size, itemStyle: { color: b.up ? palette.accent : palette.warn }, label: label(b.text) })),
              { value: why.forecast, itemStyle: { color: palette.ink2 }, label: label(units(why.forecast)) },
            ],
          },
        ],
      };
    },
    [why, steps],
  );
  return <Chart option={option} label={words.whyLabel} height={34 * (steps.length + 2) + 8} />;
}

/** Errors of each method as bars, ours in the house's colour. */
export function AccuracyChart({ methods }: { readonly methods: readonly { readonly method: string; readonly zh: string; readonly error: number }[] }): ReactNode {
  const option = useCallback(
    (palette: Palette): ChartOption => ({
      legend: { show: false },
      tooltip: { show: false },
      grid: { left: 8, right: 52, top: 4, bottom: 4, containLabel: true },
      xAxis: { type: 'value', min: 0, axisLabel: { show: false }, splitLine: { show: false } },
      yAxis: { type: 'category', inverse: true, data: methods.map((m) => m.zh), axisLabel: { color: palette.ink2, fontSize: 12 }, axisLine: { show: false } },
      series: [
        {
          type: 'bar',
          silent: true,
          barMaxWidth: 16,
          data: methods.map((m) => ({
            value: m.error,
            itemStyle: { color: m.method === 'hengcang' ? palette.accent : palette.line2 },
            label: { show: true, position: 'right', formatter: share(m.error), color: palette.ink2, fontSize: 11 },
          })),
        },
      ],
    }),
    [methods],
  );
  return <Chart option={option} label={words.qualityLabel} height={34 * methods.length + 8} />;
}
