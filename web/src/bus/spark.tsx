// A small history line: drawn here, so that the page stays light. The highest and the last value are written beside it.
import type { ReactNode } from 'react';
import { words } from './words';

type Props = {
  readonly zh: string;
  readonly values: readonly (number | null)[];
  readonly say: (value: number) => string;
  readonly limit?: number;
  readonly tone?: 'accent' | 'bad';
};
const [WIDTH, HEIGHT] = [320, 56];

/** `values` in order of time, one a minute; a gap where nothing was measured. `limit` is drawn as a dashed line. */
export function Spark({ zh, values, say, limit, tone = 'accent' }: Props): ReactNode {
  const known = values.filter((v): v is number => v !== null);
  const top = Math.max(1, limit ?? 0, ...known);
  const x = (i: number): number => (values.length < 2 ? WIDTH : (i / (values.length - 1)) * WIDTH);
  const y = (v: number): number => HEIGHT - 3 - (v / top) * (HEIGHT - 8);
  const runs: string[] = [];
  values.forEach((v, i) => {
    if (v === null) return;
    runs.push(`${i === 0 || values[i - 1] === null ? 'M' : 'L'}${x(i).toFixed(1)} ${y(v).toFixed(1)}h0.01`);
  });
  const last = known.at(-1);
  return (
    <figure className={`hc-spark hc-spark-${tone}`}>
      <figcaption>
        <span>{zh}</span>
        <b>{last === undefined ? '—' : say(last)}</b>
      </figcaption>
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" role="img" aria-label={words.spoken(zh, last === undefined ? '—' : say(last), say(Math.max(0, ...known)))}>
        <path className="hc-spark-base" d={`M0 ${HEIGHT - 2}H${WIDTH}`} />
        {limit !== undefined && <path className="hc-spark-limit" d={`M0 ${y(limit).toFixed(1)}H${WIDTH}`} />}
        <path className="hc-spark-line" d={runs.join('')} />
      </svg>
    </figure>
  );
}
