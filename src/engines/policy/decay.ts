// How goods lose value with age: the thirteen industry models of F8 as data, usable by category, refit on a shop's own history.

export type DecayParams = Readonly<Record<string, number>>;

export type DecayModel = {
  readonly industry: string;
  readonly curve: string;
  readonly formula: string;
  readonly defaults: DecayParams;
  readonly rule: string;
  /** Share of value kept at an age in days, 0 … 1 (above 1 only for goods that mature). */
  readonly value: (p: DecayParams, age: number) => number;
};

const n = (p: DecayParams, key: string): number => p[key] ?? Number.NaN;

/** In the order of shared/rules/decay_models.csv; the tests compare every formula with that file. */
export const DECAY_MODELS: readonly DecayModel[] = [
  {
    industry: '食品（包装食品）',
    curve: '保质期危险率（拐点线性）',
    formula: 'r=剩余效期/保质期; V=1 (r≥r1); V=s+(1-s)·r/r1 (0<r<r1); V=0 (r≤0)',
    defaults: { r1: 0.333, s: 0.15, shelf: 270 },
    rule: 'r<2/3 商超拒收预警；r<1/3 打折；r≤0 冻结报损',
    value: (p, age) => {
      const r = 1 - age / n(p, 'shelf');
      return r <= 0 ? 0 : r >= n(p, 'r1') ? 1 : n(p, 's') + ((1 - n(p, 's')) * r) / n(p, 'r1');
    },
  },
  {
    industry: '生鲜',
    curve: '温度加速指数衰减（Q10）',
    formula: 'V=exp(-k·t·Q10^((T-Tref)/10))',
    defaults: { k: 0.22, Q10: 2.5, Tref: 4, T: 6 },
    rule: 'V<0.7 当日促销；V<0.4 报损；温度超限时k随Q10放大',
    value: (p, age) => Math.exp(-n(p, 'k') * age * Math.pow(n(p, 'Q10'), (n(p, 'T') - n(p, 'Tref')) / 10)),
  },
  {
    industry: '烘焙',
    curve: '短保威布尔失效',
    formula: 'V=exp(-(t/η)^β) (t<S); V=0 (t≥S)',
    defaults: { eta: 2.6, beta: 2.5, shelf: 4 },
    rule: '晚18点后V<0.6 五折；到期零点报损',
    value: (p, age) => (age >= n(p, 'shelf') ? 0 : Math.exp(-Math.pow(age / n(p, 'eta'), n(p, 'beta')))),
  },
  {
    industry: '医药',
    curve: '法规阶梯',
    formula: 'D=剩余天数; V=1 (D>180); 0.7 (90<D≤180); 0.3 (30<D≤90); 0 (D≤30)',
    defaults: { d1: 180, d2: 90, d3: 30, v1: 0.7, v2: 0.3, shelf: 730 },
    rule: '近效期催销；30天停售隔离；过期只能冻结报损',
    value: (p, age) => {
      const d = n(p, 'shelf') - age;
      return d > n(p, 'd1') ? 1 : d > n(p, 'd2') ? n(p, 'v1') : d > n(p, 'd3') ? n(p, 'v2') : 0;
    },
  },
  {
    industry: '建材',
    curve: '宽限后指数陈旧 + 零批折减',
    formula: 'V=max(s, exp(-λ·max(0,m-g)))·(零批?1-f:1)',
    defaults: { lambda: 0.05, g: 6, s: 0.25, f: 0.3, odd: 0 },
    rule: '同色号不足一单量视为零批；水泥另设3个月复检',
    value: (p, age) => Math.max(n(p, 's'), Math.exp(-n(p, 'lambda') * Math.max(0, age / 30 - n(p, 'g')))) * (n(p, 'odd') !== 0 ? 1 - n(p, 'f') : 1),
  },
  {
    industry: '汽配',
    curve: '车型保有量逻辑衰退',
    formula: 'V=s+(1-s)/(1+exp(κ·(y-y50)))，y=停产年数+库龄年',
    defaults: { kappa: 0.6, y50: 8, s: 0.15, eop: 3 },
    rule: '轮胎/橡胶件叠加24个月线性老化；V<0.5 停止补货',
    value: (p, age) => n(p, 's') + (1 - n(p, 's')) / (1 + Math.exp(n(p, 'kappa') * (n(p, 'eop') + age / 365 - n(p, 'y50')))),
  },
  {
    industry: '服装',
    curve: '时尚衰减 + 季末跳降',
    formula: 'V=exp(-λ·w)·(w>W?q:1)，下限s',
    defaults: { lambda: 0.03, W: 14, q: 0.6, s: 0.12 },
    rule: '售罄率<计划20个百分点提前折扣；季末清仓',
    value: (p, age) => Math.max(n(p, 's'), Math.exp((-n(p, 'lambda') * age) / 7) * (age / 7 > n(p, 'W') ? n(p, 'q') : 1)),
  },
  {
    industry: '美妆',
    curve: '效期与流行双衰减取小',
    formula: 'V=min(1 或 max(0,(r-r0)/(r1-r0)), exp(-λ·m))',
    defaults: { shelf: 1095, r1: 0.5, r0: 0.15, lambda: 0.02 },
    rule: '渠道要求剩余≥1/2；开架试用装另计',
    value: (p, age) => {
      const r = 1 - age / n(p, 'shelf');
      return Math.min(r >= n(p, 'r1') ? 1 : Math.max(0, (r - n(p, 'r0')) / (n(p, 'r1') - n(p, 'r0'))), Math.exp((-n(p, 'lambda') * age) / 30));
    },
  },
  {
    industry: '母婴',
    curve: '严格准入分段线性',
    formula: 'V=1 (r≥1/2); 线性降至s (1/4≤r<1/2); s·r/(1/4) (0<r<1/4); 0 (D<90)',
    defaults: { shelf: 730, s: 0.3, cut: 90 },
    rule: '奶粉类D<90天下架；换代包装即清旧',
    value: (p, age) => {
      const r = 1 - age / n(p, 'shelf'),
        s = n(p, 's');
      return n(p, 'shelf') - age < n(p, 'cut') ? 0 : r >= 0.5 ? 1 : r >= 0.25 ? s + ((1 - s) * (r - 0.25)) / 0.25 : (s * r) / 0.25;
    },
  },
  {
    industry: '数码',
    curve: '价格几何侵蚀 + 换代跳水',
    formula: 'V=(1-ρ)^m·(1-J)^n',
    defaults: { rho: 0.025, J: 0.18, gen: 12 },
    rule: '新品发布前6周停止补货；配件随主机换代',
    value: (p, age) => Math.pow(1 - n(p, 'rho'), age / 30) * Math.pow(1 - n(p, 'J'), Math.floor(age / 30 / n(p, 'gen'))),
  },
  {
    industry: '五金',
    curve: '缓慢陈旧 + 残值托底',
    formula: 'V=max(s, 1-α·max(0,m-g))',
    defaults: { alpha: 0.01, g: 12, s: 0.35 },
    rule: '残值按废金属行情；锈蚀抽检不合格直接取s',
    value: (p, age) => Math.max(n(p, 's'), 1 - n(p, 'alpha') * Math.max(0, age / 30 - n(p, 'g'))),
  },
  {
    industry: '化工',
    curve: '阿伦尼乌斯失效 + 复验折减',
    formula: 'V=exp(-k·t)·(t>复验期?h:1)，k=k25·exp(Ea/R·(1/298-1/T))',
    defaults: { k25: 0.0008, Ea: 60_000, TC: 30, retest: 365, h: 0.7 },
    rule: '过复验期须检验放行；处置有成本时V可记负',
    value: (p, age) => Math.exp(-n(p, 'k25') * Math.exp((n(p, 'Ea') / 8.314) * (1 / 298.15 - 1 / (n(p, 'TC') + 273.15))) * age) * (age > n(p, 'retest') ? n(p, 'h') : 1),
  },
  {
    industry: '酒水（附加）',
    curve: '陈化增值（有上限）',
    formula: 'V=1+a·(1-exp(-b·年))，啤酒等短保品用“食品”模型',
    defaults: { a: 0.5, b: 0.15 },
    rule: '白酒黄酒类不计提呆滞，仅计资金占用',
    value: (p, age) => 1 + n(p, 'a') * (1 - Math.exp((-n(p, 'b') * age) / 365)),
  },
];

