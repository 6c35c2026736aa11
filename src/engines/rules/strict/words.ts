// How ids are spelled in canonical text, and numbers, names and quotes with them. Shared by the writer and the strict reader.
import type { Cal, CmpOp, Dur, DurUnit, How, Sel, Target, Vs, What, Win } from '../ast.ts';
import type { Dictionary } from '../text/dictionary.ts';
import { foldWord } from '../text/normalise.ts';

export const CMP: Record<CmpOp, string> = { lt: '低于', lte: '不超过', gt: '超过', gte: '不低于', eq: '等于', ne: '不等于' };
export const VS: Record<Vs, string> = { prev: '环比', yoy: '同比', last_week: '比上周同期', last_month: '比上月', yesterday: '比昨天' };
export const CALC = { add: '加', sub: '减', mul: '乘以', div: '除以' } as const;
export const AGG = { sum: '合计', avg: '平均', max: '最大', min: '最小', count: '计数' } as const;
export const CUR: Record<Cal, string> = { day: '当天', week: '本周', month: '本月', quarter: '本季度', year: '本年' };
export const PREV: Record<Cal, string> = { day: '昨天', week: '上周', month: '上月', quarter: '上季度', year: '去年' };
export const DUR: Record<DurUnit, string> = {
  minute: '分钟',
  hour: '小时',
  day: '天',
  workday: '个工作日',
  week: '周',
  month: '个月',
  quarter: '个季度',
  year: '年',
  shift: '班',
  time: '次',
};
export const SEASON = { spring: '春季', summer: '夏季', autumn: '秋季', winter: '冬季' } as const;
export const DAY = { workday: '工作日', weekend: '周末', holiday: '法定节假日' } as const;
export const WEEK = ['', '一', '二', '三', '四', '五', '六', '日'] as const;
export const HOLD = { freeze: '冻结', unfreeze: '解冻', lock: '锁定', unlock: '解锁' } as const;
export const WHAT: Record<What, string> = {
  batch: '批次',
  sku: '商品',
  stock: '库存',
  customer: '客户',
  supplier: '供应商',
  doc: '单据',
  warehouse: '仓库',
  mold: '模具',
  device: '设备',
};
export const HOW: Record<How, string> = { to: '调整至', inc: '增加', dec: '减少', inc_pct: '上浮', dec_pct: '下调', mul: '调整为原来的' };
export const MODE = { seq: '（依次）', any: '（任一人通过）', all: '（会签）' } as const;
export const COOL = { minute: '分钟', hour: '小时', day: '天', week: '周', month: '个月' } as const;
export const REVERT = '（条件解除后恢复）';

/** Plain decimal writing; never an exponent, because nobody reads 1e21. */
export function writeNumber(n: number): string {
  if (!Number.isFinite(n)) return '0';
  const s = String(n);
  if (!/e/i.test(s)) return s;
  const m = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(s);
  if (!m) return s;
  const digits = `${m[2] ?? ''}${m[3] ?? ''}`,
    exp = Number(m[4]),
    point = 1 + exp;
  const body =
    point <= 0 ? `0.${'0'.repeat(-point)}${digits}` : point >= digits.length ? digits + '0'.repeat(point - digits.length) : `${digits.slice(0, point)}.${digits.slice(point)}`;
  return `${m[1] ?? ''}${body}`;
}
export const writeUnit = (unit: string | undefined): string => (unit === undefined ? '' : unit === '月' ? '个月' : unit === 'pp' ? '个百分点' : unit);
export const writeDur = (d: Dur): string => `${writeNumber(d.n)}${DUR[d.u]}`;

/** “…” with every character that could end or nest it escaped. */
export function quote(text: string): string {
  return `“${text
    .replace(/\\/g, '\\\\')
    .replace(/[“”]/g, (c) => `\\${c}`)
    .replace(/\n/g, '\\n')
    .replace(/\r/g, '\\r')}”`;
}
/** The inverse of `quote` for the words inside. */
export const unquote = (text: string): string => text.replace(/\\(.)/gs, (_, c: string) => (c === 'n' ? '\n' : c === 'r' ? '\r' : c));

const zh = (words: Record<string, { zh: string }>, id: string): string => words[id]?.zh ?? `#${id}`;
export const etype = (d: Dictionary, e: string): string => zh(d.lexicon.entityTypes, e);
export const metric = (d: Dictionary, id: string): string => zh(d.lexicon.metrics, id);
export const state = (d: Dictionary, id: string): string => zh(d.lexicon.states, id);
export const doc = (d: Dictionary, id: string): string => zh(d.lexicon.docs, id);
export const param = (d: Dictionary, id: string): string => zh(d.lexicon.params, id);
export const op = (d: Dictionary, id: string): string => zh(d.lexicon.ops, id);
export const report = (d: Dictionary, id: string): string => zh(d.lexicon.reports, id);
export const channel = (d: Dictionary, id: string): string => zh(d.lexicon.channels, id);
export const holiday = (d: Dictionary, id: string): string => zh(d.lexicon.holidays, id);

