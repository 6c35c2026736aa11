// Routes of records (资料), and look-ups as one types.
import { saveRecords, type RecordInput } from '#books/records';
import { display, jsonSchemaOf, decode } from '#forms';
import type { Fields } from '#kernel/field';
import type { AnyRecord } from '#kernel/record';
import { Refusal, refuse } from '#kernel/refusal';
import { may } from '#kernel/rights';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { callerFor, keyOf, need, type Ports, sendProblem, sessionFor } from '../context.ts';
import { cellKind, sendTable } from '../export.ts';
import type { Session } from '../people.ts';
import { labelsOf } from '../queries/documents.ts';
import { lookupSerials } from '../queries/serials.ts';
import { type Candidate, listRecords, lookup, lookupOpenItems, readRecord, type RecordQuery, type RecordRow, resolveTexts } from '../queries/records.ts';
import { hiddenFields, idsIn, redact } from '../shape.ts';

const LIST = z
  .object({
    q: z.string().max(100).optional(),
    active: z.enum(['true', 'false']).optional(),
    sort: z.string().max(40).optional(),
    limit: z.coerce.number().int().min(1).max(500).default(50),
    after: z.string().max(400).optional(),
  })
  .catchall(z.string().max(100));
const ID = z.object({ id: z.uuid() });
/** How many records one file holds at the most; when there are more, its last row says so. */
const MOST_EXPORTED = 50_000;

export function recordRoutes(app: FastifyInstance, ports: Ports, def: AnyRecord): void {
  const base = `/api/records/${def.type}`;
  const tags = [def.zh];
  const body = z.any().meta({
    type: 'object',
    properties: { code: { type: 'string' }, name: { type: 'string' }, active: { type: 'boolean' }, data: jsonSchemaOf(def.fields) },
    required: ['name'],
  } as never);
  const view = (request: FastifyRequest) => need(request, `${def.type}.view`, `${def.zh}·查看`);
  app.get(base, { schema: { tags, summary: `${def.zh}列表`, querystring: LIST } }, async (request) => list(ports, def, view(request), request.query as Record<string, string>));
  app.get(`${base}/export`, { schema: { tags, summary: '导出', querystring: LIST.extend({ format: z.enum(['xlsx', 'csv']).default('xlsx') }) } }, async (request, reply) =>
    exportRecords(ports, def, { session: need(request, `${def.type}.export`, `${def.zh}·导出`), query: request.query as never, reply }),
  );
  app.get(`${base}/:id`, { schema: { tags, summary: def.zh, params: ID } }, async (request) => {
    const session = view(request);
    return ports.db.read(session.scope, async (s) => {
      const row = await readRecord(s, def.type, (request.params as { id: string }).id);
      if (!row) throw new Refusal(refuse('not-found'));
      return { ...shape(def, row, session), labels: await labelsOf(s, idsIn(def.fields, row.data)) };
    });
  });
  app.post(base, { schema: { tags, summary: `新建${def.zh}`, body } }, (request, reply) => save(ports, def, request, { reply, id: null }));
  app.put(`${base}/:id`, { schema: { tags, summary: `修改${def.zh}`, params: ID, body } }, (request, reply) =>
    save(ports, def, request, { reply, id: (request.params as { id: string }).id }),
  );
}

const shape = (def: AnyRecord, row: RecordRow, session: Session): Record<string, unknown> => ({ ...row, data: redact(def.fields, row.data, session.actor) });

/** What a list is asked for; by a hidden field it is neither filtered nor ordered. */
function askedOf(def: AnyRecord, session: Session, query: Record<string, string>): Omit<RecordQuery, 'limit'> {
  const { q, active, sort, limit: _limit, after, format: _format, ...filters } = query;
  const hidden = new Set(hiddenFields(def.fields, session.actor));
  const sees = ([name]: readonly [string, unknown]) => !hidden.has(name);
  return { q, active, after, filters: Object.fromEntries(Object.entries(filters).filter(sees)), sort: sort && hidden.has(sort.replace(/^-/, '')) ? undefined : sort };
}

async function list(ports: Ports, def: AnyRecord, session: Session, query: Record<string, string>): Promise<unknown> {
  return ports.db.read(session.scope, async (s) => {
    const { rows, next } = await listRecords(s, def, { ...askedOf(def, session, query), limit: Number(query['limit']) });
    return {
      rows: rows.map((r) => shape(def, r, session)),
      next,
      more: next !== null,
      labels: await labelsOf(
        s,
        rows.flatMap((r) => idsIn(def.fields, r.data)),
      ),
    };
  });
}

/** A person without the right to a secret field keeps what is stored there. */
async function save(ports: Ports, def: AnyRecord, request: FastifyRequest, to: { readonly reply: FastifyReply; readonly id: string | null }): Promise<unknown> {
  const caller = callerFor(request);
  const input = (request.body ?? {}) as RecordInput & { data?: Record<string, unknown> };
  const stored = to.id ? await ports.db.read(caller.scope, (s) => readRecord(s, def.type, to.id ?? '')) : null;
  if (to.id && !stored) return sendProblem(to.reply, refuse('not-found'));
  const hidden = hiddenFields(def.fields, caller.actor);
  const told = hidden.find((name) => input.data?.[name] !== undefined && input.data[name] !== null);
  if (told) return sendProblem(to.reply, refuse('field-not-yours', { path: `data.${told}`, with: { field: (def.fields as Fields)[told]?.zh ?? told } }));
  const kept = Object.fromEntries(hidden.map((name) => [name, stored?.data[name] ?? null]));
  const outcome = await saveRecords(ports, caller, {
    def,
    inputs: [
      { ...(stored ? { code: stored.code, name: stored.name, active: stored.active } : {}), ...input, id: to.id, data: { ...(stored?.data ?? {}), ...input.data, ...kept } },
    ],
    key: keyOf(request),
  });
  return outcome.ok ? outcome.saved[0] : sendProblem(to.reply, outcome.refusal, def.refusals);
}

