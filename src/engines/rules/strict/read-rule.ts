// The strict reader: canonical text in, exactly the rule it was written from out. Anything else is undefined, never a guess.
import type { Branch, Cooldown, NonEmpty, Priority, Rule, Trigger } from '../ast.ts';
import type { Dictionary } from '../text/dictionary.ts';
import { readActions } from './read-action.ts';
import { readCond, readDur, readNum, readRef, readSels } from './read-cond.ts';
import { readSchedule } from './read-time.ts';
import { back, either, lit, many, name, number, quoted, scan, spelled, type Scan } from './scan.ts';
import * as w from './words.ts';

function readEventName(s: Scan): string | undefined {
  const composed = back(s, () => {
    const doc = name(s, s.d.lexicon.docs),
      verb = doc === undefined ? undefined : name(s, s.d.lexicon.verbs);
    return doc === undefined || verb === undefined ? undefined : { id: `${doc}.${verb}`, end: s.p };
  });
  if (composed) return composed.id;
  return back(s, () => name(s, s.d.lexicon.events));
}
function readHead(s: Scan): Trigger | undefined {
  return either<Trigger>(
    s,
    () => {
      if (!lit(s, '当')) return undefined;
      const first = back(s, () => {
        const e = name(s, s.d.lexicon.entityTypes);
        return e !== undefined && lit(s, '首次') ? e : undefined;
      });
      const events = many(s, '或', () => readEventName(s));
      if (!events) return undefined;
      const wait = lit(s, '后') ? readDur(s) : lit(s, '时') ? null : undefined;
      return wait === undefined || !lit(s, '，') ? undefined : { on: 'event', events, ...(first === undefined ? {} : { first }), ...(wait ? { wait } : {}) };
    },
    () => {
      const num = lit(s, '每满') ? readNum(s) : undefined;
      if (!num || !lit(s, '（')) return undefined;
      const ref = readRef(s);
      return ref && lit(s, '），') ? { on: 'every', n: num.num, ...(num.unit === undefined ? {} : { unit: num.unit }), ref } : undefined;
    },
    () => {
      const at = readSchedule(s);
      return at && lit(s, '，') ? { on: 'schedule', at } : undefined;
    },
  );
}
function readBranch(s: Scan, state: boolean, later: boolean): Branch | undefined {
  return either<Branch>(
    s,
    () => {
      if (!lit(s, state ? '当' : '如果')) return undefined;
      const cond = readCond(s);
      if (!cond || !lit(s, state ? '时，' : '，')) return undefined;
      const then = readActions(s);
      return then && { if: cond, then };
    },
    () => {
      if (later && !lit(s, '，')) return undefined;
      const then = readActions(s);
      return then && { then };
    },
  );
}
function readRule(s: Scan): Rule | undefined {
  const title = back(s, () => {
    const n = lit(s, '规则') ? quoted(s) : undefined;
    return n !== undefined && lit(s, '：') ? n : undefined;
  });
  const priority = back(s, () => {
    const n = lit(s, '优先级') ? number(s) : undefined;
    return n !== undefined && lit(s, '：') ? (n as Priority) : undefined;
  });
  const scope = back(s, () => {
    const list = lit(s, '对') ? readSels(s) : undefined;
    return list && lit(s, '，') ? list : undefined;
  });
  const each = back(s, () => {
    const e = lit(s, '按每个') ? name(s, s.d.lexicon.entityTypes) : undefined;
    return e !== undefined && lit(s, '，') ? e : undefined;
  });
  const trigger = readHead(s) ?? { on: 'state' as const };
  const first = readBranch(s, trigger.on === 'state', false);
  if (!first) return undefined;
  const branches: NonEmpty<Branch> = [first];
  while (lit(s, '；否则')) {
    const b = readBranch(s, trigger.on === 'state', true);
    if (!b) return undefined;
    branches.push(b);
  }
  if (!lit(s, '。')) return undefined;
  const cooldown = back(s, (): Cooldown | undefined => {
    const per = lit(s, '同一对象') ? ('subject' as const) : lit(s, '本规则') ? ('rule' as const) : undefined;
    const n = per && number(s),
      u = n === undefined ? undefined : spelled(s, w.COOL);
    return per && n !== undefined && u && lit(s, '内只触发一次。') ? { n, u, per } : undefined;
  });
  return {
    v: 1,
    ...(title === undefined ? {} : { name: title }),
    ...(priority ? { priority } : {}),
    ...(each === undefined ? {} : { each }),
    trigger,
    ...(scope ? { scope } : {}),
    branches,
    ...(cooldown ? { cooldown } : {}),
  };
}

/** Reads canonical text; undefined when the text is not canonical. */
export function parseCanonical(text: string, d: Dictionary): Rule | undefined {
  const s = scan(text, d);
  const rule = readRule(s);
  return rule && s.p === s.t.length ? rule : undefined;
}
