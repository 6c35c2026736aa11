// What a command would change of goods already issued, shown before anything is booked; the person may take it away as a file or on paper, and may still turn back.
import { useState, type ReactNode } from 'react';
import { download, messageOf, post } from '../api/client';
import type { Effect } from '../api/effect';
import type { Command, DocMeta, Meta, Preview } from '../api/types';
import { usePhone } from '../app/media';
import { t, type Word } from '../i18n';
import { grouped, isNegative, money } from '../lib/figures';
import { Button } from '../ui/button';
import { ask, say } from '../ui/say';
import { EffectLists } from './effect-lists';
import { EffectPaper } from './effect-paper';
import './effect.css';

const WIDE = 680;
const unsigned = (amount: string): string => amount.replace(/^-/, '');
const way = (amount: string): string => t(isNegative(amount) ? 'effectLess' : 'effectMore');

/** The end of the sentence that tells what was done. */
export const effectSaid = (fen: string): string => t('effectSaid', { way: way(fen), amount: money((Math.abs(Number(fen)) / 100).toFixed(2)) });

type Asked = { readonly id: string | null; readonly number: string | null; readonly body: { readonly day?: string } & object; readonly meta: Meta };

/** False when the person turned back. Nothing is asked when nothing changes, and documents of today are not even looked up. */
export async function agreed(def: DocMeta, command: Command, { id, number, body, meta }: Asked): Promise<boolean> {
  const looks = command === 'reverse' || command === 'correct' || (command === 'approve' && body.day !== undefined && body.day < meta.today);
  if (!looks) return true;
  const path = `/api/documents/${def.type}/preview`;
  const given = { ...body, ...(id ? { id } : {}), command };
  // Whatever is wrong with the document is said by the command itself.
  const seen = await post<Preview>(path, given).catch(() => null);
  if (!seen?.effect) return true;
  const { documents, items, amount, counts, waiting } = seen.effect;
  const said = [
    ...(documents > 0 ? [t('effectText', { documents, items: items.length, way: way(amount), amount: money(unsigned(amount)) })] : []),
    ...(counts.length > 0 ? [t('effectCountsText', { lines: counts.length })] : []),
    ...waiting.map((w) => t('effectWaitingText', { item: w.name, lines: grouped(String(w.lines), 0) })),
  ].join('');
  const of = t('effectPaperOf', { command: t(`command.${command}` as Word), what: [def.zh, number].filter(Boolean).join(' ') });
  const take = def.may.export ? () => download(path, { format: 'xlsx' }, given) : null;
  return (
    (await ask({
      title: t(documents + waiting.length > 0 ? 'effectTitle' : 'effectCountsTitle'),
      text: <Shown said={said} effect={seen.effect} of={of} meta={meta} take={take} />,
      ok: t('effectOk'),
      width: WIDE,
    })) !== null
  );
}

type ShownProps = { readonly said: string; readonly effect: Effect; readonly of: string; readonly meta: Meta; readonly take: (() => Promise<void>) | null };

function Shown({ said, effect, of, meta, take }: ShownProps): ReactNode {
  const [busy, setBusy] = useState(false);
  const phone = usePhone();
  const fetchFile = async (): Promise<void> => {
    setBusy(true);
    await take?.().catch((error: unknown) => say(messageOf(error), 'bad'));
    setBusy(false);
  };
  return (
    <div className="hc-effect">
      <p>{said}</p>
      <p className="hc-effect-take">
        {take && (
          <Button icon="export" busy={busy} onClick={() => void fetchFile()}>
            {t('export')}
          </Button>
        )}
        {!phone && (
          <Button icon="print" onClick={() => window.print()}>
            {t('print')}
          </Button>
        )}
      </p>
      <EffectLists effect={effect} />
      <EffectPaper said={said} effect={effect} of={of} meta={meta} />
    </div>
  );
}
