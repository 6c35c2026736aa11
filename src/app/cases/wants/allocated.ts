// Shares of an amount over lines, and what has been claimed of it: as the documents that spread costs have kept them.
import { asList, asNumber, asObject } from '../format.ts';
import { sameAmount } from '../figures.ts';
import { stockOf } from '../look.ts';
import type { Mismatch } from '../play.ts';
import { type Expectations, lastLook, lookAfter } from './want.ts';

export const ALLOCATED: Expectations = {
  shares: (want, played) => {
    const got = asList(played.world.findings.get('shares')).map(Number);
    return got.length === asList(want).length && got.every((n, i) => sameAmount(Number(asList(want)[i]), n)) ? [] : [{ what: '', want, got }];
  },
  // What was spread in all, as it stands in the goods' value.
  total: (want, played) => {
    const got = asList(played.world.findings.get('shares')).reduce((sum: number, n) => sum + Number(n), 0);
    return sameAmount(asNumber(want) ?? Number.NaN, got) ? [] : [{ what: '', want, got }];
  },
  gl_credit: (want, played) => {
    const charges = asObject(played.world.findings.get('charges'));
    return Object.entries(asObject(want)).flatMap(([name, amount]): readonly Mismatch[] =>
      sameAmount(Number(amount), Number(charges[name])) ? [] : [{ what: name, want: amount, got: charges[name] ?? null }],
    );
  },
  claimed: (want, played) =>
    asList(want).flatMap((entry): readonly Mismatch[] => {
      const { after, amount } = asObject(entry);
      const got = lookAfter(played, after).claimed;
      return sameAmount(Number(amount), got) ? [] : [{ what: String(after), want: amount, got }];
    }),
  // As an operation found it, else of the case's item at the end. A unit cost is told in 分.
  unit_cost: (want, played) => {
    const found = played.world.findings.get('unit_cost');
    return centDiffers(want, typeof found === 'number' ? found : stockOf(lastLook(played), { item: played.world.items.get('item') ?? '' }).rate);
  },
  byproduct_unit_cost: (want, played) => centDiffers(want, asNumber(played.world.findings.get('byproduct_unit_cost')) ?? Number.NaN),
};

const centDiffers = (want: unknown, got: number): readonly Mismatch[] => (Math.abs((asNumber(want) ?? Number.NaN) - got) <= 0.005 + 1e-9 ? [] : [{ what: '', want, got }]);
