// Promise: the small pure parts — sums, decimals, clipboard, dates, paths, keys, candidate list, store — do what their files promise.
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { calculate, isSum } from './calculator';
import { readDate } from './cells';
import { addDecimals, canonical, grouped, multiply, parseDecimal } from './decimal';
import { intentOf, type KeyPlace } from './grid-keys';
import { createLookupList } from './lookup-list';
import { pressed } from './phone-pad';
import { stepped } from './phone-step';
import { claim, parsePath } from './problems';
import { linesToSend } from './send';
import { createStore } from './store';
import { readTsv, writeTsv } from './tsv';
import type { Candidate, Column, Row } from './types';

describe('calculator', () => {
  it.each([
    ['=12*24', 0, '288'],
    ['12+3', 2, '15'],
    ['100-0.01', 2, '99.99'],
    ['(1+2)*3', 2, '9'],
    ['1/3', 4, '0.3333'],
    ['2/3', 2, '0.67'],
    ['-5', 2, '-5'],
    ['１２×３', 2, '36'],
    ['=10%*50', 2, '5'],
    ['1,234.5', 2, '1234.5'],
    ['12+', 2, '12'],
    ['0.1+0.2', 2, '0.3'],
    ['1.005', 2, '1.01'],
    ['¥8', 2, '8'],
  ])('%s at %i decimals is %s', (text, decimals, value) => expect(calculate(text, decimals)).toBe(value));

  it.each(['', '=', 'abc', '1/0', '(1', '1)', '1 2a', 'alert(1)', '1e5', '..', '--', '9'.repeat(99)])('%s is no number', (text) => expect(calculate(text, 2)).toBeNull());

  it('agrees with whole-number arithmetic', () => {
    const n = fc.integer({ min: -9999, max: 9999 });
    fc.assert(
      fc.property(n, n, n, (a, b, c) => {
        expect(calculate(`=${a}*${b}+(${c})`, 0)).toBe(String(a * b + c + 0));
      }),
    );
  });

  it('never throws', () =>
    fc.assert(
      fc.property(fc.string(), (text) => {
        calculate(text, 2);
        isSum(text);
      }),
    ));
});

describe('decimals', () => {
  it('stay exact', () => {
    expect(addDecimals(['0.1', '0.2'])).toBe('0.3');
    expect(multiply(['3', '0.333'], 2)).toBe('1');
    expect(multiply(['-2', '0.125'], 2)).toBe('-0.25');
    expect(multiply(['', '1'], 2)).toBe('');
    expect(grouped('1234567.5', 2)).toBe('1,234,567.50');
    expect(grouped('1234.500', 3, true)).toBe('1,234.5');
    expect(stepped('0', '-1')).toBe('0');
    expect(stepped('1.5', '1')).toBe('2.5');
  });

  it('survive writing and reading', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(10n ** 20n), max: 10n ** 20n }), fc.integer({ min: 0, max: 6 }), (n, s) => {
        const text = canonical({ n, s }, s);
        expect(canonical(parseDecimal(text) ?? { n: -1n, s: 0 }, s)).toBe(text);
      }),
    );
  });
});

describe('clipboard text', () => {
  it('reads what it wrote', () => {
    const cell = fc.oneof(fc.string(), fc.constantFrom('a\tb', 'x\ny', '"', '说"明"', '', '\r\n'));
    const table = fc.integer({ min: 1, max: 4 }).chain((w) => fc.array(fc.array(cell, { minLength: w, maxLength: w }), { minLength: 1, maxLength: 5 }));
    fc.assert(
      fc.property(table, (given) => {
        expect(readTsv(writeTsv(given))).toEqual(given);
      }),
    );
  });
  it('reads Excel', () =>
    expect(readTsv('SP1\t3\r\n"a\nb"\t"2""x"\r\n')).toEqual([
      ['SP1', '3'],
      ['a\nb', '2"x'],
    ]));
});

describe('dates', () => {
  it.each([
    ['11-22', '2026-11-22'],
    ['1122', '2026-11-22'],
    ['20270101', '2027-01-01'],
    ['2026年3月5日', '2026-03-05'],
    ['2026/2/30', null],
    ['13-01', null],
  ])('%s → %s', (text, value) => expect(readDate(text, '2026-11-22')).toBe(value));
});

describe('server paths', () => {
  it('name a line and a column', () => {
    expect(parsePath('lines[12].qty')).toEqual({ r: 12, column: 'qty' });
    expect(parsePath('body.lines[0].product.id')).toEqual({ r: 0, column: 'product' });
    expect(parsePath('/lines/3/price')).toEqual({ r: 3, column: 'price' });
    expect(parsePath('lines[4]')).toEqual({ r: 4, column: '' });
    expect(parsePath('customer')).toBeNull();
  });
  it('stay with their line', () => {
    const claims = claim(
      [{ _key: 'a' }, { _key: 'b', qty: '3' }],
      [
        { path: 'lines[1].qty', message: '不足' },
        { path: 'customer', message: 'x' },
      ],
    );
    expect([...claims.keys()]).toEqual(['b']);
  });
  it('are counted over the lines that were sent', () => {
    const columns: Column[] = [{ key: 'qty', title: '数量', kind: 'qty', required: true }];
    const { lines, place } = linesToSend(columns as never, [{ _key: 'blank' }, { _key: 'a', qty: '1' }]);
    expect(lines).toHaveLength(1);
    expect(place({ path: 'lines[0].qty', message: 'm' })).toEqual({ rowKey: 'a', column: 'qty', message: 'm' });
  });
});

