// Readings as they come, days without one, and what a rule's overlay may do: laws as properties, refusals as a table.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { addDays, type Day, dayNumber } from '#kernel/day';
import { isRefused } from '#kernel/refusal';
import { CARRY_DAYS, filled, gapsOf } from './known.ts';
import { type Hold, isIdle, type Limit, type Overlay, overlayFor, overlayOf } from './overlay.ts';
import { dayOf, instantOf, MOST_ROWS, readCsv, readJson } from './reading-rows.ts';
import { SIGNAL_REFUSALS } from './signal.ts';

const D = '2026-03-01' as Day;

describe('readings as they come', () => {
  test('a file with BOM, Chinese heads, quotes, tabs or semicolons', () => {
    expect(readCsv('\uFEFF日期,数值,对象,得知时间\r\n2026-03-01,5.5,"WH-1",2026-02-22 08:00\r\n\r\n2026/3/2,-3,WH-1,\r\n', null)).toEqual([
      { line: 2, target: 'WH-1', day: '2026-03-01', value: 5.5, vintage: '2026-02-22T08:00+08:00' },
      { line: 4, target: 'WH-1', day: '2026-03-02', value: -3, vintage: null },
    ]);
    for (const d of ['\t', ';']) expect(readCsv(`date${d}value\n20260301${d}1e3\n2026-03-02${d}\n`, null)).toEqual([{ line: 2, target: '', day: D, value: 1000, vintage: null }]);
  });

  test('lists of objects and parallel lists of a JSON answer', () => {
    const shape = { rows: 'daily', day: 'time', value: 't_max', target: '' };
    expect(readJson({ daily: { time: ['2026-03-01', '2026-03-02'], t_max: [7, null] } }, shape)).toEqual([{ line: 1, target: '', day: D, value: 7, vintage: null }]);
    expect(readJson([{ d: { on: '2026-03-01T00:00+08:00' }, v: '7', w: 'A' }], { rows: '', day: 'd.on', value: 'v', target: 'w' })).toMatchObject([
      { target: 'A', day: D, value: 7 },
    ]);
    // Of two rows of one day the later one counts: services repeat days.
    expect(
      readJson(
        [
          { d: '2026-03-01', v: 1 },
          { d: '2026-03-01', v: 2 },
        ],
        { rows: '', day: 'd', value: 'v', target: '' },
      ),
    ).toMatchObject([{ value: 2 }]);
  });

  test.each([
    ['an empty file', '', 'signal-empty', /空/],
    ['no head', '2026-03-01,3\n', 'signal-empty', /表头/],
    ['only empty values', '日期,数值\n2026-03-01,\n', 'signal-empty', /数值/],
    ['no day', '日期,数值\n2026-02-30,3\n', 'signal-row', /第 2 行.*2026-02-30/],
    ['words for a number', '日期,数值\n2026-03-01,"1,200"\n', 'signal-row', /千分位/],
    ['endless', '日期,数值\n2026-03-01,1e999\n', 'signal-row', /不是数字/],
    ['the same day twice', '日期,数值\n2026-03-01,1\n2026-03-01,2\n', 'signal-row', /第 3 行.*第 2 行重复/],
    ['a vintage that is none', '日期,数值,得知时间\n2026-03-01,1,昨天\n', 'signal-row', /得知时间/],
    ['too many', `日期,数值\n${Array.from({ length: MOST_ROWS + 1 }, (_, i) => `${addDays(D, i)},1`).join('\n')}`, 'signal-too-many', /50001/],
  ])('%s is refused with its remedy', (_, text, code, says) => {
    const refused = readCsv(text, null);
    if (!isRefused(refused)) throw new Error('was read');
    expect(refused.refused).toBe(code);
    const words = SIGNAL_REFUSALS[code as keyof typeof SIGNAL_REFUSALS].zh.replaceAll(/\{(\w+)\}/g, (__, k: string) => refused.with?.[k] ?? `{${k}}`);
    expect(words).toMatch(says);
    expect(words).not.toContain('{');
  });

  test('whatever is sent, it is read or refused; nothing that is no number or no day comes through', () =>
    fc.assert(
      fc.property(fc.string(), fc.array(fc.tuple(fc.string(), fc.string())), (head, rows) => {
        const read = readCsv(`日期,数值${head.replaceAll(/[\r\n"]/g, '')}\n${rows.map((r) => r.join(',')).join('\n')}`, null);
        if (!isRefused(read))
          for (const r of read) {
            expect(Number.isFinite(r.value)).toBe(true);
            expect(dayOf(r.day)).toBe(r.day);
          }
      }),
    ));

  test('instants without a zone are China’s', () => {
    expect(instantOf('2026-03-01 08:00')).toBe('2026-03-01T08:00+08:00');
    expect(instantOf('2026-03-01T08:00:00Z')).toBe('2026-03-01T08:00:00Z');
    expect(instantOf('2026-03-01')).toBe('2026-03-01T00:00:00+08:00');
    expect(instantOf('soon')).toBeNull();
  });
});

