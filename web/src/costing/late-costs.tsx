// Costs that a job puts right after a late document: what is under way, whose it is, how far it is and what it will change. Asks again while something is.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, type ReactNode } from 'react';
import { get } from '../api/client';
import type { Values, ViewAnswer } from '../api/types';
import { grouped, money } from '../lib/figures';
import { Tag } from '../ui/bits';
import { Icon } from '../ui/icon';
import { A } from '../ui/link';
import { text } from './costing';
import { words } from './words';
import './late-costs.css';

const [BUSY_MS, IDLE_MS] = [1500, 20_000];
const SHOWN = 5;
/** The steps of a job, as the server names them. */
const STAGES = ['等待', '计算中', '入账中'] as const;

/** What waits, of the company or of one document. When the last of it is done, everything that shows costs is read anew. */
function useLate(doc: string | null) {
  const client = useQueryClient();
  const query = useQuery({
    queryKey: ['late-costs', doc],
    queryFn: ({ signal }) => get<ViewAnswer>('/api/views/late-costs', { ...(doc ? { doc } : {}), limit: 200 }, signal),
    refetchInterval: (q) => ((q.state.data?.rows.length ?? 0) > 0 ? BUSY_MS : IDLE_MS),
  });
  const rows = query.data?.rows ?? [];
  const before = useRef(0);
  useEffect(() => {
    if (before.current > 0 && rows.length === 0) void client.invalidateQueries({ predicate: (q) => q.queryKey[0] === 'view' });
    before.current = rows.length;
  }, [client, rows.length]);
  return { rows, known: query.data !== undefined };
}

/** One line over the list of pools; nothing when nothing waits. */
export function LateCosts(): ReactNode {
  const { rows } = useLate(null);
  if (rows.length === 0) return null;
  const docs = new Set(rows.map((r) => text(r['doc']))).size;
  return (
    <section className="hc-late" aria-live="polite">
      <header>
        <Icon name="clock" size={15} />
        <b>{words.lateTitle(docs)}</b>
        <A className="hc-link" href="/views/late-costs">
          {words.lateAll}
        </A>
      </header>
      <p>{words.lateText}</p>
      <ul>
        {rows.slice(0, SHOWN).map((r) => (
          <Job key={`${text(r['doc'])}${text(r['item'])}${text(r['groupName'])}`} row={r} />
        ))}
      </ul>
    </section>
  );
}

function Job({ row }: { readonly row: Values }): ReactNode {
  const changes = row['changes'] == null ? '' : words.lateChanges(grouped(text(row['changes']), 0), row['amount'] === undefined ? '' : money(row['amount']));
  return (
    <li>
      <A className="hc-link" href={`/documents/${text(row['type'])}/${text(row['doc'])}`}>
        {text(row['number'])}
      </A>
      <span>
        {text(row['item'])} <small>{words.lateLines(grouped(text(row['lines']), 0))}</small>
      </span>
      <Progress stage={text(row['stage'])} trouble={text(row['trouble'])} />
      <small>{changes === '' ? words.lateBy(text(row['who']), text(row['at'])) : changes}</small>
    </li>
  );
}

function Progress({ stage, trouble }: { readonly stage: string; readonly trouble: string }): ReactNode {
  const at = STAGES.findIndex((s) => s === stage);
  if (at < 0)
    return (
      <span title={trouble}>
        <Tag tone="bad">{stage}</Tag>
      </span>
    );
  return (
    <span className="hc-late-steps" role="progressbar" aria-label={words.late} aria-valuemin={0} aria-valuemax={STAGES.length} aria-valuenow={at + 1} aria-valuetext={stage}>
      {STAGES.map((s, i) => (
        <i key={s} className={i <= at ? 'hc-late-reached' : undefined} />
      ))}
      {stage}
    </span>
  );
}

/** On the document that brought the news. */
export function LateNotice({ doc }: { readonly doc: string }): ReactNode {
  const { rows, known } = useLate(doc);
  const [first] = rows;
  return (
    <p className="hc-late hc-late-doc" role="status">
      <Icon name={known && !first ? 'check' : 'clock'} size={15} />
      {known && !first ? words.lateDone : words.lateDoc} {first && <Progress stage={text(first['stage'])} trouble={text(first['trouble'])} />}
      <A className="hc-link" href="/costing">
        {words.title}
      </A>
    </p>
  );
}
