// Reads numbers as people write them: 三百二十, 一百八, 两万六, 1.5万, 百分之一点五, 三成五, 四分之一, 零下15, 半.

export interface NumberHit {
  end: number;
  num: number;
  unit?: '%';
}

const DIGIT: Record<string, number> = { 零: 0, 〇: 0, 一: 1, 二: 2, 两: 2, 三: 3, 四: 4, 五: 5, 六: 6, 七: 7, 八: 8, 九: 9 };
const POWER: Record<string, number> = { 十: 10, 百: 100, 千: 1000 };
const BIG: Record<string, number> = { 万: 1e4, 亿: 1e8 };
const LATIN: Record<string, number> = { 百: 100, 千: 1e3, 万: 1e4, 亿: 1e8, k: 1e3, w: 1e4 };

const tidy = (n: number): number => Number(n.toPrecision(12));

/** Chinese integer at `at`; understands the clipped last digit (一百八 = 180, 三千五 = 3500, 两万六 = 26000). */
function chineseInteger(s: string, at: number): NumberHit | undefined {
  let total = 0,
    section = 0,
    digit = -1,
    lastPower = 0,
    i = at,
    zero = false;
  for (; i < s.length; i++) {
    const ch = s.charAt(i);
    const d = DIGIT[ch],
      p = POWER[ch],
      b = BIG[ch];
    if (d !== undefined) {
      if (d === 0) {
        if (digit > 0) break;
        zero = true;
        digit = lastPower === 0 && section === 0 && total === 0 ? 0 : -1;
        continue;
      }
      if (digit > 0) break;
      digit = d;
    } else if (p !== undefined) {
      if (digit < 0 && !(p === 10 && section === 0)) break;
      section += (digit < 0 ? 1 : digit) * p;
      digit = -1;
      lastPower = p;
      zero = false;
    } else if (b !== undefined) {
      const head = section + Math.max(digit, 0);
      if (head === 0) break;
      total = (total + head) * (b === 1e8 || total === 0 ? b : 1) + (b === 1e4 && total > 0 ? head * 1e4 - head : 0);
      section = 0;
      digit = -1;
      lastPower = b;
      zero = false;
    } else break;
  }
  if (i === at) return undefined;
  const clipped = digit > 0 && !zero && lastPower >= 100 ? (digit * lastPower) / 10 : Math.max(digit, 0);
  return { end: i, num: total + section + clipped };
}

/** 二〇二六, 二零二六: digits read one by one, only for three or more of them. */
function digitString(s: string, at: number): NumberHit | undefined {
  let i = at,
    num = 0;
  while (i < s.length && DIGIT[s.charAt(i)] !== undefined && s.charAt(i) !== '两') {
    num = num * 10 + (DIGIT[s.charAt(i)] ?? 0);
    i++;
  }
  // 八五折: two digits read one by one happen only in discounts.
  const spelled = i - at >= 3 || (i - at === 2 && s.charAt(i) === '折');
  return spelled && i - at <= 8 ? { end: i, num } : undefined;
}

function chinese(s: string, at: number): NumberHit | undefined {
  const first = s.charAt(at);
  if (DIGIT[first] === undefined && first !== '十') return undefined;
  const whole = digitString(s, at) ?? chineseInteger(s, at);
  if (!whole) return undefined;
  if (s.charAt(whole.end) !== '点') return whole;
  let i = whole.end + 1,
    digits = '';
  while (i < s.length && DIGIT[s.charAt(i)] !== undefined) {
    digits += String(DIGIT[s.charAt(i)]);
    i++;
  }
  // 八点三十 and 三点五分, 八点一刻 are times, not decimals.
  const next = s.charAt(i),
    after = s.slice(i, i + 2);
  if (digits === '' || POWER[next] !== undefined || next === '刻' || (next === '分' && after !== '分钟')) return whole;
  const num = Number(`${whole.num}.${digits}`);
  const big = BIG[next];
  return big === undefined ? { end: i, num } : { end: i + 1, num: tidy(num * big) };
}

