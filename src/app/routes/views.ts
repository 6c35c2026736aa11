// Routes of views (查询), vouchers and the chain behind an account balance.
import { closePeriod, PERIOD_REFUSALS, reopenPeriod } from '#accounting';
import { parseDay, type Period, periodText } from '#kernel/day';
import { formatDecimal, parseDecimal } from '#kernel/decimal';
import { type State, STATE_ZH } from '#kernel/document';
import { isId } from '#kernel/id';
import type { View } from '#kernel/view';
import { Refusal, refuse } from '#kernel/refusal';
import { may } from '#kernel/rights';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { callerFor, need, type Ports, sendProblem } from '../context.ts';
import { cellKind, sendTable } from '../export.ts';
import type { Session } from '../people.ts';
import { chainOf, labelsOf } from '../queries/documents.ts';
import { shapeChain } from '../shape.ts';
import type { Snapshot } from '#kernel/ports';

type Query = Record<string, string | undefined>;

/** What each kind of parameter looks like, and how to write it. */
const WRITTEN: Readonly<Record<View['parameters'][number]['kind'], { readonly fits: (value: string) => boolean; readonly how: string }>> = {
  day: { fits: (value) => parseDay(value) !== null, how: '请写成 2026-03-05 这样的日期' },
  period: { fits: (value) => /^\d{6}$/.test(value) && parseDay(`${value.slice(0, 4)}-${value.slice(4)}-01`) !== null, how: '请写成 202603 这样的期间' },
  int: { fits: (value) => /^-?\d{1,9}$/.test(value), how: '请写一个整数' },
  ref: { fits: isId, how: '请从列表里选' },
  choice: { fits: () => true, how: '请从列表里选' },
  text: { fits: (value) => !value.includes('\0'), how: '请重新输入' },
};

/** The two ends of one span: both days or both periods. */
function refuseBackwards(view: View, query: Query): void {
  const [from, to] = ['from', 'to'].map((key) => view.parameters.find((p) => p.key === key));
  const [start, end] = [query['from']?.trim(), query['to']?.trim()];
  if (from && from.kind === to?.kind && start && end && start > end) throw new Refusal(refuse('bad-field', { path: 'from', with: { what: `“${from.zh}”晚于“${to.zh}”，请对调` } }));
}

function argumentsOf(view: View, query: Query): (string | null)[] {
  const given = view.parameters.map((p) => {
    const value = query[p.key]?.trim() || null;
    const { fits, how } = WRITTEN[p.kind];
    const bad = value !== null && (!fits(value) || (p.choices !== undefined && !p.choices.some((c) => c.value === value)));
    if (bad) throw new Refusal(refuse('bad-field', { path: p.key, with: { what: `“${p.zh}”填写有误：${value.slice(0, 30)}，${how}` } }));
    if (value === null && p.required) throw new Refusal(refuse('bad-field', { path: p.key, with: { what: `请选择“${p.zh}”` } }));
    return value;
  });
  refuseBackwards(view, query);
  return given;
}

export async function runView(
  snapshot: Snapshot,
  view: View,
  page: { readonly query: Query; readonly limit: number; readonly offset: number },
): Promise<Record<string, unknown>[]> {
  return snapshot.query(view.sql, [...argumentsOf(view, page.query), page.limit, page.offset]);
}

/** Sums over all rows of a view, not only the page's: from the rows when they are all there, else by the database. Figures as decimal text. */
export async function sumsOf(
  snapshot: Snapshot,
  view: View,
  page: { readonly query: Query; readonly columns: View['columns']; readonly rows: readonly Record<string, unknown>[] | null },
): Promise<Record<string, string>> {
  const keys = page.columns.filter((c) => c.sum).map((c) => c.key);
  if (keys.length === 0) return {};
  if (view.totals) {
    const [whole = {}] = await snapshot.query<Record<string, string>>(view.totals, argumentsOf(view, page.query));
    return Object.fromEntries(keys.map((key) => [key, whole[key] ?? '0']));
  }
  if (page.rows)
    return Object.fromEntries(
      keys.map((key) => [
        key,
        formatDecimal(
          (page.rows ?? []).reduce((sum: bigint, r) => sum + (parseDecimal(String(r[key] ?? '0') || '0', 6) ?? 0n), 0n),
          6,
          0,
        ),
      ]),
    );
  const list = keys.map((key) => `trim_scale(coalesce(sum(nullif(x."${key}"::text, '')::numeric), 0))::text as "${key}"`).join(', ');
  const [row] = await snapshot.query<Record<string, string>>(`select ${list} from (${view.sql}) x`, [...argumentsOf(view, page.query), null, 0]);
  return row ?? {};
}

const columnsFor = (view: View, session: Session) => view.columns.filter((c) => !c.secret || may(session.actor, `field.${c.secret}`));

/** Rows with only the columns (and link helpers) the person may see. */
function shown(view: View, rows: readonly Record<string, unknown>[], session: Session): Record<string, unknown>[] {
  const secret = new Set(view.columns.filter((c) => c.secret && !may(session.actor, `field.${c.secret}`)).map((c) => c.key));
  return rows.map((row) =>
    Object.fromEntries(
      Object.entries(row)
        .filter(([key]) => !secret.has(key))
        .map(([key, v]) => [key, typeof v === 'bigint' ? v.toString() : v]),
    ),
  );
}

