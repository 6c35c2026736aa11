// The one place where pictures are drawn: ECharts as SVG in the house's colours, light and dark, growing with its box, told in words to who cannot see it.
import { BarChart, LineChart, ScatterChart } from 'echarts/charts';
import { AriaComponent, DataZoomComponent, GridComponent, LegendComponent, MarkAreaComponent, MarkLineComponent, TooltipComponent } from 'echarts/components';
import { type EChartsCoreOption, init, use as draw } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { useEffect, useRef, type ReactNode } from 'react';
import { useDark } from '../app/theme';
import { DARK, LIGHT } from '../theme/palette';

// What is drawn with; nothing else of ECharts is loaded.
draw([LineChart, BarChart, ScatterChart, GridComponent, TooltipComponent, LegendComponent, DataZoomComponent, MarkLineComponent, MarkAreaComponent, AriaComponent, SVGRenderer]);

export type Palette = Record<keyof typeof LIGHT, string>;
export type ChartOption = EChartsCoreOption;
export type ChartProps = {
  /** The picture, made from the colours of the moment. Keep it stable (useCallback) or it is drawn again. */
  readonly option: (palette: Palette) => ChartOption;
  /** What the picture shows, for who cannot see it. */
  readonly label: string;
  readonly height?: number;
  /** A click on a point: series name, its index in the series, and its data. */
  readonly onPick?: (pick: { readonly series: string; readonly index: number; readonly data: unknown }) => void;
};

const still = matchMedia('(prefers-reduced-motion: reduce)');

/** What every picture of ours has; a picture's own option goes over it. */
function clothes(palette: Palette): ChartOption {
  const axis = {
    axisLine: { lineStyle: { color: palette.line2 } },
    axisTick: { show: false },
    axisLabel: { color: palette.ink3, fontSize: 11, hideOverlap: true },
    splitLine: { lineStyle: { color: palette.line } },
    nameTextStyle: { color: palette.ink3, fontSize: 11 },
  };
  return {
    backgroundColor: 'transparent',
    color: [palette.accent, palette.warn, palette.ink3, palette.bad, palette.ok],
    textStyle: {
      color: palette.ink, // By name, not "inherit": ECharts measures its words with it.
      fontFamily: getComputedStyle(document.body).fontFamily,
      fontSize: 12,
    },
    animation: !still.matches,
    animationDuration: 250,
    grid: { left: 8, right: 12, top: 34, bottom: 8, containLabel: true },
    legend: { top: 0, left: 0, icon: 'roundRect', itemWidth: 12, itemHeight: 8, textStyle: { color: palette.ink2, fontSize: 12 }, inactiveColor: palette.line2 },
    tooltip: {
      confine: true,
      backgroundColor: palette.panel,
      borderColor: palette.line2,
      textStyle: { color: palette.ink, fontSize: 12 },
      extraCssText: 'box-shadow: none; max-width: 320px; white-space: normal;',
    },
    xAxis: axis,
    yAxis: axis,
  };
}

type Plain = Readonly<Record<string, unknown>>;
const isPlain = (v: unknown): v is Plain => typeof v === 'object' && v !== null && !Array.isArray(v);
/** The picture's own words over the clothes; axes may be lists. */
function dressed(own: ChartOption, wear: ChartOption): ChartOption {
  const out: Record<string, unknown> = { ...wear, ...own };
  for (const [key, worn] of Object.entries(wear)) {
    const mine = own[key];
    if (isPlain(worn) && isPlain(mine)) out[key] = dressed(mine, worn);
    if (isPlain(worn) && Array.isArray(mine) && key.endsWith('Axis')) out[key] = mine.map((m: unknown) => (isPlain(m) ? dressed(m, worn) : m));
  }
  return out;
}

/** A picture. Lazy pages import it, so nobody waits for ECharts who does not look at one. */
export function Chart({ option, label, height = 280, onPick }: ChartProps): ReactNode {
  const box = useRef<HTMLDivElement>(null);
  const dark = useDark();
  const pick = useRef(onPick);
  pick.current = onPick;
  useEffect(() => {
    const at = box.current;
    if (!at) return undefined;
    const palette: Palette = dark ? DARK : LIGHT;
    const chart = init(at, null, { renderer: 'svg', height });
    chart.setOption(dressed(option(palette), clothes(palette)));
    chart.on('click', (e) => pick.current?.({ series: e.seriesName ?? '', index: e.dataIndex, data: e.data }));
    const grown = new ResizeObserver(() => chart.resize());
    grown.observe(at);
    return () => {
      grown.disconnect();
      chart.dispose();
    };
  }, [option, dark, height]);
  return <div ref={box} role="img" aria-label={label} style={{ width: '100%', height }} />;
}
