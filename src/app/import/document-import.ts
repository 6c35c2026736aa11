// Importing documents: rows become documents, each is tried dry by the house itself, and only when all pass is the first one booked, through run().
import { type Caller, type Outcome, run } from '#books/pen';
import type { Day } from '#kernel/day';
import { formatFen, formatQty, parseDecimal } from '#kernel/decimal';
import type { Fields } from '#kernel/field';
import { price } from '#kernel/money';
import { amountOf, micro } from '#kernel/quantity';
import type { Complaint } from '#kernel/refusal';
import { canonicalJson, sha256 } from '#platform/digest';
import type { Ports } from '../context.ts';
import { matchColumns } from './columns.ts';
import { type DocumentKind, documentTargets } from './document-kinds.ts';
import { type LineRow, readLine, type Setting } from './document-rows.ts';
import type { ImportOptions } from './record-import.ts';
import { loadReferences } from './references.ts';
import { bad, type BadRow, badFile, type Report } from './report.ts';
import { complaintRow } from './rows.ts';
import type { Table } from './table.ts';
import { heldTwice } from './twice.ts';

/** Lines of one document; a longer day is split. */
const LINES = 1000;

type Planned = { readonly key: string; readonly day: Day; readonly body: Record<string, unknown>; readonly rows: readonly LineRow[] };

export async function importDocuments(ports: Ports, caller: Caller, work: ImportOptions & { readonly kind: DocumentKind; readonly table: Table }): Promise<Report> {
  const { kind, table } = work;
  const pen: Pen = { ports, caller };
  const setting = await settingOf(ports, caller, work);
  const rows: LineRow[] = [];
  const refused: BadRow[] = [];
  let read = 0;
  for await (const row of table.rows) {
    read += 1;
    const line = readLine(row, setting);
    if ('row' in line) rows.push(line);
    else refused.push(...line);
  }
  refused.unshift(...table.refused);
  const total = read + table.refused.length;
  const mark = sha256(`${table.hash}|${canonicalJson(work.map)}`).slice(0, 32);
  const planned = plan(rows, setting, `import:${kind.name}:${mark}`);
  const done = new Set(
    (
      await ports.db.read(caller.scope, (s) =>
        s.query<{ key: string }>('select key from books.command_log where org_id = books.org() and key like $1', [`import:${kind.name}:${mark}:%`]),
      )
    ).map((r) => r.key),
  );
  const open = planned.filter((p) => !done.has(p.key));
  const already = planned.filter((p) => done.has(p.key)).reduce((n, p) => n + p.rows.length, 0);
  const tried = await tryAll(pen, open, { setting, progress: work.progress });
  const problems = [...refused, ...tried.refused].toSorted((a, b) => a.line - b.line);
  const report = { kind: kind.name, file: work.file, encoding: table.encoding, rows: total, already, dryRun: work.dryRun };
  if ((problems.length > 0 && !work.skipBad) || work.dryRun) return { ...report, booked: 0, documents: 0, refused: problems };
  const booked = await bookAll(pen, tried.good, { setting, progress: work.progress, skipBad: work.skipBad });
  return { ...report, booked: booked.rows, documents: booked.documents, refused: [...problems, ...booked.refused] };
}

async function settingOf(ports: Ports, caller: Caller, work: ImportOptions & { readonly kind: DocumentKind; readonly table: Table }): Promise<Setting> {
  const { kind, table } = work;
  const def = ports.catalog.document(kind.type);
  const references = await loadReferences(ports, caller.scope);
  const [first] = await ports.db.read(caller.scope, (s) =>
    s.query<{ period: number }>(`select min(period) as period from books.period where org_id = books.org() and state = 'open'`),
  );
  const firstOpenDay = first?.period ? (`${String(first.period).slice(0, 4)}-${String(first.period).slice(4)}-01` as Day) : null;
  const columns = matchColumns(table.header, documentTargets(kind, def), work.map);
  const defaults: Record<string, unknown> = {};
  if (kind.name === 'opening-stock') {
    const reason = references.all('reason').find((r) => r.active && r.name === '期初入库' && r.data['use'] === 'other-in');
    if (!reason) throw badFile('没有名为“期初入库”的入库原因', '请先在原因码中建立（用于：其他入库；对方科目：实收资本）');
    defaults['reason'] = reason.id;
  }
  if (kind.type === 'retail-sale') {
    const wallets = references
      .all('wallet')
      .filter((w) => w.active)
      .toSorted((a, b) => (a.code < b.code ? -1 : 1));
    if (wallets[0]) defaults['wallet'] = wallets[0].id;
  }
  return { kind, def, header: table.header, columns, references, defaults, firstOpenDay };
}

