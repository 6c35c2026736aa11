// Every module of the house in one list, and look-ups over it. Adding a module is one line here.
import { accounting } from '#accounting';
import { catalog } from '#catalog';
import { identity } from '#identity';
import type { AnyDocument } from '#kernel/document';
import type { Module } from '#kernel/module';
import { must, present } from '#kernel/must';
import type { AnyRecord } from '#kernel/record';
import type { View } from '#kernel/view';
import { parties } from '#parties';
import { planning } from '#planning';
import { production } from '#production';
import { purchasing } from '#purchasing';
import { quality } from '#quality';
import { rulebook } from '#rulebook';
import { sales } from '#sales';
import { settlement } from '#settlement';
import { valuation } from '#valuation';
import { warehouse } from '#warehouse';

export const MODULES: readonly Module[] = [purchasing, sales, warehouse, valuation, settlement, accounting, catalog, parties, identity, rulebook, quality, production, planning];

export type HouseCatalog = {
  readonly modules: readonly Module[];
  readonly documents: readonly AnyDocument[];
  readonly records: readonly AnyRecord[];
  readonly views: readonly View[];
  readonly document: (type: string) => AnyDocument;
  readonly findDocument: (type: string) => AnyDocument | undefined;
  readonly record: (type: string) => AnyRecord;
  readonly moduleOf: (type: string) => Module;
};

/** Look-ups over a list of modules; two things of one name are refused at start. */
export function catalogOf(modules: readonly Module[] = MODULES): HouseCatalog {
  const documents = modules.flatMap((m) => m.documents);
  const records = modules.flatMap((m) => m.records);
  const index = <T>(list: readonly T[], name: (entry: T) => string, what: string): Map<string, T> => {
    const map = new Map(list.map((entry) => [name(entry), entry]));
    must(map.size === list.length, `two ${what} share a name`);
    return map;
  };
  const byType = index(documents, (d) => d.type, 'documents');
  const byRecord = index(records, (r) => r.type, 'records');
  index(documents, (d) => d.prefix, 'document prefixes');
  return {
    modules,
    documents,
    records,
    views: modules.flatMap((m) => m.views),
    document: (type) => present(byType.get(type), `document type ${type}`),
    findDocument: (type) => byType.get(type),
    record: (type) => present(byRecord.get(type), `record type ${type}`),
    moduleOf: (type) =>
      present(
        modules.find((m) => m.documents.some((d) => d.type === type) || m.records.some((r) => r.type === type)),
        `module of ${type}`,
      ),
  };
}