export function viewRoutes(app: FastifyInstance, ports: Ports): void {
  for (const view of ports.catalog.views) {
    const parameters = z.object(Object.fromEntries(view.parameters.map((p) => [p.key, z.string().max(100).optional()])));
    app.get(
      `/api/views/${view.name}`,
      {
        schema: {
          tags: ['查询'],
          summary: view.zh,
          querystring: parameters.extend({ limit: z.coerce.number().int().min(1).max(1000).default(200), offset: z.coerce.number().int().min(0).max(1_000_000).default(0) }),
        },
      },
      async (request) => {
        const session = need(request, view.right, view.zh);
        const { limit, offset, ...query } = request.query as { limit: number; offset: number };
        const rows = await ports.db.read(session.scope, (s) => runView(s, view, { query: query as Query, limit: limit + 1, offset }));
        const columns = columnsFor(view, session);
        const more = rows.length > limit;
        const sums = offset > 0 ? {} : await ports.db.read(session.scope, (s) => sumsOf(s, view, { query: query as Query, columns, rows: more ? null : rows }));
        return { columns, rows: shown(view, rows.slice(0, limit), session), more, sums };
      },
    );
    app.get(
      `/api/views/${view.name}/export`,
      { schema: { tags: ['查询'], summary: `导出${view.zh}`, querystring: parameters.extend({ format: z.enum(['xlsx', 'csv']).default('xlsx') }) } },
      async (request, reply) => {
        const { format, ...query } = request.query as { format: 'xlsx' | 'csv' };
        return exportView(ports, view, { session: need(request, view.right, view.zh), format, query: query as Query, reply });
      },
    );
  }
}

/** How many rows one file holds at the most; when there are more, its last row says so. */
const MOST_EXPORTED = 50_000;

async function exportView(
  ports: Ports,
  view: View,
  asked: { readonly session: Session; readonly format: 'xlsx' | 'csv'; readonly query: Query; readonly reply: FastifyReply },
): Promise<FastifyReply> {
  const { session, format, query } = asked;
  const columns = columnsFor(view, session);
  const given = argumentsOf(view, query);
  const { rows, more, sums, labels } = await ports.db.read(session.scope, async (s) => {
    const found = await runView(s, view, { query, limit: MOST_EXPORTED + 1, offset: 0 });
    const cut = found.length > MOST_EXPORTED;
    const ids = view.parameters.flatMap((p, i) => (p.kind === 'ref' ? [given[i] ?? null] : [])).filter((id) => id !== null);
    return { rows: found.slice(0, MOST_EXPORTED), more: cut, sums: await sumsOf(s, view, { query, columns, rows: cut ? null : found }), labels: await labelsOf(s, ids) };
  });
  const cell = (r: Record<string, unknown>, c: View['columns'][number]): string => (c.kind === 'state' ? (STATE_ZH[r[c.key] as State] ?? '') : String(r[c.key] ?? ''));
  return sendTable(asked.reply, {
    name: view.zh,
    format,
    columns: columns.map((c) => ({ zh: c.zh, ...cellKind(c.kind) })),
    rows: rows.map((r) => columns.map((c) => cell(r, c))),
    ...(Object.keys(sums).length > 0 ? { sums: columns.map((c) => sums[c.key] ?? '') } : {}),
    conditions: view.parameters.flatMap((p, i) => {
      const value = given[i] ?? null;
      return value === null
        ? []
        : [[p.zh, p.choices?.find((c) => c.value === value)?.zh ?? labels[value]?.name ?? (p.kind === 'period' ? periodText(Number(value) as Period) : value)] as const];
    }),
    cut: more ? `只导出了前 ${MOST_EXPORTED} 行，后面还有：请缩小条件后分次导出` : null,
  });
}

export function ledgerRoutes(app: FastifyInstance, ports: Ports): void {
  const PERIOD = z.object({ period: z.coerce.number().int().min(199001).max(219912) });
  app.get('/api/periods', { schema: { tags: ['总账'], summary: '会计期间' } }, async (request) =>
    ports.db.read(need(request, 'ledger.view', '查看账簿').scope, (s) =>
      s.query(
        `select period, state, changed_at, reason, (select name from identity.person where id = changed_by) as changed_by from books.period where org_id = books.org() order by period`,
      ),
    ),
  );
  app.post('/api/periods/:period/close', { schema: { tags: ['总账'], summary: '结账', params: PERIOD } }, async (request, reply) => {
    need(request, 'period.close', '结账');
    const outcome = await closePeriod(ports, callerFor(request), (request.params as { period: number }).period);
    return outcome.ok ? outcome : sendProblem(reply, outcome.refusal, PERIOD_REFUSALS);
  });
  app.post(
    '/api/periods/:period/reopen',
    { schema: { tags: ['总账'], summary: '反结账（须填原因）', params: PERIOD, body: z.object({ reason: z.string().max(200).nullish() }) } },
    async (request, reply) => {
      need(request, 'period.reopen', '反结账');
      const outcome = await reopenPeriod(ports, callerFor(request), {
        period: (request.params as { period: number }).period,
        reason: (request.body as { reason?: string | null }).reason ?? null,
      });
      return outcome.ok ? outcome : sendProblem(reply, outcome.refusal, PERIOD_REFUSALS);
    },
  );
  app.get(
    '/api/ledger/:account/chain',
    {
      schema: {
        tags: ['总账'],
        summary: '从科目余额到整条单据链（含下级科目；period 一个期间，或 from–to）',
        params: z.object({ account: z.string().regex(/^\d{1,20}$/) }),
        querystring: z.object({ period: PERIOD.shape.period.optional(), from: PERIOD.shape.period.optional(), to: PERIOD.shape.period.optional() }),
      },
    },
    async (request) => behindBalance(ports, request),
  );
}

