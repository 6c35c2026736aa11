// Routes of back-up and export: start, watch, take away. The whole house only to whom it all belongs; a company's own data to its administrator.
import { isRefused, Refusal, refuse } from '#kernel/refusal';
import { SPECIAL_RIGHTS } from '#kernel/rights';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { createReadStream, statSync } from 'node:fs';
import { timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { noteAudit } from '../audit.ts';
import { BACKUP_REFUSALS, type Keeper, type Kind, type Work } from '../backup/keeper.ts';
import { HOUSE_KEY } from '../backup/running.ts';
import { answer, callerFor, need, type Ports, sendProblem } from '../context.ts';
import type { Session } from '../people.ts';
import { contentHash } from '#platform/digest';

/** Days after which the page reminds. */
const REMIND = 7;
const FILE = z.object({ name: z.string().max(80) });
const FORMAT = z.object({ format: z.enum(['csv', 'jsonl']).default('csv') });

/** Whoever holds the settings of the whole company, and may see its prices and costs. */
function manager(request: FastifyRequest): Session {
  const session = need(request, 'settings.manage', SPECIAL_RIGHTS['settings.manage']);
  for (const right of ['field.price', 'field.cost', 'ledger.view'] as const) need(request, right, SPECIAL_RIGHTS[right]);
  if (session.scope.sites !== null) throw new Refusal(refuse('backup-whole-company'));
  return session;
}

/** Groups in this database that are not the person's own; demo companies are nobody's secret. */
const OTHERS = `select distinct g.name from books.org_node c join books.org_node g on g.id = c.tenant_id
  where c.kind = 'company' and c.tenant_id <> $1 and coalesce(c.settings->>'demo', 'false') <> 'true' order by 1`;
async function othersHere(ports: Ports, session: Session): Promise<string | null> {
  const others = await ports.db.door((tx) => tx.query<{ name: string }>(OTHERS, [session.scope.tenant]));
  return others.length === 0 ? null : others.map((o) => o.name).join('、');
}

function send(reply: FastifyReply, path: string | null, name: string): FastifyReply {
  if (path === null) throw new Refusal(refuse('backup-not-here'));
  return reply.header('content-disposition', `attachment; filename="${name}"`).header('content-length', statSync(path).size).type('application/zip').send(createReadStream(path));
}

type Handler = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;
const nameOf = (request: FastifyRequest): string => (request.params as { name: string }).name;

/** A handler whose refusals are told in the words of this table. */
const guarded =
  (work: Handler): Handler =>
  async (request, reply) => {
    try {
      return await work(request, reply);
    } catch (error) {
      if (error instanceof Refusal && error.refusal.refused in BACKUP_REFUSALS) return sendProblem(reply, error.refusal, BACKUP_REFUSALS);
      throw error;
    }
  };

/** Who made and who took away what is in the audit list. */
const noted = (ports: Ports, request: FastifyRequest, { kind, name, did }: { readonly kind: Kind; readonly name: string; readonly did: 'make' | 'take' }): Promise<void> =>
  noteAudit(ports, callerFor(request), {
    action: `${kind}.${did}`,
    subject: kind,
    id: null,
    summary: `${did === 'make' ? '开始' : '取走'}${kind === 'backup' ? '整库备份' : '公司数据导出'} ${name}`,
  });

async function standing(ports: Ports, keeper: Keeper, request: FastifyRequest): Promise<unknown> {
  const session = manager(request);
  const others = await othersHere(ports, session);
  const backups = others ? [] : await keeper.list('backup', null);
  const exports = await keeper.list('export', session.scope);
  const last = keeper.last();
  const due = !others && (last === null || Date.parse(ports.clock.now()) - Date.parse(last) > REMIND * 86_400_000);
  return { ...keeper.state(), backups, exports, last, due, remindDays: REMIND, folder: keeper.folder, others };
}

export function backupRoutes(app: FastifyInstance, ports: Ports, keeper: Keeper): void {
  const tags = ['备份与导出'];
  const owner = async (request: FastifyRequest): Promise<Session> => {
    const session = manager(request);
    const others = await othersHere(ports, session);
    if (others) throw new Refusal(refuse('backup-many-groups', { with: { others } }));
    return session;
  };
  const started = async (request: FastifyRequest, reply: FastifyReply, work: Work): Promise<unknown> => {
    const outcome = keeper.start(work);
    if (isRefused(outcome)) return answer(reply, outcome, BACKUP_REFUSALS);
    await noted(ports, request, { kind: work.kind, name: outcome.name, did: 'make' });
    return { name: outcome.name };
  };
  const handedOver = async (request: FastifyRequest, reply: FastifyReply, { kind, scope }: { readonly kind: Kind; readonly scope: Session['scope'] | null }): Promise<unknown> => {
    const name = nameOf(request);
    const path = keeper.pathOf(kind, scope, name);
    if (path) await noted(ports, request, { kind, name, did: 'take' });
    return send(reply, path, name);
  };

  app.get(
    '/api/backups',
    { schema: { tags, summary: '备份与导出：正在进行的、已有的、是否该备份了' } },
    guarded((request) => standing(ports, keeper, request)),
  );
  app.post(
    '/api/backups',
    { schema: { tags, summary: '开始一次整库备份（在后台进行）' } },
    guarded(async (request, reply) => started(request, reply, { kind: 'backup', by: (await owner(request)).actor.name })),
  );
  app.post(
    '/api/exports',
    { schema: { tags, summary: '开始导出本公司的全部数据（在后台进行）', body: FORMAT } },
    guarded((request, reply) => {
      const { actor, scope } = manager(request);
      return started(request, reply, { kind: 'export', by: actor.name, scope, format: (request.body as z.infer<typeof FORMAT>).format });
    }),
  );
  app.get(
    '/api/backups/:name',
    { schema: { tags, summary: '取走一份备份', params: FILE } },
    guarded(async (request, reply) => {
      await owner(request);
      return handedOver(request, reply, { kind: 'backup', scope: null });
    }),
  );
  app.get(
    '/api/exports/:name',
    { schema: { tags, summary: '取走一份导出', params: FILE } },
    guarded(async (request, reply) => handedOver(request, reply, { kind: 'export', scope: manager(request).scope })),
  );
}

/** For `hengcang backup` beside a running server: opened by the key that lies in the data folder, for as long as this server runs. */
export function houseKeyRoutes(app: FastifyInstance, keeper: Keeper, key: string): void {
  const config = { open: true };
  const known = Buffer.from(contentHash(key));
  const check = (request: FastifyRequest): void => {
    const given = request.headers[HOUSE_KEY];
    if (typeof given !== 'string' || !timingSafeEqual(Buffer.from(contentHash(given)), known)) throw new Refusal(refuse('not-signed-in'));
  };
  app.post('/api/house/backup', { config, schema: { hide: true } }, async (request, reply) => {
    check(request);
    const started = keeper.start({ kind: 'backup', by: '命令行' });
    return isRefused(started) ? answer(reply, started, BACKUP_REFUSALS) : { name: started.name };
  });
  app.get('/api/house/backup', { config, schema: { hide: true } }, async (request) => {
    check(request);
    return keeper.state();
  });
  app.get('/api/house/backup/:name', { config, schema: { hide: true, params: FILE } }, async (request, reply) => {
    check(request);
    const { name } = request.params as z.infer<typeof FILE>;
    return send(reply, keeper.pathOf('backup', null, name), name);
  });
  app.delete('/api/house/backup/:name', { config, schema: { hide: true, params: FILE } }, async (request) => {
    check(request);
    keeper.forget((request.params as z.infer<typeof FILE>).name);
    return { ok: true };
  });
}
