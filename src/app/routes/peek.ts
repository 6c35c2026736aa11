// Routes of the small cards (速览): what a person may see of a document or a record in passing, nothing they could not open.
import type { AnyDocument } from '#kernel/document';
import { parseDay, periodOf } from '#kernel/day';
import type { Fields } from '#kernel/field';
import type { Snapshot } from '#kernel/ports';
import type { AnyRecord } from '#kernel/record';
import { Refusal, refuse } from '#kernel/refusal';
import { may } from '#kernel/rights';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { need, type Ports } from '../context.ts';
import type { Session } from '../people.ts';
import { labelsOf } from '../queries/documents.ts';
import { peekBalance, peekDebts, peekDocument, type DocumentPeek, peekStock } from '../queries/peek.ts';
import { readRecord, type RecordRow } from '../queries/records.ts';
import { idsIn, redact, seesTotals } from '../shape.ts';

const DOCUMENT = z.object({ type: z.string().max(60), key: z.uuid().or(z.string().regex(/^[A-Z]{1,8}-\d{6}-\d{1,10}$/i)) });
const RECORD = z.object({ type: z.string().max(60), id: z.uuid() });

export function peekRoutes(app: FastifyInstance, ports: Ports): void {
  const tags = ['速览'];
  app.get('/api/peek/documents/:type/:key', { schema: { tags, summary: '单据速览（按标识或单号）', params: DOCUMENT } }, async (request) => {
    const { type, key } = request.params as z.infer<typeof DOCUMENT>;
    const def = ports.catalog.findDocument(type);
    if (!def) throw new Refusal(refuse('not-found'));
    const session = need(request, `${type}.view`, `${def.zh}·查看`);
    const found = await ports.db.read(session.scope, (s) => peekDocument(s, type, key));
    if (!found) throw new Refusal(refuse('not-found'));
    return documentCard(def, found, session);
  });
  app.get('/api/peek/records/:type/:id', { schema: { tags, summary: '资料速览', params: RECORD } }, async (request) => {
    const { type, id } = request.params as z.infer<typeof RECORD>;
    const def = ports.catalog.records.find((r) => r.type === type);
    if (!def) throw new Refusal(refuse('not-found'));
    const session = need(request, `${type}.view`, `${def.zh}·查看`);
    return ports.db.read(session.scope, async (s) => {
      const row = await readRecord(s, type, id);
      if (!row) throw new Refusal(refuse('not-found'));
      return recordCard(s, def, { row, session, today: ports.clock.today() });
    });
  });
}

/** A line in a few words: what, how much, for how much. */
function cardLine(def: AnyDocument, line: DocumentPeek['lines'][number], session: Session): Record<string, unknown> {
  const data = redact(def.line as Fields, line.data, session.actor);
  const text = (name: string): string | null => (typeof data[name] === 'string' && data[name] !== '' ? (data[name] as string) : null);
  return {
    what: line.item ?? text('number') ?? text('summary') ?? text('remark'),
    qty: text('qty') ?? text('counted'),
    unit: text('unit'),
    amount: text('gross') ?? text('amount') ?? text('debit'),
  };
}

function documentCard(def: AnyDocument, found: DocumentPeek, session: Session): Record<string, unknown> {
  const { total, lines, vouchers, ...rest } = found;
  return {
    ...rest,
    type: def.type,
    zh: def.zh,
    total: seesTotals(def, session.actor) ? total : null,
    lines: lines.map((l) => cardLine(def, l, session)),
    vouchers: may(session.actor, 'ledger.view') ? vouchers : [],
  };
}

async function recordCard(s: Snapshot, def: AnyRecord, at: { readonly row: RecordRow; readonly session: Session; readonly today: string }): Promise<Record<string, unknown>> {
  const { row, session, today } = at;
  const { actor } = session;
  const data = redact(def.fields, row.data, actor);
  const party = def.type === 'customer' || def.type === 'supplier';
  const owed = party && may(actor, 'field.price') ? await peekDebts(s, row.id, today) : [];
  const day = parseDay(today);
  return {
    type: def.type,
    zh: def.zh,
    id: row.id,
    code: row.code,
    name: row.name,
    active: row.active,
    data,
    labels: await labelsOf(s, idsIn(def.fields, data)),
    stock: def.type === 'item' && may(actor, 'stock.view') ? await peekStock(s, row.id) : [],
    debts: owed,
    balance: def.type === 'account' && day && may(actor, 'ledger.view') ? await peekBalance(s, row.code, periodOf(day)) : null,
  };
}
