// 事件目录: every event the house may say, found by name; one opens beside the list with its fields, its example and who listens.
import { useMemo, useState, type ReactNode } from 'react';
import { holds, useMeta } from '../app/meta';
import '../list/list.css';
import { Empty, Failure, Tag, Waiting } from '../ui/bits';
import { Dialog } from '../ui/dialog';
import { Icon } from '../ui/icon';
import { Table, type TableColumn } from '../ui/table';
import { CodeBox } from './code-box';
import { type FieldRow, FieldsTable } from './fields-table';
import { type EventEntry, type JsonSchema, pretty, useCatalogue, useHooks, wanted } from './outside';
import { words } from './words';

export function EventCatalogue(): ReactNode {
  const catalogue = useCatalogue();
  const [find, setFind] = useState('');
  const [kind, setKind] = useState('');
  const [open, setOpen] = useState<EventEntry | null>(null);
  const rows = useMemo(() => {
    const q = find.trim().toLowerCase();
    return (catalogue.data ?? []).filter((e) => (kind === '' || e.kind === kind) && (q === '' || e.name.includes(q) || e.zh.includes(q) || e.group.includes(q)));
  }, [catalogue.data, find, kind]);
  if (catalogue.isError) return <Failure error={catalogue.error} retry={() => void catalogue.refetch()} />;
  return (
    <>
      <div className="hc-bar">
        <label className="hc-search">
          <Icon name="search" />
          <input className="hc-input" type="search" aria-label={words.find} placeholder={words.find} value={find} onChange={(event) => setFind(event.target.value)} />
        </label>
        <div className="hc-segments" role="radiogroup" aria-label={words.group}>
          {['', ...Object.keys(words.kinds)].map((k) => (
            <button key={k} type="button" role="radio" aria-checked={kind === k} onClick={() => setKind(k)}>
              {k === '' ? words.all : words.kinds[k]}
            </button>
          ))}
        </div>
      </div>
      <p className="hc-note">
        {words.howMany(rows.length)}；{words.contract}
      </p>
      {!catalogue.data ? (
        <Waiting lines={10} />
      ) : rows.length === 0 ? (
        <Empty title={words.noEvents} />
      ) : (
        <Table label={words.events} columns={COLUMNS} rows={rows} keyOf={(e) => e.name} onOpen={setOpen} />
      )}
      {open && <OneEvent key={open.name} event={open} onClose={() => setOpen(null)} />}
    </>
  );
}

const COLUMNS: readonly TableColumn<EventEntry>[] = [
  { key: 'zh', title: words.event, width: 240, cell: (e) => <span className="hc-outside-open">{e.zh}</span> },
  { key: 'name', title: words.name, width: 300, cell: (e) => <code>{e.name}</code> },
  { key: 'group', title: words.group, width: 120, cell: (e) => e.group },
  { key: 'by', title: words.emittedBy, width: 240, grow: true, cell: (e) => e.emittedBy },
  { key: 'listens', title: words.listens, width: 90, align: 'right', cell: (e) => (e.reactions.length === 0 ? words.nobody : e.reactions.length) },
];

function OneEvent({ event: e, onClose }: { readonly event: EventEntry; readonly onClose: () => void }): ReactNode {
  const meta = useMeta();
  const may = holds(meta, 'outside.manage');
  const hooks = useHooks(may);
  return (
    <Dialog open side="right" width={640} title={e.zh} onClose={onClose}>
      <p className="hc-outside-name">
        <code>{e.name}</code>
        <Tag>{words.kinds[e.kind] ?? e.kind}</Tag>
      </p>
      <dl className="hc-outside-facts">
        <dt>{words.emittedBy}</dt>
        <dd>{e.emittedBy}</dd>
        {e.readers.length > 0 && (
          <>
            <dt>{words.readers}</dt>
            <dd>{e.readers.join('、')}</dd>
          </>
        )}
        <dt>{words.reactions}</dt>
        <dd>{e.reactions.length === 0 ? words.nobody : e.reactions.map((r) => <div key={r}>{r}</div>)}</dd>
        <dt>{words.outsiders}</dt>
        <dd>
          {may && <div>{words.hookCount((hooks.data ?? []).filter((h) => wanted(h, e.name)).length)}</div>}
          <div>{words.stream}</div>
        </dd>
      </dl>
      <FieldsTable fields={fieldsOf(e.schema, '')} />
      <CodeBox title={words.example} text={pretty(e.example)} />
    </Dialog>
  );
}

const typeOf = (s: JsonSchema): string =>
  s.format ?? (Array.isArray(s.type) ? s.type.filter((x) => x !== 'null').join(' / ') : ((s.type as string | undefined) ?? (s.enum ?? []).join(' / ')));

/** Fields with their paths, one level of objects and lists inside. */
function fieldsOf(schema: JsonSchema, prefix: string): readonly FieldRow[] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, of]): readonly FieldRow[] => {
    const path = `${prefix}${name}`;
    const inside = of.type === 'object' ? fieldsOf(of, `${path}.`) : of.items?.properties ? fieldsOf(of.items, `${path}[].`) : [];
    return [{ path, zh: of.description ?? '', type: typeOf(of), required: schema.required?.includes(name) ?? false }, ...inside];
  });
}
