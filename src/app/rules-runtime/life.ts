// The life of a rule: written, checked, approved, active, suspended. Versions are kept; one of them is active; the switch is one statement.
import type { Caller } from '#books/pen';
import type { Snapshot } from '#kernel/ports';
import { Refusal, refuse, type RefusalTable } from '#kernel/refusal';
import { may } from '#kernel/rights';
import { canonical, check, type Dictionary, parse, type ParseResult, type Rule } from '#rules';
import { noteAudit } from '../audit.ts';
import type { Ports } from '../context.ts';
import { type Ground, groundsAgainst, type Note } from './ability.ts';
import { chinaCalendar, momentOf } from './calendar.ts';
import { nextAt } from './clock.ts';
import { readFacts } from './facts.ts';
import { startMeters } from './meter.ts';
import { ownerOf } from './owner.ts';
import { compile } from './registry.ts';
import { namesOf, subjectsOf } from './subjects.ts';
import { dictionaryIn, dictionaryOf, LEXICON } from './words.ts';
import { armAs, evaluate } from '#rules';

export const RULE_REFUSALS = {
  'rule-unread': { http: 422, retry: 'never', zh: '这句话还读不成规则：{what}' },
  'rule-cannot-run': { http: 409, retry: 'never', zh: '这条规则现在不能启用：{what}' },
  'rule-not-from-this-state': { http: 409, retry: 'never', zh: '规则当前为“{state}”，不能{command}' },
  'rule-self-approval': { http: 403, retry: 'never', zh: '您是这一版的作者，不能自己批准；请由另一位有“规则·审核”权限的人批准' },
  'model-off': { http: 409, retry: 'never', zh: '没有接语言模型（默认关闭）；管理员在服务器上设置 HENGCANG_LLM_URL 和 HENGCANG_LLM_MODEL 后可用' },
  'rule-changed': { http: 409, retry: 'later', zh: '规则已被他人修改为第 {version} 版，请刷新后再试' },
} as const satisfies RefusalTable;
const RULE_STATE_ZH: Readonly<Record<string, string>> = { draft: '草稿', awaiting: '待批准', active: '已启用', suspended: '已暂停' };

type Draft = {
  readonly id?: string | null;
  readonly name: string;
  readonly text?: string;
  readonly ast?: unknown;
  readonly note?: string | null;
  readonly version?: number;
};
type RuleRow = {
  id: string;
  name: string;
  state: string;
  active: number | null;
  latest: number;
  owner_id: string;
  owner_name: string;
  why: string | null;
  author_id: string;
  ast: Rule;
  text: string;
  canonical: string;
};

/** A rule from text or from blocks, checked either way; unread or unsound ones are refused with the engine's own words. */
export function ruleOf(draft: Draft, dictionary: Dictionary): { readonly ast: Rule; readonly text: string; readonly canonical: string } {
  if (draft.ast !== undefined) {
    const ast = draft.ast as Rule;
    const text = canonical(ast, dictionary);
    const back = parse(text, dictionary);
    const bad = check(ast, dictionary).find((f) => f.level === 'error');
    if (bad || !back.ok) throw new Refusal(refuse('rule-unread', { path: 'ast', with: { what: bad?.message ?? (back.ok ? '' : (back.errors[0]?.message ?? '')) } }));
    return { ast: back.ast, text: draft.text ?? text, canonical: text };
  }
  const read = parse(draft.text ?? '', dictionary);
  if (!read.ok) throw new Refusal(refuse('rule-unread', { path: 'text', with: { what: read.errors.map((e) => e.message).join('；') } }));
  return { ast: read.ast, text: draft.text ?? '', canonical: read.canonical };
}

export async function readRule(s: Snapshot, id: string, version?: number): Promise<RuleRow> {
  const [row] = await s.query<RuleRow>(
    `select r.id::text, r.name, r.state, r.active, r.latest, r.owner_id::text, r.owner_name, r.why, v.author_id::text, v.ast, v.text, v.canonical from rules.rule r
     join rules.version v on v.org_id = r.org_id and v.rule_id = r.id and v.version = coalesce($2::int, r.latest) where r.org_id = books.org() and r.id = $1`,
    [id, version ?? null],
  );
  if (!row) throw new Refusal(refuse('not-found'));
  return row;
}

