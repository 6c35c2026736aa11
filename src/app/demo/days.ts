// What happens on one day of the demo company. Everything goes through run(), as people do it; nothing is written past the pen.
import { type CommandInput, type Outcome, run } from '#books/pen';
import { addDays, type Day, daysBetween } from '#kernel/day';
import { must } from '#kernel/must';
import type { Ports } from '../context.ts';
import { busyness, isClosed } from './calendar.ts';
import type { DemoCompany } from './company.ts';
import { carries, GOODS, type Good } from './goods.ts';
import type { Random } from './random.ts';

export type World = {
  readonly ports: Ports;
  readonly co: DemoCompany;
  readonly chance: Random;
  /** Orders on their way: supplier index → due day. */
  readonly expected: { readonly id: string; readonly supplier: number; readonly due: Day; readonly lines: readonly { readonly good: Good; readonly qty: number }[] }[];
  /** Receipts whose invoice has not come, by supplier. */
  readonly unbilled: Map<number, { readonly id: string; readonly lines: number; readonly day: Day }[]>;
  readonly toDeliver: {
    readonly id: string;
    readonly customer: number;
    readonly day: Day;
    readonly lines: readonly { readonly good: Good; readonly qty: number }[];
    readonly place: 'main' | 'cold';
  }[];
  stock: Map<string, number>;
  invoices: number;
  done: number;
};

const placeOf = (good: Good): 'main' | 'cold' => (good.cold ? 'cold' : 'main');
const key = (code: string, place: string): string => `${code}@${place}`;
const text = (n: number): string => n.toFixed(0);

/** Runs a command as one of the company's people; a refusal is a bug of the generator. */
async function act(w: World, who: string, input: CommandInput): Promise<Extract<Outcome, { ok: true }>['reply']> {
  const caller = w.co.people[who];
  must(caller, `demo person ${who}`);
  const outcome = await run(w.ports, { ...caller, trace: { channel: 'demo' } }, input);
  if (!outcome.ok) throw new Error(`demo: ${input.type} ${input.command} refused: ${JSON.stringify(outcome.refusal)}`);
  w.done += 1;
  return outcome.reply;
}

/** What can be sold today, per item and place: on hand and not expired, less promises. */
export async function lookAtShelves(w: World, today: Day): Promise<void> {
  const rows = await w.ports.db.read(w.co.people['house']?.scope as never, (s) =>
    s.query<{ code: string; place: string; qty: string }>(
      `
    select r.code, b.warehouse_id as place, (sum(b.on_hand - b.allocated) filter (where l.expires is null or l.expires > $1::date) / 1000000)::text as qty
    from books.stock_balance b join books.record r on r.org_id = b.org_id and r.id = b.item_id left join books.lot l on l.org_id = b.org_id and l.id = b.lot_id
    -- Two years leave thousands of empty shelves behind; they have nothing to say.
    where b.org_id = books.org() and (b.on_hand <> 0 or b.allocated <> 0) group by 1, 2`,
      [today],
    ),
  );
  const name = Object.fromEntries(Object.entries(w.co.places).map(([k, id]) => [id, k]));
  w.stock = new Map(rows.map((r) => [key(r.code, name[r.place] ?? ''), Math.floor(Number(r.qty ?? 0))]));
}

const has = (w: World, good: Good, place: string): number => Math.max(0, w.stock.get(key(good.code, place)) ?? 0);
const change = (w: World, good: Good, place: string, by: number): void => {
  w.stock.set(key(good.code, place), has(w, good, place) + by);
};

/** Goods that were ordered arrive and are inspected; now and then a few pieces are short. */
export async function receive(w: World, day: Day): Promise<void> {
  for (const order of w.expected.splice(0).filter((o) => {
    if (o.due <= day) return true;
    w.expected.push(o);
    return false;
  })) {
    for (const place of ['main', 'cold'] as const) {
      const lines = order.lines.map((l, i) => ({ ...l, no: i + 1 })).filter((l) => placeOf(l.good) === place);
      if (lines.length === 0) continue;
      const got = lines.map((l) => ({ ...l, got: w.chance.chance(0.04) ? Math.max(1, l.qty - w.chance.int(1, 3)) : l.qty }));
      const reply = await act(w, 'keeper', {
        type: 'goods-receipt',
        command: 'approve',
        body: {
          day,
          head: { supplier: w.co.suppliers[order.supplier]?.id, warehouse: w.co.places[place], deliveryNote: `SH${day.replaceAll('-', '')}${order.supplier}`, inspector: '赵雅琴' },
          lines: got.map((l) => ({
            item: w.co.items[l.good.code],
            unit: l.good.unit,
            qty: text(l.got),
            source: { doc: order.id, line: l.no },
            ...lotFields(l.good, day, w.chance),
          })),
        },
      });
      for (const l of got) change(w, l.good, place, l.got);
      const list = w.unbilled.get(order.supplier) ?? [];
      w.unbilled.set(order.supplier, [...list, { id: reply.id, lines: got.length, day }]);
    }
  }
}

