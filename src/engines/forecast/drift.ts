// Watches a model in use: cumulated errors, coverage, bias; champion against challenger; when to fall back to the structural model.

/** Two-sided Page–Hinkley / CUSUM on standardised residuals. */
export type Watch = { readonly up: number; readonly down: number; readonly seen: number; readonly bias: number; readonly size: number };

export const NEW_WATCH: Watch = { up: 0, down: 0, seen: 0, bias: 0, size: 0 };

export type WatchLimits = { readonly slack: number; readonly alarm: number; readonly memory: number };
/** Slack .5σ, alarm 8σ: on quiet data about one false alarm in some thousand days (Page 1954; checked in the tests). */
export const WATCH_LIMITS: WatchLimits = { slack: 0.5, alarm: 8, memory: 0.05 };

/** Takes one standardised residual ((truth − mean) ÷ deviation). */
export function watch(state: Watch, residual: number, limits: WatchLimits = WATCH_LIMITS): Watch {
  const r = Math.max(-6, Math.min(6, residual));
  return {
    up: Math.max(0, state.up + r - limits.slack),
    down: Math.max(0, state.down - r - limits.slack),
    seen: state.seen + 1,
    bias: (1 - limits.memory) * state.bias + limits.memory * r,
    size: (1 - limits.memory) * state.size + limits.memory * Math.abs(r),
  };
}

export type Verdict = { readonly alarm: boolean; readonly reason: string; readonly trackingSignal: number };

export function watchVerdict(state: Watch, limits: WatchLimits = WATCH_LIMITS): Verdict {
  const trackingSignal = state.size > 0 ? state.bias / state.size : 0;
  if (state.up > limits.alarm) return { alarm: true, reason: `实际持续高于预测（累积 ${state.up.toFixed(1)}σ）`, trackingSignal };
  if (state.down > limits.alarm) return { alarm: true, reason: `实际持续低于预测（累积 ${state.down.toFixed(1)}σ）`, trackingSignal };
  return { alarm: false, reason: '预测与实际一致', trackingSignal };
}

/** Probability of at most k successes in n trials. */
export function binomialAtMost(k: number, n: number, p: number): number {
  let term = Math.pow(1 - p, n),
    sum = term;
  for (let i = 1; i <= k; i++) {
    term *= ((n - i + 1) / i) * (p / (1 - p));
    sum += term;
  }
  return Math.min(1, sum);
}

/** Is a nominal coverage credible after n forecasts of which `covered` held? Two-sided binomial test. */
export function coverageAlarm(covered: number, n: number, job: { level: number; significance: number }): boolean {
  const below = binomialAtMost(covered, n, job.level),
    above = 1 - binomialAtMost(covered - 1, n, job.level);
  return n >= 20 && Math.min(below, covered === 0 ? 1 : above) < job.significance / 2;
}

export type Standing = { readonly champion: number; readonly challenger: number; readonly fallback: number };
export type Choice = { readonly use: 'champion' | 'challenger' | 'fallback'; readonly reason: string };

/** Which model serves tomorrow, by mean pinball loss of the shadow run; a change must gain the margin (3 %). */
export function chooseModel(loss: Standing, job: { days: number; alarm: boolean; margin?: number }): Choice {
  const margin = job.margin ?? 0.03;
  if (job.days < 14 && !job.alarm) return { use: 'champion', reason: '影子运行不足 14 天，沿用现用模型' };
  if (job.alarm && loss.fallback < loss.champion) return { use: 'fallback', reason: '漂移告警且结构模型误差更小，自动回退' };
  if (loss.challenger < loss.champion * (1 - margin)) return { use: 'challenger', reason: `挑战者损失低 ${(100 * (1 - loss.challenger / loss.champion)).toFixed(1)}%` };
  return { use: 'champion', reason: '挑战者没有超过 3% 门槛' };
}

/** Alarms a person can look at: the `budget` largest by money at stake, the rest counted. */
export function withinBudget<T extends { readonly money: number }>(alarms: readonly T[], budget: number): { shown: T[]; hidden: number } {
  const sorted = [...alarms].sort((a, b) => b.money - a.money);
  return { shown: sorted.slice(0, budget), hidden: Math.max(0, sorted.length - budget) };
}
