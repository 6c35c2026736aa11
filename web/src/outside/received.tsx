// What has come in: accepted or refused and why, the documents made of it, and what people still have to do.
import { useState, type ReactNode } from 'react';
import { post } from '../api/client';
import { ago, stamp } from '../lib/days';
import { Empty, Failure, Tag, Waiting } from '../ui/bits';
import { Button } from '../ui/button';
import { A } from '../ui/link';
import { CodeBox } from './code-box';
import { pretty, type Received, type Template, useDo, useReceived } from './outside';
import { words } from './words';

const VIEWS = ['all', 'todo', 'refused'] as const;
type View = (typeof VIEWS)[number];
const EMPTY: Readonly<Record<View, string>> = { all: words.noReceived, todo: words.noTodo, refused: words.noRefused };

export function ReceivedList({ type, templates }: { readonly type: string | null; readonly templates: readonly Template[] }): ReactNode {
  const [view, setView] = useState<View>('all');
  const [open, setOpen] = useState<string | null>(null);
  const received = useReceived(view, type);
  return (
    <section aria-label={words.received}>
      <header className="hc-outside-head">
        <h2>{words.received}</h2>
        <div className="hc-segments" role="radiogroup" aria-label={words.received}>
          {VIEWS.map((v) => (
            <button key={v} type="button" role="radio" aria-checked={v === view} onClick={() => setView(v)}>
              {words.views[v]}
            </button>
          ))}
        </div>
      </header>
      {received.isError && !received.data ? (
        <Failure error={received.error} />
      ) : !received.data ? (
        <Waiting lines={4} />
      ) : received.data.length === 0 ? (
        <Empty title={EMPTY[view]} />
      ) : (
        <ul className="hc-outside-list">
          {received.data.map((r) => (
            <li key={r.id}>
              <button type="button" aria-expanded={open === r.id} onClick={() => setOpen(open === r.id ? null : r.id)}>
                <Tag tone={r.state === 'refused' ? 'bad' : r.todo && !r.doneAt ? 'warn' : 'ok'}>
                  {r.state === 'refused' ? words.refused : r.todo && !r.doneAt ? words.todo : words.accepted}
                </Tag>
                <b>{templates.find((t) => t.name === r.type)?.zh ?? (r.type || '—')}</b>
                <span className="hc-outside-why">{r.problem?.title ?? r.todo ?? r.reaction?.made.map((m) => `${m.zh} ${m.number}`).join('、') ?? ''}</span>
                <small>{[r.source, words.via[r.via], ago(r.at)].filter(Boolean).join(' · ')}</small>
              </button>
              {open === r.id && <OneReceived received={r} />}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function OneReceived({ received: r }: { readonly received: Received }): ReactNode {
  const done = useDo(() => post(`/api/outside/received/${r.id}/done`), { said: words.doneSaid });
  return (
    <div className="hc-outside-one">
      {r.problem && (
        <div className="hc-outside-trouble hc-outside-bad">
          <p>{words.problem}</p>
          <ul>
            {r.problem.errors.map((e) => (
              <li key={`${e.path}${e.message}`}>
                {e.message} {e.path && <code>{e.path}</code>}
              </li>
            ))}
          </ul>
        </div>
      )}
      {r.todo && (
        <div className={`hc-outside-trouble ${r.doneAt ? '' : 'hc-outside-warn'}`}>
          {r.todo.split('\n').map((line) => (
            <p key={line}>{line}</p>
          ))}
          {r.doneAt ? (
            <p className="hc-note">{words.doneBy(r.doneBy ?? '', stamp(r.doneAt))}</p>
          ) : (
            <Button icon="check" busy={done.isPending} onClick={() => done.mutate(undefined)}>
              {words.markDone}
            </Button>
          )}
        </div>
      )}
      {(r.reaction?.made.length ?? 0) > 0 && (
        <p>
          {words.effects}：
          {r.reaction?.made.map((m) => (
            <A key={m.id} className="hc-link" href={`/documents/${m.type}/${m.id}`}>
              {m.zh} {m.number}
            </A>
          ))}
        </p>
      )}
      <CodeBox title={words.content} text={pretty(r.body)} />
    </div>
  );
}
