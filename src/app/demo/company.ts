// The demo company's people, places and records.
import type { Caller } from '#books/pen';
import type { Actor } from '#kernel/facts';
import { isRefused } from '#kernel/refusal';
import { must, present } from '#kernel/must';
import { newSecret } from '#platform/password';
import type { Ports } from '../context.ts';
import { found, saveAll } from '../founding.ts';
import { addPerson, seedRoles } from '../people.ts';
import { CATEGORIES, CUSTOMERS, GOODS, PEOPLE, SUPPLIERS } from './goods.ts';

export type DemoCompany = {
  readonly org: string;
  readonly tenant: string;
  readonly people: Readonly<Record<string, Caller>>;
  readonly items: Readonly<Record<string, string>>;
  readonly suppliers: readonly { readonly id: string; readonly name: string; readonly categories: readonly string[]; readonly lead: number }[];
  readonly customers: readonly { readonly id: string; readonly name: string; readonly kind: string; readonly limit: number }[];
  readonly places: Readonly<Record<'main' | 'cold' | 'shop1' | 'shop2', string>>;
  readonly wallets: Readonly<Record<'cash' | 'bank' | 'wechat', string>>;
  readonly reasons: Readonly<Record<string, string>>;
};

/** Founds the company and saves its records. People get random passwords nobody knows: the demo is entered from the set-up page. */
export async function foundDemo(ports: Ports, year: number): Promise<DemoCompany> {
  const [tenant, org] = [ports.ids.next(), ports.ids.next()];
  const scope = { org, tenant, sites: null };
  const house: Caller = { actor: { id: ports.ids.next(), name: '系统', rights: ['*'], roles: [], sites: 'all' }, scope };
  await found(ports, house, {
    group: { id: tenant, name: '演示集团' },
    company: { id: org, code: 'DEMO', name: '禾丰食品批发（演示）', taxNo: '91330100MA2DEMO018' },
    standard: 'ASSBE',
    vat: 'general',
    firstPeriod: year * 100 + 1,
    lastYear: year + 6,
  });
  await ports.db.write(scope, (tx) =>
    tx.query('select books.save_settings($1::jsonb)', [JSON.stringify({ demo: true, creditControl: 'warn', overReceipt: '50000', minShelfDays: 0 })]),
  );
  await seedRoles(ports, tenant);
  const sites = { shop1: ports.ids.next(), shop2: ports.ids.next() };
  await ports.db.write(scope, async (tx) => {
    await tx.query('select books.add_site($1, $2, $3)', [sites.shop1, 'MD01', '人民路店']);
    await tx.query('select books.add_site($1, $2, $3)', [sites.shop2, 'MD02', '大学城店']);
  });
  const people: Record<string, Caller> = { house };
  const admin: Actor = { ...house.actor };
  for (const [login, name, role] of PEOPLE) {
    const person = await addPerson(ports, tenant, {
      login: `demo-${login}`,
      name,
      password: newSecret(),
      grants: [{ role, node: role === 'shop-manager' || role === 'cashier' ? sites.shop1 : org }],
    });
    must(!isRefused(person), `demo person ${login}`);
    people[login] = { actor: { ...admin, id: (person as { id: string }).id, name }, scope };
  }
  const byName = (list: readonly { id: string; name: string }[]) => Object.fromEntries(list.map((r) => [r.name, r.id]));
  const categories = byName(
    await saveAll(
      ports,
      house,
      'item-category',
      CATEGORIES.map((name) => ({ name, data: { inventoryAccount: '1405' } })),
    ),
  );
  const places = await saveAll(ports, house, 'warehouse', [
    { name: '总仓', data: { kind: 'main', keeper: '李大海', address: '城北物流园 3 号库' } },
    { name: '冷库', data: { kind: 'cold', keeper: '李大海', address: '城北物流园 5 号库' } },
    { name: '人民路店', data: { kind: 'shop', site: sites.shop1, keeper: '孙立' } },
    { name: '大学城店', data: { kind: 'shop', site: sites.shop2, keeper: '何苗' } },
  ]);
  const items = await saveAll(
    ports,
    house,
    'item',
    GOODS.map((g) => ({
      code: g.code,
      name: g.name,
      data: {
        category: categories[g.category],
        spec: g.spec,
        unit: g.unit,
        units: g.pack ? [{ unit: g.pack.unit, num: String(g.pack.size), den: '1' }] : [],
        barcode: g.barcode,
        tracksLots: g.life !== null,
        tracksExpiry: g.life !== null,
        shelfLifeDays: g.life,
        taxRate: g.tax,
        purchasePrice: g.cost.toFixed(2),
        salePrice: g.retail.toFixed(2),
        minQty: String(Math.ceil(g.daily * 6)),
        maxQty: String(Math.ceil(g.daily * 40)),
        temperature: g.category === '速冻' ? 'frozen' : g.cold ? 'chilled' : 'normal',
      },
    })),
  );
  const itemIds = Object.fromEntries(items.map((i) => [i.code, i.id]));
  const suppliers = await saveAll(
    ports,
    house,
    'supplier',
    SUPPLIERS.map(([name, , days, lead, tax], i) => ({
      name,
      data: { contact: '业务部', phone: `0571-8600${String(1001 + i)}`, creditDays: days, leadDays: lead, ...(tax ? { taxRate: tax } : {}) },
    })),
  );
  const customers = await saveAll(
    ports,
    house,
    'customer',
    CUSTOMERS.map(([name, kind, limit, days], i) => ({
      name,
      data: { kind, creditLimit: String(limit), creditDays: days, phone: `1380571${String(2001 + i)}`, salesperson: '陈志远' },
    })),
  );
  await saveAll(
    ports,
    house,
    'price',
    GOODS.map((g) => ({ name: `${g.name} 批发价`, data: { kind: 'sale', item: itemIds[g.code], price: (g.cost + (g.retail - g.cost) * 0.45).toFixed(4) } })),
  );
  await saveAll(
    ports,
    house,
    'price',
    GOODS.map((g) => ({ name: `${g.name} 协议进价`, data: { kind: 'purchase', item: itemIds[g.code], price: g.cost.toFixed(2) } })),
  );
  const found2 = await ports.db.read(scope, (s) =>
    s.query<{ id: string; type: string; code: string; name: string }>(`select id, type, code, name from books.record where org_id = books.org() and type in ('wallet', 'reason')`),
  );
  const at = (type: string, code: string) =>
    present(
      found2.find((r) => r.type === type && r.code === code),
      code,
    ).id;
  return {
    org,
    tenant,
    people,
    items: itemIds,
    suppliers: suppliers.map((s, i) => ({ id: s.id, name: s.name, categories: (SUPPLIERS[i]?.[1] ?? '').split(','), lead: Number(SUPPLIERS[i]?.[3] ?? 2) })),
    customers: customers.map((c, i) => ({ id: c.id, name: c.name, kind: CUSTOMERS[i]?.[1] ?? 'retail', limit: CUSTOMERS[i]?.[2] ?? 0 })),
    places: { main: places[0]?.id ?? '', cold: places[1]?.id ?? '', shop1: places[2]?.id ?? '', shop2: places[3]?.id ?? '' },
    wallets: { cash: at('wallet', 'ZH01'), bank: at('wallet', 'ZH02'), wechat: at('wallet', 'ZH03') },
    reasons: Object.fromEntries(found2.filter((r) => r.type === 'reason').map((r) => [r.code, r.id])),
  };
}
