// 死信: what did not get through, oldest first; one opens beside the list, to be tried again, corrected or skipped.
import { useState, type ReactNode } from 'react';
import { ago } from '../lib/days';
import { Empty, Failure, Waiting } from '../ui/bits';
import { Table, type TableColumn } from '../ui/table';
import { type Letter, useLetters } from './bus';
import { LetterDrawer } from './letter-drawer';
import { LetterTag } from './letter-tag';
import { words } from './words';

export function Letters(): ReactNode {
  const [open, setOpen] = useState(true);
  const [shown, setShown] = useState<Letter | null>(null);
  const letters = useLetters(open);
  if (letters.isError && !letters.data) return <Failure error={letters.error} retry={() => void letters.refetch()} />;
  return (
    <>
      <div className="hc-segments hc-bus-filter" role="radiogroup" aria-label={words.letters}>
        {[true, false].map((x) => (
          <button key={String(x)} type="button" role="radio" aria-checked={open === x} onClick={() => setOpen(x)}>
            {x ? words.open : words.past}
          </button>
        ))}
      </div>
      {!letters.data ? (
        <Waiting lines={6} />
      ) : letters.data.length === 0 ? (
        <Empty title={open ? words.none : words.nonePast} text={open ? words.noneText : undefined} />
      ) : (
        <Table label={words.letters} columns={COLUMNS} rows={letters.data} keyOf={(l) => `${l.consumer}/${l.pos}`} onOpen={setShown} />
      )}
      {shown && <LetterDrawer key={`${shown.consumer}/${shown.pos}`} consumer={shown.consumer} pos={shown.pos} onClose={() => setShown(null)} />}
    </>
  );
}

const COLUMNS: readonly TableColumn<Letter>[] = [
  {
    key: 'number',
    title: words.number,
    width: 160,
    cell: (l) => (
      <span className="hc-bus-open">
        {l.number ?? words.position} {l.number ? '' : l.pos}
      </span>
    ),
  },
  { key: 'state', title: words.state, width: 110, cell: (l) => <LetterTag letter={l} /> },
  { key: 'error', title: words.error, width: 320, grow: true, cell: (l) => <span title={l.error}>{l.error}</span> },
  { key: 'name', title: words.event, width: 210, cell: (l) => <code>{l.name}</code> },
  { key: 'consumer', title: words.consumer, width: 170, cell: (l) => l.consumerZh },
  { key: 'tries', title: words.tries, width: 70, align: 'right', cell: (l) => words.times(l.tries) },
  { key: 'behind', title: words.parked, width: 70, align: 'right', cell: (l) => words.waitBehind(l.behind) },
  { key: 'madeAt', title: words.since, width: 110, cell: (l) => ago(l.madeAt) },
];
