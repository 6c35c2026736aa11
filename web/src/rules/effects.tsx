// 规则对这条资料的影响: which parameters, bans and tags hold because a rule said so, with the sentence, the figures behind it and the way to the rule.
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { get } from '../api/client';
import { holds, useMeta } from '../app/meta';
import { stamp } from '../lib/days';
import { Tag } from '../ui/bits';
import { A } from '../ui/link';
import { words } from './words';
import './effects.css';

type Effect = {
  readonly kind: 'block' | 'lock' | 'param' | 'tag';
  readonly what: string;
  readonly value: string | null;
  readonly prior: string | null;
  readonly msg: string | null;
  readonly since: string;
  readonly reverts: boolean;
  readonly scope: 'own' | 'category' | 'all';
  readonly counts: boolean;
  readonly rule: string;
  readonly name: string;
  readonly canonical: string;
  readonly owner: string;
  readonly because: readonly string[];
};

/** For the page of a record: nothing where no rule touches it, or where one may not see rules. */
export function RuleEffects({ record }: { readonly record: string }): ReactNode {
  const may = holds(useMeta(), 'rule.view');
  const effects = useQuery({ queryKey: ['rules', 'effects', record], queryFn: () => get<readonly Effect[]>(`/api/rules/effects/${record}`), enabled: may });
  if (!effects.data?.length) return null;
  return (
    <section className="hc-effects" aria-label={words.effects}>
      <h2>{words.effects}</h2>
      <ul>
        {effects.data.map((e) => (
          <li key={`${e.rule}/${e.kind}/${e.what}`}>
            <p>
              <strong>{words.effect[e.kind](e.what, e.value)}</strong>
              {e.prior !== null && e.kind === 'param' && <small>{words.before(e.prior)}</small>}
              {!e.counts && <Tag>{words.outranked}</Tag>}
              {e.scope !== 'own' && <Tag>{words.reach[e.scope]}</Tag>}
            </p>
            <p>
              <A href={`/rules/${e.rule}`}>{e.name}</A>
              <span>{e.canonical}</span>
            </p>
            {e.because.slice(1, 5).map((line) => (
              <small key={line}>{line}</small>
            ))}
            <small>{words.lasts(stamp(e.since), e.owner, e.reverts)}</small>
          </li>
        ))}
      </ul>
    </section>
  );
}
