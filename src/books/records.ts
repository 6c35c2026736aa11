// Saving records (资料) through the same pen: parse, check, book with audit and event. Bulk saves are one round trip.
import { encode, parseFields } from '#forms';
import type { Fields } from '#kernel/field';
import { growing } from '#kernel/id';
import type { Tx } from '#kernel/ports';
import type { AnyRecord } from '#kernel/record';
import { type Complaint, gather, Refusal, refuse, type Refused } from '#kernel/refusal';
import { may } from '#kernel/rights';
import type { Caller, PenPorts } from './stroke.ts';
import { checkTurns, turnCode } from './turns.ts';

export type RecordInput = { readonly id?: string | null; readonly code?: string | null; readonly name: string; readonly active?: boolean; readonly data?: unknown };
export type SavedRecord = { readonly id: string; readonly code: string; readonly name: string };
export type RecordOutcome = { readonly ok: true; readonly saved: readonly SavedRecord[] } | { readonly ok: false; readonly refusal: Refused };

const words = (def: AnyRecord, data: Record<string, unknown>): string[] => def.search.map((name) => String(data[name] ?? ''));

/** Saves one or many records of a type; all or none. Codes left empty are proposed: prefix + five figures. */
export async function saveRecords(
  ports: PenPorts,
  caller: Caller,
  work: { readonly def: AnyRecord; readonly inputs: readonly RecordInput[]; readonly key?: string | null; readonly dryRun?: boolean },
): Promise<RecordOutcome> {
  const { def, inputs } = work;
  if (!may(caller.actor, `${def.type}.edit`)) return { ok: false, refusal: refuse('not-allowed', { with: { right: `${def.zh}·编辑` } }) };
  const parsed = inputs.map((input, i) => parseRecord(def, input, inputs.length > 1 ? i : null));
  const bad = gather(parsed.flatMap((p) => p.complaints));
  if (bad) return { ok: false, refusal: bad };
  try {
    const saved = await ports.db.write(caller.scope, (tx) => bookRecords(ports, caller, tx, { ...work, rows: parsed.map((p) => p.row), bodyHash: ports.hash([def.type, inputs]) }));
    ports.db.nudge('booked');
    return { ok: true, saved };
  } catch (error) {
    if (error instanceof DryRun) return { ok: true, saved: [] };
    if (error instanceof Refusal) return { ok: false, refusal: error.refusal };
    if ((error as { code?: string }).code === 'HC007') return { ok: false, refusal: costingFixed(error as Error) };
    if ((error as { code?: string }).code === '23505') return { ok: false, refusal: refuse('code-taken', { path: 'code', with: { code: String(inputs[0]?.code ?? '') } }) };
    throw error;
  }
}

/** The database says which item has moved already. */
function costingFixed(error: Error): Refused {
  const item = JSON.parse(error.message) as { code: string; name: string; what: string };
  if (item.what === 'consignor') return refuse('consignor-fixed', { path: 'data.consignor', with: { item: `${item.code} ${item.name}` } });
  return refuse('costing-fixed', {
    path: `data.${item.what}`,
    with: { item: `${item.code} ${item.name}`, document: item.what === 'costMethod' ? '计价方法变更单' : '标准成本调整单' },
  });
}

/** Leaves the transaction of a dry run; nothing of it stays. */
class DryRun extends Error {}

/** What this key saved before; the same key with another body is refused. */
async function recallRecords(tx: Tx, key: string, bodyHash: string): Promise<readonly SavedRecord[] | null> {
  const [row] = await tx.query<{ body_hash: string; reply: { saved: readonly SavedRecord[] } }>(
    'select body_hash, reply from books.command_log where org_id = books.org() and key = $1',
    [key],
  );
  if (row && row.body_hash !== bodyHash) throw new Refusal(refuse('same-key-other-body'));
  return row?.reply.saved ?? null;
}

/** Goods that are in the house are kept as they were received: what says how may not change under them. */
async function checkFixed(tx: Tx, def: AnyRecord, rows: readonly Row[]): Promise<void> {
  const names = def.fixedInStock ?? [];
  const ids = rows.flatMap((r) => r.id ?? []);
  if (names.length === 0 || ids.length === 0) return;
  const stocked = await tx.query<{ id: string; data: Record<string, unknown> }>(
    `select r.id, r.data from books.record r where r.org_id = books.org() and r.id = any ($1::uuid[]) and exists (
      select from books.stock_balance b where b.org_id = books.org() and b.item_id = r.id and (b.on_hand <> 0 or b.on_hold <> 0 or b.in_transit <> 0 or b.allocated <> 0))`,
    [ids],
  );
  const before = new Map(stocked.map((s) => [s.id, s.data]));
  const changed = rows.flatMap((row, i) => {
    const old = before.get(row.id ?? '');
    const next = encode(def.fields as Fields, row.data);
    return names
      .filter((name) => old !== undefined && JSON.stringify(old[name] ?? encodeNothing(def, name)) !== JSON.stringify(next[name]))
      .map(
        (name): Complaint => ({
          refused: 'fixed-in-stock',
          path: `${rows.length > 1 ? `rows[${i}].` : ''}data.${name}`,
          with: { name: row.name, field: (def.fields as Fields)[name]?.zh ?? name },
        }),
      );
  });
  const refused = gather(changed);
  if (refused) throw new Refusal(refused);
}
/** How a field that was never stored reads: a flag is off, anything else is empty. */
const encodeNothing = (def: AnyRecord, name: string): boolean | null => ((def.fields as Fields)[name]?.kind === 'flag' ? false : null);

