// What to ask the database for before a document is decided: the request of books.facts().
import type { AnyDocument, Doc } from '#kernel/document';
import type { Field, Fields } from '#kernel/field';
import { serialsNamed } from '#kernel/serials';

export type FactsRequest = Record<string, unknown>;

function references(fields: Fields, values: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(fields).flatMap(([name, field]: [string, Field]) => {
    const value = values[name];
    if (field.kind === 'ref' && typeof value === 'string' && field.to !== 'document' && field.to !== 'open-item') return [value];
    if (field.kind === 'list' && Array.isArray(value)) return value.flatMap((entry) => references(field.of ?? {}, entry as Record<string, unknown>));
    return [];
  });
}
const unique = <T>(list: readonly T[]): T[] => [...new Set(list)];

/** What to ask the database for, given a document as entered. Nothing in it depends on the number of lines but its length. */
export function requestFor(def: AnyDocument, doc: Doc, command: string): FactsRequest {
  const lines = doc.lines as readonly (Record<string, unknown> & { source: { doc: string } | null })[];
  const head = doc.head as Record<string, unknown>;
  const records = unique([...references(def.head, head), ...lines.flatMap((l) => references(def.line, l))]);
  const items = unique(lines.flatMap((l) => (typeof l['item'] === 'string' ? [l['item']] : []))).toSorted();
  const lotField = Object.entries(def.line as Fields).find(([, f]) => f.kind === 'lot')?.[0];
  const lots = lotField ? unique(lines.flatMap((l) => (l[lotField] ? [JSON.stringify([l['item'], l[lotField]])] : []))).map((s) => JSON.parse(s) as unknown) : [];
  const reopens = command === 'reopen' && def.reopen !== undefined;
  // A reopened document reads its own progress: what is done is not promised again.
  const sources = unique([...lines.flatMap((l) => (l.source ? [l.source.doc] : [])), ...(reopens ? [doc.id] : [])]).toSorted();
  const posts = command === 'approve' || command === 'close' || command === 'reverse';
  const { needs } = def;
  const { stockOnSave: onSave } = needs;
  // On save, only lines that do not know yet what the books say.
  const looked = posts || reopens || onSave === true ? lines : typeof onSave === 'function' ? lines.filter((l) => onSave(l, doc.state)) : [];
  const shelves = posts || reopens || looked.length > 0;
  const lookedAt = looked.length === lines.length ? items : unique(looked.flatMap((l) => (typeof l['item'] === 'string' ? [l['item']] : []))).toSorted();
  const serials = posts || reopens ? serialsNamed(def.line, lines) : [];
  const summary = def.summary(doc);
  const warehouseFields = needs.warehouses ?? ['warehouse'];
  // One pass over the lines: a count sheet has thousands of items.
  const pairs = unique(
    [...lookedAt.flatMap((item) => warehouseFields.map((f) => [item, head[f]])), ...looked.flatMap((l) => warehouseFields.map((f) => [l['item'], l[f]]))].flatMap(
      ([item, warehouse]) => (typeof item === 'string' && typeof warehouse === 'string' ? [`${item}|${warehouse}`] : []),
    ),
  )
    .toSorted()
    .map((p) => p.split('|'));
  const openItems = unique(lines.flatMap((l) => (typeof l['openItem'] === 'string' ? [l['openItem']] : [])));
  return {
    records,
    periods: [doc.period],
    sources,
    ...(lots.length > 0 ? { lots } : {}),
    ...(serials.length > 0 ? { serials } : {}),
    ...(needs.wholeSerials ? { wholeSerials: true } : {}),
    ...(posts && needs.sourcePieces ? { sourcePieces: true } : {}),
    ...(posts ? { approvals: def.type } : {}),
    ...(shelves && needs.stock && needs.stock !== 'reserve' ? { pools: lookedAt } : {}),
    ...(shelves && (needs.stock === 'move' || needs.stock === 'reserve') ? { stock: pairs, reservations: [doc.id] } : {}),
    ...(shelves && needs.stock === 'move' ? { asOf: doc.day, ...(needs.counts && !posts ? { counts: true } : {}) } : {}),
    ...(shelves && needs.freezes ? { freezes: items } : {}),
    ...(posts && needs.sourcePostings ? { sourcePostings: true } : {}),
    ...(needs.openItems ? { openItems } : {}),
    ...((command === 'approve' || reopens) && needs.credit && summary.party ? { credit: summary.party } : {}),
    ...(needs.prices ? { prices: { kind: needs.prices, party: summary.party ?? '*', day: doc.day, items } } : {}),
    ...(needs.itemBalance ? { itemBalance: { role: needs.itemBalance, items } } : {}),
    ...(needs.consigned && summary.party ? { consigned: { party: summary.party, day: doc.day } } : {}),
    ...(posts && needs.restates ? { restates: doc.id } : {}),
    ...(command === 'reverse' ? { dependents: doc.id } : {}),
  };
}

/** Fresh ids a document may use up: for its envelope and events, for the lots of its lines, for their pieces. */
export const idsFor = (def: AnyDocument, doc: Doc): number => 4 + doc.lines.length * 2 + serialsNamed(def.line, doc.lines).length;