/** Saves a rule: a new one, or the next version of one. The version seen must still be the latest. */
export async function saveRule(ports: Ports, caller: Caller, draft: Draft): Promise<{ readonly id: string; readonly version: number; readonly canonical: string }> {
  const dictionary = await dictionaryOf(ports.db, caller.scope);
  const rule = ruleOf(draft, dictionary);
  const id = draft.id ?? ports.ids.next();
  const name = draft.name.trim().slice(0, 60) || rule.canonical.slice(0, 40);
  const now = ports.clock.now();
  const version = await ports.db.write(caller.scope, async (tx) => {
    const [before] = await tx.query<{ latest: number }>('select latest from rules.rule where org_id = books.org() and id = $1 for update', [id]);
    if (before && draft.version !== undefined && draft.version !== before.latest) throw new Refusal(refuse('rule-changed', { with: { version: String(before.latest) } }));
    const next = (before?.latest ?? 0) + 1;
    await tx.query(
      `insert into rules.rule (org_id, id, name, owner_id, owner_name, latest, updated_at) values (books.org(), $1, $2, $3, $4, $5, $6::timestamptz)
       on conflict (org_id, id) do update set name = excluded.name, latest = excluded.latest, updated_at = excluded.updated_at, state = case when rule.state = 'awaiting' then 'draft' else rule.state end`,
      [id, name, caller.actor.id, caller.actor.name, next, now],
    );
    await tx.query(
      `insert into rules.version (org_id, rule_id, version, text, ast, canonical, lex, priority, author_id, author_name, at, note) values (books.org(), $1, $2, $3, $4::jsonb, $5, $6, $7, $8, $9, $10::timestamptz, $11)`,
      [id, next, rule.text, JSON.stringify(rule.ast), rule.canonical, LEXICON.version ?? '1', rule.ast.priority ?? 5, caller.actor.id, caller.actor.name, now, draft.note ?? null],
    );
    return next;
  });
  await noteAudit(ports, caller, { action: 'rule.save', subject: 'rule', id, summary: `规则“${name}”第 ${version} 版：${rule.canonical}`.slice(0, 300) });
  return { id, version, canonical: rule.canonical };
}

/** What a rule is judged against before it may run. */
async function groundOf(ports: Ports, caller: Pick<Caller, 'actor' | 'scope'>): Promise<Ground> {
  const dictionary = await dictionaryOf(ports.db, caller.scope);
  return ports.db.read({ ...caller.scope, sites: null }, async (s) => {
    const roles = await s.query<{ code: string; name: string }>('select code, name from identity.role');
    const { sites } = caller.actor;
    const own =
      sites === 'all'
        ? []
        : await s.query<{ id: string }>(`select id::text from books.record where org_id = books.org() and type = 'warehouse' and data->>'site' = any ($1::text[])`, [sites]);
    return { catalog: ports.catalog, dictionary, owner: caller.actor, roles, places: sites === 'all' ? 'all' : new Set(own.map((w) => w.id)) };
  });
}
export async function notesFor(ports: Ports, caller: Caller, rule: { readonly id: string | null; readonly ast: Rule }): Promise<readonly Note[]> {
  const ground = await groundOf(ports, caller);
  const others = await ports.db.read(caller.scope, (s) =>
    s.query<{ id: string; rule: Rule }>(
      `select r.id::text, v.ast as rule from rules.rule r join rules.version v on v.org_id = r.org_id and v.rule_id = r.id and v.version = r.active where r.org_id = books.org() and r.state = 'active' and r.id is distinct from $1::uuid`,
      [rule.id],
    ),
  );
  return groundsAgainst(rule.ast, ground, others);
}

const shelves = new WeakMap<Dictionary, readonly ParseResult[]>();
/** Sentences and what speaks against each of them here: read once for a dictionary, judged for whoever asks. */
export async function shelfNotes(ports: Ports, caller: Caller, texts: readonly string[]): Promise<readonly (readonly Note[])[]> {
  const ground = await groundOf(ports, caller);
  const read = shelves.get(ground.dictionary) ?? texts.map((text) => parse(text, ground.dictionary));
  shelves.set(ground.dictionary, read);
  return read.map((r) => (r.ok ? groundsAgainst(r.ast, ground) : [{ level: 'stop', text: r.errors[0].message }]));
}

