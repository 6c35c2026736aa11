// 语言模型（可选，默认关闭）: an OpenAI-compatible endpoint may rewrite a free sentence into one our parser reads. It never makes a rule: what it
// proposes goes through the same parser and is shown to the user, who takes it or not.
import { type Dictionary, parse } from '#rules';

type Model = { readonly url: string; readonly model: string; readonly key: string | null };
/** Set by the operator: HENGCANG_LLM_URL (…/v1), HENGCANG_LLM_MODEL, HENGCANG_LLM_KEY. Absent = off. */
export function modelFrom(env: Readonly<Record<string, string | undefined>>): Model | null {
  const [url, model] = [env['HENGCANG_LLM_URL'], env['HENGCANG_LLM_MODEL']];
  return url && model ? { url: url.replace(/\/$/, ''), model, key: env['HENGCANG_LLM_KEY'] ?? null } : null;
}

const EXAMPLES = [
  '当库存低于安全库存且在途量为零时，创建采购申请并通知采购员',
  '客户应收余额超过信用额度时，禁止销售并通知财务',
  '每天8点，把库存低于安全库存的商品清单发给采购员',
  '订单金额超过5万元的，由销售经理审批，否则直接通过',
];
const TIMEOUT_MS = 15_000;

/** A sentence our parser accepts, or null. Only words are sent: the sentence, the names in it, our examples. */
export async function rewrite(model: Model, text: string, dictionary: Dictionary): Promise<{ readonly text: string; readonly canonical: string } | null> {
  const system = `你只把用户的话改写成一句进销存规则，不增加条件、数字或名称，不解释。句式：当<条件>时，<动作>。可用的指标：${Object.values(dictionary.lexicon.metrics)
    .map((m) => m.zh)
    .join('、')}。例句：${EXAMPLES.join('；')}`;
  const answer = await fetch(`${model.url}/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(model.key ? { authorization: `Bearer ${model.key}` } : {}) },
    body: JSON.stringify({
      model: model.model,
      temperature: 0,
      max_tokens: 300,
      messages: [
        { role: 'system', content: system },
        { role: 'user', content: text.slice(0, 500) },
      ],
    }),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch(() => null);
  if (!answer?.ok) return null;
  const said = (await answer.json().catch(() => null)) as { choices?: { message?: { content?: unknown } }[] } | null;
  const proposal = said?.choices?.[0]?.message?.content;
  const line = typeof proposal === 'string' ? (proposal.trim().split('\n')[0] ?? '') : '';
  const read = parse(line, dictionary);
  return read.ok ? { text: line, canonical: read.canonical } : null;
}
