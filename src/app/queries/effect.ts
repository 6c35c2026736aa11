// What a command would change of earlier costs and counts, with the names and numbers people know.
import type { Caller, Effect } from '#books/pen';
import { formatFen, formatQty } from '#kernel/decimal';
import type { Ports } from '../context.ts';

/** The effect in words; amounts in 元, quantities in base units. Two questions, however much changes. */
export async function effectShown(ports: Ports, caller: Caller, effect: Effect): Promise<unknown> {
  const counts = effect.counts ?? [];
  const docs = [...new Set([...effect.largest.map((l) => l.doc), ...counts.map((c) => c.doc)])];
  const [known, items] = await ports.db.read(caller.scope, async (s) => [
    await s.query<{ id: string; type: string; number: string }>('select id, type, number from books.document where org_id = books.org() and id = any ($1::uuid[])', [docs]),
    await s.query<{ id: string; name: string }>('select id, name from books.record where org_id = books.org() and id = any ($1::uuid[])', [
      [...new Set(counts.map((c) => c.item))],
    ]),
  ]);
  const names = new Map([...effect.items.map((i) => [i.item, i.name] as const), ...items.map((i) => [i.id, i.name] as const)]);
  const about = (id: string) => {
    const doc = known.find((d) => d.id === id);
    return { id, type: doc?.type ?? null, zh: doc ? (ports.catalog.findDocument(doc.type)?.zh ?? doc.type) : null, number: doc?.number ?? null };
  };
  return {
    documents: effect.documents,
    lines: effect.lines,
    amount: formatFen(effect.amount),
    items: effect.items.map((i) => ({ ...i, amount: formatFen(i.amount) })),
    largest: effect.largest.map((l) => ({ ...about(l.doc), day: l.day, item: names.get(l.item) ?? '', amount: formatFen(l.amount) })),
    waiting: effect.waiting ?? [],
    counts: counts.map((c) => ({ ...about(c.doc), day: c.day, item: names.get(c.item) ?? '', qty: formatQty(c.qty), amount: formatFen(c.amount) })),
  };
}
