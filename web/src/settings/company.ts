// The company's rules as the server tells them, and how they are written: at once, with an undo; grave ones after a question.
import { useQueryClient } from '@tanstack/react-query';
import { messageOf, put } from '../api/client';
import { fromPercent, plain, readDecimal, toPercent } from '../lib/figures';
import { ask, say } from '../ui/say';
import { words } from './company-words';
import { undoable } from './undo';
import { useOffice } from './use-office';

export type Value = string | number | boolean;
type Base = {
  readonly key: string;
  readonly zh: string;
  readonly text: string;
  readonly who: string;
  readonly grave?: string;
  /** Goods have moved: it stands for good. */
  readonly fixed: boolean;
};
export type Choices = readonly { readonly value: string; readonly zh: string; readonly text: string }[];
export type Setting = Base &
  (
    | { readonly kind: 'flag'; readonly value: boolean }
    | { readonly kind: 'choice'; readonly value: string; readonly choices: Choices }
    | { readonly kind: 'percent'; readonly value: string; readonly places: 0 | 6; readonly most: number }
    | { readonly kind: 'money'; readonly value: string }
    | { readonly kind: 'count'; readonly value: number; readonly most: number; readonly unit: string }
  );
export type Rules = {
  readonly groups: readonly { readonly zh: string; readonly settings: readonly Setting[] }[];
  readonly may: { readonly change: boolean };
  readonly history: readonly { readonly id: string; readonly at: string; readonly who: string; readonly summary: string }[];
};
type Figure = Extract<Setting, { kind: 'percent' | 'money' | 'count' }>;

export const useRules = () => useOffice<Rules>('/api/settings');

/** What a figure is of. */
export const unitOf = (setting: Figure): string => (setting.kind === 'count' ? setting.unit : { percent: words.percent, money: words.yuan }[setting.kind]);

/** A share kept as a whole number of millionths or as decimal text → the percent people read; and back. */
const MILLION = 1_000_000n;
export function figureText(setting: Figure): string {
  if (setting.kind !== 'percent') return String(setting.value);
  const kept = readDecimal(setting.value);
  return kept ? toPercent(plain({ n: kept.n, s: kept.s + setting.places }, 0, 12)) : '0';
}

/** What was typed as it is kept, or the sentence that says what is wrong with it. */
export function readFigure(setting: Figure, typed: string): { readonly value: Value } | { readonly wrong: string } {
  const d = readDecimal(typed);
  const unit = unitOf(setting);
  if (!d || d.n < 0n) return { wrong: words.badFigure };
  if (setting.kind === 'money') return d.s > 2 ? { wrong: words.badFigure } : { value: plain(d, 0, 2) };
  if (d.n > BigInt(setting.most) * 10n ** BigInt(d.s) || d.s > (setting.kind === 'count' ? 0 : 4)) return { wrong: words.most(setting.most, unit) };
  if (setting.kind === 'count') return { value: Number(d.n) };
  const share = readDecimal(fromPercent(typed));
  if (!share) return { wrong: words.badFigure };
  return { value: setting.places === 0 ? plain(share, 0, 6) : String((share.n * MILLION) / 10n ** BigInt(share.s)) };
}

export function said(setting: Setting, value: Value): string {
  if (setting.kind === 'flag') return value === true ? words.on : words.off;
  if (setting.kind === 'choice') return setting.choices.find((c) => c.value === value)?.zh ?? String(value);
  return `${figureText({ ...setting, value } as Figure)} ${unitOf(setting)}`;
}

/** `matching.price` → {matching: {price}}. */
const nested = (key: string, value: Value): object => key.split('.').reduceRight<unknown>((inside, part) => ({ [part]: inside }), value) as object;

/** Changes one rule; false when the person or the server said no. */
export function useChange(): (setting: Setting, value: Value) => Promise<boolean> {
  const client = useQueryClient();
  const send = async (setting: Setting, value: Value, reason: string): Promise<boolean> => {
    try {
      await put('/api/settings', { settings: nested(setting.key, value), ...(reason ? { reason } : {}) });
      return true;
    } catch (error) {
      say(messageOf(error), 'bad');
      return false;
    } finally {
      await client.invalidateQueries({ queryKey: ['office'] });
    }
  };
  return async (setting, value) => {
    if (value === setting.value) return true;
    const title = words.askTitle(`${setting.zh}：${said(setting, setting.value)} → ${said(setting, value)}`);
    const reason = setting.grave ? await ask({ title, text: setting.grave, ok: words.change, reason: words.reason }) : '';
    if (reason === null || !(await send(setting, value, reason))) return false;
    const undo = async (): Promise<void> => {
      if (await send(setting, setting.value, setting.grave ? words.undoReason : '')) say(words.undone(setting.zh));
    };
    say(undoable(words.saved(setting.zh, said(setting, value)), () => void undo()));
    return true;
  };
}
