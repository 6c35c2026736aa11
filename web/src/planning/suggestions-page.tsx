// 补货建议: what to buy, move or make today, each with its reason and money; picked, they become documents in one go.
import { useEffect, useMemo, useState, type ReactNode } from 'react';
import { post } from '../api/client';
import { usePhone } from '../app/media';
import { visited } from '../app/memory';
import { useSearchText, useSetSearch } from '../app/url';
import { t } from '../i18n';
import { ago, dayText } from '../lib/days';
import { money, qty, sum } from '../lib/figures';
import { SearchBox } from '../list/filters';
import '../list/list.css';
import { Empty, Failure, PageHead, Tag, Waiting } from '../ui/bits';
import { Button } from '../ui/button';
import { A } from '../ui/link';
import { ask, say } from '../ui/say';
import { Table, type TableColumn } from '../ui/table';
import { LevelSettings } from './levels-settings';
import { type Decided, type Suggestion, type Suggestions, useSuggestions, useWork } from './suggestions';
import { SuggestionDrawer } from './suggestions-drawer';
import { sayDecided } from './suggestions-said';
import { words } from './suggestions-words';
import './suggestions.css';

type As = 'purchase-order' | 'purchase-request';

export function SuggestionsPage(): ReactNode {
  const search = useSearchText();
  const state = search['state'] === 'done' ? 'done' : 'open';
  const query = useSuggestions(state);
  const [setting, setSetting] = useState(false);
  const refresh = useWork(
    () => post('/api/planning/suggestions/refresh'),
    () => say(words.refreshed),
  );
  useEffect(() => visited({ href: '/planning/suggestions', text: words.title, kind: 'view' }), []);
  const made = query.data?.made;
  return (
    <div className="hc-page hc-page-full hc-suggestions">
      <PageHead
        crumbs={[{ text: words.module }, { text: words.title }]}
        title={words.title}
        after={made?.origin ? <span className="hc-note">{words.fresh(dayText(made.origin), made.levels)}</span> : undefined}
        actions={
          <>
            <Button icon="gear" onClick={() => setSetting(true)}>
              {words.settings}
            </Button>
            {query.data?.may.edit && (
              <Button busy={refresh.isPending} onClick={() => refresh.mutate(undefined)}>
                {words.refresh}
              </Button>
            )}
          </>
        }
      />
      <Bar state={state} />
      {query.isError && !query.data ? (
        <Failure error={query.error} retry={() => void query.refetch()} />
      ) : query.data ? (
        <List key={state} data={query.data} state={state} />
      ) : (
        <Waiting lines={10} />
      )}
      {setting && <LevelSettings onClose={() => setSetting(false)} />}
    </div>
  );
}

function Bar({ state }: { readonly state: 'open' | 'done' }): ReactNode {
  const search = useSearchText();
  const setSearch = useSetSearch();
  const kind = search['kind'] ?? '';
  return (
    <div className="hc-bar">
      <div className="hc-segments" role="radiogroup" aria-label={words.shown}>
        {(['open', 'done'] as const).map((s) => (
          <button key={s} type="button" role="radio" aria-checked={state === s} onClick={() => setSearch({ state: s === 'open' ? '' : s })}>
            {words[s]}
          </button>
        ))}
      </div>
      <div className="hc-segments" role="radiogroup" aria-label={words.kind}>
        {['', 'purchase', 'transfer', 'produce'].map((k) => (
          <button key={k} type="button" role="radio" aria-checked={kind === k} onClick={() => setSearch({ kind: k })}>
            {k === '' ? words.all : words.kinds[k]}
          </button>
        ))}
      </div>
      <SearchBox search={search} hint={words.search} />
    </div>
  );
}

const says = (s: Suggestion, q: string): boolean => [s.code, s.name, s.place, s.supplierName, s.fromName].some((x) => x?.toLowerCase().includes(q));

