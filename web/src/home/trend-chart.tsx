// Thirty days of sales: this period in the accent, the same days of last year grey and dashed; colours come from the theme.
import { LineChart } from 'echarts/charts';
import { AriaComponent, GridComponent, TooltipComponent } from 'echarts/components';
import { init, use as register } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { useEffect, useRef, type ReactNode } from 'react';
import type { Home } from '../api/types';
import { useDark } from '../app/theme';
import { t } from '../i18n';
import { isZero, money, sum } from '../lib/figures';

register([LineChart, GridComponent, TooltipComponent, AriaComponent, SVGRenderer]);

const colour = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const short = (value: number): string => (Math.abs(value) >= 10_000 ? `${+(value / 10_000).toFixed(1)}万` : String(value));

export function TrendChart({ trend }: { readonly trend: NonNullable<Home['trend']> }): ReactNode {
  const box = useRef<HTMLDivElement>(null);
  const dark = useDark();
  const compared = trend.before.some((v) => !isZero(v));
  useEffect(() => {
    const element = box.current;
    if (!element) return;
    const chart = init(element, null, { renderer: 'svg' });
    const [ink, line, accent, grey, panel] = [colour('--hc-ink-3'), colour('--hc-line'), colour('--hc-accent'), colour('--hc-ink-3'), colour('--hc-panel')];
    const series = (name: string, data: readonly string[], now: boolean) => ({
      name,
      type: 'line' as const,
      data: data.map(Number),
      showSymbol: false,
      smooth: 0.25,
      lineStyle: { width: now ? 2 : 1.25, type: now ? ('solid' as const) : ('dashed' as const), color: now ? accent : grey, opacity: now ? 1 : 0.8 },
      itemStyle: { color: now ? accent : grey },
      ...(now ? { areaStyle: { color: accent, opacity: 0.08 } } : {}),
    });
    chart.setOption({
      animation: false,
      backgroundColor: 'transparent',
      aria: { enabled: true },
      grid: { left: 4, right: 12, top: 12, bottom: 4, containLabel: true },
      xAxis: {
        type: 'category',
        data: trend.days.map((d) => d.slice(5).replace('-', '/')),
        boundaryGap: false,
        axisLine: { lineStyle: { color: line } },
        axisTick: { show: false },
        axisLabel: { color: ink, fontSize: 11 },
      },
      yAxis: { type: 'value', splitNumber: 4, splitLine: { lineStyle: { color: line } }, axisLabel: { color: ink, fontSize: 11, formatter: short } },
      tooltip: {
        trigger: 'axis',
        backgroundColor: panel,
        borderColor: line,
        textStyle: { color: colour('--hc-ink'), fontSize: 12 },
        valueFormatter: (v: unknown) => `¥${money(v)}`,
      },
      series: [...(compared ? [series(t('lastYear'), trend.before, false)] : []), series(t('thisPeriod'), trend.now, true)],
    });
    const watch = new ResizeObserver(() => chart.resize());
    watch.observe(element);
    return () => {
      watch.disconnect();
      chart.dispose();
    };
  }, [trend, dark, compared]);
  return (
    <>
      <div ref={box} className="hc-chart" role="img" aria-label={t('trendSpoken', { now: money(sum(trend.now)), before: money(sum(trend.before)) })} />
      <p className="hc-legend">
        <span className="hc-legend-now">
          {t('thisPeriod')} <b>¥{money(sum(trend.now))}</b>
        </span>
        {compared && (
          <span className="hc-legend-before">
            {t('lastYear')} <b>¥{money(sum(trend.before))}</b>
          </span>
        )}
      </p>
    </>
  );
}
