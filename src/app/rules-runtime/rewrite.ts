// 语言模型（可选，默认关闭）: an OpenAI-compatible endpoint may rewrite a free sentence into one our parser reads. It never makes a rule: what it
// proposes goes through the same parser and is shown to the user, who takes it or not.
import { type Dictionary, mentions, parse } from '#rules';

export type Model = { readonly url: string; readonly model: string; readonly key: string | null; readonly timeoutMs: number };
const USUAL_SECONDS = 15;
const [LEAST_SECONDS, MOST_SECONDS] = [1, 60];

/**
 * Set by the operator: HENGCANG_LLM_URL (http(s)://…/v1), HENGCANG_LLM_MODEL, HENGCANG_LLM_KEY, HENGCANG_LLM_SECONDS (1…60, usually 15).
 * Absent, or no address that can be asked = off.
 */
export function modelFrom(env: Readonly<Record<string, string | undefined>>): Model | null {
  const [url, model] = [env['HENGCANG_LLM_URL'], env['HENGCANG_LLM_MODEL']];
  if (!url || !model || !URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) return null;
  const seconds = Number(env['HENGCANG_LLM_SECONDS'] ?? USUAL_SECONDS);
  const patience = Number.isFinite(seconds) ? Math.min(MOST_SECONDS, Math.max(LEAST_SECONDS, seconds)) : USUAL_SECONDS;
  return { url: url.replace(/\/$/, ''), model, key: env['HENGCANG_LLM_KEY'] ?? null, timeoutMs: patience * 1000 };
}

const EXAMPLES = [
  '当库存低于安全库存且在途量为零时，创建采购申请并通知采购员',
  '客户应收余额超过信用额度时，禁止销售并通知财务',
  '每天8点，把库存低于安全库存的商品清单发给采购员',
  '订单金额超过5万元的，由销售经理审批，否则直接通过',
];
/** Characters of the sentence that are sent, and of the answer that are read. A sentence of rules needs neither. */
const MOST_SENT = 500;
const MOST_HEARD = 64 * 1024;

export type Proposal = {
  readonly text: string;
  readonly canonical: string;
  /** Names and figures of the proposal that the user's own words do not contain; shown so that nobody takes them unseen. */
  readonly added: readonly string[];
};

/**
 * A sentence our parser accepts, or null: the model did not answer in time, answered nonsense, too much, or with something our parser refuses.
 * Sent are the user's words (500 characters at most), the names of our figures and four examples: no stock, no prices, nobody's data.
 */
export async function rewrite(model: Model, text: string, dictionary: Dictionary): Promise<Proposal | null> {
  const said = await ask(model, text, dictionary).catch(() => null);
  const line = said?.trim().split('\n')[0]?.trim() ?? '';
  if (line === '') return null;
  const read = parse(line, dictionary);
  if (!read.ok) return null;
  const known = new Set(mentions(text, dictionary));
  return { text: line, canonical: read.canonical, added: mentions(line, dictionary).filter((m) => !known.has(m)) };
}

async function ask(model: Model, text: string, dictionary: Dictionary): Promise<string | null> {
  const figures = Object.values(dictionary.lexicon.metrics).map((m) => m.zh);
  const system = `你只把用户的话改写成一句进销存规则，不增加条件、数字或名称，不解释。句式：当<条件>时，<动作>。可用的指标：${figures.join('、')}。例句：${EXAMPLES.join('；')}`;
  const answer = await fetch(`${model.url}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(model.key ? { authorization: `Bearer ${model.key}` } : {}) },
    body: JSON.stringify({
      model: model.model,
      temperature: 0,
      max_tokens: 300,
      messages: [
        { role: 'system', content: system },
        { role: 'user', content: text.slice(0, MOST_SENT) },
      ],
    }),
    // The key goes to the address the operator wrote down and to no other.
    redirect: 'error',
    signal: AbortSignal.timeout(model.timeoutMs),
  });
  if (!answer.ok) return null;
  const body = JSON.parse(await atMost(answer, MOST_HEARD)) as { choices?: { message?: { content?: unknown } }[] } | null;
  const content = body?.choices?.[0]?.message?.content;
  return typeof content === 'string' ? content : null;
}

/** The body of an answer; more than `most` bytes are not waited for. */
async function atMost(answer: Response, most: number): Promise<string> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const part of answer.body ?? []) {
    size += part.length;
    if (size > most) throw new Error('too long an answer');
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}
