// 替代采购预案: where a supplier fails, what can stand in, ticked and taken as a 替代料申请单.
import { useEffect, useState, type ReactNode } from 'react';
import { post } from '../api/client';
import { visited } from '../app/memory';
import { money, price, qty } from '../lib/figures';
import { Empty, Failure, PageHead, Tag, Waiting } from '../ui/bits';
import { Button } from '../ui/button';
import { A } from '../ui/link';
import { ask, say } from '../ui/say';
import { words } from './substitute-plan-words';
import { type Decided, usePlanning, useWork } from './suggestions';
import { sayDecided } from './suggestions-said';
import './substitute-plan.css';

type Option = {
  readonly item: string;
  readonly name: string;
  readonly how: 'stock' | 'buy';
  readonly place: string;
  readonly quantity: number;
  readonly covers: number;
  readonly price: number | null;
  readonly lead: number;
  readonly intime: boolean;
};
type Plan = {
  readonly id: string;
  readonly item: string;
  readonly name: string;
  readonly unit: string;
  readonly place: string;
  readonly short: string;
  readonly reason: string;
  readonly state: string;
  readonly options: readonly Option[];
  readonly left: string;
  readonly cover: number;
  readonly decidedBy: string | null;
  readonly doc: string | null;
  readonly why: string | null;
  readonly gain: string;
};
type Page = { readonly rows: readonly Plan[]; readonly may: { readonly edit: boolean } };

export function SubstitutePlanPage(): ReactNode {
  const query = usePlanning<Page>('plans');
  useEffect(() => visited({ href: '/planning/substitutes', text: words.title, kind: 'view' }), []);
  return (
    <div className="hc-page hc-plans">
      <PageHead
        crumbs={[{ text: words.module }, { text: words.title }]}
        title={words.title}
        actions={
          <A className="hc-button hc-button-plain" href="/records/substitute">
            {words.list}
          </A>
        }
      />
      <p className="hc-note">{words.intro}</p>
      {query.isError && !query.data ? (
        <Failure error={query.error} retry={() => void query.refetch()} />
      ) : !query.data ? (
        <Waiting lines={6} />
      ) : query.data.rows.length === 0 ? (
        <Empty title={words.none} text={words.noneText} />
      ) : (
        <ul className="hc-plans-list">
          {query.data.rows.map((p) => (
            <Card key={p.id} plan={p} may={query.data.may.edit} />
          ))}
        </ul>
      )}
    </div>
  );
}

function Card({ plan: p, may }: { readonly plan: Plan; readonly may: boolean }): ReactNode {
  const [chosen, setChosen] = useState<readonly number[]>(() => p.options.map((_, i) => i));
  const accept = useWork(() => post<Decided>(`/api/planning/plans/${p.id}/accept`, { options: chosen }), sayDecided);
  const reject = useWork(
    (why: string) => post<Decided>('/api/planning/suggestions/decide', { ids: [p.id], action: 'reject', why }),
    () => say(words.rejected),
  );
  const refuse = async (): Promise<void> => {
    const why = await ask({ title: words.rejectTitle, ok: words.reject, reason: words.why });
    if (why !== null) reject.mutate(why);
  };
  const open = p.state === 'open';
  return (
    <li className={open ? 'hc-plan' : 'hc-plan hc-plan-done'}>
      <header>
        <A href={`/records/item/${p.item}`}>
          <strong>{p.name}</strong>
        </A>
        <span>{p.place}</span>
        <Tag tone="bad">{words.cover(p.cover)}</Tag>
        <Tag tone="warn">{words.short(qty(p.short), p.unit)}</Tag>
        {Number(p.gain) > 0 && <span className="hc-note">{words.gain(money(p.gain))}</span>}
      </header>
      <p>{p.reason}</p>
      <Options plan={p} chosen={chosen} onChoose={open && may ? setChosen : null} />
      {Number(p.left) > 0 && p.options.length > 0 && <p className="hc-note">{words.left(qty(p.left), p.unit)}</p>}
      {open ? (
        may && (
          <footer>
            <Button busy={reject.isPending} onClick={() => void refuse()}>
              {words.reject}
            </Button>
            <Button kind="primary" busy={accept.isPending} disabled={p.options.length > 0 && chosen.length === 0} onClick={() => accept.mutate(undefined)}>
              {p.options.length === 0 ? words.buyOnly : words.accept}
            </Button>
          </footer>
        )
      ) : (
        <p className="hc-note">
          {p.state === 'rejected' ? words.refused(p.decidedBy ?? '', p.why ?? '') : words.taken(p.decidedBy ?? '')}{' '}
          {p.doc && (
            <A className="hc-link" href={`/documents/substitute-request/${p.doc}`}>
              {words.open}
            </A>
          )}
        </p>
      )}
    </li>
  );
}

type Chosen = {
  readonly plan: Plan;
  readonly chosen: readonly number[] /** Null: nothing can be chosen any more. */;
  readonly onChoose: ((chosen: readonly number[]) => void) | null;
};
function Options({ plan: p, chosen, onChoose }: Chosen): ReactNode {
  if (p.options.length === 0) return <p className="hc-note">{words.noOption}</p>;
  return (
    <ul>
      {p.options.map((o, i) => (
        <li key={`${o.item}${o.how}${o.place}`}>
          <label>
            <input
              type="checkbox"
              aria-label={words.choose(`${o.name} ${o.place}`)}
              disabled={onChoose === null}
              checked={chosen.includes(i)}
              onChange={() => onChoose?.(chosen.includes(i) ? chosen.filter((x) => x !== i) : [...chosen, i])}
            />
            <span>
              {o.name}
              <small>
                {words.how[o.how]} · {o.place} · {words.lead(o.lead)}
              </small>
            </span>
          </label>
          <span className="hc-right">
            {qty(o.quantity.toFixed(3))}
            <small>
              {words.covers(qty(o.covers.toFixed(3)), p.unit)}
              {o.price === null ? '' : ` · ¥${price(String(o.price))}`}
            </small>
          </span>
          {!o.intime && <Tag tone="warn">{words.late}</Tag>}
        </li>
      ))}
    </ul>
  );
}
