// The colours in script are the colours in the style sheet.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { DARK, LIGHT } from './palette';

const css = readFileSync(new URL('../styles/first.css', import.meta.url), 'utf8');
const [light = '', dark = ''] = css.split(':root[data-theme="dark"]');
const nameOf = (key: string): string => `--hc-${key.replace(/([A-Z]|\d)/g, (c) => `-${c.toLowerCase()}`)}`;

test.each([
  ['light', light, LIGHT],
  ['dark', dark.split('}')[0] ?? '', DARK],
] as const)('%s colours agree with first.css', (_, text, palette) => {
  for (const [key, value] of Object.entries(palette)) expect(text).toContain(`${nameOf(key)}: ${value};`);
});