export const decayModel = (industry: string): DecayModel | undefined => DECAY_MODELS.find((m) => m.industry === industry);

/** Days until the kept value falls below a threshold; Infinity when it never does within `most` days. */
export function usableLife(model: DecayModel, params: DecayParams, job: { threshold: number; most: number }): number {
  for (let age = 0; age <= job.most; age++) if (model.value(params, age) < job.threshold) return age;
  return Number.POSITIVE_INFINITY;
}

/** One observed markdown or scrap: at this age so much of the full value was still realised. */
export type DecayPoint = { readonly age: number; readonly kept: number; readonly weight: number };

function misfit(model: DecayModel, params: DecayParams, points: readonly DecayPoint[]): number {
  let s = 0;
  for (const p of points) s += p.weight * (model.value(params, p.age) - p.kept) ** 2;
  return s;
}

/**
 * Refits the named parameters to own history: coordinate search by shrinking factors within ×/÷ 4 of the defaults, and a
 * ridge of `doubt` points pulling to the defaults. Few points change little.
 */
export function refitDecay(
  model: DecayModel,
  points: readonly DecayPoint[],
  job: { free: readonly string[]; doubt: number },
): { params: DecayParams; before: number; after: number } {
  let params: Record<string, number> = { ...model.defaults };
  const cost = (p: DecayParams): number => {
    let pull = 0;
    for (const key of job.free) pull += Math.log(n(p, key) / n(model.defaults, key)) ** 2;
    return misfit(model, p, points) + 0.01 * job.doubt * pull;
  };
  let best = cost(params);
  for (let step = 0.5; step > 0.002; step *= 0.6)
    for (let round = 0; round < 4; round++)
      for (const key of job.free)
        for (const factor of [Math.exp(step), Math.exp(-step)]) {
          const trial = { ...params, [key]: n(params, key) * factor },
            ratio = trial[key]! / n(model.defaults, key);
          const c = ratio > 4 || ratio < 0.25 ? Number.POSITIVE_INFINITY : cost(trial);
          if (c < best) {
            best = c;
            params = trial;
          }
        }
  return { params, before: misfit(model, model.defaults, points), after: misfit(model, params, points) };
}
