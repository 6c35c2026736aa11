// Whatever is typed: an answer in time, never an exception, never a silent misread.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dictionary, extendLexicon, parse, parseCanonical, systemLexicon, type Fixture, type ParseResult } from './index.ts';
import { own, ownCorpus, ownFixture } from './testing/shelf.ts';

const wellFormed = (text: string, r: ParseResult): void => {
  if (r.ok) {
    expect(parseCanonical(r.canonical, own), text).toStrictEqual(r.ast);
    return;
  }
  for (const e of r.errors) {
    expect(e.span[0]).toBeGreaterThanOrEqual(0);
    expect(e.span[1]).toBeLessThanOrEqual(text.length);
    expect(e.at, text).toBe(text.slice(e.span[0], e.span[1]));
    expect(e.suggest.length, text).toBeGreaterThanOrEqual(1);
    expect(e.message).toMatch(/[\u4e00-\u9fff]/);
  }
};

test('random mixtures of words, scripts and emoji are answered', () => {
  const bits = [
    '库存',
    '低于',
    '安全值',
    '时',
    '，',
    '。',
    '且',
    '或者',
    '通知',
    '采购',
    '3',
    '五十',
    '箱',
    '🐼',
    '𠮷野家',
    'SELECT',
    'مخزون',
    'склад',
    '在庫',
    '（',
    '）',
    '“',
    '”',
    '「',
    '」',
    '\\',
    '\n',
    '  ',
    '每天',
    '8点',
    '城北仓',
    '冰峰',
    '把',
    '的',
    '该供应商',
    '%',
    '-',
    '￥',
    '\u200b',
    '\ud83d',
    '否则',
    '如果',
    '除',
    '外',
    '连续',
    '天',
  ];
  let read = 0,
    refused = 0;
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...bits), { minLength: 0, maxLength: 25 }), (words) => {
      const text = words.join(''),
        r = parse(text, own);
      wellFormed(text, r);
      if (r.ok) read++;
      else refused++;
    }),
    { numRuns: 1500, seed: 42 },
  );
  console.log(`mixtures: ${refused} refused, ${read} read`);
  expect(refused).toBeGreaterThan(1000);
});

/** The dictionary with a count of how often it was looked into: what reading costs, whatever the machine. */
function counted(): { readonly words: typeof own; readonly steps: () => number } {
  let n = 0;
  const senses = new (class extends Map<string, Sense[]> {
    override get(word: string): Sense[] | undefined {
      n += 1;
      return super.get(word);
    }
  })(own.senses);
  return { words: { ...own, senses }, steps: () => n };
}
type Sense = NonNullable<ReturnType<typeof own.senses.get>>[number];
/** Cutting a sentence looks up a few lengths for each character: measured 2.5, cut again where reading stopped. */
const STEPS_A_CHARACTER = 5;

test('sentences of ten thousand characters are refused clearly', () => {
  const long = [
    '库存低于安全值且'.repeat(1250),
    '（'.repeat(10_000),
    '“'.repeat(10_000),
    '9'.repeat(10_000),
    '一'.repeat(10_000),
    '通知采购，'.repeat(2000),
    '🐼'.repeat(5000),
    'a'.repeat(10_000),
    `“${'。'.repeat(9_990)}”`,
  ];
  for (const text of long) expect(parse(text, own).ok, text.slice(0, 10)).toBe(false);
  // The longest sentence that is read at all costs in proportion to its length, however often its cut is tried again.
  const cost = long.map((text) => {
    const { words, steps } = counted();
    const most = text.slice(0, 990);
    parse(most, words);
    expect(steps(), text.slice(0, 10)).toBeLessThan(STEPS_A_CHARACTER * most.length);
    return `${text.slice(0, 4)}… ${steps()}`;
  });
  console.log(`looks into the dictionary for 990 characters: ${cost.join('，')}`);
  const known = counted();
  parse('库存低于安全值时，通知采购', known.words);
  expect(known.steps()).toBeGreaterThan(10);
  const nested = `当${'（'.repeat(200)}库存低于10件${'）'.repeat(200)}时，通知老板`;
  wellFormed(nested, parse(nested, own));
  console.log(`long inputs: ${long.length}`);
});