type AlreadyTrue = { readonly subject: string; readonly name: string };
/** Subjects whose condition holds already: they are listed, and the user says whether they fire now or at the next time. */
export async function alreadyTrue(ports: Ports, caller: Caller, row: RuleRow): Promise<readonly (AlreadyTrue & { readonly high: number })[]> {
  if (row.ast.trigger.on !== 'state') return [];
  const rule = compile({ id: row.id, name: row.name, version: row.latest, ast: row.ast, owner_id: row.owner_id, owner_name: row.owner_name });
  return ports.db.read({ ...caller.scope, sites: null }, async (s) => {
    const subjects = await subjectsOf(s, rule.plan);
    const facts = await readFacts(
      s,
      subjects.map((subject) => ({ plan: rule.plan, subject })),
      { today: ports.clock.today(), lexicon: LEXICON, calendar: chinaCalendar() },
    );
    const now = momentOf(ports.clock.now());
    const armed = subjects.flatMap((subject) => {
      const judged = row.ast.branches.flatMap((b) => (b.if ? [evaluate(b.if, { facts: facts(subject), now, subject, held: {} })] : []));
      const { high } = armAs(row.ast, judged, false);
      return high === undefined ? [] : [{ subject, high }];
    });
    const names = await namesOf(
      s,
      armed.map((a) => a.subject),
      await dictionaryIn(s, caller.scope.org),
    );
    return armed.map((a) => ({ subject: a.subject.key, name: names.get(a.subject.key) ?? a.subject.key, high: a.high }));
  });
}

/** Asks for activation. Where somebody else may approve, somebody else does; a company of one approves itself, and that is noted. */
export async function activate(
  ports: Ports,
  caller: Caller,
  asked: { readonly id: string; readonly fireNow: boolean },
): Promise<{ readonly state: string; readonly notes: readonly Note[] }> {
  const row = await ports.db.read(caller.scope, (s) => readRule(s, asked.id));
  // It will act as its author, so it is the author's rights that count, not those of whoever approves.
  const author = await ownerOf(ports.db, caller.scope.org, row.author_id);
  if (!author) throw new Refusal(refuse('rule-cannot-run', { with: { what: '这一版的作者已停用或不在本公司，请由在职的人重新保存' } }));
  const notes = await notesFor(ports, { ...author, trace: caller.trace ?? {} }, { id: row.id, ast: row.ast });
  const against = notes.filter((n) => n.level === 'stop');
  if (against.length > 0) throw new Refusal(refuse('rule-cannot-run', { with: { what: against.map((n) => n.text).join('；') } }));
  const alone = await approversBesides(ports, caller, row.author_id);
  const approves = may(caller.actor, 'rule.approve') && (caller.actor.id !== row.author_id || alone === 0);
  if (!approves) {
    if (row.state === 'awaiting' && caller.actor.id === row.author_id) throw new Refusal(refuse('rule-self-approval'));
    await ports.db.write(caller.scope, (tx) =>
      tx.query(`update rules.rule set state = 'awaiting', updated_at = $2::timestamptz where org_id = books.org() and id = $1`, [row.id, ports.clock.now()]),
    );
    await noteAudit(ports, caller, { action: 'rule.submit', subject: 'rule', id: row.id, summary: `规则“${row.name}”第 ${row.latest} 版提交批准` });
    return { state: 'awaiting', notes };
  }
  await switchOn({ ports, caller }, row, {
    fireNow: asked.fireNow,
    by: alone === 0 && caller.actor.id === row.author_id ? `${caller.actor.name}（唯一有权批准的人）` : caller.actor.name,
  });
  return { state: 'active', notes };
}
/** How many others could approve. */
const approversBesides = (ports: Ports, caller: Caller, author: string): Promise<number> =>
  ports.db.read(caller.scope, async (s) =>
    Number(
      (
        await s.query<{ n: bigint }>(
          `select count(distinct p.id) as n from identity.person p join identity.grant_at g on g.person_id = p.id join identity.role r on r.org_id = g.org_id and r.id = g.role_id
           where p.active and p.id <> $1 and r.rights && array['*', '*.approve', 'rule.*', 'rule.approve'] and r.rights && array['*', '*.view', 'rule.*', 'rule.view']`,
          [author],
        )
      )[0]?.n ?? 0,
    ),
  );

