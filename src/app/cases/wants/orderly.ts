// Order and refusal: balances in sequence, what was refused or let through, promises, and laws that hold after every step.
import { asList, asNumber, asObject, Unsupported } from '../format.ts';
import { sameAmount, sameQty } from '../figures.ts';
import { type Look, stockOf } from '../look.ts';
import type { Mismatch, Played } from '../play.ts';
import { costOf, type Expectations, lastLook, linesOf, lookAfter, own, sumOf } from './want.ts';

/** Refusals that say what a case expects in words; any business refusal answers words that are not here. */
const REFUSALS: readonly (readonly [RegExp, readonly string[]])[] = [
  [/negative|insufficient|not enough|short/i, ['not-enough-stock', 'books-guarded', 'lot-not-there', 'value-left', 'value-below-zero', 'has-dependents', 'bin-short']],
  [/backdat/i, ['backdate-not-allowed']],
  [/frozen|quarantine|on hold|blocked/i, ['lot-frozen']],
  [/(lot|batch).*(required|missing|needed)|(without|no) (a )?(lot|batch)/i, ['lot-needed']],
  [/expired/i, ['lot-expired', 'shelf-life']],
  [/over.?claim|exceed/i, ['over-bill', 'source-exceeded']],
  // A base below zero is refused where it comes from: nothing is received at a negative price.
  [/base total|zero base/i, ['base-zero', 'base-missing', 'bad-field']],
  [/period|closed/i, ['period-closed']],
  [/duplicate/i, ['claimed-already', 'serial-in-stock']],
];
const TECHNICAL = new Set(['bad-field', 'unknown-record', 'same-key-other-body']);

function answers(words: string, code: string | undefined): boolean {
  if (code === undefined) return false;
  const row = REFUSALS.find(([pattern]) => pattern.test(words));
  return row ? row[1].includes(code) : !TECHNICAL.has(code);
}

/** Running balance of the case's item at the end of each step's documents, in the order in which they count. */
function balanceAt(played: Played, look: Look, label: string): number {
  const lines = look.lines.filter((l) => l.item === own(played).item && l.live);
  const docs = new Set((played.world.refs.get(label)?.docs ?? []).map((d) => d.id));
  return sumOf(lines.slice(0, lines.findLastIndex((l) => docs.has(l.doc)) + 1), (l) => l.qty);
}

function sequence(played: Played, look: Look): readonly number[] {
  let balance = 0;
  return look.lines.filter((l) => l.item === own(played).item && l.live).map((l) => (balance = Math.round((balance + l.qty) * 1e6) / 1e6));
}

type Law = (played: Played) => boolean;
const everywhere =
  (holds: (stock: ReturnType<typeof stockOf>, look: Look) => boolean): Law =>
  (played) =>
    played.looks.every(({ look }) => holds(stockOf(look, own(played)), look));
const neverNegative: Law = everywhere((s) => s.qty >= 0);

const shares = (played: Played): readonly number[] => asList(played.world.findings.get('shares')).map(Number);

