// 结账: one screen, one button. Left what is open, right what will be done; while it runs the steps move, afterwards the month is shut.
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState, type ReactNode } from 'react';
import { messageOf, post } from '../api/client';
import { visited } from '../app/memory';
import { useMeta } from '../app/meta';
import { useSearchText, useSetSearch } from '../app/url';
import { periodText } from '../lib/days';
import { ExportLink, PrintAll } from '../list/take-away';
import { Failure, PageHead, Waiting } from '../ui/bits';
import { Button, IconButton } from '../ui/button';
import { Icon } from '../ui/icon';
import { A } from '../ui/link';
import { ask, say } from '../ui/say';
import { History, Made } from './aside';
import { type Month, type Periods, type Running, useClose, useMonth, usePeriods } from './close';
import { Findings } from './findings';
import { MonthStrip } from './month-strip';
import { OptionsDialog } from './options-dialog';
import { Steps } from './steps';
import { words } from './words';
import '../health/verdict.css';
import './close.css';

export function ClosePage(): ReactNode {
  const periods = usePeriods();
  const wish = Number(useSearchText()['period'] ?? 0);
  useEffect(() => visited({ href: '/close', text: words.title, kind: 'view' }), []);
  if (periods.isError) return <Failure whole error={periods.error} retry={() => void periods.refetch()} />;
  if (!periods.data) return <Waiting lines={10} />;
  const known = periods.data.periods.some((p) => p.period === wish);
  const at = known ? wish : (periods.data.next ?? periods.data.last ?? periods.data.periods[0]?.period ?? 0);
  return <MonthPage key={at} periods={periods.data} at={at} />;
}

/** A month being closed is put into the address: it stays in sight with what was booked, and a second Ctrl Enter does not close the next one. */
function MonthPage({ periods, at }: { readonly periods: Periods; readonly at: number }): ReactNode {
  const meta = useMeta();
  const { running, start, forget } = useClose();
  const query = useMonth(at, running.busy);
  const [skip, setSkip] = useState<readonly string[]>([]);
  const [setting, setSetting] = useState(false);
  const month = query.data;
  const blocks = month?.checks.filter((c) => c.tone === 'block') ?? [];
  const ready = month?.state === 'open' && month.may.close && blocks.length === 0;
  const setSearch = useSetSearch();
  const close = async (): Promise<void> => {
    if (ready) setSearch({ period: String(at) });
    if (ready && (await start(at, skip))) say(words.closed(periodText(at)));
  };
  useCtrlEnter(close);
  return (
    <div className="hc-page hc-close">
      <PageHead
        crumbs={[{ text: words.ledger }, { text: words.title }]}
        title={words.title}
        actions={
          month && (
            <>
              <Beside month={month} onSettings={() => setSetting(true)} />
              {month.state === 'closed' ? (
                <Reopen month={month} last={periods.last} onDone={forget} />
              ) : (
                month.may.close && (
                  <Button kind="primary" icon="check" keys="Ctrl Enter" busy={running.busy} disabled={!ready} onClick={() => void close()}>
                    {running.busy ? words.closing : running.problem.length > 0 ? words.again : words.close(periodText(at))}
                  </Button>
                )
              )}
            </>
          )
        }
      />
      <MonthStrip periods={periods} at={at} today={Number(String(meta.period).replace('-', ''))} />
      {query.isError ? (
        <Failure error={query.error} retry={() => void query.refetch()} />
      ) : !month ? (
        <Waiting lines={8} />
      ) : (
        <div className="hc-close-body">
          <div className="hc-close-main">
            <Verdict month={month} running={running} blocks={blocks.length} />
            {month.state !== 'closed' && <Findings findings={month.checks.filter((c) => !c.name.startsWith('step.'))} />}
            {month.state === 'closed' && <Made month={month} />}
            <History month={month} />
          </div>
          <aside className="hc-close-side">
            <Steps month={month} progress={running.steps} skip={skip} onSkip={setSkip} busy={running.busy} />
            {month.state !== 'closed' && <Made month={month} />}
          </aside>
        </div>
      )}
      {setting && month && <OptionsDialog month={month} onClose={() => setSetting(false)} />}
    </div>
  );
}

/** What one can take away, and what the company wants of its close. */
const Beside = ({ month, onSettings }: { readonly month: Month; readonly onSettings: () => void }): ReactNode => (
  <>
    <PrintAll />
    <ExportLink href={`/api/close/${month.period}/export?format=xlsx`} />
    {month.may.settings && <IconButton icon="gear" label={words.settings} onClick={onSettings} />}
  </>
);

/** Ctrl Enter does the page's one thing, unless a dialog is open. */
function useCtrlEnter(run: () => Promise<void>): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== 'Enter' || !event.ctrlKey || event.isComposing || document.querySelector('dialog[open]')) return;
      event.preventDefault();
      void run();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  });
}

/** Where the month stands, in one band: by word and shape, not by colour alone. */
function Verdict({ month, running, blocks }: { readonly month: Month; readonly running: Running; readonly blocks: number }): ReactNode {
  const text = periodText(month.period);
  const minded = month.checks.filter((c) => c.tone === 'warn').length;
  const tone = month.state === 'closed' ? 'ok' : running.problem.length > 0 || blocks > 0 ? 'bad' : running.busy ? 'run' : minded > 0 ? 'warn' : 'ok';
  const title =
    month.state === 'closed' ? words.closed(text) : running.busy ? words.closing : running.problem.length > 0 ? words.failed : blocks > 0 ? words.blocked(blocks) : words.ready;
  const said = month.state === 'closed' ? words.closedText : blocks > 0 ? words.blockedText : minded > 0 ? words.readyWith(minded) : words.readyText;
  return (
    <div className={`hc-verdict hc-verdict-${tone} hc-close-verdict`} role="status">
      {tone === 'run' ? <span className="hc-spin" aria-hidden="true" /> : <Icon name={tone === 'ok' ? 'check' : 'warn'} size={24} />}
      <div>
        <h2>{title}</h2>
        {running.problem.length > 0 && month.state !== 'closed' ? running.problem.map((p) => <p key={p}>{p}</p>) : !running.busy && <p>{said}</p>}
      </div>
      {month.state === 'closed' && (
        <A className="hc-button hc-button-plain" href={`/statements/balance-sheet?period=${month.period}`}>
          {words.statements}
        </A>
      )}
    </div>
  );
}

function Reopen({ month, last, onDone }: { readonly month: Month; readonly last: number | null; readonly onDone: () => void }): ReactNode {
  const client = useQueryClient();
  const text = periodText(month.period);
  const reopen = useMutation({
    mutationFn: (reason: string) => post(`/api/periods/${month.period}/reopen`, { reason }),
    onSuccess: async () => {
      onDone();
      say(words.reopened(text));
      await client.invalidateQueries({ predicate: ({ queryKey }) => ['close', 'statement'].includes(String(queryKey[0])) });
    },
    onError: (error) => say(messageOf(error), 'bad'),
  });
  if (!month.may.reopen) return null;
  const start = async (): Promise<void> => {
    const reason = await ask({ title: words.reopenTitle(text), text: words.reopenText, ok: words.reopen, danger: true, reason: words.reopenReason });
    if (reason) reopen.mutate(reason);
  };
  return (
    <Button icon="history" busy={reopen.isPending} disabled={month.period !== last} title={month.period === last ? undefined : words.onlyLast} onClick={() => void start()}>
      {words.reopen}
    </Button>
  );
}