function List({ data, state }: { readonly data: Suggestions; readonly state: 'open' | 'done' }): ReactNode {
  const search = useSearchText();
  const phone = usePhone();
  const [picked, setPicked] = useState<ReadonlySet<string>>(new Set());
  const [open, setOpen] = useState<string | null>(null);
  const [kind, q] = [search['kind'] ?? '', (search['q'] ?? '').toLowerCase()];
  const rows = useMemo(() => data.rows.filter((r) => (kind === '' || r.kind === kind) && (q === '' || says(r, q))), [data.rows, kind, q]);
  const columns = useMemo(
    () => columnsOf({ phone, state, priced: data.rows.some((r) => r.money !== null), total: sum(rows.map((r) => r.money)), gain: sum(rows.map((r) => r.gain)) }),
    [phone, state, data.rows, rows],
  );
  const chosen = rows.filter((r) => picked.has(r.id));
  const shown = data.rows.find((r) => r.id === open);
  if (rows.length === 0) return <Nothing data={data} state={state} />;
  const picking = state === 'open' && data.may.edit ? { picked, onPick: setPicked } : {};
  return (
    <>
      {chosen.length > 0 && <Picked rows={chosen} may={data.may} onDone={() => setPicked(new Set())} />}
      <Table
        label={words.title}
        columns={columns}
        rows={rows}
        keyOf={(r) => r.id}
        onOpen={(r) => setOpen(r.id)}
        strong={(r) => r.id === open}
        footNote={t('shownRows', { n: rows.length, more: '' })}
        {...picking}
      />
      {shown && <SuggestionDrawer key={shown.id} row={shown} may={data.may.edit && state === 'open'} onClose={() => setOpen(null)} />}
    </>
  );
}

function Nothing({ data, state }: { readonly data: Suggestions; readonly state: string }): ReactNode {
  const setSearch = useSetSearch();
  if (data.rows.length > 0) return <Empty title={words.nothing} text={words.nothingText} action={<Button onClick={() => setSearch({ kind: '', q: '' })}>{words.clear}</Button>} />;
  if (state === 'done') return <Empty title={words.noneDone} />;
  return data.made.forecast ? <Empty title={words.none} text={words.noneText} /> : <Empty title={words.noForecast} text={words.noForecastText} />;
}

function Picked({ rows, may, onDone }: { readonly rows: readonly Suggestion[]; readonly may: Suggestions['may']; readonly onDone: () => void }): ReactNode {
  const ids = rows.map((r) => r.id);
  const accept = useWork(
    (as: As) => post<Decided>('/api/planning/suggestions/decide', { ids, action: 'accept', as }),
    (result) => {
      sayDecided(result);
      onDone();
    },
  );
  const reject = useWork(
    (why: string) => post<Decided>('/api/planning/suggestions/decide', { ids, action: 'reject', why }),
    (result) => {
      say(words.rejected(result.decided));
      onDone();
    },
  );
  const refuse = async (): Promise<void> => {
    const why = await ask({ title: words.rejectTitle, ok: words.reject, reason: words.rejectWhy });
    if (why !== null) reject.mutate(why);
  };
  const buys = rows.filter((r) => r.kind === 'purchase');
  const total = buys.some((r) => r.money !== null) ? money(sum(buys.map((r) => r.money))) : '';
  return (
    <div className="hc-picked-bar" role="status">
      <span>{words.picked(rows.length, total)}</span>
      <Button busy={reject.isPending} onClick={() => void refuse()}>
        {words.reject}
      </Button>
      {may.order && buys.length > 0 && (
        <Button busy={accept.isPending} onClick={() => accept.mutate('purchase-request')}>
          {words.asRequest}
        </Button>
      )}
      <Button kind="primary" busy={accept.isPending} onClick={() => accept.mutate('purchase-order')}>
        {words.accept}
      </Button>
    </div>
  );
}

