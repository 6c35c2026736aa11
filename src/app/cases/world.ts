// The company a case is played in: fresh and in memory, so that no case sees another. Documents go through the pen like everybody's.
import { type Caller, closeCosts, type CommandInput, type Outcome, run } from '#books/pen';
import type { CostMethodName } from '#costing';
import { addDays, type Day, daysInMonth, period as asPeriod, periodOf } from '#kernel/day';
import type { Actor } from '#kernel/facts';
import type { Snapshot } from '#kernel/ports';
import type { Refused } from '#kernel/refusal';
import type { Ports } from '../context.ts';
import { found, saveAll } from '../founding.ts';
import { type CaseStep, type LedgerCase, Unsupported } from './format.ts';
import { dayOf, TODAY } from './days.ts';
import { traitsOf, type Traits } from './traits.ts';

/** What a step left behind: its documents, in the order they were booked, those that took others' place last. */
export type Ref = { readonly docs: readonly DocOf[]; readonly step: CaseStep; readonly day: Day };
export type DocOf = { readonly type: string; readonly id: string };

/** Books what a step says; returns its documents in the order they were booked. */
export type Operation = (world: World, step: CaseStep, day: Day) => Promise<readonly DocOf[]>;
export type Operations = Readonly<Record<string, Operation>>;

/** A refusal on the way of a step. */
export class StepRefused extends Error {
  readonly refusal: Refused;
  constructor(refusal: Refused) {
    super(refusal.refused);
    this.refusal = refusal;
  }
}

const METHODS: Readonly<Record<string, CostMethodName>> = {
  any: 'moving-average',
  moving_average: 'moving-average',
  average: 'moving-average',
  avco: 'moving-average',
  moving_average_per_lot: 'individual',
  fifo: 'fifo',
  fifo_per_lot: 'individual',
  serial: 'individual',
  specific: 'individual',
  standard: 'standard',
  actual: 'moving-average',
  rollup: 'moving-average',
  dates: 'moving-average',
  reservation: 'moving-average',
  delivery: 'moving-average',
  netting: 'moving-average',
  monthly_weighted_average: 'monthly-average',
};

/** The method a case's item starts with: "moving_average->fifo" starts with the moving average. */
export function methodOf(name: string): CostMethodName {
  const method = METHODS[name.split('->')[0] ?? ''];
  if (!method) throw new Unsupported(`method ${name}`, `不提供计价方法 ${name}`);
  return method;
}

export class World {
  readonly ports: Ports;
  readonly caller: Caller;
  readonly traits: Traits;
  readonly method: CostMethodName;
  readonly refs = new Map<string, Ref>();
  readonly items = new Map<string, string>();
  readonly warehouses = new Map<string, string>();
  /** What operations found out that is in no ledger: how many of twenty succeeded. */
  readonly findings = new Map<string, unknown>();
  readonly known: Readonly<Record<'supplier' | 'customer' | 'category', string>>;
  readonly #operationOf: (step: CaseStep) => Operation;
  readonly #byCode: ReadonlyMap<string, string>;
  readonly #accounts: Readonly<Record<string, string>>;
  readonly #clock: { today: Day };
  #cursor: Day;
  #wrong: DocOf | null = null;
  #serial = 0;

  private constructor(made: Made) {
    this.ports = made.ports;
    this.caller = made.caller;
    this.traits = made.traits;
    this.method = made.method;
    this.known = made.known;
    this.#operationOf = made.operationOf;
    this.#byCode = made.byCode;
    this.#accounts = made.accounts;
    this.#clock = made.clock;
    this.#cursor = addDays(TODAY, -1);
    if (made.traits.firstDay) this.#cursor = addDays(made.traits.firstDay, -1);
  }

  static async open(house: Ports, ledgerCase: LedgerCase, operationOf: (step: CaseStep) => Operation): Promise<World> {
    const traits = traitsOf(ledgerCase);
    const method = methodOf(ledgerCase.method);
    const clock = { today: TODAY };
    const ports: Ports = { ...house, clock: { now: () => `${clock.today}T04:00:00.000Z`, today: () => clock.today } };
    const [org, tenant, owner] = [ports.ids.next(), ports.ids.next(), ports.ids.next()];
    const actor: Actor = { id: owner, name: '验算', rights: ['*'], roles: ['管理员'], sites: 'all' };
    const caller: Caller = { actor, scope: { org, tenant, sites: null } };
    const first = traits.firstDay && traits.firstDay < TODAY ? traits.firstDay : TODAY;
    await found(ports, caller, {
      group: { id: tenant, name: '验算' },
      company: { id: org, code: '01', name: `验算 ${ledgerCase.id}` },
      standard: traits.standard,
      vat: 'general',
      firstPeriod: periodOf(addDays(first, -31)),
      lastYear: 2027,
    });
    await ports.db.owner((tx) => tx.query('update books.org_node set settings = settings || $2::jsonb where id = $1', [org, JSON.stringify(traits.settings)]));
    const [category] = await saveAll(ports, caller, 'item-category', [{ name: '验算', data: { inventoryAccount: traits.stockAccount } }]);
    const [supplier] = await saveAll(ports, caller, 'supplier', [{ name: '供应商', data: {} }]);
    const [customer] = await saveAll(ports, caller, 'customer', [{ name: '客户', data: {} }]);
    const rows = await ports.db.read(caller.scope, (s) =>
      s.query<{ type: string; id: string; code: string }>(`select type, id, code from books.record where type in ('reason', 'account')`),
    );
    const roles = await ports.db.read(caller.scope, (s) => s.query<{ role: string; account: string }>('select role, account from books.account_role where org_id = books.org()'));
    const known = { supplier: supplier?.id ?? '', customer: customer?.id ?? '', category: category?.id ?? '' };
    const byCode = new Map(rows.map((r) => [`${r.type} ${r.code}`, r.id]));
    return new World({ operationOf, ports, caller, traits, method, known, byCode, accounts: Object.fromEntries(roles.map((r) => [r.role, r.account])), clock });
  }

