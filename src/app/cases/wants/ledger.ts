// The general ledger by document: what its vouchers came to on the accounts that cases call by their role.
import { asList, asObject, Unsupported } from '../format.ts';
import { sameAmount } from '../figures.ts';
import type { Look } from '../look.ts';
import { CLEARING } from '../ops/prices.ts';
import type { Mismatch, Played } from '../play.ts';
import type { World } from '../world.ts';
import { costOf, type Expectations, lastLook, linesOf, lookAfter } from './want.ts';

/** Where money is: cases call all of it cash or bank. */
const MONEY = ['cash', 'bank', 'platform'] as const;

/** Names of accounts in cases → roles of the chart. What waits for its other half (grir): goods received and not billed, freight billed and not spread. */
export const ROLES: Readonly<Record<string, readonly string[]>> = {
  stock: ['inventory.goods'],
  inventory: ['inventory.goods'],
  grir: ['ap.estimated', CLEARING],
  landed_cost_clearing: [CLEARING],
  ap: ['ap.billed'],
  payable: ['ap.billed'],
  ar: ['ar.billed'],
  receivable: ['ar.billed'],
  prepaid: ['ap.prepaid'],
  advance: ['ar.advance'],
  cogs: ['cogs.main'],
  revenue: ['revenue.main'],
  consigned: ['inventory.consignedOut'],
  consigned_out: ['inventory.consignedOut'],
  consigned_in: ['inventory.consignedIn'],
  consigned_funds: ['inventory.consignedFunds'],
  consignor_payable: ['ap.consigned'],
  variance: ['inventory.costDifference'],
  price_variance: ['inventory.costDifference'],
  impairment_loss: ['loss.impairment'],
  provision: ['inventory.impairment'],
  turnover: ['inventory.turnover'],
  turnover_in_use: ['turnover.inUse'],
  turnover_amortised: ['turnover.amortised'],
  input_vat: ['vat.input'],
  output_vat: ['vat.output'],
  input_vat_transfer: ['vat.inputTransferOut'],
  expense: ['expense.admin'],
  admin_expense: ['expense.admin'],
  selling_expense: ['expense.selling'],
  finance_expense: ['expense.finance'],
  exchange_difference: ['expense.finance'],
  loss: ['loss.count', 'loss.nonOperating', 'expense.admin'],
  gain: ['gain.count', 'gain.nonOperating'],
  cash: MONEY,
  bank: MONEY,
};

/** The documents of a step, and of later steps that added to its value, where the case does not list those on their own. */
const docsOf = (played: Played, label: string, listed: readonly string[]): readonly string[] => [
  ...(played.world.refs.get(label)?.docs ?? []).map((d) => d.id),
  ...[...played.world.refs].flatMap(([name, ref]) => (ref.step.op === 'landed_cost' && ref.step['of'] === label && !listed.includes(name) ? ref.docs.map((d) => d.id) : [])),
];

/** The account of a role; the stock of the case's item stands where its category says. */
const accountFor = (world: World, role: string): string => (role === 'inventory.goods' ? world.traits.stockAccount : world.account(role));

/** Debit − credit of a step's vouchers on an account. */
function netOf(played: Played, look: Look, at: { readonly docs: readonly string[]; readonly name: string }): number {
  const roles = ROLES[at.name];
  if (!roles) throw new Unsupported(`expect.gl.${at.name}`, `科目表里没有与 ${at.name} 对应的角色`);
  const accounts = [...new Set(roles.map((role) => accountFor(played.world, role)))];
  return at.docs.reduce((sum, d) => sum + accounts.reduce((net, account) => net + (look.vouchers.get(d)?.get(account) ?? 0), 0), 0);
}

export const LEDGER: Expectations = {
  gl: (want, played) =>
    Object.entries(asObject(want)).flatMap(([label, rows]) =>
      asList(rows).flatMap((row): readonly Mismatch[] => {
        const [name, debit, credit] = asList(row);
        const got = netOf(played, lastLook(played), { docs: docsOf(played, label, Object.keys(asObject(want))), name: String(name) });
        return sameAmount(Number(debit) - Number(credit), got) ? [] : [{ what: `${label}.${String(name)}`, want: Number(debit) - Number(credit), got }];
      }),
    ),
  // Over all documents: what was booked to an account on either side.
  gl_totals: (want, played) =>
    Object.entries(asObject(want)).flatMap(([name, sides]) => {
      const nets = [...lastLook(played).vouchers.keys()].map((doc) => netOf(played, lastLook(played), { docs: [doc], name }));
      return Object.entries(asObject(sides)).flatMap(([side, amount]): readonly Mismatch[] => {
        if (side !== 'debit' && side !== 'credit') throw new Unsupported(`expect.gl_totals.${side}`, `不会核对 ${side}`);
        const got = nets.reduce((sum, net) => sum + Math.max(0, side === 'debit' ? net : -net), 0);
        return sameAmount(Number(amount), got) ? [] : [{ what: `${name}.${side}`, want: amount, got }];
      });
    }),
  // What an issue took out of stock in all, as the vouchers of itself and of the corrections since have it.
  gl_stock_credit: (want, played) =>
    asList(want).flatMap((entry): readonly Mismatch[] => {
      const { after, of, amount } = asObject(entry);
      const got = -costOf(linesOf(played, lookAfter(played, after), String(of)));
      return sameAmount(Number(amount), got) ? [] : [{ what: `${String(after)}.${String(of)}`, want: amount, got }];
    }),
};
