// 业务规则: the rules of the company with how they are doing, and the library to begin from.
import type { ReactNode } from 'react';
import { useGo } from '../app/url';
import { Empty, Failure, PageHead, Tag, Waiting } from '../ui/bits';
import { Button } from '../ui/button';
import { A } from '../ui/link';
import { Library } from './library';
import { type RuleLine, useRules } from './rules';
import { words } from './words';
import './rules.css';

export function RulesPage(): ReactNode {
  const go = useGo();
  const rules = useRules();
  if (rules.isError) return <Failure error={rules.error} retry={() => void rules.refetch()} />;
  const fresh = (
    <Button kind="primary" icon="plus" onClick={() => go('/rules/new')}>
      {words.create}
    </Button>
  );
  return (
    <div className="hc-page">
      <PageHead title={words.title} actions={fresh} />
      {!rules.data ? <Waiting /> : rules.data.length === 0 ? <Empty title={words.none} text={words.noneText} action={fresh} /> : <List rules={rules.data} />}
      <Library />
    </div>
  );
}

const List = ({ rules }: { readonly rules: readonly RuleLine[] }): ReactNode => (
  <ul className="hc-rules">
    {rules.map((r) => (
      <li key={r.id}>
        <A href={`/rules/${r.id}`} className="hc-rule-line">
          <span className="hc-rule-name">
            <strong>{r.name}</strong>
            <Tag tone={words.tones[r.state] ?? 'mute'}>{words.states[r.state] ?? r.state}</Tag>
          </span>
          <span className="hc-rule-text">{r.canonical}</span>
          <small>
            {words.owner(r.owner)}　{words.version(r.active ?? r.latest)}　{words.week(r.week)}
            {r.unknown > 0 && `　${words.unknown(r.unknown)}`}
            {r.why && `　${r.why}`}
          </small>
        </A>
      </li>
    ))}
  </ul>
);
