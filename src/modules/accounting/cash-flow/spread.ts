// A voucher whose lines run both ways (收款 98, 折扣 2, 应收 100) moved 98 of money for one purpose: what runs against the money lessens what runs with it. Pure.
import { splitFen, fen } from '#kernel/money';
import { must } from '#kernel/must';

export type Flow = { readonly period: number; readonly item: string; readonly account: string; readonly amount: bigint };
export type MixedFlow = Flow & { readonly voucher: string; readonly net: bigint };

const size = (n: bigint): bigint => (n < 0n ? -n : n);

/** The flows of one voucher so that they add up to its money exactly and none runs against it. */
export function spreadVoucher(flows: readonly MixedFlow[]): readonly Flow[] {
  const [first] = flows;
  if (!first) return [];
  const { net } = first;
  must(net === flows.reduce((sum, f) => sum + f.amount, 0n), 'the lines opposite the money add up to it');
  const totals = new Map<string, bigint>();
  for (const f of flows) totals.set(f.item, (totals.get(f.item) ?? 0n) + f.amount);
  const kept = [...totals].filter(([, total]) => total > 0n === net > 0n && total !== 0n);
  const shares = splitFen(
    fen(net),
    kept.map(([, total]) => size(total)),
  );
  return kept.flatMap(([item], i) => {
    const own = flows.filter((f) => f.item === item && f.amount > 0n === net > 0n && f.amount !== 0n);
    const parts = splitFen(
      fen(shares[i] ?? 0n),
      own.map((f) => size(f.amount)),
    );
    return own.map((f, j): Flow => ({ period: f.period, item, account: f.account, amount: parts[j] ?? 0n }));
  });
}

/** All flows, voucher by voucher. */
export function spread(flows: readonly MixedFlow[]): readonly Flow[] {
  const byVoucher = new Map<string, MixedFlow[]>();
  for (const f of flows) {
    const list = byVoucher.get(f.voucher) ?? [];
    byVoucher.set(f.voucher, list);
    list.push(f);
  }
  return [...byVoucher.values()].flatMap(spreadVoucher);
}
