// F8: which decay model a category of goods follows, how long its goods stay worth selling, and the refit on what the shop itself realised. Pure.
import { DECAY_MODELS, type DecayModel, decayModel, type DecayParams, type DecayPoint, refitDecay, usableLife } from '#policy';

/** Words in a category's name that tell its trade; first match counts. Only a first guess: the company says otherwise in the settings. */
const HINTS: readonly (readonly [RegExp, string])[] = [
  [/烘焙|面包|糕点|蛋糕/, '烘焙'],
  [/生鲜|蔬|果|肉|水产|鲜|叶菜|花叶|花菜|菜类|根茎|瓜类|茄|辣椒(?![酱油粉])|菌|菇|豆制品|熟食/, '生鲜'],
  [/药|医/, '医药'],
  [/母婴|奶粉|婴/, '母婴'],
  [/美妆|化妆|护肤/, '美妆'],
  [/酒/, '酒水（附加）'],
  [/服装|鞋|服饰/, '服装'],
  [/数码|手机|电脑/, '数码'],
  [/五金|工具/, '五金'],
  [/汽配|轮胎/, '汽配'],
  [/建材|瓷砖|水泥/, '建材'],
  [/化工|涂料/, '化工'],
  [/食|粮|油|乳|奶|饮|速冻|调味|零食|礼盒/, '食品（包装食品）'],
];

export const INDUSTRIES: readonly string[] = DECAY_MODELS.map((m) => m.industry);
export const industryFor = (categoryName: string): string | null => HINTS.find(([words]) => words.test(categoryName))?.[1] ?? null;

/** Value below which goods count as no longer sellable, where the company says nothing. */
export const USUAL_THRESHOLD = 0.4;
/** Parameters that may be refit; a shelf life printed on the package is none of them. */
const FREE: Readonly<Record<string, readonly string[]>> = {
  生鲜: ['k'],
  烘焙: ['eta', 'beta'],
  '食品（包装食品）': ['r1', 's'],
  医药: ['v1', 'v2'],
  建材: ['lambda', 's'],
  汽配: ['kappa'],
  服装: ['lambda', 'q'],
  美妆: ['lambda'],
  母婴: ['s'],
  数码: ['rho'],
  五金: ['alpha'],
  化工: ['k25'],
  '酒水（附加）': ['a'],
};
/** What the letters of the formulas stand for; the unit in brackets. */
const PARAMETER_ZH: Readonly<Record<string, string>> = {
  shelf: '保质期（天）',
  r1: '从剩余效期这一占比开始掉价',
  r0: '剩余效期到这一占比不能再卖',
  s: '残值',
  k: '每天衰减率',
  Q10: '升温 10℃ 加快的倍数',
  Tref: '标准温度（℃）',
  T: '实际温度（℃）',
  eta: '特征寿命（天）',
  beta: '形状：越大越集中在寿命处',
  d1: '第一道线：剩余天数',
  d2: '第二道线：剩余天数',
  d3: '停售线：剩余天数',
  v1: '过第一道线的价值',
  v2: '过第二道线的价值',
  lambda: '衰减率（每周或每月）',
  g: '宽限期（月）',
  f: '零批折减',
  odd: '是零批（1 是，0 否）',
  kappa: '衰退快慢',
  y50: '价值减半的年数',
  eop: '已停产年数',
  W: '当季周数',
  q: '季末折扣',
  cut: '下架线：剩余天数',
  rho: '每月跌价率',
  J: '换代跳水',
  gen: '换代周期（月）',
  alpha: '每月陈旧率',
  k25: '25℃ 时每天衰减率',
  Ea: '活化能（J/mol）',
  TC: '储存温度（℃）',
  retest: '复验期（天）',
  h: '过复验期的价值',
  a: '最多增值',
  b: '增值快慢（每年）',
};
export type DecayParameter = { readonly key: string; readonly zh: string; readonly usual: number; readonly fitted: number | null; readonly own: number | null };
/** A model's parameters with the trade's value, what own history made of them, and what the company set. */
export const parametersOf = (model: DecayModel, fitted: DecayParams | null, own: DecayParams): readonly DecayParameter[] =>
  Object.entries(model.defaults).map(([key, usual]) => ({
    key,
    zh: PARAMETER_ZH[key] ?? key,
    usual,
    fitted: fitted && FREE[model.industry]?.includes(key) ? (fitted[key] ?? null) : null,
    own: own[key] ?? null,
  }));

/** How many points of own history weigh as much as the trade's default. */
const DOUBT = 20;

/** The model's parameters for one item: its own shelf life replaces the model's. */
export const paramsFor = (model: DecayModel, fitted: DecayParams | null, shelfLife: number | null): DecayParams => {
  const params = { ...model.defaults, ...fitted };
  return 'shelf' in model.defaults && shelfLife !== null ? { ...params, shelf: shelfLife } : params;
};

/** Days the goods are worth selling: the shelf life less the days they leave the shelf early, or sooner where their value falls below the threshold. Null = they keep. */
export function lifeOf(item: {
  readonly shelfLife: number | null;
  readonly removal: number | null;
  readonly industry: string | null;
  readonly fitted: DecayParams | null;
  readonly threshold: number;
}): number | null {
  const printed = item.shelfLife === null ? null : Math.max(1, item.shelfLife - (item.removal ?? 0));
  const model = item.industry === null ? undefined : decayModel(item.industry);
  if (!model) return printed;
  // Goods without a printed life keep, whatever their trade; only fresh goods lose it by the day.
  if (printed === null && item.industry !== '生鲜') return null;
  const most = printed ?? 60;
  const worth = usableLife(model, paramsFor(model, item.fitted, item.shelfLife), { threshold: item.threshold, most });
  return Number.isFinite(worth) ? Math.max(1, Math.min(printed ?? worth, worth)) : printed;
}

export type Refit = { readonly params: DecayParams; readonly before: number; readonly after: number; readonly points: number };

/** Fits a category's model to what its marked-down and scrapped goods were still worth by age; few points change little. */
export function refitFor(industry: string, points: readonly DecayPoint[]): Refit | null {
  const model = decayModel(industry);
  if (!model || points.length === 0) return null;
  const fit = refitDecay(model, points, { free: FREE[industry] ?? [], doubt: DOUBT });
  return { ...fit, points: points.length };
}
