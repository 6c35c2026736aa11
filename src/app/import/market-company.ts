// The supermarket's company: found once, found again on the next run. Items come from the products file.
import type { Caller } from '#books/pen';
import type { Scope } from '#kernel/ports';
import { isRefused } from '#kernel/refusal';
import { must, present } from '#kernel/must';
import { newSecret } from '#platform/password';
import type { Ports } from '../context.ts';
import { found, saveAll } from '../founding.ts';
import { addPerson, seedRoles } from '../people.ts';
import type { MarketIds } from './market-day.ts';
import type { Market } from './market-file.ts';
import { problemOf } from '../problem.ts';
import { badFile } from './report.ts';

export const MARKET = { code: 'SXCS', name: '生鲜超市', group: '生鲜超市集团', admin: 'market-admin' } as const;

export type MarketCompany = {
  readonly caller: Caller;
  readonly ids: MarketIds;
  readonly name: string;
  readonly code: string /** The new administrator's password, shown once. */;
  readonly secret: { readonly login: string; readonly password: string } | null;
};
export type Wish = { readonly company: { readonly scope: Scope; readonly code: string } | null; readonly admin: string };

const SYSTEM = { name: '数据导入', rights: ['*'], roles: [], sites: 'all' } as const;

/** The company with everything the days need; what is missing is created, so that an interrupted run continues. */
export async function marketCompany(ports: Ports, market: Market, wish: Wish): Promise<MarketCompany> {
  const scope = wish.company?.scope ?? (await ownCompany(ports)) ?? (await foundMarket(ports, market, wish.admin));
  const admin = wish.company ? null : await administrator(ports, scope, wish.admin);
  const caller: Caller = { actor: { ...SYSTEM, id: admin?.id ?? ports.ids.next(), name: admin?.name ?? SYSTEM.name }, scope, trace: { channel: 'import' } };
  const ids = await records(ports, caller, market);
  return { caller, ids, code: wish.company?.code ?? MARKET.code, name: MARKET.name, secret: admin?.secret ?? null };
}

/** The company of an earlier run. One whose founding broke off has no reasons yet (they come last) and cannot be used. */
async function ownCompany(ports: Ports): Promise<Scope | null> {
  const [row] = await ports.db.door((tx) =>
    tx.query<{ id: string; tenant_id: string }>(`select id, tenant_id from books.org_node where kind = 'company' and code = $1 and name = $2`, [MARKET.code, MARKET.name]),
  );
  if (!row) return null;
  const scope: Scope = { org: row.id, tenant: row.tenant_id, sites: null };
  const ready = await ports.db.read(scope, (s) => s.query(`select 1 from books.record where org_id = books.org() and type = 'reason' limit 1`));
  if (ready.length === 0) throw badFile(`公司“${MARKET.name}”上次建账中断，不完整`, '请换一个数据目录（--data）重新导入');
  return scope;
}

async function foundMarket(ports: Ports, market: Market, login: string): Promise<Scope> {
  const [taken] = await ports.db.door((tx) => tx.query('select 1 from identity.person where login = $1', [login.trim().toLowerCase()]));
  if (taken) throw badFile(`登录名“${login}”已被使用`, '请用 --admin 另取一个登录名');
  const first = present(market.days[0], 'first day').day;
  const last = present(market.days.at(-1), 'last day').day;
  const scope: Scope = { tenant: ports.ids.next(), org: ports.ids.next(), sites: null };
  const house: Caller = { actor: { ...SYSTEM, id: ports.ids.next() }, scope };
  const lastYear = Math.max(Number(last.slice(0, 4)), Number(ports.clock.today().slice(0, 4))) + 1;
  await found(ports, house, {
    group: { id: scope.tenant, name: MARKET.group },
    company: { id: scope.org, code: MARKET.code, name: MARKET.name },
    standard: 'ASSBE',
    vat: 'general',
    firstPeriod: Number(first.slice(0, 7).replace('-', '')),
    lastYear,
  });
  return scope;
}

