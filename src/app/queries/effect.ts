// What a command would change of earlier costs and counts, with the names and numbers people know; on the screen and as a table to take away.
import type { Caller, Effect } from '#books/pen';
import { formatFen, formatQty } from '#kernel/decimal';
import type { Day } from '#kernel/day';
import { fen } from '#kernel/money';
import type { Ports } from '../context.ts';
import type { Table } from '../export.ts';

type Named = {
  readonly id: string;
  readonly type: string | null;
  readonly zh: string | null;
  readonly number: string | null;
  readonly day: Day;
  readonly item: string;
  readonly amount: string;
};
export type EffectShown = {
  readonly documents: number;
  readonly lines: number;
  readonly amount: string;
  readonly items: readonly { readonly item: string; readonly name: string; readonly documents: number; readonly amount: string }[];
  /** Documents by item, those that change most first; `entries` says how many there are in all. */
  readonly largest: readonly Named[];
  readonly entries: number;
  readonly waiting: NonNullable<Effect['waiting']>;
  readonly counts: readonly (Named & { readonly qty: string })[];
};

/** The effect in words, at most `most` documents one by one; amounts in 元, quantities in base units. Two questions, however much changes. */
export async function effectShown(ports: Ports, caller: Caller, { effect, most }: { readonly effect: Effect; readonly most: number }): Promise<EffectShown> {
  const counts = effect.counts ?? [];
  const largest = effect.largest.slice(0, most);
  const docs = [...new Set([...largest.map((l) => l.doc), ...counts.map((c) => c.doc)])];
  const [known, items] = await ports.db.read(caller.scope, async (s) => [
    await s.query<{ id: string; type: string; number: string }>('select id, type, number from books.document where org_id = books.org() and id = any ($1::uuid[])', [docs]),
    await s.query<{ id: string; name: string }>('select id, name from books.record where org_id = books.org() and id = any ($1::uuid[])', [
      [...new Set(counts.map((c) => c.item))],
    ]),
  ]);
  const names = new Map([...effect.items.map((i) => [i.item, i.name] as const), ...items.map((i) => [i.id, i.name] as const)]);
  const byId = new Map(known.map((d) => [d.id, d] as const));
  const about = (id: string) => {
    const doc = byId.get(id);
    return { id, type: doc?.type ?? null, zh: doc ? (ports.catalog.findDocument(doc.type)?.zh ?? doc.type) : null, number: doc?.number ?? null };
  };
  return {
    documents: effect.documents,
    lines: effect.lines,
    amount: formatFen(effect.amount),
    items: effect.items.map((i) => ({ ...i, amount: formatFen(i.amount) })),
    largest: largest.map((l) => ({ ...about(l.doc), day: l.day, item: names.get(l.item) ?? '', amount: formatFen(l.amount) })),
    entries: effect.largest.length,
    waiting: effect.waiting ?? [],
    counts: counts.map((c) => ({ ...about(c.doc), day: c.day, item: names.get(c.item) ?? '', qty: formatQty(c.qty), amount: formatFen(c.amount) })),
  };
}

const NOTHING: EffectShown = { documents: 0, lines: 0, amount: '0.00', items: [], largest: [], entries: 0, waiting: [], counts: [] };

/** The effect as a table, document by document. `of` says which document and which command it is the effect of. */
export function effectTable(effect: EffectShown | null, of: { readonly what: string; readonly command: string }): Omit<Table, 'format'> {
  const { largest, entries, counts, waiting, documents, items, amount } = effect ?? NOTHING;
  const row = (what: string, e: Named, qty = ''): readonly string[] => [e.day, e.zh ?? '', e.number ?? '', e.item, what, qty, e.amount];
  const sum = [...largest, ...counts].reduce((total, e) => total + BigInt(e.amount.replace('.', '')), 0n);
  return {
    name: `成本影响预览 ${of.what}`,
    columns: [
      { zh: '日期', width: 12, kind: 'day' },
      { zh: '单据', width: 16 },
      { zh: '单号', width: 22 },
      { zh: '商品', width: 28 },
      { zh: '变动', width: 12 },
      { zh: '盘点差异增减', width: 14, kind: 'qty' },
      { zh: '成本增减', width: 14, kind: 'money' },
    ],
    rows: [...largest.map((e) => row('出库成本', e)), ...counts.map((e) => row('盘点差异', e, e.qty)), ...waiting.map((w) => ['', '', '', w.name, '后台重算', '', ''])],
    sums: ['', '', '', '', '', '', formatFen(fen(sum))],
    conditions: [
      ['单据', of.what],
      ['命令', of.command],
      ['结论', `将调整 ${documents} 张单据、${items.length} 种商品的出库成本，共 ${amount} 元；尚未入账`],
    ],
    cut: entries > largest.length ? `只列出了变动最大的 ${largest.length} 行，共 ${entries} 行` : null,
  };
}
