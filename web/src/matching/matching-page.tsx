// 三单匹配工作台: on the left what came in without a bill, on the right what order, receipt and bill say about the chosen line; below, bills too far off.
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useState, type ReactNode } from 'react';
import { messageOf, pathOf } from '../api/client';
import { usePhone } from '../app/media';
import { documentOf, useMeta } from '../app/meta';
import { useGo, useSearchText } from '../app/url';
import { money, price, qty, sum } from '../lib/figures';
import { RefFilter } from '../list/filters';
import '../list/list.css';
import { ExportLink, PrintAll } from '../list/take-away';
import { Empty, Failure, PageHead, Waiting } from '../ui/bits';
import { Button } from '../ui/button';
import { A } from '../ui/link';
import { ask, say } from '../ui/say';
import { Table, type TableColumn } from '../ui/table';
import { Candidates } from './candidates';
import { type Bill, counted, keyOfLine, makeBill, oversOf, type Receipt, receiptsOf, releaseBill, shown } from './matching';
import { words } from './words';
import './matching.css';

export function MatchingPage(): ReactNode {
  const search = useSearchText();
  const phone = usePhone();
  const supplier = search['supplier'] ?? '';
  const receipts = useQuery({ queryKey: ['view', 'unbilled-receipts', supplier], queryFn: ({ signal }) => receiptsOf(supplier, signal) });
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const [chosen, setChosen] = useState<string | null>(null);
  const rows = useMemo(() => receipts.data ?? [], [receipts.data]);
  const row = rows.find((r) => keyOfLine(r) === chosen) ?? null;
  const { make, busy } = useMake(rows, picked);
  if (receipts.isError) return <Failure whole error={receipts.error} retry={() => void receipts.refetch()} />;
  return (
    <div className="hc-page hc-match">
      <Head count={picked.size} busy={busy} make={make} supplier={supplier} />
      <div className="hc-bar">
        <RefFilter name="supplier" field={{ zh: words.supplier, to: 'supplier' }} search={search} />
      </div>
      <div className="hc-match-panes">
        <section className="hc-match-left" aria-labelledby="match-left">
          <h2 id="match-left">
            {words.unbilled} <small>{counted(rows)}</small>
          </h2>
          {receipts.data === undefined ? (
            <Waiting lines={8} />
          ) : rows.length === 0 ? (
            <Empty title={words.none} text={words.noneText} />
          ) : (
            <Table
              label={words.unbilled}
              columns={columnsOf(rows, phone)}
              rows={rows}
              keyOf={keyOfLine}
              picked={picked}
              onPick={setPicked}
              onOpen={(r) => setChosen(keyOfLine(r))}
              strong={(r) => keyOfLine(r) === chosen}
            />
          )}
        </section>
        <section className="hc-match-right" aria-labelledby="match-right">
          <h2 id="match-right">{words.candidates}</h2>
          {row ? (
            <Candidates
              row={row}
              others={rows.filter((r) => r !== row && r.itemId === row.itemId && r.partyId === row.partyId)}
              onPick={(r) => setPicked(new Set([...picked, keyOfLine(r)]))}
              picked={picked}
            />
          ) : (
            <Empty title={words.choose} text={words.chooseText} />
          )}
        </section>
      </div>
      <Overs supplier={supplier} />
    </div>
  );
}

function Head({ count, busy, make, supplier }: { readonly count: number; readonly busy: boolean; readonly make: () => Promise<void>; readonly supplier: string }): ReactNode {
  return (
    <PageHead
      crumbs={[{ text: words.settlement }, { text: words.title }]}
      title={words.title}
      actions={
        <>
          <PrintAll />
          <ExportLink href={pathOf('/api/views/unbilled-receipts/export', { supplier, format: 'xlsx' })} />
          <Button kind="primary" icon="check" keys="Ctrl Enter" busy={busy} onClick={() => void make()}>
            {words.make(count)}
          </Button>
        </>
      }
    />
  );
}

/** One click: the picked lines become a draft bill, which opens for the number and the check against the paper. */
function useMake(rows: readonly Receipt[], picked: ReadonlySet<string>): { readonly make: () => Promise<void>; readonly busy: boolean } {
  const go = useGo();
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  const make = useCallback(async (): Promise<void> => {
    const chosen = rows.filter((r) => picked.has(keyOfLine(r)));
    if (chosen.length === 0) return say(words.pickFirst, 'bad');
    if (new Set(chosen.map((r) => r.partyId)).size > 1) return say(words.onePart, 'bad');
    setBusy(true);
    try {
      const made = await makeBill(chosen);
      await client.invalidateQueries({ queryKey: ['documents', 'purchase-invoice'] });
      say(words.made(made.number ?? ''));
      go(`/documents/purchase-invoice/${made.id}`);
    } catch (error) {
      say(messageOf(error), 'bad');
    } finally {
      setBusy(false);
    }
  }, [rows, picked, client, go]);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.isComposing) return;
      event.preventDefault();
      void make();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [make]);
  return { make, busy };
}

