// Figures of cases: decimal text for documents, small formulas ("10*k"), comparison within the rounding that the books promise.

/** Decimal text of a figure, at most six places, without exponent. */
export function decimal(value: number): string {
  const text = value.toFixed(6);
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

/** 10⁻⁶ units as a number; only for comparison and display. */
export const unitsOf = (micro: bigint): number => Number(micro) / 1e6;
/** 分 as 元; only for comparison and display. */
export const yuanOf = (fen: bigint): number => Number(fen) / 100;

const TOKEN = /\s*(\d+(?:\.\d+)?|[a-z_]\w*|[-+*/()])/giy;

/** Value of a formula of figures, + − × ÷, brackets and one name; null when it is none. */
export function formula(text: string, names: Readonly<Record<string, number>>): number | null {
  const tokens: string[] = [];
  TOKEN.lastIndex = 0;
  for (let end = 0; end < text.trimEnd().length; end = TOKEN.lastIndex) {
    const match = TOKEN.exec(text);
    if (!match) return null;
    tokens.push(match[1] as string);
  }
  let at = 0;
  const atom = (): number => {
    const token = tokens[at++];
    if (token === '-') return -atom();
    if (token === '(') {
      const inner = sum();
      at += 1;
      return inner;
    }
    return token === undefined ? Number.NaN : (names[token] ?? Number(token));
  };
  const product = (): number => {
    let value = atom();
    while (tokens[at] === '*' || tokens[at] === '/') value = tokens[at++] === '*' ? value * atom() : value / atom();
    return value;
  };
  const sum = (): number => {
    let value = product();
    while (tokens[at] === '+' || tokens[at] === '-') value = tokens[at++] === '+' ? value + product() : value - product();
    return value;
  };
  const value = sum();
  return at === tokens.length && Number.isFinite(value) ? value : null;
}

/** Half a unit of the last decimal a figure was written with. */
const halfUnit = (want: number): number => 0.5 * 10 ** -(String(want).split('.')[1]?.length ?? 0);

/** Amounts agree to the 分, or as far as the case writes them when it writes more. */
export const sameAmount = (want: number, got: number): boolean => Math.abs(want - got) < 0.005 + 1e-9;
export const sameQty = (want: number, got: number): boolean => Math.abs(want - got) < 5e-7;
/** Unit costs agree as far as they are written and as far as an amount in 分 can tell. */
export const sameRate = (want: number, got: number, qty: number): boolean =>
  Math.abs(want - got) <= Math.min(halfUnit(want), 0.005) + (qty === 0 ? 0 : 0.005 / Math.abs(qty)) + 1e-9;
