// Measured values as an inspector types them: “净含量 250.5 249.8 251；糖度 12.1 12.3”, one group for each characteristic, one figure for each piece in order. Pure.
import { parseDecimal } from '#kernel/decimal';
import { type Micro, micro } from '#kernel/quantity';

export type Reading = { readonly characteristic: string; readonly sample: number; readonly value: Micro };
export type Read = { readonly readings: readonly Reading[] /** What could not be read, for people; null when all could. */; readonly unread: string | null };

const DECIMALS = 6;

/** Reads the text. With only one measured characteristic its name may be left out. */
export function readReadings(text: string | null, measured: readonly string[]): Read {
  const readings: Reading[] = [];
  for (const group of (text ?? '').split(/[；;\n]/).map((g) => g.trim())) {
    if (group === '') continue;
    const [first = '', ...rest] = group.split(/[\s,，、:：]+/).filter((w) => w !== '');
    const named = parseDecimal(first, DECIMALS) === null;
    const characteristic = named ? first : measured.length === 1 ? measured[0] : undefined;
    if (characteristic === undefined) return { readings, unread: `“${group.slice(0, 20)}”没有写项目名` };
    for (const [i, word] of (named ? rest : [first, ...rest]).entries()) {
      const value = parseDecimal(word, DECIMALS);
      if (value === null) return { readings, unread: `“${word.slice(0, 20)}”不是数字` };
      readings.push({ characteristic, sample: i + 1, value: micro(value) });
    }
  }
  return { readings, unread: null };
}
