// The list of features and the family each belongs to; families are what a reader of an attribution sees.

export type Family = '基础水平' | '近期变化' | '星期' | '季节' | '节日' | '促销' | '外部因素' | '品类走势' | '预测步长';

export type FeatureName = { readonly name: string; readonly family: Family };

const of = (family: Family, ...names: string[]): FeatureName[] => names.map((name) => ({ name, family }));

export type FeaturePlan = {
  readonly windows: readonly number[];
  readonly daily: boolean;
  /** Names of plain covariates, each giving value, difference from its month, and change since yesterday. */
  readonly covariates: readonly string[];
  /** Names of plan columns, each giving its value now, one before and one after. */
  readonly plans: readonly string[];
  readonly articles: boolean;
};

/** Order of columns of the feature matrix; features.ts writes in exactly this order. */
export function featureNames(plan: FeaturePlan): FeatureName[] {
  return [
    ...of('预测步长', 'step'),
    ...of('季节', 'day of month', 'day of year', 'days since payday'),
    ...(plan.daily ? of('星期', 'weekday', 'kind of day', 'kind of next day', 'own profile', 'group profile', 'phase 1', 'phase 4', 'phase 8', 'phase 16') : []),
    ...(plan.daily ? of('节日', 'festival uplift', 'festival uplift next day', 'days to 春节') : []),
    ...plan.windows.map((w) => ({ name: `mean ${w}`, family: '基础水平' as const })),
    ...of('近期变化', 'last 1', 'last 3', 'last 7', 'level', 'level short', 'deviation', 'sale share', 'sale share long', 'since sale', 'gap', 'offered share', 'age'),
    ...of('基础水平', 'log scale', 'mean ever', 'series', 'group', 'structural'),
    ...of('季节', 'year-ago change', 'year-ago share', 'group year-ago change'),
    ...of('品类走势', 'group near', 'group short', 'group step', 'all near', 'all short'),
    ...(plan.articles ? of('品类走势', 'article near', 'article short') : []),
    ...plan.covariates.flatMap((c) => of('外部因素', c, `${c} against month`, `${c} change`)),
    ...plan.plans.flatMap((c) => of('促销', c, `${c} before`, `${c} after`)),
    ...(plan.plans.length > 0 ? of('促销', 'mechanic', 'base', 'base long', 'lift', 'own lift', 'expected', 'group share', 'since promotion') : []),
  ];
}
