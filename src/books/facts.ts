// Reads the answer of books.facts(): what a decision must know.
import { decode } from '#forms';
import type { Day, Period } from '#kernel/day';
import type { AnyDocument, Doc } from '#kernel/document';
import {
  type Actor,
  type Consigned,
  type Consignor,
  type Facts,
  type Holding,
  type ItemFacts,
  type LotFacts,
  type LotHold,
  type MovedLot,
  type OpenItemFacts,
  type OrgFacts,
  type PartyFacts,
  type Pool,
  poolKey,
  type Settings,
  type SourceDoc,
  type SourceLine,
  type WarehouseFacts,
} from '#kernel/facts';
import { rate } from '#kernel/field';
import { divideHalfUp, fen, price, sumFen } from '#kernel/money';
import { must, present } from '#kernel/must';
import { micro, type Ratio, sumMicro } from '#kernel/quantity';
import { serialFrom, shelfFrom, shelvesThen } from './shelf-facts.ts';

export type RawFacts = Record<string, any>; // biome-ignore lint/suspicious/noExplicitAny: JSON from our own function, read field by field below.

/** Definitions by type: the reader of source documents needs their fields. */
export type Catalog = { readonly document: (type: string) => AnyDocument };

const DEFAULTS: Settings = { separateMakerApprover: false, creditControl: 'refuse', overReceipt: rate(0n), minShelfDays: 0 };

const orgFrom = (raw: RawFacts): OrgFacts => ({
  id: raw['id'],
  name: raw['name'],
  standard: raw['standard'],
  vat: raw['vat'],
  settings: { ...DEFAULTS, ...raw['settings'], overReceipt: rate(BigInt(raw['settings']?.overReceipt ?? 0)) },
});

/** "9/1" → {num: 9n, den: 1n}. */
export function ratioFrom(text: string): Ratio {
  const [num, den] = text.split('/');
  return { num: BigInt(num ?? '1'), den: BigInt(den ?? '1') };
}
const scaled = (text: unknown, places: number): bigint => {
  const [whole = '0', fraction = ''] = String(text).split('.');
  return BigInt(whole + fraction.padEnd(places, '0').slice(0, places));
};

const marksFrom = (data: RawFacts): NonNullable<ItemFacts['marks']> => {
  const days = { bestBefore: data['bestBeforeDays'], removal: data['removalDays'], alert: data['alertDays'] };
  return Object.fromEntries(Object.entries(days).filter(([, n]) => typeof n === 'number'));
};

const consignorFrom = (data: RawFacts): Consignor | null =>
  data['consignor'] ? { party: data['consignor'], mode: data['consignMode'] === 'buyout' ? 'buyout' : 'fee', fee: rate(scaled(data['consignFee'] ?? '0', 6)) } : null;

/** A price with tax, without what of it is deductible. */
const referenceFrom = (gross: bigint, taxRate: bigint): NonNullable<ItemFacts['reference']> => price(divideHalfUp(gross * 1_000_000n, 1_000_000n + taxRate));

/** Goods of others stand on an account of their own, whatever their category. */
function itemFrom(raw: RawFacts, { accounts, vat }: { readonly accounts: Facts['accounts']; readonly vat: OrgFacts['vat'] }): ItemFacts {
  const { data } = raw;
  const taxRate = rate(scaled(data.taxRate ?? '0.13', 6));
  const consignor = consignorFrom(data);
  const units = (data.units ?? []) as readonly { unit: string; num: string; den: string }[];
  return {
    id: raw['id'],
    code: raw['code'],
    name: raw['name'],
    active: raw['active'],
    unit: data.unit,
    units: Object.fromEntries(units.map((u) => [u.unit, { num: BigInt(u.num), den: BigInt(u.den ?? '1') }])),
    tracksLots: data.tracksLots ?? false,
    tracksExpiry: data.tracksExpiry ?? false,
    tracksSerials: data.tracksSerials ?? false,
    shelfLifeDays: data.shelfLifeDays ?? null,
    marks: marksFrom(data),
    taxRate,
    inventoryAccount: consignor ? present(accounts['inventory.consignedIn'], 'account role inventory.consignedIn') : (raw['category']?.inventoryAccount ?? '1405'),
    consignor,
    costMethod: data.costMethod ?? 'moving-average',
    standardCost: data.standardCost ? price(scaled(data.standardCost, 6)) : null,
    reference: data.purchasePrice ? referenceFrom(scaled(data.purchasePrice, 6), vat === 'general' ? taxRate : 0n) : null,
  };
}

const partyFrom = (raw: RawFacts): PartyFacts => ({
  id: raw['id'],
  name: raw['name'],
  kind: raw['type'],
  active: raw['active'],
  creditLimit: raw['data'].creditLimit ? fen(scaled(raw['data'].creditLimit, 2)) : null,
  creditDays: raw['data'].creditDays ?? 0,
  taxRate: raw['data'].taxRate ? rate(scaled(raw['data'].taxRate, 6)) : null,
});

