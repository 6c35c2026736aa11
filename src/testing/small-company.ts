// 小店: one company with a few goods, a customer, a supplier and two warehouses; what most tests happen in.
import { found, saveAll } from '#app/founding';
import { type Caller, type CommandInput, type Outcome, run } from '#books/pen';
import type { Actor, Standard, VatStatus } from '#kernel/facts';
import type { Snapshot } from '#kernel/ports';
import type { TestHouse } from './house.ts';

export type SmallCompany = {
  readonly house: TestHouse;
  readonly caller: Caller;
  readonly ids: Readonly<Record<'water' | 'oil' | 'milk' | 'box' | 'supplier' | 'customer' | 'main' | 'shop' | 'cash' | 'bank' | 'org' | 'group' | 'shopSite', string>> &
    Readonly<Record<string, string>>;
  /** Runs a command as the owner, or as `as`. */
  readonly do: (input: CommandInput, as?: Partial<Actor>) => Promise<Outcome>;
  /** Runs a command that must succeed; returns its reply. */
  readonly must: (input: CommandInput, as?: Partial<Actor>) => Promise<Extract<Outcome, { ok: true }>['reply']>;
  readonly rows: <R>(sql: string, args?: readonly unknown[]) => Promise<R[]>;
  /** Balance of an account, debit − credit, in 元. */
  readonly balance: (account: string) => Promise<string>;
};

/** Founds the company in a house. Everything is taxed at 13 % unless the item says otherwise. */
export async function smallCompany(house: TestHouse, options: { readonly standard?: Standard; readonly vat?: VatStatus; readonly name?: string } = {}): Promise<SmallCompany> {
  const [org, group, owner] = [house.ids.next(), house.ids.next(), house.ids.next()];
  const actor: Actor = { id: owner, name: '王老板', rights: ['*'], roles: ['管理员', '财务主管'], sites: 'all' };
  const scope = { org, tenant: group, sites: null };
  const caller: Caller = { actor, scope };
  await found(house, caller, {
    group: { id: group, name: '衡仓集团' },
    company: { id: org, code: '01', name: options.name ?? '衡仓小店' },
    standard: options.standard ?? 'ASSBE',
    vat: options.vat ?? 'general',
    firstPeriod: 202601,
    lastYear: 2027,
  });
  const shopSite = house.ids.next();
  await house.db.write(scope, (tx) => tx.query('select books.add_site($1, $2, $3)', [shopSite, 'MD01', '一号店']));
  const [dry] = await saveAll(house, caller, 'item-category', [{ name: '日杂', data: { inventoryAccount: '1405' } }]);
  const [main, shop] = await saveAll(house, caller, 'warehouse', [
    { name: '总仓', data: { kind: 'main' } },
    { name: '一号店', data: { kind: 'shop', site: shopSite } },
  ]);
  const [water, oil, milk, box] = await saveAll(house, caller, 'item', [
    { name: '农夫山泉 550ml', data: { category: dry?.id, unit: '瓶', units: [{ unit: '箱', num: '24', den: '1' }], taxRate: '0.13', salePrice: '2', barcode: '6921168509256' } },
    { name: '金龙鱼调和油 5L', data: { category: dry?.id, unit: '桶', taxRate: '0.09', salePrice: '69.90' } },
    {
      name: '伊利纯牛奶 250ml',
      data: { category: dry?.id, unit: '盒', units: [{ unit: '提', num: '12', den: '1' }], taxRate: '0.13', tracksLots: true, tracksExpiry: true, shelfLifeDays: 180 },
    },
    { name: '收纳箱 大号', data: { category: dry?.id, unit: '个', taxRate: '0.13' } },
  ]);
  const [supplier] = await saveAll(house, caller, 'supplier', [{ name: '华东食品批发', data: { creditDays: 30 } }]);
  const [customer] = await saveAll(house, caller, 'customer', [{ name: '城东便利店', data: { creditLimit: '5000', creditDays: 15 } }]);
  const wallets = await house.db.read(scope, (s) => s.query<{ id: string; code: string }>(`select id, code from books.record where type in ('wallet', 'reason')`));
  const wallet = (code: string) => wallets.find((w) => w.code === code)?.id ?? '';
  const rows = <R>(sql: string, args: readonly unknown[] = []) => house.db.read(scope, (s: Snapshot) => s.query<R>(sql, args));
  const doIt = (input: CommandInput, as: Partial<Actor> = {}) => run(house, { ...caller, actor: { ...actor, ...as } }, input);
  return {
    house,
    caller,
    rows,
    do: doIt,
    ids: {
      org,
      group,
      owner,
      shopSite,
      dry: dry?.id ?? '',
      water: water?.id ?? '',
      oil: oil?.id ?? '',
      milk: milk?.id ?? '',
      box: box?.id ?? '',
      supplier: supplier?.id ?? '',
      customer: customer?.id ?? '',
      main: main?.id ?? '',
      shop: shop?.id ?? '',
      cash: wallet('ZH01'),
      bank: wallet('ZH02'),
      reasonOut: wallet('QC02'),
      reasonIn: wallet('QR01'),
      reasonLoss: wallet('BS02'),
      reasonBack: wallet('TH01'),
    },
    must: async (input, as) => {
      const outcome = await doIt(input, as);
      if (!outcome.ok) throw new Error(`refused: ${JSON.stringify(outcome.refusal)}`);
      return outcome.reply;
    },
    balance: async (account) => {
      const [row] = await rows<{ net: string }>(
        `select to_char(coalesce(sum(debit - credit), 0) / 100.0, 'FM999999999990.00') as net from books.account_balance where account = $1`,
        [account],
      );
      return row?.net ?? '0.00';
    },
  };
}
