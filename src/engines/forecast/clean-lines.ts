// Cleans order lines into demand: cancellations netted on the original date, rush lines and losses as streams of their own.
// Nothing is deleted: a change moves units of one line from demand to another stream, is logged with its reason, and can be undone.

export type LineKind = 'sale' | 'cancel' | 'adjustment' | 'other';

/** Order lines in any order, one entry a line. Units of sales are positive, of cancels and write-offs negative. */
export type DemandLines = {
  readonly item: readonly string[];
  readonly party: readonly string[];
  /** Moment as days since 1970, fractions allowed. */
  readonly when: Float64Array;
  readonly units: Float64Array;
  readonly kind: readonly LineKind[];
  /** Identity for exact duplicates (order number + item + units + moment); empty = never a duplicate. */
  readonly key?: readonly string[];
  /** Promised days from order to delivery; NaN unknown. */
  readonly promisedDays?: Float64Array;
};

export type ChangeKind = '重复行' | '非商品' | '无效取消' | '临时加急' | '报损';

export type CleanChange = {
  readonly id: number;
  readonly kind: ChangeKind;
  /** Line whose demand changes, and the line that caused it (the cancellation). */
  readonly line: number;
  readonly cause: number;
  /** Added to the line's demand units (negative = taken out). */
  readonly delta: number;
  readonly reason: string;
};

export type CleanOptions = {
  /** A line is a rush when above `rushTimes` × the item's median line and above `rushUnits`, or promised in under half the norm. */
  readonly rushTimes: number;
  readonly rushUnits: number;
  /** Usual promised days of the business; lines promised in under half of it are 临时加急. NaN = not used. */
  readonly usualDays: number;
  /** A cancellation may net purchases up to so many days back. */
  readonly matchDays: number;
};

export const CLEAN_DEFAULTS: CleanOptions = { rushTimes: 50, rushUnits: 500, usualDays: Number.NaN, matchDays: 400 };

export type CleanResult = {
  readonly lines: DemandLines;
  readonly changes: readonly CleanChange[];
  /** Cancellations for which no purchase was found: units (positive), by line. */
  readonly unmatched: readonly number[];
  readonly matched: number;
};

type Log = { add(change: Omit<CleanChange, 'id'>): void; readonly list: CleanChange[] };

function newLog(): Log {
  const list: CleanChange[] = [];
  return {
    list,
    add: (c) => {
      list.push({ id: list.length, ...c });
    },
  };
}

/** Lines that never were demand: doubles and codes that are no goods. Returns which lines remain. */
function dropNoise(lines: DemandLines, log: Log): Uint8Array {
  const live = new Uint8Array(lines.item.length).fill(1),
    seen = new Map<string, number>();
  for (let i = 0; i < live.length; i++) {
    const key = lines.key?.[i] ?? '',
      first = key === '' ? undefined : seen.get(key);
    if (first !== undefined) {
      live[i] = 0;
      log.add({ kind: '重复行', line: i, cause: first, delta: -lines.units[i]!, reason: `与第${first + 1}行完全相同，只计一次` });
    } else if (lines.kind[i] === 'other') {
      live[i] = 0;
      log.add({ kind: '非商品', line: i, cause: i, delta: -lines.units[i]!, reason: '运费、手续费等非商品行，不计入需求' });
    } else if (key !== '') seen.set(key, i);
  }
  return live;
}

/** Each cancellation takes its units off the latest earlier purchases of the same party and item, on their own dates. */
function netCancels(lines: DemandLines, live: Uint8Array, job: { log: Log; days: number }): { unmatched: number[]; matched: number } {
  const order = [...live.keys()].filter((i) => live[i] === 1).sort((a, b) => lines.when[a]! - lines.when[b]! || a - b);
  const left = Float64Array.from(lines.units),
    open = new Map<string, number[]>(),
    unmatched: number[] = [];
  let matched = 0;
  for (const i of order) {
    const key = `${lines.party[i]}\u0000${lines.item[i]}`;
    if (lines.kind[i] === 'sale') {
      const at = open.get(key);
      if (at) at.push(i);
      else open.set(key, [i]);
      continue;
    }
    if (lines.kind[i] !== 'cancel') continue;
    let want = -lines.units[i]!;
    job.log.add({ kind: '无效取消', line: i, cause: i, delta: want, reason: '取消行本身不是负需求，改记到原订单日' });
    const mates = open.get(key) ?? [];
    let found = false;
    for (let k = mates.length - 1; k >= 0 && want > 1e-9; k--) {
      const mate = mates[k]!,
        take = Math.min(left[mate]!, want);
      if (lines.when[i]! - lines.when[mate]! > job.days) break;
      if (take <= 0) continue;
      left[mate] = left[mate]! - take;
      want -= take;
      found = true;
      job.log.add({ kind: '无效取消', line: mate, cause: i, delta: -take, reason: `第${i + 1}行取消了本行 ${take} 件，按原订单日冲减` });
    }
    if (found) matched++;
    if (want > 1e-9) unmatched.push(i);
  }
  return { unmatched, matched };
}

