// 高风险 TOP20: each morning's twenty largest expected losses as cards for a phone; confirmed or overridden with a reason, and later told what it was worth.
import { useEffect, useState, type ReactNode } from 'react';
import { post } from '../api/client';
import { visited } from '../app/memory';
import { dayText } from '../lib/days';
import { money, qty, readQuantity, sum } from '../lib/figures';
import { Empty, Failure, PageHead, Tag, Waiting } from '../ui/bits';
import { Button } from '../ui/button';
import { Dialog } from '../ui/dialog';
import { FieldBox } from '../ui/field';
import { A } from '../ui/link';
import { say } from '../ui/say';
import { words } from './risks-words';
import { type Decided, usePlanning, useWork } from './suggestions';
import { sayDecided } from './suggestions-said';
import './risks.css';

type Risk = {
  readonly day: string;
  readonly rank: number;
  readonly item: string;
  readonly name: string;
  readonly unit: string;
  readonly warehouse: string;
  readonly place: string;
  readonly money: string;
  readonly quantity: string;
  readonly reason: string;
  readonly deviation: string | null;
  /** Why nothing is suggested although goods may run out. */
  readonly idle: string | null;
  readonly state: 'open' | 'confirmed' | 'overridden';
  readonly decidedQuantity: string | null;
  readonly why: string | null;
  readonly decidedBy: string | null;
  readonly cover: number;
  readonly onHand: string;
  readonly coming: string;
  readonly spoils: boolean;
};
type Scored = {
  readonly day: string;
  readonly name: string;
  readonly place: string;
  readonly unit: string;
  readonly system: string;
  readonly human: string;
  readonly demand: string;
  readonly added: string;
  readonly why: string;
  readonly decidedBy: string;
};
type Page = {
  readonly rows: readonly Risk[];
  readonly worth: { readonly scored: number; readonly better: number; readonly added: string };
  readonly scored: readonly Scored[];
  readonly forecast: boolean;
  readonly may: { readonly edit: boolean };
};

export function RisksPage(): ReactNode {
  const query = usePlanning<Page>('risks');
  useEffect(() => visited({ href: '/planning/risks', text: words.title, kind: 'view' }), []);
  const rows = query.data?.rows ?? [];
  const left = rows.filter((r) => r.state === 'open').length;
  return (
    <div className="hc-page hc-risks">
      <PageHead
        crumbs={[{ text: words.module }, { text: words.title }]}
        title={words.title}
        after={rows[0] ? <span className="hc-note">{words.day(dayText(rows[0].day))}</span> : undefined}
      />
      {query.isError && !query.data ? (
        <Failure error={query.error} retry={() => void query.refetch()} />
      ) : !query.data ? (
        <Waiting lines={8} />
      ) : (
        <>
          {rows.length === 0 ? (
            <Empty title={query.data.forecast ? words.none : words.noForecast} text={query.data.forecast ? words.noneText : words.noForecastText} />
          ) : (
            <>
              <p className="hc-risks-sum">
                <strong>{words.summary(rows.length, money(sum(rows.map((r) => r.money))))}</strong>
                <span className="hc-note">{words.left(left)}</span>
              </p>
              <ol className="hc-risks-list">
                {rows.map((r) => (
                  <Card key={`${r.item}/${r.warehouse}`} risk={r} may={query.data.may.edit} />
                ))}
              </ol>
            </>
          )}
          <Worth page={query.data} />
        </>
      )}
    </div>
  );
}

const inWords = (quantity: string | null, unit: string): string => (quantity === null || Number(quantity) === 0 ? words.noOrder : words.order(qty(quantity), unit));

