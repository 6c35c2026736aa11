// 消息与待办: everything the house and its rules told a person, in one list. To-dos stay on top until they are done.
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { get, post } from '../api/client';
import { Empty, Failure, PageHead, Waiting } from '../ui/bits';
import { Button } from '../ui/button';
import { A } from '../ui/link';
import { stamp } from '../lib/days';
import { hrefOf, type Notice, useNotices } from '../quality/notices';
import type { RuleMessage } from './rules';
import { words } from './words';
import './rules.css';

/** One line of the inbox, wherever it came from. */
type Line = {
  readonly key: string;
  readonly at: string;
  readonly from: string;
  readonly text: string;
  readonly href: string | null;
  readonly open: boolean;
  readonly task: boolean;
  readonly done: () => Promise<unknown>;
};
/** Rules ring the bell with this title; here they speak for themselves, with their link and their task. */
const BY_RULE = '业务规则';

const ofNotice = (n: Notice): Line => ({
  key: `n${n.id}`,
  at: n.at,
  from: n.title,
  text: n.body,
  href: hrefOf(n),
  open: !n.read,
  task: false,
  done: () => post('/api/notices/read', { ids: [n.id] }),
});
const ofRule = (m: RuleMessage): Line => ({
  key: `r${m.id}`,
  at: m.at,
  from: m.task ? words.task : m.role ? words.forRole(m.role) : BY_RULE,
  text: m.text,
  href: m.link,
  open: m.task ? m.doneAt === null : m.readAt === null,
  task: m.task,
  done: () => post(`/api/rules/messages/${m.id}/done`, {}),
});

export function InboxPage(): ReactNode {
  const client = useQueryClient();
  const notices = useNotices();
  const told = useQuery({ queryKey: ['rules', 'messages'], queryFn: () => get<readonly RuleMessage[]>('/api/rules/messages') });
  const settle = useMutation({
    mutationFn: (lines: readonly Line[]) => Promise.all(lines.map((l) => l.done())),
    onSettled: () => Promise.all([client.invalidateQueries({ queryKey: ['notices'] }), client.invalidateQueries({ queryKey: ['rules', 'messages'] })]),
  });
  const error = notices.error ?? told.error;
  if (error) return <Failure error={error} retry={() => void Promise.all([notices.refetch(), told.refetch()])} />;
  if (!notices.data || !told.data) return <Waiting />;
  const lines = [...told.data.map(ofRule), ...notices.data.rows.filter((n) => n.title !== BY_RULE).map(ofNotice)].sort((a, b) => b.at.localeCompare(a.at));
  const tasks = lines.filter((l) => l.task && l.open);
  const rest = lines.filter((l) => !(l.task && l.open));
  const unread = rest.filter((l) => l.open);
  return (
    <div className="hc-page">
      <PageHead
        title={words.inbox}
        actions={
          unread.length > 0 && (
            <Button busy={settle.isPending} onClick={() => settle.mutate(unread)}>
              {words.allSeen}
            </Button>
          )
        }
      />
      {lines.length === 0 && <Empty title={words.inboxNone} text={words.inboxNoneText} />}
      {tasks.length > 0 && <Lines title={words.tasks(tasks.length)} lines={tasks} verb={words.done} busy={settle.isPending} onDone={(l) => settle.mutate([l])} />}
      {rest.length > 0 && <Lines title={words.messages} lines={rest} verb={words.seen} busy={settle.isPending} onDone={(l) => settle.mutate([l])} />}
    </div>
  );
}

type Props = { readonly title: string; readonly lines: readonly Line[]; readonly verb: string; readonly busy: boolean; readonly onDone: (line: Line) => void };
const Lines = ({ title, lines, verb, busy, onDone }: Props): ReactNode => (
  <section className="hc-inbox-part">
    <h2>{title}</h2>
    <ul>
      {lines.map((l) => (
        <li key={l.key} className={l.open ? 'hc-inbox-open' : ''}>
          <span className="hc-inbox-what">
            <small>
              {l.from}　<time dateTime={l.at}>{stamp(l.at)}</time>
            </small>
            {l.href ? <A href={l.href}>{l.text}</A> : <span>{l.text}</span>}
          </span>
          {l.open && (
            <Button disabled={busy} onClick={() => onDone(l)}>
              {verb}
            </Button>
          )}
        </li>
      ))}
    </ul>
  </section>
);
