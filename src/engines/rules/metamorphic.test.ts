// The same meaning said differently must give the same rule.
import { expect, test } from 'vitest';
import { canonical as write, parse } from './index.ts';
import { listen } from './speech/listen.ts';
import { own, ownCorpus, second, secondCorpus } from './testing/shelf.ts';
import { normalise, original } from './text/normalise.ts';
import { segment } from './text/segment.ts';

type Change = [title: string, change: (text: string) => string, atLeast: number];
const full = (t: string): string => t.replace(/[0-9A-Za-z%<>:~.-]/g, (c) => String.fromCharCode(c.charCodeAt(0) + 0xfee0));
const outsideQuotes = (t: string, f: (part: string) => string): string =>
  t
    .split(/(“[^”]*”)/)
    .map((p) => (p.startsWith('“') ? p : f(p)))
    .join('');
const swap =
  (a: string, b: string) =>
  (t: string): string =>
    outsideQuotes(t, (p) => p.replaceAll(a, b));
const NUMERALS: Record<string, string> = {
  '3': '三',
  '5': '五',
  '15': '十五',
  '30': '三十',
  '60': '六十',
  '90': '九十',
  '100': '一百',
  '180': '一百八十',
  '200': '二百',
  '300': '三百',
};

const CHANGES: Change[] = [
  ['full-width characters', (t) => outsideQuotes(t, full), 100],
  ['half-width punctuation', (t) => outsideQuotes(t, (p) => p.replace(/，/g, ',').replace(/：/g, ':').replace(/％/g, '%')), 100],
  ['spaces anywhere outside quotes', (t) => outsideQuotes(t, (p) => p.split('').join(' ')), 100],
  ['politeness after the first comma', (t) => t.replace('，', '，请系统自动'), 100],
  ['通知 → 告知', swap('通知', '告知'), 60],
  ['超过 → 高于', swap('超过', '高于'), 40],
  ['低于 → 少于', swap('低于', '少于'), 30],
  ['或者 → 或', swap('或者', '或'), 2],
  ['且 → 并且', (t) => outsideQuotes(t, (p) => p.replace(/(?<![并而])且/g, '并且')), 10],
  ['禁止 → 不准', swap('禁止', '不准'), 3],
  ['创建 → 生成', swap('创建', '生成'), 25],
  [
    'Arabic → Chinese numerals',
    (t) => outsideQuotes(t, (p) => p.replace(/(?<![\d.:×A-Za-z-])(3|5|15|30|60|90|100|180|200|300)(?=天|箱|次|件|%|个|度|分钟|小时)/g, (m) => NUMERALS[m] ?? m)),
    60,
  ],
  ['corner quotes → straight quotes', (t) => t.replace(/[“”]/g, '"'), 20],
  ['a closing full stop', (t) => `${t}。`, 100],
];

test.each(CHANGES)('%s keeps the rule', (_, change, atLeast) => {
  let seen = 0;
  for (const { text, canonical } of ownCorpus) {
    const other = change(text);
    if (other === text) continue;
    // A swapped word may be part of a longer one that has no such synonym (通知 inside 召回通知).
    const result = parse(other, own);
    if (!result.ok && /告知|高于|少于|生成/.test(other) && result.errors[0].code.startsWith('E_UNKNOWN')) continue;
    seen++;
    expect(result.ok ? result.canonical : result.errors.map((e) => `${e.code} ${e.at}`), `${text}\n→ ${other}`).toBe(canonical);
  }
  console.log(`${_}: ${seen} sentences`);
  expect(seen).toBeGreaterThanOrEqual(atLeast);
});

test('the order of two conditions joined by 且 changes only their order', () => {
  const pairs: [string, string][] = [
    ['城北仓库存低于安全值', '城南仓有余量'],
    ['在途量为零', '可售天数少于5天'],
    ['本月毛利率低于10%', '库龄超过90天'],
    ['台风预警', '冷链运力紧张度超过80%'],
  ];
  for (const [a, b] of pairs) {
    const one = parse(`当${a}且${b}时，通知老板`, own),
      two = parse(`当${b}且${a}时，通知老板`, own);
    expect(one.ok && two.ok, `${a} / ${b}`).toBe(true);
    if (!one.ok || !two.ok) continue;
    const args = (x: typeof one): string[] => {
      const c = x.ast.branches[0].if;
      return c?.op === 'and' ? c.args.map((y) => JSON.stringify(y)).sort() : [];
    };
    expect(args(one)).toStrictEqual(args(two));
    expect(args(one)).toHaveLength(2);
  }
  console.log(`clause order: ${pairs.length} pairs`);
});

