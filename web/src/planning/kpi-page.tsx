// 补货指标 (F10): seven figures beside the four weeks before, the trend of the chosen one, and the goods behind it.
import { useCallback, useEffect, type ReactNode } from 'react';
import { visited } from '../app/memory';
import { usePhone } from '../app/media';
import { useSearchText, useSetSearch } from '../app/url';
import { money, qty } from '../lib/figures';
import { Empty, Failure, PageHead, Waiting } from '../ui/bits';
import { A } from '../ui/link';
import { Table, type TableColumn } from '../ui/table';
import { Chart, type ChartOption, type Palette } from './chart';
import { type KpiName, words } from './kpi-words';
import { usePlanning } from './suggestions';
import './kpi.css';

type Figures = Readonly<Record<KpiName, number | null>> & { readonly unknown?: number; readonly money?: Readonly<Record<string, number | null>> };
type Page = { readonly from: string | null; readonly now: Figures; readonly before: Figures; readonly weeks: readonly { readonly day: string; readonly figures: Figures }[] };
type Row = {
  readonly item: string;
  readonly code: string;
  readonly name: string;
  readonly unit: string;
  readonly place: string | null;
  readonly qty: string;
  readonly value: string | null;
  readonly note: string;
};

const NAMES = Object.keys(words.names) as KpiName[];
/** Of which more is better. */
const GOOD_UP = new Set<KpiName>(['fill']);
const AMOUNT: Partial<Record<KpiName, string>> = { fill: 'lost', turnover: 'stock', waste: 'waste', slow: 'slow', expiring: 'expiring' };

const inWords = (name: KpiName, value: number | null | undefined): string =>
  value === null || value === undefined ? words.unknown : name === 'turnover' ? words.days(value >= 10 ? value.toFixed(0) : value.toFixed(1)) : `${(value * 100).toFixed(1)}%`;

export function KpiPage(): ReactNode {
  const query = usePlanning<Page>('kpi');
  const search = useSearchText();
  const chosen = NAMES.find((n) => n === search['of']) ?? 'fill';
  useEffect(() => visited({ href: '/planning/kpi', text: words.title, kind: 'view' }), []);
  const page = query.data;
  return (
    <div className="hc-page hc-kpi">
      <PageHead crumbs={[{ text: words.module }, { text: words.title }]} title={words.title} after={<span className="hc-note">{words.span}</span>} />
      {query.isError && !page ? (
        <Failure error={query.error} retry={() => void query.refetch()} />
      ) : !page ? (
        <Waiting lines={8} />
      ) : page.from === null ? (
        <Empty title={words.none} text={words.noneText} />
      ) : (
        <>
          <Cards page={page} chosen={chosen} />
          <Trend key={chosen} page={page} name={chosen} />
          <Behind name={chosen} />
        </>
      )}
    </div>
  );
}

function Cards({ page, chosen }: { readonly page: Page; readonly chosen: KpiName }): ReactNode {
  const setSearch = useSetSearch();
  return (
    <div className="hc-kpi-cards" role="radiogroup" aria-label={words.choose}>
      {NAMES.map((name) => {
        const [now, before] = [page.now[name], page.before[name]];
        const moved = now !== null && before !== null && before !== undefined ? now - before : null;
        const bad = moved !== null && Math.abs(moved) > 1e-4 && moved > 0 !== GOOD_UP.has(name);
        const amount = page.now.money?.[AMOUNT[name] ?? ''];
        return (
          <button key={name} type="button" role="radio" aria-checked={chosen === name} onClick={() => setSearch({ of: name })} title={words.means[name]}>
            <span>{words.names[name]}</span>
            <b>{inWords(name, now)}</b>
            <small className={bad ? 'hc-kpi-worse' : undefined}>
              {now === null ? (words.unknownWhy[name] ?? '') : moved === null ? '' : `${moved > 1e-4 ? '↑' : moved < -1e-4 ? '↓' : '→'} ${words.before(inWords(name, before))}`}
            </small>
            {name === 'accuracy' && page.now.unknown ? <small>{words.leftOut(page.now.unknown)}</small> : null}
            {amount !== undefined && amount !== null && (
              <small>
                {words.money[name]} ¥{money(amount.toFixed(2))}
              </small>
            )}
          </button>
        );
      })}
    </div>
  );
}

