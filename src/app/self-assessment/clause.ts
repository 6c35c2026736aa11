// What one clause of the self-assessment holds. Everything in it is either our words or points at something a test finds.
import type { FigureName } from './figures.ts';

export type Verdict = 'met' | 'partly' | 'unmet';
export const VERDICT_ZH: Readonly<Record<Verdict, string>> = { met: '满足', partly: '部分满足', unmet: '不满足' };

/** A page of the web app; self-assessment.test.ts looks it up in the router and in the definitions. */
export type Screen = { readonly zh: string; readonly href: string };
/** A test by its file and its title (or the title of one of its rows). */
export type Proof = { readonly file: string; readonly title: string };
/** A figure from the company's books, or the outcome of checks of its last check-up. */
export type EvidenceOf = FigureName | { readonly zh: string; readonly checks: readonly string[] };

type Said = {
  /** As in facts/china.md §4. */
  readonly no: string;
  /** Where the demand stands. 12号 = 财会〔2024〕12号, 11号 = 财会〔2024〕11号. */
  readonly clause: string;
  readonly title: string;
  /** What it demands, in our words. */
  readonly demand: string;
  readonly how: readonly string[];
  readonly screens: readonly Screen[];
  readonly tests: readonly Proof[];
  readonly evidence: readonly EvidenceOf[];
  /** The text encourages it; lacking it breaks nothing. */
  readonly optional?: true;
};
/** Whoever is not at “满足” says what is missing. */
export type Clause = Said & ({ readonly verdict: 'met'; readonly missing?: undefined } | { readonly verdict: 'partly' | 'unmet'; readonly missing: string });
