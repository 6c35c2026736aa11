// Random rules of every form, for round trips. Shapes follow ast.ts; words come from a real dictionary.
import fc from 'fast-check';
import type { Action, Cond, Dur, Operand, Ref, Rule, Schedule, Sel, Target, TimeSpec, Trigger, Win } from '../index.ts';
import { own } from './shelf.ts';

const lex = own.lexicon;
const id = (table: object): fc.Arbitrary<string> => fc.constantFrom(...Object.keys(table));
const idsOf = (e: string): string[] => {
  const t = own.fixture[e];
  return t && !Array.isArray(t) ? Object.keys(t) : [];
};
const text = fc.string({ unit: fc.constantFrom(...Array.from('催货，。“”「」\\n（）ab 1\n且或')), minLength: 1, maxLength: 8 });
const list = <T>(a: fc.Arbitrary<T>, maxLength = 3): fc.Arbitrary<[T, ...T[]]> => fc.array(a, { minLength: 1, maxLength }) as unknown as fc.Arbitrary<[T, ...T[]]>;
const opt = <T extends object>(a: fc.Arbitrary<T>): fc.Arbitrary<T | object> => fc.oneof(fc.constant({}), a);
const join = (...parts: fc.Arbitrary<object>[]): fc.Arbitrary<object> => fc.tuple(...parts).map((x) => Object.assign({}, ...x) as object);
const key = <T>(k: string, a: fc.Arbitrary<T>): fc.Arbitrary<object> => a.map((v) => ({ [k]: v }));

