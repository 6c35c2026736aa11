// Search text with pinyin: "农夫山泉" is found by 农夫, nongfushanquan and nfsq.
import type { SearchText } from '#kernel/ports';
import { pinyin } from 'pinyin-pro';

const cache = new Map<string, string>();

function spell(word: string): string {
  const known = cache.get(word);
  if (known !== undefined) return known;
  const lower = word.toLowerCase();
  const spelled = /[\u4e00-\u9fff]/.test(word)
    ? `${lower} ${pinyin(word, { toneType: 'none', type: 'array' }).join('').toLowerCase()} ${pinyin(word, { pattern: 'first', toneType: 'none', type: 'array' }).join('').toLowerCase()}`
    : lower;
  if (cache.size > 50_000) cache.clear();
  cache.set(word, spelled);
  return spelled;
}

export const searchText: SearchText = (...words) =>
  words
    .filter((w): w is string => Boolean(w))
    .map(spell)
    .join(' ')
    .slice(0, 2000);