type Admin = { readonly id: string; readonly name: string; readonly secret: MarketCompany['secret'] };

/** The company's one administrator; the password exists only in this answer. */
async function administrator(ports: Ports, scope: Scope, login: string): Promise<Admin> {
  const [known] = await ports.db.door((tx) => tx.query<{ id: string; name: string }>('select id, name from identity.person where org_id = $1 order by id limit 1', [scope.tenant]));
  if (known) return { ...known, secret: null };
  await seedRoles(ports, scope.tenant);
  const [name, password] = ['超市管理员', newSecret()];
  const person = await addPerson(ports, scope.tenant, { login, name, password, mustChange: true, grants: [{ role: 'admin', node: scope.org }] });
  if (isRefused(person)) throw badFile(`不能建立管理员“${login}”：${problemOf(person).detail}`, '请用 --admin 另取一个登录名');
  return { id: person.id, name, secret: { login, password } };
}

type Known = { readonly id: string; readonly type: string; readonly code: string; readonly name: string };

/** Records by code, created where missing. */
async function records(ports: Ports, caller: Caller, market: Market): Promise<MarketIds> {
  const known = await ports.db.read(caller.scope, (s) =>
    s.query<Known>(`select id, type, code, name from books.record where org_id = books.org() and type in ('item', 'item-category', 'supplier', 'warehouse', 'reason', 'wallet')`),
  );
  const have = new Map(known.map((r) => [`${r.type}|${r.code}`, r.id]));
  const ensure = async (
    type: string,
    wanted: readonly { readonly code: string; readonly name: string; readonly data: Record<string, unknown> }[],
  ): Promise<Map<string, string>> => {
    const missing = wanted.filter((w) => !have.has(`${type}|${w.code}`));
    for (const r of missing.length > 0 ? await saveAll(ports, caller, type, missing) : []) have.set(`${type}|${r.code}`, r.id);
    return new Map(wanted.map((w) => [w.code, present(have.get(`${type}|${w.code}`), `${type} ${w.code}`)]));
  };
  const [roles] = await ports.db.read(caller.scope, (s) =>
    s.query<{ account: string }>(`select account from books.account_role where org_id = books.org() and role = 'expense.selling'`),
  );
  const wallet = known.find((r) => r.type === 'wallet' && r.code === 'ZH03') ?? known.find((r) => r.type === 'wallet');
  must(wallet, 'a company has a wallet');
  const names = [...new Set(market.products.map((p) => p.category))];
  const categories = await ensure(
    'item-category',
    names.map((name, i) => ({ code: `SC${String(i + 1).padStart(2, '0')}`, name, data: { inventoryAccount: '1405' } })),
  );
  const byName = new Map(names.map((name, i) => [name, categories.get(`SC${String(i + 1).padStart(2, '0')}`)]));
  const items = await ensure(
    'item',
    market.products.map((p) => ({
      code: p.sku,
      name: p.name,
      data: { category: byName.get(p.category), unit: 'kg', taxRate: '0', temperature: 'chilled', attributes: `损耗率 ${Number(p.loss) / 10_000}%` },
    })),
  );
  const suppliers = await ensure('supplier', [{ code: 'GYSC01', name: '蔬菜批发市场', data: { taxRate: '0' } }]);
  const warehouses = await ensure('warehouse', [{ code: 'CKSC01', name: '生鲜超市门店', data: { kind: 'shop' } }]);
  const reasons = await ensure('reason', [{ code: 'BSHL', name: '合理损耗', data: { use: 'loss', account: roles?.account, transferInput: false } }]);
  return {
    items,
    supplier: present(suppliers.get('GYSC01'), 'supplier'),
    warehouse: present(warehouses.get('CKSC01'), 'warehouse'),
    wallet: wallet.id,
    reason: present(reasons.get('BSHL'), 'reason'),
  };
}
