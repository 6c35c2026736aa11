// Promise: the grid machine holds its laws on any journey of actions: undo inverts, paste after copy is nothing, no line is lost.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Spec } from './cells';
import { copyBox, waiting } from './grid-paste';
import { boxOf } from './grid-rows';
import { initState, reduce, type Action, type GridState } from './grid-state';
import { multiply } from './decimal';
import type { Column, LookupRef, Row } from './types';

const columns: readonly Column[] = [
  { key: 'product', title: '商品', kind: 'lookup', lookup: 'product', required: true },
  { key: 'name', title: '名称', kind: 'readonly', text: (row) => (row['product'] as LookupRef | null)?.label ?? '' },
  { key: 'qty', title: '数量', kind: 'qty', required: true, sum: true },
  { key: 'price', title: '单价', kind: 'money' },
  { key: 'amount', title: '金额', kind: 'readonly', decimals: 2, sum: true },
  {
    key: 'unit',
    title: '单位',
    kind: 'select',
    options: [
      { value: 'box', label: '箱' },
      { value: 'bag', label: '袋' },
    ],
  },
  { key: 'remark', title: '备注', kind: 'text' },
];
const derive = (row: Row): Row => ({ ...row, amount: multiply([String(row['qty'] ?? ''), String(row['price'] ?? '')], 2) });
const spec: Spec = { columns, derive, newRow: () => ({ unit: 'box' }), readOnly: false, today: '2026-11-22' };
const ref = (n: number): LookupRef => ({ id: `p${n}`, code: `SP${n}`, label: `商品${n}` });
const lineOf = (n: number, qty: string): Row => derive({ _key: `l${n}`, product: ref(n), qty, price: '2.5', unit: 'box', remark: '' });
const start = (n = 3): GridState =>
  initState(
    spec,
    Array.from({ length: n }, (_, i) => lineOf(i, String(i + 1))),
  );
const run = (state: GridState, ...actions: readonly Action[]): GridState => actions.reduce((s, a) => reduce(spec, s, a), state);

const cellText = fc.oneof(fc.constantFrom('', '5', '1.25', '=3*4', 'abc', 'SP1', '箱', '..', '不存在'), fc.string({ maxLength: 6 }));
const anyAction: fc.Arbitrary<Action> = fc.oneof(
  fc.record({ type: fc.constant('move' as const), to: fc.constantFrom('left', 'right', 'up', 'down', 'home', 'end', 'first', 'last', 'pageUp', 'pageDown'), extend: fc.boolean() }),
  fc.record({ type: fc.constant('goto' as const), r: fc.integer({ min: -2, max: 9 }), c: fc.integer({ min: -2, max: 9 }), extend: fc.boolean() }),
  fc.record({ type: fc.constant('next' as const), back: fc.boolean(), grow: fc.boolean() }),
  fc.record({ type: fc.constantFrom('edit' as const, 'cancel' as const, 'selectAll' as const) }),
  fc.record({ type: fc.constantFrom('undo' as const, 'redo' as const) }),
  fc.record({ type: fc.constantFrom('fill' as const, 'clear' as const, 'remove' as const, 'duplicate' as const) }),
  fc.record({ type: fc.constant('commit' as const), text: cellText }),
  fc.record({ type: fc.constant('copyFrom' as const), line: fc.constantFrom('above' as const, 'first' as const) }),
  fc.record({ type: fc.constant('paste' as const), cells: fc.array(fc.array(fc.record({ text: cellText }), { maxLength: 4 }), { maxLength: 4 }) }),
  fc.record({ type: fc.constant('insert' as const), where: fc.constantFrom('above' as const, 'below' as const, 'end' as const) }),
  fc.record({ type: fc.constant('shift' as const), by: fc.constantFrom(-1 as const, 1 as const) }),
  fc.record({ type: fc.constant('settle' as const), lookup: fc.constant('product'), texts: fc.array(cellText), found: fc.constant(new Map([['SP1', ref(1)]])) }),
);
const journeys = fc.array(anyAction, { maxLength: 25 });
const TRAVEL = new Set(['undo', 'redo']);

