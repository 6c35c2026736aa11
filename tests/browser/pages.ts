// Every kind of page, looked at as somebody with all rights: it stands, calls nobody, and has nothing serious for axe.
import { buildDemo } from '#app/demo/build';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { canBrowse, product, type Product } from './house.ts';

const PAGES = [
  '/',
  '/documents/purchase-order',
  '/documents/sales-delivery',
  '/documents/retail-sale',
  '/documents/stock-count',
  '/documents/purchase-invoice',
  '/documents/collection',
  '/documents/sales-order/new',
  '/documents/goods-receipt/new',
  '/documents/journal-voucher/new',
  '/records/item',
  '/records/item/new',
  '/records/customer',
  '/views/stock-on-hand',
  '/views/expiring-stock',
  '/views/sales-by-item',
  '/views/account-balance',
  '/views/aging',
  '/ledger/1405/chain',
  '/costing',
  '/matching',
  '/close',
  '/statements',
  '/health',
  '/assessment',
  '/settings/company',
  '/settings/people',
  '/settings/roles',
  '/settings/approvals',
  '/settings/audit',
  '/settings/tokens',
];

/** The demo company with a month behind it. */
export async function demo(): Promise<Product> {
  const p = await product();
  await buildDemo(p.house, { seed: 7, years: 0.08, today: p.house.clock.today() });
  return p;
}

export function everyPageStands(screen: string, phone: boolean): void {
  describe.skipIf(!canBrowse)(`every page on ${screen}`, () => {
    let p: Product;
    beforeAll(async () => {
      p = await demo();
    });
    afterAll(() => p?.close());

    test.each([
      ['light', false],
      ['dark', true],
    ])('stands in %s: no error, no foreign request, nothing serious for axe', async (_, dark) => {
      const v = await p.open({ phone, dark, as: 'demo-admin' });
      const wrong: string[] = [];
      for (const path of PAGES) {
        await v.go(path);
        await v.shot(`demo${path.replaceAll('/', '-')}`);
        for (const found of await v.axe()) wrong.push(`${path} ${found}`);
        expect(await v.page.locator('h1').count(), path).toBeGreaterThan(0);
        expect(await v.page.getByText('没有成功').count(), path).toBe(0);
      }
      expect(wrong).toEqual([]);
      expect(v.complaints).toEqual([]);
      expect(PAGES.length).toBeGreaterThan(20);
      await v.context.close();
    });
  });
}
