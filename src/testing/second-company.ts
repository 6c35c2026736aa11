// The second company of the house: 企业会计准则, and what the first one does not live through — goods at a consignee, 周转材料, 标准成本 and its
// differences, 跌价准备, 外币, and 先进先出 in two cost groups, with a count that a late document changed.
import { saveAll } from '#app/founding';
import type { TestHouse } from './house.ts';
import type { Body } from './every-day.ts';
import { smallCompany, type SmallCompany } from './small-company.ts';

export type Second = { readonly co: SmallCompany; readonly docs: Readonly<Record<string, string>>; readonly ids: Readonly<Record<string, string>> };
type Post = (name: string, type: string, body: Body) => Promise<string>;
type Ids = Readonly<Record<'crate' | 'screw' | 'stool' | 'usd', string>>;
type World = { readonly co: SmallCompany; readonly post: Post; readonly code: (type: string, value: string) => string; readonly ids: Ids };

/** Founds it and lives through March and April 2026. */
export async function secondCompany(house: TestHouse): Promise<Second> {
  const co = await smallCompany(house, { standard: 'ASBE', name: '百单商贸' });
  await house.db.owner((tx) => tx.query(`update books.org_node set settings = settings || '{"costPool": "warehouse-group"}' where id = $1`, [co.ids.org]));
  const docs: Record<string, string> = {};
  const records = await co.rows<{ id: string; type: string; code: string }>(`select id, type, code from books.record where type in ('reason', 'account')`);
  const code = (type: string, value: string): string => records.find((r) => r.type === type && r.code === value)?.id ?? '';
  const post: Post = async (name, type, body) => {
    house.today(body.day);
    docs[name] = (await co.must({ type, command: 'approve', body })).id;
    return docs[name];
  };
  const ids = await goods(co);
  const world: World = { co, post, code, ids };
  await stocked(world);
  await layers(world);
  await consigned(world);
  await inUse(world);
  await valued(world);
  await abroad(world);
  return { co, docs, ids };
}

async function goods(co: SmallCompany): Promise<Ids> {
  const [kind] = await saveAll(co.house, co.caller, 'item-category', [{ name: '周转材料', data: { inventoryAccount: '1411' } }]);
  const [crate, screw, stool] = await saveAll(co.house, co.caller, 'item', [
    { name: '周转箱', data: { category: kind?.id, unit: '个', taxRate: '0.13' } },
    { name: '螺丝', data: { category: co.ids.dry, unit: '盒', taxRate: '0.13', costMethod: 'standard', standardCost: '2' } },
    { name: '折叠凳', data: { category: co.ids.dry, unit: '张', taxRate: '0.13', costMethod: 'fifo' } },
  ]);
  const [usd] = await saveAll(co.house, co.caller, 'currency', [
    {
      name: '美元',
      data: {
        rates: [
          { from: '2026-01-01', rate: '7' },
          { from: '2026-03-31', rate: '7.2' },
        ],
      },
    },
  ]);
  return { crate: crate?.id ?? '', screw: screw?.id ?? '', stool: stool?.id ?? '', usd: usd?.id ?? '' };
}

async function stocked({ co, post, code, ids }: World): Promise<void> {
  await post('opening', 'other-receipt', {
    day: '2026-03-02',
    head: { warehouse: co.ids.main, reason: code('reason', 'QR01') },
    lines: [
      { item: co.ids.box, qty: '20', unitCost: '20.01' },
      { item: ids.crate, qty: '7', unitCost: '33.33' },
      { item: ids.screw, qty: '100', unitCost: '2.1' },
    ],
  });
}

