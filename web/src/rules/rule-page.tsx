// One rule: sentence, blocks and plain explanation side by side, one tree behind them; tried on the past, switched on, asked why it is silent.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { lazy, Suspense, useState, type ReactNode } from 'react';
import { messageOf, post, put } from '../api/client';
import { usePhone } from '../app/media';
import { useGo, useParam, useSearchText } from '../app/url';
import { Failure, PageHead, Tag, Waiting } from '../ui/bits';
import { Button } from '../ui/button';
import { Dialog } from '../ui/dialog';
import { say } from '../ui/say';
import { Past } from './past';
import { type Note, type Read, type Tree, useReading, useRule, useWords, type WholeRule } from './rules';
import { Sentence } from './sentence';
import { Trial } from './trial';
import { words } from './words';
import './rules.css';

const Blocks = lazy(async () => ({ default: (await import('./blocks')).Blocks }));

export function RulePage(): ReactNode {
  const id = useParam('id');
  const search = useSearchText();
  const rule = useRule(id === 'new' ? '' : id);
  if (id === 'new') return <Editor key={search['text'] ?? 'new'} rule={null} text={search['text'] ?? ''} name={search['name'] ?? ''} />;
  if (rule.isError) return <Failure error={rule.error} retry={() => void rule.refetch()} />;
  return rule.data ? <Editor key={`${id}/${rule.data.latest}`} rule={rule.data} text={rule.data.text} name={rule.data.name} /> : <Waiting />;
}

type Props = { readonly rule: WholeRule | null; readonly text: string; readonly name: string };

function Editor({ rule, text: first, name: firstName }: Props): ReactNode {
  const phone = usePhone();
  const lexicon = useWords();
  const [text, setText] = useState(first);
  const [name, setName] = useState(firstName);
  const [hole, setHole] = useState(false);
  const read = useReading(text);
  const mayEdit = rule === null || rule.may.edit;
  const drawn = useBlocks(setText, setHole);
  const changed = rule === null ? text.trim() !== '' : text !== rule.text || name !== rule.name;
  const tree = read?.ok ? read : null;
  return (
    <div className="hc-page hc-rule-page">
      <PageHead
        crumbs={[{ text: words.title, href: '/rules' }, { text: rule ? rule.name : words.create }]}
        title={rule ? rule.name : words.create}
        after={rule && <Tag tone={words.tones[rule.state] ?? 'mute'}>{words.states[rule.state] ?? rule.state}</Tag>}
        actions={<Actions rule={rule} draft={{ name, text }} ready={tree !== null && changed && mayEdit} changed={changed} />}
      />
      {rule?.why && <p className="hc-note">{rule.why}</p>}
      <div className="hc-rule-desk">
        <section className="hc-rule-write">
          <label className="hc-rule-title">
            <span className="hc-label">{words.name}</span>
            <input className="hc-input" value={name} maxLength={60} readOnly={!mayEdit} placeholder={words.namePlaceholder} onChange={(event) => setName(event.target.value)} />
          </label>
          <Sentence text={text} onText={setText} read={read} words={lexicon.data} readOnly={!mayEdit} />
          {read && !read.ok && lexicon.data?.model && mayEdit && <Rewrite text={text} onText={setText} />}
          {phone ? (
            <p className="hc-note">{words.phone}</p>
          ) : tree && lexicon.data ? (
            <Suspense fallback={<Waiting lines={8} />}>
              <Blocks tree={tree.ast} texts={tree.texts} words={lexicon.data} readOnly={!mayEdit} onTree={drawn} />
            </Suspense>
          ) : !read && text.trim() !== '' ? (
            <Waiting lines={8} />
          ) : (
            <p className="hc-note hc-blocks-none">{words.blocksOff}</p>
          )}
          {hole && <p className="hc-note">{words.blocksWait}</p>}
        </section>
        <aside className="hc-rule-read" aria-live="polite">
          <Understood read={read} written={text.trim() !== ''} />
          {tree && <Trial ast={tree.ast} active={rule?.state === 'active' && changed ? rule.canonical : null} />}
        </aside>
      </div>
      {rule && <Past rule={rule} onText={setText} />}
    </div>
  );
}

/** Blocks moved by hand: the tree is written as a sentence, which is then the draft. Holes leave the sentence alone. */
function useBlocks(setText: (text: string) => void, setHole: (hole: boolean) => void): (tree: Tree | null) => void {
  return (tree) => {
    setHole(tree === null);
    if (!tree) return;
    post<{ ok: boolean; text: string; errors?: readonly { message: string }[] }>('/api/rules/write', { ast: tree }).then(
      (answer) => {
        if (answer.ok) setText(answer.text);
        else if (answer.errors?.[0]) say(answer.errors[0].message, 'bad');
      },
      (error: unknown) => say(messageOf(error), 'bad'),
    );
  };
}

function Understood({ read, written }: { readonly read: Read | null; readonly written: boolean }): ReactNode {
  if (!read?.ok)
    return (
      <section className="hc-understood">
        <h2>{words.understood}</h2>
        {!read && written ? <Waiting lines={2} /> : <p className="hc-note">{read ? words.unread : words.empty}</p>}
      </section>
    );
  return (
    <section className="hc-understood">
      <h2>{words.understood}</h2>
      <ul>
        {read.explanation.map((line) => (
          <li key={line}>{line.replace(/^我理解为：/, '')}</li>
        ))}
      </ul>
      <Notes notes={read.notes} />
    </section>
  );
}
const Notes = ({ notes }: { readonly notes: readonly Note[] }): ReactNode =>
  notes.length > 0 && (
    <>
      <h3>{words.notes}</h3>
      <ul className="hc-rule-notes">
        {notes.map((n) => (
          <li key={n.text} className={n.level === 'stop' ? 'hc-stop' : ''}>
            {n.text}
          </li>
        ))}
      </ul>
    </>
  );

