// Sign-in, sessions, tokens and people. Works through the front door of the database, which sees nothing of the books.
import { BUILTIN_ROLES } from '#identity';
import type { Caller, PenPorts } from '#books/pen';
import type { Actor } from '#kernel/facts';
import type { Scope, Tx } from '#kernel/ports';
import { Refusal, type Refused, refuse } from '#kernel/refusal';
import { may } from '#kernel/rights';
import { hashPassword, newSecret, secretHash, verifyPassword, weakPassword } from '#platform/password';
import { noteVisit } from './visits.ts';

/** A signed-in person: who, where, and until when. */
export type Session = {
  readonly actor: Actor;
  readonly scope: Scope;
  readonly companies: readonly { readonly id: string; readonly name: string }[];
  readonly mustChange: boolean;
  readonly preferences: Record<string, unknown>;
};
/** The name of the company somebody works in. */
export const companyName = (session: Session): string => session.companies.find((c) => c.id === session.scope.org)?.name ?? '';

export type SignedIn = { readonly token: string; readonly expires: string };

const DAYS = 14;
const IDLE_HOURS = 72;

/** Wrong passwords allowed in 15 minutes: per login, and per address. */
const LIMITS = { login: 8, address: 40 };

export const PEOPLE_REFUSALS = {
  'sign-in-wrong': { http: 403, retry: 'never', zh: '登录名或密码不正确' },
  'sign-in-too-often': { http: 403, retry: 'later', zh: '尝试次数过多，请 15 分钟后再试' },
  'password-weak': { http: 422, retry: 'never', zh: '{why}' },
  'login-taken': { http: 409, retry: 'never', zh: '登录名“{login}”已被使用' },
  'login-form': { http: 422, retry: 'never', zh: '登录名为 2–40 位字母、数字、点、横线或手机号' },
  'role-unknown': { http: 422, retry: 'never', zh: '所选角色不存在，请重新选择' },
  'demo-closed': { http: 403, retry: 'never', zh: '本服务器未开放演示公司' },
  'already-set-up': { http: 409, retry: 'never', zh: '系统已完成初始化，请直接登录' },
  'no-such-company': { http: 403, retry: 'never', zh: '您没有该公司的权限' },
  'last-admin': { http: 409, retry: 'never', zh: '至少要保留一位启用的管理员' },
  'token-by-token': { http: 403, retry: 'never', zh: '接口令牌不能再建令牌，请本人登录后在“设置 › 接口令牌”新建' },
} as const;

/** Checks a login and password; counts attempts. Takes the same time whether or not the login exists. */
export async function signIn(
  ports: PenPorts,
  entered: { readonly login: string; readonly password: string; readonly address: string; readonly agent: string },
): Promise<SignedIn | Refused> {
  const login = entered.login.trim().toLowerCase();
  const found = await ports.db.door(async (tx) => {
    const [tries] = await tx.query<{ by_login: bigint; by_address: bigint }>(
      `select count(*) filter (where login = $1) as by_login, count(*) filter (where address = $2) as by_address from identity.login_attempt where at > now() - interval '15 minutes' and not ok and (login = $1 or address = $2)`,
      [login, entered.address],
    );
    const [person] = await tx.query<{ org_id: string; id: string; name: string; password_hash: string; active: boolean }>(
      'select org_id, id, name, password_hash, active from identity.person where login = $1',
      [login],
    );
    return { tries, person };
  });
  if ((found.tries?.by_login ?? 0n) >= LIMITS.login || (found.tries?.by_address ?? 0n) >= LIMITS.address) return refuse('sign-in-too-often');
  const right = await verifyPassword(found.person?.password_hash ?? DECOY, entered.password);
  const accepted = right && found.person?.active === true;
  await ports.db.door((tx) =>
    tx.query('insert into identity.login_attempt (org_id, login, address, ok) values ($1, $2, $3, $4)', [found.person?.org_id ?? null, login, entered.address, accepted]),
  );
  if (accepted && found.person) return openSession(ports, found.person, entered);
  if (found.person) {
    const times = Number(found.tries?.by_login ?? 0n) + 1;
    const said = right ? '登录被拒：用户已停用' : `登录失败：密码不正确，15 分钟内第 ${times} 次${times >= LIMITS.login ? '，暂停登录 15 分钟' : ''}`;
    // Not waited for: how long the answer takes must not tell whether the login exists.
    void noteRefused(ports, found.person, { address: entered.address, agent: entered.agent, said }).catch((error: unknown) =>
      process.stderr.write(`操作日志没有记下一次登录失败：${String(error)}\n`),
    );
  }
  return refuse('sign-in-wrong');
}

