// The choices a company makes about its books, as data: what each is called, what it changes and for whom; the screen, the checks and the audit sentence are made of it.
import { AT_ONCE } from '#books';
import type { Settings } from '#kernel/facts';
import { formatDecimal, parseDecimal } from '#kernel/decimal';
import { z } from 'zod';

type Base = {
  /** Where it stands in the settings of the company; a dot leads into an object. */
  readonly key: string;
  readonly zh: string;
  /** One sentence: what it changes. */
  readonly text: string;
  /** Whom it concerns. */
  readonly who: string;
  /** Said before it is changed, where the consequences are large; such a change needs a reason. */
  readonly grave?: string;
  /** It holds for good once goods have moved. */
  readonly untilMoved?: boolean;
};
export type CompanySetting = Base &
  (
    | { readonly kind: 'flag'; readonly initial: boolean }
    | { readonly kind: 'choice'; readonly initial: string; readonly choices: readonly { readonly value: string; readonly zh: string; readonly text: string }[] }
    /** A share as text of a whole number of 10^-places; with no places it is decimal text. The screen shows percent. */
    | { readonly kind: 'percent'; readonly initial: string; readonly places: 0 | 6; readonly most: number }
    | { readonly kind: 'money'; readonly initial: string }
    /** A whole number of something. */
    | { readonly kind: 'count'; readonly initial: number; readonly most: number; readonly unit: '天' | '笔' }
  );
export type SettingGroup = { readonly zh: string; readonly settings: readonly CompanySetting[] };

/** Every choice, in the order of the screen. */
export const SETTING_GROUPS: readonly SettingGroup[] = [
  {
    zh: '采购与暂估',
    settings: [
      {
        key: 'estimatePolicy',
        zh: '暂估方式',
        text: '货到票未到时按入库价暂估入账；这里决定发票到时怎样冲掉暂估。',
        who: '会计登记采购发票、月初处理暂估时',
        grave: '从现在起登记的发票和月初处理按新方式做凭证；已经过账的凭证不变，已在月初冲回的暂估仍按冲回处理。最好在月初、上月结账之后更改。',
        kind: 'choice',
        initial: 'on-invoice',
        choices: [
          { value: 'on-invoice', zh: '单到回冲', text: '发票到时先红字冲回暂估，再按发票金额入账' },
          { value: 'month-start', zh: '月初回冲', text: '次月月初一次全部冲回，月末仍未到票的重新暂估' },
          { value: 'difference', zh: '单到补差', text: '暂估保留，发票到时只补差额' },
        ],
      },
      {
        key: 'overReceipt',
        zh: '允许超收',
        text: '收货数量可以超过采购订单的比例；超过的不能审核。',
        who: '仓管收货时',
        kind: 'percent',
        initial: '0',
        places: 6,
        most: 50,
      },
    ],
  },
  {
    zh: '三单匹配',
    settings: [
      {
        key: 'matching.control',
        zh: '发票超差时',
        text: '发票与订单、入库单的价格或数量相差超过下面的容差时怎么办。',
        who: '会计登记采购发票、出纳付款时',
        grave: '改为“拦截”后，超差的发票只有有权限的人能审核，并且在放行以前不能付款；改为“提醒”后，所有超差发票都可以直接付款。',
        kind: 'choice',
        initial: 'warn',
        choices: [
          { value: 'warn', zh: '提醒', text: '标出超差，不妨碍审核和付款' },
          { value: 'block', zh: '拦截', text: '须有权限的人审核，放行以后才能付款' },
        ],
      },
      {
        key: 'matching.price',
        zh: '价格容差',
        text: '发票价格与约定价格相差在这个比例以内算一致。',
        who: '会计登记采购发票时',
        kind: 'percent',
        initial: '0.02',
        places: 0,
        most: 50,
      },
      { key: 'matching.amount', zh: '金额容差', text: '每行相差在这个金额以内总算一致，不论比例多大。', who: '会计登记采购发票时', kind: 'money', initial: '5' },
      {
        key: 'matching.qty',
        zh: '数量容差',
        text: '入库数量超过订购数量在这个比例以内，匹配时算容差内。',
        who: '会计登记采购发票时',
        kind: 'percent',
        initial: '0',
        places: 0,
        most: 50,
      },
    ],
  },
  {
    zh: '库存与成本',
    settings: [
      {
        key: 'costPool',
        zh: '成本核算范围',
        text: '同一商品在多大范围内合在一起算成本。',
        who: '所有出入库的成本和毛利',
        grave: '成本从第一张出入库单据起按这个范围累计，之后不能再改。',
        untilMoved: true,
        kind: 'choice',
        initial: 'company',
        choices: [
          { value: 'company', zh: '全公司', text: '所有仓库共用一个成本，调拨不改变成本' },
          { value: 'warehouse-group', zh: '按仓库组', text: '每个仓库组各算各的成本，跨组调拨带着成本走' },
        ],
      },
      {
        key: 'backdating',
        zh: '补录',
        text: '日期早于同一商品后续出入库的单据谁可以过账；补录会重算之后的成本，生成出库成本调整单。',
        who: '仓管补单、会计更正时',
        kind: 'choice',
        initial: 'free',
        choices: [
          { value: 'free', zh: '能审核就能补录', text: '过账前先看到会改变哪些单据和金额' },
          { value: 'right', zh: '须有补录权限', text: '没有“补录”权限的人会被拒绝，并被告知后续单据的日期' },
        ],
      },
      {
        key: 'recostAtOnce',
        zh: '立即重算的流水笔数',
        text: '补录、更正之后同一商品的流水在这个笔数以内，成本在过账时一次算清；更多的由后台重算，单据马上入账。',
        who: '仓管补单、会计更正时',
        kind: 'count',
        unit: '笔',
        initial: AT_ONCE,
        most: 500_000,
      },
      {
        key: 'minShelfDays',
        zh: '出库最短剩余保质期',
        text: '剩余保质期少于这些天的批次不能销售出库；客户自己要求更长的，以客户为准。0 表示只拦过期批次。',
        who: '仓管和门店出库时',
        kind: 'count',
        unit: '天',
        initial: 0,
        most: 365,
      },
    ],
  },
  {
    zh: '销售与信用',
    settings: [
      {
        key: 'creditControl',
        zh: '超信用额度时',
        text: '客户欠款加上这张单据超过信用额度时怎么办。',
        who: '销售下单、仓管出库时',
        kind: 'choice',
        initial: 'refuse',
        choices: [
          { value: 'refuse', zh: '禁止', text: '不能审核，并说明超出多少' },
          { value: 'warn', zh: '提醒', text: '可以审核，超额作为事件记下' },
          { value: 'off', zh: '不控制', text: '不检查信用额度' },
        ],
      },
    ],
  },
  {
    zh: '内部控制',
    settings: [
      {
        key: 'separateMakerApprover',
        zh: '制单与审核分离',
        text: '制单人不能审核自己的单据，须由另一位有审核权限的人来审。',
        who: '所有制单和审核的人',
        grave: '打开后，自己做的单据自己审不了；只有一个人的岗位（例如夜班门店）会停在“待审核”。关闭后，一个人可以从制单做到过账。',
        kind: 'flag',
        initial: false,
      },
    ],
  },
];
const SETTINGS = SETTING_GROUPS.flatMap((g) => g.settings);

