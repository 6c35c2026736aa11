// What single steps moved: at which cost, with which corrections since, and what others say of it before and after a later step.
import { asList, asNumber, asObject, Unsupported } from '../format.ts';
import { sameAmount, sameQty, sameRate } from '../figures.ts';
import { SCRAP } from '../ops/making.ts';
import { type LedgerLine, type Look, stockOf } from '../look.ts';
import type { Mismatch, Played } from '../play.ts';
import { costOf, type Expectations, lastLook, linesOf, lookAfter, lookBefore, own, sumOf } from './want.ts';

type Figure = { readonly got: number; readonly kind: 'amount' | 'rate'; readonly qty: number };

/** Unit cost of some lines. */
const unitCost = (lines: readonly LedgerLine[]): Figure => {
  const qty = sumOf(lines, (l) => l.qty);
  return { got: Math.abs(costOf(lines) / qty), kind: 'rate', qty };
};
const amount = (got: number): Figure => ({ got, kind: 'amount', qty: 1 });

/** How much the stock of the case's item changed in value at a step. */
const valueChange = (played: Played, label: string): number => stockOf(lookAfter(played, label), own(played)).value - stockOf(lookBefore(played, label), own(played)).value;

/** What earlier issues have come to cost more by a step. */
function expensed(played: Played, label: string): number {
  const outs = (look: Look): number => costOf(look.lines.filter((l) => l.qty < 0 && !(played.world.refs.get(label)?.docs ?? []).some((d) => d.id === l.doc)));
  return outs(lookBefore(played, label)) - outs(lookAfter(played, label));
}

/** A figure of a step, by the name cases give it; null when nobody knows that name. */
function figureOf(played: Played, look: Look, at: { readonly label: string; readonly what: string }): Figure | null {
  const { label, what } = at;
  const lines = linesOf(played, look, label);
  const [ins, outs] = [lines.filter((l) => l.qty > 0), lines.filter((l) => l.qty < 0)];
  const cutOff = played.world.items.get(String(asObject(played.world.refs.get(label)?.step['scrap'])['item'] ?? SCRAP));
  const produced = linesOf(played, look, { label, item: null }).filter((l) => l.type === 'assembly' && l.qty > 0 && l.item !== cutOff);
  const FIGURES: Readonly<Record<string, () => Figure>> = {
    value: () => amount(lines.length === 0 ? valueChange(played, label) : costOf(lines)),
    unit_cost: () => unitCost(lines),
    rate: () => unitCost(lines),
    in_rate: () => unitCost(ins),
    out_rate: () => unitCost(outs),
    consumed_rate: () => unitCost(outs),
    consumed_value: () => amount(costOf(outs)),
    produced_unit_cost: () => unitCost(produced),
    value_at_post: () => amount(sumOf(lines, (l) => l.posted)),
    correction: () => amount(sumOf(lines, (l) => l.corrected)),
    value_difference: () => amount(valueChange(played, label)),
    to_stock: () => amount(valueChange(played, label)),
    to_cogs: () => amount(expensed(played, label)),
  };
  return FIGURES[what]?.() ?? null;
}

const differs = (want: number, figure: Figure): boolean => !(figure.kind === 'amount' ? sameAmount(want, figure.got) : sameRate(want, figure.got, figure.qty));

function moveDiffers(played: Played, label: string, want: Record<string, unknown>): readonly Mismatch[] {
  const look = lastLook(played);
  const lines = linesOf(played, look, label);
  return Object.entries(want).flatMap(([what, wanted]): readonly Mismatch[] => {
    const name = `${label}.${what}`;
    if (what === 'values' || what === 'qtys') {
      const got = lines.map((l) => (what === 'qtys' ? l.qty : l.posted + l.corrected));
      const same = what === 'qtys' ? sameQty : sameAmount;
      return asList(wanted).length === got.length && got.every((n, i) => same(Number(asList(wanted)[i]), n)) ? [] : [{ what: name, want: wanted, got }];
    }
    const figure = figureOf(played, look, { label, what });
    if (!figure) throw new Unsupported(`expect.moves.${what}`, `不会核对单据的 ${what}`);
    return differs(asNumber(wanted) ?? Number.NaN, figure) ? [{ what: name, want: wanted, got: figure.got }] : [];
  });
}

/** "i1.value", "FG.rate_after_t1", "finished.rate": a figure of a step, a warehouse after a step, an item. */
function namedFigure(played: Played, look: Look, name: string): Figure {
  const [subject = '', what = ''] = name.split('.');
  if (played.world.refs.has(subject)) {
    const figure = figureOf(played, look, { label: subject, what });
    if (figure) return figure;
  }
  const after = /^(rate|value|qty)_after_(\w+)$/.exec(what === '' ? subject : what);
  if (after)
    return runningFigure(played, look, { warehouse: what === '' ? undefined : played.world.warehouses.get(subject), figure: after[1] as string, label: after[2] as string });
  const item = played.world.items.get(subject);
  if (!item) throw new Unsupported(`expect.${name}`, `不会核对 ${name}`);
  const stock = stockOf(look, { item });
  return what === 'value' ? amount(stock.value) : { got: stock.rate, kind: 'rate', qty: stock.qty };
}

