// The runner of ledger cases: what is right passes, what is wrong is named with want and got, what the house has no document for is said, and nothing hangs on an id.
import { describe, expect, test } from 'vitest';
import { fieldsOf } from './fields.ts';
import { type CaseStep, casesFrom } from './format.ts';
import { formula, sameRate } from './figures.ts';
import { runCases } from './run.ts';
import { taxRateOf } from './tax-rate.ts';
import { inOurWords } from './words.ts';

const one = (id: string, steps: readonly Record<string, unknown>[], expected: Record<string, unknown>, more: Record<string, unknown> = {}) => ({
  id,
  method: 'moving_average',
  steps,
  expect: expected,
  ...more,
});
const RECEIPTS = [
  { op: 'receipt', ref: 'r1', qty: 10, rate: 10 },
  { op: 'receipt', ref: 'r2', qty: 10, rate: 20 },
];

const CASES = [
  one('right', [...RECEIPTS, { op: 'issue', ref: 'i1', qty: 5 }], {
    running: [{ after: 'r2', qty: 20, value: 300, rate: 15 }],
    moves: { i1: { value: -75, unit_cost: 15 } },
    final: { qty: 15, value: 225 },
    invariants: ['value >= 0 when qty > 0', 'abs(value(i1)) == abs(value(i1))'],
  }),
  one('wrong', [...RECEIPTS, { op: 'issue', ref: 'i1', qty: 5 }], { moves: { i1: { value: -50 } }, final: { qty: 15, value: 225 } }),
  one(
    'late',
    [
      { op: 'receipt', ref: 'a', qty: 10, rate: 1, date: 'D' },
      { op: 'issue', ref: 'i', qty: 10, date: 'D+2' },
      { op: 'receipt', ref: 'b', qty: 10, rate: 3, date: 'D+1' },
    ],
    {
      moves: { i: { value: -20, value_at_post: -10, correction: -10 } },
      values_before: { 'i.value': -10 },
      values_after: { 'i.value': -20 },
    },
  ),
  one('amended', [...RECEIPTS, { op: 'issue', ref: 'i1', qty: 15 }, { op: 'amend_price', of: 'r1', rate: 12 }], { final: { qty: 5, value: 80 } }),
  one(
    'refused',
    [
      { op: 'receipt', ref: 'r1', qty: 1, rate: 1 },
      { op: 'issue', ref: 'i1', qty: 2 },
    ],
    { errors: { i1: 'insufficient stock' }, final: { qty: 1 } },
  ),
  one(
    'let through',
    [
      { op: 'receipt', ref: 'r1', qty: 2, rate: 1 },
      { op: 'issue', ref: 'i1', qty: 2 },
    ],
    { errors: { i1: 'insufficient stock' } },
  ),
  one(
    'unforeseen refusal',
    [
      { op: 'receipt', ref: 'r1', qty: 1, rate: 1 },
      { op: 'supplier_return', ref: 's1', of: 'r1', qty: 2 },
    ],
    { final: { qty: 1 } },
  ),
  one(
    'twenty at once',
    [
      { op: 'on_hand', qty: 3 },
      { op: 'concurrent', times: 20, step: { op: 'reserve', qty: 1 } },
    ],
    { successes: 3, invariants: ['reserved == sum(reservations)', 'available >= 0'] },
  ),
  one('no such document', [{ op: 'teleport', qty: 1 }], { final: { qty: 0 } }),
  one('no such figure', RECEIPTS, { entropy: 1 }),
  one('no such field', [{ op: 'receipt', ref: 'r1', qty: 1, rate: 1, discount: 5 }], { final: { qty: 1 } }),
  one('no figure', [{ op: 'receipt', ref: 'r1', qty: 'ten', rate: 1 }], { final: { qty: 1 } }),
  one('no day', [{ op: 'receipt', ref: 'r1', qty: 1, rate: 1, date: 'soon' }], { final: { qty: 1 } }),
  one('no such basis', [...RECEIPTS, { op: 'landed_cost', ref: 'l', of: 'r1', amount: 1, by: 'colour' }], { final: { qty: 20 } }),
  one('another policy', RECEIPTS, { final: { value: 1 } }, { fits_suggested_policy: false, policy: 'everything is worth one' }),
  one(
    'fifo layers',
    [...RECEIPTS, { op: 'issue', ref: 'i1', qty: 12 }],
    { moves: { i1: { value: -140 } }, layers: [[8, 20]], final: { qty: 8, value: 160, layers: [[8, 20]] } },
    { method: 'fifo' },
  ),
  one('landed', [...RECEIPTS, { op: 'issue', ref: 'i1', qty: 5 }, { op: 'landed_cost', ref: 'l', of: 'r1', amount: 40 }], {
    moves: { l: { to_stock: 30, to_cogs: 10 } },
    values_delta: { 'i1.value': -10 },
  }),
];

