// When the warehouse is busy: weekday by hour, one hue, drawn as a plain table so that it can be read aloud.
import type { ReactNode } from 'react';
import type { Home } from '../api/types';
import { t } from '../i18n';

const WEEK = ['周一', '周二', '周三', '周四', '周五', '周六', '周日'];

export function HeatMap({ cells }: { readonly cells: NonNullable<Home['heat']> }): ReactNode {
  const hours = cells.map((c) => c.hour);
  const [first, last] = [Math.min(...hours), Math.max(...hours)];
  const most = Math.max(...cells.map((c) => c.n));
  const at = new Map(cells.map((c) => [`${c.weekday}/${c.hour}`, c.n]));
  const span = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  return (
    <table className="hc-heat">
      <caption className="hc-hidden">{t('heat')}</caption>
      <tbody>
        {WEEK.map((name, d) => (
          <tr key={name}>
            <th scope="row">{name}</th>
            {span.map((h) => {
              const n = at.get(`${d + 1}/${h}`) ?? 0;
              return (
                <td key={h} title={t('heatCell', { day: name, hour: h, n })} style={{ '--heat': n / most } as never}>
                  <span className="hc-hidden">{n}</span>
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <td />
          {span.map((h) => (
            <th key={h} scope="col">
              {h}
              {t('oClock')}
            </th>
          ))}
        </tr>
      </tfoot>
    </table>
  );
}