function Rewrite({ text, onText }: { readonly text: string; readonly onText: (text: string) => void }): ReactNode {
  const ask = useMutation({
    mutationFn: () => post<{ proposal: { text: string; added: readonly string[] } | null }>('/api/rules/rewrite', { text }),
    onSuccess: ({ proposal }) => {
      if (!proposal) return say(words.rewriteNone, 'bad');
      onText(proposal.text);
      if (proposal.added.length > 0) say(words.rewriteAdded(proposal.added.join('、')), 'bad');
    },
    onError: (error) => say(messageOf(error), 'bad'),
  });
  return (
    <Button kind="quiet" busy={ask.isPending} onClick={() => ask.mutate()}>
      {words.rewrite}
    </Button>
  );
}

type Doing = { readonly rule: WholeRule | null; readonly draft: { readonly name: string; readonly text: string }; readonly ready: boolean; readonly changed: boolean };
/** What can be done with a rule, and what is being done. */
function useDeeds(rule: WholeRule | null, draft: Doing['draft']) {
  const go = useGo();
  const client = useQueryClient();
  const [asking, setAsking] = useState<'activate' | 'suspend' | null>(null);
  const fresh = (): Promise<void> => client.invalidateQueries({ queryKey: ['rules'] });
  const bad = (error: unknown): void => say(messageOf(error), 'bad');
  const save = useMutation({
    mutationFn: () =>
      rule ? put<{ id: string; version: number }>(`/api/rules/${rule.id}`, { ...draft, version: rule.latest }) : post<{ id: string; version: number }>('/api/rules', draft),
    onSuccess: async (made) => {
      say(words.saved(made.version));
      await fresh();
      if (!rule) go(`/rules/${made.id}`, { replace: true });
    },
    onError: bad,
  });
  const activate = useMutation({
    mutationFn: (fireNow: boolean) => post<{ state: string }>(`/api/rules/${rule?.id}/activate`, { fireNow }),
    onSuccess: async ({ state }) => {
      say(state === 'active' ? words.activated : words.awaiting);
      setAsking(null);
      await fresh();
    },
    onError: bad,
  });
  const suspend = useMutation({
    mutationFn: (why: string) => post(`/api/rules/${rule?.id}/suspend`, { why }),
    onSuccess: async () => {
      say(words.suspended);
      setAsking(null);
      await fresh();
    },
    onError: bad,
  });
  return { asking, setAsking, save, activate, suspend };
}

function Actions({ rule, draft, ready, changed }: Doing): ReactNode {
  const { asking, setAsking, save, activate, suspend } = useDeeds(rule, draft);
  const waits = rule !== null && (rule.state !== 'active' || rule.active !== rule.latest);
  const start = (): void => (rule && rule.already.length > 0 ? setAsking('activate') : activate.mutate(false));
  return (
    <>
      {rule && (rule.state === 'active' || rule.state === 'awaiting') && rule.may.edit && (
        <Button onClick={() => setAsking('suspend')}>{rule.state === 'awaiting' ? words.takeBack : words.suspend}</Button>
      )}
      {(changed || !rule) && (
        <Button kind={rule && !changed ? 'plain' : 'primary'} disabled={!ready} busy={save.isPending} onClick={() => save.mutate()}>
          {rule ? words.saveNext : words.save}
        </Button>
      )}
      {waits && !changed && (rule.state === 'awaiting' ? rule.may.approve : rule.may.edit || rule.may.approve) && (
        <Button kind="primary" icon="check" busy={activate.isPending} onClick={start}>
          {rule.state === 'awaiting' ? words.approve : words.activate}
        </Button>
      )}
      {rule && asking === 'activate' && (
        <Dialog
          open
          onClose={() => setAsking(null)}
          title={words.already(rule.already.length)}
          footer={
            <>
              <Button onClick={() => activate.mutate(true)}>{words.fireNow}</Button>
              <Button kind="primary" onClick={() => activate.mutate(false)}>
                {words.fireLater}
              </Button>
            </>
          }
        >
          <p>{words.alreadyText}</p>
          <p className="hc-note">
            {rule.already
              .slice(0, 12)
              .map((a) => a.name)
              .join('、')}
          </p>
        </Dialog>
      )}
      {asking === 'suspend' && <SuspendBox onClose={() => setAsking(null)} onWhy={(why) => suspend.mutate(why)} busy={suspend.isPending} />}
    </>
  );
}

function SuspendBox({ onClose, onWhy, busy }: { readonly onClose: () => void; readonly onWhy: (why: string) => void; readonly busy: boolean }): ReactNode {
  const [why, setWhy] = useState('');
  return (
    <Dialog
      open
      onClose={onClose}
      title={words.suspend}
      footer={
        <Button kind="danger" disabled={why.trim() === ''} busy={busy} onClick={() => onWhy(why)}>
          {words.suspend}
        </Button>
      }
    >
      <label className="hc-field">
        <span className="hc-label">{words.suspendWhy}</span>
        <input className="hc-input" data-autofocus value={why} maxLength={200} onChange={(event) => setWhy(event.target.value)} />
      </label>
    </Dialog>
  );
}
