// What a command would change of goods already issued, shown before anything is booked; the person may still turn back.
import type { ReactNode } from 'react';
import { post } from '../api/client';
import type { Effect } from '../api/effect';
import type { Command, DocMeta, Preview } from '../api/types';
import { t } from '../i18n';
import { isNegative, money } from '../lib/figures';
import { A } from '../ui/link';
import { ask } from '../ui/say';
import './effect.css';

const SHOWN = 8;
const unsigned = (amount: string): string => amount.replace(/^-/, '');
const way = (amount: string): string => t(isNegative(amount) ? 'effectLess' : 'effectMore');

/** The end of the sentence that tells what was done. */
export const effectSaid = (fen: string): string => t('effectSaid', { way: way(fen), amount: money((Math.abs(Number(fen)) / 100).toFixed(2)) });

type Asked = { readonly id: string | null; readonly body: { readonly day?: string } & object; readonly today: string };

/** False when the person turned back. Nothing is asked when nothing changes, and documents of today are not even looked up. */
export async function agreed(def: DocMeta, command: Command, { id, body, today }: Asked): Promise<boolean> {
  const looks = command === 'reverse' || command === 'correct' || (command === 'approve' && body.day !== undefined && body.day < today);
  if (!looks) return true;
  // Whatever is wrong with the document is said by the command itself.
  const seen = await post<Preview>(`/api/documents/${def.type}/preview`, { ...body, ...(id ? { id } : {}), command }).catch(() => null);
  if (!seen?.effect) return true;
  const { documents, items, amount } = seen.effect;
  const said = t('effectText', { documents, items: items.length, way: way(amount), amount: money(unsigned(amount)) });
  return (await ask({ title: t('effectTitle'), text: <Shown said={said} effect={seen.effect} />, ok: t('effectOk') })) !== null;
}

function Shown({ said, effect }: { readonly said: string; readonly effect: Effect }): ReactNode {
  return (
    <div className="hc-effect">
      <p>{said}</p>
      <table>
        <thead>
          <tr>
            <th scope="col">{t('effectItem')}</th>
            <th scope="col" className="hc-right">
              {t('effectDocuments')}
            </th>
            <th scope="col" className="hc-right">
              {t('effectAmount')}
            </th>
          </tr>
        </thead>
        <tbody>
          {effect.items.slice(0, SHOWN).map((i) => (
            <tr key={i.item}>
              <td>{i.name}</td>
              <td className="hc-right">{i.documents}</td>
              <td className={`hc-right${isNegative(i.amount) ? ' hc-negative' : ''}`}>{money(i.amount)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      <h3>{t('effectLargest')}</h3>
      <ul>
        {effect.largest.slice(0, SHOWN).map((l) => (
          <li key={`${l.id}${l.item}`}>
            {l.type ? (
              <A className="hc-link" href={`/documents/${l.type}/${l.id}`} target="_blank">
                {l.zh} {l.number}
              </A>
            ) : (
              l.number
            )}{' '}
            <small>
              {l.day} {l.item}
            </small>
            <span className={isNegative(l.amount) ? 'hc-negative' : ''}>{money(l.amount)}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}