describe('hengcang cases', () => {
  test('tells right from wrong, and what it cannot tell', async () => {
    const result = await runCases(casesFrom(JSON.stringify({ cases: CASES }), 'test'));
    expect(result.failed).toEqual([
      { id: 'wrong', want: { 'moves.i1.value': -50 }, got: { 'moves.i1.value': -75 } },
      { id: 'let through', want: { 'errors.i1': 'insufficient stock' }, got: { 'errors.i1': '入账' } },
      { id: 'unforeseen refusal', want: { s1: '入账' }, got: { s1: 'source-exceeded' } },
    ]);
    expect(result.unsupported.map(({ id, op }) => [id, op])).toEqual([
      ['no such document', 'teleport'],
      ['no such figure', 'expect.entropy'],
      ['no such field', 'receipt.discount'],
      ['no figure', 'receipt.qty'],
      ['no day', 'receipt.date'],
      ['no such basis', 'landed_cost.colour'],
      ['another policy', 'policy'],
    ]);
    expect([result.total, result.passed]).toEqual([CASES.length, CASES.length - 10]);
  });

  test.each([
    ['not JSON', '{'],
    ['without cases', '{"cases": []}'],
    ['a step without an operation', '{"cases": [{"id": "x", "steps": [{"qty": 1}]}]}'],
  ])('a file that is %s is refused', (_, text) => {
    expect(() => casesFrom(text, 'f.json')).toThrow(/f\.json/);
  });

  test.each<[Record<string, unknown>, Record<string, unknown>]>([
    [
      { op: 'delivery_note', quantity: 2, warehouse: 'A' },
      { op: 'issue', qty: 2, wh: 'A' },
    ],
    [
      { op: 'undo', against: 'r1' },
      { op: 'cancel', of: 'r1' },
    ],
    // A field of the operation's own keeps its name.
    [
      { op: 'sample', qty: 1, price: 15, vat: '13%' },
      { op: 'gift', qty: 1, price: 15, tax_rate: '13%' },
    ],
    [
      { op: 'receive', qty: 1, rate: 2, price: 3 },
      { op: 'receipt', qty: 1, rate: 2, price: 3 },
    ],
    [
      { op: 'repeat', times: 2, step: { op: 'sale', qty: 1 } },
      { op: 'repeat', times: 2, step: { op: 'issue', qty: 1 } },
    ],
    [
      { op: 'teleport', qty: 1 },
      { op: 'teleport', qty: 1 },
    ],
  ])('%o in our words', (told, ours) => expect(inOurWords(told as CaseStep, fieldsOf)).toEqual(ours));

  test.each([
    [0.13, 0.13],
    [13, 0.13],
    ['13%', 0.13],
    [undefined, null],
  ])('tax rate %s', (told, rate) => expect(taxRateOf({ op: 'receipt', tax_rate: told })).toBe(rate));
  test.each([-1, 'some', 1300, null])('%s is no tax rate', (told) => expect(() => taxRateOf({ op: 'receipt', tax_rate: told })).toThrow(/税率/));

  test.each([
    ['10*k', 190],
    ['(k + 1) / 4 - 2', 3],
    ['-k', -19],
    ['10*', null],
    ['k; process.exit()', null],
  ])('formula %s', (text, value) => {
    expect(formula(text, { k: 19 })).toBe(value);
  });

  test('unit costs agree as far as they are written and no further', () => {
    expect([sameRate(6.1111111, 110 / 18, 18), sameRate(15, 15.02, 10), sameRate(12.5, 14, 10)]).toEqual([true, false, false]);
  });
});
