import { postgresHouse, smallCompany, type SmallCompany } from '#testing';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

/** Nine others reach for each lot while it is frozen and one after it: 2,600 meetings. */
const LOTS = 260;
const QTY = 12;

/** The same order of chances every time, so that a failure can be looked at again. */
function chances(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

describe('批次冻结单 among other people, on PostgreSQL', () => {
  let co: SmallCompany;
  const lot = (n: number): string => `R${String(n).padStart(4, '0')}`;
  const body = (head: Record<string, unknown>, lines: readonly Record<string, unknown>[]) => ({ day: '2026-03-05', head, lines });
  const receive = (warehouse: string) =>
    co.must({
      type: 'other-receipt',
      command: 'approve',
      body: body(
        { warehouse, reason: co.ids['reasonIn'] },
        Array.from({ length: LOTS }, (_, n) => ({ item: co.ids.milk, qty: String(QTY), unitCost: '3', lot: lot(n), made: '2026-03-01' })),
      ),
    });
  beforeAll(async () => {
    co = await smallCompany(await postgresHouse());
    await receive(co.ids.main);
    await receive(co.ids.shop);
  }, 120_000);
  afterAll(() => co?.house.close());

  /** What other people try with a lot at the same moment. */
  const attempts = (no: string) => {
    const { ids } = co;
    const line = { item: ids.milk, qty: '1', lot: no };
    const sold = { ...line, price: '5' };
    return [
      { type: 'sales-delivery', body: body({ customer: ids.customer, warehouse: ids.main }, [sold]) },
      { type: 'sales-delivery', body: body({ customer: ids.customer, warehouse: ids.shop }, [sold]) },
      { type: 'retail-sale', body: body({ warehouse: ids.shop, wallet: ids.cash }, [sold]) },
      { type: 'other-issue', body: body({ warehouse: ids.main, reason: ids['reasonOut'] }, [line]) },
      { type: 'transfer', body: body({ from: ids.main, to: ids.shop, direct: true }, [line]) },
      { type: 'transfer', body: body({ from: ids.shop, to: ids.main, direct: true }, [line]) },
      { type: 'transfer', body: body({ from: ids.main, to: ids.shop, direct: false }, [line]) },
      { type: 'sales-order', body: body({ customer: ids.customer, warehouse: ids.main, reserve: true }, [{ item: ids.milk, qty: '1', price: '5' }]) },
      // A lot that comes in meanwhile may enter.
      { type: 'other-receipt', body: body({ warehouse: ids.shop, reason: ids['reasonIn'] }, [{ item: ids.milk, qty: '1', unitCost: '3', lot: no, made: '2026-03-01' }]) },
    ].map((input) => ({ ...input, command: 'approve' as const }));
  };

  test(`${LOTS} lots are frozen while nine others reach for each: nothing of a lot leaves storage after its freeze`, async () => {
    const chance = chances(20261122);
    const wait = () => new Promise((go) => setTimeout(go, chance() * 60));
    const seen = { commands: 0, done: 0, frozen: 0, after: 0 };
    for (let n = 0; n < LOTS; n += 1) {
      const no = lot(n);
      let froze = false;
      const others = attempts(no).map(async (input) => {
        await wait();
        const late = froze;
        const outcome = await co.do(input);
        seen.commands += 1;
        if (outcome.ok) seen.done += 1;
        else if (outcome.refusal.refused === 'lot-frozen') seen.frozen += 1;
        else expect(['not-enough-stock', 'lot-not-there']).toContain(outcome.refusal.refused);
        if (late && input.type !== 'sales-order' && input.type !== 'other-receipt') {
          seen.after += 1;
          expect(outcome, `${input.type} of ${no} began after the freeze had answered`).toMatchObject({ ok: false, refusal: { refused: 'lot-frozen' } });
        }
      });
      const freezing = (async () => {
        await wait();
        await co.must({ type: 'lot-freeze', command: 'approve', body: body({ kind: 'quality', reason: '并发' }, [{ item: co.ids.milk, lot: no }]) });
        froze = true;
        // And one that certainly comes too late.
        const late = attempts(no)[n % 7];
        expect(late && (await co.do(late)), `${late?.type} of ${no} after its freeze`).toMatchObject({ ok: false, refusal: { refused: 'lot-frozen' } });
        seen.after += 1;
      })();
      await Promise.all([...others, freezing]);
    }
    // The freeze writes its rows while it holds the guard rows of every warehouse, and who issues writes under one of them: later ids were written later.
    const slipped = await co.rows<{ no: string }>(
      `select l.no from books.stock_line s join books.lot l on l.org_id = s.org_id and l.id = s.lot_id
      join books.lot_hold h on h.org_id = s.org_id and h.lot_id = s.lot_id
      where s.org_id = books.org() and s.place = 'storage' and s.qty < 0 and s.counter not in ('frozen', 'loss')
        and s.id > (select min(f.id) from books.stock_line f where f.org_id = s.org_id and f.doc_id = h.doc_id and f.lot_id = s.lot_id)`,
    );
    expect(slipped).toEqual([]);
    const [held] = await co.rows<{ n: number }>('select count(*)::int as n from books.lot_hold where org_id = books.org()');
    expect(held?.n).toBe(LOTS);
    // Each kind of meeting must have happened, or the test has seen nothing.
    expect(Math.min(seen.done, seen.frozen, seen.after)).toBeGreaterThan(LOTS / 4);
    console.log(`${seen.commands + LOTS} interleavings with ${LOTS} freezes: ${seen.done} before, ${seen.frozen} refused, ${seen.after} of them begun after the answer`);
  }, 300_000);
});