function Trend({ page, name }: { readonly page: Page; readonly name: KpiName }): ReactNode {
  const points = page.weeks.filter((w) => w.figures[name] !== null && w.figures[name] !== undefined);
  const scale = name === 'turnover' ? 1 : 100;
  const option = useCallback(
    (palette: Palette): ChartOption => ({
      grid: { left: 8, right: 16, top: 12, bottom: 8, containLabel: true },
      legend: { show: false },
      tooltip: { trigger: 'axis', valueFormatter: (v: unknown) => (name === 'turnover' ? words.days(Number(v).toFixed(1)) : `${Number(v).toFixed(1)}%`) },
      xAxis: { type: 'category', data: points.map((p) => p.day.slice(5)), boundaryGap: false },
      yAxis: { type: 'value', scale: true, axisLabel: { formatter: name === 'turnover' ? '{value}' : '{value}%' } },
      series: [
        {
          type: 'line',
          name: words.names[name],
          data: points.map((p) => Math.round((p.figures[name] ?? 0) * scale * 100) / 100),
          showSymbol: points.length < 30,
          symbolSize: 5,
          lineStyle: { width: 2, color: palette.accent },
          itemStyle: { color: palette.accent },
        },
      ],
    }),
    [points, name, scale],
  );
  return (
    <section className="hc-kpi-trend">
      <h2>{words.trend(words.names[name])}</h2>
      <p className="hc-note">{words.means[name]}</p>
      {points.length < 2 ? (
        <p>{words.young}</p>
      ) : (
        <Chart option={option} height={240} label={words.trendSpoken(words.names[name], inWords(name, points[0]?.figures[name]), inWords(name, points.at(-1)?.figures[name]))} />
      )}
    </section>
  );
}

function Behind({ name }: { readonly name: KpiName }): ReactNode {
  const list = words.lists[name];
  const phone = usePhone();
  const query = usePlanning<readonly Row[]>(`kpi/${list}`);
  const priced = query.data?.some((r) => r.value !== null) ?? false;
  const columns: readonly TableColumn<Row>[] = [
    {
      key: 'item',
      title: words.item,
      width: 180,
      grow: phone,
      cell: (r) => (
        <A className="hc-link hc-kpi-item" href={`/records/item/${r.item}`}>
          {r.name}
          {phone && <small>{r.note}</small>}
        </A>
      ),
    },
    ...(phone ? [] : [{ key: 'place', title: words.place, width: 110, cell: (r: Row) => r.place ?? '' }]),
    { key: 'qty', title: words.quantity, width: 100, align: 'right' as const, cell: (r: Row) => (list === 'out' ? words.days(r.qty) : `${qty(r.qty)} ${r.unit}`) },
    ...(priced ? [{ key: 'value', title: words.value, width: 110, align: 'right' as const, cell: (r: Row) => (r.value === null ? '' : money(r.value)) }] : []),
    ...(phone ? [] : [{ key: 'note', title: words.note, width: 260, grow: true, cell: (r: Row) => r.note }]),
  ];
  return (
    <section className="hc-kpi-behind">
      <h2>{words.listNames[list]}</h2>
      {query.isError ? (
        <Failure error={query.error} retry={() => void query.refetch()} />
      ) : !query.data ? (
        <Waiting lines={5} />
      ) : query.data.length === 0 ? (
        <p className="hc-note">{words.listNone}</p>
      ) : (
        <Table label={words.listNames[list] ?? ''} columns={columns} rows={query.data} keyOf={(r, i) => `${r.item}${i}`} />
      )}
    </section>
  );
}