/** Every company the person works in reads of it. */
async function noteRefused(
  ports: PenPorts,
  { org_id: tenant, id, name }: { readonly org_id: string; readonly id: string; readonly name: string },
  what: { readonly address: string; readonly agent: string; readonly said: string },
): Promise<void> {
  const companies = await ports.db.door((tx) => companiesOf(tx, id));
  await noteVisit(ports, { action: 'session.refused', person: { id, name }, tenant, companies, ...what });
}

const DECOY = '$argon2id$v=19$m=19456,t=2,p=1$c29tZXNhbHRzb21lc2FsdA$Z3Vlc3Npbmdpc25vdGFsbG93ZWRoZXJlISEhISEhISE';

/** A session for somebody already recognised; it stands in the operation log of the company they come into. */
export async function openSession(
  ports: PenPorts,
  person: { readonly org_id: string; readonly id: string },
  from: { readonly address: string; readonly agent: string },
): Promise<SignedIn | Refused> {
  const token = newSecret();
  const opened = await ports.db.door(async (tx) => {
    const [company] = await companiesOf(tx, person.id);
    if (!company) return null;
    const [row] = await tx.query<{ expires_at: string }>(
      `insert into identity.session (org_id, token_hash, person_id, company_id, expires_at, address, agent) values ($1, $2, $3, $4, now() + make_interval(days => $5), $6, $7) returning expires_at`,
      [person.org_id, secretHash(token), person.id, company.id, DAYS, from.address.slice(0, 60), from.agent.slice(0, 200)],
    );
    const [seen] = await tx.query<{ name: string }>('update identity.person set last_seen = now() where id = $1 returning name', [person.id]);
    return { company, name: seen?.name ?? '', expires: row?.expires_at ?? '' };
  });
  if (!opened) return refuse('no-such-company');
  const { company, name, expires } = opened;
  await noteVisit(ports, { action: 'session.open', person: { id: person.id, name }, tenant: person.org_id, companies: [company], ...from, said: '登录' });
  return { token, expires };
}

/** Companies a person holds any role in: by a grant at the company, above it, or at one of its sites. */
const companiesOf = (tx: Tx, person: string): Promise<{ id: string; name: string }[]> =>
  tx.query(
    `select distinct c.id, c.name, c.code from books.org_node c join identity.grant_at g on g.person_id = $1 join books.org_node n on n.id = g.node_id where c.kind = 'company' and c.active and (g.node_id = any (c.path) or c.id = any (n.path)) order by c.code`,
    [person],
  );

type SessionRow = { tenant: string; person: string; name: string; company: string; must_change: boolean; preferences: Record<string, unknown>; token_rights: string[] | null };

/** Who a session cookie or API token belongs to, or null. */
export async function sessionOf(ports: PenPorts, secret: string, kind: 'session' | 'token'): Promise<Session | null> {
  return ports.db.door(async (tx) => {
    const [row] = await tx.query<SessionRow>(
      kind === 'session'
        ? `update identity.session s set seen_at = now() from identity.person p where s.token_hash = $1 and p.id = s.person_id and p.active and s.expires_at > now() and s.seen_at > now() - make_interval(hours => ${IDLE_HOURS})
         returning s.org_id as tenant, p.id as person, p.name, s.company_id as company, p.must_change, p.preferences, null::text[] as token_rights`
        : `update identity.api_token t set used_at = now() from identity.person p where t.token_hash = $1 and p.id = t.person_id and p.active and t.revoked_at is null and (t.expires_at is null or t.expires_at > now())
         returning t.org_id as tenant, p.id as person, p.name, t.company_id as company, false as must_change, p.preferences, t.rights as token_rights`,
      [secretHash(secret)],
    );
    if (!row) return null;
    const grants = await tx.query<{ code: string; name: string; rights: string[]; node: string; kind: string }>(
      `select r.code, r.name, r.rights, n.id as node, n.kind from identity.grant_at g join identity.role r on r.org_id = g.org_id and r.id = g.role_id join books.org_node n on n.id = g.node_id
      join books.org_node c on c.id = $2 where g.person_id = $1 and (g.node_id = any (c.path) or c.id = any (n.path))`,
      [row.person, row.company],
    );
    // Roles at the company or above hold for all of it; only who has none of those is limited to sites.
    const wide = grants.filter((g) => g.kind !== 'site');
    const held = wide.length > 0 ? wide : grants;
    const sites = wide.length > 0 ? null : grants.map((g) => g.node);
    const rights = [...new Set(held.flatMap((g) => g.rights))];
    return {
      actor: {
        id: row.person,
        name: row.name,
        rights: row.token_rights?.filter((r) => rights.includes(r) || may({ rights }, r)) ?? rights,
        roles: [...new Set(held.map((g) => g.name))],
        sites: sites ?? 'all',
      },
      scope: { org: row.company, tenant: row.tenant, sites },
      companies: await companiesOf(tx, row.person),
      mustChange: row.must_change,
      preferences: row.preferences,
    };
  });
}