function arabic(s: string, at: number): NumberHit | undefined {
  const m = /^-?\d[\d,]*(?:\.\d+)?/.exec(s.slice(at, at + 24));
  if (!m) return undefined;
  let text = m[0];
  // Only 1,000-style commas belong to the number; any other comma ends it.
  if (text.includes(',')) text = /^-?\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?/.exec(text)?.[0] ?? text.slice(0, text.indexOf(','));
  let num = Number(text.replaceAll(',', '')),
    end = at + text.length;
  for (let step = LATIN[s.charAt(end)]; step !== undefined; step = LATIN[s.charAt(end)]) {
    const next = s.charAt(end + 1);
    if ((step === 1e3 || step === 1e4) && /[a-z]/.test(s.charAt(end)) && /[a-z0-9-]/.test(next)) break;
    num = tidy(num * step);
    end++;
    // 1万2千 is one number; 1万2 is not written so.
    const rest = step === 1e4 ? /^(\d)千/.exec(s.slice(end, end + 2)) : null;
    if (rest) return { end: end + 2, num: num + Number(rest[1]) * 1000 };
  }
  return { end, num };
}

const plainNumber = (s: string, at: number): NumberHit | undefined => arabic(s, at) ?? chinese(s, at);

/** 百分之八十五, 千分之五, 四分之一: always a percentage. */
function fraction(s: string, at: number): NumberHit | undefined {
  const named = /^[百千万]分之/.exec(s.slice(at, at + 3));
  if (named) {
    const top = plainNumber(s, at + 3);
    const base = { 百: 1, 千: 10, 万: 100 }[s.charAt(at)] ?? 1;
    return top && { end: top.end, num: tidy(top.num / base), unit: '%' };
  }
  const slash = /^(\d{1,2})\/(\d{1,2})(?![\d/])/.exec(s.slice(at, at + 7));
  if (slash && Number(slash[1]) < Number(slash[2])) return { end: at + slash[0].length, num: Number(((Number(slash[1]) / Number(slash[2])) * 100).toFixed(6)), unit: '%' };
  const bottom = plainNumber(s, at);
  if (!bottom || s.slice(bottom.end, bottom.end + 2) !== '分之' || bottom.num === 0) return undefined;
  const top = plainNumber(s, bottom.end + 2);
  return top && { end: top.end, num: Number(((top.num / bottom.num) * 100).toFixed(6)), unit: '%' };
}

/** 三成, 三成五, 八成半. */
function tenths(s: string, whole: NumberHit): NumberHit | undefined {
  if (s.charAt(whole.end) !== '成' || s.charAt(whole.end + 1) === '品') return undefined;
  const next = s.charAt(whole.end + 1);
  if (next === '半') return { end: whole.end + 2, num: whole.num * 10 + 5, unit: '%' };
  const more = DIGIT[next];
  return more === undefined || more === 0 ? { end: whole.end + 1, num: whole.num * 10, unit: '%' } : { end: whole.end + 2, num: whole.num * 10 + more, unit: '%' };
}

/** All readings of a number that starts at `at`, longest first. */
export function readNumber(s: string, at: number): NumberHit[] {
  const ch = s.charAt(at);
  if (ch === '半') return [{ end: at + 1, num: 0.5 }];
  if (s.startsWith('一半', at)) return [{ end: at + 2, num: 0.5 }];
  if (s.startsWith('零上', at)) {
    const above = plainNumber(s, at + 2);
    return above ? [above] : [];
  }
  if (s.startsWith('零下', at) || s.startsWith('负', at)) {
    const skip = ch === '负' ? 1 : 2;
    const below = plainNumber(s, at + skip);
    return below ? [{ end: below.end, num: -below.num }] : [];
  }
  // A minus sign counts only where no range can be meant: 高于-12℃, but not 2-8度.
  if (ch === '-' && /[0-9a-z%℃度°元天点月日号]/.test(s.charAt(at - 1))) return [];
  const hits: NumberHit[] = [];
  const part = fraction(s, at);
  if (part) hits.push(part);
  const whole = plainNumber(s, at);
  if (whole) {
    const share = tenths(s, whole);
    if (share) hits.push(share);
    hits.push(whole);
    // 3千克 may be 3|千克: offer the reading without the last magnitude.
    if (/[千kw]/.test(s.charAt(whole.end - 1)) && whole.end - at > 1) {
      const shorter = plainNumber(s.slice(0, whole.end - 1), at);
      if (shorter) hits.push(shorter);
    }
  }
  return hits;
}