/** Quantity, value or unit cost of everything up to and including a step, in the order in which it counts. */
function runningFigure(played: Played, look: Look, at: { readonly warehouse: string | undefined; readonly figure: string; readonly label: string }): Figure {
  const mine = look.lines.filter((l) => l.item === own(played).item && (at.warehouse === undefined || l.warehouse === at.warehouse));
  const docs = new Set((played.world.refs.get(at.label)?.docs ?? []).map((d) => d.id));
  const moved = mine.slice(0, mine.findLastIndex((l) => docs.has(l.doc)) + 1).filter((l) => l.live);
  // A later change of value counts where its receipt stands.
  const there = new Set(moved.map((l) => l.doc));
  const upTo = [...moved, ...mine.filter((l) => l.live && l.qty === 0 && !there.has(l.doc) && l.of !== null && there.has(l.of))];
  if (at.figure === 'rate') return unitCost(upTo);
  return amount(at.figure === 'qty' ? sumOf(upTo, (l) => l.qty) : costOf(upTo));
}

const named = (want: unknown, played: Played, look: Look): readonly Mismatch[] =>
  Object.entries(asObject(want)).flatMap(([name, wanted]): readonly Mismatch[] => {
    const figure = namedFigure(played, look, name);
    return differs(asNumber(wanted) ?? Number.NaN, figure) ? [{ what: name, want: wanted, got: figure.got }] : [];
  });

/** The step a case compares before and after: the one it names, else its last. */
const turningPoint = (played: Played): string => (typeof played.ledgerCase.expect['before'] === 'string' ? played.ledgerCase.expect['before'] : (played.looks.at(-1)?.label ?? ''));

/** What went out at the month's rate; goods sent back to their supplier went at their receipt's cost. */
const issues = (played: Played): readonly LedgerLine[] => lastLook(played).lines.filter((l) => l.item === own(played).item && l.qty < 0 && l.live && l.type !== 'goods-return');

/** What issues were posted at before the month's end: as the case says another program did, else as ours did. */
const provisional = (played: Played): number =>
  sumOf(
    played.ledgerCase.steps.filter((s) => s.op === 'issue'),
    (s) => asNumber(s['posted_value']) ?? -sumOf(linesOf(played, lastLook(played), String(s['ref'] ?? 'issue')), (l) => l.posted),
  );
const amountDiffers = (want: unknown, got: number): readonly Mismatch[] => (sameAmount(Number(want), got) ? [] : [{ what: '', want, got }]);

export const MOVES: Expectations = {
  moves: (want, played) => Object.entries(asObject(want)).flatMap(([label, w]) => moveDiffers(played, label, asObject(w))),
  before: () => [],
  values_before: (want, played) => named(want, played, lookBefore(played, turningPoint(played))),
  values_after: (want, played) => named(want, played, lastLook(played)),
  values_delta: (want, played) => {
    const before = lookBefore(played, turningPoint(played));
    return Object.entries(asObject(want)).flatMap(([name, wanted]): readonly Mismatch[] => {
      const got = namedFigure(played, lastLook(played), name).got - namedFigure(played, before, name).got;
      return sameAmount(Number(wanted), got) ? [] : [{ what: name, want: wanted, got }];
    });
  },
  qty_unchanged: (want, played) => {
    const got = sameQty(stockOf(lookBefore(played, turningPoint(played)), own(played)).qty, stockOf(lastLook(played), own(played)).qty);
    return got === want ? [] : [{ what: '', want, got }];
  },
  // 全月一次: the month's unit cost, what its issues cost by it, and how far that is from what had been posted for them.
  period_rate: (want, played) => {
    const figure = unitCost(issues(played));
    return differs(Number(want), figure) ? [{ what: '', want, got: figure.got }] : [];
  },
  issue_cost: (want, played) => amountDiffers(want, -costOf(issues(played))),
  month_end_adjustment: (want, played) => amountDiffers(want, -costOf(issues(played)) - provisional(played)),
  inputs: (want, played) => {
    const lines = lastLook(played).lines.filter((l) => l.type === 'assembly' && l.qty < 0);
    return Object.entries(asObject(want)).flatMap(([name, wanted]): readonly Mismatch[] => {
      const item = played.world.items.get(name) ?? played.world.items.get(name.replace(/_[a-z]+$/, ''));
      const got = -sumOf(
        lines.filter((l) => l.item === item),
        (l) => l.qty,
      );
      return sameQty(Number(wanted), got) ? [] : [{ what: name, want: wanted, got }];
    });
  },
  total_cost: (want, played) => amountDiffers(want, costOf(lastLook(played).lines.filter((l) => l.type === 'assembly' && l.qty > 0))),
  output_unit_cost: (want, played) => {
    const figure = unitCost(lastLook(played).lines.filter((l) => l.type === 'assembly' && l.qty > 0));
    return differs(Number(want), figure) ? [{ what: '', want, got: figure.got }] : [];
  },
};
