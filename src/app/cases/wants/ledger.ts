// The general ledger by document: what its vouchers came to on the accounts that cases call by their role.
import { asList, asObject, Unsupported } from '../format.ts';
import { sameAmount } from '../figures.ts';
import type { Look } from '../look.ts';
import type { Mismatch, Played } from '../play.ts';
import { costOf, type Expectations, lastLook, linesOf, lookAfter } from './want.ts';

/** Names of accounts in cases → roles of the chart. */
const ROLES: Readonly<Record<string, string>> = {
  stock: 'inventory.goods',
  inventory: 'inventory.goods',
  grir: 'ap.estimated',
  ap: 'ap.billed',
  ar: 'ar.billed',
  cogs: 'cogs.main',
  variance: 'inventory.costDifference',
};

/** Debit − credit of a step's vouchers on an account. */
function netOf(played: Played, look: Look, at: { readonly label: string; readonly name: string }): number {
  const role = ROLES[at.name];
  if (!role) throw new Unsupported(`expect.gl.${at.name}`, `科目表里没有与 ${at.name} 对应的角色`);
  const account = played.world.account(role);
  return (played.world.refs.get(at.label)?.docs ?? []).reduce((sum, d) => sum + (look.vouchers.get(d.id)?.get(account) ?? 0), 0);
}

export const LEDGER: Expectations = {
  gl: (want, played) =>
    Object.entries(asObject(want)).flatMap(([label, rows]) =>
      asList(rows).flatMap((row): readonly Mismatch[] => {
        const [name, debit, credit] = asList(row);
        const got = netOf(played, lastLook(played), { label, name: String(name) });
        return sameAmount(Number(debit) - Number(credit), got) ? [] : [{ what: `${label}.${String(name)}`, want: Number(debit) - Number(credit), got }];
      }),
    ),
  // What an issue took out of stock in all, as the vouchers of itself and of the corrections since have it.
  gl_stock_credit: (want, played) =>
    asList(want).flatMap((entry): readonly Mismatch[] => {
      const { after, of, amount } = asObject(entry);
      const got = -costOf(linesOf(played, lookAfter(played, after), String(of)));
      return sameAmount(Number(amount), got) ? [] : [{ what: `${String(after)}.${String(of)}`, want: amount, got }];
    }),
};
