// Routes of the month close (结账) and the statements (报表): the check list, the close itself as a stream of progress, sheets, what is behind
// their lines, and files. The steps of the close are assembled here, because only the app knows every module.
import {
  checkClose,
  CLOSE_DEFAULTS,
  CLOSE_REFUSALS,
  closeMonth,
  closeSteps,
  type CloseStep,
  type Finding,
  PERIOD_REFUSALS,
  periodSubject,
  type Progress,
  readBook,
  readDrill,
  readRelations,
  readReport,
  reportTable,
  SPAN_ZH,
} from '#accounting';
import { type Caller, commandsFor } from '#books/pen';
import { period as asPeriod, periodText } from '#kernel/day';
import { type State, STATE_ZH } from '#kernel/document';
import { Refusal, refuse, type RefusalTable } from '#kernel/refusal';
import { may } from '#kernel/rights';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { noteAudit } from '../audit.ts';
import { appSteps, MADE_BY_CLOSE } from '../close-steps.ts';
import { callerFor, need, type Ports } from '../context.ts';
import { sendTable } from '../export.ts';
import { problemOf } from '../problem.ts';

/** All steps in order, for the person who closes: accounting's own and those that need the pen. */
const stepsFor = (ports: Ports, caller: Caller): readonly CloseStep[] => closeSteps(appSteps(ports, caller));

const PERIOD = z.object({ period: z.coerce.number().int().min(199001).max(219912) });
const OPTIONS = z
  .object({ vatFiling: z.enum(['month', 'quarter']), surcharge: z.boolean(), incomeTax: z.enum(['off', 'month', 'quarter']), transitDays: z.number().int().min(0).max(365) })
  .partial()
  .strict();
const RUN = z.object({ skip: z.array(z.string().max(40)).max(20).default([]) });
const KIND = z.enum(['balance-sheet', 'income-statement', 'cash-flow']);
const SPAN = PERIOD.extend({ span: z.enum(['month', 'quarter', 'year']).default('month') });
type Wish = z.infer<typeof SPAN>;

export function closeRoutes(app: FastifyInstance, ports: Ports): void {
  const tags = ['结账'];
  const names = { document: (type: string) => ports.catalog.findDocument(type)?.zh ?? type };
  app.get('/api/close', { schema: { tags, summary: '会计期间与下一个要结账的期间' } }, async (request) => {
    const session = need(request, 'ledger.view', '查看账簿');
    const periods = await ports.db.read(session.scope, (s) =>
      s.query<{ period: number; state: string }>('select period, state from books.period where org_id = books.org() order by period'),
    );
    return { periods, next: periods.find((p) => p.state !== 'closed')?.period ?? null, last: periods.findLast((p) => p.state === 'closed')?.period ?? null };
  });
  const month = async (request: FastifyRequest) => {
    const session = need(request, 'ledger.view', '查看账簿');
    const { period } = request.params as z.infer<typeof PERIOD>;
    const steps = stepsFor(ports, callerFor(request));
    return ports.db.read(session.scope, async (s) => {
      const [state] = await s.query<{ state: string }>('select state from books.period where org_id = books.org() and period = $1', [period]);
      if (!state) throw new Refusal(refuse('not-found'));
      const book = await readBook(s, asPeriod(period));
      return {
        period,
        state: state.state,
        options: book.options,
        vat: book.vat,
        checks: await checkClose(s, { period, steps, names }),
        steps: steps.map(({ name, zh, phase, optional }) => ({ name, zh, phase, optional: optional ?? false })),
        documents: book.made.map((m) => ({ ...m, zh: names.document(m.type) })),
        history: await s.query<{ at: string; who: string; summary: string }>(
          `select at, user_name as who, action, summary from books.audit_log where org_id = books.org() and subject_id = $1::uuid order by id desc limit 20`,
          [periodSubject(period)],
        ),
        may: { close: may(session.actor, 'period.close'), reopen: may(session.actor, 'period.reopen'), settings: may(session.actor, 'settings.manage') },
      };
    });
  };
  app.get('/api/close/:period', { schema: { tags, summary: '结账检查清单、步骤与结转单据', params: PERIOD } }, month);
  app.get(
    '/api/close/:period/export',
    { schema: { tags, summary: '导出月结清单：检查、结转单据、结账记录', params: PERIOD, querystring: z.object({ format: z.enum(['xlsx', 'csv']).default('xlsx') }) } },
    async (request, reply) => sendTable(reply, { format: (request.query as { format: 'xlsx' | 'csv' }).format, ...checkListOf(await month(request)) }),
  );
  app.put('/api/close/options', { schema: { tags, summary: '结账设置（附加税、所得税、申报周期、在途天数）', body: OPTIONS } }, async (request) => {
    const session = need(request, 'settings.manage', '管理设置');
    const given = request.body as z.infer<typeof OPTIONS>;
    const options = await ports.db.write(session.scope, async (tx) => {
      const [before] = await tx.query<{ closing: object | null }>(`select settings->'closing' as closing from books.org_node where id = books.org()`);
      const closing = { ...CLOSE_DEFAULTS, ...before?.closing, ...given };
      await tx.query('select books.save_settings($1::jsonb)', [JSON.stringify({ closing })]);
      return closing;
    });
    await noteAudit(ports, callerFor(request), { action: 'settings.save', subject: 'settings', id: null, summary: `修改结账设置 ${JSON.stringify(given)}` });
    return options;
  });
  runRoute(app, ports, names);
  statementRoutes(app, ports);
}

const TONE_ZH = { block: '须先处理', warn: '请留意', info: '供参考', ok: '通过' } as const;

