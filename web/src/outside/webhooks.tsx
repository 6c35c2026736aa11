// Webhook: where events are sent to, how well it goes, and everything one may do about it.
import { useState, type ReactNode } from 'react';
import { ago } from '../lib/days';
import { Empty, Failure, Waiting } from '../ui/bits';
import { Button } from '../ui/button';
import { Table, type TableColumn } from '../ui/table';
import { HookDrawer } from './hook-drawer';
import { HookForm, SecretBox } from './hook-form';
import { HookTag } from './hook-tag';
import { type Hook, useHooks } from './outside';
import { words } from './words';

export function Webhooks(): ReactNode {
  const hooks = useHooks();
  const [making, setMaking] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const [open, setOpen] = useState<string | null>(null);
  if (hooks.isError && !hooks.data) return <Failure error={hooks.error} retry={() => void hooks.refetch()} />;
  const shown = hooks.data?.find((h) => h.id === open);
  const make = (
    <Button kind="primary" icon="plus" onClick={() => setMaking(true)}>
      {words.newHook}
    </Button>
  );
  return (
    <>
      {!hooks.data ? (
        <Waiting lines={6} />
      ) : hooks.data.length === 0 ? (
        <Empty title={words.noHooks} text={words.noHooksText} action={make} />
      ) : (
        <>
          <div className="hc-bar">{make}</div>
          <Table label={words.webhooks} columns={COLUMNS} rows={hooks.data} keyOf={(h) => h.id} onOpen={(h) => setOpen(h.id)} />
        </>
      )}
      {making && (
        <HookForm
          hook={null}
          onClose={() => setMaking(false)}
          onMade={(made) => {
            setMaking(false);
            setSecret(made);
          }}
        />
      )}
      {secret && <SecretBox secret={secret} onClose={() => setSecret(null)} />}
      {shown && <HookDrawer key={shown.id} hook={shown} onClose={() => setOpen(null)} onSecret={setSecret} />}
    </>
  );
}

const COLUMNS: readonly TableColumn<Hook>[] = [
  { key: 'name', title: words.name, width: 160, cell: (h) => <span className="hc-outside-open">{h.name}</span> },
  { key: 'url', title: words.url, width: 280, grow: true, cell: (h) => <span title={h.url}>{h.url}</span> },
  {
    key: 'wants',
    title: words.wants,
    width: 110,
    cell: (h) => <span title={h.wants.join('\n')}>{h.wants.length === 0 ? words.allEvents : words.someEvents(h.wants.length)}</span>,
  },
  { key: 'state', title: words.state, width: 100, cell: (h) => <HookTag hook={h} /> },
  { key: 'day', title: words.day, width: 150, align: 'right', cell: (h) => words.okFailed(h.ok, h.failed) },
  { key: 'p50', title: words.p50, width: 100, align: 'right', cell: (h) => words.ms(h.p50) },
  { key: 'behind', title: words.waiting, width: 80, align: 'right', cell: (h) => words.waitingN(h.behind) },
  { key: 'last', title: words.lastAt, width: 110, cell: (h) => (h.lastAt ? ago(h.lastAt) : '—') },
];