describe('keys', () => {
  const rest: KeyPlace = { editing: false, list: false, listable: true, ranged: false };
  const key = (name: string, place: Partial<KeyPlace> = {}, mods = '') =>
    intentOf({ key: name, ctrl: mods.includes('C'), shift: mods.includes('S'), alt: mods.includes('A') }, { ...rest, ...place });
  it('mean what facts/frontend.md §13 says', () => {
    expect(key('Enter')).toEqual({ do: 'next', back: false });
    expect(key('Enter', {}, 'S')).toEqual({ do: 'next', back: true });
    expect(key('Enter', {}, 'C')).toEqual({ do: 'submit' });
    expect(key('Enter', { list: true })).toEqual({ do: 'pick' });
    expect(key('F2')).toEqual({ do: 'edit' });
    expect(key('F7')).toEqual({ do: 'lookup' });
    expect(key('F9')).toEqual({ do: 'create' });
    expect(key('d', {}, 'C')).toEqual({ do: 'fill' });
    expect(key('Delete', {}, 'C')).toEqual({ do: 'remove' });
    expect(key('z', {}, 'C')).toEqual({ do: 'undo' });
    expect(key('y', {}, 'C')).toEqual({ do: 'redo' });
    expect(key('ArrowDown', { list: true })).toEqual({ do: 'list', step: 1 });
    expect(key('ArrowRight', {}, 'S')).toEqual({ do: 'move', to: 'right', extend: true });
  });
  it('leave the caret, the browser and the page what is theirs', () => {
    expect(key('ArrowLeft', { editing: true })).toBeNull();
    expect(key('z', { editing: true }, 'C')).toBeNull();
    expect(key('Escape')).toBeNull();
    for (const name of ['F5', 'F11', 'a', '中']) expect(key(name)).toBeNull();
    for (const name of ['n', 't', 'w', 's', 'k']) expect(key(name, {}, 'C')).toBeNull();
  });
});

describe('the list of candidates', () => {
  const column: Column = { key: 'product', title: '商品', kind: 'lookup', lookup: 'product' };
  const row: Row = { _key: 'a' };
  const item = (code: string): Candidate => ({ id: code, code, label: code });
  it('forgets the answer to an older question', async () => {
    const answers = new Map<string, (items: Candidate[]) => void>();
    const list = createLookupList(
      () => (_n, text) =>
        new Promise((done) => {
          answers.set(text, done);
        }),
    );
    list.ask({ column, row, text: 'n', delay: 0 });
    list.ask({ column, row, text: 'nf', delay: 0 });
    answers.get('nf')?.([item('NF1'), item('nf')]);
    await vi.waitFor(() => expect(list.get().status).toBe('done'));
    answers.get('n')?.([item('N1')]);
    await Promise.resolve();
    expect(list.get().items.map((x) => x.code)).toEqual(['NF1', 'nf']);
    expect(list.get().index).toBe(1); // the very code is the first choice
  });
  it('asks once for quick typing and says when it fails', async () => {
    const search = vi.fn().mockRejectedValue(new Error('offline'));
    const list = createLookupList(() => search);
    for (const text of ['n', 'nf', 'nfs']) list.ask({ column, row, text, delay: 5 });
    await vi.waitFor(() => expect(list.get().status).toBe('failed'));
    expect(search).toHaveBeenCalledTimes(1);
  });
});

describe('the store', () => {
  it('knows its own lines when they come back late, and takes others as new', () => {
    const spec = { columns: [{ key: 'qty', title: '数量', kind: 'qty' as const }], derive: (r: Row) => r, newRow: () => ({}), readOnly: false, today: '2026-11-22' };
    const sent: (readonly Row[])[] = [];
    const store = createStore(
      () => spec,
      [{ _key: 'a', qty: '1' }],
      (rows) => sent.push(rows),
    );
    store.dispatch({ type: 'commit', text: '2' });
    store.dispatch({ type: 'commit', text: '3' });
    store.sync(sent[0] ?? []);
    expect(store.get().rows[0]?.['qty']).toBe('3');
    store.sync(sent[1] ?? []);
    store.sync(sent[0] ?? []); // now the page really goes back
    expect(store.get().rows[0]?.['qty']).toBe('2');
  });
});

describe('the pad', () => {
  it('writes numbers', () => {
    expect(['1', '2', '.', '5', '.', '⌫'].reduce(pressed, '')).toBe('12.');
    expect(pressed('0', '7')).toBe('7');
    expect(pressed('', '.')).toBe('0.');
  });
});