function medians(lines: DemandLines, live: Uint8Array): Map<string, number> {
  const by = new Map<string, number[]>();
  for (let i = 0; i < live.length; i++)
    if (live[i] === 1 && lines.kind[i] === 'sale') {
      const list = by.get(lines.item[i]!);
      if (list) list.push(lines.units[i]!);
      else by.set(lines.item[i]!, [lines.units[i]!]);
    }
  return new Map([...by].map(([k, v]) => [k, v.sort((a, b) => a - b)[v.length >> 1]!]));
}

/** Bulk and urgent lines leave the steady demand for the 临时加急 stream, with what cancellations left of them. */
function splitRush(lines: DemandLines, live: Uint8Array, job: { log: Log; options: CleanOptions; demand: Float64Array }): void {
  const { options, log, demand } = job,
    median = medians(lines, live);
  for (let i = 0; i < live.length; i++) {
    if (live[i] === 0 || lines.kind[i] !== 'sale' || demand[i]! <= 0) continue;
    const usual = median.get(lines.item[i]!) ?? 0,
      promised = lines.promisedDays?.[i] ?? Number.NaN;
    const bulk = lines.units[i]! > options.rushTimes * usual && lines.units[i]! > options.rushUnits,
      urgent = promised < 0.5 * options.usualDays;
    if (bulk || urgent)
      log.add({
        kind: '临时加急',
        line: i,
        cause: i,
        delta: -demand[i]!,
        reason: bulk ? `单行 ${lines.units[i]} 件，超过该品中位数 ${usual} 件的 ${options.rushTimes} 倍` : `承诺交期 ${promised} 天，不到常规的一半`,
      });
  }
}

/** Demand units of every line after the changes (those in `without` undone). */
export function demandAfter(lines: DemandLines, changes: readonly CleanChange[], without: ReadonlySet<number> = new Set()): Float64Array {
  const demand = Float64Array.from(lines.units);
  for (const c of changes) if (!without.has(c.id)) demand[c.line] = demand[c.line]! + c.delta;
  return demand;
}

/** Cleans lines; the lines themselves stay as they are. */
export function cleanLines(lines: DemandLines, options: CleanOptions = CLEAN_DEFAULTS): CleanResult {
  const log = newLog(),
    live = dropNoise(lines, log);
  for (let i = 0; i < live.length; i++)
    if (live[i] === 1 && lines.kind[i] === 'adjustment') {
      log.add({ kind: '报损', line: i, cause: i, delta: -lines.units[i]!, reason: '报损、盘亏不是需求，转入损耗' });
    }
  const { unmatched, matched } = netCancels(lines, live, { log, days: options.matchDays });
  splitRush(lines, live, { log, options, demand: demandAfter(lines, log.list) });
  return { lines, changes: log.list, unmatched, matched };
}

export type Signal = { readonly gross: number; readonly clean: number; readonly before: number; readonly after: number; readonly passes: boolean };

/** The 92 % threshold of 信噪比. */
export const SIGNAL_THRESHOLD = 0.92;

/**
 * 信噪比 of an item or (item = undefined) of all: before = share of gross units that proved to be real demand;
 * after = share of the kept units that no unmatched cancellation still puts in doubt.
 */
export function signalRatio(result: CleanResult, item?: string): Signal {
  const { lines, changes } = result,
    demand = demandAfter(
      lines,
      changes.filter((c) => c.kind !== '临时加急'),
    );
  let gross = 0,
    clean = 0,
    doubt = 0;
  for (let i = 0; i < demand.length; i++) {
    if (item !== undefined && lines.item[i] !== item) continue;
    if (lines.units[i]! > 0 && lines.kind[i] !== 'other') {
      gross += lines.units[i]!;
      clean += Math.max(0, demand[i]!);
    }
  }
  for (const i of result.unmatched) if (item === undefined || lines.item[i] === item) doubt += -lines.units[i]!;
  const before = gross > 0 ? clean / gross : 1,
    after = clean > 0 ? Math.max(0, 1 - Math.min(doubt, clean) / clean) : 1;
  return { gross, clean, before, after, passes: after >= SIGNAL_THRESHOLD };
}