export const signOut = (ports: PenPorts, secret: string): Promise<unknown> =>
  ports.db.door((tx) => tx.query('delete from identity.session where token_hash = $1', [secretHash(secret)]));

export async function switchCompany(ports: PenPorts, secret: string, to: { readonly person: string; readonly company: string }): Promise<Refused | null> {
  return ports.db.door(async (tx) => {
    if (!(await companiesOf(tx, to.person)).some((c) => c.id === to.company)) return refuse('no-such-company');
    await tx.query('update identity.session set company_id = $2 where token_hash = $1', [secretHash(secret), to.company]);
    return null;
  });
}

export const needsSetUp = (ports: PenPorts): Promise<boolean> =>
  ports.db.door(async (tx) => (await tx.query(`select 1 from identity.person where login not like 'demo-%' limit 1`)).length === 0);

export type NewPerson = {
  readonly login: string;
  readonly name: string;
  readonly password: string;
  readonly grants: readonly { readonly role: string; readonly node: string }[];
  readonly mustChange?: boolean;
  readonly phone?: string | null;
};

/** Logins beginning with demo- belong to demo companies. */
const LOGIN = /^[a-z0-9][a-z0-9._-]{1,39}$/;

/** Creates the built-in roles of a tenant; idempotent. */
export const seedRoles = (ports: PenPorts, tenant: string): Promise<void> =>
  ports.db.door(async (tx) => {
    for (const role of BUILTIN_ROLES)
      await tx.query(
        'insert into identity.role (org_id, id, code, name, rights, builtin) values ($1, $2, $3, $4, $5, true) on conflict (org_id, code) do update set rights = excluded.rights',
        [tenant, ports.ids.next(), role.code, role.name, [...role.rights]],
      );
  });

/** One transaction of the door; a Refusal in it becomes the answer, and nothing of the rest stays. */
const wholly = <T>(ports: PenPorts, work: (tx: Tx) => Promise<T>): Promise<T | Refused> =>
  ports.db.door(work).catch((error: unknown) => {
    if (error instanceof Refusal) return error.refusal;
    throw error;
  });

/** Adds a person with roles (by code) at nodes. Returns the id. */
export async function addPerson(ports: PenPorts, tenant: string, person: NewPerson): Promise<{ readonly id: string } | Refused> {
  const login = person.login.trim().toLowerCase();
  if (!LOGIN.test(login)) return refuse('login-form', { path: 'login' });
  const weak = weakPassword(person.password, login);
  if (weak) return refuse('password-weak', { path: 'password', with: { why: weak } });
  const hash = await hashPassword(person.password);
  const id = ports.ids.next();
  return wholly(ports, async (tx) => {
    const rows = await tx.query(
      'insert into identity.person (org_id, id, login, name, phone, password_hash, must_change) values ($1, $2, $3, $4, $5, $6, $7) on conflict (login) do nothing returning id',
      [tenant, id, login, person.name.trim().slice(0, 60), person.phone ?? null, hash, person.mustChange ?? false],
    );
    if (rows.length === 0) return refuse('login-taken', { path: 'login', with: { login } });
    await grantRoles(tx, tenant, id, person.grants);
    return { id };
  });
}

