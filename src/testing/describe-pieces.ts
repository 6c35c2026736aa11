// What every document that takes pieces with serial numbers or lots, or names a bin, must refuse. A folder says which of it can happen there.
import { saveAll } from '#app/founding';
import type { AnyDocument } from '#kernel/document';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { memoryHouse } from './house.ts';
import { smallCompany, type SmallCompany } from './small-company.ts';

type Line = Readonly<Record<string, unknown>>;
export type PieceShop = {
  readonly co: SmallCompany;
  /** A projector with serial numbers: S1 is in 总仓 in bin A-01, S2 has been sold. */
  readonly item: string;
  readonly bin: string;
  /** A bin of the other warehouse. */
  readonly elsewhere: string;
};

const CASES = {
  'serials-needed': { path: 'serials', line: () => ({}) },
  'serial-unknown': { path: 'serials', line: () => ({ serials: 'ZZ9' }) },
  'serial-not-here': { path: 'serials', line: () => ({ serials: 'S2' }) },
  'serial-in-stock': { path: 'serials', line: () => ({ serials: 'S1' }) },
  'bin-not-here': { path: 'bin', line: (shop: PieceShop) => ({ serials: 'S1', bin: shop.elsewhere }) },
  // Eight are wanted and ten are frozen: whoever finds the shelf empty is told why.
  'lot-frozen': { path: 'lot', line: (shop: PieceShop) => ({ item: shop.co.ids.milk, qty: '8' }) },
  'serials-not-tracked': { path: 'serials', line: (shop: PieceShop) => ({ item: shop.co.ids.box, serials: 'S9' }) },
} as const;
export type PieceCase = keyof typeof CASES;

export type PieceExample = {
  readonly head: (shop: PieceShop) => Line;
  /** What a line needs besides item, quantity and numbers. */
  readonly line?: (shop: PieceShop) => Line;
  readonly refuses: readonly PieceCase[];
};

/** Tries each case on a document of one line of one piece. */
export function describePieces(def: AnyDocument, example: PieceExample): void {
  describe(`${def.zh}: pieces and bins`, () => {
    let shop: PieceShop;
    beforeAll(async () => {
      shop = await openShop();
    });
    afterAll(() => shop?.co.house.close());
    test.each(example.refuses)('%s', async (refused) => {
      const { path, line } = CASES[refused];
      const lines = [{ item: shop.item, qty: '1', ...example.line?.(shop), ...line(shop) }];
      const outcome = await shop.co.do({ type: def.type, command: 'approve', body: { day: '2026-03-05', head: example.head(shop), lines } });
      const said = outcome.ok ? [] : [outcome.refusal, ...(outcome.refusal.more ?? [])];
      expect(said).toContainEqual(expect.objectContaining({ refused, path: `lines[0].${path}`, with: expect.objectContaining({ line: '1' }) }));
    });
  });
}

async function openShop(): Promise<PieceShop> {
  const co = await smallCompany(await memoryHouse());
  const [projector] = await saveAll(co.house, co.caller, 'item', [{ name: '投影仪', data: { category: co.ids['dry'], unit: '台', taxRate: '0.13', tracksSerials: true } }]);
  const [bin, elsewhere] = await saveAll(co.house, co.caller, 'bin', [
    { name: 'A-01', data: { warehouse: co.ids.main } },
    { name: 'B-01', data: { warehouse: co.ids.shop } },
  ]);
  const item = projector?.id ?? '';
  const head = { supplier: co.ids.supplier, warehouse: co.ids.main };
  await co.must({
    type: 'goods-receipt',
    command: 'approve',
    body: {
      day: '2026-03-01',
      head,
      lines: [
        { item, qty: '2', price: '900', serials: 'S1 S2', bin: bin?.id },
        { item: co.ids.milk, qty: '10', price: '3', lot: 'F1', made: '2026-02-20' },
      ],
    },
  });
  await co.must({ type: 'lot-freeze', command: 'approve', body: { day: '2026-03-01', head: { kind: 'quality', reason: '胀包' }, lines: [{ item: co.ids.milk, lot: 'F1' }] } });
  const sale = { warehouse: co.ids.main, wallet: co.ids.cash };
  await co.must({ type: 'retail-sale', command: 'approve', body: { day: '2026-03-02', head: sale, lines: [{ item, qty: '1', price: '1200', serials: 'S2' }] } });
  return { co, item, bin: bin?.id ?? '', elsewhere: elsewhere?.id ?? '' };
}
