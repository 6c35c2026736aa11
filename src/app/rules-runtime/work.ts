// What an action comes down to, as plain data: it is written with the firing and done after the commit, once.
import type { Target } from '#rules';

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
      readonly need?: 'reason' | 'price';
    }
  | { readonly do: 'field'; readonly type: string; readonly id: string; readonly field: string; readonly value: string; readonly param: string; readonly reverts: boolean }
  | { readonly do: 'restore'; readonly hold: string; readonly type: string; readonly id: string; readonly field: string; readonly value: string | null; readonly expect: string }
  /** Another version of what an item is made of takes effect. */
  | { readonly do: 'bom'; readonly item: string | null; readonly bom: string }
  | { readonly do: 'event'; readonly name: string; readonly payload: Readonly<Record<string, unknown>> }
  | { readonly do: 'note' }
  | { readonly do: 'skip'; readonly why: string };

/** Done inside the transaction of the firing, many at once; the rest goes through run() afterwards. */
export const INLINE: ReadonlySet<Work['do']> = new Set(['message', 'hold', 'lift', 'note', 'skip']);

/** A figure as it is stored and sent: plain decimals, at most six. */
export function decimal(value: number): string {
  const text = value.toFixed(6);
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}
