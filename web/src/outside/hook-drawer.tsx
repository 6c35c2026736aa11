// One webhook: how it is doing, what may be done about it, and its deliveries with request and answer.
import { useState, type ReactNode } from 'react';
import { post, put, remove } from '../api/client';
import { ago, stamp } from '../lib/days';
import { Empty, Failure, Tag, Waiting } from '../ui/bits';
import { Button } from '../ui/button';
import { Dialog } from '../ui/dialog';
import { ask } from '../ui/say';
import { CodeBox } from './code-box';
import { HookForm } from './hook-form';
import { HookTag } from './hook-tag';
import { type Delivery, type Hook, pretty, useDeliveries, useDelivery, useDo } from './outside';
import { ReplayBox } from './replay-box';
import { words } from './words';

type Props = { readonly hook: Hook; readonly onClose: () => void; readonly onSecret: (secret: string) => void };
type Sent = { readonly ok: boolean; readonly status: number | null; readonly error: string | null; readonly ms: number };

export function HookDrawer({ hook: h, onClose, onSecret }: Props): ReactNode {
  const [editing, setEditing] = useState(false);
  const [replaying, setReplaying] = useState(false);
  return (
    <Dialog open side="right" width={720} title={h.name} onClose={onClose}>
      <p className="hc-outside-name">
        <HookTag hook={h} />
        <span className="hc-outside-url">{h.url}</span>
      </p>
      <Trouble hook={h} />
      <Actions hook={h} onClose={onClose} onSecret={onSecret} onEdit={() => setEditing(true)} onReplay={() => setReplaying(true)} />
      <dl className="hc-outside-facts">
        <dt>{words.wants}</dt>
        <dd>{h.wants.length === 0 ? words.allEvents : h.wants.map((w) => <code key={w}>{w} </code>)}</dd>
        <dt>{words.day}</dt>
        <dd>
          {words.okFailed(h.ok, h.failed)}　{words.p50} {words.ms(h.p50)}　{words.waiting} {words.waitingN(h.behind)}
        </dd>
        {h.oldSecretUntil && (
          <>
            <dt>{words.secret}</dt>
            <dd>{words.secretOld(stamp(h.oldSecretUntil))}</dd>
          </>
        )}
        <dt />
        <dd className="hc-note">{words.madeBy(h.madeBy, stamp(h.madeAt))}</dd>
      </dl>
      <Deliveries hook={h} />
      {editing && <HookForm hook={h} onClose={() => setEditing(false)} onMade={onSecret} />}
      {replaying && <ReplayBox hook={h} onClose={() => setReplaying(false)} />}
    </Dialog>
  );
}

/** What stands in the way, and the way past it. */
function Trouble({ hook: h }: { readonly hook: Hook }): ReactNode {
  const skip = useDo((reason: string) => post(`/api/webhooks/${h.id}/move`, { pos: h.nextPos, skip: true, reason }), { said: words.skipped });
  if (h.state !== 'disabled' && h.tries === 0) return null;
  const past = async (): Promise<void> => {
    const reason = await ask({ title: words.skip, text: words.skipText, ok: words.skip, danger: true, reason: words.reason });
    if (reason !== null) skip.mutate(reason);
  };
  return (
    <div className={`hc-outside-trouble hc-outside-${h.state === 'disabled' ? 'bad' : 'warn'}`} role="status">
      <p>{h.state === 'disabled' ? h.reason : h.lastError}</p>
      <p>
        {h.nextPos && words.blocked(h.nextPos)}
        {h.nextAt && `，${words.nextTry(stamp(h.nextAt), h.tries)}`}
      </p>
      {h.nextPos && (
        <Button busy={skip.isPending} onClick={() => void past()}>
          {words.skip}
        </Button>
      )}
    </div>
  );
}

