// Routes of documents: one set for every type, made from its definition.
import { docFrom } from '#books';
import { completeOnly, run } from '#books/pen';
import { decode, display, jsonSchemaOf } from '#forms';
import { formatFen } from '#kernel/decimal';
import { type AnyDocument, type Command, type State, STATE_ZH } from '#kernel/document';
import { fen } from '#kernel/money';
import { Refusal, refuse } from '#kernel/refusal';
import { may } from '#kernel/rights';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { callerFor, keyOf, need, type Ports, sendProblem, sessionFor } from '../context.ts';
import { around, chainOf, labelsOf, listDocuments, type ListRow, openCounts, openSources, sumDocuments } from '../queries/documents.ts';
import { actionsFor, idsIn, redact, seesTotals, shapeChain, shapeDocument, shownFields } from '../shape.ts';
import { cellKind, sendTable } from '../export.ts';
import type { Fields } from '#kernel/field';
import type { Session } from '../people.ts';
import { causeOf, fileRoute } from './document-file.ts';
import { previewRoute } from './preview.ts';

const LIST = z.object({
  q: z.string().max(100).optional(),
  state: z.string().max(60).optional(),
  from: z.iso.date().optional(),
  to: z.iso.date().optional(),
  party: z.uuid().optional(),
  warehouse: z.uuid().optional(),
  item: z.uuid().optional(),
  sort: z.string().max(20).optional(),
  limit: z.coerce.number().int().min(1).max(200).default(50),
  after: z.string().max(400).optional(),
});
const ID = z.object({ id: z.uuid() });
/** How many documents one file holds at the most; when there are more, its last row says so. */
const MOST_EXPORTED = 50_000;
const TOTAL_ZH = '金额';

/** A command as it comes in, for OpenAPI; the fields themselves are checked by the pen. */
const bodyOf = (def: AnyDocument) =>
  z.any().meta({
    type: 'object',
    properties: {
      command: { type: 'string', enum: ['save', 'submit', 'approve'] },
      version: { type: 'integer' },
      day: { type: 'string', format: 'date' },
      reason: { type: 'string' },
      head: jsonSchemaOf(def.head),
      lines: { type: 'array', maxItems: 5000, items: { ...jsonSchemaOf(def.line), description: '可带 source: {doc, line} 表示从来源单据拉取' } },
      ...(def.completeApart
        ? { changed: { type: 'array', maxItems: 5000, items: jsonSchemaOf(def.line), description: '只保存改过的行（各带行号 no），代替 head 与 lines；须带 version' } }
        : {}),
    },
  } as never);

/** Registers the routes of one document type under /api/documents/{type}. */
export function documentRoutes(app: FastifyInstance, ports: Ports, def: AnyDocument): void {
  const base = `/api/documents/${def.type}`;
  const tags = [def.zh];
  const body = bodyOf(def);
  const view = (request: FastifyRequest) => need(request, `${def.type}.view`, `${def.zh}·查看`);

  app.get(base, { schema: { tags, summary: `${def.zh}列表`, querystring: LIST } }, async (request) => list(ports, def, view(request), request.query as z.infer<typeof LIST>));
  app.get(`${base}/counts`, { schema: { tags, summary: '各状态未完张数' } }, async (request) => ports.db.read(view(request).scope, (s) => openCounts(s, def.type)));
  app.get(`${base}/sum`, { schema: { tags, summary: '列表合计：筛选出的全部单据（作废的除外）；太多时为空', querystring: LIST } }, async (request) => {
    const session = view(request);
    if (!seesTotals(def, session.actor)) return { n: null, total: null };
    const sum = await ports.db.read(session.scope, (s) => sumDocuments(s, def.type, request.query as z.infer<typeof LIST>));
    return sum ? { n: sum.n, total: formatFen(fen(sum.total)) } : { n: null, total: null };
  });
  app.get(
    `${base}/export`,
    {
      schema: {
        tags,
        summary: '导出',
        querystring: LIST.extend({ format: z.enum(['xlsx', 'csv']).default('xlsx'), limit: z.coerce.number().int().min(1).max(MOST_EXPORTED).default(MOST_EXPORTED) }),
      },
    },
    async (request, reply) => exportList(ports, def, { session: need(request, `${def.type}.export`, `${def.zh}·导出`), query: request.query as never, reply }),
  );
  app.get(
    `${base}/pull`,
    { schema: { tags, summary: '选单：来源单据的未完行', querystring: z.object({ from: z.string().max(40), party: z.uuid().optional(), q: z.string().max(60).optional() }) } },
    async (request) => pull(ports, def, need(request, `${def.type}.edit`, `${def.zh}·编辑`), request.query as never),
  );
  app.get(`${base}/:id`, { schema: { tags, summary: `${def.zh}`, params: ID } }, async (request) => one(ports, def, view(request), (request.params as { id: string }).id));
  app.get(`${base}/:id/chain`, { schema: { tags, summary: '单据链', params: ID } }, async (request) => chain(ports, view(request), (request.params as { id: string }).id));
  app.post(base, { schema: { tags, summary: `新建${def.zh}（保存、提交或直接审核）`, body } }, (request, reply) =>
    command(ports, def, { request, reply, id: null, name: (request.body as { command?: Command } | null)?.command ?? 'save' }),
  );
  previewRoute(app, ports, { def, body });
  fileRoute(app, ports, def);
  app.post(`${base}/complete`, { schema: { tags, summary: '补全单位、价格与金额', body } }, async (request, reply) => {
    const outcome = await completeOnly(ports, callerFor(request), { type: def.type, command: 'save', body: request.body });
    if ('refused' in outcome) return sendProblem(reply, outcome, def.refusals);
    return shapeDocument(def, outcome, sessionFor(request).actor);
  });
  app.post(
    `${base}/:id/:command`,
    {
      schema: {
        tags,
        summary: '提交、审核、驳回、撤回、红冲、关闭、作废…',
        params: ID.extend({ command: z.enum(['save', 'submit', 'withdraw', 'reject', 'approve', 'reverse', 'void', 'close', 'reopen', 'count', 'correct']) }),
        body,
      },
    },
    (request, reply) => {
      const { id, command: name } = request.params as { id: string; command: Command };
      return command(ports, def, { request, reply, id, name });
    },
  );
}