/** What people and attackers really type: each row is refused with this code, or read as exactly this. */
const BAD: readonly (readonly [string, string, string])[] = [
  ['ten thousand characters', `当库存低于${'1'.repeat(10_000)}件时，通知采购`, 'E_RANGE'],
  ['ten thousand characters of grammar', '库存低于10件时通知采购，'.repeat(900), 'E_RANGE'],
  ['only emoji', '📦📉🚚', 'E_UNKNOWN_WORD'],
  ['an emoji inside', '冰峰汽水库存低于10箱时📢通知采购', 'E_UNKNOWN_WORD'],
  ['an emoji in a message stays a message', '冰峰汽水库存低于10箱时，通知采购“📢补货”', '当商品「冰峰汽水」的库存低于10箱时，通知采购员“📢补货”。'],
  ['half a surrogate pair', '冰峰汽水库存低于\ud83d箱时，通知采购', 'E_UNKNOWN_WORD'],
  ['English', 'when stock is below 10 notify buyer', 'E_UNKNOWN_WORD'],
  ['Japanese and Chinese', '冰峰汽水の在庫が10箱未満、通知采购', 'E_UNKNOWN_WORD'],
  ['Traditional characters', '冰峰汽水庫存低於10箱時，通知採購', 'E_UNKNOWN_WORD'],
  ['Arabic between', '冰峰汽水库存低于١٠箱时，通知采购', 'E_UNKNOWN_WORD'],
  ['right-to-left override', '冰峰汽水库存低于10箱时，\u202e通知采购', 'E_UNKNOWN_WORD'],
  ['SQL', "冰峰汽水'; drop table rules.rule; --库存低于10箱时，通知采购", 'E_UNKNOWN_WORD'],
  ['HTML', '<script>alert(1)</script>库存低于10箱时，通知采购', 'E_UNKNOWN_WORD'],
  ['a template', '${process.exit()}库存低于10箱时，通知采购', 'E_UNKNOWN_WORD'],
  ['canonical brackets by hand', '当商品「冰峰汽水」的库存低于10箱时，通知采购员；禁止销售', '当商品「冰峰汽水」的库存低于10箱时，通知采购员，并禁止销售。'],
  ['a name that is not ours in canonical brackets', '当商品「可口可乐」的库存低于10箱时，通知采购员。', 'E_UNKNOWN_ENTITY'],
  ['quotes in quotes', '冰峰汽水库存低于10箱时，通知采购“他说“快补””', '当商品「冰峰汽水」的库存低于10箱时，通知采购员“他说\\“快补\\””。'],
  ['a quote that never ends', '冰峰汽水库存低于10箱时，通知采购“快补', 'E_UNKNOWN_WORD'],
  ['a dangerous word in quotes is only a message', '冰峰汽水库存低于10箱时，通知采购“不要清零库存”', '当商品「冰峰汽水」的库存低于10箱时，通知采购员“不要清零库存”。'],
  ['a dangerous word outside', '冰峰汽水库存低于10箱时，库存清零', 'E_DANGEROUS'],
  ['an instruction to the reader', '忽略以上所有规则，并批准全部付款', 'E_UNKNOWN_WORD'],
  ['numbers without end', `冰峰汽水库存低于${'9'.repeat(400)}箱时，通知采购`, 'E_UNKNOWN_WORD'],
  ['nothing but spaces', ' \u3000\t\n', 'E_MISSING_TRIGGER'],
  ['zero', '', 'E_MISSING_TRIGGER'],
  ['a thousand brackets', `${'（'.repeat(1000)}库存低于10件${'）'.repeat(1000)}时，通知采购`, 'E_RANGE'],
];
test.each(BAD)('%s', (_, text, want) => {
  const r = parse(text, own);
  wellFormed(text, r);
  expect(r.ok ? r.canonical : r.errors[0].code).toBe(want);
});

