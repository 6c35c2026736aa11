// Beside the steps: the closing documents this month already has, and who closed or reopened it when.
import type { ReactNode } from 'react';
import type { DocState } from '../api/types';
import { stamp } from '../lib/days';
import { StateTag } from '../ui/bits';
import { A } from '../ui/link';
import type { Month } from './close';
import { words } from './words';

export function Made({ month }: { readonly month: Month }): ReactNode {
  if (month.documents.length === 0) return null;
  return (
    <section className="hc-made" aria-label={words.documents}>
      <h2>{words.documents}</h2>
      <ul>
        {month.documents.map((d) => (
          <li key={d.id}>
            <A className="hc-link" href={`/documents/${d.type}/${d.id}`}>
              {d.number}
            </A>
            <span>{d.title || d.zh}</span>
            {d.red ? <span className="hc-tag hc-tag-bad">{words.red}</span> : <StateTag state={d.state as DocState} />}
          </li>
        ))}
      </ul>
    </section>
  );
}

export function History({ month }: { readonly month: Month }): ReactNode {
  if (month.history.length === 0) return null;
  return (
    <section className="hc-made" aria-label={words.history}>
      <h2>{words.history}</h2>
      <ul>
        {month.history.map((h) => (
          <li key={`${h.at}${h.summary}`} className="hc-past">
            <span>{h.summary}</span>
            <small>
              {h.who} · {stamp(h.at)}
            </small>
          </li>
        ))}
      </ul>
    </section>
  );
}
