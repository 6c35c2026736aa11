// One document: written while it is a draft, paper afterwards; its state, neighbours, vouchers and trail around it.
import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useMemo, type ReactNode } from 'react';
import { get } from '../api/client';
import type { Command, CommandAnswer, DocAnswer, DocMeta } from '../api/types';
import { usePhone } from '../app/media';
import { documentOf, moduleOf, useMeta } from '../app/meta';
import { useMemory, visited } from '../app/memory';
import { NotFound } from '../app/not-found';
import { useGo, useParam, useSearchText } from '../app/url';
import { LateNotice } from '../costing/late-costs';
import { t } from '../i18n';
import { Complaint } from '../peek/said';
import { Failure, PageHead, Waiting } from '../ui/bits';
import { IconButton } from '../ui/button';
import { Icon } from '../ui/icon';
import { A } from '../ui/link';
import { Menu } from '../ui/menu';
import { DocBar, type Extra, firstActions } from './doc-bar';
import { HeadFacts, PaperSigns, PrintSheet, sheetOf } from './paper';
import { PaperLines } from './paper-lines';
import { Ribbon } from './ribbon';
import { SentBack, Trail } from './trail';
import { useCommand } from './use-command';
import { usePrint } from './use-print';
import type { Worker } from './editor';
import './document.css';

const load = () => import('./editor');
const Editor = lazy(async () => ({ default: (await load()).Editor }));
const Photos = lazy(async () => ({ default: (await import('../quality/photos')).Photos }));

export const documentQuery = (type: string, id: string) => ({
  queryKey: ['document', type, id],
  queryFn: ({ signal }: { signal: AbortSignal }) => get<DocAnswer>(`/api/documents/${type}/${id}`, {}, signal),
});

export function NewDocument(): ReactNode {
  const meta = useMeta();
  const type = useParam('type');
  const search = useSearchText();
  const def = documentOf(meta, type);
  const model = search['copy'] ?? search['correct'];
  const copy = useQuery({ ...documentQuery(type, model ?? ''), enabled: model !== undefined });
  if (!def?.may.edit) return <NotFound />;
  if (model && copy.isPending) return <Waiting />;
  const from = search['from'] && search['source'] ? { type: search['from'], id: search['source'] } : null;
  return <Page key={`${type}${model ?? ''}${search['source'] ?? ''}`} def={def} answer={null} from={from} copy={copy.data ?? null} correcting={search['correct'] !== undefined} />;
}

export function DocumentPage(): ReactNode {
  const meta = useMeta();
  const type = useParam('type');
  const id = useParam('id');
  const def = documentOf(meta, type);
  const query = useQuery(documentQuery(type, id));
  if (!def) return <NotFound />;
  if (query.isError) return <Failure whole error={query.error} retry={() => void query.refetch()} />;
  if (!query.data) return <Waiting lines={9} />;
  return <Page key={id} def={def} answer={query.data} from={null} copy={null} correcting={false} />;
}

type Around = { readonly go: ReturnType<typeof useGo>; readonly print: ReturnType<typeof usePrint>['print'] };
const extrasOf = (def: DocMeta, id: string, { go, print }: Around): Extra[] => [
  { key: 'chain', label: t('chain'), icon: 'chain', run: () => go(`/documents/${def.type}/${id}/chain`) },
  ...(def.may.edit ? [{ key: 'copy', label: t('copyDocument'), icon: 'copy' as const, run: () => go(`/documents/${def.type}/new?copy=${id}`) }] : []),
  { key: 'a4', label: t('printA4'), icon: 'print', hint: 'Ctrl P', run: () => print('a4') },
  { key: 'triple', label: t('printTriple'), icon: 'print', run: () => print('triple') },
  ...(def.may.export ? [{ key: 'file', label: t('exportOne'), icon: 'export' as const, run: () => location.assign(`/api/documents/${def.type}/${id}/export`) }] : []),
  ...(def.may.edit ? [{ key: 'new', label: t('newOne', { what: def.zh }), icon: 'plus' as const, run: () => go(`/documents/${def.type}/new`) }] : []),
];

