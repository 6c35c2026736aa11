// Administration: people, roles, tokens, approval rules, sites, the audit list.
import { formatFen } from '#kernel/decimal';
import { fen } from '#kernel/money';
import { Refusal, refuse } from '#kernel/refusal';
import { SPECIAL_RIGHTS } from '#kernel/rights';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { answer, callerFor, forgetSessions, need, type Ports, sessionFor } from '../context.ts';
import { addPerson, addToken, changePerson, PEOPLE_REFUSALS, type Session } from '../people.ts';
import { noteAudit } from '../audit.ts';
import { auditRoutes } from './audit.ts';
import { settingRoutes } from './settings.ts';

const GRANTS = z.array(z.object({ role: z.string().max(40), node: z.uuid() })).max(50);
const NEW_PERSON = z.object({
  login: z.string().max(60),
  name: z.string().trim().min(1).max(60),
  phone: z.string().max(30).nullish(),
  password: z.string().max(200),
  grants: GRANTS,
});
const CHANGE = z.object({
  name: z.string().trim().min(1).max(60).optional(),
  phone: z.string().max(30).nullish(),
  active: z.boolean().optional(),
  password: z.string().max(200).optional(),
  grants: GRANTS.optional(),
});
/** What was changed of a person, as the audit list says it. */
const CHANGE_ZH: Readonly<Record<keyof z.infer<typeof CHANGE>, (value: unknown) => string>> = {
  name: (value) => `姓名 ${String(value)}`,
  phone: () => '电话',
  active: (value) => (value === true ? '启用' : '停用'),
  password: () => '重置密码',
  grants: () => '角色',
};
const ROLE = z.object({
  code: z.string().regex(/^[a-z][a-z0-9-]{1,38}$/),
  name: z.string().trim().min(1).max(40),
  rights: z.array(z.string().regex(/^(\*|[a-z-]+)(\.(\*|[a-z]+))?$/)).max(300),
});
const RULE = z.object({
  id: z.uuid().optional(),
  type: z.string().max(60),
  from: z.string().regex(/^\d{1,15}$/),
  roles: z.array(z.string().max(40)).min(1).max(6),
  active: z.boolean().default(true),
});