/** The whole chain, without amounts and vouchers for those who may not see them. */
async function chain(ports: Ports, session: Session, id: string): Promise<unknown> {
  const found = shapeChain(await ports.db.read(session.scope, (s) => chainOf(s, [id])), ports.catalog.findDocument, session.actor);
  return may(session.actor, 'ledger.view') ? found : { ...found, nodes: found.nodes.map((n) => ({ ...n, vouchers: [] })) };
}

type Asked = { readonly request: FastifyRequest; readonly reply: FastifyReply; readonly id: string | null; readonly name: Command };

async function command(ports: Ports, def: AnyDocument, asked: Asked): Promise<unknown> {
  const body = (asked.request.body ?? {}) as Record<string, unknown>;
  if (!asked.id && !['save', 'submit', 'approve'].includes(asked.name))
    return sendProblem(asked.reply, refuse('bad-field', { path: 'command', with: { what: '新单据只能保存、提交或审核' } }));
  const { command: _command, ...content } = body;
  const outcome = await run(ports, callerFor(asked.request), { type: def.type, command: asked.name, id: asked.id, key: keyOf(asked.request), body: content });
  return outcome.ok ? outcome.reply : sendProblem(asked.reply, outcome.refusal, def.refusals);
}

function shapeRow(def: AnyDocument, row: ListRow, session: Session): Record<string, unknown> {
  const { head, total, ...rest } = row;
  return { ...rest, ...(seesTotals(def, session.actor) ? { total: formatFen(total) } : {}), head: redact(def.head, head, session.actor) };
}

const rowIds = (def: AnyDocument, rows: readonly ListRow[]): string[] =>
  rows.flatMap((r) => [r.party_id, r.warehouse_id, r.maker_id, ...idsIn(def.head, r.head)].filter((x): x is string => x !== null));

/** Who may not see the totals cannot have the list in their order either. */
const sortedFor = (def: AnyDocument, session: Session, query: z.infer<typeof LIST>): z.infer<typeof LIST> =>
  query.sort?.endsWith('total') && !seesTotals(def, session.actor) ? { ...query, sort: undefined, after: undefined } : query;

async function list(ports: Ports, def: AnyDocument, session: Session, query: z.infer<typeof LIST>): Promise<unknown> {
  return ports.db.read(session.scope, async (s) => {
    const { rows, next } = await listDocuments(s, def.type, sortedFor(def, session, query));
    return { rows: rows.map((r) => shapeRow(def, r, session)), next, more: next !== null, labels: await labelsOf(s, rowIds(def, rows)) };
  });
}

