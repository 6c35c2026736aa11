// Tries every kind of action on the words here. An action that stops in the middle of its clause is not that action.
import type { Action } from '../ast.ts';
import { REVERT } from '../text/grammar-words.ts';
import { readBlock, readHold, readOther, readTag } from './control.ts';
import { readSet } from './settings.ts';
import { checkQuantity, readCreate } from './goods.ts';
import { readConsume, readMove } from './moves.ts';
import { atBoundary, readApprove, readAssign, readNotify, readReport } from './people.ts';
import { attempt, eat, endOf, skipFiller, startOf, step, tok, word, type Reader } from './reader.ts';
import { readDur } from './times.ts';

const READERS = [readApprove, readNotify, readReport, readSet, readHold, readBlock, readTag, readMove, readConsume, readCreate, readOther, readAssign] as const;

/** Reads one action; undefined when no kind of action covers the words up to the next boundary. */
export function readAction(r: Reader): Action | undefined {
  return attempt(r, () => {
    skipFiller(r);
    const delay = attempt(r, () => {
      const d = readDur(r);
      return d && eat(r, ['后', '之后', '以后']) !== undefined ? d : undefined;
    });
    if (delay) skipFiller(r);
    for (const read of READERS) {
      const from = r.i;
      const action = attempt(r, () => {
        const a = read(r);
        if (!a) return undefined;
        trailing(r);
        return ends(r) ? a : undefined;
      });
      if (!action) continue;
      if (!r.spans.has(action)) r.spans.set(action, [startOf(r, from), endOf(r, r.i)]);
      checkQuantity(r, action);
      if (delay) action.delay = delay;
      return action;
    }
    return undefined;
  });
}
function trailing(r: Reader): void {
  if (['了', '处理', '一下', '一声', '即可', '为止', '吧', '过来', '过去'].includes(tok(r)?.text ?? '')) step(r);
}
const ends = (r: Reader): boolean => atBoundary(r) || word(r, REVERT) !== undefined;
