// What an action comes down to, as plain data: it is written with the firing and done after the commit, once.
import type { How, Target } from '#rules';

export type HoldTarget = { readonly type: string; readonly id: string };
export type Work =
  | { readonly do: 'message'; readonly to: readonly Target[]; readonly text: string; readonly link: string | null; readonly task: boolean; readonly via: readonly string[] }
  | {
      readonly do: 'hold';
      readonly kind: 'block' | 'lock' | 'approve' | 'pass' | 'param' | 'tag';
      readonly what: string;
      readonly targets: readonly HoldTarget[];
      readonly value: string | null;
      readonly msg: string | null;
      readonly reverts: boolean;
    }
  | { readonly do: 'lift'; readonly kinds: readonly string[]; readonly what: readonly string[] | null; readonly targets: readonly HoldTarget[] }
  | {
      readonly do: 'command';
      readonly type: string;
      readonly command: 'save' | 'submit' | 'approve';
      readonly body: Readonly<Record<string, unknown>>;
      readonly need?: 'reason' | 'price' | 'sheet';
    }
  /** A field of records: of those named, or of all items of categories; each is reckoned from what it was. */
  | {
      readonly do: 'field';
      readonly type: string;
      readonly targets: readonly HoldTarget[];
      readonly field: string;
      readonly how: How;
      readonly by: number;
      readonly param: string;
      readonly reverts: boolean;
    }
  | { readonly do: 'restore'; readonly hold: string; readonly type: string; readonly id: string; readonly field: string; readonly value: string | null; readonly expect: string }
  /** Another version of what an item is made of takes effect. */
  | { readonly do: 'bom'; readonly item: string | null; readonly bom: string }
  | { readonly do: 'event'; readonly name: string; readonly payload: Readonly<Record<string, unknown>> }
  | { readonly do: 'note' }
  | { readonly do: 'skip'; readonly why: string };

/** Done inside the transaction of the firing, many at once; the rest goes through run() afterwards. */
export const INLINE: ReadonlySet<Work['do']> = new Set(['message', 'hold', 'lift', 'note', 'skip']);

/** What a change makes of a figure; undefined where there is nothing to change. */
export function changed(how: How, before: number | undefined, by: number): number | undefined {
  if (how === 'to') return by;
  if (before === undefined) return undefined;
  return { inc: before + by, dec: before - by, inc_pct: before * (1 + by / 100), dec_pct: before * (1 - by / 100), mul: before * by }[how];
}

/** A figure as it is stored and sent: plain decimals, at most six. */
export function decimal(value: number): string {
  const text = value.toFixed(6);
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}
