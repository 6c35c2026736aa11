// A consignor and its goods, in the small company: one sold at a commission of 10 %, one at our own price.
import { saveAll } from '#app/founding';
import type { SmallCompany } from './small-company.ts';

export type ConsignedGoods = { readonly consignor: string; readonly scarf: string; readonly tea: string };

/** 围巾 for a commission, 茶叶 as if bought. */
export async function consignedGoods(co: SmallCompany): Promise<ConsignedGoods> {
  const [consignor] = await saveAll(co.house, co.caller, 'supplier', [{ name: '苏绣合作社', data: { creditDays: 30 } }]);
  const own = { category: co.ids['dry'], taxRate: '0.13', consignor: consignor?.id };
  const [scarf, tea] = await saveAll(co.house, co.caller, 'item', [
    { name: '真丝围巾（代销）', data: { ...own, unit: '条', consignMode: 'fee', consignFee: '0.1' } },
    { name: '碧螺春（代销）', data: { ...own, unit: '盒', consignMode: 'buyout' } },
  ]);
  return { consignor: consignor?.id ?? '', scarf: scarf?.id ?? '', tea: tea?.id ?? '' };
}

/** 10 scarves agreed at 226 and 20 boxes of tea agreed at 113, tax included, received on 03-02. */
export async function consignedIn(co: SmallCompany): Promise<ConsignedGoods & { readonly receipt: string }> {
  const goods = await consignedGoods(co);
  const receipt = await co.must({
    type: 'consigned-receipt',
    command: 'approve',
    body: {
      day: '2026-03-02',
      head: { supplier: goods.consignor, warehouse: co.ids.main },
      lines: [
        { item: goods.scarf, qty: '10', price: '226' },
        { item: goods.tea, qty: '20', price: '113' },
      ],
    },
  });
  return { ...goods, receipt: receipt.id };
}
