// A document being written: head, entry grid, totals, drawers for pulling lines and for the voucher it would book.
import { useCallback, useEffect, useMemo, useRef, useState, type ReactNode } from 'react';
import { flushSync } from 'react-dom';
import type { Command, CommandAnswer, DocAnswer, DocMeta } from '../api/types';
import { useMeta } from '../app/meta';
import { useMemory } from '../app/memory';
import { t } from '../i18n';
import { EntryGrid, linesToSend, type EntryGridHandle } from '../grid';
import { ago } from '../lib/days';
import { Complaint } from '../peek/said';
import { Button } from '../ui/button';
import { Icon } from '../ui/icon';
import { type Extra, firstActions, primaryOf } from './doc-bar';
import { columnsOf, deriver, headOf, initialLine, lineOf, type LineRow } from './doc-values';
import { type DrawerName, Drawers } from './drawers';
import { HeadForm } from './head-form';
import { LinesBar } from './lines-bar';
import { bringOpenItems, bringShelves, takesShelves, usePush } from './bring';
import { useDocKeys } from './doc-keys';
import { useComplete } from './use-complete';
import { toSend } from './changed';
import { contentOf, useDraft, type Draft } from './use-draft';
import { hasPieces, openPieces, serialFields, shownColumns } from './serials';
import { useErrors } from './use-errors';
import { useLookups } from './use-lookups';
import type { useCommand } from './use-command';
import { useGridPeek } from './use-grid-peek';
import { Totals } from './totals';

export type Worker = { readonly extras: readonly Extra[]; readonly dirty: boolean; readonly give: (command: Command) => Promise<void> };
type Props = {
  readonly def: DocMeta;
  readonly answer: DocAnswer | null;
  readonly from: { readonly type: string; readonly id: string } | null;
  readonly copy: DocAnswer | null;
  /** The copy stands for the document it corrects: 审核 takes that one back at once. */
  readonly correcting: boolean;
  readonly commands: ReturnType<typeof useCommand>;
  readonly onDone: (answer: CommandAnswer) => void;
  readonly children: (worker: Worker) => ReactNode;
};

/** Commands that only move a document on and bring no content. */
const moves = (command: Command): boolean => command === 'void' || command === 'withdraw';

type Sent = Parameters<ReturnType<typeof useCommand>['run']>[1];
const givenOf = (doc: DocAnswer['doc'] | null, content: NonNullable<Sent['content']> | null): Sent => ({
  id: doc?.id ?? null,
  version: doc?.version ?? 0,
  number: doc?.number ?? null,
  content,
});

