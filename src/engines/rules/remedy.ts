// A suggestion is only worth showing when it works: each is put in place of the marked words and read again before it is offered.
import type { Refusal, RefuseCode } from './ast.ts';

/** Fragments that often repair a sentence of this kind, tried after the specific advice. */
const POOL: Partial<Record<RefuseCode, readonly string[]>> = {
  E_DANGEROUS: ['创建盘点单', '通知', '创建任务“核对”', '通知老板'],
  E_UNKNOWN_WORD: ['库存低于安全库存', '合格率低于95%', '投诉次数达到3次', '处于黑名单', '采购员', '通知采购员', '，并', '，'],
  E_UNKNOWN_ENTITY: ['商品', '仓库', '供应商', '客户'],
  E_VAGUE: ['低于安全库存', '低于10件', '超过100件'],
  E_AMBIGUOUS_METRIC: ['库存', '售价'],
  E_AMBIGUOUS_REF: ['商品'],
  E_AMBIGUOUS_LOGIC: ['且', '或', '，且', '，或'],
  E_MISSING_TRIGGER: ['每天9点', '当库存低于安全库存时', '下单时', '收货时'],
  E_MISSING_THRESHOLD: ['低于100', '低于安全库存', '超过10%', '上涨10%以上', '库存低于安全库存时'],
  E_MISSING_QTY: ['100箱', '10%', '上浮10%', '调整至100'],
  E_MISSING_TARGET: ['采购员', '通知采购员', '创建采购申请'],
  E_MISSING_WINDOW: ['近7天', '本月'],
  E_MULTI_TRIGGER: ['并', '，并', '，'],
  E_UNIT: ['低于100', '100', '100元'],
  E_RANGE: ['9点', '1号', '1月', '10', '100%', '通知采购员'],
  E_LOOP: ['创建采购申请', '通知采购员', '通知老板', '调整至100'],
  E_CONFLICT_ACTION: ['通知采购员'],
  E_FORBIDDEN: ['冻结', '创建报损单', '通知质量经理'],
  E_UNREACHABLE: ['通知采购员', '并通知采购员'],
  E_CONTRADICTION: ['低于100', '超过100'],
  E_TAUTOLOGY: ['低于100', '超过100', '低于10'],
};
const ENOUGH = 3,
  MOST_READS = 20;

/** Puts a suggestion in place of the marked words. */
export function applySuggestion(text: string, span: readonly [number, number], suggestion: string): string {
  return text.slice(0, span[0]) + suggestion + text.slice(span[1]);
}

/** Keeps only suggestions that heal the sentence; advice that merely belongs beside the marked words is widened to replace them. */
export function remedy(refusal: Refusal, text: string, heals: (text: string) => boolean): Refusal {
  if (text.length > 300) return { ...refusal, suggest: refusal.suggest.length > 0 ? refusal.suggest : ['换一种说法'] };
  const at = refusal.at,
    proved: string[] = [];
  let reads = 0;
  const forms = (s: string): string[] => [s, `${at}${s}`, `${s}${at}`, `${at}，${s}`, `${s}，${at}`];
  const isAdvice = new Set(refusal.suggest);
  for (const s of new Set([...refusal.suggest, ...(POOL[refusal.code] ?? [])])) {
    if (proved.length >= (isAdvice.has(s) ? ENOUGH : 1) || reads >= MOST_READS) break;
    const found = forms(s).find((form) => form !== at && reads++ < MOST_READS && heals(applySuggestion(text, refusal.span, form)));
    if (found !== undefined && !proved.includes(found)) proved.push(found);
  }
  // Leaving the words out is a remedy too, when nothing else is.
  if (proved.length === 0 && heals(applySuggestion(text, refusal.span, ''))) proved.push('');
  return { ...refusal, suggest: proved.length > 0 ? proved : refusal.suggest.length > 0 ? refusal.suggest : ['换一种说法'] };
}
