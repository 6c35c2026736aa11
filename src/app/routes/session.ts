// Set-up, sign-in, company switch, and /api/meta: everything a client needs to draw the screens of one person.
import { shownFields } from '../shape.ts';
import { found } from '../founding.ts';
import type { AnyDocument } from '#kernel/document';
import type { Fields } from '#kernel/field';
import { parseDay, periodOf } from '#kernel/day';
import type { AnyRecord } from '#kernel/record';
import { isRefused, refuse } from '#kernel/refusal';
import { may } from '#kernel/rights';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { weakPassword } from '#platform/password';
import { answer, callerFor, COOKIE, forgetSessions, type Ports, sendProblem, sessionFor } from '../context.ts';
import type { DemoHost } from '../demo/host.ts';
import { addPerson, changePassword, needsSetUp, PEOPLE_REFUSALS, seedRoles, type Session, type SignedIn, signIn, signOut, switchCompany } from '../people.ts';
import { noteVisit, type Visit } from '../visits.ts';

const SETUP = z.object({
  company: z.string().trim().min(2).max(60),
  standard: z.enum(['ASBE', 'ASSBE']),
  vat: z.enum(['general', 'small']),
  taxNo: z.string().max(20).optional(),
  firstPeriod: z.string().regex(/^20\d{2}(0[1-9]|1[0-2])$/),
  admin: z.object({ login: z.string().max(40), name: z.string().trim().min(1).max(60), password: z.string().max(200) }),
});

export function sessionRoutes(app: FastifyInstance, ports: Ports, house: { readonly version: string; readonly demo: DemoHost }): void {
  const tags = ['登录'];
  app.get('/api/setup', { config: { open: true }, schema: { tags, summary: '是否需要初始化' } }, async () => ({
    needed: await needsSetUp(ports),
    version: house.version,
    demo: await house.demo.status(),
  }));
  app.post(
    '/api/demo',
    {
      config: { open: true, rateLimit: { max: 60, timeWindow: '1 minute' } },
      schema: { tags, summary: '以演示公司的一位员工进入', body: z.object({ login: z.string().max(40) }) },
    },
    async (request, reply) => finishSignIn(request, reply, await house.demo.enter((request.body as { login: string }).login, from(request))),
  );
  app.post(
    '/api/setup',
    { config: { open: true, rateLimit: { max: 10, timeWindow: '1 minute' } }, schema: { tags, summary: '建账：公司、准则、纳税人身份、第一位管理员', body: SETUP } },
    async (request, reply) => {
      const refused = await setUp(ports, request.body as z.infer<typeof SETUP>);
      if (refused) return sendProblem(reply, refused);
      const { admin } = request.body as z.infer<typeof SETUP>;
      return finishSignIn(request, reply, await signIn(ports, { login: admin.login, password: admin.password, ...from(request) }));
    },
  );
  app.post(
    '/api/sign-in',
    {
      config: { open: true, rateLimit: { max: 30, timeWindow: '1 minute' } },
      schema: { tags, summary: '登录', body: z.object({ login: z.string().max(60), password: z.string().max(200) }) },
    },
    async (request, reply) => finishSignIn(request, reply, await signIn(ports, { ...(request.body as { login: string; password: string }), ...from(request) })),
  );
  app.post('/api/sign-out', { schema: { tags, summary: '退出' } }, async (request, reply) => {
    if (request.secret) await signOut(ports, request.secret);
    forgetSessions();
    if (!request.headers.authorization) await noteVisit(ports, visitOf(request, 'session.close', '退出'));
    return reply.clearCookie(COOKIE, { path: '/' }).send({ ok: true });
  });
  app.post('/api/switch', { schema: { tags, summary: '切换公司', body: z.object({ company: z.uuid() }) } }, async (request, reply) => {
    const { company } = request.body as { company: string };
    const refused = await switchCompany(ports, request.secret ?? '', { person: sessionFor(request).actor.id, company });
    forgetSessions();
    if (!refused) await noteVisit(ports, { ...visitOf(request, 'session.switch', '从别的公司切换进来'), companies: [{ id: company }] });
    return answer(reply, refused ?? { ok: true });
  });
  app.post(
    '/api/password',
    { config: { rateLimit: { max: 10, timeWindow: '1 minute' } }, schema: { tags, summary: '修改密码', body: z.object({ old: z.string().max(200), new: z.string().max(200) }) } },
    async (request, reply) => {
      const { old, new: fresh } = request.body as { old: string; new: string };
      const refused = await changePassword(ports, callerFor(request), { old, fresh, secret: request.secret ?? '' });
      forgetSessions();
      if (!refused) await noteVisit(ports, visitOf(request, 'password.change', '修改自己的密码'));
      return answer(reply, refused ?? { ok: true }, PEOPLE_REFUSALS);
    },
  );
  app.get('/api/meta', { schema: { tags, summary: '界面元数据' } }, async (request) => meta(ports, sessionFor(request)));
}

const from = (request: FastifyRequest) => ({ address: request.ip, agent: String(request.headers['user-agent'] ?? '') });
/** What somebody signed in does with their own session, for the log of the company they are in. */
const visitOf = (request: FastifyRequest, action: Visit['action'], said: string): Visit => {
  const { actor, scope } = sessionFor(request);
  return { action, person: actor, tenant: scope.tenant, companies: [{ id: scope.org }], ...from(request), said };
};

