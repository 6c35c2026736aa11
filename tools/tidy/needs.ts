// What a module says it needs must be what it uses: by its imports, by the records its documents refer to, by the documents they pull from.
import type { Fields } from '#kernel/field';
import type { Module } from '#kernel/module';
import { type Finding, type House, isTest } from './house.ts';
import { doorTarget, moduleName, roomOf } from './rooms.ts';

const refs = (fields: Fields): string[] => Object.values(fields).flatMap((f) => [...(f.to ? [f.to] : []), ...refs(f.of ?? {})]);

/** Which module owns a document or record type. */
const ownerOf = (house: House, type: string): string | undefined =>
  house.modules.find((m) => m.documents.some((d) => d.type === type) || m.records.some((r) => r.type === type))?.name;

function imported(house: House, module: Module): string[] {
  const own = house.sources.filter((s) => s.path.startsWith(`src/modules/${module.name}/`) && !isTest(s.path));
  return own
    .flatMap((s) => s.imports)
    .flatMap((use) => {
      const target = use.specifier.startsWith('#') ? doorTarget(house.doors, use.specifier) : null;
      const other = target ? moduleName(roomOf(target) ?? '') : null;
      return other ? [other] : [];
    });
}

/** Modules it cannot do without, and modules it merely mentions (a record may point to a record of any module: ids travel freely). */
function uses(house: House, module: Module): { readonly must: ReadonlySet<string>; readonly may: ReadonlySet<string> } {
  const owners = (types: readonly string[]): string[] => types.flatMap((t) => ownerOf(house, t) ?? []).filter((m) => m !== module.name);
  const documents = module.documents.flatMap((d) => [...refs(d.head), ...refs(d.line), ...d.sources.map((s) => s.type)]);
  const reacted = module.reactions.flatMap((r) =>
    house.modules
      .flatMap((m) => m.documents)
      .map((d) => d.type)
      .filter((type) => r.on.startsWith(`${type}-`)),
  );
  const must = new Set([...imported(house, module), ...owners(documents)]);
  return { must, may: new Set([...must, ...owners([...module.records.flatMap((r) => refs(r.fields)), ...reacted])]) };
}

function cycle(house: House, from: string, trail: readonly string[] = []): readonly string[] | null {
  if (trail.includes(from)) return [...trail.slice(trail.indexOf(from)), from];
  for (const next of house.modules.find((m) => m.name === from)?.needs ?? []) {
    const found = cycle(house, next, [...trail, from]);
    if (found) return found;
  }
  return null;
}

const said = (module: string, message: string): Finding => ({ rule: 'needs', path: `src/modules/${module}/module.ts`, message });

/** Declared but unused, used but undeclared, unknown, and going round in circles. */
export function needs(house: House): readonly Finding[] {
  const names = house.modules.map((m) => m.name);
  return house.modules.flatMap((module): Finding[] => {
    const { must, may } = uses(house, module);
    const ring = cycle(house, module.name);
    return [
      ...module.needs.filter((n) => !names.includes(n)).map((n) => said(module.name, `needs '${n}', which is no module`)),
      ...module.needs.filter((n) => names.includes(n) && !may.has(n)).map((n) => said(module.name, `needs '${n}' but uses nothing of it; delete the word`)),
      ...[...must]
        .filter((n) => !module.needs.includes(n))
        .map((n) => said(module.name, `uses '${n}' (an import, a ref of a document, or a source) but does not say so; add it to needs`)),
      ...(ring && ring[0] === module.name ? [said(module.name, `needs go round in a circle: ${ring.join(' → ')}; one of them must learn of the other by an event`)] : []),
    ];
  });
}

const KINDS = [
  { file: 'document.ts', zh: 'documents', names: (m: Module) => m.documents.map((d) => d.type) },
  { file: 'record.ts', zh: 'records', names: (m: Module) => m.records.map((r) => r.type) },
  { file: 'view.ts', zh: 'views', names: (m: Module) => m.views.map((v) => v.name) },
];

/** Every module and every document, record and view folder is listed where the house looks for it, under its own name. */
export function listed(house: House): readonly Finding[] {
  return house.sources.flatMap((source): Finding[] => {
    const [, name, folder, file] = /^src\/modules\/([^/]+)\/(?:([^/]+)\/)?([^/]+)$/.exec(source.path) ?? [];
    if (!name) return [];
    const module = house.modules.find((m) => m.name === name);
    if (!module) return file === 'module.ts' ? [{ rule: 'listed', path: source.path, message: `module '${name}' is not in MODULES of src/app/house.ts; nobody would see it` }] : [];
    const kind = KINDS.find((k) => k.file === file);
    if (!folder || !kind || kind.names(module).includes(folder)) return [];
    return [{ rule: 'listed', path: source.path, message: `'${folder}' is not among ${kind.zh} of src/modules/${name}/module.ts (folder and name must be the same word)` }];
  });
}