async function behindBalance(ports: Ports, request: FastifyRequest): Promise<unknown> {
  const session = need(request, 'ledger.view', '查看账簿');
  const { account } = request.params as { account: string };
  const { period, from = period, to = period ?? from } = request.query as { period?: number; from?: number; to?: number };
  if (from === undefined || to === undefined) throw new Refusal(refuse('bad-field', { path: 'from', with: { what: '请选择期间' } }));
  const chain = await ports.db.read(session.scope, (s) => balanceChain(s, account, { from, to }));
  return shapeChain(chain, ports.catalog.findDocument, session.actor);
}

/** How many documents of an account are followed: those of its newest lines. */
const [BEHIND, LINES] = [20, 40];
/** How many documents their chains may have together. */
const WHOLE = 200;

export type BalanceChain = Awaited<ReturnType<typeof chainOf>> & {
  readonly account: string;
  readonly name: string | null;
  readonly from: number;
  readonly to: number;
  /** Net debit before the span, both sides of it, and net debit after it; 元. */
  readonly opening: string;
  readonly debit: string;
  readonly credit: string;
  readonly closing: string;
  /** What each document itself booked on the account: debit and credit by document. */
  readonly booked: Readonly<Record<string, { readonly debit: string; readonly credit: string }>>;
  /** There are older documents behind the figure than those shown. */
  readonly older: boolean;
};

const BALANCES = `
  select (select name from books.record where org_id = books.org() and type = 'account' and code = $1) as name,
    (coalesce(sum(debit - credit) filter (where period < $2::int), 0) / 100.0)::numeric(20,2)::text as opening, (coalesce(sum(debit) filter (where period >= $2::int), 0) / 100.0)::numeric(20,2)::text as debit,
    (coalesce(sum(credit) filter (where period >= $2::int), 0) / 100.0)::numeric(20,2)::text as credit, (coalesce(sum(debit - credit), 0) / 100.0)::numeric(20,2)::text as closing
  from books.account_balance where org_id = books.org() and left(account, length($1)) = $1 and period <= $3::int`;
// One short index walk for each account and period, newest first: an account with a million lines costs no more than one with ten.
const NEWEST = `
  with newest as materialized (
    select n.voucher_id, n.day from books.account_balance b cross join lateral (
      select voucher_id, day from books.voucher_line where org_id = books.org() and account = b.account and period = b.period order by day desc limit ${LINES}) n
    where b.org_id = books.org() and left(b.account, length($1)) = $1 and b.period between $2::int and $3::int order by n.day desc limit ${LINES}),
  docs as materialized (select v.doc_id, max(n.day) as day from newest n join books.voucher v on v.org_id = books.org() and v.id = n.voucher_id group by v.doc_id order by 2 desc, 1 desc limit ${BEHIND + 1})
  select d.doc_id, (sum(l.debit) / 100.0)::numeric(20,2)::text as debit, (sum(l.credit) / 100.0)::numeric(20,2)::text as credit
  from docs d join books.voucher v on v.org_id = books.org() and v.doc_id = d.doc_id
    join books.voucher_line l on l.org_id = books.org() and l.voucher_id = v.id and left(l.account, length($1)) = $1 and l.period between $2::int and $3::int
  group by d.doc_id, d.day order by d.day desc, d.doc_id desc`;

/** The newest documents behind an account's figure (and its sub-accounts'), with everything they hang together with. */
export async function balanceChain(snapshot: Snapshot, account: string, span: { readonly from: number; readonly to: number }): Promise<BalanceChain> {
  const [figures] = await snapshot.query<Pick<BalanceChain, 'name' | 'opening' | 'debit' | 'credit' | 'closing'>>(BALANCES, [account, span.from, span.to]);
  const found = await snapshot.query<{ doc_id: string; debit: string; credit: string }>(NEWEST, [account, span.from, span.to]);
  const docs = found.slice(0, BEHIND);
  const chain = await chainOf(
    snapshot,
    docs.map((d) => d.doc_id),
    WHOLE,
  );
  return {
    account,
    ...span,
    ...(figures as NonNullable<typeof figures>),
    booked: Object.fromEntries(docs.map((d) => [d.doc_id, { debit: d.debit, credit: d.credit }])),
    older: found.length > BEHIND,
    ...chain,
  };
}
