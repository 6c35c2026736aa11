// 外部信号: what comes from outside, how fresh it is and what it proved; and the rules that may move the safety factor, with their trial.
import { useState, type ReactNode } from 'react';
import { usePhone } from '../app/media';
import { useGo, useParam } from '../app/url';
import { Empty, Failure, PageHead, Waiting } from '../ui/bits';
import { Button } from '../ui/button';
import { Table, type TableColumn } from '../ui/table';
import { type Signal, useSignals } from './signals';
import { SignalDrawer } from './signals-drawer';
import { SignalForm } from './signals-form';
import { OverlayRules } from './signals-overlays';
import { Freshness, VerdictTag } from './signals-tags';
import { words } from './signals-words';
import './signals.css';

export function SignalsPage(): ReactNode {
  const go = useGo();
  const page = useParam('tab') === 'overlays' ? 'overlays' : 'signals';
  return (
    <div className="hc-page hc-signals">
      <PageHead
        crumbs={[{ text: '计划' }]}
        title={words.title}
        actions={
          <div className="hc-segments" role="radiogroup" aria-label={words.tabs}>
            {(['signals', 'overlays'] as const).map((name) => (
              <button
                key={name}
                type="button"
                role="radio"
                aria-checked={name === page}
                onClick={() => go(name === 'signals' ? '/planning/signals' : '/planning/signals/overlays')}
              >
                {words[name]}
              </button>
            ))}
          </div>
        }
      />
      {page === 'signals' ? <SignalList /> : <OverlayRules />}
    </div>
  );
}

function SignalList(): ReactNode {
  const all = useSignals();
  const phone = usePhone();
  const [making, setMaking] = useState(false);
  const [open, setOpen] = useState<string | null>(null);
  if (all.isError && !all.data) return <Failure error={all.error} retry={() => void all.refetch()} />;
  if (!all.data) return <Waiting lines={6} />;
  const shown = all.data.signals.find((s) => s.id === open);
  const make = all.data.may && (
    <Button kind="primary" icon="plus" onClick={() => setMaking(true)}>
      {words.make}
    </Button>
  );
  return (
    <>
      {all.data.signals.length === 0 ? (
        <Empty title={words.none} text={words.noneText} action={make} />
      ) : (
        <>
          <div className="hc-signals-bar">
            {make}
            <p className="hc-note">{words.intro}</p>
          </div>
          <Table label={words.title} columns={phone ? ON_PHONE : COLUMNS} rows={all.data.signals} keyOf={(s) => s.id} onOpen={(s) => setOpen(s.id)} />
        </>
      )}
      {making && <SignalForm signal={null} metrics={all.data.metrics} onClose={() => setMaking(false)} />}
      {shown && <SignalDrawer key={shown.id} signal={shown} metrics={all.data.metrics} may={all.data.may} onClose={() => setOpen(null)} />}
    </>
  );
}

const COLUMNS: readonly TableColumn<Signal>[] = [
  { key: 'name', title: words.name, width: 150, cell: (s) => <span className="hc-signals-open">{s.unit ? `${s.name}（${s.unit}）` : s.name}</span> },
  { key: 'verdict', title: words.verdict, width: 110, cell: (s) => <VerdictTag signal={s} /> },
  {
    key: 'why',
    title: '',
    width: 300,
    grow: true,
    cell: (s) => <span title={s.trial?.result?.reason ?? s.trial?.error ?? ''}>{s.trial?.result?.reason ?? s.trial?.error ?? ''}</span>,
  },
  { key: 'fresh', title: words.fresh, width: 140, cell: (s) => <Freshness signal={s} /> },
  { key: 'until', title: words.until, width: 100, cell: (s) => s.until ?? '—' },
  { key: 'ahead', title: words.ahead, width: 80, align: 'right', cell: (s) => s.ahead },
  { key: 'level', title: words.level, width: 80, cell: (s) => words.levels[s.level] },
  { key: 'feed', title: words.feed, width: 100, cell: (s) => words.feeds[s.feed] },
  { key: 'source', title: words.source, width: 120, cell: (s) => <span title={s.source}>{s.source}</span> },
];
/** The rest is told by the drawer. */
const PHONE_WIDTHS: Readonly<Record<string, number>> = { name: 110, verdict: 84, fresh: 150 };
const ON_PHONE = COLUMNS.flatMap((c) => (PHONE_WIDTHS[c.key] ? [{ ...c, width: PHONE_WIDTHS[c.key] ?? c.width }] : []));