  /** The day of a step, and the house's clock with it. */
  dayFor(step: CaseStep): Day {
    const day = dayOf(step['date']) ?? addDays(this.#cursor, 1);
    this.moveTo(day);
    return day;
  }

  /** Time passes: what comes now is not before that day. */
  moveTo(day: Day): void {
    if (day > this.#cursor) this.#cursor = day;
    if (day > this.#clock.today) this.#clock.today = day;
  }

  /** Code of the account that plays a role ('ap.estimated'). */
  account(role: string): string {
    return this.#accounts[role] ?? '';
  }
  reason(code: string): string {
    return this.#byCode.get(`reason ${code}`) ?? '';
  }
  accountId(code: string): string {
    return this.#byCode.get(`account ${code}`) ?? '';
  }
  /** A number no two of which are alike, for invoices. */
  next(): number {
    this.#serial += 1;
    return this.#serial;
  }

  /** The case's item, or another one by name; made when first asked for. Only the case's own item has its method. */
  async item(name = 'item', data: Record<string, unknown> = {}): Promise<string> {
    const known = this.items.get(name);
    if (known) return known;
    const own =
      name === 'item'
        ? { costMethod: this.method, ...this.traits.item, ...(this.traits.consigned ? { consignor: this.known.supplier, consignMode: this.traits.consigned } : {}) }
        : { costMethod: this.method === 'individual' || this.method === 'standard' ? 'moving-average' : this.method };
    const [made] = await saveAll(this.ports, this.caller, 'item', [{ name, data: { category: this.known.category, unit: this.traits.unit, taxRate: '0', ...own, ...data } }]);
    this.items.set(name, made?.id ?? '');
    return made?.id ?? '';
  }

  async warehouse(name: unknown = '总仓'): Promise<string> {
    const key = typeof name === 'string' ? name : '总仓';
    const known = this.warehouses.get(key);
    if (known) return known;
    const [made] = await saveAll(this.ports, this.caller, 'warehouse', [{ name: key, data: { kind: 'main', allowNegative: this.traits.negative } }]);
    this.warehouses.set(key, made?.id ?? '');
    return made?.id ?? '';
  }

  ref(name: unknown): Ref {
    const ref = typeof name === 'string' ? this.refs.get(name) : undefined;
    if (!ref) throw new Unsupported('of', `案例引用了没有成功的步骤 ${String(name)}`);
    return ref;
  }

  /** Plays a step inside another one. */
  operate(step: CaseStep, day: Day): Promise<readonly DocOf[]> {
    return this.#operationOf(step)(this, step, day);
  }
  /** The cost calculation of a month's end, for every month of the case that is still open. */
  async monthEnd(): Promise<void> {
    const periods = await this.rows<{ period: number }>(
      `select distinct l.period from books.stock_line l join books.period p on p.org_id = l.org_id and p.period = l.period where p.state = 'open' order by 1`,
    );
    for (const { period } of periods) {
      const [year, month] = [Math.floor(period / 100), period % 100];
      const day = `${year}-${String(month).padStart(2, '0')}-${daysInMonth(year, month)}` as Day;
      await closeCosts(this.ports, this.caller, { period: asPeriod(period), day });
    }
  }
  attempt(input: CommandInput, as: Partial<Actor> = {}): Promise<Outcome> {
    return run(this.ports, { ...this.caller, actor: { ...this.caller.actor, ...as } }, input);
  }
  /** Runs a command; a refusal ends the step. */
  async command(input: CommandInput, as: Partial<Actor> = {}): Promise<DocOf> {
    const outcome = await this.attempt(input, as);
    if (!outcome.ok) throw new StepRefused(outcome.refusal);
    return { type: input.type, id: outcome.reply.id };
  }
  approve(type: string, body: Record<string, unknown>, as: Partial<Actor> = {}): Promise<DocOf> {
    const wrong = this.#wrong?.type === type ? this.#wrong : null;
    this.#wrong = null;
    return wrong ? this.command({ type, command: 'correct', id: wrong.id, body: { ...body, reason: '更正' } }, as) : this.command({ type, command: 'approve', body }, as);
  }
  /** 更正: the next document of its type takes the place of `wrong`. */
  async inPlaceOf<T>(wrong: DocOf, work: () => Promise<T>): Promise<T> {
    this.#wrong = wrong;
    try {
      return await work();
    } finally {
      this.#wrong = null;
    }
  }
  rows<R>(sql: string, args: readonly unknown[] = []): Promise<R[]> {
    return this.ports.db.read(this.caller.scope, (s: Snapshot) => s.query<R>(sql, args));
  }
}

type Made = {
  readonly operationOf: (step: CaseStep) => Operation;
  readonly ports: Ports;
  readonly caller: Caller;
  readonly traits: Traits;
  readonly method: CostMethodName;
  readonly known: World['known'];
  readonly byCode: ReadonlyMap<string, string>;
  readonly accounts: Readonly<Record<string, string>>;
  readonly clock: { today: Day };
};