function sourceFrom(raw: RawFacts, catalog: Catalog): SourceDoc {
  const def = catalog.document(raw['type']);
  const progress = raw['progress'] as readonly RawFacts[];
  const lines = Object.fromEntries(
    (raw['lines'] as readonly RawFacts[]).map((l) => {
      const done = Object.fromEntries(progress.filter((p) => p['line'] === l['no']).map((p) => [p['kind'], { qty: micro(BigInt(p['qty'])), amount: fen(BigInt(p['amount'])) }]));
      return [l['no'], { ...decode(def.line, l), no: l['no'], source: l['source'], done } as SourceLine];
    }),
  );
  const movedLots = movedFrom((raw['moved'] ?? []) as readonly RawFacts[], (raw['back'] ?? []) as readonly RawFacts[]);
  const later = new Map(((raw['moved'] ?? []) as readonly RawFacts[]).map((m) => [String(m['line']), fen(BigInt(m['later'] ?? 0))]));
  const moved = Object.fromEntries(
    Object.entries(movedLots).map(([line, lots]) => [
      line,
      { qty: sumMicro(lots, (l) => l.qty), cost: sumFen(lots, (l) => l.cost), lot: lots.length === 1 ? (lots[0]?.lot ?? null) : null, later: later.get(line) ?? fen(0n) },
    ]),
  );
  return {
    id: raw['id'],
    type: raw['type'],
    number: raw['number'],
    state: raw['state'],
    day: raw['day'],
    party: raw['party'],
    head: decode(def.head, raw['head']) as Record<string, unknown>,
    lines,
    moved,
    movedLots,
  };
}

/** What each line moved, lot by lot in lot order, and what has been moved on top of it by documents pulled from it. */
function movedFrom(moved: readonly RawFacts[], back: readonly RawFacts[]): Record<number, MovedLot[]> {
  const byLine: Record<number, MovedLot[]> = {};
  for (const m of moved.toSorted((a, b) => (String(a['lot']) < String(b['lot']) ? -1 : 1))) {
    const since = back.find((b) => b['line'] === m['line'] && b['lot'] === m['lot']);
    (byLine[m['line'] as number] ??= []).push({
      lot: m['lot'],
      no: m['no'] ?? null,
      qty: micro(BigInt(m['qty'])),
      cost: fen(BigInt(m['cost'])),
      backQty: micro(BigInt(since?.['qty'] ?? 0)),
      backCost: fen(BigInt(since?.['cost'] ?? 0)),
    });
  }
  return byLine;
}

const byId = <T extends { readonly id: string }>(list: readonly T[]): Record<string, T> => Object.fromEntries(list.map((x) => [x.id, x]));

const poolFrom = (p: RawFacts): Pool => ({
  item: p['item'],
  group: p['group'],
  lot: p['lot'],
  qty: micro(BigInt(p['qty'])),
  value: fen(BigInt(p['value'])),
  price: price(BigInt(p['price'])),
  reference: price(BigInt(p['reference'])),
  lastDay: p['lastDay'],
  layers: layersFrom(p['layers']),
});
/** Layers are stored as [of, quantity, value]. */
export const layersFrom = (raw: readonly (readonly [string, string, string])[]): NonNullable<Pool['layers']> =>
  raw.map(([of, qty, value]) => ({ of, qty: BigInt(qty), value: BigInt(value) }));

const holdingFrom = (h: RawFacts): Holding => ({
  item: h['item'],
  group: h['group'],
  warehouse: h['warehouse'],
  lot: h['lot'],
  qty: micro(BigInt(h['qty'])),
  cost: fen(BigInt(h['cost'])),
  since: fen(BigInt(h['since'])),
});

const consignedFrom = (c: RawFacts): Consigned => ({
  item: c['item'],
  sold: micro(BigInt(c['sold'])),
  soldCost: fen(BigInt(c['soldCost'])),
  lost: micro(BigInt(c['lost'])),
  lostCost: fen(BigInt(c['lostCost'])),
  owed: fen(BigInt(c['owed'])),
});

const warehouseFrom = (w: RawFacts, groups: boolean): WarehouseFacts => ({
  id: w['id'],
  name: w['name'],
  active: w['active'],
  site: w['data'].site ?? null,
  allowNegative: w['data'].allowNegative ?? false,
  pool: groups ? (w['data'].costGroup ?? w['id']) : null,
});

const openItemFrom = (o: RawFacts): OpenItemFacts => ({
  id: o['id'],
  side: o['side'],
  party: o['party'],
  amount: fen(BigInt(o['amount'])),
  settled: fen(BigInt(o['settled'])),
  due: o['due'],
  doc: o['doc'],
  number: o['number'],
  account: o['account'],
  currency: o['currency'] ?? null,
  foreign: o['foreign'] == null ? null : BigInt(o['foreign']),
  foreignSettled: BigInt(o['foreignSettled'] ?? 0),
  held: o['held'] === true,
});

