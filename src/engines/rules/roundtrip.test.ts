// Law: the strict reader gives back exactly the rule that canonical text was written from, for rules of every form.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonical, parse, parseCanonical } from './index.ts';
import { rule } from './testing/random-rule.ts';
import { own, ownCorpus } from './testing/shelf.ts';

test('parse(canonical(rule)) = rule for random rules', () => {
  let seen = 0,
    longest = 0;
  const kinds = new Set<string>();
  fc.assert(
    fc.property(rule, (r) => {
      const text = canonical(r, own);
      seen++;
      longest = Math.max(longest, text.length);
      for (const b of r.branches) for (const a of b.then) kinds.add(a.do);
      const back = parseCanonical(text, own);
      expect(back, text).toStrictEqual(JSON.parse(JSON.stringify(r)));
      expect(canonical(back as typeof r, own)).toBe(text);
    }),
    { numRuns: 2000, seed: 20261122 },
  );
  console.log(`round trips: ${seen} rules, ${kinds.size} kinds of action, longest text ${longest} characters`);
  expect(kinds.size).toBe(22);
});

test('two different rules never share a canonical text', () => {
  const texts = new Map<string, string>();
  fc.assert(
    fc.property(rule, (r) => {
      const text = canonical(r, own),
        tree = JSON.stringify(parseCanonical(text, own));
      const before = texts.get(text);
      expect(before === undefined || before === tree).toBe(true);
      texts.set(text, tree);
    }),
    { numRuns: 500, seed: 7 },
  );
  console.log(`distinct canonical texts: ${texts.size}`);
});

test('canonical text is a fixed point of parse for every rule people wrote', () => {
  for (const { canonical: text } of ownCorpus) {
    const result = parse(text, own);
    expect(result.ok ? result.canonical : result.errors, text).toBe(text);
  }
  console.log(`fixed points: ${ownCorpus.length}`);
});

test('damaged canonical text is never read as another rule by the strict reader', () => {
  let seen = 0,
    read = 0;
  for (const { canonical: text } of ownCorpus.slice(0, 120)) {
    for (let i = 0; i < text.length; i += 3) {
      const cut = text.slice(0, i) + text.slice(i + 1),
        back = parseCanonical(cut, own);
      seen++;
      // A shorter number or a dropped 、 may still be canonical; then it must be its own canonical text.
      if (back) {
        read++;
        expect(canonical(back, own).replaceAll(' ', ''), cut).toBe(cut.replaceAll(' ', ''));
      }
    }
  }
  console.log(`damaged texts: ${seen}, still readable ${read}`);
  expect(seen).toBeGreaterThan(1000);
});