/** A fresh lot was made a little before it arrives: a day for fresh goods, up to a tenth of its life for the others. */
function lotFields(good: Good, day: Day, chance: Random): Record<string, string> {
  if (good.life === null) return {};
  const age = good.life <= 12 ? (good.life <= 5 ? 0 : 1) : chance.int(2, Math.max(3, Math.floor(good.life / 10)));
  const made = addDays(day, -age);
  return { lot: `${made.slice(2).replaceAll('-', '')}${good.code.slice(-2)}`, made };
}

/** Orders up to what the coming weeks should take; every supplier on its own weekday. */
export async function order(w: World, day: Day, weekday: number): Promise<void> {
  for (const [index, supplier] of w.co.suppliers.entries()) {
    const fresh = supplier.categories.includes('生鲜');
    const cycle = fresh ? 3 : supplier.categories.includes('乳品') ? 7 : 14;
    const due = fresh ? weekday === 1 || weekday === 4 : weekday === (index % 5) + 1 && (cycle === 7 || Math.floor(daysBetween('2024-01-01' as Day, day) / 7) % 2 === index % 2);
    if (!due) continue;
    const lines = GOODS.filter((g) => supplier.categories.includes(g.category)).flatMap((good) => {
      const ahead = Math.min(cycle + supplier.lead + 3, good.life === null ? 99 : Math.max(2, Math.floor(good.life * 0.7)));
      const want = Array.from({ length: ahead }, (_, i) => good.daily * (good.category === '礼盒' ? 2.2 : 2.4) * busyness(addDays(day, i + 1), good)).reduce((a, b) => a + b, 0);
      const coming = w.expected
        .flatMap((o) => o.lines)
        .filter((l) => l.good.code === good.code)
        .reduce((s, l) => s + l.qty, 0);
      const have = has(w, good, placeOf(good)) + 0.5 * (has(w, good, 'shop1') + has(w, good, 'shop2')) + coming;
      const pack = good.pack?.size ?? 1;
      const qty = Math.ceil((want * 1.12 - have) / pack) * pack;
      return qty > 0 ? [{ good, qty }] : [];
    });
    if (lines.length === 0) continue;
    const arrives = addDays(day, supplier.lead + (w.chance.chance(0.12) ? w.chance.int(1, 3) : 0));
    const reply = await act(w, 'buyer', {
      type: 'purchase-order',
      command: 'approve',
      body: {
        day,
        head: { supplier: supplier.id, warehouse: w.co.places.main, wanted: addDays(day, supplier.lead), buyer: '王晓敏' },
        lines: lines.map((l) => ({ item: w.co.items[l.good.code], unit: l.good.unit, qty: text(l.qty) })),
      },
    });
    w.expected.push({ id: reply.id, supplier: index, due: isClosed(arrives) ? addDays(arrives, 3) : arrives, lines });
  }
}

/** Lorries to the shops, dry goods weekly and cold ones twice: the near shop by hand-over, the far one over the road. */
export async function replenish(w: World, { day, road }: { readonly day: Day; readonly road: boolean }, stores: readonly ('main' | 'cold')[]): Promise<void> {
  for (const shop of ['shop1', 'shop2'] as const) {
    for (const from of stores) {
      const lines = GOODS.filter((g) => placeOf(g) === from && carries(shop, g)).flatMap((good) => {
        const span = good.life !== null && good.life <= 5 ? 3 : from === 'main' ? 9 : 5;
        const want = Array.from({ length: span }, (_, i) => good.daily * (shop === 'shop1' ? 1 : 0.75) * busyness(addDays(day, i), good)).reduce((a, b) => a + b, 0) * 1.2;
        const qty = Math.min(Math.ceil(want - has(w, good, shop)), has(w, good, from));
        return qty > 0 ? [{ good, qty }] : [];
      });
      if (lines.length === 0) continue;
      const body = {
        day,
        head: { from: w.co.places[from], to: w.co.places[shop], direct: shop === 'shop1' || !road, carrier: '浙A·' + (shop === 'shop1' ? '6F128' : '3K905') },
        lines: lines.map((l) => ({ item: w.co.items[l.good.code], unit: l.good.unit, qty: text(l.qty) })),
      };
      const sent = await act(w, 'keeper', { type: 'transfer', command: 'approve', body });
      if (shop === 'shop2' && road)
        await act(w, 'keeper', {
          type: 'transfer-receipt',
          command: 'approve',
          body: {
            day,
            head: { from: w.co.places[from], warehouse: w.co.places[shop], receiver: '何苗' },
            lines: lines.map((l, i) => ({ item: w.co.items[l.good.code], unit: l.good.unit, qty: text(l.qty), source: { doc: sent.id, line: i + 1 } })),
          },
        });
      for (const l of lines) {
        change(w, l.good, from, -l.qty);
        change(w, l.good, shop, l.qty);
      }
    }
  }
}

