// File ≤ 300 lines, function ≤ 60, ≤ 3 positional parameters. Exceptions are a ratchet: they may shrink, never grow.
import { type Finding, type House, isTest, type Node, type Ratchet, type Source, walk } from './house.ts';

export const LIMIT: Readonly<Record<keyof Ratchet, number>> = { lines: 300, functions: 60, parameters: 3 };
const CURE: Readonly<Record<keyof Ratchet, string>> = {
  lines: 'lines; split the file by what it promises',
  functions: 'lines; give the parts names of their own',
  parameters: 'positional parameters; gather what belongs together in one object',
};
const FUNCTIONS = new Set(['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression']);

const nameOf = (node: Node, parent: Node | null): string => {
  const named = (node['id'] ?? parent?.['id'] ?? parent?.['key']) as { name?: string } | null | undefined;
  return named?.name ?? 'anonymous';
};
const linesOf = (text: string): number => text.replace(/\n$/, '').split('\n').length;

/** What is measured of one file: its lines, and lines and parameters of every function, worst of a name. */
export function measure(source: Source): Record<keyof Ratchet, Record<string, number>> {
  const found: Record<keyof Ratchet, Record<string, number>> = { lines: { [source.path]: linesOf(source.text) }, functions: {}, parameters: {} };
  const worst = (kind: keyof Ratchet, key: string, size: number) => {
    found[kind][key] = Math.max(found[kind][key] ?? 0, size);
  };
  walk(source.program, (node, parent) => {
    if (!FUNCTIONS.has(node.type)) return;
    const key = `${source.path}#${nameOf(node, parent)}`;
    // A describe() of a test file is a chapter, not a function; so is a kit that tests are written with.
    if (!isTest(source.path) && !/(^|\/)(testing|tests)\//.test(source.path)) worst('functions', key, linesOf(source.text.slice(node.start, node.end)));
    const params = node['params'] as readonly Node[];
    // The little verbs of a test (receive(goods, qty, price, day)) and the rows of test.each have as many columns as they need.
    if (!isTale(source.path)) worst('parameters', key, params.filter((p) => (p['name'] as string | undefined) !== 'this').length);
  });
  return found;
}

/** Tests, stories, and what only they use. */
const isTale = (path: string): boolean => isTest(path) || /(^|\/)(testing|tests|scenarios|demo|bench)\//.test(path);

const KINDS = Object.keys(LIMIT) as (keyof Ratchet)[];

/** Everything over its limit now: the ratchet as it would have to be. */
export function overLimit(house: House): Ratchet {
  const measured = house.sources.map(measure);
  const over = (kind: keyof Ratchet) =>
    Object.fromEntries(
      measured
        .flatMap((m) => Object.entries(m[kind]))
        .filter(([, size]) => size > LIMIT[kind])
        .toSorted(([a], [b]) => (a < b ? -1 : 1)),
    );
  return { lines: over('lines'), functions: over('functions'), parameters: over('parameters') };
}

/** Exceptions that are looser than the code: each becomes as small as it can, and goes when it is no longer needed. */
export function shrunk(ratchet: Ratchet, now: Ratchet): Ratchet {
  const part = (kind: keyof Ratchet) =>
    Object.fromEntries(
      Object.entries(ratchet[kind]).flatMap(([key, size]) => {
        const real = now[kind][key];
        return real === undefined ? [] : [[key, Math.min(size, real)]];
      }),
    );
  return { lines: part('lines'), functions: part('functions'), parameters: part('parameters') };
}

/** Over the limit beyond the exception, or an exception that no longer needs to be so large. */
export function sizes(house: House): readonly Finding[] {
  const now = overLimit(house);
  return KINDS.flatMap((kind): Finding[] => {
    const allowed = house.ratchet[kind];
    const at = (key: string, message: string): Finding => ({ rule: 'sizes', path: key, message });
    return [
      ...Object.entries(now[kind])
        .filter(([key, size]) => size > (allowed[key] ?? LIMIT[kind]))
        .map(([key, size]) => at(key, `${size} ${CURE[kind]} (limit ${allowed[key] ?? LIMIT[kind]})`)),
      ...Object.entries(allowed)
        .filter(([key, size]) => size > (now[kind][key] ?? 0))
        .map(([key, size]) => at(key, `its exception in tools/ratchet.json is ${size}, it is ${now[kind][key] ?? `within ${LIMIT[kind]}`} now; run: npm run tidy -- --shrink`)),
    ];
  });
}