test('removing the threshold, the unit or the target refuses', () => {
  const cuts: [string, string][] = [
    ['冰峰汽水库存低于50箱时，通知采购', '冰峰汽水库存低于时，通知采购'],
    ['毛利率低于15%时，通知采购', '毛利率低于15时，通知采购'],
    ['冰峰汽水库存低于50箱时，通知采购', '冰峰汽水库存低于50箱时，通知'],
    ['五花肉售价低于成本价时，售价上调5元', '五花肉售价低于成本价时，售价上调'],
    ['城北仓库存低于安全值时，从城南仓调拨50箱', '城北仓库存低于安全值时，调拨50箱'],
    ['火花塞近30天销量低于5套时，通知店长', '火花塞销量低于5套时，通知店长'],
  ];
  for (const [whole, cut] of cuts) {
    expect(parse(whole, own).ok, whole).toBe(true);
    expect(parse(cut, own).ok, cut).toBe(false);
  }
  console.log(`cuts: ${cuts.length}`);
});

test('no word that means something is silently ignored: dropping it changes the rule or refuses', () => {
  const meaningful = new Set([
    'metric',
    'state',
    'doc',
    'event',
    'role',
    'rel',
    'channel',
    'param',
    'op',
    'report',
    'holiday',
    'ent',
    'user',
    'group',
    'system',
    'num',
    'clock',
    'str',
  ]);
  // These only repeat what another word of the sentence already says (D-rules), or count one document (开一张单).
  const redundant = new Set([
    '库存',
    '采购',
    '供应商',
    '订单',
    '售价',
    '客退单',
    '退货单',
    '出库单',
    '送货单',
    '工单',
    '来货',
    '到货',
    '该客户',
    '一',
    '客户',
    '入库单',
    '采购订单',
    '报价单',
    '在途',
  ]);
  let dropped = 0;
  const ignored: string[] = [];
  for (const { text, canonical } of ownCorpus) {
    const plain = normalise(text);
    for (const t of segment(own, plain)) {
      if (redundant.has(t.text) || !t.senses.some((x) => meaningful.has(x.t))) continue;
      const [a, b] = original(plain, t.s, t.e);
      if (text.split(text.slice(a, b)).length > 2) continue;
      const { rule } = listen(text.slice(0, a) + text.slice(b), own, true);
      dropped++;
      if (rule && write(rule, own) === canonical) ignored.push(`${t.text} in ${text}`);
    }
  }
  console.log(`dropped words: ${dropped}`);
  expect(ignored).toStrictEqual([]);
  expect(dropped).toBeGreaterThan(1000);
});

test('no word that means something is swallowed: put anywhere, it changes the rule or refuses', () => {
  const kinds = new Set(['param', 'role', 'report', 'holiday', 'ent', 'user', 'group', 'system', 'clock', 'op', 'tag', 'channel']);
  const words = [...second.senses].filter(([, senses]) => senses.every((x) => kinds.has(x.t))).map(([w]) => w);
  let tried = 0,
    at = 7;
  const swallowed: string[] = [];
  for (const { text, canonical } of secondCorpus) {
    const plain = normalise(text);
    for (const t of segment(second, plain)) {
      if (t.quote) continue;
      const [a] = original(plain, t.s, t.e);
      at = (at * 31 + 17) % 65_537;
      const word = words[at % words.length] ?? '';
      const { rule, reader } = listen(text.slice(0, a) + word + text.slice(a), second, true);
      tried++;
      if (rule && reader.faults.length === 0 && write(rule, second) === canonical) swallowed.push(`${text.slice(0, a)}【${word}】${text.slice(a)}`);
    }
  }
  console.log(`words put in: ${tried}`);
  expect(swallowed).toStrictEqual([]);
  expect(tried).toBeGreaterThan(3000);
});
