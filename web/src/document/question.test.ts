// The answer of the server reaches the lines it was asked about, and only those: what a person touched meanwhile is asked about again.
import { describe, expect, it } from 'vitest';
import type { Doc, DocMeta, Field } from '../api/types';
import { lineOf, overlay, type LineRow } from './doc-values';
import { merged, sameQuestion, wholeRows, type Question } from './question';

const field = (name: string, kind: Field['kind'], more: Partial<Field> = {}): Field => ({ name, kind, zh: name, required: false, ...more });
const def = {
  type: 'order',
  head: [field('supplier', 'ref', { required: true, to: 'supplier' })],
  line: [
    field('item', 'ref', { required: true, to: 'item' }),
    field('qty', 'qty', { required: true }),
    field('price', 'price'),
    field('taxRate', 'rate'),
    field('urgent', 'flag'),
    field('gross', 'money', { computed: true }),
    field('bin', 'ref', { to: 'bin' }),
  ],
} as unknown as DocMeta;
const rice = { id: 'i1', code: 'SP1', label: '大米' };
const row = (key: string, more: Record<string, unknown> = {}): LineRow => ({
  _key: key,
  item: rice,
  qty: '2',
  price: '',
  taxRate: '',
  urgent: 'false',
  gross: '',
  bin: null,
  source: null,
  ...more,
});
const ask = (rows: readonly LineRow[]): Question => ({ day: '2026-11-22', head: { supplier: 's1' }, rows });
const answerOf = (...lines: Record<string, unknown>[]): Doc => ({ lines }) as unknown as Doc;

describe('a line as the server takes it', () => {
  it('leaves out what is computed or empty, and is the same object for the same line', () => {
    const line = row('a', { taxRate: '13', gross: '9.90' });
    expect(lineOf(def, line)).toEqual({ item: 'i1', qty: '2', taxRate: '0.13', urgent: false });
    expect(lineOf(def, line)).toBe(lineOf(def, line));
    expect(lineOf(def, { ...line, qty: '3' })).toMatchObject({ qty: '3' });
    expect(lineOf({ ...def, line: def.line.slice(0, 1) }, line)).toEqual({ item: 'i1' });
  });
});

describe('the server’s line laid over ours', () => {
  it.each<[string, Record<string, unknown>, Record<string, unknown>, Record<string, unknown> | 'same']>([
    ['a figure it computed', {}, { gross: '19.80' }, { gross: '19.80' }],
    ['a figure it computed anew', { gross: '1.00' }, { gross: '19.80' }, { gross: '19.80' }],
    ['a field we left empty', {}, { price: '9.9', taxRate: '0.09' }, { price: '9.9', taxRate: '9' }],
    ['a field a person filled', { price: '8' }, { price: '9.9' }, 'same'],
    ['what we have already', { gross: '19.80' }, { gross: '19.80', qty: '2', urgent: false, item: 'i1' }, 'same'],
    ['nothing', {}, { price: null }, 'same'],
    ['a reference by its name', {}, { bin: 'b1' }, { bin: { id: 'b1', code: 'A-01', label: '一号位' } }],
  ])('%s', (_, mine, theirs, wanted) => {
    const line = row('a', mine);
    const out = overlay(def, line, { no: 1, ...theirs }, { b1: { code: 'A-01', name: '一号位' } });
    if (wanted === 'same') expect(out).toBe(line);
    else expect(out).toMatchObject({ ...line, ...wanted });
  });
});

describe('lines worth asking about', () => {
  const [whole, half, waiting] = [row('a'), row('b', { qty: '' }), row('c', { _issues: { item: { text: 'x', message: 'x', state: 'typed' } } })];
  it('say everything that is required, with no open question of their own', () => {
    expect(wholeRows(def, { head: { supplier: 's1' }, rows: [whole, half, waiting] })).toEqual([whole]);
    expect(wholeRows(def, { head: {}, rows: [whole] })).toEqual([]);
  });
  it('are asked about once', () => {
    const question = ask([whole, half]);
    expect(sameQuestion(null, question)).toBe(false);
    expect(sameQuestion(question, { ...question, rows: [whole, half] })).toBe(true);
    for (const other of [ask([whole]), ask([whole, { ...half }]), { ...question, day: '2026-11-23' }, { ...question, head: { supplier: 's2' } }])
      expect(sameQuestion(question, other)).toBe(false);
  });
});

describe('an answer', () => {
  it('fills the lines it speaks of, and is then known', () => {
    const [a, b, blank] = [row('a'), row('b'), row('c', { item: null, qty: '' })];
    const { next, known } = merged(def, [a, blank, b], { question: ask([a, b]), answer: answerOf({ gross: '1.00' }, { gross: '2.00' }), labels: {} });
    expect(next.map((r) => r['gross'])).toEqual(['1.00', '', '2.00']);
    expect(next[1]).toBe(blank);
    expect(sameQuestion(known, { ...known, rows: wholeRows(def, { head: known.head, rows: next }) })).toBe(true);
  });
  it('leaves a line alone that was touched meanwhile, and that line is asked about again', () => {
    const [a, b] = [row('a'), row('b')];
    const touched = { ...a, qty: '7' };
    const { next, known } = merged(def, [touched, b], { question: ask([a, b]), answer: answerOf({ gross: '1.00' }, { gross: '2.00' }), labels: {} });
    expect(next[0]).toBe(touched);
    expect(next[1]).toMatchObject({ gross: '2.00' });
    expect(sameQuestion(known, { ...known, rows: wholeRows(def, { head: known.head, rows: next }) })).toBe(false);
  });
  it('with nothing new leaves the very same list', () => {
    const lines = [row('a', { gross: '1.00' })];
    expect(merged(def, lines, { question: ask(lines), answer: answerOf({ gross: '1.00' }), labels: {} }).next).toBe(lines);
  });
});
