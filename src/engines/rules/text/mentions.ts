// What a sentence names: master data and figures, in the order they come, each once. For comparing two sentences, not for reading one.
import type { Dictionary } from './dictionary.ts';
import { normalise } from './normalise.ts';
import { segment, type Token } from './segment.ts';

const NAMED = new Set(['ent', 'user', 'group', 'system']);
/** 三成 and 30% are one figure, 八折 and 20% are not compared. */
const figure = (token: Token, next: Token | undefined): string | undefined => {
  const num = token.senses.find((x) => x.t === 'num');
  if (num?.num === undefined) return undefined;
  const tenths = next?.senses.some((x) => x.t === 'unit' && x.id === '成') === true;
  return num.pct || tenths || next?.senses.some((x) => x.t === 'unit' && x.id === '%') ? `${Number((tenths ? num.num * 10 : num.num).toPrecision(12))}%` : String(num.num);
};

/** Names as master data has them, and numbers as digits: ['可乐', '50', '30%']. */
export function mentions(text: string, d: Dictionary): readonly string[] {
  const tokens = segment(d, normalise(text));
  return [
    ...new Set(
      tokens.flatMap((t, i): string[] => {
        const name = t.senses.find((x) => NAMED.has(x.t));
        if (name) return [d.nameOf(name.t === 'ent' ? (name.e ?? '') : name.t, name.id)];
        const n = figure(t, tokens[i + 1]);
        return n === undefined ? [] : [n];
      }),
    ),
  ];
}