/** A correction is approved as a whole; it has no draft of its own on the server. */
const CORRECTS: readonly Command[] = ['approve'];

const Correcting = ({ of }: { readonly of: DocAnswer | null }): ReactNode => <p className="hc-correcting">{t('correcting', { number: of?.doc.number ?? '' })}</p>;

const Coming = ({ children }: { readonly children: ReactNode }): ReactNode => (
  <>
    {children}
    <Waiting lines={8} />
  </>
);

type PageProps = {
  readonly def: DocMeta;
  readonly answer: DocAnswer | null;
  readonly from: { readonly type: string; readonly id: string } | null;
  readonly copy: DocAnswer | null;
  readonly correcting: boolean;
};

function Page({ def, answer, from, copy, correcting }: PageProps): ReactNode {
  const meta = useMeta();
  const go = useGo();
  const phone = usePhone();
  const commands = useCommand(def);
  const { printing, print } = usePrint();
  const [trailOpen, setTrailOpen] = useMemory('trail', innerWidth >= 1680);
  const doc = answer?.doc ?? null;
  const state = doc?.state ?? 'draft';
  const actions: readonly Command[] = answer?.actions ?? (correcting ? CORRECTS : firstActions(def));
  const editing = correcting || actions.includes('save') || actions.includes('count');
  const sheet = useMemo(() => (answer ? sheetOf(answer) : null), [answer]);
  useEffect(() => {
    if (doc?.number) visited({ href: `/documents/${def.type}/${doc.id}`, text: `${def.zh} ${doc.number}`, kind: 'document' });
  }, [def, doc]);
  const onDone = (done: CommandAnswer): void => {
    if (!answer) go(`/documents/${def.type}/${done.id}`, { replace: true });
  };
  const extras = doc ? extrasOf(def, doc.id, { go, print }) : [];
  const frame = (worker: Worker | null): ReactNode => {
    const give =
      worker?.give ??
      (async (command: Command) => {
        if (doc && command === 'correct') go(`/documents/${def.type}/new?correct=${doc.id}`);
        else if (doc) await commands.run(command, { id: doc.id, version: doc.version, number: doc.number });
      });
    const bar = (
      <DocBar
        def={def}
        actions={actions}
        busy={commands.busy}
        editing={editing}
        dirty={worker?.dirty ?? false}
        onCommand={(c) => void give(c)}
        extras={[...(worker?.extras ?? []), ...extras]}
        id={doc?.id ?? null}
        pushes={state === 'posted' && !doc?.reverses}
      />
    );
    return (
      <>
        <PageHead
          crumbs={[{ text: moduleOf(meta, def.type)?.zh ?? '' }, { text: def.zh, href: `/documents/${def.type}` }, { text: doc?.number ?? t('newShort') }]}
          title={doc ? def.zh : t('newOne', { what: def.zh })}
          after={
            <>
              {doc?.number && <span className="hc-doc-number">{doc.number}</span>}
              <Ribbon def={def} state={state} red={Boolean(doc?.reverses)} />
              {answer && <Neighbours def={def} answer={answer} />}
              {worker?.dirty && <span className="hc-unsaved">{t('unsaved')}</span>}
            </>
          }
          actions={
            <>
              {!phone && doc && <IconButton icon="history" label={t('trail')} aria-pressed={trailOpen} onClick={() => setTrailOpen(!trailOpen)} />}
              {!phone && doc && <IconButton icon="print" label={t('print')} onClick={() => print()} />}
              {bar}
            </>
          }
        />
        {correcting && <Correcting of={copy} />}
        {answer && <Notes answer={answer} />}
      </>
    );
  };
  return (
    <div className={`hc-doc${answer && trailOpen && !phone ? ' hc-with-trail' : ''}`}>
      <div className={`hc-page hc-doc-main${editing ? ' hc-page-full' : ''}`}>
        {editing ? (
          <Suspense fallback={<Coming>{frame(null)}</Coming>}>
            <Editor def={def} answer={answer} from={from} copy={copy} correcting={correcting} commands={commands} onDone={onDone}>
              {frame}
            </Editor>
          </Suspense>
        ) : (
          <>
            {frame(null)}
            {commands.problem && <Complaint text={commands.problem.errors.map((e) => e.message).join('；') || commands.problem.message} />}
            {sheet && (
              <article className={`hc-paper${state === 'void' || state === 'reversed' ? ' hc-paper-dead' : ''}`}>
                <HeadFacts def={def} sheet={sheet} />
                <PaperLines def={def} sheet={sheet} progress={answer?.progress ?? []} />
                <PaperSigns sheet={sheet} />
              </article>
            )}
          </>
        )}
        {answer && <Below def={def} answer={answer} phone={phone} />}
      </div>
      {answer && trailOpen && !phone && <Trail entries={answer.trail} />}
      {printing && sheet && <PrintSheet def={def} sheet={sheet} paper={printing} />}
    </div>
  );
}