export function Editor({ def, answer, from, copy, correcting, commands, onDone, children }: Props): ReactNode {
  const draft = useDraft(def, answer);
  const { problem, run, clear } = commands;
  const grid = useRef<EntryGridHandle>(null);
  const [drawer, setDrawer] = useState<DrawerName | null>(null);
  usePush(def, from, draft);
  const named = useMemo(() => serialFields(def), [def]);
  const pieces = named.length > 0 && draft.rows.some((r) => hasPieces(r, named));
  const columns = useMemo(() => shownColumns(def, columnsOf(def), pieces), [def, pieces]);
  const derive = useMemo(() => deriver(def), [def]);
  const hints = useComplete(def, draft, true);
  const newRow = useCallback(() => ({ ...initialLine(def), source: null }), [def]);
  const { lookup, creating, close } = useLookups(def, draft.head);
  const settles = useMemo(() => def.line.find((f) => f.to === 'open-item'), [def]);
  const meta = useMeta();
  const [widths, setWidths] = useMemory<Record<string, number>>(`widths.${def.type}`, NO_WIDTHS);
  useFollow(def, answer, draft);
  useCopy(def, copy, { draft, same: correcting });
  const body = useCallback(() => {
    const { lines } = linesToSend(columns, latest.current.rows);
    return { day: latest.current.day, head: headOf(def, latest.current.head), lines: lines.map((row) => lineOf(def, row)) };
  }, [columns, def]);
  const latest = useRef(draft);
  latest.current = draft;
  const peeks = useGridPeek(columns, latest);
  const { errors, errorAt, loose } = useErrors(def, { columns, problem, hints, draftRef: latest });

  const give = useCallback(
    async (command: Command): Promise<void> => {
      if (command !== 'save' && command !== 'void') {
        const first = grid.current?.problems().find((p) => p.from === 'grid');
        if (first) {
          grid.current?.goTo(first.rowKey, first.column);
          return;
        }
      }
      grid.current?.commit();
      flushSync(clear); // also draws the cell that was just left: what is sent is what stands there
      const doc = answer?.doc ?? (correcting ? copy?.doc : null) ?? null;
      const done = await run(correcting ? 'correct' : command, givenOf(doc, moves(command) ? null : toSend(def, body(), { answer, command })));
      if (done) {
        latest.current.settled();
        onDone(done);
      }
    },
    [answer, body, clear, copy, correcting, def, run, onDone],
  );
  const may = answer ? answer.actions.includes('approve') : def.may.approve === true;
  const actions = answer?.actions ?? firstActions(def);
  const main = primaryOf(actions) ?? 'save';
  const submit = useCallback(() => void give(main), [give, main]);
  useDocKeys({
    save: () => void give(actions.includes('save') ? 'save' : 'count'),
    submit,
    pull: () => {
      if (def.sources.length > 0) setDrawer('pull');
    },
    preview: () => setDrawer('preview'),
    serials: () => {
      if (pieces) setDrawer('serials');
    },
    lines: () => grid.current?.focus(),
  });

  // a key in the lines draws the lines: what stands around them is the same element as before and is left alone
  const { dirty } = draft;
  const headDraft = useHeadDraft(draft);
  const toLines = useCallback(() => grid.current?.focus(), []);
  const openPull = useCallback(() => setDrawer('pull'), []);
  const openSerials = useCallback(() => setDrawer('serials'), []);
  const closeDrawer = useCallback(() => {
    setDrawer(null);
    grid.current?.focus();
  }, []);
  const openItems = useCallback(() => {
    if (settles) void bringOpenItems(def, latest.current, settles);
  }, [def, settles]);
  const shelved = takesShelves(meta, def) && (answer?.doc.state ?? 'draft') === 'draft';
  const shelves = useCallback(() => void bringShelves(def, latest.current), [def]);
  const extras = useMemo(
    (): Extra[] => [
      ...(def.sources.length > 0 ? [{ key: 'pull', label: t('pull'), icon: 'pull' as const, hint: 'Alt L', run: openPull }] : []),
      { key: 'preview', label: t('preview'), icon: 'eye', hint: 'Alt V', run: () => setDrawer('preview') },
    ],
    [def, openPull],
  );
  const frame = useMemo(() => children({ extras, dirty, give }), [children, extras, dirty, give]);
  return (
    <>
      {frame}
      <KeptBar draft={draft} />
      {loose.length > 0 && <Complaint text={loose.map((e) => e.message).join('；')} />}
      {problem && problem.errors.length === 0 && <Complaint text={problem.message} />}
      <HeadForm def={def} draft={headDraft} errors={errorAt} problem={problem} fresh={answer === null && from === null} onEnd={toLines} />
      <div className="hc-doc-lines">
        <LinesBar
          def={def}
          onPull={openPull}
          onOpenItems={settles ? openItems : null}
          onShelves={shelved ? shelves : null}
          onSerials={pieces ? openSerials : null}
          openSerials={pieces ? openPieces(draft.rows, named) : 0}
        />
        <div ref={peeks} className="hc-grid-box">
          <EntryGrid<LineRow>
            ref={grid}
            label={t('linesOf', { what: def.zh })}
            columns={columns}
            rows={draft.rows}
            onChange={draft.setRows}
            derive={derive}
            newRow={newRow as never}
            errors={errors}
            lookup={lookup}
            onSubmit={submit}
            today={meta.today}
            widths={widths}
            onWidths={setWidths as never}
            fill
          />
        </div>
      </div>
      <Totals def={def} columns={columns} rows={draft.rows} />
      <Drawers
        def={def}
        draft={draft}
        open={drawer}
        creating={creating}
        preview={() => ({ id: answer?.doc.id ?? null, body: body(), approve: may ? submit : null })}
        onClose={closeDrawer}
        onMade={close}
      />
    </>
  );
}
const NO_WIDTHS: Record<string, number> = {};

/** The head's share of the draft, the same object as long as only lines change. */
function useHeadDraft({ day, head, labels, setDay, setHead, learn }: Draft) {
  return useMemo(() => ({ day, head, labels, setDay, setHead, learn }), [day, head, labels, setDay, setHead, learn]);
}

/** Our own save, or somebody else's: an untouched draft follows the server, a touched one is told. */
function useFollow(def: DocMeta, answer: DocAnswer | null, draft: Draft): void {
  const meta = useMeta();
  const seen = useRef(answer?.doc.version);
  useEffect(() => {
    if (!answer || answer.doc.version === seen.current || draft.dirty) return;
    seen.current = answer.doc.version;
    const next = contentOf(def, answer, meta.today);
    const before = linesToSend(columnsOf(def), draft.rows).lines;
    draft.learn(answer.labels);
    draft.replace({ ...next, rows: next.rows.length === before.length ? next.rows.map((row, i) => ({ ...row, _key: before[i]?._key ?? row._key })) : next.rows }, false);
  }, [def, answer, draft, meta.today]);
}

/** A copy is a new document of today; a correction starts from the very same one. */
function useCopy(def: DocMeta, copy: DocAnswer | null, { draft, same }: { readonly draft: Draft; readonly same: boolean }): void {
  const meta = useMeta();
  const done = useRef(false);
  useEffect(() => {
    if (!copy || done.current) return;
    done.current = true;
    draft.learn(copy.labels);
    if (same) {
      draft.replace(contentOf(def, copy, meta.today), true);
      return;
    }
    draft.replace(
      {
        ...contentOf(def, copy, meta.today),
        day: meta.today,
        rows: contentOf(def, copy, meta.today).rows.map((row) => ({
          ...row,
          source: null,
          ...(row['lot'] === undefined ? {} : { lot: '' }),
          ...Object.fromEntries(serialFields(def).map((f) => [f.name, ''])),
        })),
      },
      true,
    );
  }, [def, copy, draft, same, meta.today]);
}

function KeptBar({ draft }: { readonly draft: Draft }): ReactNode {
  if (!draft.kept || draft.dirty) return null;
  return (
    <div className="hc-kept" role="status">
      <Icon name="history" />
      <span>{t('keptDraft', { at: ago(draft.kept.at), n: draft.kept.rows.length })}</span>
      <Button kind="quiet" onClick={draft.restore}>
        {t('restore')}
      </Button>
      <Button kind="quiet" onClick={draft.forget}>
        {t('discard')}
      </Button>
    </div>
  );
}
