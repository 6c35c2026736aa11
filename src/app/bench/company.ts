// The company a bench works in: two hundred goods, forty suppliers and customers, eight warehouses; everything booked by the one pen.
import { type Caller, type CommandInput, type Reply, run } from '#books/pen';
import type { Day } from '#kernel/day';
import { must, present } from '#kernel/must';
import type { Ports } from '../context.ts';
import { found, saveAll } from '../founding.ts';
import { choices } from './measure.ts';

export type BenchCompany = {
  readonly ports: Ports;
  readonly caller: Caller;
  readonly org: string;
  readonly year: number;
  readonly items: readonly string[];
  readonly suppliers: readonly string[];
  readonly customers: readonly string[];
  readonly warehouses: readonly string[];
  readonly bank: string;
  /** Runs a command that must succeed. */
  readonly must: (input: CommandInput) => Promise<Reply>;
};

const SIZES = { items: 200, parties: 40, warehouses: 8 };
const numbered = (size: number, zh: string, data: (i: number) => Record<string, unknown>) =>
  Array.from({ length: size }, (_, i) => ({ name: `${zh}${String(i + 1).padStart(3, '0')}`, data: data(i) }));

/** Founds the company in an empty database; its periods are the months of this year. */
export async function benchCompany(ports: Ports): Promise<BenchCompany> {
  const [group, org] = [ports.ids.next(), ports.ids.next()];
  const caller: Caller = { actor: { id: ports.ids.next(), name: '测速', rights: ['*'], roles: ['管理员'], sites: 'all' }, scope: { org, tenant: group, sites: null } };
  const year = Number(ports.clock.today().slice(0, 4));
  await found(ports, caller, {
    group: { id: group, name: '测速集团' },
    company: { id: org, code: '01', name: '测速公司' },
    standard: 'ASSBE',
    vat: 'general',
    firstPeriod: year * 100 + 1,
    lastYear: year,
  });
  const [category] = await saveAll(ports, caller, 'item-category', [{ name: '日杂', data: { inventoryAccount: '1405' } }]);
  const ids = async (type: string, inputs: ReturnType<typeof numbered>) => (await saveAll(ports, caller, type, inputs)).map((r) => r.id);
  const warehouses = await ids(
    'warehouse',
    numbered(SIZES.warehouses, '仓库', () => ({ kind: 'main' })),
  );
  const items = await ids(
    'item',
    numbered(SIZES.items, '商品', () => ({ category: category?.id, unit: '件', taxRate: '0.13', salePrice: '20' })),
  );
  const suppliers = await ids(
    'supplier',
    numbered(SIZES.parties, '供应商', () => ({ creditDays: 30 })),
  );
  const customers = await ids(
    'customer',
    numbered(SIZES.parties, '客户', () => ({ creditDays: 30 })),
  );
  const [wallet] = await ports.db.read(caller.scope, (s) =>
    s.query<{ id: string }>(`select id from books.record where org_id = books.org() and type = 'wallet' and code = 'ZH02'`),
  );
  const mustRun = async (input: CommandInput): Promise<Reply> => {
    const outcome = await run(ports, caller, input);
    if (!outcome.ok) throw new Error(`the bench was refused: ${JSON.stringify(outcome.refusal).slice(0, 500)}`);
    return outcome.reply;
  };
  return { ports, caller, org, year, items, suppliers, customers, warehouses, bank: present(wallet, 'bank wallet').id, must: mustRun };
}

/** The first day of the bench's year, and today: the days generated documents lie on. */
export const span = (co: BenchCompany): { readonly from: Day; readonly to: Day } => ({ from: `${co.year}-01-01` as Day, to: co.ports.clock.today() });

export type Goods = readonly { readonly item: string; readonly qty: string; readonly price: string }[];

/** Five different goods with quantities and prices, chosen by `pick`. */
export function fiveGoods(co: BenchCompany, pick: (below: number) => number): Goods {
  const chosen = new Set<string>();
  while (chosen.size < 5) chosen.add(present(co.items[pick(co.items.length)], 'item'));
  return [...chosen].map((item) => ({ item, qty: String(1 + pick(50)), price: `${5 + pick(40)}.${String(pick(100)).padStart(2, '0')}` }));
}

/** The body of a 采购入库单 of five lines. */
export const receiptBody = (co: BenchCompany, pick: (below: number) => number, day: string = co.ports.clock.today()): Record<string, unknown> => ({
  day,
  head: { supplier: co.suppliers[pick(co.suppliers.length)], warehouse: co.warehouses[pick(co.warehouses.length)], deliveryNote: `SH${String(pick(1_000_000)).padStart(6, '0')}` },
  lines: fiveGoods(co, pick),
});

/** Receipts booked by the pen itself, in the year's first days; the generator multiplies them. Returns their ids. */
export async function templateReceipts(co: BenchCompany, size: number): Promise<string[]> {
  const pick = choices(7);
  const ids: string[] = [];
  for (let i = 0; i < size; i += 1)
    ids.push((await co.must({ type: 'goods-receipt', command: 'approve', body: receiptBody(co, pick, `${co.year}-01-02`), key: `template-${i}` })).id);
  must(ids.length === size, 'templates are missing');
  return ids;
}
