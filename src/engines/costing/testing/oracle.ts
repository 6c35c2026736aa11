// What goods cost, straight from the definitions of the methods, in exact fractions and from zero every time. It shares no line with the engine, and is slow.
// 移动加权平均: an issue costs its share of what is there. 先进先出: the oldest receipt leaves first. What was taken back has never happened; a change of a
// receipt's value was part of the receipt from the start; a shortage costs what the next receipt costs; returns cost what their goods cost.

/** A fraction; the denominator is positive. */
export type Frac = { readonly n: bigint; readonly d: bigint };
const gcd = (a: bigint, b: bigint): bigint => (b === 0n ? (a < 0n ? -a : a) : gcd(b, a % b));
export const frac = (n: bigint, d = 1n): Frac => {
  const g = gcd(n, d) || 1n;
  return d < 0n ? { n: -n / g, d: -d / g } : { n: n / g, d: d / g };
};
const add = (a: Frac, b: Frac): Frac => frac(a.n * b.d + b.n * a.d, a.d * b.d);
const minus = (a: Frac, b: Frac): Frac => add(a, { n: -b.n, d: b.d });
const times = (a: Frac, b: Frac): Frac => frac(a.n * b.n, a.d * b.d);
const over = (a: Frac, b: Frac): Frac => frac(a.n * b.d, a.d * b.n);
const less = (a: Frac, b: Frac): boolean => a.n * b.d < b.n * a.d;
const ZERO = frac(0n);
export const absDiff = (a: Frac, b: Frac): Frac => {
  const x = minus(a, b);
  return frac(x.n < 0n ? -x.n : x.n, x.d);
};
export const atMost = (a: Frac, limit: bigint): boolean => a.n <= limit * a.d;

/** What happens to one pool. `day` is when it counts, its place in the list when it was booked. Quantities and costs are whole numbers. */
export type Happening =
  | { readonly id: string; readonly day: number; readonly kind: 'receipt'; readonly qty: bigint; readonly cost: bigint }
  | { readonly id: string; readonly day: number; readonly kind: 'issue'; readonly qty: bigint }
  | { readonly id: string; readonly day: number; readonly kind: 'customer-return' | 'supplier-return'; readonly of: string; readonly qty: bigint }
  | { readonly id: string; readonly day: number; readonly kind: 'value'; readonly of: string; readonly cost: bigint }
  | { readonly id: string; readonly day: number; readonly kind: 'red'; readonly of: string };

export type Truth = {
  /** What each happening costs in the end: receipts and customer returns in, issues and supplier returns out, all positive. */
  readonly cost: ReadonlyMap<string, Frac>;
  readonly qty: Frac;
  readonly value: Frac;
  readonly layers: readonly { readonly of: string; readonly qty: Frac; readonly value: Frac }[];
};

/** Everything that remains when red pairs are struck out and value changes are put where they belong, in the order in which it counts. */
function settled(happenings: readonly Happening[]): readonly (Exclude<Happening, { kind: 'value' | 'red' }> & { readonly extra: bigint })[] {
  const struck = new Set(happenings.flatMap((h) => (h.kind === 'red' ? [h.of, h.id] : [])));
  const left = happenings.filter((h) => !struck.has(h.id));
  const inOrder = left.map((h, i) => ({ h, i })).toSorted((a, b) => a.h.day - b.h.day || a.i - b.i);
  return inOrder.flatMap(({ h }) => {
    if (h.kind === 'value' || h.kind === 'red') return [];
    const changes = left.reduce((sum, v) => (v.kind === 'value' && v.of === h.id ? sum + v.cost : sum), 0n);
    return [{ ...h, extra: changes }];
  });
}

type Layer = { of: string; qty: Frac; value: Frac };