async function exportRecords(
  ports: Ports,
  def: AnyRecord,
  asked: { readonly session: Session; readonly query: Record<string, string>; readonly reply: FastifyReply },
): Promise<unknown> {
  const { rows, next, labels } = await ports.db.read(asked.session.scope, async (s) => {
    const found = await listRecords(s, def, { ...askedOf(def, asked.session, asked.query), after: undefined, limit: MOST_EXPORTED });
    return {
      ...found,
      labels: await labelsOf(
        s,
        found.rows.flatMap((r) => idsIn(def.fields, r.data)),
      ),
    };
  });
  const names = Object.keys(def.fields).filter((n) => !hiddenFields(def.fields, asked.session.actor).includes(n) && def.fields[n]?.kind !== 'list');
  const cells = (row: RecordRow) => {
    const data = decode(def.fields as Fields, row.data) as Record<string, unknown>;
    return names.map((n) => {
      const f = (def.fields as Fields)[n];
      return f?.kind === 'ref' ? (labels[String(data[n])]?.name ?? '') : f ? display(f, data[n]) : '';
    });
  };
  return sendTable(asked.reply, {
    name: def.zh,
    format: asked.query['format'] === 'csv' ? 'csv' : 'xlsx',
    columns: [
      { zh: '编码' },
      { zh: '名称', width: 28 },
      { zh: '启用', width: 8 },
      ...names.map((n) => ({ zh: (def.fields as Fields)[n]?.zh ?? n, ...cellKind((def.fields as Fields)[n]?.kind) })),
    ],
    rows: rows.map((r) => [r.code, r.name, r.active ? '是' : '否', ...cells(r)]),
    cut: next === null ? null : `只导出了前 ${rows.length} 条，后面还有：请先筛选`,
  });
}

/** Types a person may look up: what they may see, and what documents they may edit refer to. */
function mayLookUp(ports: Ports, session: Session, type: string): boolean {
  if (may(session.actor, `${type}.view`)) return true;
  const refers = (fields: Fields): boolean => Object.values(fields).some((f) => (f.to ?? '').split('|').includes(type) || (f.of ? refers(f.of) : false));
  return ports.catalog.documents.some((d) => may(session.actor, `${d.type}.edit`) && (refers(d.head) || refers(d.line)));
}

/** What is open with a party, for whoever settles it. */
async function openItems(ports: Ports, request: FastifyRequest): Promise<unknown> {
  const session = sessionFor(request);
  if (!['payment.edit', 'collection.edit', 'settlement-match.edit'].some((right) => may(session.actor, right)))
    throw new Refusal(refuse('not-allowed', { with: { right: '核销' } }));
  return ports.db.read(session.scope, (s) => lookupOpenItems(s, request.query as never));
}

const priceless = ({ price: _price, ...rest }: Candidate): Omit<Candidate, 'price'> => rest;

export function lookupRoutes(app: FastifyInstance, ports: Ports): void {
  const params = z.object({ type: z.string().max(60) });
  const allowed = (request: FastifyRequest): { session: Session; types: string[] } => {
    const session = sessionFor(request);
    const types = (request.params as { type: string }).type.split('|').filter((t) => mayLookUp(ports, session, t));
    if (types.length === 0) throw new Refusal(refuse('not-allowed', { with: { right: '查找资料' } }));
    return { session, types };
  };
  app.get(
    '/api/lookup/:type',
    {
      schema: {
        tags: ['查找'],
        summary: '按编码、条码、名称、拼音首字母查找',
        params,
        querystring: z.object({
          q: z.string().max(60).default(''),
          party: z.uuid().optional(),
          warehouse: z.uuid().optional(),
          item: z.uuid().optional(),
          limit: z.coerce.number().int().min(1).max(100).default(20),
        }),
      },
    },
    async (request) => {
      if ((request.params as { type: string }).type === 'open-item') return openItems(ports, request);
      const { session, types } = allowed(request);
      if (types[0] === 'serial') return ports.db.read(session.scope, (s) => lookupSerials(s, request.query as never));
      const rows = await ports.db.read(session.scope, (s) => lookup(s, types, request.query as never));
      return may(session.actor, 'field.price') ? rows : rows.map(priceless);
    },
  );
  app.post(
    '/api/lookup/:type/resolve',
    { schema: { tags: ['查找'], summary: '把粘贴的文字对成资料', params, body: z.object({ texts: z.array(z.string().max(120)).max(2000) }) } },
    async (request) => {
      const { session, types } = allowed(request);
      const found = await ports.db.read(session.scope, (s) => resolveTexts(s, types, (request.body as { texts: string[] }).texts));
      return may(session.actor, 'field.price') ? found : found.map((r) => ({ ...r, match: r.match && priceless(r.match) }));
    },
  );
}
