// The corpora: the public acceptance corpus, and our own sentences of eight trades with another organisation's names.
import { expect, test } from 'vitest';
import { canonical, parse, parseCanonical } from './index.ts';
import { own, ownCorpus, ownRefusals, publicCorpus, second, secondCorpus, secondRefusals, tricky, trickyCorpus, trickyRefusals } from './testing/shelf.ts';

const shared = publicCorpus();

test.skipIf(!shared)('public corpus: every valid sentence gives exactly its rule and its canonical text', () => {
  const { dict, lines } = shared as NonNullable<typeof shared>;
  const valid = lines.filter((l) => l.kind === 'valid');
  for (const line of valid) {
    const result = parse(line.text, dict);
    expect(result, `${line.id} ${line.text}`).toMatchObject({ ok: true });
    if (!result.ok) continue;
    expect(result.ast, `${line.id} ${line.text}`).toStrictEqual(line.ast);
    expect(result.canonical, line.id).toBe(line.canonical);
    expect(parseCanonical(result.canonical, dict), line.id).toStrictEqual(line.ast);
  }
  console.log(`public corpus: ${valid.length} valid sentences exact`);
  expect(valid.length).toBeGreaterThanOrEqual(70);
});

test.skipIf(!shared)('public corpus: every refused sentence is refused for its reason at its place, with remedies that work', () => {
  const { dict, lines } = shared as NonNullable<typeof shared>;
  const refused = lines.filter((l) => l.kind === 'refuse');
  for (const line of refused) {
    const result = parse(line.text, dict);
    expect(result.ok, `${line.id} ${line.text}`).toBe(false);
    if (result.ok) continue;
    const [first] = result.errors;
    expect({ code: first.code, span: first.span, at: first.at }, `${line.id} ${line.text}`).toStrictEqual({ code: line.error?.code, span: line.error?.span, at: line.error?.at });
    expect(first.message).toMatch(/[\u4e00-\u9fff]/);
    for (const s of first.suggest) expect(parse(line.text.slice(0, first.span[0]) + s + line.text.slice(first.span[1]), dict).ok, `${line.id} with “${s}”`).toBe(true);
  }
  console.log(`public corpus: ${refused.length} refusals exact`);
  expect(refused.length).toBeGreaterThanOrEqual(20);
});

test('own corpus: sentences of eight trades read as written down, and their canonical text is a fixed point', () => {
  for (const line of ownCorpus) {
    const result = parse(line.text, own);
    expect(result, line.text).toMatchObject({ ok: true, canonical: line.canonical });
    if (!result.ok) continue;
    expect(parseCanonical(line.canonical, own), line.text).toStrictEqual(result.ast);
    expect(canonical(result.ast, own)).toBe(line.canonical);
  }
  const trades = new Set(ownCorpus.map((l) => l.trade));
  console.log(`own corpus: ${ownCorpus.length} sentences, ${trades.size} headings`);
  expect(ownCorpus.length).toBeGreaterThanOrEqual(150);
});

test('own refusals: each names its reason and place', () => {
  for (const line of ownRefusals) {
    const result = parse(line.text, own);
    expect(result.ok, line.text).toBe(false);
    if (!result.ok) expect({ code: result.errors[0].code, at: result.errors[0].at }, line.text).toStrictEqual({ code: line.code, at: line.at });
  }
  console.log(`own refusals: ${ownRefusals.length}, ${new Set(ownRefusals.map((l) => l.code)).size} codes`);
  expect(ownRefusals.length).toBeGreaterThanOrEqual(50);
});

test.each([
  ['a third company', second, { corpus: secondCorpus, refusals: secondRefusals, least: [300, 150] }],
  ['a company of tricky names', tricky, { corpus: trickyCorpus, refusals: trickyRefusals, least: [250, 100] }],
] as const)('%s: every sentence means what was judged by hand, every other one is refused for its reason', (name, words, { corpus, refusals, least }) => {
  for (const line of corpus) {
    const result = parse(line.text, words);
    expect(result, line.text).toMatchObject({ ok: true, canonical: line.canonical });
    if (result.ok) expect(parseCanonical(line.canonical, words), line.text).toStrictEqual(result.ast);
  }
  for (const line of refusals) {
    const result = parse(line.text, words);
    expect(result.ok ? result.canonical : { code: result.errors[0].code, at: result.errors[0].at }, line.text).toStrictEqual({ code: line.code, at: line.at });
  }
  console.log(`${name}: ${corpus.length} sentences, ${refusals.length} refusals`);
  expect(corpus.length).toBeGreaterThanOrEqual(least[0]);
  expect(refusals.length).toBeGreaterThanOrEqual(least[1]);
});