/** The truth about one pool. `reference`: 分 a unit is thought to cost before anything says so. */
export function truth(method: 'moving-average' | 'fifo', happenings: readonly Happening[], reference = 0n): Truth {
  const cost = new Map<string, Frac>();
  const unit = new Map<string, Frac>();
  let layers: Layer[] = [];
  let short: { id: string; qty: Frac; price: Frac }[] = [];
  let price = frac(reference);
  const sum = (pick: (l: Layer) => Frac): Frac => layers.reduce((total, l) => add(total, pick(l)), ZERO);

  /** An average has one heap; 先进先出 keeps receipts apart. */
  const put = (of: string, qty: Frac, value: Frac): void => {
    if (qty.n === 0n) return;
    if (method === 'fifo') layers.push({ of, qty, value });
    else
      layers = [
        {
          of: 'heap',
          qty: add(
            sum((l) => l.qty),
            qty,
          ),
          value: add(
            sum((l) => l.value),
            value,
          ),
        },
      ];
  };
  const arrive = (of: string, qty: Frac, value: Frac): void => {
    const each = over(value, qty);
    let left = qty;
    for (const s of short) {
      const filled = less(left, s.qty) ? left : s.qty;
      cost.set(s.id, add(cost.get(s.id) ?? ZERO, times(filled, minus(each, s.price))));
      s.qty = minus(s.qty, filled);
      left = minus(left, filled);
    }
    short = short.filter((s) => s.qty.n > 0n);
    put(of, left, times(left, each));
    unit.set(of, each);
    if (each.n > 0n) price = each;
  };
  const take = (qty: Frac, first: string | null): { readonly cost: Frac; readonly missing: Frac } => {
    const queue = [...layers.filter((l) => l.of === first), ...layers.filter((l) => l.of !== first)];
    let need = qty;
    let taken = ZERO;
    for (const l of queue) {
      const part = less(need, l.qty) ? need : l.qty;
      const worth = times(over(l.value, l.qty), part);
      l.qty = minus(l.qty, part);
      l.value = minus(l.value, worth);
      need = minus(need, part);
      taken = add(taken, worth);
    }
    const each = lastKnown();
    layers = layers.filter((l) => l.qty.n > 0n);
    if (each.n > 0n) price = each;
    return { cost: taken, missing: need };
  };
  /** What one unit costs when nobody knows better: the heap's average, the youngest receipt's cost. */
  let known = ZERO;
  function lastKnown(): Frac {
    return known;
  }
  for (const h of settled(happenings)) {
    const heap = layers.at(-1);
    known = heap && heap.qty.n > 0n && heap.value.n > 0n ? over(heap.value, heap.qty) : price;
    const qty = frac(h.qty);
    if (h.kind === 'receipt') {
      const whole = frac(h.cost + h.extra);
      cost.set(h.id, whole);
      arrive(h.id, qty, whole);
    } else if (h.kind === 'customer-return') {
      const whole = times(qty, unit.get(h.of) ?? ZERO);
      cost.set(h.id, whole);
      arrive(h.id, qty, whole);
    } else if (h.kind === 'supplier-return' && method === 'moving-average') {
      // At the receipt's own cost, but never so much that what stays is worth less than nothing, and everything with the last unit.
      const [have, worth] = [sum((l) => l.qty), sum((l) => l.value)];
      const wished = times(qty, unit.get(h.of) ?? ZERO);
      const leaves = minus(have, qty).n === 0n || less(worth, wished) ? worth : wished;
      cost.set(h.id, leaves);
      layers = [{ of: 'heap', qty: minus(have, qty), value: minus(worth, leaves) }].filter((l) => l.qty.n > 0n);
      if (layers[0] === undefined && known.n > 0n) price = known;
    } else {
      const { cost: taken, missing } = take(qty, h.kind === 'supplier-return' ? h.of : null);
      const each = missing.n > 0n ? known : ZERO;
      if (missing.n > 0n) short.push({ id: h.id, qty: missing, price: each });
      const whole = add(taken, times(missing, each));
      cost.set(h.id, whole);
      unit.set(h.id, over(whole, qty));
    }
  }
  const owed = short.reduce((total, s) => add(total, s.qty), ZERO);
  const owes = short.reduce((total, s) => add(total, times(s.qty, s.price)), ZERO);
  return {
    cost,
    qty: minus(
      sum((l) => l.qty),
      owed,
    ),
    value: minus(
      sum((l) => l.value),
      owes,
    ),
    layers,
  };
}