/** Laws by their words. */
const LAWS: readonly (readonly [RegExp, (match: RegExpExecArray) => Law])[] = [
  [/^rate >= 0$/, () => everywhere((s) => s.rate >= 0)],
  [/^value >= 0 when qty > 0$/, () => everywhere((s) => s.qty <= 0 || s.value >= 0)],
  [/^value == 0 when qty == 0$/, () => everywhere((s) => s.qty !== 0 || s.value === 0)],
  [/^reserved == sum\(reservations\)$/, () => (played) => lastLook(played).reserved === played.world.findings.get('successes')],
  [/^available >= 0$/, () => everywhere((_, look) => look.onHand - look.reserved >= 0)],
  [
    /^abs\(value\((\w+)\)\) == abs\(value\((\w+)\)\)$/,
    ([, a = '', b = '']) =>
      (played) =>
        sameAmount(Math.abs(costOf(linesOf(played, lastLook(played), a))), Math.abs(costOf(linesOf(played, lastLook(played), b)))),
  ],
  [
    /^sum\((value|qty)\) unchanged by (?:a |the )?(\w+)$/,
    ([, what = '', op = '']) =>
      (played) =>
        played.looks.every(({ label, look }, i) => {
          const before = played.looks[i - 1];
          if (!before || played.world.refs.get(label)?.step.op !== op) return true;
          const [was, is] = [stockOf(before.look, own(played)), stockOf(look, own(played))];
          return what === 'qty' ? sameQty(was.qty, is.qty) : sameAmount(was.value, is.value);
        }),
  ],
  [/^all shares >= 0$/, () => (played) => shares(played).every((n) => n >= 0)],
  [
    /^sum == ([\d.]+)$/,
    ([, total = '']) =>
      (played) =>
        sameAmount(
          Number(total),
          shares(played).reduce((sum, n) => sum + n, 0),
        ),
  ],
  [
    /^sum\(layer\.qty\) ?== ?qty/,
    () =>
      everywhere((s) =>
        sameQty(
          sumOf(s.layers, (l) => l.qty),
          s.qty,
        ),
      ),
  ],
  [
    /^sum\(layer\.qty ?\* ?layer\.rate\) ?== ?value/,
    () => (played) =>
      !neverNegative(played) ||
      everywhere((s) =>
        sameAmount(
          sumOf(s.layers, (l) => l.value),
          s.value,
        ),
      )(played),
  ],
  [
    /^consumed qty == requested qty$/,
    () => (played) =>
      sameQty(
        sumOf(
          lastLook(played).lines.filter((l) => l.item === own(played).item),
          (l) => l.qty,
        ),
        stockOf(lastLook(played), own(played)).qty,
      ),
  ],
];

export const ORDERLY: Expectations = {
  errors: (want, played) => {
    if (typeof want === 'string') {
      const codes = [...played.refused.values()];
      return codes.some((code) => answers(want, code)) ? [] : [{ what: '', want, got: codes }];
    }
    return Object.entries(asObject(want)).flatMap(([label, words]): readonly Mismatch[] =>
      answers(String(words), played.refused.get(label)) ? [] : [{ what: label, want: words, got: played.refused.get(label) ?? '入账' }],
    );
  },
  ok: (want, played) =>
    asList(want).flatMap((label): readonly Mismatch[] =>
      played.refused.has(String(label)) ? [{ what: String(label), want: '入账', got: played.refused.get(String(label)) }] : [],
    ),
  // What must be agreed to explicitly is refused until it is.
  needs_confirmation: (want, played) =>
    asList(want).flatMap((label): readonly Mismatch[] =>
      /lot|expired|life/.test(played.refused.get(String(label)) ?? '') ? [] : [{ what: String(label), want: '拦下', got: played.refused.get(String(label)) ?? '入账' }],
    ),
  balances: (want, played) =>
    asList(want).flatMap((entry) => {
      const { after, sequence: wanted, ...refs } = asObject(entry);
      const look = lookAfter(played, after);
      const got = wanted === undefined ? [] : sequence(played, look);
      const off = wanted !== undefined && JSON.stringify(wanted) !== JSON.stringify(got) ? [{ what: `${String(after)}.sequence`, want: wanted, got }] : [];
      return [
        ...off,
        ...Object.entries(refs).flatMap(([label, qty]): readonly Mismatch[] => {
          const balance = balanceAt(played, look, label);
          return sameQty(asNumber(qty) ?? Number.NaN, balance) ? [] : [{ what: `${String(after)}.${label}`, want: qty, got: balance }];
        }),
      ];
    }),
  invariants: (want, played) =>
    asList(want).flatMap((words): readonly Mismatch[] => {
      for (const [pattern, law] of LAWS) {
        const match = pattern.exec(String(words));
        if (match) return law(match)(played) ? [] : [{ what: String(words), want: '成立', got: '不成立' }];
      }
      throw new Unsupported('expect.invariants', `不会核对 ${String(words)}`);
    }),
  reserved: (want, played) => {
    const n = asNumber(want);
    if (n === null)
      return Object.entries(asObject(want)).flatMap(([label, lots]): readonly Mismatch[] => {
        const got = played.world.findings.get(`lots ${label}`);
        return JSON.stringify(lots) === JSON.stringify(got) ? [] : [{ what: label, want: lots, got: got ?? null }];
      });
    const got = lastLook(played).reserved;
    return sameQty(n, got) ? [] : [{ what: '', want, got }];
  },
  successes: (want, played) => (played.world.findings.get('successes') === want ? [] : [{ what: '', want, got: played.world.findings.get('successes') ?? null }]),
};