/** One retail document a shop a day, as the tills report it; every now and then an item is on promotion. */
export async function sellInShops(w: World, day: Day): Promise<void> {
  for (const shop of ['shop1', 'shop2'] as const) {
    const lines = GOODS.flatMap((good, i) => {
      if (!carries(shop, good)) return [];
      const promotion = (Math.floor(daysBetween('2024-01-01' as Day, day) / 7) + i) % 29 === 0;
      const mean = good.daily * (shop === 'shop1' ? 1 : 0.75) * busyness(day, good) * (promotion ? 1.9 : 1) * Math.exp(0.18 * w.chance.normal());
      const qty = Math.min(w.chance.poisson(mean), has(w, good, shop));
      return qty > 0 ? [{ good, qty, promotion }] : [];
    });
    if (lines.length === 0) continue;
    await act(w, 'manager', {
      type: 'retail-sale',
      command: 'approve',
      body: {
        day,
        head: { warehouse: w.co.places[shop], wallet: w.chance.chance(0.85) ? w.co.wallets.wechat : w.co.wallets.cash, cashier: shop === 'shop1' ? '郑小燕' : '何苗' },
        lines: lines.map((l) => ({
          item: w.co.items[l.good.code],
          unit: l.good.unit,
          qty: text(l.qty),
          price: (l.good.retail * (l.promotion ? 0.85 : 1)).toFixed(2),
          ...(l.promotion ? { remark: '周促 85 折' } : {}),
        })),
      },
    });
    for (const l of lines) change(w, l.good, shop, -l.qty);
  }
}

/** Wholesale orders come in, reserve stock, and are delivered the next working day. */
export async function sellWholesale(w: World, day: Day, orders: number): Promise<void> {
  for (const job of w.toDeliver.splice(0)) {
    if (job.day >= day) {
      w.toDeliver.push(job);
      continue;
    }
    const lines = job.lines.map((l, i) => ({ ...l, no: i + 1, sent: w.chance.chance(0.06) ? Math.ceil(l.qty / 2) : l.qty }));
    await act(w, 'keeper', {
      type: 'sales-delivery',
      command: 'approve',
      body: {
        day,
        head: { customer: w.co.customers[job.customer]?.id, warehouse: w.co.places[job.place], salesperson: '陈志远', carrier: '自有车辆' },
        lines: lines.map((l) => ({ item: w.co.items[l.good.code], unit: l.good.unit, qty: text(l.sent), source: { doc: job.id, line: l.no } })),
      },
    });
  }
  for (let n = 0; n < orders; n += 1) {
    const customer = w.chance.int(0, w.co.customers.length - 1);
    const place = w.chance.chance(0.7) ? 'main' : 'cold';
    const budget = (w.co.customers[customer]?.limit ?? 8000) / 9;
    let spent = 0;
    const lines = GOODS.filter((g) => placeOf(g) === place && (g.life === null || g.life > 12))
      .toSorted(() => w.chance.next() - 0.5)
      .slice(0, w.chance.int(5, 11))
      .flatMap((good) => {
        const pack = good.pack?.size ?? 2;
        const qty = Math.min(pack * w.chance.int(1, 3), Math.floor((has(w, good, place) * 0.4) / pack) * pack);
        if (qty <= 0 || spent + qty * good.cost > budget) return [];
        spent += qty * good.cost;
        return [{ good, qty }];
      });
    if (lines.length < 2) continue;
    const reply = await act(w, 'seller', {
      type: 'sales-order',
      command: 'approve',
      body: {
        day,
        head: { customer: w.co.customers[customer]?.id, warehouse: w.co.places[place], promised: addDays(day, 1), salesperson: '陈志远' },
        lines: lines.map((l) => ({ item: w.co.items[l.good.code], unit: l.good.unit, qty: text(l.qty) })),
      },
    });
    for (const l of lines) change(w, l.good, place, -l.qty);
    w.toDeliver.push({ id: reply.id, customer, day, lines, place });
  }
}

export { act };
