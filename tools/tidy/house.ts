// What tidy looks at: the source files with their imports, the doors, and the definitions. Rules get this as a value, so a test can plant one.
import type { Module } from '#kernel/module';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseSync, visitorKeys } from 'oxc-parser';

/** One import, static or dynamic, as written. */
export type Import = { readonly specifier: string; readonly line: number; readonly typeOnly: boolean; readonly names: readonly string[] };
export type Node = { readonly type: string; readonly start: number; readonly end: number } & Readonly<Record<string, unknown>>;
export type Source = { readonly path: string; readonly text: string; readonly program: Node; readonly imports: readonly Import[]; readonly hasDefaultExport: boolean };
/** Exceptions that may only shrink: path (or path#function) → what it is allowed to be. */
export type Ratchet = {
  readonly lines: Readonly<Record<string, number>>;
  readonly functions: Readonly<Record<string, number>>;
  readonly parameters: Readonly<Record<string, number>>;
};
export type House = {
  readonly sources: readonly Source[];
  /** package.json imports: "#books" → "src/books/index.ts". */
  readonly doors: Readonly<Record<string, string>>;
  readonly modules: readonly Module[];
  readonly glossary: string;
  readonly ratchet: Ratchet;
};
export type Finding = { readonly rule: string; readonly path: string; readonly line?: number; readonly message: string };

/** A testing/ folder inside a room holds what its tests share. */
export const isFixture = (path: string): boolean => /^src\/(engines|modules|packs)\/.*\/testing\//.test(path);
export const isTest = (path: string): boolean => /\.(test|story)\.tsx?$/.test(path) || isFixture(path);
export const lineAt = (text: string, offset: number): number => text.slice(0, offset).split('\n').length;

/** Visits every node, parents first. */
export function walk(node: Node, visit: (node: Node, parent: Node | null) => void, parent: Node | null = null): void {
  visit(node, parent);
  for (const key of visitorKeys[node.type] ?? []) {
    const child = node[key] as Node | readonly (Node | null)[] | null | undefined;
    for (const each of Array.isArray(child) ? (child as readonly (Node | null)[]) : [child as Node | null | undefined]) if (each) walk(each, visit, node);
  }
}

/** Reads one file's text into what the rules need. */
export function sourceOf(path: string, text: string): Source {
  const { program, module, errors } = parseSync(path, text);
  if (errors.length > 0) throw new Error(`${path}: ${errors[0]?.message}`);
  const statics = module.staticImports.map(
    (i): Import => ({
      specifier: i.moduleRequest.value,
      line: lineAt(text, i.start),
      typeOnly: /^import\s+type\b/.test(text.slice(i.start, i.end)) || (i.entries.length > 0 && i.entries.every((e) => e.isType)),
      names: i.entries.map((e) => e.localName.value),
    }),
  );
  const passed = module.staticExports
    .filter((e) => e.entries.some((x) => x.moduleRequest))
    .map((e): Import => ({ specifier: e.entries[0]?.moduleRequest?.value ?? '', line: lineAt(text, e.start), typeOnly: e.entries.every((x) => x.isType), names: [] }));
  const dynamics = module.dynamicImports.map(
    (d): Import => ({ specifier: text.slice(d.moduleRequest.start + 1, d.moduleRequest.end - 1), line: lineAt(text, d.start), typeOnly: false, names: [] }),
  );
  return {
    path,
    text,
    program: program as unknown as Node,
    imports: [...statics, ...passed, ...dynamics],
    hasDefaultExport: module.staticExports.some((e) => e.entries.some((x) => x.exportName.kind === 'Default')),
  };
}

const ROOTS = ['src', 'tools', 'scenarios', 'tests', 'web/src'];
const SKIP = new Set(['node_modules', 'dist', 'build', 'data']);

function filesUnder(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return SKIP.has(entry.name) ? [] : filesUnder(root, path);
    return /\.(ts|tsx|mjs)$/.test(entry.name) && !entry.name.endsWith('.d.ts') ? [path] : [];
  });
}

const readOr = (file: string, otherwise: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return otherwise;
  }
};
export const NO_RATCHET: Ratchet = { lines: {}, functions: {}, parameters: {} };

export function readDoors(root: string): Record<string, string> {
  const { imports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { imports: Record<string, { source: string }> };
  return Object.fromEntries(Object.entries(imports).map(([door, to]) => [door, to.source.replace(/^\.\//, '')]));
}

/** Reads the house from disk; the definitions are handed in, because only running the code knows them. */
export function readHouse(root: string, modules: readonly Module[]): House {
  const present = ROOTS.filter((folder) => {
    try {
      readdirSync(join(root, folder));
      return true;
    } catch {
      return false;
    }
  });
  const sources = present
    .flatMap((folder) => filesUnder(root, folder))
    .toSorted()
    .map((path) => sourceOf(path, readFileSync(join(root, path), 'utf8')));
  return {
    sources,
    modules,
    doors: readDoors(root),
    glossary: readOr(join(root, 'GLOSSARY.md'), ''),
    ratchet: JSON.parse(readOr(join(root, 'tools/ratchet.json'), JSON.stringify(NO_RATCHET))) as Ratchet,
  };
}
