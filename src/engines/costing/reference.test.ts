// What goods are thought to cost before their pool knows: who is asked first, and that documents are told so.
import { costLedger, references } from '#costing';
import { type Facts, poolKey } from '#kernel/facts';
import { fen, price } from '#kernel/money';
import { micro } from '#kernel/quantity';
import { expect, test } from 'vitest';

type Told = {
  readonly group?: string | null;
  readonly lot?: string;
  readonly qty?: bigint;
  readonly value?: bigint;
  readonly price?: bigint;
  readonly reference?: bigint;
  readonly lastDay?: string;
};
const YUAN = 1_000_000n;

function factsOf(pools: readonly Told[], { costMethod = 'moving-average', reference = 3n * YUAN, standardCost = (2n * YUAN) as bigint | null } = {}): Facts {
  const made = pools.map(({ group = null, lot = null, ...p }) => ({ item: 'i', group, lot, qty: 0n, value: 0n, price: 0n, reference: 0n, ...p }));
  return {
    items: { i: { id: 'i', costMethod, reference: reference === 0n ? null : price(reference), standardCost: standardCost === null ? null : price(standardCost) } },
    warehouses: { w: { id: 'w', pool: 'here' } },
    pools: Object.fromEntries(made.map((p) => [poolKey('i', p.group, p.lot), p])),
  } as unknown as Facts;
}
const HERE = { item: 'i', group: 'here', lot: null };
const asked = (pools: readonly Told[], item = {}): bigint => references(factsOf(pools, item))(HERE);

test.each<[string, bigint, readonly Told[], Record<string, unknown>]>([
  [
    'what the pool began with, whatever others say since',
    9n,
    [
      { group: 'here', reference: 9n * YUAN },
      { group: 'there', price: 5n * YUAN },
    ],
    {},
  ],
  ['what another pool has it for now', 4n, [{ group: 'there', qty: 2_000_000n, value: 800n, price: 1n }], {}],
  [
    'of several, the one that moved last',
    6n,
    [
      { group: 'old', price: 5n * YUAN, lastDay: '2026-01-01' },
      { group: 'new', price: 6n * YUAN, lastDay: '2026-02-01' },
    ],
    {},
  ],
  ['not a pool that does not know either', 3n, [{ group: 'there' }], {}],
  ['its own pool knows nothing yet: 参考进价', 3n, [{ group: 'here' }], {}],
  ['no 参考进价: the standard cost', 2n, [], { reference: 0n }],
  ['nobody knows', 0n, [], { reference: 0n, standardCost: null }],
])('%s', (_, yuan, pools, item) => expect(asked(pools, item)).toBe(yuan * YUAN));

test('a lot asks the other lots of its place first', () => {
  const facts = factsOf(
    [
      { group: 'there', price: 8n * YUAN, lastDay: '2026-03-01' },
      { group: 'here', price: 7n * YUAN, lastDay: '2026-01-01' },
    ],
    { costMethod: 'individual' },
  );
  expect(references(facts)({ ...HERE, lot: 'l' })).toBe(7n * YUAN);
});

test('documents take goods out at it, and at what a receipt of the same document said once it did', () => {
  const ledger = costLedger(factsOf([]));
  const leaving = { item: 'i', warehouse: 'w', parts: [{ lot: null, qty: micro(2_000_000n) }] };
  expect(ledger.issue(leaving).cost).toBe(600n);
  ledger.receive({ item: 'i', warehouse: 'w', lot: null, qty: micro(2_000_000n), cost: fen(1_000n) });
  expect(ledger.issue(leaving).cost).toBe(1_000n);
});
