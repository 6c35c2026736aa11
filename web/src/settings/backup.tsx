// 备份与导出: when the last back-up was made, one button for the next, progress while it runs, files to take away, and how to come back from one.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode } from 'react';
import { get, messageOf, post } from '../api/client';
import { ago, stamp } from '../lib/days';
import { grouped } from '../lib/figures';
import { Failure, Waiting } from '../ui/bits';
import { Button } from '../ui/button';
import { Icon } from '../ui/icon';
import { say } from '../ui/say';
import { words } from './backup-words';
import './backup.css';

type Kept = { readonly name: string; readonly bytes: number; readonly at: string; readonly sha256: string | null; readonly rows: number | null; readonly by: string | null };
type State = {
  readonly running: { readonly kind: 'backup' | 'export'; readonly percent: number; readonly doing: string } | null;
  readonly failed: string | null;
  readonly backups: readonly Kept[];
  readonly exports: readonly Kept[];
  readonly last: string | null;
  readonly due: boolean;
  readonly remindDays: number;
  readonly folder: string;
  readonly others: string | null;
};
const KEY = ['backups'];
/** ms between looks while something is being made. */
const LOOK = 700;

const useBackups = () =>
  useQuery({ queryKey: KEY, queryFn: ({ signal }) => get<State>('/api/backups', {}, signal), refetchInterval: (query) => (query.state.data?.running ? LOOK : false) });

function useStart(): (path: string, body?: unknown) => Promise<void> {
  const client = useQueryClient();
  return async (path, body = {}) => {
    try {
      await post(path, body);
      say(words.started);
    } catch (error) {
      say(messageOf(error), 'bad');
    }
    await client.invalidateQueries({ queryKey: KEY });
  };
}

const sizeText = (bytes: number): string => (bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} KB` : `${(bytes / 1_000_000).toFixed(1)} MB`);

export function Backups(): ReactNode {
  const query = useBackups();
  const start = useStart();
  if (query.isError) return <Failure error={query.error} retry={() => void query.refetch()} />;
  if (!query.data) return <Waiting lines={8} />;
  const state = query.data;
  const busy = state.running !== null;
  return (
    <div className="hc-backup">
      <Standing state={state} />
      <div className="hc-backup-two">
        <section aria-labelledby="backup-title">
          <h2 id="backup-title">{words.backup}</h2>
          <p className="hc-note">{state.others ? words.others(state.others) : words.backupText}</p>
          {!state.others && (
            <Button kind="primary" icon="check" disabled={busy} onClick={() => void start('/api/backups')}>
              {words.start}
            </Button>
          )}
          {!state.others && <Files title={words.backups} base="/api/backups" files={state.backups} />}
        </section>
        <section aria-labelledby="export-title">
          <h2 id="export-title">{words.export}</h2>
          <p className="hc-note">{words.exportText}</p>
          <div className="hc-backup-row">
            <Button icon="export" disabled={busy} onClick={() => void start('/api/exports', { format: 'csv' })}>
              {words.startExport('CSV')}
            </Button>
            <Button kind="quiet" disabled={busy} onClick={() => void start('/api/exports', { format: 'jsonl' })}>
              {words.startExport('JSON')}
            </Button>
          </div>
          <Files title={words.exports} base="/api/exports" files={state.exports} />
        </section>
      </div>
      <section className="hc-backup-how" aria-labelledby="restore-title">
        <h2 id="restore-title">{words.restore}</h2>
        <p className="hc-note">{words.restoreText}</p>
        <code className="hc-secret">{words.restoreCommand}</code>
        <p className="hc-note">
          {words.secrets}
          {!state.others && `${words.folder}：`}
          {!state.others && <code>{state.folder}</code>}
        </p>
      </section>
    </div>
  );
}

/** What matters first: is there a back-up, is one being made, did the last one fail. */
function Standing({ state }: { readonly state: State }): ReactNode {
  if (state.running)
    return (
      <section className="hc-backup-band hc-backup-run" aria-live="polite">
        <span className="hc-spin" aria-hidden="true" />
        <div>
          <strong>{words.running(words.making[state.running.kind], state.running.percent)}</strong>
          <progress max={100} value={state.running.percent} aria-label={words.making[state.running.kind]} />
        </div>
      </section>
    );
  if (state.failed)
    return (
      <section className="hc-backup-band hc-backup-bad" role="alert">
        <Icon name="warn" size={20} />
        <strong>{state.failed}</strong>
      </section>
    );
  if (state.others) return null;
  if (!state.due)
    return (
      <section className="hc-backup-band hc-backup-ok" role="status">
        <Icon name="check" size={20} />
        <strong title={stamp(state.last)}>{words.fresh(ago(state.last ?? ''))}</strong>
      </section>
    );
  return (
    <section className="hc-backup-band hc-backup-warn" role="status">
      <Icon name="warn" size={20} />
      <div>
        <strong>{state.last === null ? words.never : words.late(state.remindDays)}</strong>
        <p>
          {words.lateText} <code>{words.command}</code>
        </p>
      </div>
    </section>
  );
}

function Files({ title, base, files }: { readonly title: string; readonly base: string; readonly files: readonly Kept[] }): ReactNode {
  return (
    <>
      <h3>{title}</h3>
      {files.length === 0 ? (
        <p className="hc-note">{words.none}</p>
      ) : (
        <ul className="hc-backup-files">
          {files.map((f) => (
            <li key={f.name}>
              <div>
                <strong>{stamp(f.at)}</strong>
                <small>
                  {sizeText(f.bytes)}
                  {f.rows !== null && `　${words.rows(grouped(String(f.rows), 0))}`}
                  {f.by && `　${f.by}`}
                </small>
                {f.sha256 && <code title={words.sum}>{f.sha256}</code>}
              </div>
              <a className="hc-button hc-button-plain" href={`${base}/${f.name}`} download={f.name}>
                <Icon name="export" />
                {words.download}
              </a>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