type Listed = {
  readonly period: number;
  readonly checks: readonly Finding[];
  readonly documents: readonly { readonly number: string; readonly zh: string; readonly title: string; readonly state: string }[];
  readonly history: readonly { readonly at: string; readonly who: string; readonly summary: string }[];
};
/** The check list as rows: what was looked at and found, the documents the close made, who closed and reopened. */
const checkListOf = ({ period, checks, documents, history }: Listed) => ({
  name: `月结清单 ${periodText(asPeriod(period))}`,
  columns: [
    { zh: '部分', width: 10 },
    { zh: '结论', width: 10 },
    { zh: '项目', width: 28 },
    { zh: '说明', width: 60 },
    { zh: '明细', width: 40 },
    { zh: '备注', width: 30 },
  ],
  rows: [
    ...checks.flatMap((c) => [
      ['检查', TONE_ZH[c.tone], c.zh, c.said, '', c.count > c.items.length && c.items.length > 0 ? `列出前 ${c.items.length} 项，共 ${c.count} 项` : ''],
      ...c.items.map((i) => ['', '', '', '', i.text, i.note ?? '']),
    ]),
    ...documents.map((d) => ['结转单据', STATE_ZH[d.state as State] ?? '', d.zh, d.title, d.number, '']),
    ...history.map((h) => ['结账记录', '', h.who, h.summary, '', h.at]),
  ],
});

/** Refusals of the documents a close makes, besides its own. */
const refusalsOf = (ports: Ports): RefusalTable =>
  Object.assign({}, ...MADE_BY_CLOSE.map((type) => ports.catalog.document(type).refusals), PERIOD_REFUSALS, CLOSE_REFUSALS) as RefusalTable;

/** The close as a stream: one JSON object a line, so that the screen moves while it runs. It goes on when the reader leaves. */
function runRoute(app: FastifyInstance, ports: Ports, names: { readonly document: (type: string) => string }): void {
  app.post(
    '/api/close/:period/run',
    { schema: { tags: ['结账'], summary: '结账：逐步执行，按行返回进度（application/x-ndjson）', params: PERIOD, body: RUN } },
    async (request, reply) => {
      need(request, 'period.close', '结账');
      const { period } = request.params as z.infer<typeof PERIOD>;
      const { skip } = request.body as z.infer<typeof RUN>;
      const asked = callerFor(request);
      const caller = { ...asked, trace: { ...asked.trace, closing: period } };
      const own = refusalsOf(ports);
      reply.hijack();
      reply.raw.writeHead(200, { 'content-type': 'application/x-ndjson; charset=utf-8', 'cache-control': 'no-store', 'x-accel-buffering': 'no' });
      const say = (line: object): void => {
        if (!reply.raw.writableEnded && !reply.raw.destroyed) reply.raw.write(`${JSON.stringify(line)}\n`);
      };
      const tell = (progress: Progress): void => say('refusal' in progress ? { ...progress, refusal: problemOf(progress.refusal, own) } : progress);
      try {
        const outcome = await closeMonth({ ...ports, command: commandsFor(ports, caller) }, caller, { period, steps: stepsFor(ports, caller), skip, names, tell });
        say(outcome.ok ? { event: 'closed', period } : { event: 'refused', problem: problemOf(outcome.refusal, own) });
      } catch (error) {
        process.stderr.write(`close ${period}\n${(error as Error).stack ?? String(error)}\n`);
        say({ event: 'failed', message: '系统出错了，已记录；已完成的步骤有效，请稍后重新结账' });
      }
      reply.raw.end();
    },
  );
}

function statementRoutes(app: FastifyInstance, ports: Ports): void {
  const tags = ['报表'];
  const scopeOf = (request: FastifyRequest) => need(request, 'ledger.view', '查看账簿').scope;
  const wishOf = (request: FastifyRequest) => ({ kind: (request.params as { kind: z.infer<typeof KIND> }).kind, ...(request.query as Wish) });
  const params = z.object({ kind: KIND });
  app.get('/api/statements', { schema: { tags, summary: '报表勾稽关系', querystring: PERIOD } }, async (request) =>
    ports.db.read(scopeOf(request), (s) => readRelations(s, (request.query as z.infer<typeof PERIOD>).period)),
  );
  app.get('/api/statements/:kind', { schema: { tags, summary: '资产负债表、利润表、现金流量表', params, querystring: SPAN } }, async (request) =>
    ports.db.read(scopeOf(request), (s) => readReport(s, wishOf(request))),
  );
  app.get(
    '/api/statements/:kind/lines/:line',
    { schema: { tags, summary: '报表项目由哪些科目构成', params: params.extend({ line: z.string().max(40) }), querystring: SPAN } },
    async (request) => {
      const drill = await ports.db.read(scopeOf(request), (s) => readDrill(s, wishOf(request), (request.params as { line: string }).line));
      if (!drill) throw new Refusal(refuse('not-found'));
      return drill;
    },
  );
  app.get(
    '/api/statements/:kind/export',
    { schema: { tags, summary: '导出报表', params, querystring: SPAN.extend({ format: z.enum(['xlsx', 'csv']).default('xlsx') }) } },
    async (request, reply) => {
      const { format, ...wish } = wishOf(request) as ReturnType<typeof wishOf> & { format: 'xlsx' | 'csv' };
      const report = await ports.db.read(scopeOf(request), (s) => readReport(s, wish));
      return sendTable(reply, { name: `${report.org} ${report.zh}（${SPAN_ZH[report.span]}）${report.spanText}`, format, ...reportTable(report) });
    },
  );
}