const link = (href: string, text: string): ReactNode => (
  <A className="hc-link" href={href}>
    {text}
  </A>
);
/** On a phone only what one decides by, so that quantity and amount stay in sight; the chosen row tells the rest. */
const columnsOf = (rows: readonly Receipt[], phone: boolean): readonly TableColumn<Receipt>[] => (phone ? narrowColumns(rows) : wideColumns(rows));
const amountColumn = (rows: readonly Receipt[], width: number): TableColumn<Receipt> => ({
  key: 'gross',
  title: words.amount,
  width,
  align: 'right',
  cell: (r) => money(r['gross']),
  sum: money(sum(rows.map((r) => r['gross']))),
});
const leftText = (r: Receipt): string => `${qty(r['unitQty'])} ${shown(r['unit'])}`;
const narrowColumns = (rows: readonly Receipt[]): readonly TableColumn<Receipt>[] => [
  { key: 'item', title: words.item, width: 120, grow: true, cell: (r) => shown(r['item']) },
  { key: 'left', title: words.qty, width: 76, align: 'right', cell: leftText },
  amountColumn(rows, 112),
];
const wideColumns = (rows: readonly Receipt[]): readonly TableColumn<Receipt>[] => [
  { key: 'party', title: words.supplier, width: 116, cell: (r) => shown(r['party']) },
  { key: 'number', title: words.receipt, width: 152, cell: (r) => link(`/documents/goods-receipt/${r.docId}`, shown(r['number'])) },
  { key: 'item', title: words.item, width: 170, grow: true, cell: (r) => shown(r['item']) },
  { key: 'left', title: words.qty, width: 78, align: 'right', cell: leftText },
  { key: 'price', title: words.price, width: 80, align: 'right', cell: (r) => price(r['price']) },
  amountColumn(rows, 96),
  { key: 'age', title: words.age, width: 50, align: 'right', cell: (r) => shown(r['age']) },
];

function Overs({ supplier }: { readonly supplier: string }): ReactNode {
  const meta = useMeta();
  const client = useQueryClient();
  const overs = useQuery({ queryKey: ['view', 'matched-bills', supplier, 'over'], queryFn: ({ signal }) => oversOf(supplier, signal) });
  const rows = overs.data ?? [];
  const mayRelease = documentOf(meta, 'match-release')?.may.approve === true;
  const release = async (bill: Bill): Promise<void> => {
    const reason = await ask({ title: words.releaseTitle, text: words.releaseText(shown(bill['number'])), ok: words.release, reason: words.releaseReason });
    if (reason === null) return;
    try {
      const made = await releaseBill(
        rows.filter((r) => r.docId === bill.docId && !r.released),
        reason,
      );
      say(words.released(made.number ?? ''));
      await client.invalidateQueries({ queryKey: ['view', 'matched-bills'] });
    } catch (error) {
      say(messageOf(error), 'bad');
    }
  };
  const phone = usePhone();
  const columns: readonly TableColumn<Bill>[] = [
    ...(phone ? [] : [{ key: 'party', title: words.supplier, width: 130, cell: (r: Bill) => shown(r['party']) }]),
    { key: 'number', title: words.bill, width: 158, cell: (r) => link(`/documents/purchase-invoice/${r.docId}`, shown(r['number'])) },
    ...(phone ? [] : [{ key: 'item', title: words.item, width: 160, cell: (r: Bill) => shown(r['item']) }]),
    { key: 'said', title: words.difference, width: 300, grow: true, cell: (r) => <span className="hc-match-off">{shown(r['said'])}</span> },
    { key: 'gross', title: words.amount, width: 108, align: 'right', cell: (r) => money(r['gross']) },
    { key: 'state', title: words.pay, width: 84, cell: (r) => shown(r['state']) },
    {
      key: 'do',
      title: '',
      width: 78,
      cell: (r) =>
        mayRelease && !r.released ? (
          <Button kind="quiet" onClick={() => void release(r)}>
            {words.release}
          </Button>
        ) : null,
    },
  ];
  return (
    <section className="hc-match-overs" aria-labelledby="match-overs">
      <h2 id="match-overs">
        {words.overs} <small>{counted(rows)}</small>
      </h2>
      {rows.length === 0 ? <p className="hc-note">{words.noOvers}</p> : <Table label={words.overs} columns={columns} rows={rows} keyOf={keyOfLine} dim={(r) => r.released} />}
    </section>
  );
}