async function one(ports: Ports, def: AnyDocument, session: Session, id: string): Promise<unknown> {
  return ports.db.read(session.scope, async (s) => {
    const [row] = await s.query<{ doc: Record<string, unknown> }>(
      'select books.document_json(d) as doc from books.document d where d.org_id = books.org() and d.id = $1 and d.type = $2',
      [id, def.type],
    );
    if (!row) throw new Refusal(refuse('not-found'));
    const doc = docFrom(def, row.doc);
    const { origin, ...near } = await around(s, id);
    const ids = [
      doc.makerId,
      ...idsIn(def.head, doc.head as Record<string, unknown>),
      ...doc.lines.flatMap((l) => idsIn(def.line as Fields, l as Record<string, unknown>)),
      ...doc.approvals.map((a) => a.user),
    ];
    const zh = (list: readonly { type: string }[]) => list.map((n) => ({ ...n, zh: ports.catalog.findDocument(n.type)?.zh ?? n.type }));
    return {
      doc: shapeDocument(def, doc, session.actor),
      labels: await labelsOf(s, ids),
      actions: actionsFor(def, doc, session.actor),
      cause: causeOf(origin),
      ...near,
      progress: seesTotals(def, session.actor) ? near.progress : near.progress.map(({ amount: _amount, ...p }) => p),
      vouchers: may(session.actor, 'ledger.view') ? near.vouchers : [],
      sources: zh(near.sources),
      followers: zh(near.followers),
    };
  });
}

async function pull(ports: Ports, def: AnyDocument, session: Session, query: { from: string; party?: string; q?: string }): Promise<unknown> {
  const source = ports.catalog.findDocument(query.from);
  if (!source || !def.sources.some((x) => x.type === query.from)) throw new Refusal(refuse('bad-field', { path: 'from', with: { what: `${def.zh}不能从“${query.from}”选单` } }));
  return ports.db.read(session.scope, async (s) => {
    const docs = await openSources(s, def, { type: query.from, party: query.party, q: query.q });
    const ids = docs.flatMap((d) => [...idsIn(source.head, d.head), ...d.lines.flatMap((l) => idsIn(source.line as Fields, l))]);
    return {
      zh: source.zh,
      docs: docs.map((d) => ({ ...d, head: redact(source.head, d.head, session.actor), lines: d.lines.map((l) => redact(source.line as Fields, l, session.actor)) })),
      rule: def.sources.find((x) => x.type === query.from),
      labels: await labelsOf(s, ids),
    };
  });
}

/** What a list was narrowed by, in words. */
const conditionsOf = (query: z.infer<typeof LIST>, name: (id: unknown) => string): (readonly [string, string])[] =>
  (
    [
      ['状态', query.state ? (STATE_ZH[query.state as State] ?? query.state) : ''],
      ['从', query.from ?? ''],
      ['到', query.to ?? ''],
      ['往来单位', name(query.party)],
      ['仓库', name(query.warehouse)],
      ['商品', name(query.item)],
      ['搜索', query.q ?? ''],
    ] as const
  ).filter(([, value]) => value !== '');

async function exportList(
  ports: Ports,
  def: AnyDocument,
  asked: { readonly session: Session; readonly query: z.infer<typeof LIST> & { format: 'xlsx' | 'csv' }; readonly reply: FastifyReply },
): Promise<unknown> {
  const { session, query } = asked;
  const { rows, next, labels } = await ports.db.read(session.scope, async (s) => {
    const found = await listDocuments(s, def.type, sortedFor(def, session, query));
    return { ...found, labels: await labelsOf(s, [...rowIds(def, found.rows), ...[query.party, query.warehouse, query.item].filter((x) => x !== undefined)]) };
  });
  const heads = shownFields(def.head, session.actor).filter((f) => def.screen.list.includes(f.name));
  const sees = seesTotals(def, session.actor);
  const apart = sees && !heads.some((f) => f.zh === TOTAL_ZH);
  const name = (id: unknown) => (typeof id === 'string' ? (labels[id]?.name ?? '') : '');
  const columns = [
    { zh: '单号', width: 20 },
    { zh: '日期', width: 12, kind: 'day' as const },
    { zh: '状态', width: 10 },
    ...heads.map((f) => ({ zh: f.zh, width: 18, ...cellKind(f.kind) })),
    ...(apart ? [{ zh: TOTAL_ZH, width: 14, kind: 'money' as const }] : []),
    { zh: '制单人', width: 10 },
  ];
  const total = formatFen(fen(rows.reduce((sum, r) => (r.state === 'void' ? sum : sum + BigInt(r.total)), 0n)));
  return sendTable(asked.reply, {
    name: def.zh,
    format: query.format,
    columns,
    rows: rows.map((r) => {
      const head = decode(def.head as Fields, r.head) as Record<string, unknown>;
      return [
        r.number,
        r.day,
        STATE_ZH[r.state as State],
        ...heads.map((f) => (f.kind === 'ref' ? name(head[f.name]) : display(f, head[f.name]))),
        ...(apart ? [formatFen(r.total)] : []),
        name(r.maker_id),
      ];
    }),
    conditions: conditionsOf(query, name),
    ...(sees && next === null ? { sums: columns.map((c) => (c.zh === TOTAL_ZH ? total : '')) } : {}),
    cut: next === null ? null : `只导出了前 ${rows.length} 张，后面还有：请用日期或状态筛选后分次导出`,
  });
}
