// Routes of views (查询), vouchers and the chain behind an account balance.
import { closePeriod, PERIOD_REFUSALS, reopenPeriod } from '#accounting';
import type { View } from '#kernel/view';
import { Refusal, refuse } from '#kernel/refusal';
import { may } from '#kernel/rights';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { callerFor, need, type Ports, sendProblem } from '../context.ts';
import { sendTable } from '../export.ts';
import type { Session } from '../people.ts';
import { chainOf } from '../queries/documents.ts';
import type { Snapshot } from '#kernel/ports';

type Query = Record<string, string | undefined>;

function argumentsOf(view: View, query: Query): (string | null)[] {
  return view.parameters.map((p) => {
    const value = query[p.key]?.trim() || null;
    const bad =
      value !== null &&
      ((p.kind === 'day' && !/^\d{4}-\d{2}-\d{2}$/.test(value)) ||
        (p.kind === 'period' && !/^\d{6}$/.test(value)) ||
        (p.kind === 'int' && !/^-?\d{1,9}$/.test(value)) ||
        (p.kind === 'ref' && !/^[0-9a-f-]{36}$/i.test(value)) ||
        (p.choices !== undefined && !p.choices.some((c) => c.value === value)));
    if (bad) throw new Refusal(refuse('bad-field', { path: p.key, with: { what: `“${p.zh}”填写有误：${value.slice(0, 30)}` } }));
    if (value === null && p.required) throw new Refusal(refuse('bad-field', { path: p.key, with: { what: `请选择“${p.zh}”` } }));
    return value;
  });
}

export async function runView(
  snapshot: Snapshot,
  view: View,
  page: { readonly query: Query; readonly limit: number; readonly offset: number },
): Promise<Record<string, unknown>[]> {
  return snapshot.query(view.sql, [...argumentsOf(view, page.query), page.limit, page.offset]);
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
        return { columns: columnsFor(view, session), rows: shown(view, rows.slice(0, limit), session), more: rows.length > limit };
      },
    );
    app.get(
      `/api/views/${view.name}/export`,
      { schema: { tags: ['查询'], summary: `导出${view.zh}`, querystring: parameters.extend({ format: z.enum(['xlsx', 'csv']).default('xlsx') }) } },
      async (request, reply) => {
        const session = need(request, view.right, view.zh);
        const { format, ...query } = request.query as { format: 'xlsx' | 'csv' };
        const rows = shown(view, await ports.db.read(session.scope, (s) => runView(s, view, { query: query as Query, limit: 50_000, offset: 0 })), session);
        const columns = columnsFor(view, session);
        return sendTable(reply, {
          name: view.zh,
          format,
          columns: columns.map((c) => ({ zh: c.zh, ...(['qty', 'money', 'price', 'int', 'rate'].includes(c.kind) ? { figure: true as const } : {}) })),
          rows: rows.map((r) => columns.map((c) => String(r[c.key] ?? ''))),
        });
      },
    );
  }
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
  app.get('/api/vouchers/:id', { schema: { tags: ['总账'], summary: '记账凭证', params: z.object({ id: z.uuid() }) } }, async (request) => {
    const session = need(request, 'ledger.view', '查看账簿');
    const [row] = await ports.db.read(session.scope, (s) =>
      s.query<{ voucher: unknown }>(
        `select jsonb_build_object('id', v.id, 'number', v.word || '-' || lpad(v.serial::text, 4, '0'), 'period', v.period, 'day', v.day, 'summary', v.summary, 'attachments', v.attachments, 'bookedAt', v.booked_at,
        'maker', (select name from identity.person where id = v.maker_id), 'approver', (select name from identity.person where id = v.approver_id), 'reverses', v.reverses,
        'document', (select jsonb_build_object('id', d.id, 'type', d.type, 'number', d.number) from books.document d where d.org_id = books.org() and d.id = v.doc_id),
        'lines', (select jsonb_agg(jsonb_build_object('no', l.line_no, 'account', l.account, 'accountName', (select a.name from books.record a where a.org_id = books.org() and a.type = 'account' and a.code = l.account),
            'party', (select p.name from books.record p where p.org_id = books.org() and p.id = l.party_id), 'summary', l.summary, 'debit', (l.debit / 100.0)::numeric(20,2)::text, 'credit', (l.credit / 100.0)::numeric(20,2)::text) order by l.line_no)
          from books.voucher_line l where l.org_id = books.org() and l.voucher_id = v.id)) as voucher from books.voucher v where v.org_id = books.org() and v.id = $1`,
        [(request.params as { id: string }).id],
      ),
    );
    if (!row) throw new Refusal(refuse('not-found'));
    const voucher = row.voucher as { document: { type: string } | null };
    return { ...voucher, document: voucher.document ? { ...voucher.document, zh: ports.catalog.findDocument(voucher.document.type)?.zh ?? '' } : null };
  });
  app.get(
    '/api/ledger/:account/chain',
    {
      schema: { tags: ['总账'], summary: '从科目余额到整条单据链', params: z.object({ account: z.string().max(20) }), querystring: z.object({ period: z.coerce.number().int() }) },
    },
    async (request) => {
      const session = need(request, 'ledger.view', '查看账簿');
      return ports.db.read(session.scope, (s) => balanceChain(s, (request.params as { account: string }).account, (request.query as { period: number }).period));
    },
  );
}

/** The newest documents behind an account's figure of a period, with everything they hang together with. */
export async function balanceChain(snapshot: Snapshot, account: string, period: number): Promise<unknown> {
  const docs = await snapshot.query<{ doc_id: string }>(
    `select v.doc_id from (select voucher_id, day from books.voucher_line where org_id = books.org() and account = $1 and period = $2 order by day desc limit 40) l join books.voucher v on v.org_id = books.org() and v.id = l.voucher_id group by 1 limit 20`,
    [account, period],
  );
  const [balance] = await snapshot.query<{ debit: string; credit: string }>(
    `select (sum(debit) / 100.0)::numeric(20,2)::text as debit, (sum(credit) / 100.0)::numeric(20,2)::text as credit from books.account_balance where org_id = books.org() and account = $1 and period = $2`,
    [account, period],
  );
  return {
    account,
    period,
    debit: balance?.debit ?? '0.00',
    credit: balance?.credit ?? '0.00',
    ...(await chainOf(
      snapshot,
      docs.map((d) => d.doc_id),
    )),
  };
}
