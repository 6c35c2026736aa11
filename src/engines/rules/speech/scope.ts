// Pieces that say whom a rule is for: 除生鲜外，, 对逾期的客户，, 按每个商品，, ，范围是….
import type { Sel } from '../ast.ts';
import { closeCond } from './clause.ts';
import { joinConds, readConds } from './conditions.ts';
import { current, type Piece } from './draft.ts';
import { readExcept, readPhrase } from './nouns.ts';
import { attempt, eat, eatPunct, punct, sense, step, type Reader } from './reader.ts';

/** 除生鲜外，/ 针对冻品，/ 对A类商品，/ 南山店，. */
export const scope: Piece = (r, d) =>
  attempt(r, () => {
    if (current(r, d).cond || current(r, d).actions.length > 0) return undefined;
    // 按每个商品，: as the canonical text says it.
    if (eat(r, ['按每个']) !== undefined) {
      const kind = sense(r, 'etype');
      if (!kind || d.each !== undefined) return undefined;
      step(r);
      d.each = kind.id;
      return eatPunct(r, ',') ? (true as const) : undefined;
    }
    const mark = eat(r, ['对', '针对', '对于', '凡是', '凡', '范围是']);
    const marked = mark !== undefined;
    const found: Sel[] = [];
    for (;;) {
      const p =
        readExcept(r) ??
        (mark?.startsWith('对') === true || mark === '针对' ? readStated(r) : undefined) ??
        attempt(r, () => {
          eat(r, ['的', '在']);
          return readPhrase(r);
        });
      if (!p) break;
      if (p.each) d.each = p.each;
      else if (p.sel) found.push(p.sel);
      // 凡是红旗连锁的订单，金额…: whose documents, and which.
      else if (p.doc !== undefined && found.length > 0 && punct(r, ',')) d.doc = p.doc;
      else if (!marked || p.e !== found.at(-1)?.e) return undefined;
    }
    if (found.length === 0 || (found.every((s) => s.not) ? false : !punct(r, ','))) return undefined;
    eatPunct(r, ',');
    d.scope.push(...found);
    r.named.push(...found);
    return true as const;
  });

/** 逾期的客户, 首营供应商: the ones in a state. */
const readStated = (r: Reader): { sel: Sel; each?: undefined; doc?: undefined; e: string } | undefined =>
  attempt(r, () => {
    const state = sense(r, 'state');
    if (!state) return undefined;
    step(r);
    eat(r, ['的']);
    const kind = sense(r, 'etype');
    // 对黑名单客户，停止销售: with nothing else to wait for, the state is the condition itself.
    if (!kind || !r.toks.slice(r.i).some((t) => t.senses.some((x) => x.t === 'event' || x.t === 'cmp' || x.t === 'docverb'))) return undefined;
    step(r);
    const e = ['customer', 'supplier'].includes(kind.id) ? kind.id : (state.e ?? kind.id);
    return { sel: { e, state: state.id }, e: kind.id };
  });

/** ，范围是效期6个月以内的药品. */
export const range: Piece = (r, d) =>
  attempt(r, () => {
    if (eat(r, ['范围是']) === undefined) return undefined;
    const b = current(r, d),
      cond = readConds(r);
    if (!cond) {
      const p = readPhrase(r);
      if (!p?.sel) return undefined;
      d.scope.push(p.sel);
      return true as const;
    }
    closeCond(r, cond, b);
    b.cond = b.cond ? joinConds(r, 'and', [b.cond, cond]) : cond;
    return true as const;
  });