/** Replaces what a person may do. */
async function grantRoles(tx: Tx, tenant: string, person: string, grants: NewPerson['grants']): Promise<void> {
  await tx.query('delete from identity.grant_at where org_id = $1 and person_id = $2', [tenant, person]);
  for (const grant of grants) {
    const rows = await tx.query(
      `insert into identity.grant_at (org_id, person_id, role_id, node_id) select $1, $2, r.id, n.id from identity.role r, books.org_node n where r.org_id = $1 and r.code = $3 and n.id = $4 and n.tenant_id = $1 returning 1`,
      [tenant, person, grant.role, grant.node],
    );
    if (rows.length === 0) throw new Refusal(refuse('role-unknown', { path: 'grants' }));
  }
}

export type PersonChange = {
  readonly id: string;
  readonly name?: string;
  readonly phone?: string | null;
  readonly active?: boolean;
  readonly password?: string;
  readonly grants?: NewPerson['grants'];
};

/** Changes a person; a new password signs out everywhere. The tenant keeps at least one active administrator. */
export async function changePerson(ports: PenPorts, tenant: string, change: PersonChange): Promise<Refused | null> {
  const hash = change.password === undefined ? null : await hashPassword(change.password);
  return wholly(ports, async (tx) => {
    const [person] = await tx.query<{ login: string }>('select login from identity.person where org_id = $1 and id = $2', [tenant, change.id]);
    if (!person) return refuse('not-found');
    const weak = change.password === undefined ? null : weakPassword(change.password, person.login);
    if (weak) return refuse('password-weak', { path: 'password', with: { why: weak } });
    await tx.query(
      'update identity.person set name = coalesce($3, name), phone = case when $7 then $4 else phone end, active = coalesce($5, active), password_hash = coalesce($6, password_hash), must_change = case when $6::text is null then must_change else true end where org_id = $1 and id = $2',
      [tenant, change.id, change.name ?? null, change.phone ?? null, change.active ?? null, hash, change.phone !== undefined],
    );
    if (change.grants) await grantRoles(tx, tenant, change.id, change.grants);
    if (hash !== null || change.active === false) await tx.query('delete from identity.session where org_id = $1 and person_id = $2', [tenant, change.id]);
    const admins = await tx.query(
      `select 1 from identity.person p join identity.grant_at g on g.person_id = p.id join identity.role r on r.org_id = g.org_id and r.id = g.role_id where p.org_id = $1 and p.active and r.code = 'admin' limit 1`,
      [tenant],
    );
    if (admins.length === 0) throw new Refusal(refuse('last-admin'));
    return null;
  });
}

/** A person's own password. Whoever else is signed in with the old one is signed out; the session of `secret`, where it was entered, stays. */
export async function changePassword(ports: PenPorts, caller: Caller, entered: { readonly old: string; readonly fresh: string; readonly secret: string }): Promise<Refused | null> {
  const person = await ports.db.door(
    async (tx) => (await tx.query<{ login: string; password_hash: string }>('select login, password_hash from identity.person where id = $1', [caller.actor.id]))[0],
  );
  if (!person || !(await verifyPassword(person.password_hash, entered.old))) return refuse('sign-in-wrong', { path: 'old' });
  const weak = weakPassword(entered.fresh, person.login);
  if (weak) return refuse('password-weak', { path: 'new', with: { why: weak } });
  const hash = await hashPassword(entered.fresh);
  await ports.db.door(async (tx) => {
    await tx.query('update identity.person set password_hash = $2, must_change = false where id = $1', [caller.actor.id, hash]);
    await tx.query('delete from identity.session where person_id = $1 and token_hash <> $2', [caller.actor.id, secretHash(entered.secret)]);
  });
  return null;
}

/** A token for a machine; the secret is shown once. `rights` narrows what its person may do (null: all of it, as it is at the time). */
export async function addToken(
  ports: PenPorts,
  session: Session,
  token: { readonly name: string; readonly rights: readonly string[] | null; readonly days: number | null },
): Promise<{ readonly id: string; readonly secret: string }> {
  const [id, secret] = [ports.ids.next(), `hc_${newSecret()}`];
  await ports.db.door((tx) =>
    tx.query(
      'insert into identity.api_token (org_id, id, token_hash, person_id, company_id, name, rights, expires_at) values ($1, $2, $3, $4, $5, $6, $7, case when $8::int is null then null else now() + make_interval(days => $8) end)',
      [session.scope.tenant, id, secretHash(secret), session.actor.id, session.scope.org, token.name.slice(0, 60), token.rights, token.days],
    ),
  );
  return { id, secret };
}
