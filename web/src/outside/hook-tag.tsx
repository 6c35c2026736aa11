// How a webhook is doing, in a word.
import type { ReactNode } from 'react';
import { Tag } from '../ui/bits';
import type { Hook } from './outside';
import { words } from './words';

export function HookTag({ hook: h }: { readonly hook: Hook }): ReactNode {
  if (h.state === 'disabled') return <Tag tone="bad">{words.disabled}</Tag>;
  if (h.state === 'paused') return <Tag>{words.paused}</Tag>;
  return h.tries > 0 ? <Tag tone="warn">{words.failing}</Tag> : <Tag tone="ok">{words.on}</Tag>;
}