/** Gathers rows into documents: one per day and head (销售: per day × shop, each wallet with its own sum), in order of days. */
function plan(rows: readonly LineRow[], setting: Setting, mark: string): readonly Planned[] {
  const groups = new Map<string, LineRow[]>();
  const retail = setting.kind.type === 'retail-sale';
  for (const row of rows) {
    const { wallet: _wallet, ...shared } = row.head;
    const key = `${row.day}:${sha256(canonicalJson(retail ? shared : row.head)).slice(0, 12)}`;
    const list = groups.get(key);
    if (list) list.push(row);
    else groups.set(key, [row]);
  }
  return [...groups]
    .toSorted(([a], [b]) => (a.slice(0, 10) < b.slice(0, 10) ? -1 : a.slice(0, 10) > b.slice(0, 10) ? 1 : 0))
    .flatMap(([key, list]) =>
      parts(list, setting).map((part, i): Planned => {
        const day = (list[0] as LineRow).day;
        const head = retail ? withPayments(part) : (part[0] as LineRow).head;
        return { key: `${mark}:${key}:${i}`, day, rows: part, body: { day, head, lines: part.map((r) => r.line) } };
      }),
    );
}

/** A voucher must balance as a whole and is never split. */
const parts = (list: readonly LineRow[], setting: Setting): readonly (readonly LineRow[])[] =>
  setting.kind.type === 'journal-voucher' ? [list] : Array.from({ length: Math.ceil(list.length / LINES) }, (_, i) => list.slice(i * LINES, (i + 1) * LINES));

const grossOfLine = (line: Record<string, unknown>): bigint =>
  amountOf(micro(parseDecimal(String(line['qty'] ?? '0'), 6) ?? 0n), price(parseDecimal(String(line['price'] ?? '0'), 6) ?? 0n));

/** The head of a retail day: one wallet, or what went into each. */
function withPayments(rows: readonly LineRow[]): Record<string, unknown> {
  const sums = new Map<string, bigint>();
  for (const row of rows) {
    const wallet = String(row.head['wallet'] ?? '');
    sums.set(wallet, (sums.get(wallet) ?? 0n) + grossOfLine(row.line));
  }
  const { wallet, ...shared } = (rows[0] as LineRow).head;
  return sums.size <= 1 ? { ...shared, wallet } : { ...shared, payments: [...sums].filter(([, sum]) => sum > 0n).map(([w, sum]) => ({ wallet: w, amount: formatFen(sum) })) };
}

const onDay = (ports: Ports, day: Day): Ports => ({ ...ports, clock: { now: ports.clock.now, today: () => day } });

type Pen = { readonly ports: Ports; readonly caller: Caller };
type Around = { readonly setting: Setting; readonly progress: ImportOptions['progress'] };
type Balance = { readonly item: string; readonly warehouse: string; readonly onHand: string };

/** Every document decided by the house, nothing written. Stock that the file itself uses up is counted from document to document. */
async function tryAll({ ports, caller }: Pen, open: readonly Planned[], around: Around): Promise<{ readonly good: readonly Planned[]; readonly refused: readonly BadRow[] }> {
  const good: Planned[] = [];
  const refused: BadRow[] = [];
  const used = new Map<string, bigint>();
  const held = new Set<string>();
  const free = await freeStock(ports, caller);
  for (const [i, planned] of open.entries()) {
    const outcome = await run(onDay(ports, planned.day), caller, { type: around.setting.kind.type, command: 'approve', body: planned.body, dryRun: true });
    const problems = outcome.ok
      ? [
          ...waiting(outcome, planned),
          ...usedUp(outcome, planned, { used, free, around }),
          ...heldTwice(outcome.preview ?? {}, planned.rows, { held, references: around.setting.references }),
        ]
      : refusalRows([outcome.refusal, ...(outcome.refusal.more ?? [])], planned, around.setting);
    if (problems.length > 0) refused.push(...problems);
    else good.push(planned);
    around.progress(i + 1, open.length, `检查 ${planned.day}`);
  }
  return { good, refused };
}

/** An approval rule would leave the document waiting for a person: an import cannot be half booked. */
const waiting = (outcome: Extract<Outcome, { ok: true }>, planned: Planned): readonly BadRow[] =>
  (outcome.preview?.['doc'] as { state?: string } | undefined)?.state === 'posted'
    ? []
    : [bad({ line: planned.rows[0]?.row.line ?? 0 }, `${planned.day} 的单据需要逐级审批，不能直接入账`, '请先停用该类单据的审批规则，导入后再启用')];

