// What a command would book and change, shown before it is booked; what it would change of costs also as a file to take away. Nothing is kept.
import { run } from '#books/pen';
import { formatFen } from '#kernel/decimal';
import { type AnyDocument, type Command, COMMAND_ZH } from '#kernel/document';
import { may, SPECIAL_RIGHTS } from '#kernel/rights';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { callerFor, need, type Ports, sendProblem } from '../context.ts';
import { sendTable, type Table } from '../export.ts';
import { effectShown, effectTable } from '../queries/effect.ts';

/** How many changed documents the screen and its paper list, and how many a file holds. */
const [LISTED, FILED] = [1_000, 50_000];

type Asked = { readonly id?: string; readonly command?: string };
type Booked = {
  readonly voucher?: {
    readonly summary: string;
    readonly lines: readonly { readonly account: string; readonly debit: string; readonly credit: string; readonly summary: string }[];
  };
  readonly stock: readonly Record<string, unknown>[];
  readonly doc: { readonly state: string; readonly number: string | null };
};

/** POST /api/documents/{type}/preview; with `format` the effect on earlier costs comes as a file. */
export function previewRoute(app: FastifyInstance, ports: Ports, { def, body }: { readonly def: AnyDocument; readonly body: z.ZodType }): void {
  app.post(
    `/api/documents/${def.type}/preview`,
    {
      schema: {
        tags: [def.zh],
        summary: '预览审核、红冲、更正将记什么账、改变哪些已出库成本；什么都不保存。带 format 时把成本影响导出为文件',
        querystring: z.object({ format: z.enum(['xlsx', 'csv']).optional() }),
        body,
      },
    },
    (request, reply) => preview(ports, def, { request, reply }),
  );
}

const commandOf = (asked: string | undefined): Command => (asked === 'reverse' || asked === 'correct' ? asked : 'approve');

async function preview(ports: Ports, def: AnyDocument, { request, reply }: { readonly request: FastifyRequest; readonly reply: FastifyReply }): Promise<unknown> {
  const { id, command, ...body } = (request.body ?? {}) as Asked;
  const { format } = request.query as { readonly format?: Table['format'] };
  const caller = callerFor(request);
  if (format !== undefined) {
    need(request, `${def.type}.export`, `${def.zh}·导出`);
    need(request, 'field.cost', SPECIAL_RIGHTS['field.cost']);
  }
  const name = commandOf(command);
  const outcome = await run(ports, caller, { type: def.type, command: name, id: id ?? null, body, dryRun: true });
  if (!outcome.ok) return sendProblem(reply, outcome.refusal, def.refusals);
  const seesCost = may(caller.actor, 'field.cost');
  const { voucher, stock, doc } = (outcome.preview ?? {}) as Booked;
  const effect = outcome.effect && seesCost ? await effectShown(ports, caller, { effect: outcome.effect, most: format === undefined ? LISTED : FILED }) : null;
  if (format !== undefined) return sendTable(reply, { ...effectTable(effect, { what: `${def.zh} ${await numberOf(ports, request, id)}`, command: COMMAND_ZH[name] }), format });
  return {
    state: doc.state,
    effect,
    voucher:
      voucher && seesCost
        ? { lines: voucher.lines.map((l) => ({ ...l, debit: formatFen(BigInt(l.debit)), credit: formatFen(BigInt(l.credit)), summary: l.summary.replace('{number}', '').trim() })) }
        : null,
    movements: stock.map(({ cost, qty, ...row }) => ({ ...row, qty: (Number(qty) / 1e6).toString(), ...(seesCost ? { cost: formatFen(BigInt(cost as string)) } : {}) })),
  };
}

/** The number of the document that is there; a dry run's own number belongs to nobody. */
async function numberOf(ports: Ports, request: FastifyRequest, id: string | undefined): Promise<string> {
  if (id === undefined) return '（新单据）';
  const rows = await ports.db.read(callerFor(request).scope, (s) =>
    s.query<{ number: string | null }>('select number from books.document where org_id = books.org() and id = $1', [id]),
  );
  return rows[0]?.number ?? '（新单据）';
}