function Actions({ hook: h, onClose, onSecret, onEdit, onReplay }: Props & { readonly onEdit: () => void; readonly onReplay: () => void }): ReactNode {
  const path = `/api/webhooks/${h.id}`;
  const turn = useDo((state: 'on' | 'paused') => put(path, { state }), { said: words.saved });
  const test = useDo(() => post<Sent>(`${path}/send`, { pos: null }), { said: (r) => [words.tested(r.ok, r.ok ? words.ms(r.ms) : (r.error ?? '')), r.ok ? 'ok' : 'bad'] });
  const rotate = useDo(() => post<{ secret: string }>(`${path}/rotate`, { hours: 24 }), { said: words.saved, done: (r) => onSecret(r.secret) });
  const drop = useDo(() => remove(path), { said: words.removed, done: onClose });
  const sure = async (question: Parameters<typeof ask>[0], act: () => void): Promise<void> => {
    if ((await ask(question)) !== null) act();
  };
  return (
    <div className="hc-bar">
      <Button onClick={onEdit}>{words.edit}</Button>
      <Button busy={test.isPending} onClick={() => test.mutate(undefined)}>
        {words.test}
      </Button>
      <Button busy={turn.isPending} onClick={() => turn.mutate(h.state === 'on' ? 'paused' : 'on')}>
        {h.state === 'on' ? words.pause : words.resume}
      </Button>
      <Button onClick={onReplay}>{words.replay}</Button>
      <Button busy={rotate.isPending} onClick={() => void sure({ title: words.rotateAsk, text: words.rotateText, ok: words.rotate }, () => rotate.mutate(undefined))}>
        {words.rotate}
      </Button>
      <Button
        kind="quiet"
        icon="trash"
        busy={drop.isPending}
        onClick={() => void sure({ title: words.removeAsk, text: words.removeText, ok: words.remove, danger: true }, () => drop.mutate(undefined))}
      >
        {words.remove}
      </Button>
    </div>
  );
}

function Deliveries({ hook }: { readonly hook: Hook }): ReactNode {
  const [failed, setFailed] = useState(false);
  const [open, setOpen] = useState<string | null>(null);
  const deliveries = useDeliveries(hook.id, failed);
  return (
    <section aria-label={words.deliveries}>
      <header className="hc-outside-head">
        <h3>{words.deliveries}</h3>
        <label className="hc-switch">
          <input type="checkbox" role="switch" checked={failed} onChange={(event) => setFailed(event.target.checked)} />
          {words.onlyFailed}
        </label>
      </header>
      {deliveries.isError && !deliveries.data ? (
        <Failure error={deliveries.error} />
      ) : !deliveries.data ? (
        <Waiting lines={4} />
      ) : deliveries.data.length === 0 ? (
        <Empty title={words.noDeliveries} />
      ) : (
        <ul className="hc-outside-list">
          {deliveries.data.map((d) => (
            <li key={d.id}>
              <button type="button" aria-expanded={open === d.id} onClick={() => setOpen(open === d.id ? null : d.id)}>
                <Tag tone={d.error === null ? 'ok' : 'bad'}>{d.status ?? '—'}</Tag>
                <code>{d.name}</code>
                <span className="hc-outside-why">{d.error ?? ''}</span>
                <small>{[words.kind[d.kind], d.pos && `#${d.pos}`, words.ms(d.ms), ago(d.at)].filter(Boolean).join(' · ')}</small>
              </button>
              {open === d.id && <OneDelivery hook={hook} delivery={d} />}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function OneDelivery({ hook, delivery }: { readonly hook: Hook; readonly delivery: Delivery }): ReactNode {
  const whole = useDelivery(delivery.id);
  const resend = useDo(() => post<Sent>(`/api/webhooks/${hook.id}/send`, { pos: delivery.pos }), { said: (r) => [words.resent(r.ok, r.error ?? ''), r.ok ? 'ok' : 'bad'] });
  if (whole.isError) return <Failure error={whole.error} />;
  if (!whole.data) return <Waiting lines={4} />;
  const { request, body, response } = whole.data;
  const headers = Object.entries(request.headers).map(([name, value]) => `${name}: ${value}`);
  return (
    <div className="hc-outside-one">
      <CodeBox title={words.request} text={`POST ${request.url}\n${headers.join('\n')}\n\n${body === null ? words.noBody : pretty(JSON.parse(body))}`} />
      <CodeBox title={words.response} text={`${delivery.status ?? delivery.error ?? ''}\n\n${response ?? ''}`} />
      {delivery.pos && (
        <div>
          <Button busy={resend.isPending} onClick={() => resend.mutate(undefined)}>
            {words.resend}
          </Button>
        </div>
      )}
    </div>
  );
}
