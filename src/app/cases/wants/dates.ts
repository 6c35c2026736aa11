// The days of a lot: expiry, and those counted back from it.
import { dayOf } from '../days.ts';
import { asObject } from '../format.ts';
import type { Expectations } from './want.ts';

export const DATES: Expectations = {
  dates: (want, played) => {
    const got = asObject(played.world.findings.get('dates'));
    return Object.entries(asObject(want)).flatMap(([what, wanted]) => (dayOf(wanted) === got[what] ? [] : [{ what, want: dayOf(wanted), got: got[what] ?? null }]));
  },
};
