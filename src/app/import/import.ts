// hengcang import <kind> FILE: finds the kind by its name, reads the file, and gives one report whatever happens.
import type { Caller } from '#books/pen';
import type { AnyRecord } from '#kernel/record';
import type { Scope } from '#kernel/ports';
import type { Ports } from '../context.ts';
import { importDocuments } from './document-import.ts';
import { DOCUMENT_KINDS, type DocumentKind, documentTargets, kindOfFile } from './document-kinds.ts';
import { importMarket } from './market.ts';
import { importRecords, type ImportOptions } from './record-import.ts';
import { BadFile, type Report } from './report.ts';
import { openTable } from './table.ts';

export type Kind = { readonly name: string; readonly zh: string; readonly document?: DocumentKind; readonly record?: AnyRecord; readonly market?: true };

const PLURAL = (type: string): string => (type.endsWith('y') ? `${type.slice(0, -1)}ies` : `${type}s`);

/** Everything that can be imported: the documents named here and every record type the house has. */
export const kindsOf = (ports: Pick<Ports, 'catalog'>): readonly Kind[] => [
  ...ports.catalog.records.map((record): Kind => ({ name: PLURAL(record.type), zh: record.zh, record })),
  ...DOCUMENT_KINDS.map((document): Kind => ({ name: document.name, zh: document.zh, document })),
  { name: 'supermarket', zh: '生鲜超市三年实数（cn_vegetables）', market: true },
];

/** A kind by plural, by type or in Chinese: items, item, 商品. */
export const kindNamed = (ports: Pick<Ports, 'catalog'>, word: string): Kind | undefined =>
  kindsOf(ports).find((k) => [k.name, k.record?.type, k.record ? k.name.replace('item-categories', 'categories') : undefined, k.zh].includes(word));

export type Asked = ImportOptions & {
  readonly kind: Kind;
  /** The company of the command; the supermarket founds its own when there is none. */
  readonly company: { readonly scope: Scope; readonly code: string } | null;
  readonly admin: string;
  readonly products?: string | undefined;
  readonly wholesale?: string | undefined;
  readonly say: (line: string) => void;
};

/** Who imports by the command line: the operator of the machine, named as such in the audit list. */
export const importer = (ports: Ports, scope: Scope): Caller => ({
  actor: { id: ports.ids.next(), name: '数据导入', rights: ['*'], roles: [], sites: 'all' },
  scope,
  trace: { channel: 'import' },
});

/** Never throws for what a file can contain: an unusable file is a report with one refusal. */
export async function importFile(ports: Ports, asked: Asked): Promise<Report> {
  try {
    if (asked.kind.market) return await importMarket(ports, { ...asked, files: { daily: asked.file, products: asked.products, wholesale: asked.wholesale } });
    if (!asked.company) throw new Error('a company is needed for every kind but the supermarket');
    const caller = importer(ports, asked.company.scope);
    const table = await openTable(asked.file);
    if (asked.kind.record) return await importRecords(ports, caller, { ...asked, name: asked.kind.name, def: asked.kind.record, table });
    if (asked.kind.document) {
      const targets = (k: DocumentKind) => documentTargets(k, ports.catalog.document(k.type));
      return await importDocuments(ports, caller, { ...asked, kind: kindOfFile(asked.kind.document, table.header, { map: asked.map, targets }), table });
    }
    throw new Error(`kind ${asked.kind.name} leads nowhere`);
  } catch (error) {
    if (!(error instanceof BadFile)) throw error;
    return { kind: asked.kind.name, file: asked.file, encoding: error.encoding, rows: 0, booked: 0, already: 0, refused: [error.row], documents: 0, dryRun: asked.dryRun };
  }
}