export function adminRoutes(app: FastifyInstance, ports: Ports): void {
  const tags = ['管理'];
  const people = (request: FastifyRequest) => need(request, 'people.manage', SPECIAL_RIGHTS['people.manage']);
  const settings = (request: FastifyRequest) => need(request, 'settings.manage', SPECIAL_RIGHTS['settings.manage']);

  app.get('/api/people', { schema: { tags, summary: '用户' } }, async (request) =>
    ports.db.read(people(request).scope, (s) =>
      s.query(
        `select p.id, p.login, p.name, p.phone, p.active, p.last_seen, coalesce((select jsonb_agg(jsonb_build_object('role', r.code, 'roleName', r.name, 'node', g.node_id, 'nodeName', n.name)) from identity.grant_at g join identity.role r on r.org_id = g.org_id and r.id = g.role_id left join books.org_node n on n.id = g.node_id where g.org_id = p.org_id and g.person_id = p.id), '[]') as grants from identity.person p where p.org_id = books.tenant() order by p.login`,
      ),
    ),
  );
  app.post('/api/people', { schema: { tags, summary: '新建用户', body: NEW_PERSON } }, async (request, reply) => {
    const session = people(request);
    const body = request.body as z.infer<typeof NEW_PERSON>;
    const outcome = await addPerson(ports, session.scope.tenant, { ...body, phone: body.phone ?? null, mustChange: true });
    if ('id' in outcome) await noteAudit(ports, callerFor(request), { action: 'people.add', subject: 'person', id: outcome.id, summary: `新建用户 ${body.login} ${body.name}` });
    return answer(reply, outcome, PEOPLE_REFUSALS);
  });
  app.put('/api/people/:id', { schema: { tags, summary: '修改用户', params: z.object({ id: z.uuid() }), body: CHANGE } }, async (request, reply) => {
    const session = people(request);
    const { id } = request.params as { id: string };
    const { phone, ...body } = request.body as z.infer<typeof CHANGE>;
    const refused = await changePerson(ports, session.scope.tenant, {
      id,
      ...(phone === undefined ? {} : { phone }),
      ...Object.fromEntries(Object.entries(body).filter(([, v]) => v !== undefined)),
    });
    forgetSessions();
    const changed = Object.entries({ ...body, phone }).flatMap(([key, value]) => (value === undefined ? [] : [CHANGE_ZH[key as keyof typeof CHANGE_ZH](value)]));
    if (refused) return answer(reply, refused, PEOPLE_REFUSALS);
    const [person] = await ports.db.read(session.scope, (s) => s.query<{ name: string }>('select name from identity.person where org_id = books.tenant() and id = $1', [id]));
    await noteAudit(ports, callerFor(request), { action: 'people.change', subject: 'person', id, summary: `修改用户 ${person?.name ?? ''}：${changed.join('、')}` });
    return { ok: true };
  });
  siteRoutes(app, ports);
  app.get('/api/roles', { schema: { tags, summary: '角色' } }, async (request) =>
    ports.db.read(people(request).scope, (s) => s.query('select code, name, rights, builtin from identity.role where org_id = books.tenant() order by builtin desc, code')),
  );
  app.post('/api/roles', { schema: { tags, summary: '新建或修改自定义角色', body: ROLE } }, async (request, reply) => {
    const session = people(request);
    const role = request.body as z.infer<typeof ROLE>;
    const saved = await saveRole(ports, session, role);
    forgetSessions();
    if (!saved) return answer(reply, refuse('bad-field', { path: 'code', with: { what: '内置角色不能修改，请换一个编码新建' } }));
    await noteAudit(ports, callerFor(request), { action: 'role.save', subject: 'role', id: null, summary: `保存角色 ${role.name}：${role.rights.length} 项权限` });
    return { code: role.code };
  });
  tokenRoutes(app, ports);
  settingRoutes(app, ports);
  app.post('/api/approval-rules', { schema: { tags, summary: '新建或修改审批规则（金额单位：分；角色写编码或名称）', body: RULE } }, async (request) => {
    const session = settings(request);
    const rule = request.body as z.infer<typeof RULE>;
    if (!ports.catalog.findDocument(rule.type)) throw new Refusal(refuse('bad-field', { path: 'type', with: { what: '没有这种单据' } }));
    const id = rule.id ?? ports.ids.next();
    const roles = await roleNames(ports, session, rule.roles);
    await ports.db.write(session.scope, (tx) => tx.query('select books.save_approval_rule($1::jsonb)', [JSON.stringify({ ...rule, roles, id })]));
    await noteAudit(ports, callerFor(request), {
      action: 'approval-rule.save',
      subject: 'approval-rule',
      id,
      summary: `审批规则 ${ports.catalog.findDocument(rule.type)?.zh ?? rule.type} ≥ ${formatFen(fen(BigInt(rule.from)))} 元：${roles.join(' → ')}`,
    });
    return { id };
  });
  auditRoutes(app, ports);
}

/** Rules are asked and answered in the names of roles, as people are known to the pen; a role nobody has heard of would hold documents for ever. */
async function roleNames(ports: Ports, session: Session, wanted: readonly string[]): Promise<string[]> {
  const known = await ports.db.read(session.scope, (s) => s.query<{ code: string; name: string }>('select code, name from identity.role where org_id = books.tenant()'));
  return wanted.map((w) => {
    const role = known.find((r) => r.code === w || r.name === w);
    if (!role) throw new Refusal(refuse('bad-field', { path: 'roles', with: { what: `没有角色“${w}”，请重新选择` } }));
    return role.name;
  });
}

