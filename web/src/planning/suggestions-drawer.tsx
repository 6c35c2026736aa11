// One suggestion: its whole reason, the levels behind it, and another quantity with its reason.
import { useState, type ReactNode } from 'react';
import { post } from '../api/client';
import { compare, money, qty, readQuantity } from '../lib/figures';
import { Button } from '../ui/button';
import { Dialog } from '../ui/dialog';
import { FieldBox } from '../ui/field';
import { A } from '../ui/link';
import { LevelsCard } from './levels-card';
import { type Decided, type Suggestion, useWork } from './suggestions';
import { sayDecided } from './suggestions-said';
import { words } from './suggestions-words';

export function SuggestionDrawer({ row, may, onClose }: { readonly row: Suggestion; readonly may: boolean; readonly onClose: () => void }): ReactNode {
  return (
    <Dialog open side="right" width={560} title={`${row.name} · ${row.place}`} onClose={onClose}>
      <p className="hc-suggestion-reason">{row.reason}</p>
      <dl className="hc-suggestion-facts">
        <Fact zh={words.kind} value={words.kinds[row.kind]} />
        <Fact zh={words.from} value={row.kind === 'transfer' ? row.fromName : (row.supplierName ?? words.noSupplier)} />
        <Fact zh={words.quantity} value={`${qty(row.quantity)} ${row.unit}`} />
        {row.money !== null && row.kind === 'purchase' && <Fact zh={words.money} value={money(row.money)} />}
        <Fact zh={words.gain} value={money(row.gain)} />
        <Fact zh={words.cover} value={words.days(row.cover)} />
      </dl>
      {may ? <Adjust row={row} onClose={onClose} /> : row.why && <p className="hc-note">{row.why}</p>}
      <LevelsCard item={row.item} />
      <A className="hc-link" href={`/records/item/${row.item}`}>
        {row.code} {row.name}
      </A>
    </Dialog>
  );
}

const Fact = ({ zh, value }: { readonly zh: string; readonly value: ReactNode }): ReactNode => (
  <div>
    <dt>{zh}</dt>
    <dd>{value}</dd>
  </div>
);

function Adjust({ row, onClose }: { readonly row: Suggestion; readonly onClose: () => void }): ReactNode {
  const [amount, setAmount] = useState(qty(row.quantity).replaceAll(',', ''));
  const [why, setWhy] = useState('');
  const [wrong, setWrong] = useState(false);
  const wanted = readQuantity(amount);
  const same = wanted !== null && compare(wanted, row.quantity) === 0;
  const take = useWork(
    () => post<Decided>('/api/planning/suggestions/decide', { ids: [row.id], action: 'accept', quantities: same ? {} : { [row.id]: wanted }, why: why.trim() || null }),
    (result) => {
      sayDecided(result);
      onClose();
    },
  );
  return (
    <form
      className="hc-suggestion-adjust"
      onSubmit={(event) => {
        event.preventDefault();
        setWrong(wanted === null);
        if (wanted !== null) take.mutate(undefined);
      }}
    >
      <FieldBox label={words.yours} error={wrong && wanted === null ? words.badQuantity : undefined}>
        {(wiring) => <input {...wiring} className="hc-input hc-input-right" inputMode="decimal" value={amount} onChange={(event) => setAmount(event.target.value.trim())} />}
      </FieldBox>
      <FieldBox label={words.why} hint={words.whyHint}>
        {(wiring) => <input {...wiring} className="hc-input" maxLength={200} value={why} onChange={(event) => setWhy(event.target.value)} />}
      </FieldBox>
      <Button kind="primary" type="submit" busy={take.isPending}>
        {same ? words.accept : words.adjust}
      </Button>
    </form>
  );
}