const days = fc.uniqueArray(fc.integer({ min: -60, max: 60 })).map((at) => new Map(at.map((k) => [addDays(D, k), k])));
const span = fc.tuple(fc.integer({ min: -40, max: 0 }), fc.integer({ min: 0, max: 40 })).map(([a, b]) => ({ from: addDays(D, a), to: addDays(D, b) }));

describe('days without a reading', () => {
  test('a reading is never changed, nothing stands before the first one, and nothing is carried too far', () =>
    fc.assert(
      fc.property(days, span, fc.constantFrom('leave' as const, 'last' as const, 'zero' as const), (readings, at, missing) => {
        const out = filled(readings, at, missing),
          first = [...readings.keys()].filter((d) => dayNumber(d) >= dayNumber(at.from) - CARRY_DAYS).toSorted()[0];
        for (const [day, value] of readings) if (day >= at.from && day <= at.to) expect(out.get(day)).toBe(value);
        for (const [day, value] of out) {
          expect(day >= at.from && day <= at.to).toBe(true);
          if (readings.has(day)) continue;
          expect(missing).not.toBe('leave');
          expect(first !== undefined && first < day).toBe(true);
          if (missing === 'zero') expect(value).toBe(0);
          else expect([...readings].some(([d, v]) => v === value && d < day && dayNumber(day) - dayNumber(d) <= CARRY_DAYS)).toBe(true);
        }
      }),
    ));

  test('gaps and readings together are the whole span', () =>
    fc.assert(
      fc.property(days, span, (readings, at) => {
        const inside = [...readings.keys()].filter((d) => d >= at.from && d <= at.to).length;
        const gone = gapsOf(new Set(readings.keys()), at);
        expect(gone.reduce((n, g) => n + g.days, 0) + inside).toBe(dayNumber(at.to) - dayNumber(at.from) + 1);
        for (const g of gone) for (let d = g.from; d <= g.to; d = addDays(d, 1)) expect(readings.has(d)).toBe(false);
      }),
    ));
});

const hold: Hold = { ruleId: 'r', rule: '低温加备', active: true, said: '低温时…', version: 2, targetType: 'category', targetId: 'c', value: 1.8, since: D };
const limit: Limit = { ruleId: 'r', low: 0.5, high: 1.5, days: 7, state: 'on', version: 2 };

describe('overlays', () => {
  test('a hold counts inside its bounds and days, and says its chain', () => {
    const o = overlayOf(hold, limit, addDays(D, 6)) as Overlay;
    expect(o).toMatchObject({ item: null, category: 'c', warehouse: null, factor: 1.5, bounds: [0.5, 1.5], until: '2026-03-07' });
    expect(o.why).toBe('规则“低温加备”（第 2 版：低温时…）自 2026-03-01 起把安全部分乘以 1.8，限制在 0.5～1.5 之内，按 1.5 计；到 2026-03-07 为止');
  });

  test.each([
    ['its days are over', {}, {}, 7, /到期/],
    ['nobody tried it', {}, undefined, 0, /没有回测/],
    ['the limits changed since', {}, { version: null }, 0, /没有回测/],
    ['the rule changed since', { version: 3 }, {}, 0, /第 3 版/],
    ['it is off', {}, { state: 'off' }, 0, /未启用/],
    ['the rule is suspended', { active: false }, {}, 0, /暂停/],
    ['it is about a supplier', { targetType: 'supplier' }, {}, 0, /只能/],
  ] as const)('it does not count when %s', (_, h, l, after, says) => {
    const o = overlayOf({ ...hold, ...h }, l === undefined ? undefined : { ...limit, ...l }, addDays(D, after));
    expect(isIdle(o) && o.why).toMatch(says);
  });

  test('whatever a rule says, the factor stays inside the bounds and ends', () =>
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1000, noNaN: true }), fc.integer({ min: 1, max: 92 }), fc.integer({ min: 0, max: 200 }), (value, n, after) => {
        const o = overlayOf({ ...hold, value }, { ...limit, days: n }, addDays(D, after));
        if (after >= n) expect(isIdle(o)).toBe(true);
        else expect((o as Overlay).factor).toSatisfy((f: number) => f >= limit.low && f <= limit.high);
      }),
    ));

  test('the narrowest overlay counts for a series', () => {
    const make = (type: string, id: string, value: number): Overlay => overlayOf({ ...hold, targetType: type, targetId: id, value }, limit, D) as Overlay;
    const all = [make('*', '*', 1.1), make('warehouse', 'w', 1.2), make('category', 'c', 1.3), make('sku', 'i', 1.4)];
    const of = (item: string, category: string, warehouse: string) => overlayFor(all, { item, categories: [category], warehouse })?.factor;
    expect([of('i', 'c', 'w'), of('x', 'c', 'w'), of('x', 'y', 'w'), of('x', 'y', 'z')]).toEqual([1.4, 1.3, 1.2, 1.1]);
    expect(overlayFor(all.slice(1), { item: 'x', categories: [], warehouse: 'z' })).toBeNull();
  });
});
