// The pages of 计划, for the side nav and the command box. A page stands here once it works.
export const PLANNING_PAGES: readonly { readonly page: string; readonly zh: string; readonly right: string }[] = [
  { page: 'risks', zh: '高风险 TOP20', right: 'planning.view' },
  { page: 'suggestions', zh: '补货建议', right: 'planning.view' },
  { page: 'substitutes', zh: '替代采购预案', right: 'planning.view' },
  { page: 'kpi', zh: '补货指标', right: 'planning.view' },
  { page: 'forecast', zh: '预测工作台', right: 'planning.view' },
  { page: 'backtest', zh: '回测', right: 'planning.view' },
  { page: 'jobs', zh: '计算任务', right: 'planning.view' },
  { page: 'signals', zh: '外部信号', right: 'planning.view' },
];