/** What is to be known before reading on: costs still being booked, and why it was sent back. */
const Notes = ({ answer }: { readonly answer: DocAnswer }): ReactNode => (
  <>
    {answer.lateCosts && <LateNotice doc={answer.doc.id} />}
    {(answer.doc.state === 'draft' || answer.doc.state === 'counting') && <SentBack entries={answer.trail} />}
  </>
);

/** Under the lines: the photos of an inspection, and on a phone the trail. */
function Below({ def, answer, phone }: { readonly def: DocMeta; readonly answer: DocAnswer; readonly phone: boolean }): ReactNode {
  const { doc, trail } = answer;
  const open = doc.state === 'draft' || doc.state === 'submitted';
  return (
    <>
      {def.type === 'inspection' && (
        <Suspense fallback={null}>
          <Photos doc={doc.id} lines={doc.lines.map((l, i) => ({ no: i + 1, what: String(l['lot'] ?? '') }))} editable={def.may.edit === true && open} />
        </Suspense>
      )}
      {phone && <Trail entries={trail} />}
    </>
  );
}

/** Smart buttons: where it came from, what followed, what it booked. One is a link, several are a menu. */
function Neighbours({ def, answer }: { readonly def: DocMeta; readonly answer: DocAnswer }): ReactNode {
  const go = useGo();
  const { doc, sources, followers, vouchers } = answer;
  const docs = (list: DocAnswer['sources']) => list.map((d) => ({ key: d.id, label: `${d.zh ?? ''} ${d.number ?? ''}`, href: `/documents/${d.type}/${d.id}` }));
  const group = (label: string, icon: 'pull' | 'right' | 'doc', list: readonly { key: string; label: string; href: string }[]): ReactNode => {
    if (list.length === 0) return null;
    const only = list[0];
    if (list.length === 1 && only)
      return (
        <A className="hc-smart" href={only.href} title={only.label}>
          {label}
          <b>1</b>
        </A>
      );
    return (
      <Menu
        label={`${label}${list.length}`}
        className="hc-smart"
        align="start"
        button={
          <>
            {label}
            <b>{list.length}</b>
          </>
        }
        items={list.map((e) => ({ key: e.key, label: e.label, icon, run: () => go(e.href) }))}
      />
    );
  };
  const red = [
    ...(doc.reverses ? [{ key: doc.reverses, label: t('original'), href: `/documents/${def.type}/${doc.reverses}` }] : []),
    ...(doc.reversedBy ? [{ key: doc.reversedBy, label: t('redDocument'), href: `/documents/${def.type}/${doc.reversedBy}` }] : []),
  ];
  return (
    <span className="hc-smarts">
      {group(t('sources'), 'pull', docs(sources))}
      {group(t('followers'), 'right', docs(followers))}
      {group(
        t('vouchers'),
        'doc',
        vouchers.map((v) => ({ key: v.id, label: v.number, href: `/vouchers/${v.id}` })),
      )}
      {red.map((r) => (
        <A key={r.key} className="hc-smart hc-smart-bad" href={r.href}>
          {r.label}
        </A>
      ))}
      {(sources.length > 0 || followers.length > 0 || vouchers.length > 0) && (
        <A className="hc-smart" href={`/documents/${def.type}/${doc.id}/chain`}>
          <Icon name="chain" size={13} />
          {t('chain')}
        </A>
      )}
    </span>
  );
}