export function event(d: Dictionary, id: string): string {
  const named = d.lexicon.events[id];
  if (named) return named.zh;
  const [docId = '', verb = ''] = id.split('.');
  return `${doc(d, docId)}${d.lexicon.verbs[verb]?.zh ?? `#${verb}`}`;
}
/** People: a role and a relation of the same name (供应商 both ways) stay apart because relations say 对应. */
export function target(d: Dictionary, t: Target): string {
  if ('role' in t) return zh(d.lexicon.roles, t.role);
  if ('rel' in t) return zh(d.lexicon.rels, t.rel);
  if ('user' in t) return named(d, 'user', t.user);
  return named(d, 'group', t.group);
}
const KIND_NAME = { user: '人员', group: '群组', system: '系统' } as const;
/** People, groups and systems stand bare; where that could be read as something else, with their kind and brackets. */
export function named(d: Dictionary, kind: keyof typeof KIND_NAME, id: string): string {
  const name = d.nameOf(kind, id);
  return bareNames(d, kind).get(id) === name ? name : `${KIND_NAME[kind]}「${name}」`;
}
const BARE = new WeakMap<Dictionary, Map<string, Map<string, string>>>();
/** Names no other role, relation, person or group begins with or extends, so that longest match cannot go wrong. */
export function bareNames(d: Dictionary, kind: keyof typeof KIND_NAME): Map<string, string> {
  let kinds = BARE.get(d);
  if (!kinds) BARE.set(d, (kinds = new Map()));
  const known = kinds.get(kind);
  if (known) return known;
  const all: { kind: string; id: string; name: string }[] = Object.values({ ...d.lexicon.roles, r0: { zh: '人员' }, r1: { zh: '群组' }, r2: { zh: '系统' } })
    .concat(Object.values(d.lexicon.rels))
    .map((x) => ({ kind: 'word', id: x.zh, name: foldWord(x.zh) }));
  for (const k of ['user', 'group', 'system'] as const) {
    const entries = d.fixture[k];
    if (entries && !Array.isArray(entries)) for (const id of Object.keys(entries)) all.push({ kind: k, id, name: foldWord(d.nameOf(k, id)) });
  }
  const bare = new Map<string, string>();
  for (const x of all) {
    if (x.kind !== kind || x.name.startsWith('#') || /[、,;。:()用发审批]/.test(x.name)) continue;
    if (!all.some((y) => (y.kind !== x.kind || y.id !== x.id) && (y.name.startsWith(x.name) || x.name.startsWith(y.name)))) bare.set(x.id, d.nameOf(kind, x.id));
  }
  kinds.set(kind, bare);
  return bare;
}
export function win(w: Win): string {
  if ('last' in w) return `近${writeDur(w.last)}`;
  if ('next' in w) return `未来${writeDur(w.next)}`;
  if ('cur' in w) return CUR[w.cur];
  if ('prev' in w) return PREV[w.prev];
  return `每天${w.tod[0]}至${w.tod[1]}的`;
}
/** One selector: 仓库「A仓库」, 该供应商, 除生鲜外的品类, 全部A类商品, 首营的供应商. */
export function sel(d: Dictionary, s: Sel): string {
  const kind = etype(d, s.e);
  if (s.q === 'this' && Object.keys(s).length === 2) return `该${kind}`;
  const list = (ids: readonly string[]): string => ids.map((id) => d.nameOf(s.e, id)).join('、');
  const q = s.q === 'any' ? '任一' : s.q === 'all' ? '全部' : s.q === 'this' ? '该' : '';
  // Bare names read best, but 外 inside a name would end the phrase too early.
  const except = s.not ? (s.not.some((id) => /[外()（）#]/.test(d.nameOf(s.e, id))) ? `除「${list(s.not)}」外的` : `除${list(s.not)}外的`) : '';
  return `${except}${q}${s.state === undefined ? '' : `${state(d, s.state)}的`}${s.level ? `${s.level.map(plainWord).join('、')}类` : ''}${kind}${s.ids ? `「${list(s.ids)}」` : ''}`;
}
export const sels = (d: Dictionary, list: readonly Sel[]): string => list.map((s) => sel(d, s)).join('的');
/** A short code such as A or VIP1 stands bare; anything else is quoted. */
export const plainWord = (w: string): string => (/^[A-Z0-9]{1,8}$/.test(w) ? w : quote(w));