type Shape = { readonly phone: boolean; readonly state: 'open' | 'done'; readonly priced: boolean; readonly total: string; readonly gain: string };
const TONES: Readonly<Record<string, string>> = { purchase: 'info', transfer: 'ok', produce: 'warn' };
const amount = (r: Suggestion, value: string | null): string => `${qty(value)} ${r.unit}`;
const wayOf = (r: Suggestion): string => (r.kind === 'transfer' ? (r.fromName ?? '') : r.kind === 'produce' ? words.made : (r.supplierName ?? words.noSupplier));

function columnsOf({ phone, state, priced, total, gain }: Shape): readonly TableColumn<Suggestion>[] {
  const done = state === 'done';
  return [
    {
      key: 'item',
      title: words.item,
      width: 150,
      grow: phone,
      cell: (r) => (
        <span className="hc-suggestion-item">
          {r.name}
          {phone && (
            <small>
              {r.place} · {words.kinds[r.kind]} · {words.days(r.cover)}
            </small>
          )}
        </span>
      ),
    },
    ...(phone
      ? []
      : [
          { key: 'place', title: words.place, width: 104, cell: (r: Suggestion) => r.place },
          { key: 'kind', title: words.kind, width: 64, cell: (r: Suggestion) => <Tag tone={TONES[r.kind] ?? 'mute'}>{words.kinds[r.kind]}</Tag> },
          { key: 'from', title: words.from, width: 140, cell: wayOf },
        ]),
    { key: 'quantity', title: words.quantity, width: phone ? 84 : 96, align: 'right' as const, cell: (r: Suggestion) => amount(r, done ? r.decidedQuantity : r.quantity) },
    ...(phone || !priced
      ? []
      : [{ key: 'money', title: words.money, width: 96, align: 'right' as const, cell: (r: Suggestion) => (r.kind === 'purchase' ? money(r.money) : ''), sum: money(total) }]),
    ...(phone || done
      ? []
      : [
          { key: 'gain', title: words.gain, width: 92, align: 'right' as const, cell: (r: Suggestion) => money(r.gain), sum: money(gain) },
          {
            key: 'cover',
            title: words.cover,
            width: 78,
            align: 'right' as const,
            cell: (r: Suggestion) => (r.cover <= 0 ? <span className="hc-danger">{words.days(r.cover)}</span> : words.days(r.cover)),
          },
        ]),
    ...(done ? doneColumns(phone) : []),
    ...(phone
      ? []
      : [{ key: 'reason', title: words.reason, width: 320, grow: true, cell: (r: Suggestion) => <span title={r.why ?? r.reason}>{done ? (r.why ?? r.reason) : r.reason}</span> }]),
  ];
}

const doneColumns = (phone: boolean): readonly TableColumn<Suggestion>[] => [
  {
    key: 'decided',
    title: words.decided,
    width: phone ? 84 : 190,
    cell: (r) => (phone ? words.states[r.state] : `${words.states[r.state] ?? ''} · ${r.decidedBy ?? ''} · ${r.decidedAt ? ago(r.decidedAt) : ''}`),
  },
  ...(phone
    ? []
    : [
        {
          key: 'doc',
          title: words.document,
          width: 150,
          cell: (r: Suggestion) =>
            r.doc && r.docType ? (
              <A className="hc-link" href={`/documents/${r.docType}/${r.doc}`}>
                {r.docNumber}
              </A>
            ) : (
              ''
            ),
        },
        { key: 'worth', title: words.worth, width: 170, cell: worthOf },
      ]),
];

/** A changed or refused quantity is told what it was worth, once its days are over. */
function worthOf(r: Suggestion): ReactNode {
  if (r.state === 'accepted' || r.due === null) return '';
  if (r.added === null) return <span className="hc-note">{words.worthLater(r.due.slice(5))}</span>;
  const bad = r.added.startsWith('-');
  return <span className={bad ? 'hc-danger' : undefined}>{words.worthNow(`${bad || Number(r.added) === 0 ? '' : '+'}${money(r.added)}`, `${qty(r.demand)} ${r.unit}`)}</span>;
}