describe('any journey', () => {
  it('keeps at least one line, unique keys and the cursor inside', () => {
    fc.assert(
      fc.property(journeys, (actions) => {
        const state = run(start(), ...actions);
        expect(state.rows.length).toBeGreaterThan(0);
        expect(new Set(state.rows.map((row) => row._key)).size).toBe(state.rows.length);
        for (const { r, c } of [state.active, state.anchor ?? state.active]) {
          expect(state.rows[r]).toBeDefined();
          expect(columns[c]).toBeDefined();
        }
      }),
    );
  });

  it('loses a line only by deleting it', () => {
    fc.assert(
      fc.property(journeys, (actions) => {
        let state = start();
        for (const action of actions) {
          const next = reduce(spec, state, action);
          if (action.type !== 'remove' && !TRAVEL.has(action.type)) {
            const kept = new Set(next.rows.map((row) => row._key));
            for (const row of state.rows) expect(kept.has(row._key)).toBe(true);
          }
          state = next;
        }
      }),
    );
  });

  it('is undone to the very lines it began with, and redone to the very lines it ended with', () => {
    fc.assert(
      fc.property(journeys, (actions) => {
        const forward = actions.filter((action) => !TRAVEL.has(action.type) && action.type !== 'settle');
        const before = start();
        const after = run(before, ...forward);
        const steps = after.undo.length;
        const back = run(after, ...Array.from({ length: steps }, () => ({ type: 'undo' as const })));
        expect(back.rows).toBe(before.rows);
        const again = run(back, ...Array.from({ length: steps }, () => ({ type: 'redo' as const })));
        expect(again.rows).toBe(after.rows);
      }),
    );
  });

  it('never commits a look-up text as a value', () => {
    fc.assert(
      fc.property(journeys, (actions) => {
        for (const row of run(start(), ...actions).rows) {
          const value = row['product'];
          expect(value === null || value === undefined || typeof value === 'object').toBe(true);
          if (row._issues?.['product']) expect(value).toBeNull();
        }
      }),
    );
  });

  it('changes no state it was given', () => {
    fc.assert(
      fc.property(journeys, (actions) => {
        let state = start();
        for (const action of actions) {
          const photo = structuredClone(state);
          const next = reduce(spec, state, action);
          expect(state).toEqual(photo);
          state = next;
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe('copy and paste', () => {
  it('pasting a copy onto itself changes nothing', () => {
    const corner = fc.integer({ min: 0, max: 6 });
    fc.assert(
      fc.property(journeys, corner, corner, corner, corner, (actions, r, c, r2, c2) => {
        const state = run(start(4), ...actions, { type: 'goto', r, c }, { type: 'goto', r: r2, c: c2, extend: true });
        const box = boxOf(state);
        const pasted = run(state, { type: 'goto', r: box.r0, c: box.c0 }, { type: 'paste', cells: copyBox(spec, state.rows, box) });
        expect(pasted.rows).toBe(state.rows);
      }),
    );
  });

  it('adds the lines it needs and asks for unknown look-up texts', () => {
    const state = run(
      start(1),
      { type: 'goto', r: 0, c: 0 },
      {
        type: 'paste',
        cells: [
          ['SP7', 'x', '3'],
          ['没有', 'x', '四'],
        ].map((line) => line.map((text) => ({ text }))),
      },
    );
    expect(state.rows).toHaveLength(2);
    expect(waiting(spec, state.rows).map((spot) => spot.text)).toEqual(['SP7', '没有']);
    const done = run(state, { type: 'settle', lookup: 'product', texts: ['SP7', '没有'], found: new Map([['SP7', ref(7)]]) });
    expect(done.rows[0]?.['product']).toEqual(ref(7));
    expect(done.rows[1]?.['product']).toBeNull();
    expect(done.rows[1]?._issues?.['product']).toMatchObject({ state: 'bad', text: '没有' });
    expect(done.rows[1]?._issues?.['qty']?.message).toBe('“四”不是数字');
    expect(done.undo).toHaveLength(1);
  });

  it('fills a range with one copied cell', () => {
    const state = run(start(3), { type: 'goto', r: 0, c: 2 }, { type: 'goto', r: 2, c: 2, extend: true }, { type: 'paste', cells: [[{ text: '9' }]] });
    expect(state.rows.map((row) => row['qty'])).toEqual(['9', '9', '9']);
    expect(state.rows.map((row) => row['amount'])).toEqual(['22.5', '22.5', '22.5']);
  });
});

describe('Enter', () => {
  it('walks the editable cells, wraps and adds a line at the end', () => {
    let state = run(start(1), { type: 'goto', r: 0, c: 0 });
    const seen = [];
    for (let i = 0; i < 5; i++) {
      state = run(state, { type: 'next', grow: true });
      seen.push(state.active);
    }
    expect(seen).toEqual([
      { r: 0, c: 2 },
      { r: 0, c: 3 },
      { r: 0, c: 5 },
      { r: 0, c: 6 },
      { r: 1, c: 0 },
    ]);
    expect(state.notice.text).toBe('已添加第 2 行');
  });

  it('does not pile up blank lines', () => {
    let state = run(start(1), { type: 'insert', where: 'end' });
    for (let i = 0; i < 30; i++) state = run(state, { type: 'next', grow: true });
    expect(state.rows).toHaveLength(2);
  });
});

describe('changes by the page', () => {
  it('are no step of the user and survive an undo of another line', () => {
    const edited = run(start(2), { type: 'goto', r: 0, c: 2 }, { type: 'commit', text: '8' }, { type: 'goto', r: 1, c: 2 }, { type: 'commit', text: '9' });
    const priced = edited.rows.map((row, r) => (r === 0 ? { ...row, price: '7' } : row));
    const undone = run(edited, { type: 'external', rows: priced }, { type: 'undo' });
    expect(undone.rows.map((row) => [row['qty'], row['price']])).toEqual([
      ['8', '7'],
      ['2', '2.5'],
    ]);
  });

  it('with other lines altogether start a new history', () => {
    const edited = run(start(2), { type: 'goto', r: 0, c: 2 }, { type: 'commit', text: '8' });
    expect(run(edited, { type: 'external', rows: [{ _key: 'other' }] }).undo).toEqual([]);
  });
});

describe('read only', () => {
  it('moves and copies but changes nothing', () => {
    const locked = { ...spec, readOnly: true };
    fc.assert(
      fc.property(journeys, (actions) => {
        const before = start();
        expect(actions.reduce((s, a) => reduce(locked, s, a), before).rows).toBe(before.rows);
      }),
    );
  });
});
