// Cleaning is a ledger of changes: it can be undone to the last unit, and on the real UCI lines it finds what is known to be there.
import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cleanLines, demandAfter, signalRatio, SIGNAL_THRESHOLD, type DemandLines, type LineKind } from './clean-lines.ts';
import { cleanSeries, undoSeries } from './clean-series.ts';
import { LEARN_DEFAULTS, makeSource } from './learner.ts';
import { seeded } from './random.ts';
import { tableFromRows, viewBefore } from './table.ts';

const line = fc.record({
  item: fc.constantFrom('a', 'b'),
  party: fc.constantFrom('x', 'y'),
  when: fc.integer({ min: 0, max: 50 }),
  units: fc.integer({ min: 1, max: 2000 }),
  kind: fc.constantFrom<LineKind>('sale', 'sale', 'sale', 'cancel', 'adjustment', 'other'),
  copy: fc.boolean(),
});

function linesOf(rows: readonly { item: string; party: string; when: number; units: number; kind: LineKind; copy: boolean }[]): DemandLines {
  const all = rows.flatMap((r) => (r.copy ? [r, r] : [r])),
    sign = (k: LineKind): number => (k === 'cancel' || k === 'adjustment' ? -1 : 1);
  return {
    item: all.map((r) => r.item),
    party: all.map((r) => r.party),
    when: Float64Array.from(all, (r) => r.when),
    units: Float64Array.from(all, (r) => sign(r.kind) * r.units),
    kind: all.map((r) => r.kind),
    key: all.map((r) => (r.copy ? JSON.stringify(r) : '')),
  };
}

test('every change can be undone, and none changes more than its line', () => {
  let changes = 0;
  fc.assert(
    fc.property(fc.array(line, { maxLength: 40 }), (rows) => {
      const lines = linesOf(rows),
        result = cleanLines(lines, { rushTimes: 5, rushUnits: 500, usualDays: Number.NaN, matchDays: 30 });
      changes += result.changes.length;
      expect(demandAfter(lines, result.changes, new Set(result.changes.map((c) => c.id)))).toEqual(lines.units);
      const demand = demandAfter(lines, result.changes);
      demand.forEach((d, i) => {
        expect(d).toBeGreaterThanOrEqual(0);
        expect(d).toBeLessThanOrEqual(Math.max(0, lines.units[i]!));
      });
      for (const c of result.changes) expect(c.reason.length).toBeGreaterThan(4);
      const s = signalRatio(result);
      expect(s.before).toBeLessThanOrEqual(1);
      expect(s.passes).toBe(s.after >= SIGNAL_THRESHOLD);
    }),
  );
  console.log(`cleaning: ${changes} changes undone`);
});

test('a cancellation comes off the purchase it cancels, on that day', () => {
  const r = cleanLines({ item: ['a', 'a', 'a'], party: ['x', 'x', 'x'], when: Float64Array.of(1, 5, 9), units: Float64Array.of(10, 7, -8), kind: ['sale', 'sale', 'cancel'] });
  expect([...demandAfter(r.lines, r.changes)]).toEqual([9, 0, 0]);
  expect(r.unmatched).toEqual([]);
});

test('urgent lines become a stream of their own', () => {
  const r = cleanLines(
    { item: ['a', 'a'], party: ['x', 'x'], when: Float64Array.of(1, 2), units: Float64Array.of(10, 10), kind: ['sale', 'sale'], promisedDays: Float64Array.of(7, 1) },
    { rushTimes: 50, rushUnits: 500, usualDays: 7, matchDays: 30 },
  );
  expect(r.changes.map((c) => [c.kind, c.line])).toEqual([['临时加急', 1]]);
});

test('sold-out days are raised to what the weekday usually sells, and back', () => {
  const r = seeded(2),
    date = Array.from({ length: 200 }, (_, t) => new Date(t * 86_400_000).toISOString().slice(0, 10));
  const value = date.map((_, t) => (t === 150 ? 3 : 20 + (t % 7 === 0 ? 15 : 0) + Math.round(2 * r.normal())));
  const table = viewBefore(tableFromRows({ series: date.map(() => 's'), date, value }), 200, 0);
  const source = makeSource(table, 200, { options: LEARN_DEFAULTS }),
    soldOut = new Uint8Array(200);
  soldOut[150] = 1;
  const clean = cleanSeries(source, { soldOut });
  console.log(`censored day: 3 → ${clean.values[150]!.toFixed(1)} (${clean.changes[0]!.reason})`);
  expect(clean.changes).toHaveLength(1);
  expect(clean.values[150]!).toBeGreaterThan(15);
  expect(undoSeries(clean)).toEqual(table.values);
});

const UCI = '../shared/data/uci_online_retail_tx.csv.gz';

test('UCI: cancellations find their purchases, the signal ratio is the measured one', () => {
  if (!existsSync(UCI)) {
    console.log(`skipped: ${UCI} is absent`);
    return;
  }
  const [head, ...body] = gunzipSync(readFileSync(UCI)).toString().trim().split('\n'),
    names = head!.trim().split(',');
  const at = (name: string): number => names.indexOf(name),
    rows = body.map((l) => l.split(','));
  const [invoice, code, quantity, when, party] = [at('InvoiceNo'), at('StockCode'), at('Quantity'), at('InvoiceDate'), at('CustomerID')] as [
    number,
    number,
    number,
    number,
    number,
  ];
  expect([invoice, code, quantity, when, party]).not.toContain(-1);
  const kindOf = (r: readonly string[]): LineKind =>
    !/^\d{5}/.test(r[code]!) ? 'other' : r[invoice]!.startsWith('C') ? 'cancel' : Number(r[quantity]) < 0 ? 'adjustment' : 'sale';
  const lines: DemandLines = {
    item: rows.map((r) => r[code]!),
    party: rows.map((r) => r[party]!),
    when: Float64Array.from(rows, (r) => Date.parse(`${r[when]!.replace(' ', 'T')}:00Z`) / 86_400_000),
    units: Float64Array.from(rows, (r) => Number(r[quantity])),
    kind: rows.map(kindOf),
    key: rows.map((r) => `${r[invoice]}|${r[code]}|${r[quantity]}|${r[when]}|${r[party]}`),
  };
  const result = cleanLines(lines),
    s = signalRatio(result),
    live = new Set(result.changes.filter((c) => c.kind === '重复行').map((c) => c.line));
  const cancels = lines.kind.filter((k, i) => k === 'cancel' && !live.has(i)).length;
  const rush = result.changes.filter((c) => c.kind === '临时加急').length;
  console.log(
    `UCI: ${rows.length} lines, ${cancels} cancels, ${((100 * result.matched) / cancels).toFixed(1)}% matched, signal ${(100 * s.before).toFixed(1)}% → ${(100 * s.after).toFixed(1)}%, ${rush} rush lines, ${result.changes.length} changes`,
  );
  expect(result.matched / cancels).toBeGreaterThan(0.85);
  expect(Math.abs(s.before - 0.955)).toBeLessThan(0.01);
  expect(s.after).toBeGreaterThan(SIGNAL_THRESHOLD);
});