/** The value of a setting as it holds now: what the company said, else what holds for everybody. */
export function settingOf(settings: Partial<Settings>, setting: CompanySetting): string | number | boolean {
  const said = setting.key.split('.').reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], settings);
  return typeof said === typeof setting.initial ? (said as string | number | boolean) : setting.initial;
}

function shapeOf(s: CompanySetting): z.ZodType {
  if (s.kind === 'flag') return z.boolean();
  if (s.kind === 'choice') return z.enum(s.choices.map((c) => c.value));
  if (s.kind === 'count') return z.number().int().min(0).max(s.most);
  if (s.kind === 'money') return z.string().regex(/^\d{1,9}(\.\d{1,2})?$/, '请填金额，最多两位小数');
  const within = (text: string): boolean => (parseDecimal(text, 6) ?? -1n) * 100n <= BigInt(s.most) * 10n ** BigInt(6 + s.places);
  return z
    .string()
    .regex(s.places === 0 ? /^\d(\.\d{1,6})?$/ : /^\d{1,6}$/)
    .refine(within, `不能超过 ${s.most}%`);
}

/** What may be sent: any of the settings, nested as they are kept. */
export const SETTINGS_BODY = (() => {
  const [flat, nested]: [Record<string, z.ZodType>, Record<string, Record<string, z.ZodType>>] = [{}, {}];
  for (const s of SETTINGS) {
    const [first = '', second] = s.key.split('.');
    if (second === undefined) flat[first] = shapeOf(s).optional();
    else (nested[first] ??= {})[second] = shapeOf(s).optional();
  }
  return z.object({ ...flat, ...Object.fromEntries(Object.entries(nested).map(([key, inside]) => [key, z.object(inside).strict().optional()])) }).strict();
})();

/** A value as people say it: 2%, 5.00 元, 单到回冲. */
export function saidOf(s: CompanySetting, value: string | number | boolean): string {
  if (s.kind === 'flag') return value === true ? '开' : '关';
  if (s.kind === 'choice') return s.choices.find((c) => c.value === value)?.zh ?? String(value);
  if (s.kind === 'count') return `${String(value)} ${s.unit}`;
  if (s.kind === 'money') return `${String(value)} 元`;
  return `${formatDecimal((parseDecimal(String(value), 6) ?? 0n) * 100n, 6 + s.places, 0)}%`;
}

/** The settings that differ between two states of a company. */
export const changedSettings = (before: Partial<Settings>, after: Partial<Settings>): readonly CompanySetting[] =>
  SETTINGS.filter((s) => settingOf(before, s) !== settingOf(after, s));

/** 修改设置：暂估方式 单到回冲 → 月初回冲；…… */
export const settingsSaid = (before: Partial<Settings>, after: Partial<Settings>): string =>
  changedSettings(before, after)
    .map((s) => `${s.zh} ${saidOf(s, settingOf(before, s))} → ${saidOf(s, settingOf(after, s))}`)
    .join('；');
