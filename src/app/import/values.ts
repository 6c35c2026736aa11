// From what people write in a cell to the house's own text: figures, dates, yes and no, choices in Chinese, units like 箱=24瓶.
import type { Field } from '#kernel/field';

/** Either the value as HTTP would send it, or why not and what to write instead. */
export type Cell = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly message: string; readonly remedy: string };
const ok = (value: unknown): Cell => ({ ok: true, value });
const no = (message: string, remedy: string): Cell => ({ ok: false, message, remedy });

/** Full-width figures and signs become plain ones. */
const plain = (text: string): string => text.normalize('NFKC').trim();

const YES = new Set(['是', '有', '√', '✓', 'y', 'yes', 'true', '1', '启用', '对']);
const NO = new Set(['否', '无', '×', 'x', 'n', 'no', 'false', '0', '停用', '不']);

/** 2023/2/3, 2023.2.3, 20230203, 2023年2月3日 → 2023-02-03. Whether the day exists is decided by parseDay. */
export function dayText(text: string): string {
  const match = /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[ T]0{1,2}:00(?::00)?)?$/.exec(plain(text)) ?? /^(\d{4})(\d{2})(\d{2})$/.exec(plain(text));
  return match ? `${match[1]}-${(match[2] ?? '').padStart(2, '0')}-${(match[3] ?? '').padStart(2, '0')}` : text;
}

/** "￥1,234.50", "12 元" → "1234.50". Thousands are stripped only where they stand in threes, so that 1,5 is refused and not read as 15. */
function figureText(text: string): string | null {
  const bare = plain(text)
    .replace(/^[¥￥]\s*/, '')
    .replace(/\s*元$/, '');
  const whole = /^[+-]?\d{1,3}(,\d{3})+(\.\d+)?$/.test(bare) ? bare.replaceAll(',', '') : bare;
  return /^[+-]?(\d+(\.\d*)?|\.\d+)$/.test(whole) ? whole.replace(/^([+-]?)\./, '$10.').replace(/\.$/, '') : null;
}

function rateText(text: string): Cell {
  const share = plain(text);
  const percent = /^([\d.]+)\s*%$/.exec(share);
  const figure = figureText(percent?.[1] ?? share);
  if (figure === null) return no('应为税率', '请写 13% 或 0.13');
  if (percent) return ok(shiftLeft(figure, 2));
  return Number(figure) > 1 ? no('税率大于 1，不知道是百分数还是小数', '请写 13% 或 0.13') : ok(figure);
}

/** Moves the decimal point to the left without floats: 13 → 0.13. */
function shiftLeft(figure: string, places: number): string {
  const [whole = '0', fraction = ''] = figure.split('.');
  const digits = whole.padStart(places + 1, '0');
  return `${digits.slice(0, -places)}.${digits.slice(-places)}${fraction}`;
}

function choiceText(field: Field, text: string): Cell {
  const found = (field.choices ?? []).find((c) => c.zh === plain(text) || c.value === plain(text) || c.zh.split('/').includes(plain(text)));
  return found ? ok(found.value) : no(`没有“${text}”这一项`, `只能填 ${(field.choices ?? []).map((c) => c.zh).join('、')}`);
}

/** 箱=24瓶；提=12 → [{unit, num, den}]. 件=4.5公斤 is 9/2, 斤=1/2公斤 is 1/2: ratios stay exact. */
function unitsText(text: string, baseUnit: string): Cell {
  const units: { unit: string; num: string; den: string }[] = [];
  for (const part of plain(text)
    .split(/[;；、\n]+/)
    .map((p) => p.trim())
    .filter((p) => p !== '')) {
    const match = /^(?:1\s*)?([^\d=\s]+)\s*=\s*(\d+)(?:\.(\d+)|\/(\d+))?\s*(\D*)$/.exec(part);
    if (!match) return no(`单位换算“${part}”看不懂`, '请写 箱=24瓶，多个用分号隔开');
    const [, unit = '', whole = '', fraction, over, base = ''] = match;
    if (base.trim() !== '' && base.trim() !== baseUnit) return no(`单位换算“${part}”的右边不是基本单位`, `基本单位是“${baseUnit}”，请写 ${unit}=…${baseUnit}`);
    units.push(fraction === undefined ? { unit, num: whole, den: over ?? '1' } : { unit, num: String(BigInt(whole + fraction)), den: String(10n ** BigInt(fraction.length)) });
  }
  return ok(units);
}

/** Lists can be written in a cell when they are unit ratios. */
export const writable = (field: Field): boolean => !field.computed && (field.kind !== 'list' || (field.of !== undefined && 'num' in field.of && 'den' in field.of));

/** A cell by its field. References are looked up elsewhere. `baseUnit` is the unit that unit ratios lead to. */
export function cellValue(field: Field, text: string, baseUnit = ''): Cell {
  if (text === '') return ok(null);
  switch (field.kind) {
    case 'qty':
    case 'price':
    case 'money': {
      const figure = figureText(text);
      return figure === null ? no(`应为数字，这里是文字`, '请只填数字，不带单位') : ok(figure);
    }
    case 'rate':
      return rateText(text);
    case 'int':
      return ok(plain(text).replace(/\.0+$/, ''));
    case 'flag':
      return YES.has(plain(text).toLowerCase()) ? ok(true) : NO.has(plain(text).toLowerCase()) ? ok(false) : no('应为是或否', '请填 是 或 否');
    case 'day':
      return ok(dayText(text));
    case 'choice':
      return choiceText(field, text);
    case 'list':
      return unitsText(text, baseUnit);
    default:
      return ok(text);
  }
}

/** What to do about a complaint of parseFields, by the kind of the field. */
export function remedyFor(field: Field): string {
  switch (field.kind) {
    case 'qty':
    case 'price':
    case 'money':
      return field.sign === 'any' ? '请填数字' : '请填不带负号的数字；退货、冲减请另开单据';
    case 'day':
      return '请写日历上有的日子，如 2026-11-22';
    case 'text':
    case 'note':
    case 'lot':
      return '请缩短或去掉特殊字符';
    default:
      return '请更正';
  }
}
