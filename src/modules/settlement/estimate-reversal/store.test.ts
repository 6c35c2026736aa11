import { closeMonth, closeSteps, type CloseStep } from '#accounting';
import { run as command } from '#books/pen';
import { memoryHouse, postgresHouse, smallCompany, type SmallCompany } from '#testing';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { estimateAgainStep, estimateBodies, estimateTakeBackStep, openEstimates } from './close-steps.ts';
import { period } from '#kernel/day';

let serial = 0;
const number = (): string => {
  serial += 1;
  return `2632${String(serial).padStart(16, '0')}`;
};
const setPolicy = (co: SmallCompany, estimatePolicy: string) =>
  co.house.db.write(co.caller.scope, (tx) => tx.query('select books.save_settings($1::jsonb)', [JSON.stringify({ estimatePolicy })]));
const names = { document: (type: string) => type };
const closeWith = (co: SmallCompany, p: number, steps: readonly CloseStep[]) =>
  closeMonth(
    {
      ...co.house,
      command: async (_, c) => {
        const outcome = await command(co.house, co.caller, c);
        return outcome.ok ? { ok: true, booked: { ...outcome.reply, type: c.type } } : outcome;
      },
    },
    co.caller,
    { period: p, steps: closeSteps(steps), skip: ['surcharge', 'income-tax'], names, tell: () => undefined },
  );

describe.each([
  ['PGlite', memoryHouse],
  ['PostgreSQL', postgresHouse],
] as const)('暂估 policies on %s', (_, open) => {
  let co: SmallCompany;
  beforeAll(async () => {
    co = await smallCompany(await open());
  });
  afterAll(() => co?.house.close());

  test('a month close takes open estimates back on the first and puts back what has no bill by the last', async () => {
    await setPolicy(co, 'month-start');
    const receive = (day: string, qty: string) =>
      co.must({
        type: 'goods-receipt',
        command: 'approve',
        body: { day, head: { supplier: co.ids.supplier, warehouse: co.ids.main }, lines: [{ item: co.ids.box, qty, price: '11.3' }] },
      });
    const one = await receive('2026-01-10', '10');
    await receive('2026-01-12', '5');
    const steps = [estimateAgainStep, estimateTakeBackStep];
    expect(await closeWith(co, 202601, steps)).toMatchObject({ ok: true });
    const made = await co.rows<{ day: string; total: bigint; state: string }>(
      `select day::text, total, state from books.document where type = 'estimate-reversal' order by number`,
    );
    expect(made).toEqual([{ day: '2026-02-01', total: 15_000n, state: 'posted' }]);
    expect([await co.balance('220202'), await co.balance('1402')]).toEqual(['0.00', '-150.00']);
    await co.must({
      type: 'purchase-invoice',
      command: 'approve',
      body: { day: '2026-02-05', head: { supplier: co.ids.supplier, number: number() }, lines: [{ item: co.ids.box, qty: '10', price: '11.3', source: { doc: one.id, line: 1 } }] },
    });
    expect(await closeWith(co, 202602, steps)).toMatchObject({ ok: true });
    expect(await co.rows(`select sum(credit - debit)::text as net from books.account_balance where account = '220202' and period <= 202602`)).toEqual([{ net: '5000' }]);
    expect([await co.balance('220202'), await co.balance('1402')]).toEqual(['0.00', '-50.00']);
    const [again] = await co.rows<{ n: bigint }>(`select count(*) as n from books.document where type = 'estimate-reversal'`);
    expect(again?.n).toBe(3n);
    await setPolicy(co, 'on-invoice');
  });

  test('whatever the policy and the order of receipts, bills, returns and month ends: 暂估 is nothing when all is billed, stock is what the ledger says', async () => {
    const shop = await smallCompany(co.house, { name: '流水小店' });
    const step = fc.record({
      what: fc.constantFrom('receive', 'bill', 'bill', 'back', 'turn', 'policy'),
      qty: fc.integer({ min: 1, max: 30 }),
      price: fc.integer({ min: 1, max: 9999 }),
      pick: fc.nat(9),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 14 }), fc.constantFrom('on-invoice', 'month-start', 'difference'), async (plan, first) => {
        await live(shop, plan, first);
        expect([await shop.balance('220202'), await shop.balance('1402')]).toEqual(['0.00', '0.00']);
        const [sums] = await shop.rows<{ stock: string; ledger: string }>(
          `select (select coalesce(sum(value), 0)::text from books.cost_pool) as stock, (select coalesce(sum(debit - credit), 0)::text from books.account_balance where account = '1405') as ledger`,
        );
        expect(sums?.stock).toBe(sums?.ledger);
      }),
      { numRuns: 12 },
    );
  }, 300_000);
});

