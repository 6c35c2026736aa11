import type { Doc } from '#kernel/document';
import type { Facts } from '#kernel/facts';
import { fen } from '#kernel/money';
import { micro } from '#kernel/quantity';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { adjustments } from './adjust.ts';
import type { HEAD, LINE } from './document.ts';
import { postStockCount } from './post.ts';
import { completeCount } from './sheet.ts';

const item = (id: string, tracksLots: boolean) => ({
  id,
  code: id,
  name: id,
  active: true,
  unit: '个',
  units: {},
  tracksLots,
  tracksExpiry: false,
  tracksSerials: false,
  shelfLifeDays: null,
  taxRate: 130_000n,
  inventoryAccount: '1405',
  costMethod: 'moving-average',
});
const facts = (lots: readonly bigint[], loose: bigint, values: readonly [bigint, bigint], standard: 'ASBE' | 'ASSBE'): Facts =>
  ({
    org: { vat: 'general', standard },
    warehouses: { w: { id: 'w', name: '总仓', active: true, site: null, allowNegative: false } },
    records: {},
    items: { a: item('a', true), b: item('b', false) },
    accounts: { 'inventory.pendingLossGain': '190101', ...(standard === 'ASBE' ? { 'gain.count': '6602', 'loss.count': '6602' } : { 'gain.count': '5301', 'loss.count': '5711' }) },
    lots: lots.map((_, i) => ({ id: `lot${i}`, item: 'a', no: `L${i}`, made: null, expires: null })),
    shelves: [
      ...lots.map((q, i) => ({ item: 'a', warehouse: 'w', lot: `lot${i}`, bin: null, onHand: q, onHold: 0n, inTransit: 0n, allocated: 0n, expires: null })),
      { item: 'b', warehouse: 'w', lot: null, bin: null, onHand: loose, onHold: 0n, inTransit: 0n, allocated: 0n, expires: null },
    ],
    pools: { a: { item: 'a', qty: micro(lots.reduce((s, q) => s + q, 0n)), value: fen(values[0]) }, b: { item: 'b', qty: micro(loose), value: fen(values[1]) } },
  }) as unknown as Facts;

test('books + difference = counted, shelf by shelf; vouchers balance, 190101 is empty, an empty pool is worth nothing', () =>
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.bigInt({ min: 1n, max: 10_000_000n }), fc.bigInt({ min: 0n, max: 12_000_000n })), { minLength: 1, maxLength: 5 }),
      fc.tuple(fc.bigInt({ min: 1n, max: 9_999_999n }), fc.bigInt({ min: 0n, max: 9_999_999n })),
      fc.tuple(fc.bigInt({ min: 0n, max: 999_999n }), fc.bigInt({ min: 0n, max: 999_999n })),
      fc.constantFrom('ASBE' as const, 'ASSBE' as const),
      (lots, loose, values, standard) => {
        const known = facts(
          lots.map(([q]) => q),
          loose[0],
          values,
          standard,
        );
        const line = (no: number, id: string, lot: string | null, counted: bigint) => ({
          no,
          source: null,
          item: id,
          unit: null,
          lot,
          made: null,
          expires: null,
          bin: null,
          counted,
          recount: counted,
          reason: null,
          remark: null,
          again: false,
          shelf: null,
          bookQty: null,
          baseQty: null,
          diff: null,
          cost: null,
        });
        const doc = {
          state: 'draft',
          head: { warehouse: 'w', started: null },
          lines: [...lots.map(([, c], i) => line(i + 1, 'a', `L${i}`, c)), line(lots.length + 1, 'b', null, loose[1])],
        } as unknown as Doc<typeof HEAD, typeof LINE>;
        const sheet = completeCount(doc, known) as typeof doc;
        const fresh = { fresh: [], byLine: Object.fromEntries(lots.map((_, i) => [i + 1, `lot${i}`])), pieces: {} };
        const { rows, complaints } = adjustments(sheet, known, fresh);
        expect(complaints).toEqual([]);
        const { movements, journal } = postStockCount(rows, known, fresh);
        const signed = (m: (typeof movements)[number]) => (m.to.kind === 'storage' ? 1n : -1n);
        for (const l of sheet.lines) expect((l.bookQty ?? 0n) + movements.filter((m) => m.line === l.no).reduce((s, m) => s + signed(m) * m.qty, 0n)).toBe(l.counted);
        for (const id of ['a', 'b']) {
          const left = movements
            .filter((m) => m.item === id)
            .reduce((s, m) => ({ qty: s.qty + signed(m) * m.qty, value: s.value + signed(m) * m.cost }), {
              qty: known.pools[id]?.qty ?? 0n,
              value: known.pools[id]?.value ?? 0n,
            } as { qty: bigint; value: bigint });
          expect(left.value).toBeGreaterThanOrEqual(0n);
          if (left.qty === 0n) expect(left.value).toBe(0n);
        }
        expect((journal ?? []).reduce((s, l) => s + l.debit - l.credit, 0n)).toBe(0n);
        expect((journal ?? []).filter((l) => l.account === '190101').reduce((s, l) => s + l.debit - l.credit, 0n)).toBe(0n);
        expect((journal ?? []).filter((l) => l.account === '1405').reduce((s, l) => s + l.debit - l.credit, 0n)).toBe(movements.reduce((s, m) => s + signed(m) * m.cost, 0n));
      },
    ),
  ));
