// One document as a file: its head above the columns, its lines, sums, and who made and approved it below; for those who may export its kind.
import { docFrom } from '#books';
import { display } from '#forms';
import { type Period, periodText } from '#kernel/day';
import { formatDecimal, parseDecimal } from '#kernel/decimal';
import { type AnyDocument, type Doc, STATE_ZH } from '#kernel/document';
import type { Field, Fields } from '#kernel/field';
import { Refusal, refuse } from '#kernel/refusal';
import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { need, type Ports } from '../context.ts';
import { cellKind, sendTable, type Table } from '../export.ts';
import { labelsOf } from '../queries/documents.ts';
import { idsIn, shownFields } from '../shape.ts';
import { companyName, type Session } from '../people.ts';

/** Why the house made a document, in words; null for what a person made. */
export function causeOf(origin: Readonly<Record<string, unknown>> | null): string | null {
  if (typeof origin?.['reaction'] === 'string') return origin['reaction'];
  if (typeof origin?.['lateCosts'] === 'string') return `${origin['lateCosts']} 补录后重算成本`;
  return typeof origin?.['closing'] === 'number' ? `${periodText(origin['closing'] as Period)}结账` : null;
}

/** GET /api/documents/{type}/{id}/export */
export function fileRoute(app: FastifyInstance, ports: Ports, def: AnyDocument): void {
  app.get(
    `/api/documents/${def.type}/:id/export`,
    { schema: { tags: [def.zh], summary: `导出一张${def.zh}`, params: z.object({ id: z.uuid() }), querystring: z.object({ format: z.enum(['xlsx', 'csv']).default('xlsx') }) } },
    async (request, reply) => {
      const session = need(request, `${def.type}.export`, `${def.zh}·导出`);
      const { id } = request.params as { id: string };
      const sheet = await ports.db.read(session.scope, async (s) => {
        const [row] = await s.query<{ doc: Record<string, unknown> }>(
          'select books.document_json(d) as doc from books.document d where d.org_id = books.org() and d.id = $1 and d.type = $2',
          [id, def.type],
        );
        if (!row) throw new Refusal(refuse('not-found'));
        const doc = docFrom(def, row.doc);
        const ids = [doc.makerId, ...doc.approvals.map((a) => a.user), ...idsIn(def.head, valuesOf(doc.head)), ...doc.lines.flatMap((l) => idsIn(def.line as Fields, valuesOf(l)))];
        return { doc, labels: await labelsOf(s, ids) };
      });
      return sendTable(reply, { ...tableOf(def, sheet, session), format: (request.query as { format: Table['format'] }).format });
    },
  );
}

type Named = Field & { readonly name: string };
type Sheet = { readonly doc: Doc; readonly labels: Readonly<Record<string, { readonly name: string }>> };
const valuesOf = (of: unknown): Record<string, unknown> => of as Record<string, unknown>;
const blank = (value: unknown): boolean => value === null || value === undefined || value === '' || value === false || (Array.isArray(value) && value.length === 0);

function tableOf(def: AnyDocument, { doc, labels }: Sheet, session: Session): Omit<Table, 'format'> {
  const text = (f: Named, values: Record<string, unknown>): string => {
    const value = values[f.name];
    return f.kind === 'ref' ? (labels[String(value ?? '')]?.name ?? '') : display(f, value);
  };
  const lines = doc.lines.map(valuesOf);
  const columns = columnsOf(def, lines, session);
  const head = shownFields(def.head, session.actor).filter((f) => f.kind !== 'list' && !blank(valuesOf(doc.head)[f.name]));
  const place = spread(columns.length + 1);
  const name = (id: string | null | undefined): string => labels[id ?? '']?.name ?? '';
  return {
    name: `${def.zh} ${doc.number ?? '草稿'}`,
    columns: [{ zh: '#', width: 5 }, ...columns.map((f) => ({ zh: f.zh, ...cellKind(f.kind) }))],
    heading: [
      [`${def.zh}${doc.reverses ? '（红字）' : ''}`],
      ...place([
        companyName(session),
        `单号：${doc.number ?? '—'}`,
        `日期：${doc.day}`,
        `状态：${STATE_ZH[doc.state]}`,
        ...head.map((f) => `${f.zh}：${text(f, valuesOf(doc.head))}`),
      ]),
    ],
    rows: lines.map((l, i) => [String(i + 1), ...columns.map((f) => text(f, l))]),
    sums: ['合计', ...columns.map((f) => (def.screen.sums.includes(f.name) ? sumOf(lines.map((l) => text(f, l))) : ''))],
    footing: place([`制单：${name(doc.makerId)}`, `审核：${[...new Set(doc.approvals.map((a) => name(a.user)))].join('、')}`]),
  };
}

/** The columns the screen has, of fields the person may see and where any line says something. */
function columnsOf(def: AnyDocument, lines: readonly Record<string, unknown>[], session: Session): readonly Named[] {
  const seen = shownFields(def.line as Fields, session.actor);
  return def.screen.line.flatMap(({ field }) => seen.filter((f) => f.name === field && f.kind !== 'list')).filter((f) => f.required || lines.some((l) => !blank(l[f.name])));
}

/** Two facts a row, so that neither is cut off by the other. */
const spread =
  (columns: number) =>
  (facts: readonly string[]): readonly (readonly string[])[] => {
    const half = Math.max(1, Math.ceil(columns / 2));
    const rows: string[][] = [];
    for (let i = 0; i < facts.length; i += 2) rows.push([facts[i] ?? '', ...Array.from({ length: half - 1 }, () => ''), facts[i + 1] ?? '']);
    return rows;
  };

const PLACES = 6;
const sumOf = (cells: readonly string[]): string =>
  formatDecimal(
    cells.reduce((sum, cell) => sum + (parseDecimal(cell || '0', PLACES) ?? 0n), 0n),
    PLACES,
    0,
  );
