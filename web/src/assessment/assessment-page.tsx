// 12 号自评: clause by clause what 财会〔2024〕12号 demands, how we meet it, where one sees it, which test proves it, and what is missing.
import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { get } from '../api/client';
import { holds, useMeta } from '../app/meta';
import { t } from '../i18n';
import { ExportLink, PrintAll } from '../list/take-away';
import { Failure, PageHead, Tag, Waiting } from '../ui/bits';
import { A } from '../ui/link';
import type { Assessment, Clause, Verdict } from './assessment';
import { words } from './words';
import './assessment.css';

const TONE: Readonly<Record<Verdict, string>> = { met: 'ok', partly: 'warn', unmet: 'bad' };
/** Pages that ask for a right of their own; who lacks it reads the name and is not led to a closed door. */
const ASKS: readonly (readonly [start: string, right: string])[] = [
  ['/settings/audit', 'audit.view'],
  ['/settings/roles', 'people.manage'],
  ['/settings/approvals', 'settings.manage'],
  ['/health', 'verify.run'],
];
const VERDICTS = ['met', 'partly', 'unmet'] as const satisfies readonly Verdict[];

export function AssessmentPage(): ReactNode {
  const [only, setOnly] = useState<Verdict | null>(null);
  const query = useQuery({ queryKey: ['assessment'], queryFn: ({ signal }) => get<Assessment>('/api/assessment', {}, signal) });
  if (query.isError) return <Failure whole error={query.error} retry={() => void query.refetch()} />;
  if (!query.data) return <Waiting lines={10} />;
  const { clauses, day } = query.data;
  const shown = clauses.filter((c) => only === null || c.verdict === only);
  return (
    <div className="hc-page hc-assess">
      <PageHead
        crumbs={[{ text: t('settings') }, { text: words.title }]}
        title={words.title}
        after={<span className="hc-note">{words.day(day)}</span>}
        actions={
          <>
            <PrintAll />
            <ExportLink href="/api/assessment/export?format=xlsx" />
          </>
        }
      />
      <header className="hc-assess-head">
        <h2>{words.long}</h2>
        <p>{words.note}</p>
        <Choice clauses={clauses} only={only} onOnly={setOnly} />
      </header>
      <div className="hc-assess-page">
        <Contents clauses={shown} />
        <div className="hc-assess-list">
          {shown.map((c) => (
            <ClauseCard key={c.no} clause={c} />
          ))}
        </div>
      </div>
    </div>
  );
}

function Choice({ clauses, only, onOnly }: { readonly clauses: readonly Clause[]; readonly only: Verdict | null; readonly onOnly: (only: Verdict | null) => void }): ReactNode {
  return (
    <div className="hc-segments" role="radiogroup" aria-label={words.filter}>
      <button type="button" role="radio" aria-checked={only === null} onClick={() => onOnly(null)}>
        {words.all} {clauses.length}
      </button>
      {VERDICTS.map((v) => (
        <button key={v} type="button" role="radio" aria-checked={only === v} onClick={() => onOnly(v)}>
          {words[v]} {clauses.filter((c) => c.verdict === v).length}
        </button>
      ))}
    </div>
  );
}

const Contents = ({ clauses }: { readonly clauses: readonly Clause[] }): ReactNode => (
  <nav aria-label={words.contents}>
    <ol>
      {clauses.map((c) => (
        <li key={c.no}>
          <a href={`#${c.no}`} title={words[c.verdict]}>
            <i className={`hc-assess-dot hc-assess-${c.verdict}`} aria-hidden="true" />
            <span>{c.title}</span>
          </a>
        </li>
      ))}
    </ol>
  </nav>
);

function Way({ href, children, className = 'hc-link' }: { readonly href: string | null; readonly children: ReactNode; readonly className?: string }): ReactNode {
  const meta = useMeta();
  const asked = ASKS.find(([start]) => href?.startsWith(start))?.[1];
  if (href === null || (asked !== undefined && !holds(meta, asked))) return <strong className={className.replace('hc-link', '').trim()}>{children}</strong>;
  return (
    <A className={className} href={href}>
      {children}
    </A>
  );
}

function ClauseCard({ clause: c }: { readonly clause: Clause }): ReactNode {
  return (
    <article id={c.no} aria-labelledby={`${c.no}-title`}>
      <header>
        <b>{c.no}</b>
        <h3 id={`${c.no}-title`}>{c.title}</h3>
        <small>{c.clause}</small>
        {c.optional && <Tag>{words.optional}</Tag>}
        <Tag tone={TONE[c.verdict]}>
          <i />
          {words[c.verdict]}
        </Tag>
      </header>
      <dl>
        <dt>{words.demand}</dt>
        <dd>{c.demand}</dd>
        <dt>{words.how}</dt>
        <dd>
          <ul>
            {c.how.map((h) => (
              <li key={h}>{h}</li>
            ))}
          </ul>
        </dd>
        {c.missing && (
          <>
            <dt className="hc-assess-missing">{words.missing}</dt>
            <dd className="hc-assess-missing">{c.missing}</dd>
          </>
        )}
        <Grounds clause={c} />
      </dl>
    </article>
  );
}

/** What stands behind the verdict: figures of this company, the screens, the tests. */
function Grounds({ clause: c }: { readonly clause: Clause }): ReactNode {
  return (
    <>
      {c.evidence.length > 0 && (
        <>
          <dt>{words.evidence}</dt>
          <dd className="hc-assess-evidence">
            {c.evidence.map((e) => (
              <span key={e.zh}>
                <small>{e.zh}</small>
                <Way href={e.href} className={e.bad ? 'hc-link hc-negative' : 'hc-link'}>
                  {e.value}
                </Way>
              </span>
            ))}
          </dd>
        </>
      )}
      {c.screens.length > 0 && (
        <>
          <dt>{words.screens}</dt>
          <dd className="hc-assess-links">
            {c.screens.map((s) => (
              <Way key={s.href} href={s.href}>
                {s.zh}
              </Way>
            ))}
          </dd>
        </>
      )}
      {c.tests.length > 0 && (
        <>
          <dt>{words.tests}</dt>
          <dd className="hc-assess-tests">
            {c.tests.map((p) => (
              <span key={p.file + p.title}>
                {p.title}
                <code>{p.file}</code>
              </span>
            ))}
          </dd>
        </>
      )}
    </>
  );
}