async function setUp(ports: Ports, body: z.infer<typeof SETUP>) {
  if (!(await needsSetUp(ports))) return refuse('already-set-up');
  const [group, company] = [ports.ids.next(), ports.ids.next()];
  const first = Number(body.firstPeriod);
  const owner = ports.ids.next();
  // Password and login are checked before anything is founded, so that a refusal leaves nothing behind.
  const caller = { actor: { id: owner, name: body.admin.name, rights: ['*'], roles: ['管理员'], sites: 'all' as const }, scope: { org: company, tenant: group, sites: null } };
  const weak = weakPassword(body.admin.password, body.admin.login);
  if (weak) return refuse('password-weak', { path: 'admin.password', with: { why: weak } });
  if (!/^[a-z0-9][a-z0-9._-]{1,39}$/i.test(body.admin.login.trim()) || body.admin.login.toLowerCase().startsWith('demo-')) return refuse('login-form', { path: 'admin.login' });
  await found(ports, caller, {
    group: { id: group, name: body.company },
    company: { id: company, code: '01', name: body.company, taxNo: body.taxNo ?? null },
    standard: body.standard,
    vat: body.vat,
    firstPeriod: first,
    lastYear: Math.floor(first / 100) + 5,
  });
  await seedRoles(ports, group);
  const person = await addPerson(ports, group, { ...body.admin, grants: [{ role: 'admin', node: group }] });
  return isRefused(person) ? person : null;
}

function finishSignIn(request: FastifyRequest, reply: FastifyReply, outcome: SignedIn | ReturnType<typeof refuse>): unknown {
  if (isRefused(outcome)) return sendProblem(reply, outcome);
  forgetSessions();
  reply.setCookie(COOKIE, (outcome as SignedIn).token, {
    path: '/',
    httpOnly: true,
    sameSite: 'strict',
    secure: request.protocol === 'https',
    expires: new Date((outcome as SignedIn).expires),
  });
  return { ok: true };
}

const fieldsFor = (fields: Fields, session: Session) => shownFields(fields, session.actor).map((f) => ({ ...f, ...(f.of ? { of: shownFields(f.of, session.actor) } : {}) }));

/** A company without bins is not shown columns for them. */
const screenFor = (def: AnyDocument, bins: boolean) => (bins ? def.screen : { ...def.screen, line: def.screen.line.filter((c) => c.field !== 'bin') });

function documentMeta(ports: Ports, def: AnyDocument, { session, bins }: { readonly session: Session; readonly bins: boolean }) {
  const can = (action: string) => may(session.actor, `${def.type}.${action}`);
  return {
    type: def.type,
    zh: def.zh,
    prefix: def.prefix,
    head: fieldsFor(def.head, session),
    line: fieldsFor(def.line, session),
    flow: def.flow,
    screen: screenFor(def, bins),
    ...(def.completeApart ? { apart: true } : {}),
    sources: def.sources.map((s) => ({ ...s, tolerance: undefined, zh: ports.catalog.findDocument(s.type)?.zh ?? s.type })),
    // What only the house makes is for reading.
    may: {
      view: can('view'),
      edit: can('edit') && def.madeBy !== 'house',
      approve: can('approve') && def.madeBy !== 'house',
      reverse: can('reverse'),
      close: can('close'),
      export: can('export'),
    },
  };
}

const recordMeta = (def: AnyRecord, session: Session) => ({
  type: def.type,
  zh: def.zh,
  codePrefix: def.codePrefix,
  made: def.codeOf !== undefined,
  fields: fieldsFor(def.fields, session),
  list: def.list,
  filters: def.filters ?? [],
  groups: def.groups,
  empty: def.empty,
  may: { view: may(session.actor, `${def.type}.view`), edit: may(session.actor, `${def.type}.edit`), export: may(session.actor, `${def.type}.export`) },
});

async function meta(ports: Ports, session: Session): Promise<unknown> {
  const org = await ports.db.read(
    session.scope,
    async (s) =>
      (
        await s.query<Record<string, unknown>>(
          `select id, name, standard, vat, settings, first_period, exists (select from books.record r where r.org_id = books.org() and r.type = 'bin') as bins from books.org_node where id = books.org()`,
        )
      )[0],
  );
  const today = ports.clock.today();
  const { documents, records, views, modules } = ports.catalog;
  const seenViews = views.filter((v) => may(session.actor, v.right));
  return {
    person: { id: session.actor.id, name: session.actor.name, roles: session.actor.roles, rights: session.actor.rights, mustChange: session.mustChange },
    org,
    companies: session.companies,
    today,
    period: periodOf(parseDay(today) ?? today),
    modules: modules.map((m) => ({ name: m.name, zh: m.zh, documents: m.documents.map((d) => d.type), records: m.records.map((r) => r.type), views: m.views.map((v) => v.name) })),
    documents: documents.map((d) => documentMeta(ports, d, { session, bins: org?.['bins'] === true })),
    records: records.map((r) => recordMeta(r, session)),
    views: seenViews.map((v) => ({
      name: v.name,
      zh: v.zh,
      parameters: v.parameters,
      columns: v.columns.filter((c) => !c.secret || may(session.actor, `field.${c.secret}`)),
      empty: v.empty,
    })),
  };
}