/** Facts from the database's answer, the actor, the clock and fresh ids. */
export function factsFrom(raw: RawFacts, outside: { readonly actor: Actor; readonly now: string; readonly today: Day; readonly ids: readonly string[] }, catalog: Catalog): Facts {
  must(raw['org'], 'the organisation of the command does not exist');
  const records = [...((raw['records'] ?? []) as readonly RawFacts[]), ...((raw['houses'] ?? []) as readonly RawFacts[])];
  const groups = raw['org'].settings?.costPool === 'warehouse-group';
  const ofType = (...types: string[]) => records.filter((r) => types.includes(r['type']));
  const since = (raw['since'] ?? []) as readonly RawFacts[];
  const shelves = shelvesThen(((raw['shelves'] ?? []) as readonly RawFacts[]).map(shelfFrom), since, raw['counting'] === true);
  const shelfLots = [...((raw['shelves'] ?? []) as readonly RawFacts[]), ...since]
    .filter((s) => s['lot'])
    .map((s): LotFacts => ({ id: s['lot'], item: s['item'], no: s['lotOf'].no, made: null, expires: s['lotOf'].expires }));
  return {
    ...outside,
    org: orgFrom(raw['org']),
    periods: raw['periods'] as Readonly<Record<Period, 'open'>>,
    accounts: raw['accounts'],
    items: byId(ofType('item').map((i) => itemFrom(i, { accounts: raw['accounts'], vat: raw['org'].vat }))),
    parties: byId(ofType('customer', 'supplier').map(partyFrom)),
    warehouses: byId(ofType('warehouse').map((w) => warehouseFrom(w, groups))),
    wallets: byId(ofType('wallet').map((w) => ({ id: w['id'], name: w['name'], active: w['active'], account: w['data'].account }))),
    records: byId(records.map((r) => ({ id: r['id'], type: r['type'], code: r['code'], name: r['name'], active: r['active'], data: r['data'] }))),
    lots: [...((raw['lots'] ?? []) as LotFacts[]), ...shelfLots],
    shelves,
    holds: (raw['holds'] ?? []) as readonly LotHold[],
    serials: ((raw['serials'] ?? []) as readonly RawFacts[]).map(serialFrom),
    pools: Object.fromEntries(((raw['pools'] ?? []) as readonly RawFacts[]).map((p): [string, Pool] => [poolKey(p['item'], p['group'], p['lot']), poolFrom(p)])),
    ...(raw['itemBalances']
      ? { itemBalances: Object.fromEntries(Object.entries(raw['itemBalances'] as Record<string, string>).map(([item, net]) => [item, fen(BigInt(net))])) }
      : {}),
    ...(raw['consigned'] ? { consigned: (raw['consigned'] as readonly RawFacts[]).map(consignedFrom) } : {}),
    ...(raw['holdings'] ? { holdings: (raw['holdings'] as readonly RawFacts[]).map(holdingFrom), lastStock: raw['lastStock'] as Readonly<Record<string, Day>> } : {}),
    closedThrough: (raw['closedThrough'] ?? 0) as Period | 0,
    lastCount: (raw['lastCount'] ?? null) as Day | null,
    sources: byId(((raw['sources'] ?? []) as readonly RawFacts[]).map((s) => sourceFrom({ ...s, ...s['doc'] }, catalog))),
    openItems: byId(((raw['openItems'] ?? []) as readonly RawFacts[]).map(openItemFrom)),
    reservations: ((raw['reservations'] ?? []) as readonly RawFacts[]).map((r) => ({
      doc: r['doc'],
      line: r['line'],
      item: r['item'],
      warehouse: r['warehouse'],
      open: micro(BigInt(r['open'])),
    })),
    partyOwes: fen(BigInt(raw['partyOwes'] ?? 0)),
    partyOrders: fen(BigInt(raw['partyOrders'] ?? 0)),
    prices: Object.fromEntries(Object.entries(raw['prices'] ?? {}).map(([item, p]) => [item, price(scaled(p, 6))])),
    approvalRules: ((raw['approvalRules'] ?? []) as readonly RawFacts[]).map((r) => ({ type: r['type'], from: fen(BigInt(r['from'])), roles: r['roles'] })),
    dependents: raw['dependents'] ?? [],
  };
}

/** A stored document as values. */
export function docFrom(def: AnyDocument, raw: RawFacts): Doc {
  const lines = (raw['lines'] as readonly RawFacts[]).map((l) => ({
    ...decode(def.line, l),
    no: l['no'] as number,
    source: (l['source'] ?? null) as Doc['lines'][number]['source'],
  }));
  return {
    id: raw['id'],
    type: raw['type'],
    number: raw['number'],
    state: raw['state'],
    version: raw['version'],
    day: raw['day'],
    period: raw['period'],
    makerId: raw['makerId'],
    approvals: raw['approvals'],
    reverses: raw['reverses'],
    reversedBy: raw['reversedBy'],
    head: decode(def.head, raw['head']),
    lines,
  } as Doc;
}