/** Layers bought, sold from, moved to the other cost group, counted; and a receipt that comes late. */
async function layers({ co, post, ids }: World): Promise<void> {
  const buy = (name: string, day: string, qty: string, price: string) =>
    post(name, 'goods-receipt', { day, head: { supplier: co.ids.supplier, warehouse: co.ids.main }, lines: [{ item: ids.stool, qty, price, taxRate: '0' }] });
  await buy('stools', '2026-03-03', '10', '30');
  await buy('dearer', '2026-03-05', '10', '36');
  await post('moved', 'transfer', { day: '2026-03-08', head: { from: co.ids.main, to: co.ids.shop, direct: true }, lines: [{ item: ids.stool, qty: '13' }] });
  await post('sold', 'sales-delivery', { day: '2026-03-10', head: { customer: co.ids.customer, warehouse: co.ids.shop }, lines: [{ item: ids.stool, qty: '4', price: '60' }] });
  const head = { warehouse: co.ids.main };
  const sheet = await co.must({ type: 'stock-count', command: 'count', body: { day: '2026-03-12', head, lines: [{ item: ids.stool, counted: '6', recount: '6' }] } });
  await co.must({ type: 'stock-count', command: 'submit', id: sheet.id });
  await co.must({ type: 'stock-count', command: 'approve', id: sheet.id });
  await buy('late', '2026-03-04', '2', '33');
}

/** Goods at a consignee: some sold, some back, some still there; a receipt before them comes late. */
async function consigned({ co, post, code }: World): Promise<void> {
  const head = { customer: co.ids.customer };
  const lines = (issue: string, qty: string) => [{ item: co.ids.box, qty, price: '33.9', source: { doc: issue, line: 1 } }];
  const issue = await post('consigned', 'consignment-issue', {
    day: '2026-03-06',
    head: { ...head, warehouse: co.ids.main },
    lines: [{ item: co.ids.box, qty: '7', price: '33.9' }],
  });
  await post('settled', 'consignment-settlement', { day: '2026-03-15', head: { ...head, commissionRate: '0.05' }, lines: lines(issue, '3') });
  await post('returned', 'consignment-return', {
    day: '2026-03-18',
    head: { ...head, warehouse: co.ids.main },
    lines: [{ item: co.ids.box, qty: '2', source: { doc: issue, line: 1 } }],
  });
  await post('boxes-late', 'other-receipt', {
    day: '2026-03-04',
    head: { warehouse: co.ids.main, reason: code('reason', 'QR01') },
    lines: [{ item: co.ids.box, qty: '5', unitCost: '25' }],
  });
}

/** 五五摊销: half when the crates go into use, the rest when they are given up; they turn out dearer than thought. */
async function inUse({ co, post, code, ids }: World): Promise<void> {
  const issue = await post('in-use', 'turnover-issue', { day: '2026-03-09', head: { warehouse: co.ids.main, method: 'half' }, lines: [{ item: ids.crate, qty: '5' }] });
  await post('scrapped', 'turnover-scrap', {
    day: '2026-03-20',
    head: { residualAccount: code('account', '1221') },
    lines: [{ item: ids.crate, qty: '3', residual: '1.5', source: { doc: issue, line: 1 } }],
  });
  await post('crates-late', 'other-receipt', {
    day: '2026-03-07',
    head: { warehouse: co.ids.main, reason: code('reason', 'QR01') },
    lines: [{ item: ids.crate, qty: '3', unitCost: '40' }],
  });
}

/** 材料成本差异 on what was used, and a provision for what is worth less than it cost. */
async function valued({ co, post, code, ids }: World): Promise<void> {
  await post('used', 'other-issue', { day: '2026-03-21', head: { warehouse: co.ids.main, reason: code('reason', 'QC02') }, lines: [{ item: ids.screw, qty: '30' }] });
  await post('difference', 'cost-difference', { day: '2026-03-31', head: { rate: '0.05' }, lines: [{ account: code('account', '6602'), issued: '60', amount: '3' }] });
  await post('provision', 'impairment', { day: '2026-03-31', head: { kind: 'test', sellingRate: '0.05' }, lines: [{ item: co.ids.box, nrv: '17.5' }] });
}

/** A bill in dollars, worth more at the month's end. */
async function abroad({ co, post, code, ids }: World): Promise<void> {
  const bill = await post('dollars', 'purchase-invoice', {
    day: '2026-03-05',
    head: { supplier: co.ids.supplier, kind: 'none', currency: ids.usd },
    lines: [{ account: code('account', '6601'), amount: '100', taxRate: '0' }],
  });
  const [open] = await co.rows<{ id: string }>('select id from books.open_item where doc_id = $1', [bill]);
  await post('revalued', 'fx-revaluation', { day: '2026-03-31', head: {}, lines: [{ openItem: open?.id, currency: ids.usd }] });
}