type Step = { readonly what: string; readonly qty: number; readonly price: number; readonly pick: number };
type Receipt = { readonly id: string; whole: number; billed: number; back: number };

/** Lives through a plan from March on, month by month; in the end everything not billed is billed. */
async function live(co: SmallCompany, plan: readonly Step[], first: string): Promise<void> {
  await setPolicy(co, first);
  let month = 3;
  const day = () => `2026-${String(month).padStart(2, '0')}-10`;
  const receipts: Receipt[] = [];
  const yuan = (fen: number) => (fen / 100).toFixed(2);
  const left = (r: Receipt) => r.whole - r.billed - Math.min(r.back, r.whole - r.billed);
  const approve = (type: string, body: Record<string, unknown>) => co.must({ type, command: 'approve', body: { day: day(), ...body } });
  const bill = async (r: Receipt, qty: number, price: number) => {
    await approve('purchase-invoice', {
      head: { supplier: co.ids.supplier, number: number() },
      lines: [{ item: co.ids.box, qty: String(qty), price: yuan(price), source: { doc: r.id, line: 1 } }],
    });
    r.billed += qty;
  };
  const turn = async () => {
    for (const kind of ['again', 'take-back'] as const) {
      const open = await co.house.db.read(co.caller.scope, (s) => openEstimates(s, period(202600 + month), kind));
      if (kind === 'again')
        for (const body of estimateBodies(open, kind, `2026-${String(month).padStart(2, '0')}-28` as never)) await co.must({ type: 'estimate-reversal', command: 'approve', body });
      else {
        month += 1;
        const [org] = await co.rows<{ p: string }>(`select settings->>'estimatePolicy' as p from books.org_node where id = books.org()`);
        if (org?.p !== 'month-start') return;
        for (const body of estimateBodies(open, kind, `2026-${String(month).padStart(2, '0')}-01` as never)) await co.must({ type: 'estimate-reversal', command: 'approve', body });
      }
    }
  };
  for (const s of plan) {
    const r = receipts[s.pick % Math.max(1, receipts.length)];
    if (s.what === 'receive' || !r) {
      const reply = await approve('goods-receipt', {
        head: { supplier: co.ids.supplier, warehouse: co.ids.main },
        lines: [{ item: co.ids.box, qty: String(s.qty), price: yuan(s.price) }],
      });
      receipts.push({ id: reply.id, whole: s.qty, billed: 0, back: 0 });
    } else if (s.what === 'bill' && left(r) > 0) await bill(r, Math.min(s.qty, left(r)), s.price);
    else if (s.what === 'back' && r.whole > r.back) {
      const qty = Math.min(s.qty, r.whole - r.back);
      await approve('goods-return', {
        head: { supplier: co.ids.supplier, warehouse: co.ids.main },
        lines: [{ item: co.ids.box, qty: String(qty), source: { doc: r.id, line: 1 } }],
      });
      r.back += qty;
    } else if (s.what === 'turn' && month < 9) await turn();
    else if (s.what === 'policy') await setPolicy(co, ['on-invoice', 'month-start', 'difference'][s.pick % 3] ?? 'on-invoice');
  }
  for (const r of receipts) if (left(r) > 0) await bill(r, left(r), 1234);
}
