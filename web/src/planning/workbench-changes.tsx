// Every cleaning of a series, with its reason and its document; each can be set aside and taken back in.
import type { ReactNode } from 'react';
import { Tag } from '../ui/bits';
import { Button } from '../ui/button';
import { A } from '../ui/link';
import { type Change, type SeriesPage, useAct } from './workbench';
import { words } from './workbench-words';

export function Changes({ page, edit }: { readonly page: SeriesPage; readonly edit: boolean }): ReactNode {
  return (
    <section className="hc-bench-card">
      <h3>{words.changes}</h3>
      {page.changes.length === 0 ? (
        <p className="hc-note">{words.noChanges}</p>
      ) : (
        <>
          <p className="hc-note">{words.changeHint}</p>
          <ChangeList changes={page.changes.toReversed()} edit={edit} />
        </>
      )}
    </section>
  );
}

export function ChangeList({ changes, edit }: { readonly changes: readonly Change[]; readonly edit: boolean }): ReactNode {
  const turn = useAct<{ readonly id: string; readonly to: 'undo' | 'redo' }>(({ id, to }) => `/api/planning/changes/${id}/${to}`, words.turned);
  return (
    <ul className="hc-bench-changes">
      {changes.map((c) => (
        <li key={c.id} className={c.undoneAt === null ? undefined : 'hc-bench-undone'}>
          <div>
            <b>{c.day}</b> <Tag tone={c.undoneAt === null ? 'warn' : 'mute'}>{c.undoneAt === null ? c.kind : `${c.kind} · ${words.undone}`}</Tag>
            <p>{c.reason}</p>
            {c.doc && c.type && <A href={`/documents/${c.type}/${c.doc}`}>{c.number ?? words.document}</A>}
          </div>
          {edit && (
            <Button kind="quiet" busy={turn.isPending && turn.variables.id === c.id} onClick={() => turn.mutate({ id: c.id, to: c.undoneAt === null ? 'undo' : 'redo' })}>
              {c.undoneAt === null ? words.undo : words.redo}
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}
