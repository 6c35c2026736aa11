// A letter's state in a word: waiting for a person, tried again by the house, or through.
import type { ReactNode } from 'react';
import { Tag } from '../ui/bits';
import type { Letter } from './bus';
import { words } from './words';

export function LetterTag({ letter: l }: { readonly letter: Letter }): ReactNode {
  if (l.state === 'resolved') return <Tag tone="ok">{words.resolved}</Tag>;
  if (l.state === 'skipped') return <Tag>{words.skipped}</Tag>;
  return l.stuck ? <Tag tone="bad">{words.stuck}</Tag> : <Tag tone="warn">{words.retrying}</Tag>;
}
