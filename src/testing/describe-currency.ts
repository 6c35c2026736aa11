// What every sale in a currency must refuse. A folder says how a good document of its kind begins, and from what it may be pulled.
import { saveAll } from '#app/founding';
import type { AnyDocument } from '#kernel/document';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { memoryHouse } from './house.ts';
import { smallCompany, type SmallCompany } from './small-company.ts';

export type MoneyCase = 'rate-missing' | 'source-other-currency' | 'refund-in-currency';
export type MoneyExample = {
  readonly head: (co: SmallCompany) => Readonly<Record<string, unknown>>;
  /** Makes the document, in 人民币, that a line may come from. */
  readonly source?: (co: SmallCompany) => Promise<string>;
  readonly refuses: readonly MoneyCase[];
};

/** Tries each case on a document of one line of 收纳箱; 美元 has a rate from 2026-03-01 on. */
export function describeCurrency(def: AnyDocument, example: MoneyExample): void {
  describe(`${def.zh}: money of others`, () => {
    let co: SmallCompany;
    let usd = '';
    beforeAll(async () => {
      co = await smallCompany(await memoryHouse());
      usd = (await saveAll(co.house, co.caller, 'currency', [{ name: '美元', data: { rates: [{ from: '2026-03-01', rate: '7.1' }] } }]))[0]?.id ?? '';
      await co.must({
        type: 'goods-receipt',
        command: 'approve',
        body: { day: '2026-03-01', head: { supplier: co.ids.supplier, warehouse: co.ids.main }, lines: [{ item: co.ids.box, qty: '100', price: '1' }] },
      });
    });
    afterAll(() => co?.house.close());
    const attempt = (day: string, head: Record<string, unknown>, line: Record<string, unknown> = {}) =>
      co.do({
        type: def.type,
        command: 'approve',
        body: { day, head: { ...example.head(co), currency: usd, ...head }, lines: [{ item: co.ids.box, qty: '1', price: '2', ...line }] },
      });
    const cases: Readonly<Record<MoneyCase, () => Promise<void>>> = {
      'rate-missing': async () =>
        expect(await attempt('2026-02-05', {})).toMatchObject({
          ok: false,
          refusal: { refused: 'rate-missing', path: 'head.rate', with: { currency: '美元', day: '2026-02-05' } },
        }),
      'source-other-currency': async () =>
        expect(await attempt('2026-03-05', {}, { source: { doc: await example.source?.(co), line: 1 } })).toMatchObject({
          ok: false,
          refusal: { refused: 'source-other-currency', path: 'lines[0].source', with: { theirs: '人民币', ours: '美元' } },
        }),
      'refund-in-currency': async () =>
        expect(await attempt('2026-03-05', { wallet: co.ids.cash })).toMatchObject({ ok: false, refusal: { refused: 'refund-in-currency', path: 'head.wallet' } }),
    };
    test.each(example.refuses)('%s', (refused) => cases[refused]());
  });
}
