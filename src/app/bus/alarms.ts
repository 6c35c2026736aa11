// When the health board rings: plain rules over its figures, each with a sentence that says what to do.
import type { ConsumerHealth, Health } from './health.ts';

export type Alarm = {
  readonly kind: 'loss' | 'stopped' | 'stalled' | 'dead' | 'slow' | 'waiting';
  readonly level: 'bad' | 'warn';
  readonly consumer: string | null;
  readonly zh: string;
};
type Seen = Omit<Health, 'alarms'>;

/** A consumer looks once a second; the promise to people is 2.3 s from cause to effect. */
const SILENT = 3;
const PROMISE = 2.3;

const said: Readonly<Record<string, string>> = { reactions: '协同反应', templates: '事件模板', rules: '业务规则', kafka: 'Kafka' };
/** A consumer in people's words. */
export const consumerZh = (name: string): string => said[name] ?? (name.startsWith('webhook') ? '外部订阅（Webhook）' : name);
const seconds = (n: number): string => (n < 90 ? `${n.toFixed(n < 10 ? 1 : 0)} 秒` : `${Math.round(n / 60)} 分钟`);

/** What is wrong, worst first. */
export function alarmsOf(seen: Seen): Alarm[] {
  const found: (Alarm | false)[] = seen.consumers.flatMap((c) => ofConsumer(c));
  found.push(
    (seen.waitingAge ?? 0) > PROMISE && {
      kind: 'waiting',
      level: 'bad',
      consumer: null,
      zh: `有 ${seen.waiting} 个事件等待入链，最早的已等 ${seconds(seen.waitingAge ?? 0)}：定序器没有运行，请检查服务进程`,
    },
  );
  return found.filter((a): a is Alarm => a !== false).toSorted((a, b) => (a.level === b.level ? 0 : a.level === 'bad' ? -1 : 1));
}

function ofConsumer(c: ConsumerHealth): (Alarm | false)[] {
  const name = consumerZh(c.consumer);
  const alarm = (kind: Alarm['kind'], level: Alarm['level'], zh: string): Alarm => ({ kind, level, consumer: c.consumer, zh });
  return [
    c.loss > 0 && alarm('loss', 'bad', `“${name}”有 ${c.loss} 个事件没有处理记录：请在下方“丢失”里逐个补投，并检查是否有人直接改过数据库`),
    c.silent !== null && c.silent > SILENT && alarm('stopped', 'bad', `“${name}”已 ${seconds(c.silent)}没有动静${c.behind > 0 ? `，积压 ${c.behind} 个事件` : ''}：请检查服务进程`),
    (c.silent ?? 0) <= SILENT && (c.oldest ?? 0) > PROMISE && alarm('stalled', 'bad', `“${name}”积压 ${c.behind} 个事件，最早的已等 ${seconds(c.oldest ?? 0)}`),
    c.dead > 0 &&
      alarm(
        'dead',
        c.stuck > 0 ? 'bad' : 'warn',
        `“${name}”有 ${c.dead} 封死信${c.parked > 0 ? `，另有 ${c.parked} 个事件排在后面` : ''}${c.stuck > 0 ? `；其中 ${c.stuck} 封已停止自动重试，需要人工处理` : '，正在自动重试'}`,
      ),
    (c.p99 ?? 0) > PROMISE * 1000 && alarm('slow', 'warn', `“${name}”近一分钟最慢的 1% 超过 ${seconds((c.p99 ?? 0) / 1000)}（承诺 ${PROMISE} 秒）`),
  ];
}