async function freeStock(ports: Ports, caller: Caller): Promise<ReadonlyMap<string, bigint>> {
  const rows = await ports.db.read(caller.scope, (s) =>
    s.query<{ item: string; warehouse: string; free: string }>(
      'select item_id as item, warehouse_id as warehouse, sum(on_hand - allocated)::text as free from books.stock_balance where org_id = books.org() group by 1, 2',
    ),
  );
  return new Map(rows.map((r) => [`${r.item}|${r.warehouse}`, BigInt(r.free)]));
}

type Stock = { readonly used: Map<string, bigint>; readonly free: ReadonlyMap<string, bigint>; readonly around: Around };

/** What this document takes on top of the ones before it. A refused one takes nothing. */
function usedUp(outcome: Extract<Outcome, { ok: true }>, planned: Planned, { used, free, around }: Stock): readonly BadRow[] {
  const allowed = new Set((outcome.preview?.['negativeAllowed'] ?? []) as readonly string[]);
  const taken = new Map<string, bigint>();
  for (const b of (outcome.preview?.['balances'] ?? []) as readonly Balance[])
    if (!allowed.has(b.warehouse)) taken.set(`${b.item}|${b.warehouse}`, (taken.get(`${b.item}|${b.warehouse}`) ?? 0n) - BigInt(b.onHand));
  const short = [...taken].flatMap(([key, qty]): BadRow[] => {
    const [have, before] = [free.get(key) ?? 0n, used.get(key) ?? 0n];
    if (qty <= 0n || before + qty <= have) return [];
    const item = key.split('|')[0] ?? '';
    const row = planned.rows.find((r) => r.line['item'] === item) ?? planned.rows[0];
    const column = around.setting.header[around.setting.columns.findIndex((c) => c?.path === 'line.qty')] ?? '数量';
    return [
      bad(
        { line: row?.row.line ?? 0, column, value: String(row?.line['qty'] ?? '') },
        `到这一天“${around.setting.references.get(item)?.name ?? ''}”共需 ${formatQty(before + qty)}，库存只有 ${formatQty(have)}，缺 ${formatQty(before + qty - have)}`,
        '请先导入入库或期初库存，或更正数量',
      ),
    ];
  });
  if (short.length === 0) for (const [key, qty] of taken) used.set(key, (used.get(key) ?? 0n) + qty);
  return short;
}

/** The house's complaints at the rows they are about; what concerns the whole document stands at its first row. */
function refusalRows(complaints: readonly Complaint[], planned: Planned, setting: Setting): readonly BadRow[] {
  return complaints.map((complaint) => {
    const at = /^lines\[(\d+)\]\.?(.*)$/.exec(complaint.path ?? '');
    const { row } = (planned.rows[Number(at?.[1] ?? 0)] ?? planned.rows[0]) as LineRow;
    const fields = Object.fromEntries(Object.entries(setting.def.line as Fields).map(([n, f]) => [`line.${n}`, f]));
    const said = complaintRow(complaint, { row, header: setting.header, columns: setting.columns, own: setting.def.refusals, fields }, () =>
      at ? `line.${at[2]}` : (complaint.path ?? ''),
    );
    return at ? said : { ...said, message: `${planned.day} 的${setting.def.zh}（${planned.rows.length} 行）：${said.message}` };
  });
}

async function bookAll(
  { ports, caller }: Pen,
  good: readonly Planned[],
  around: Around & { readonly skipBad: boolean },
): Promise<{ readonly rows: number; readonly documents: number; readonly refused: readonly BadRow[] }> {
  let [rows, documents] = [0, 0];
  const refused: BadRow[] = [];
  for (const [i, planned] of good.entries()) {
    const outcome = await run(onDay(ports, planned.day), caller, { type: around.setting.kind.type, command: 'approve', body: planned.body, key: planned.key });
    if (outcome.ok) {
      documents += 1;
      rows += planned.rows.length;
    } else {
      // It passed a moment ago, so somebody changed the books meanwhile. What is booked stays; the next run continues here.
      refused.push(...refusalRows([outcome.refusal, ...(outcome.refusal.more ?? [])], planned, around.setting));
      if (!around.skipBad) break;
    }
    around.progress(i + 1, good.length, `入账 ${planned.day}`);
    if (i % 200 === 100) await ports.db.owner((tx) => tx.query('analyze'));
  }
  return { rows, documents, refused };
}
