// What is said of a document after it was named: ，补够200箱 / ，从总仓到一号店 / ，派给店长.
import type { Action, CreateAction } from '../ast.ts';
import { PLACES, readQty } from './goods.ts';
import { readPhrase } from './nouns.ts';
import { readTarget } from './people.ts';
import { attempt, eat, eatPunct, sense, skipFiller, step, tok, word, type Reader } from './reader.ts';

/** 创建调拨单5桶…，从总仓到一号店. */
function readWay(r: Reader, action: CreateAction & Action): true | undefined {
  if (action.doc !== 'transfer' || action.from || action.to) return undefined;
  return attempt(r, () => {
    if (eat(r, ['从', '由']) === undefined) return undefined;
    const from = readPhrase(r);
    if (eat(r, ['到', '至', '往', '调到', '移到']) === undefined) return undefined;
    const to = readPhrase(r);
    if (!from?.sel || !to?.sel || !PLACES.has(from.sel.e) || !PLACES.has(to.sel.e)) return undefined;
    Object.assign(action, { from: from.sel, to: to.sel });
    return true as const;
  });
}

/** A quantity or person that belongs to the document created just before: ，补够200箱 / ，数量100件 / ，派给店长. */
export function readAfterthought(r: Reader, action: Action): true | undefined {
  if (action.do !== 'create') return undefined;
  return attempt(r, () => {
    skipFiller(r);
    if (!action.qty) {
      const filled = attempt(r, () => {
        eat(r, ['补货', '补', '数量上']);
        if (word(r, ['补到', '补足', '补够', '补满', '补足到', '补够到'], 1) !== undefined) eat(r, ['数量']);
        if (sense(r, 'op')?.id === 'purchase' && tok(r)?.text === '采购') step(r);
        skipFiller(r);
        return readQty(r);
      });
      if (filled) {
        action.qty = filled;
        if (!action.item) {
          const item = attempt(r, () => {
            eat(r, ['的']);
            const p = readPhrase(r);
            return p?.sel && ['sku', 'category'].includes(p.sel.e) ? p.sel : undefined;
          });
          if (item) action.item = item;
        }
        return true as const;
      }
    }
    if (!action.assign) {
      const to = attempt(r, () => (eat(r, ['指派给', '派给', '交给', '分配给', '分派给']) === undefined ? undefined : readTarget(r)));
      if (to) {
        eat(r, ['处理', '负责', '跟进']);
        action.assign = to;
        return true as const;
      }
    }
    if (readWay(r, action)) return true as const;
    if (!action.supplier) {
      const to = attempt(r, () => {
        eat(r, ['供应商']);
        eatPunct(r, ':');
        const p = eat(r, ['向', '为']) !== undefined ? readPhrase(r) : undefined;
        return p?.sel?.e === 'supplier' ? p.sel : undefined;
      });
      if (to) {
        action.supplier = to;
        return true as const;
      }
    }
    return undefined;
  });
}
