// Pinyin initials of the words screens are named with, for the command palette; records are searched by the server's own pinyin.
// Borders of GB2312 level-1 characters by initial letter, found through the zh collation of the browser.
const LETTERS = 'abcdefghjklmnopqrstwxyz';
const BORDERS = '阿八嚓哒妸发旮哈讥咔垃痳拏噢妑七呥扨它穵夕丫帀';
const compare = new Intl.Collator('zh-Hans-CN').compare;

export function initials(text: string): string {
  let out = '';
  for (const char of text) {
    if (/[a-z0-9]/i.test(char)) {
      out += char.toLowerCase();
      continue;
    }
    if (!/[\u4e00-\u9fff]/.test(char)) continue;
    let letter = '';
    for (let i = 0; i < BORDERS.length; i++) if (compare(BORDERS[i] ?? '', char) <= 0) letter = LETTERS[i] ?? '';
    out += letter;
  }
  return out;
}
