// 记账凭证 over HTTP: one voucher with its lines and auxiliary names, and the same as a file laid out the way bookkeepers file it.
import { personName } from '#identity';
import { formatFen } from '#kernel/decimal';
import { Refusal, refuse } from '#kernel/refusal';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { capital } from '../capital.ts';
import { chinaTime } from '../china-time.ts';
import { need, type Ports, sessionFor } from '../context.ts';
import { type Column, sendTable, type Table } from '../export.ts';
import { companyName } from '../people.ts';

/** What a line is kept by besides its account. */
const AUXILIARY = ['party', 'item', 'department', 'project', 'employee', 'wallet'] as const;
type Line = Readonly<Record<(typeof AUXILIARY)[number], string | null>> & {
  readonly account: string;
  readonly accountName: string | null;
  readonly summary: string;
  readonly debit: string;
  readonly credit: string;
};
type Voucher = {
  readonly number: string;
  readonly day: string;
  readonly attachments: number;
  readonly bookedAt: string;
  readonly maker: string | null;
  readonly approver: string | null;
  readonly reverses: string | null;
  readonly document: { readonly id: string; readonly type: string; readonly number: string; readonly zh: string } | null;
  readonly lines: readonly Line[];
};

const recordName = (id: string): string => `(select r.name from books.record r where r.org_id = books.org() and r.id = ${id})`;
// A person of a line may be a record of the house's or somebody who signs in.
const auxName = (aux: string): string => (aux === 'employee' ? `coalesce(${recordName('l.employee_id')}, ${personName('l.employee_id')})` : recordName(`l.${aux}_id`));
const ONE = `
  select jsonb_build_object('id', v.id, 'number', v.word || '-' || lpad(v.serial::text, 4, '0'), 'period', v.period, 'day', v.day, 'summary', v.summary, 'attachments', v.attachments,
    'bookedAt', v.booked_at, 'maker', ${personName('v.maker_id')}, 'approver', ${personName('v.approver_id')}, 'reverses', v.reverses,
    'document', (select jsonb_build_object('id', d.id, 'type', d.type, 'number', d.number) from books.document d where d.org_id = books.org() and d.id = v.doc_id),
    'lines', (select jsonb_agg(jsonb_build_object('no', l.line_no, 'account', l.account,
        'accountName', (select a.name from books.record a where a.org_id = books.org() and a.type = 'account' and a.code = l.account),
        ${AUXILIARY.map((aux) => `'${aux}', ${auxName(aux)}`).join(', ')},
        'summary', l.summary, 'debit', (l.debit / 100.0)::numeric(20,2)::text, 'credit', (l.credit / 100.0)::numeric(20,2)::text) order by l.line_no)
      from books.voucher_line l where l.org_id = books.org() and l.voucher_id = v.id)) as voucher
  from books.voucher v where v.org_id = books.org() and v.id = $1`;

export function voucherRoutes(app: FastifyInstance, ports: Ports): void {
  const params = z.object({ id: z.uuid() });
  const one = async (request: FastifyRequest): Promise<Voucher> => {
    const session = need(request, 'ledger.view', '查看账簿');
    const [row] = await ports.db.read(session.scope, (s) => s.query<{ voucher: Voucher }>(ONE, [(request.params as { id: string }).id]));
    if (!row) throw new Refusal(refuse('not-found'));
    const { document } = row.voucher;
    return { ...row.voucher, document: document ? { ...document, zh: ports.catalog.findDocument(document.type)?.zh ?? '' } : null };
  };
  app.get('/api/vouchers/:id', { schema: { tags: ['总账'], summary: '记账凭证', params } }, one);
  app.get(
    '/api/vouchers/:id/export',
    { schema: { tags: ['总账'], summary: '导出一张记账凭证', params, querystring: z.object({ format: z.enum(['xlsx', 'csv']).default('xlsx') }) } },
    async (request, reply) => {
      const voucher = await one(request);
      return sendTable(reply, { ...sheetOf(voucher, companyName(sessionFor(request))), format: (request.query as { format: Table['format'] }).format });
    },
  );
}

const COLUMNS: readonly Column[] = [
  { zh: '摘要', width: 34 },
  { zh: '科目编码', width: 12 },
  { zh: '科目名称', width: 20 },
  { zh: '辅助核算', width: 24 },
  { zh: '借方金额', width: 16, kind: 'money' },
  { zh: '贷方金额', width: 16, kind: 'money' },
];
/** A side without a figure stays empty; a figure below zero (红字) stands as it is. */
const side = (amount: string): string => (/^-?0*(\.0*)?$/.test(amount) ? '' : amount);
const fenOf = (amount: string): bigint => BigInt(amount.replace('.', ''));

function sheetOf(v: Voucher, org: string): Omit<Table, 'format'> {
  const total = (of: 'debit' | 'credit'): bigint => v.lines.reduce((sum, l) => sum + fenOf(l[of]), 0n);
  const [debit, credit] = [total('debit'), total('credit')];
  const summary = (text: string): string => text.replaceAll(/\s+/g, ' ').trim();
  return {
    name: `记账凭证 ${v.number} ${v.day}`,
    columns: COLUMNS,
    heading: [
      [v.reverses ? '记账凭证（红字）' : '记账凭证'],
      [`单位：${org}`, '', `日期：${v.day}`, '', `凭证字号：${v.number}`],
      [v.document ? `依据：${v.document.zh} ${v.document.number}` : '', '', '', '', `附单据 ${v.attachments} 张`],
    ],
    rows: v.lines.map((l) => [summary(l.summary), l.account, l.accountName ?? '', AUXILIARY.flatMap((aux) => l[aux] ?? []).join(' · '), side(l.debit), side(l.credit)]),
    sums: [`合计 ${capital(debit)}`, '', '', '', formatFen(debit), formatFen(credit)],
    // The house books when it is approved, of itself.
    footing: [[`制单：${v.maker ?? ''}`, '', `审核：${v.approver ?? ''}`, '', `过账：系统 ${chinaTime(v.bookedAt)}`]],
  };
}
