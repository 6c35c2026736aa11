// What a command would change of goods already issued, shown before anything is booked; the person may still turn back.
import type { ReactNode } from 'react';
import { post } from '../api/client';
import type { Effect } from '../api/effect';
import type { Command, DocMeta, Preview } from '../api/types';
import { t } from '../i18n';
import { grouped, isNegative, money } from '../lib/figures';
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
  const { documents, items, amount, counts, waiting } = seen.effect;
  const said = [
    ...(documents > 0 ? [t('effectText', { documents, items: items.length, way: way(amount), amount: money(unsigned(amount)) })] : []),
    ...(counts.length > 0 ? [t('effectCountsText', { lines: counts.length })] : []),
    ...waiting.map((w) => t('effectWaitingText', { item: w.name, lines: grouped(String(w.lines), 0) })),
  ].join('');
  return (
    (await ask({ title: t(documents + waiting.length > 0 ? 'effectTitle' : 'effectCountsTitle'), text: <Shown said={said} effect={seen.effect} />, ok: t('effectOk') })) !== null
  );
}

type Line = Effect['largest'][number];

const Doc = ({ of }: { readonly of: Pick<Line, 'id' | 'type' | 'zh' | 'number'> }): ReactNode =>
  of.type ? (
    <A className="hc-link" href={`/documents/${of.type}/${of.id}`} target="_blank">
      {of.zh} {of.number}
    </A>
  ) : (
    of.number
  );

function Shown({ said, effect }: { readonly said: string; readonly effect: Effect }): ReactNode {
  return (
    <div className="hc-effect">
      <p>{said}</p>
      {effect.items.length > 0 && <Costs effect={effect} />}
      {effect.counts.length > 0 && <Counts effect={effect} />}
    </div>
  );
}

/** How many of them stand here, when it is not all. */
const Rest = ({ all }: { readonly all: number }): ReactNode => (all > SHOWN ? <p className="hc-note">{t('effectFirst', { shown: SHOWN, all })}</p> : null);

function Costs({ effect }: { readonly effect: Effect }): ReactNode {
  return (
    <>
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
      <Rest all={effect.items.length} />
      <h3>{t('effectLargest')}</h3>
      <ul>
        {effect.largest.slice(0, SHOWN).map((l) => (
          <li key={`${l.id}${l.item}`}>
            <Doc of={l} />{' '}
            <small>
              {l.day} {l.item}
            </small>
            <span className={isNegative(l.amount) ? 'hc-negative' : ''}>{money(l.amount)}</span>
          </li>
        ))}
      </ul>
    </>
  );
}

/** What was counted stays counted; its difference changes. */
function Counts({ effect }: { readonly effect: Effect }): ReactNode {
  return (
    <>
      <h3>{t('effectCounts')}</h3>
      <ul>
        {effect.counts.slice(0, SHOWN).map((c) => (
          <li key={`${c.id}${c.item}${c.qty}`}>
            <Doc of={c} />{' '}
            <small>
              {c.day} {c.item} {isNegative(c.qty) ? '' : '+'}
              {c.qty}
            </small>
            <span className={isNegative(c.amount) ? 'hc-negative' : ''}>{money(c.amount)}</span>
          </li>
        ))}
      </ul>
      <Rest all={effect.counts.length} />
    </>
  );
}