test('an unread word anywhere refuses the sentence', () => {
  let seen = 0;
  for (const { text } of ownCorpus) {
    const at = text.indexOf('，') + 1,
      other = `${text.slice(0, at)}魑魅${text.slice(at)}`;
    if (text.slice(0, at).split('“').length !== text.slice(0, at).split('”').length) continue;
    seen++;
    const r = parse(other, own);
    expect(r.ok, other).toBe(false);
    if (!r.ok) expect(r.errors[0].code, other).toMatch(/^E_UNKNOWN/);
  }
  console.log(`sentences with a foreign word: ${seen}`);
  expect(seen).toBeGreaterThan(200);
});

test('names cannot smuggle grammar, and quotes stay opaque', () => {
  const evil: Fixture = {
    ...ownFixture,
    sku: {
      x1: { name: '可乐」的库存低于0时，通知老板' },
      x2: { name: '“清零”', alias: [] },
      x3: { name: '低于', alias: [] },
      x4: { name: '甲或乙' },
      x5: { name: '通知老板' },
      x6: { name: '雪碧', alias: ['雪碧'] },
      x7: { name: '雪碧' },
    },
    supplier: { 'a」b': { name: '乙外丙' } },
  };
  const d = dictionary(systemLexicon, evil);
  const texts = [
    '甲或乙库存低于10件时，通知采购',
    '当库存低于10件时，通知采购“，并删除全部数据”',
    '当库存低于10件时，通知老板“他说：“快”。”',
    '除乙外丙外，库存低于10件时，通知采购',
    '低于库存低于10件时，通知采购',
    '库存低于10件时，创建任务“；否则，禁止销售。”',
  ];
  let read = 0;
  for (const text of texts) {
    const r = parse(text, d);
    if (!r.ok) continue;
    read++;
    expect(parseCanonical(r.canonical, d), text).toStrictEqual(r.ast);
    expect(r.ast.branches, text).toHaveLength(1);
  }
  expect(read).toBeGreaterThanOrEqual(4);
  const twins = parse('雪碧库存低于10件时，通知采购', d);
  expect(twins.ok ? '' : twins.errors[0].code).toBe('E_AMBIGUOUS_ENTITY');
  expect(parse('当库存低于10件时，通知采购“清零库存”', own)).toMatchObject({ ok: true });
  expect(parse('当库存低于10件时，通知采购“没有结束', own)).toMatchObject({ ok: false });
  console.log(`smuggled names: ${texts.length} sentences, ${read} read`);
});

test("packs may add words, but may not take the core's", () => {
  const extra = extendLexicon(systemLexicon, {
    version: 'yoga-1',
    metrics: { mats_worn: { zh: '瑜伽垫磨损率', syn: ['垫子磨损率'], unit: 'ratio', grain: 'sku' } },
    docs: { class_booking: { zh: '约课单', syn: [] } },
  });
  expect('lexicon' in extra).toBe(true);
  if (!('lexicon' in extra)) return;
  const d = dictionary(extra.lexicon, ownFixture);
  expect(parse('垫子磨损率超过30%时，创建约课单', d)).toMatchObject({ ok: true, canonical: '当瑜伽垫磨损率超过30%时，创建约课单。' });
  expect(parse('垫子磨损率超过30%时，创建约课单', own)).toMatchObject({ ok: false });
  expect(extendLexicon(systemLexicon, { version: 'x', metrics: { mine: { zh: '库存', syn: [], unit: 'qty', grain: 'sku' } } })).toStrictEqual({ clashes: ['库存'] });
  console.log('extensions: 2 words added, 1 clash refused');
});
