// What the server says of the self-assessment: one entry a clause, with live figures of this company.
export type Verdict = 'met' | 'partly' | 'unmet';
export type Clause = {
  readonly no: string;
  readonly clause: string;
  readonly title: string;
  readonly demand: string;
  readonly how: readonly string[];
  readonly screens: readonly { readonly zh: string; readonly href: string }[];
  readonly tests: readonly { readonly file: string; readonly title: string }[];
  readonly verdict: Verdict;
  readonly optional: boolean;
  readonly missing: string | null;
  readonly evidence: readonly { readonly zh: string; readonly value: string; readonly href: string | null; readonly bad: boolean }[];
};
export type Assessment = { readonly day: string; readonly org: string; readonly clauses: readonly Clause[] };
