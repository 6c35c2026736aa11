// A rate is a share of the whole: decimals or percent, never 1300 %. Refusals name the field and say what to write.
import { decode, jsonSchemaOf, parseFields } from '#forms';
import { percent } from '#kernel/field';
import { expect, test } from 'vitest';

const FIELDS = { taxRate: percent('税率'), off: percent('差异率', { sign: 'any' }) };
const read = (taxRate: unknown) => parseFields(FIELDS, { taxRate }, { path: 'lines[0].', where: '第 1 行 ' });

test.each([
  ['0.13', 130_000n],
  [0.13, 130_000n],
  ['13%', 130_000n],
  ['6.5 %', 65_000n],
  ['9％', 90_000n],
  ['100%', 1_000_000n],
  ['1', 1_000_000n],
  ['0', 0n],
])('%s is read', (text, value) => expect(read(text)).toMatchObject({ value: { taxRate: value }, complaints: [] }));

test.each(['13', 13, '1.000001', '1300%'])('%s is more than the whole', (text) =>
  expect(read(text).complaints).toEqual([
    { refused: 'bad-field', path: 'lines[0].taxRate', with: { what: `第 1 行 “税率”不能大于 1（您填的是“${text}”）：13% 请写 0.13 或 13%` } },
  ]),
);
test.each(['%', '十三', '-0.13', '-13%', '0.1234567', '13.12345%'])('%s is no rate', (text) => expect(read(text).complaints[0]?.with?.['what']).toMatch(/^第 1 行 “税率”/));

test('a computed difference may be any share, and what the house stored is read as it is', () => {
  expect(parseFields(FIELDS, { off: '-3' }, { path: '', where: '' }).complaints).toEqual([]);
  expect(decode(FIELDS, { taxRate: '1.5', off: null })).toMatchObject({ taxRate: 1_500_000n });
});
test('the contract says the same', () => {
  const { pattern } = (jsonSchemaOf(FIELDS) as { properties: { taxRate: { pattern: string } } }).properties.taxRate;
  expect(['0', '0.13', '1', '13%', '6.5%', '100%'].every((t) => new RegExp(pattern).test(t))).toBe(true);
  expect(['13', '1.5', '1300%', '-0.1'].some((t) => new RegExp(pattern).test(t))).toBe(false);
});
