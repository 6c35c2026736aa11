// What leaves the house: documents and records as JSON without what the person may not see.
import { encode } from '#forms';
import type { AnyDocument, Command, Doc, State } from '#kernel/document';
import type { Actor } from '#kernel/facts';
import type { Field, Fields } from '#kernel/field';
import { ACTION_OF, may } from '#kernel/rights';

/** Names of fields hidden from a person. */
export const hiddenFields = (fields: Fields, actor: Actor): string[] =>
  Object.entries(fields)
    .filter(([, f]) => f.secret !== undefined && !may(actor, `field.${f.secret}`))
    .map(([name]) => name);

/** A JSON object without hidden fields. */
export function redact(fields: Fields, values: Readonly<Record<string, unknown>>, actor: Actor): Record<string, unknown> {
  const hidden = new Set(hiddenFields(fields, actor));
  return Object.fromEntries(Object.entries(values).filter(([name]) => !hidden.has(name)));
}

export const shownFields = (fields: Fields, actor: Actor): (Field & { name: string })[] =>
  Object.entries(fields)
    .filter(([name]) => !hiddenFields(fields, actor).includes(name))
    .map(([name, f]) => ({ name, ...f }));

/** Totals are prices or, where a document has no prices, costs: without the right they are not shown. */
export function seesTotals(def: AnyDocument, actor: Actor): boolean {
  const secrets = new Set(Object.values({ ...(def.head as Fields), ...(def.line as Fields) }).map((f) => f.secret));
  return secrets.has('price') ? may(actor, 'field.price') : !secrets.has('cost') || may(actor, 'field.cost');
}

type Linked = {
  readonly nodes: readonly { readonly id: string; readonly type: string; readonly total: string }[];
  readonly edges: readonly { readonly from: string; readonly to: string; readonly amount: string | null }[];
};

/** A chain with the amounts the person may see: a document's total by its own kind, what flows between two documents only where both may be seen. */
export function shapeChain<C extends Linked>(chain: C, find: (type: string) => AnyDocument | undefined, actor: Actor): C {
  const open = new Set(
    chain.nodes
      .filter((n) => {
        const def = find(n.type);
        return def !== undefined && seesTotals(def, actor);
      })
      .map((n) => n.id),
  );
  return {
    ...chain,
    nodes: chain.nodes.map((n) => ({ ...n, zh: find(n.type)?.zh ?? n.type, total: open.has(n.id) ? n.total : null })),
    edges: chain.edges.map((e) => ({ ...e, amount: open.has(e.from) && open.has(e.to) ? e.amount : null })),
  };
}

/** A document as HTTP shows it. */
export function shapeDocument(def: AnyDocument, doc: Doc, actor: Actor): Record<string, unknown> {
  const { head, lines, ...envelope } = doc;
  return {
    ...envelope,
    head: redact(def.head, encode(def.head, head as Record<string, unknown>), actor),
    lines: lines.map((l) => ({ no: l.no, source: l.source, ...redact(def.line, encode(def.line, l as Record<string, unknown>), actor) })),
  };
}

/** Commands the person may give in this state. Red documents stand for good. */
export function actionsFor(def: AnyDocument, doc: Pick<Doc, 'state' | 'reverses'>, actor: Actor): Command[] {
  const moves = Object.keys(def.flow[doc.state as State] ?? {}) as Command[];
  const own = doc.reverses ? [] : moves.filter((command) => may(actor, `${def.type}.${ACTION_OF[command]}`));
  // 更正 is red and blue at once: it takes both rights, and a document that posts.
  const corrects = own.includes('reverse') && def.needs.stock !== undefined && def.needs.stock !== 'reserve' && may(actor, `${def.type}.approve`) && may(actor, `${def.type}.edit`);
  return corrects ? [...own, 'correct'] : own;
}

/** All record ids a document mentions. */
export function idsIn(fields: Fields, values: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(fields).flatMap(([name, field]) => {
    const value = values[name];
    if (field.kind === 'list' && Array.isArray(value)) return value.flatMap((entry) => idsIn(field.of ?? {}, entry as Record<string, unknown>));
    return field.kind === 'ref' && typeof value === 'string' ? [value] : [];
  });
}
