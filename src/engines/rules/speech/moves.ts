// Actions on the goods themselves: 移到, 消耗.
import type { Action, NonEmpty, Qty, Sel } from '../ast.ts';
import { type Load, place, PLACES, readLoad, readQty } from './goods.ts';
import { readPhrase } from './nouns.ts';
import { attempt, eat, eatPunct, skipFiller, type Reader } from './reader.ts';

const MOVE = ['移到', '转到', '转入', '移至', '转移到', '移入', '转至'];
/** 移到不合格品库, 把可乐从A仓转到B仓. */
export function readMove(r: Reader): Action | undefined {
  const load: Load = {};
  if (eat(r, ['把', '将']) !== undefined) {
    // 把甲仓库的300箱雪碧…, 把300箱雪碧从甲仓库….
    const p = attempt(r, readPhrase);
    if (p?.sel && p.sel.q !== 'this') place(load, p);
    eat(r, ['的']);
    readLoad(r, load);
    if (!p && !load.qty && !load.from) return undefined;
  } else
    attempt(r, () => {
      const p = readPhrase(r);
      if (!p) return undefined;
      if (p.sel && p.sel.q !== 'this') place(load, p);
      return true;
    });
  readLoad(r, load);
  skipFiller(r);
  // 移库 knows goods and places; a supplier named here would be lost.
  if (load.supplier || eat(r, MOVE) === undefined) return undefined;
  const to = readPhrase(r);
  if (!to?.sel || !PLACES.has(to.sel.e)) return undefined;
  return { do: 'move', ...(load.item ? { item: load.item } : {}), ...(load.qty ? { qty: load.qty } : {}), ...(load.from ? { from: load.from } : {}), to: to.sel };
}

/** 消耗0.5卷抹布和1片消毒湿巾 / 扣减面粉0.2kg、鸡蛋1个. */
export function readConsume(r: Reader): Action | undefined {
  if (eat(r, ['消耗', '扣减', '耗用', '扣除']) === undefined) return undefined;
  const items: { item: Sel; qty: Qty }[] = [];
  for (;;) {
    const one = attempt(r, () => {
      if (items.length > 0 && eat(r, ['和', '、', '与', '及', '以及']) === undefined && eatPunct(r, ',') === undefined) return undefined;
      const before = readQty(r);
      eat(r, ['的']);
      const p = readPhrase(r, []);
      const qty = before ?? readQty(r);
      return p?.sel && qty ? { item: p.sel, qty } : undefined;
    });
    if (!one) break;
    items.push(one);
  }
  return items.length > 0 ? { do: 'consume', items: items as NonEmpty<{ item: Sel; qty: Qty }> } : undefined;
}