async function switchOn(
  { ports, caller }: { readonly ports: Ports; readonly caller: Caller },
  row: RuleRow,
  given: { readonly fireNow: boolean; readonly by: string },
): Promise<void> {
  const now = ports.clock.now();
  const armed = given.fireNow ? [] : await alreadyTrue(ports, caller, row);
  const compiled = compile({ id: row.id, name: row.name, version: row.latest, ast: row.ast, owner_id: row.owner_id, owner_name: row.owner_name });
  if (row.ast.trigger.on === 'every')
    await ports.db.write({ ...caller.scope, sites: null }, async (tx) => startMeters(tx, compiled, { subjects: await subjectsOf(tx, compiled.plan), today: ports.clock.today() }));
  await ports.db.write(caller.scope, async (tx) => {
    if (armed.length > 0)
      await tx.query(
        `insert into rules.memory (org_id, rule_id, version, subject, subject_name, high, why, at) select books.org(), $2, $3, q.s, q.n, q.h, 'already-high', $4::timestamptz
         from jsonb_to_recordset($1::jsonb) as q(s text, n text, h int) on conflict (org_id, rule_id, version, subject) do update set high = excluded.high`,
        [JSON.stringify(armed.map((a) => ({ s: a.subject, n: a.name, h: a.high }))), row.id, row.latest, now],
      );
    await tx.query('update rules.version set approved_by = $3, approved_at = $4::timestamptz where org_id = books.org() and rule_id = $1 and version = $2', [
      row.id,
      row.latest,
      given.by,
      now,
    ]);
    // What the version before held ends with it; what is still true is held again by the new one.
    await tx.query(
      `update rules.hold set until = $3::timestamptz, lifted_at = case when field is null then $3::timestamptz end, lifted_why = '规则换版' where org_id = books.org() and rule_id = $1 and version <> $2 and reverts and lifted_at is null`,
      [row.id, row.latest, now],
    );
    await tx.query(
      `update rules.rule set (owner_id, owner_name) = (select v.author_id, v.author_name from rules.version v where v.org_id = rule.org_id and v.rule_id = rule.id and v.version = rule.latest), state = 'active', active = latest, why = null, next_at = $2, swept_at = $3, updated_at = $4::timestamptz where org_id = books.org() and id = $1`,
      [row.id, nextAt({ rule: row.ast }, now), given.fireNow ? null : now, now],
    );
  });
  await noteAudit(ports, caller, { action: 'rule.activate', subject: 'rule', id: row.id, summary: `启用规则“${row.name}”第 ${row.latest} 版（批准：${given.by}）` });
  ports.db.nudge('booked');
}

/** Stops a rule at once; what it holds ends unless it is asked to stay. */
export async function suspend(ports: Ports, caller: Caller, asked: { readonly id: string; readonly why: string }): Promise<void> {
  const now = ports.clock.now();
  const done = await ports.db.write(caller.scope, async (tx) => {
    const rows = await tx.query<{ name: string }>(
      `update rules.rule set state = case when state = 'awaiting' then 'draft' else 'suspended' end, why = $2, updated_at = $3::timestamptz where org_id = books.org() and id = $1 and state in ('active', 'awaiting') returning name`,
      [asked.id, asked.why, now],
    );
    if (rows.length > 0)
      await tx.query(
        `update rules.hold set until = $2::timestamptz, lifted_at = case when field is null then $2::timestamptz end, lifted_why = '规则暂停' where org_id = books.org() and rule_id = $1 and reverts and lifted_at is null`,
        [asked.id, now],
      );
    return rows[0];
  });
  if (!done) {
    const row = await ports.db.read(caller.scope, (s) => readRule(s, asked.id));
    throw new Refusal(refuse('rule-not-from-this-state', { with: { state: RULE_STATE_ZH[row.state] ?? row.state, command: '暂停' } }));
  }
  await noteAudit(ports, caller, { action: 'rule.suspend', subject: 'rule', id: asked.id, summary: `暂停规则“${done.name}”：${asked.why}` });
}
