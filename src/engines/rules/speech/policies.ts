// Pieces that say how a rule behaves: 优先级, 只触发一次, 过后恢复, 没处理就升级.
import type { Action, Cooldown, Priority } from '../ast.ts';
import { COOLDOWN_TAIL, REVERT, UNHANDLED } from '../text/grammar-words.ts';
import { readAction } from './actions.ts';
import { current, type Piece } from './draft.ts';
import { readPhrase } from './nouns.ts';
import { attempt, eat, eatPunct, fault, sense, skipFiller, step, word, wordsSpan } from './reader.ts';
import { readDur } from './times.ts';

const LEVELS: Record<string, Priority> = { 最高: 9, 高: 7, 普通: 5, 低: 3, 最低: 1 };
export const priority: Piece = (r, d) =>
  attempt(r, () => {
    if (d.priority !== undefined) return undefined;
    const before = LEVELS[word(r, ['最高', '高', '普通', '低', '最低']) ?? ''];
    if (before !== undefined && word(r, ['优先级'], 1) !== undefined) {
      step(r, 2);
    } else {
      if (eat(r, ['优先级']) === undefined) return undefined;
      eat(r, ['为', '是', '设为']);
      eatPunct(r, ':');
    }
    const at = r.i,
      level = before ?? LEVELS[eat(r, Object.keys(LEVELS)) ?? ''];
    const num = level === undefined ? sense(r, 'num') : undefined;
    if (level === undefined && num?.num === undefined) return undefined;
    if (num) {
      step(r);
      eat(r, ['级']);
    }
    const value = level ?? num?.num ?? 5;
    if (!Number.isInteger(value) || value < 1 || value > 9) fault(r, 'E_RANGE', { span: wordsSpan(r, at, r.i), message: '优先级是1到9', suggest: ['优先级9', '优先级5'] });
    d.priority = value as Priority;
    return true as const;
  });

const COOL_UNIT: Record<string, Cooldown['u']> = { minute: 'minute', hour: 'hour', day: 'day', week: 'week', month: 'month' };
const PER: Record<string, Cooldown['u']> = {
  每天: 'day',
  每日: 'day',
  每周: 'week',
  每星期: 'week',
  每月: 'month',
  每个月: 'month',
  每小时: 'hour',
  当天: 'day',
  一天: 'day',
  天天: 'day',
};
/** 每天最多提醒一次, 一周内不重复提醒, 同一商品24小时内只提醒一次. */
export const cooldown: Piece = (r, d) =>
  attempt(r, () => {
    if (d.cooldown) return undefined;
    let per: Cooldown['per'] = 'subject';
    const whose = (): void => {
      if (eat(r, ['本规则']) !== undefined) per = 'rule';
      else if (eat(r, ['同一对象']) === undefined)
        attempt(r, () => {
          const p = readPhrase(r);
          return p?.each !== undefined || p?.sel?.q === 'this' ? true : undefined;
        });
    };
    whose();
    eat(r, ['在', '且', '每']);
    const named = PER[eat(r, Object.keys(PER)) ?? ''];
    const dur = named ? { n: 1, u: named } : readDur(r);
    const u = dur && COOL_UNIT[dur.u];
    if (!dur || !u) return undefined;
    const within = eat(r, ['内', '以内', '之内', '里', '中']) !== undefined;
    whose();
    skipFiller(r);
    const atMost = eat(r, ['都', '只', '仅']) !== undefined || within;
    // 每天提醒一次 asks for a reminder every day; only 最多, 只 or 内 makes it a limit.
    if (word(r, ['提醒一次', '触发一次']) !== undefined && !atMost) return undefined;
    if (eat(r, COOLDOWN_TAIL) === undefined) return undefined;
    d.cooldown = { n: dur.n, u, per };
    return true as const;
  });

export const revert: Piece = (r, d) =>
  attempt(r, () => {
    if (eat(r, REVERT) === undefined) return undefined;
    let done = false;
    for (const action of current(r, d).actions)
      if (action.do === 'set') {
        action.revert = true;
        done = true;
      }
    d.revertsAll ||= done;
    return done ? (true as const) : undefined;
  });

/** 2小时内没处理就升级通知采购总监. */
export const escalate: Piece = (r, d) =>
  attempt(r, () => {
    const last = current(r, d).actions.at(-1);
    eat(r, ['如果', '若', '超过']);
    if (sense(r, 'cmp')?.id === 'gt') step(r);
    const within = readDur(r);
    if (!within || !last || last.escalate) return undefined;
    eat(r, ['后', '之后']);
    eat(r, ['仍', '还']);
    if (eat(r, ['内没处理']) === undefined) {
      eat(r, ['内', '以内', '之内']);
      eat(r, ['仍', '还']);
      if (eat(r, UNHANDLED) === undefined) return undefined;
    }
    eat(r, ['的', '时', '的话']);
    eatPunct(r, ',');
    skipFiller(r);
    const up = eat(r, ['升级']) !== undefined;
    const action =
      (up
        ? attempt(r, () => {
            eat(r, ['到', '给', '至']);
            const p = sense(r, 'role') ?? sense(r, 'user');
            if (!p) return undefined;
            step(r);
            return { do: 'notify', to: [p.t === 'role' ? { role: p.id } : { user: p.id }] } as Action;
          })
        : undefined) ?? readAction(r);
    if (!action) return undefined;
    last.escalate = { within, then: [action] };
    return true as const;
  });
