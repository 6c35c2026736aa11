// Figures are exact: grouping, percent, amounts, tax, and sums in words.
import { expect, test } from 'vitest';
import { amountOf, capital, compare, fromPercent, grouped, qty, readQuantity, splitTax, sum, toPercent } from './figures';

test.each([
  ['0', '零元整'],
  ['0.05', '伍分'],
  ['0.50', '伍角整'],
  ['1', '壹元整'],
  ['10', '壹拾元整'],
  ['1000.5', '壹仟元伍角整'],
  ['1005.05', '壹仟零伍元零伍分'],
  ['10001', '壹万零壹元整'],
  ['20300', '贰万零叁佰元整'],
  ['100000000', '壹亿元整'],
  ['100010001.10', '壹亿零壹万零壹元壹角整'],
  ['-12.34', '（负）壹拾贰元叁角肆分'],
  ['34387.71', '叁万肆仟叁佰捌拾柒元柒角壹分'],
  ['1020000', '壹佰零贰万元整'],
])('%s in words', (text, words) => {
  expect(capital(text)).toBe(words);
});

test('a quantity as it is typed, as the server reads it; what is none is refused', () => {
  expect(['12', '1,200', '5.', '0.500000', '0', '+3'].map(readQuantity)).toEqual(['12', '1200', '5', '0.5', '0', '3']);
  expect(['', '-1', 'abc', '1e3', '0.1234567', '1234567890123', 'NaN'].map(readQuantity)).toEqual([null, null, null, null, null, null, null]);
});

test('grouping and decimals', () => {
  expect(grouped('1234567.5')).toBe('1,234,567.50');
  expect(grouped('-1234.5', 2)).toBe('-1,234.50');
  expect(qty('12.500000')).toBe('12.5');
  expect(grouped('没有')).toBe('没有');
});

test('shares and percents are inverse', () => {
  expect(toPercent('0.13')).toBe('13');
  expect(fromPercent('13')).toBe('0.13');
  expect(fromPercent('0.5')).toBe('0.005');
});

test('amounts and tax as the house rounds them', () => {
  expect(amountOf('3', '0.333333')).toBe('1.00');
  expect(splitTax('113.00', '0.13')).toEqual({ net: '100.00', tax: '13.00' });
  expect(splitTax('-1520.00', '0.13')).toEqual({ net: '-1345.13', tax: '-174.87' });
  expect(sum(['0.1', '0.2', null, ''])).toBe('0.3');
  expect(compare('10', '9.99')).toBe(1);
});
