// A refusal is a value: a code, the place it is about, and the figures its Chinese sentence needs.

/** How a refusal is shown and whether trying again later may help. */
export type RefusalRow = { readonly http: 400 | 403 | 404 | 409 | 422 | 429; readonly retry: 'never' | 'later'; readonly zh: string };
export type RefusalTable = Readonly<Record<string, RefusalRow>>;

/** One thing that is wrong. `path` is a JSON path such as `lines[3].qty`; `with` fills `{name}` in the sentence. */
export type Complaint<Code extends string = string> = {
  readonly refused: Code;
  readonly path?: string;
  readonly with?: Readonly<Record<string, string>>;
};

/** What a decision returns when it says no: the first complaint decides the code, all of them are shown. */
export type Refused<Code extends string = string> = Complaint<Code> & { readonly more?: readonly Complaint[] };

export const refuse = <const Code extends string>(refused: Code, rest: Omit<Complaint, 'refused'> = {}): Refused<Code> => ({ refused, ...rest });

/** Gathers complaints into one refusal, or null when there is none. */
export function gather<Code extends string>(complaints: readonly (Complaint<Code> | null | undefined | false)[]): Refused<Code> | null {
  const said = complaints.filter((c): c is Complaint<Code> => Boolean(c));
  const [first, ...more] = said;
  return first ? { ...first, ...(more.length > 0 ? { more } : {}) } : null;
}

export const isRefused = <T>(outcome: T | Refused): outcome is Refused => typeof outcome === 'object' && outcome !== null && 'refused' in outcome;

/** Fills `{name}` in a sentence. */
export const fill = (zh: string, values: Readonly<Record<string, string>> = {}): string => zh.replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? '');

/** Thrown by the house (never by `decide`) to leave a transaction with a refusal; `run()` turns it back into a value. */
export class Refusal extends Error {
  override readonly name = 'Refusal';
  readonly refusal: Refused;
  constructor(refusal: Refused) {
    super(refusal.refused);
    this.refusal = refusal;
  }
}
