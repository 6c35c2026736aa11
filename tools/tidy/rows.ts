// Every decide.ts has a decide.test.ts that mentions every refusal it can return — followed through the functions it calls.
import { posix } from 'node:path';
import { type Finding, type House, type Node, type Source, walk } from './house.ts';
import { doorTarget } from './rooms.ts';
import { codesIn, refusalRows } from './words.ts';

/** A top-level function or constant: where it is, and its code. */
type Named = { readonly source: Source; readonly node: Node };

/** Names declared at the top of a file. */
function topLevel(source: Source): Map<string, Node> {
  const names = new Map<string, Node>();
  for (const statement of source.program['body'] as readonly Node[]) {
    const declared = (statement['declaration'] as Node | null | undefined) ?? statement;
    const id = (declared['id'] as { name?: string } | null | undefined)?.name;
    if (id) names.set(id, declared);
    for (const one of (declared['declarations'] as readonly Node[] | undefined) ?? []) {
      const name = (one['id'] as { name?: string }).name;
      if (name) names.set(name, one);
    }
  }
  return names;
}

function find(house: House, source: Source, name: string): Named | null {
  const own = topLevel(source).get(name);
  if (own) return { source, node: own };
  const use = source.imports.find((i) => !i.typeOnly && i.names.includes(name));
  const path = use?.specifier.startsWith('.')
    ? posix.join(posix.dirname(source.path), use.specifier)
    : use?.specifier.startsWith('#')
      ? doorTarget(house.doors, use.specifier)
      : null;
  const target = path ? house.sources.find((s) => s.path === path) : undefined;
  const node = target && topLevel(target).get(name);
  return target && node ? { source: target, node } : null;
}

/** Codes a piece of code can return, by itself or through what it calls. */
function reach(house: House, from: Named, seen: Set<Node>): string[] {
  if (seen.has(from.node)) return [];
  seen.add(from.node);
  const names = new Set<string>();
  walk(from.node, (n) => {
    if (n.type === 'Identifier') names.add(n['name'] as string);
  });
  const further = [...names].flatMap((name) => {
    const there = find(house, from.source, name);
    return there && there.node !== from.node ? reach(house, there, seen) : [];
  });
  return [...codesIn(from.node).map((c) => c.code), ...further];
}

/** The refusals a document's decide.ts can return, and those its own folder adds to the common ones. */
export function refusalsOfDecide(house: House, decide: Source): readonly string[] {
  const folder = posix.dirname(decide.path);
  const own = house.sources.filter((s) => posix.dirname(s.path) === folder).flatMap((s) => Object.keys(refusalRows(s)));
  const said = [...topLevel(decide).values()].flatMap((node) => reach(house, { source: decide, node }, new Set()));
  return [...new Set([...said, ...own])].toSorted();
}

export function rows(house: House): readonly Finding[] {
  return house.sources
    .filter((s) => /^src\/(modules|packs)\/.*\/decide\.ts$/.test(s.path))
    .flatMap((decide): Finding[] => {
      const path = decide.path.replace(/decide\.ts$/, 'decide.test.ts');
      const test = house.sources.find((s) => s.path === path);
      if (!test) return [{ rule: 'rows', path: decide.path, message: `has no decide.test.ts; it must have a row for ${refusalsOfDecide(house, decide).join(', ')}` }];
      return refusalsOfDecide(house, decide)
        .filter((code) => !new RegExp(`['"\`]${code}['"\`]`).test(test.text))
        .map((code) => ({ rule: 'rows', path, message: `has no row for the refusal '${code}', which ${decide.path} can return` }));
    });
}
