// Goods that are not its own, in the life of the company of every document: sold for a consignor, and shipped by a supplier straight to the customer.
import { consignedGoods } from './consigned.ts';
import type { World } from './every-day.ts';

/** 受托代销 from receipt to settlement and return, and a 直运单. */
export async function ofOthers({ co, post }: World): Promise<void> {
  const goods = await consignedGoods(co);
  const own = { supplier: goods.consignor, warehouse: co.ids.main };
  const received = await post('consigned-receipt', 'consigned-receipt', {
    day: '2026-03-16',
    head: own,
    lines: [
      { item: goods.scarf, qty: '10', price: '226' },
      { item: goods.tea, qty: '20', price: '33.33' },
    ],
  });
  await post('consigned-sale', 'retail-sale', {
    day: '2026-03-17',
    head: { warehouse: co.ids.main, wallet: co.ids.cash },
    lines: [
      { item: goods.scarf, qty: '3', price: '226' },
      { item: goods.tea, qty: '7', price: '50' },
    ],
  });
  await post('consignor-settlement', 'consignor-settlement', { day: '2026-03-18', head: { supplier: goods.consignor }, lines: [] });
  await post('consigned-return', 'consigned-return', { day: '2026-03-19', head: own, lines: [{ item: goods.tea, qty: '5', source: { doc: received, line: 2 } }] });
  await post('drop-shipment', 'drop-shipment', {
    day: '2026-03-20',
    head: { customer: co.ids.customer, supplier: co.ids.supplier },
    lines: [{ item: co.ids.box, qty: '3', price: '22.60', buyPrice: '11.30' }],
  });
}