type Row = { readonly id: string | null; readonly code: string | null; readonly name: string; readonly active: boolean; readonly data: Record<string, unknown> };

function parseRecord(def: AnyRecord, input: RecordInput, index: number | null): { readonly row: Row; readonly complaints: readonly Complaint[] } {
  const at = index === null ? { path: '', where: '' } : { path: `rows[${index}].`, where: `第 ${index + 1} 行：` };
  const complaints: Complaint[] = [];
  const name = typeof input.name === 'string' ? input.name.trim() : '';
  if (name === '' || name.length > 100)
    complaints.push({ refused: 'bad-field', path: `${at.path}name`, with: { what: `${at.where}${name === '' ? '请填写“名称”' : '“名称”最多 100 个字'}` } });
  const given = typeof input.code === 'string' && input.code.trim() !== '' ? input.code.trim() : null;
  // Codes stand in the books between values that a separator divides.
  if (given !== null && /\p{Cc}/u.test(given)) complaints.push({ refused: 'bad-field', path: `${at.path}code`, with: { what: `${at.where}“编码”含有不可见的控制字符` } });
  if (given !== null && given.length > 60) complaints.push({ refused: 'bad-field', path: `${at.path}code`, with: { what: `${at.where}“编码”最多 60 个字` } });
  const data = parseFields(def.fields as Fields, input.data ?? {}, { path: `${at.path}data.`, where: at.where });
  const values = data.value as Record<string, unknown>;
  const code = data.complaints.length === 0 && def.codeOf ? (def.turns ? turnCode(def.codeOf(values as never), values[def.turns.from]) : def.codeOf(values as never)) : given;
  if (data.complaints.length === 0) {
    const own = def.check?.({ id: input.id ?? '', code: code ?? '', name, active: input.active ?? true, data: values as never });
    if (own) complaints.push(own, ...(own.more ?? []));
  }
  return { row: { id: input.id ?? null, code, name, active: input.active ?? true, data: values }, complaints: [...complaints, ...data.complaints] };
}

async function bookRecords(
  ports: PenPorts,
  caller: Caller,
  tx: Tx,
  work: { readonly def: AnyRecord; readonly rows: readonly Row[]; readonly key?: string | null; readonly dryRun?: boolean; readonly bodyHash: string },
): Promise<readonly SavedRecord[]> {
  const { def } = work;
  const before = work.key ? await recallRecords(tx, work.key, work.bodyHash) : null;
  if (before) return before;
  await checkFixed(tx, def, work.rows);
  const missing = work.rows.filter((r) => r.code === null).length;
  const [last] =
    missing > 0
      ? await tx.query<{ n: string | null }>(
          `select max(substring(code from '[0-9]+$')::numeric)::text as n from books.record where org_id = books.org() and type = $1 and code ~ $2`,
          [def.type, `^${def.codePrefix}[0-9]{5,9}$`],
        )
      : [{ n: '0' }];
  let next = Number(last?.n ?? 0);
  const rows = work.rows.map((r) => {
    const code = r.code ?? `${def.codePrefix}${String((next += 1)).padStart(5, '0')}`;
    return {
      id: r.id ?? ports.ids.next(),
      code,
      name: r.name,
      active: r.active,
      type: def.type,
      data: encode(def.fields as Fields, r.data),
      search: ports.search(code, r.name, ...words(def, r.data)),
    };
  });
  await checkTurns(tx, def, rows);
  const now = ports.clock.now();
  const booking = {
    now,
    user: caller.actor.id,
    userName: caller.actor.name,
    records: rows,
    action: `${def.type}.save`,
    subject: def.type,
    subjectId: rows.length === 1 ? rows[0]?.id : null,
    summary: rows.length === 1 ? `${def.zh} ${rows[0]?.code} ${rows[0]?.name}` : `${def.zh} ${rows.length} 条`,
    context: caller.trace ?? {},
    change: rows.length <= 20 ? rows.map(({ search: _search, ...r }) => r) : { count: rows.length },
    events: [
      {
        id: ports.ids.next(),
        agg: `${def.type}:${rows.length === 1 ? rows[0]?.id : ports.ids.next()}`,
        aggSeq: growing(ports.ids.next()),
        name: 'record-saved/1',
        payload: { type: def.type, ids: rows.slice(0, 100).map((r) => r.id) },
      },
    ],
    reply: { saved: rows.map(({ id, code, name }) => ({ id, code, name })) },
    ...(work.key ? { key: work.key, bodyHash: work.bodyHash } : {}),
  };
  await tx.query('select books.book($1::jsonb)', [JSON.stringify({ ...booking, hash: ports.hash(booking) })]);
  if (work.dryRun) throw new DryRun();
  return rows.map(({ id, code, name }) => ({ id, code, name }));
}