function Card({ risk: r, may }: { readonly risk: Risk; readonly may: boolean }): ReactNode {
  const [overriding, setOverriding] = useState(false);
  const body = { day: r.day, item: r.item, warehouse: r.warehouse };
  const confirm = useWork(
    () => post<Decided>('/api/planning/risks/decide', { ...body, action: 'confirm' }),
    (result) => (result.documents.length + result.failed.length > 0 ? sayDecided(result) : say(words.done)),
  );
  return (
    <li className={r.state === 'open' ? 'hc-risk' : 'hc-risk hc-risk-done'}>
      <header>
        <b>{r.rank}</b>
        <A href={`/records/item/${r.item}`}>
          {r.name}
          <small>{r.place}</small>
        </A>
        <span className="hc-risk-money">
          {money(r.money)}
          <small>{words.expected}</small>
        </span>
      </header>
      <p>
        <Tag tone={r.spoils ? 'warn' : 'bad'}>{r.spoils ? words.spoiling : words.shortage}</Tag> {r.reason}
      </p>
      {r.deviation && <p className="hc-note">{words.deviation(r.deviation)}</p>}
      <dl className="hc-three">
        <Fact zh={words.stock} value={`${qty(r.onHand)} ${r.unit}`} />
        <Fact zh={words.coming} value={`${qty(r.coming)} ${r.unit}`} />
        <Fact zh={words.cover} value={words.days(r.cover)} />
      </dl>
      <p>
        {words.system(inWords(r.quantity, r.unit))}
        {r.idle && words.because(r.idle)}
      </p>
      {r.state !== 'open' ? (
        <p className="hc-note">
          {r.state === 'confirmed' ? words.confirmed(r.decidedBy ?? '') : `${words.overridden(r.decidedBy ?? '', inWords(r.decidedQuantity, r.unit))}（${r.why ?? ''}）`}
        </p>
      ) : (
        may && (
          <footer>
            <Button onClick={() => setOverriding(true)} aria-label={`${words.override} ${r.name} ${r.place}`}>
              {words.override}
            </Button>
            <Button kind="primary" busy={confirm.isPending} onClick={() => confirm.mutate(undefined)} aria-label={`${words.confirm} ${r.name} ${r.place}`}>
              {words.confirm}
            </Button>
          </footer>
        )
      )}
      {overriding && <Override risk={r} onClose={() => setOverriding(false)} />}
    </li>
  );
}

const Fact = ({ zh, value }: { readonly zh: string; readonly value: string }): ReactNode => (
  <div>
    <dt>{zh}</dt>
    <dd>{value}</dd>
  </div>
);

function Override({ risk: r, onClose }: { readonly risk: Risk; readonly onClose: () => void }): ReactNode {
  const [amount, setAmount] = useState(r.quantity);
  const [why, setWhy] = useState('');
  const wanted = readQuantity(amount);
  const send = useWork(
    () => post<Decided>('/api/planning/risks/decide', { day: r.day, item: r.item, warehouse: r.warehouse, action: 'override', quantity: wanted, why }),
    (result) => {
      if (result.documents.length + result.failed.length > 0) sayDecided(result);
      else say(words.done);
      onClose();
    },
  );
  return (
    <Dialog
      open
      side="bottom"
      title={`${words.override}：${r.name}`}
      onClose={onClose}
      footer={
        <Button kind="primary" className="hc-wide-button" busy={send.isPending} disabled={why.trim() === '' || wanted === null} onClick={() => send.mutate(undefined)}>
          {words.send}
        </Button>
      }
    >
      <FieldBox label={`${words.quantity}（${r.unit}）`} hint={words.quantityHint} error={amount !== '' && wanted === null ? words.badQuantity : undefined}>
        {(wiring) => (
          <input {...wiring} data-autofocus className="hc-input hc-input-right" inputMode="decimal" value={amount} onChange={(event) => setAmount(event.target.value.trim())} />
        )}
      </FieldBox>
      <FieldBox label={words.why} required>
        {(wiring) => <input {...wiring} className="hc-input" maxLength={200} placeholder={words.other} value={why} onChange={(event) => setWhy(event.target.value)} />}
      </FieldBox>
      <div className="hc-risks-reasons">
        {words.reasons.map((text) => (
          <button key={text} type="button" aria-pressed={why === text} onClick={() => setWhy(text)}>
            {text}
          </button>
        ))}
      </div>
    </Dialog>
  );
}

function Worth({ page }: { readonly page: Page }): ReactNode {
  return (
    <section className="hc-risks-worth" aria-label={words.worth}>
      <h2>{words.worth}</h2>
      <p className="hc-note">{words.worthText}</p>
      {page.worth.scored === 0 ? (
        <p>{words.worthNone}</p>
      ) : (
        <>
          <p>
            <strong>{words.worthLine(page.worth.scored, page.worth.better, signed(page.worth.added))}</strong>
          </p>
          <ul>
            {page.scored.map((s) => (
              <li key={`${s.day}${s.name}${s.place}`}>
                <span>
                  {s.name} · {s.place}
                  <small>
                    {s.day.slice(5)} {s.decidedBy}：{s.why}
                  </small>
                  <small>{words.scoredRow({ system: qty(s.system), human: qty(s.human), demand: `${qty(s.demand)} ${s.unit}` })}</small>
                </span>
                <b className={s.added.startsWith('-') ? 'hc-negative' : 'hc-risks-good'}>{signed(s.added)}</b>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
const signed = (text: string): string => (text.startsWith('-') || Number(text) === 0 ? money(text) : `+${money(text)}`);
