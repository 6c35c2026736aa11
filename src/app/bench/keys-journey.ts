// What a clerk types into a document, key by key; each journey starts in the column it names and comes back to it on the next line.

/** A pause in which the page may fill in prices, keep the draft and so on, ms. */
export type Pause = { readonly pause: number };
export type Step = string | Pause;
export type Journey = {
  readonly type: string;
  /** Title of the column a line begins in. */
  readonly column: string;
  /** The keys of the n-th line. */
  readonly line: (n: number, pick: (below: number) => number) => readonly Step[];
  /** The figure typed on every line, as the grid shows it. */
  readonly shown: string;
};

const typed = (text: string): readonly string[] => [...text];
/** Long enough for a list of candidates to arrive. */
const LIST = 400;

/** 采购订单: quantity, price, day of arrival; now and then another product by its pinyin, a copy from above, an undo, a look around. */
export const ORDER: Journey = {
  type: 'purchase-order',
  column: '数量',
  shown: '125.5',
  line: (n, pick) => [
    ...typed('125.5'),
    'Enter',
    ...typed(`${5 + pick(40)}.8`),
    'Enter',
    ...typed('1231'),
    'Enter',
    ...(n % 4 === 3 ? [...typed('sp1'), { pause: LIST }, 'ArrowDown', 'Enter'] : ['Enter']),
    ...(n % 5 === 2 ? ['Control+d', 'Control+z'] : []),
    ...(n % 5 === 4 ? ['PageDown', 'ArrowUp', 'ArrowUp'] : []),
    ...(n % 3 === 1 ? [{ pause: pick(1500) }] : []),
  ],
};

/** 盘点单: figures down the column, as they are read off the shelves; a correction now and then. */
export const COUNT: Journey = {
  type: 'stock-count',
  column: '初盘数',
  shown: '36',
  line: (n, pick) => [
    ...typed('36'),
    'ArrowDown',
    ...(n % 4 === 3 ? ['ArrowUp', ...typed(String(1 + pick(900))), 'Enter', 'Control+z', 'Control+y', 'Shift+Enter', 'ArrowDown'] : []),
    ...(n % 7 === 6 ? ['PageDown'] : []),
    ...(n % 5 === 4 ? [{ pause: pick(1800) }] : []),
  ],
};
