// Promise: a number by thumb: big keys, plus and minus one, no phone keyboard pushing the page around.
import { useState, type ReactNode } from 'react';
import { stepped } from './phone-step';
import { words } from './words';

const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '.', '0', '⌫'] as const;

/** One press on the pad. */
export function pressed(text: string, key: string): string {
  if (key === '⌫') return text.slice(0, -1);
  if (key === '.') return text.includes('.') ? text : `${text === '' ? '0' : text}.`;
  return text === '0' ? key : text.length < 16 ? text + key : text;
}

interface Props {
  readonly label: string;
  readonly value: string;
  readonly onText: (text: string) => void;
}

export function QuantityPad({ label, value, onText }: Props): ReactNode {
  /** what is being keyed in; null: the value of the line stands and the first digit replaces it */
  const [typed, setTyped] = useState<string | null>(null);
  const set = (text: string): void => {
    setTyped(text);
    onText(text);
  };
  const step = (by: '1' | '-1'): void => {
    setTyped(null);
    onText(stepped(typed ?? value, by));
  };
  return (
    <div className="hcg-pad" role="group" aria-label={label}>
      <div className="hcg-pad-top">
        <button type="button" aria-label={words.minus} onClick={() => step('-1')}>
          −
        </button>
        <output aria-label={label}>{typed ?? value}</output>
        <button type="button" aria-label={words.plus} onClick={() => step('1')}>
          ＋
        </button>
      </div>
      <div className="hcg-pad-keys">
        {KEYS.map((key) => (
          <button key={key} type="button" aria-label={key === '⌫' ? words.erase : key} onClick={() => set(pressed(typed ?? (key === '⌫' ? value : ''), key))}>
            {key}
          </button>
        ))}
      </div>
    </div>
  );
}