/** Saves a role of one's own; false for a built-in one. A new name goes into the approval rules that named the old one. */
async function saveRole(ports: Ports, session: Session, role: z.infer<typeof ROLE>): Promise<boolean> {
  const rows = await ports.db.door((tx) =>
    tx.query<{ was: string | null }>(
      `with old as (select name from identity.role where org_id = $1 and code = $3)
      insert into identity.role (org_id, id, code, name, rights) values ($1, $2, $3, $4, $5) on conflict (org_id, code) do update set name = excluded.name, rights = excluded.rights where not identity.role.builtin returning (select name from old) as was`,
      [session.scope.tenant, ports.ids.next(), role.code, role.name, role.rights],
    ),
  );
  const was = rows[0]?.was;
  if (was && was !== role.name)
    for (const { id: org } of session.companies)
      await ports.db.write({ ...session.scope, org, sites: null }, async (tx) => {
        const rules = await tx.query<{ id: string; type: string; from: string; roles: string[]; active: boolean }>(
          `select id, type, from_amount::text as "from", roles, active from books.approval_rule where org_id = books.org() and $1 = any (roles)`,
          [was],
        );
        for (const rule of rules)
          await tx.query('select books.save_approval_rule($1::jsonb)', [JSON.stringify({ ...rule, roles: rule.roles.map((r) => (r === was ? role.name : r)) })]);
      });
  return rows.length > 0;
}
/** 组织树: branches and stores. */
function siteRoutes(app: FastifyInstance, ports: Ports): void {
  const tags = ['管理'];
  app.get('/api/nodes', { schema: { tags, summary: '组织树' } }, async (request) =>
    ports.db.read(sessionFor(request).scope, (s) => s.query('select id, parent_id, kind, code, name from books.org_node order by kind, code')),
  );
  app.post(
    '/api/nodes',
    { schema: { tags, summary: '新建门店/仓', body: z.object({ code: z.string().trim().min(1).max(20), name: z.string().trim().min(1).max(60) }) } },
    async (request) => {
      const session = need(request, 'settings.manage', SPECIAL_RIGHTS['settings.manage']);
      const { code, name } = request.body as { code: string; name: string };
      const id = ports.ids.next();
      await ports.db.write(session.scope, (tx) => tx.query('select books.add_site($1, $2, $3)', [id, code, name]));
      await noteAudit(ports, callerFor(request), { action: 'site.add', subject: 'site', id, summary: `新建门店/仓 ${name}` });
      return { id };
    },
  );
}

function tokenRoutes(app: FastifyInstance, ports: Ports): void {
  const tags = ['管理'];
  const TOKEN = z.object({
    name: z.string().trim().min(1).max(60),
    rights: z.array(z.string().max(80)).max(100).nullable().default(null),
    days: z.number().int().min(1).max(3650).nullable().default(365),
  });
  app.get('/api/tokens', { schema: { tags, summary: '我的接口令牌' } }, async (request) =>
    ports.db.door((tx) =>
      tx.query(`select id, name, rights, created_at, expires_at, used_at, revoked_at from identity.api_token where org_id = $1 and person_id = $2 order by created_at desc`, [
        sessionFor(request).scope.tenant,
        sessionFor(request).actor.id,
      ]),
    ),
  );
  app.post('/api/tokens', { schema: { tags, summary: '新建接口令牌（只显示一次）', body: TOKEN } }, async (request) => {
    // A token that could make tokens would hand on more than was given to it.
    if (request.headers.authorization) throw new Refusal(refuse('token-by-token'));
    const made = await addToken(ports, sessionFor(request), request.body as z.infer<typeof TOKEN>);
    await noteAudit(ports, callerFor(request), { action: 'token.add', subject: 'token', id: made.id, summary: `新建接口令牌 ${(request.body as { name: string }).name}` });
    return made;
  });
  app.delete('/api/tokens/:id', { schema: { tags, summary: '停用接口令牌', params: z.object({ id: z.uuid() }) } }, async (request) => {
    const session = sessionFor(request);
    await ports.db.door((tx) =>
      tx.query('update identity.api_token set revoked_at = now() where org_id = $1 and person_id = $2 and id = $3', [
        session.scope.tenant,
        session.actor.id,
        (request.params as { id: string }).id,
      ]),
    );
    forgetSessions();
    return { ok: true };
  });
}
