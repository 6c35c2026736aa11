// Amounts in words, as a 记账凭证 has them beside its sum.

const DIGITS = Array.from('零壹贰叁肆伍陆柒捌玖');
const PLACES = ['', '拾', '佰', '仟'];
const GROUPS = ['', '万', '亿', '万亿'];
const GROUP = 10_000n;

/** Four digits in words; noughts inside are said once, those at the end not at all. */
const groupWords = (n: number): string =>
  [...String(n)]
    .map((digit, i, all) => (digit === '0' ? '零' : `${DIGITS[Number(digit)] ?? ''}${PLACES[all.length - 1 - i] ?? ''}`))
    .join('')
    .replace(/零+/g, '零')
    .replace(/零$/, '');

/** Whole 元 in words: 10500 → 壹万零伍佰. */
function yuanWords(yuan: bigint): string {
  let words = '';
  for (let rest = yuan, at = 0, gap = false; rest > 0n; rest /= GROUP, at += 1) {
    const group = Number(rest % GROUP);
    if (group === 0) {
      gap = words !== '';
      continue;
    }
    words = `${groupWords(group)}${GROUPS[at] ?? ''}${gap ? '零' : ''}${words}`;
    gap = group < 1000;
  }
  return words;
}

/** 分 in words: 123450n → 壹仟贰佰叁拾肆元伍角整. */
export function capital(fen: bigint): string {
  const abs = fen < 0n ? -fen : fen;
  if (abs === 0n) return '零元整';
  const [yuan, jiao, cent] = [abs / 100n, Number((abs / 10n) % 10n), Number(abs % 10n)];
  const dimes = jiao > 0 ? `${DIGITS[jiao]}角` : yuan > 0n && cent > 0 ? '零' : '';
  return `${fen < 0n ? '（负）' : ''}${yuan > 0n ? `${yuanWords(yuan)}元` : ''}${dimes}${cent > 0 ? `${DIGITS[cent]}分` : '整'}`;
}
