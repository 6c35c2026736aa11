// What every test of running rules starts from: a small company with the house's roles, the gate shut in front of its documents, and a boss who owns the rules.
import { addPerson, seedRoles } from '#app/people';
import { ruleGate } from '#app/rules-runtime/gate';
import { activate, saveRule, suspend } from '#app/rules-runtime/life';
import { hearAll } from '#app/rules-runtime/runtime';
import { sequenceAll } from '#app/sequencer';
import type { Caller } from '#books/pen';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { memoryHouse } from './house.ts';
import { smallCompany, type SmallCompany } from './small-company.ts';

/** The day on which it all happens. */
export const RULE_DAY = '2026-03-10';
const PASSWORD = 'Kx8#mnpqrs2';

/** What became of one action. */
export type DeedRow = {
  readonly kind: string;
  readonly state: string;
  readonly result: Record<string, string> | null;
  readonly work: { readonly do: string; readonly why?: string };
};
type Options = { readonly fireNow?: boolean; readonly name?: string };
export type RuleCompany = {
  readonly co: SmallCompany;
  /** The boss (role admin), whose rights the rules have. */
  readonly caller: Caller;
  /** A person of the company with one role, as a caller; the rights are those of the role. */
  readonly person: (login: string, name: string, role: string) => Promise<Caller>;
  /** Until nothing more follows from anything: what rules did is heard as well. */
  readonly settle: () => Promise<void>;
  /** Saves a sentence and switches it on; its id. */
  readonly on: (text: string, options?: Options) => Promise<string>;
  /** Stops every rule, so that the next test is alone. */
  readonly quiet: () => Promise<void>;
  readonly deeds: (rule: string) => Promise<readonly DeedRow[]>;
  readonly receive: (line: object, warehouse?: string) => Promise<unknown>;
  readonly issue: (item: string | undefined, qty: string, warehouse?: string) => Promise<unknown>;
  readonly close: () => Promise<void>;
};

/**
 * The company of a test file: opened and made ready before its tests, and after each one every rule is stopped and the day set back.
 * The functions it gives may be named before it is open.
 */
export function ruleTests(ready: (r: RuleCompany) => Promise<unknown>): Pick<RuleCompany, 'settle' | 'deeds' | 'issue' | 'receive'> & {
  readonly on: (text: string, fireNow?: boolean) => Promise<string>;
} {
  let r: RuleCompany;
  beforeAll(async () => {
    r = await ruleCompany();
    await ready(r);
    await r.settle();
  });
  afterAll(() => r?.close());
  afterEach(async () => {
    await r.quiet();
    r.co.house.today(RULE_DAY);
  });
  return {
    settle: () => r.settle(),
    deeds: (rule) => r.deeds(rule),
    issue: (...given) => r.issue(...given),
    receive: (...given) => r.receive(...given),
    on: (text, fireNow = true) => r.on(text, { fireNow }),
  };
}

/** Opens the company in memory; its day is 2026-03-10. */
export async function ruleCompany(): Promise<RuleCompany> {
  const co = await smallCompany(Object.assign(await memoryHouse(), { gate: ruleGate }));
  await seedRoles(co.house, co.ids['group'] as string);
  const person = async (login: string, name: string, role: string): Promise<Caller> => {
    const made = await addPerson(co.house, co.ids['group'] as string, { login, name, password: PASSWORD, grants: [{ role, node: co.ids['org'] as string }] });
    if ('refused' in made) throw new Error(made.refused);
    const [grant] = await co.rows<{ name: string; rights: string[] }>('select name, rights from identity.role where code = $1', [role]);
    return { ...co.caller, actor: { ...co.caller.actor, id: made.id, name, rights: grant?.rights ?? [], roles: grant ? [grant.name] : [] } };
  };
  const boss = await person('boss', '王老板', 'admin');
  const caller: Caller = { ...co.caller, actor: { ...co.caller.actor, id: boss.actor.id } };
  const settle = async (): Promise<void> => {
    do await sequenceAll(co.house.db);
    while ((await hearAll(co.house)) > 0);
  };
  return {
    co,
    caller,
    person,
    settle,
    on: async (text, { fireNow = false, name = text.slice(0, 20) } = {}) => {
      const { id } = await saveRule(co.house, caller, { name, text });
      const { state } = await activate(co.house, caller, { id, fireNow });
      if (state !== 'active') throw new Error(`${text}: ${state}`);
      return id;
    },
    quiet: async () => {
      await settle();
      for (const { id } of await co.rows<{ id: string }>(`select id::text from rules.rule where state in ('active', 'awaiting')`))
        await suspend(co.house, caller, { id, why: '下一个测试' });
    },
    deeds: (rule) => co.rows<DeedRow>('select kind, state, result, work from rules.deed where rule_id = $1 order by due_at, place', [rule]),
    receive: (line, warehouse = co.ids.main) =>
      co.must({ type: 'other-receipt', command: 'approve', body: { day: RULE_DAY, head: { warehouse, reason: co.ids['reasonIn'] }, lines: [line] } }),
    issue: (item, qty, warehouse = co.ids.main) =>
      co.must({ type: 'other-issue', command: 'approve', body: { day: RULE_DAY, head: { warehouse, reason: co.ids['reasonOut'] }, lines: [{ item, qty }] } }),
    close: () => co.house.close(),
  };
}