const n = fc.oneof(
  fc.integer({ min: 1, max: 5000 }),
  fc.integer({ min: 1, max: 999 }).map((x) => x / 10),
);
export const dur: fc.Arbitrary<Dur> = fc.record({
  n: fc.integer({ min: 1, max: 90 }),
  u: fc.constantFrom('minute', 'hour', 'day', 'workday', 'week', 'month', 'quarter', 'year', 'shift', 'time'),
}) as fc.Arbitrary<Dur>;
const clock = fc.tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 })).map(([h, m]) => `${String(h).padStart(2, '0')}:${String(m).padStart(2, '0')}`);
const cal = fc.constantFrom('day', 'week', 'month', 'quarter', 'year');
const win = fc.oneof(key('last', dur), key('next', dur), key('cur', cal), key('prev', cal), key('tod', fc.tuple(clock, clock))) as fc.Arbitrary<Win>;
const level = fc.constantFrom('A', 'B', 'VIP1', '金牌', '特、优');
export const sel: fc.Arbitrary<Sel> = fc.oneof(
  ...['warehouse', 'store', 'category', 'sku', 'supplier', 'customer'].flatMap((e) => [
    list(fc.constantFrom(...idsOf(e), 'ghost:1」、外')).map((ids) => ({ e, ids })),
    list(fc.constantFrom(...idsOf(e))).map((not) => ({ e, not })),
  ]),
  fc.record({ e: id(lex.entityTypes), q: fc.constantFrom('any', 'all', 'this') }),
  fc.record({ e: fc.constantFrom('sku', 'customer'), level: list(level, 2) }),
  fc.record({ e: fc.constantFrom('supplier', 'batch'), state: id(lex.states) }),
  fc.record({ e: fc.constant('store'), ids: fc.constant(['s1']), q: fc.constantFrom('any', 'all') }),
) as fc.Arbitrary<Sel>;
const sels = list(sel, 3);
const ref = join(
  key('ref', id(lex.metrics)),
  opt(key('of', sels)),
  opt(key('win', win)),
  opt(key('agg', fc.constantFrom('sum', 'avg', 'max', 'min', 'count'))),
) as fc.Arbitrary<Ref>;
const units = ['件', '箱', 'kg', '元', '%', 'pp', '℃', '天', '周', '月', '年', '小时', '分钟', '次', '模次', '个', '平方米'];
const num = join(key('num', fc.oneof(n, fc.integer({ min: -40, max: 0 }))), opt(key('unit', fc.constantFrom(...units)))) as fc.Arbitrary<{ num: number; unit?: string }>;
export const operand: fc.Arbitrary<Operand> = fc.letrec<{ o: Operand }>((tie) => ({
  o: fc.oneof(
    { maxDepth: 2 },
    num,
    ref,
    key('text', text) as fc.Arbitrary<Operand>,
    join(key('op', fc.constantFrom('add', 'sub', 'mul', 'div')), key('args', fc.array(tie('o'), { minLength: 2, maxLength: 3 }))) as fc.Arbitrary<Operand>,
  ),
})).o;
const timeSpec = fc.oneof(
  key('weekday', list(fc.integer({ min: 1, max: 7 }))),
  key('day', fc.constantFrom('workday', 'weekend', 'holiday')),
  key('tod', fc.tuple(clock, clock)),
  key('month', fc.tuple(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 12 }))),
  key('date', fc.constant(['12-20', '01-10'])),
  key('season', fc.constantFrom('spring', 'summer', 'autumn', 'winter')),
  join(key('holiday', id(lex.holidays)), opt(key('before', fc.nat(20))), opt(key('after', fc.nat(20)))),
) as fc.Arbitrary<TimeSpec>;
const leaf = fc.oneof(
  join(key('op', fc.constantFrom('lt', 'lte', 'gt', 'gte', 'eq', 'ne')), key('left', operand), key('right', operand)),
  join(key('op', fc.constant('between')), key('left', operand), key('lo', num), key('hi', num)),
  join(key('op', fc.constant('in')), key('left', ref), key('set', list(level))),
  join(key('op', fc.constant('has')), key('left', ref), key('text', text)),
  join(key('op', fc.constant('empty')), key('left', ref)),
  join(key('op', fc.constant('is')), key('e', id(lex.entityTypes)), key('state', id(lex.states)), opt(key('of', sels))),
  join(
    key('op', fc.constant('trend')),
    key('left', ref),
    key('dir', fc.constantFrom('up', 'down')),
    key('cmp', fc.constantFrom('gt', 'gte', 'lt', 'lte')),
    key('by', num),
    key('vs', fc.constantFrom('prev', 'yoy', 'last_week', 'last_month', 'yesterday')),
  ),
  join(key('op', fc.constant('time')), key('is', timeSpec)),
) as fc.Arbitrary<Cond>;
export const cond: fc.Arbitrary<Cond> = fc.letrec<{ c: Cond }>((tie) => ({
  c: fc.oneof(
    { maxDepth: 3, depthSize: 'small' },
    leaf,
    join(key('op', fc.constantFrom('and', 'or')), key('args', fc.array(tie('c'), { minLength: 2, maxLength: 3 }))) as fc.Arbitrary<Cond>,
    join(key('op', fc.constant('not')), key('arg', tie('c'))) as fc.Arbitrary<Cond>,
    join(key('op', fc.constant('sustain')), key('arg', tie('c')), key('for', dur)) as fc.Arbitrary<Cond>,
  ),
})).c;
const target = fc.oneof(key('role', id(lex.roles)), key('rel', id(lex.rels)), key('user', fc.constantFrom('h1', 'ghost')), key('group', fc.constant('g1'))) as fc.Arbitrary<Target>;
const qty = fc.oneof(operand, key('upto', operand));
const yes = fc.constant(true);
const deed = fc.oneof(
  join(
    key('do', fc.constant('create')),
    key('doc', id(lex.docs)),
    opt(key('item', sel)),
    opt(key('qty', qty)),
    opt(key('from', sel)),
    opt(key('to', sel)),
    opt(key('supplier', sel)),
    opt(key('assign', target)),
    opt(key('note', text)),
    opt(key('submit', yes)),
  ),
  join(key('do', fc.constant('notify')), key('to', list(target)), opt(key('via', list(id(lex.channels), 2))), opt(key('msg', text))),
  join(
    key('do', fc.constantFrom('freeze', 'unfreeze', 'lock', 'unlock')),
    key('what', fc.constantFrom('batch', 'sku', 'stock', 'customer', 'supplier', 'doc', 'warehouse', 'mold', 'device')),
    opt(key('of', sels)),
    opt(key('qty', qty)),
    opt(key('revert', yes)),
  ),
  join(
    key('do', fc.constant('set')),
    key('param', id(lex.params)),
    opt(key('of', sels)),
    key('how', fc.constantFrom('to', 'inc', 'dec', 'inc_pct', 'dec_pct')),
    key('value', operand),
    opt(key('revert', yes)),
  ),
  join(key('do', fc.constant('set')), key('param', id(lex.params)), key('how', fc.constant('mul')), key('value', key('num', n)), opt(key('revert', yes))),
  join(key('do', fc.constant('approve')), key('chain', list(target)), opt(key('mode', fc.constantFrom('seq', 'any', 'all')))),
  join(key('do', fc.constant('block')), opt(key('ops', list(id(lex.ops)))), opt(key('of', sels)), opt(key('msg', text))),
  join(key('do', fc.constant('unblock')), opt(key('ops', list(id(lex.ops)))), opt(key('of', sels))),
  key('do', fc.constant('pass')),
  join(key('do', fc.constantFrom('tag', 'untag')), key('what', id(lex.entityTypes)), key('tag', text)),
  join(key('do', fc.constant('report')), key('report', id(lex.reports)), opt(key('to', list(target))), opt(key('via', list(id(lex.channels), 2)))),
  join(key('do', fc.constant('switch_bom')), opt(key('item', sel)), key('bom', text)),
  join(key('do', fc.constant('webhook')), key('name', text)),
  join(key('do', fc.constant('push')), key('to', fc.constantFrom('y1', 'y2', 'odd id'))),
  join(key('do', fc.constant('log')), opt(key('msg', text))),
  join(key('do', fc.constant('move')), opt(key('item', sel)), opt(key('qty', qty)), opt(key('from', sel)), key('to', sel)),
  join(key('do', fc.constant('consume')), key('items', list(fc.record({ item: sel, qty: num })))),
  join(key('do', fc.constant('assign')), key('to', target)),
  join(key('do', fc.constant('flow')), key('id', text)),
);
export const action: fc.Arbitrary<Action> = fc.letrec<{ a: Action }>((tie) => ({
  a: fc.oneof(
    { maxDepth: 2 },
    deed as fc.Arbitrary<Action>,
    join(deed, opt(key('after', yes)), opt(key('delay', dur)), opt(key('escalate', fc.record({ within: dur, then: list(tie('a'), 2) })))) as fc.Arbitrary<Action>,
  ),
})).a;
const each = opt(key('every', fc.integer({ min: 2, max: 9 })));
const time = opt(key('time', list(clock, 2)));
const schedule = fc.oneof(
  join(key('freq', fc.constantFrom('minute', 'hour', 'day', 'workday')), each, time),
  join(key('freq', fc.constant('week')), each, key('weekday', list(fc.integer({ min: 1, max: 7 }))), time),
  join(
    key('freq', fc.constant('month')),
    each,
    fc.oneof(
      key('day', list(fc.constantFrom(-1, 1, 15, 31))),
      key('workday', list(fc.constantFrom(-1, 1, 3))),
      key('nthWeekday', fc.record({ n: fc.constantFrom(-1, 2), weekday: fc.integer({ min: 1, max: 7 }) })),
    ),
    time,
  ),
  join(key('freq', fc.constant('quarter')), each, key('day', list(fc.constantFrom(-1, 1, 31))), time),
  join(key('freq', fc.constant('year')), each, key('date', fc.constantFrom('06-18', '2026-06-18')), time),
  join(key('freq', fc.constant('once')), key('date', fc.constantFrom('06-18', '2026-06-18')), time),
  join(key('freq', fc.constant('holiday')), key('holiday', id(lex.holidays)), opt(key('offset', fc.integer({ min: -20, max: 20 }))), time),
) as fc.Arbitrary<Schedule>;
const docVerb = fc.tuple(id(lex.docs), id(lex.verbs)).map(([d, v]) => `${d}.${v}`);
export const trigger = fc.oneof(
  key('on', fc.constant('state')),
  join(key('on', fc.constant('event')), key('events', list(fc.oneof(id(lex.events), docVerb), 2)), opt(key('first', id(lex.entityTypes))), opt(key('wait', dur))),
  join(key('on', fc.constant('schedule')), key('at', schedule)),
  join(key('on', fc.constant('every')), key('n', n), opt(key('unit', fc.constantFrom('件', '模次', '元'))), key('ref', ref)),
) as fc.Arbitrary<Trigger>;
export const rule: fc.Arbitrary<Rule> = fc
  .tuple(
    trigger,
    fc.array(join(key('if', cond), key('then', list(action))), { minLength: 1, maxLength: 2 }),
    opt(key('then', list(action))),
    join(
      opt(key('priority', fc.integer({ min: 1, max: 9 }))),
      opt(key('each', id(lex.entityTypes))),
      opt(key('scope', sels)),
      opt(key('name', text)),
      opt(
        key('cooldown', fc.record({ n: fc.integer({ min: 1, max: 60 }), u: fc.constantFrom('minute', 'hour', 'day', 'week', 'month'), per: fc.constantFrom('subject', 'rule') })),
      ),
    ),
  )
  .map(([t, branches, last, rest]) => ({ v: 1, ...rest, trigger: t, branches: t.on !== 'state' && 'then' in last ? [...branches, last] : branches }) as unknown as Rule);
