// Word-level refusals, all reported at once: dangerous, unknown, vague and ambiguous words stop the sentence before any grammar.
import { SIMILAR_LIMIT, similarWords } from '../text/similar.ts';
import type { Token } from '../text/segment.ts';
import { fault, textOf, type Reader } from './reader.ts';

const PLACE_OR_PARTY = new Set([
  'store',
  'warehouse',
  'location',
  'supplier',
  'customer',
  'region',
  'org',
  'category',
  'device',
  'mold',
  'employee',
  'project',
  'channel',
  'vehicle',
  'batch',
  'sku',
]);
const has = (t: Token | undefined, kind: string): boolean => t?.senses.some((x) => x.t === kind) === true;

function dangerous(r: Reader, t: Token): void {
  const why = r.dict.lexicon.dangerWords[t.senses.find((x) => x.t === 'danger')?.id ?? ''] ?? '危险操作';
  const safer: Record<string, string[]> = {
    改写库存账: ['创建盘点单', '创建报损单'],
    批量清除: ['创建盘点单', '创建报损单'],
    无审批付款: ['创建付款单并提交财务审批'],
    绕过审批: ['提交财务经理审批'],
    批量作废: ['创建任务“核对单据”'],
    删除单据或档案: ['创建任务“核对单据”'],
  };
  fault(r, 'E_DANGEROUS', { span: [t.s, t.e], message: `规则不能做“${textOf(r, [t.s, t.e])}”（${why}）`, suggest: safer[why] ?? ['通知老板'] });
}

const SOMEBODY = /^(小|老|阿)[\u4e00-\u9fff]$|^[\u4e00-\u9fff]{1,3}(总|姐|哥|工|师傅|老师|主任)$/;
/** The kind of record an unread run must be, judged by what stands around it; undefined when it is just a word nobody knows. */
function entityKind(r: Reader, i: number): string | undefined {
  const t = r.toks[i],
    next = r.toks[i + 1],
    before = r.toks[i - 1],
    said = before?.text ?? '';
  const qty = r.dict.lexicon.units['qty'] as string[];
  const isQty = (k: number): boolean => r.toks[k]?.senses.some((x) => x.t === 'unit' && qty.includes(x.id)) === true;
  if (/^(从|向|到|在|往|至)$/.test(said)) return 'warehouse';
  if (/^(推送到|同步到|上传到)$/.test(said)) return 'system';
  if (/^(通知|提醒|告知|告诉|抄送|@|发给|派给|指派给|交给)$/.test(said)) return SOMEBODY.test(t?.text ?? '') ? 'user' : undefined;
  if (said === '盘点' || (isQty(i - 1) && r.toks.some((x) => /^(消耗|扣减|耗用)$/.test(x.text)))) return 'sku';
  if (has(next, 'ent') || has(next, 'metric') || (next?.text === '的' && has(r.toks[i + 2], 'metric'))) return 'sku';
  // 雪碧缺货, 雪碧到货, 雪碧只剩5箱: only goods can be so.
  if (next?.senses.some((x) => x.t === 'state' && ['sku', 'batch'].includes(x.e ?? '')) === true || has(next, 'event')) return 'sku';
  return has(next, 'cmp') && has(r.toks[i + 2], 'num') && isQty(i + 3) ? 'sku' : undefined;
}

/** An unread run names an entity when a kind word, or a metric it would own, follows directly. */
function unknown(r: Reader, i: number): void {
  const t = r.toks[i],
    next = r.toks[i + 1];
  if (!t) return;
  const kind = next?.senses.find((x) => x.t === 'etype')?.id;
  if (next && kind !== undefined && PLACE_OR_PARTY.has(kind)) {
    entity(r, { s: t.s, e: next.e, kind });
    return;
  }
  // 东莞一号仓: a number between the unread name and its kind word belongs to the name.
  let k = i + 1;
  while (has(r.toks[k], 'num') || r.toks[k]?.text === '号') k++;
  const far = k > i + 1 ? r.toks[k]?.senses.find((x) => x.t === 'etype')?.id : undefined;
  if (far !== undefined && PLACE_OR_PARTY.has(far)) {
    entity(r, { s: t.s, e: r.toks[k]?.e ?? t.e, kind: far });
    return;
  }
  const guess = entityKind(r, i);
  if (guess !== undefined) {
    entity(r, { s: t.s, e: has(next, 'ent') && next ? next.e : t.e, kind: guess });
    return;
  }
  const said = textOf(r, [t.s, t.e]);
  const near = r.quick ? [] : similarWords(r.dict, t.text, { kinds: ['metric', 'state', 'doc', 'event', 'role', 'op', 'report', 'cmp', 'user', 'group', 'system'] });
  fault(r, 'E_UNKNOWN_WORD', { span: [t.s, t.e], message: `词典中没有“${said}”这个词`, suggest: near.length > 0 ? near : ['投诉次数达到3次', '通知采购员'] });
}
function entity(r: Reader, at: { s: number; e: number; kind: string }): void {
  const said = textOf(r, [at.s, at.e]);
  const people = at.kind === 'user' || at.kind === 'system';
  const near = r.quick
    ? []
    : people
      ? [...similarWords(r.dict, r.plain.text.slice(at.s, at.e), { kinds: [at.kind as 'user'] }), '采购员']
      : similarWords(r.dict, r.plain.text.slice(at.s, at.e), { kinds: ['ent'], e: at.kind });
  fault(r, 'E_UNKNOWN_ENTITY', {
    span: [at.s, at.e],
    message: `档案中没有“${said}”`,
    suggest: near.length > 0 ? near.slice(0, SIMILAR_LIMIT) : [r.dict.lexicon.entityTypes[at.kind]?.zh ?? '商品'],
  });
}

/** Letters and digits glued to a kind word: C仓库, D9仓库; letters that no grammar slot can hold: VIP. */
function letters(r: Reader, i: number): number {
  let end = i;
  while (has(r.toks[end], 'letter') || (end > i && has(r.toks[end], 'num') && r.toks[end]?.s === r.toks[end - 1]?.e)) end++;
  const first = r.toks[i],
    last = r.toks[end - 1],
    next = r.toks[end];
  if (!first || !last) return end;
  const kind = next?.senses.find((x) => x.t === 'etype')?.id;
  if (kind !== undefined && next) entity(r, { s: first.s, e: next.e, kind });
  else if (next?.senses.length === 0) entity(r, { s: first.s, e: next.e, kind: 'sku' });
  else if (end - i > 1 && !['类', '级'].includes(next?.text ?? '')) entity2(r, [first, last], next);
  return end;
}
function entity2(r: Reader, [first, last]: readonly [Token, Token], next: Token | undefined): void {
  if (has(next, 'metric')) {
    entity(r, { s: first.s, e: last.e, kind: 'sku' });
    return;
  }
  fault(r, 'E_UNKNOWN_WORD', {
    span: [first.s, last.e],
    message: `词典中没有“${textOf(r, [first.s, last.e])}”`,
    suggest: (r.quick ? [] : similarWords(r.dict, r.plain.text.slice(first.s, last.e), { kinds: ['metric', 'role', 'ent'] })).concat('通知采购员').slice(0, SIMILAR_LIMIT),
  });
}

const ROLES = new Set(['总监', '经理', '主管']);
function ambiguous(r: Reader, t: Token, id: string): void {
  const options = r.dict.lexicon.ambiguousWords[id] ?? [],
    said = textOf(r, [t.s, t.e]);
  const roles = options.filter((o) => r.dict.lexicon.roles[o]);
  const metrics = options.filter((o) => r.dict.lexicon.metrics[o]);
  if (roles.length > 0 || ROLES.has(id)) {
    const names = roles.map((o) => r.dict.lexicon.roles[o]?.zh ?? o);
    fault(r, 'E_AMBIGUOUS_ENTITY', { span: [t.s, t.e], message: `“${said}”对应多个角色`, suggest: names });
    return;
  }
  if (metrics.length > 0) {
    const names = metrics.map((o) => r.dict.lexicon.metrics[o]?.zh ?? o);
    fault(r, 'E_AMBIGUOUS_METRIC', { span: [t.s, t.e], message: `“${said}”可能是${names.join('、')}`, suggest: names });
    return;
  }
  fault(r, 'E_MISSING_THRESHOLD', { span: [t.s, t.e], message: `“${said}”没有写和什么比`, suggest: ['库存低于安全库存时', '库存等于0时', '库存低于10件时'] });
}

/** Reports every word-level problem of the sentence. */
export function checkWords(r: Reader): void {
  for (let i = 0; i < r.toks.length; i++) {
    const t = r.toks[i];
    if (!t) continue;
    if (has(t, 'danger')) dangerous(r, t);
    else if (t.senses.length === 0) unknown(r, i);
    // 商品「可口可乐」: corner brackets name a record.
    else if (t.quote?.entity === true && t.senses.every((x) => x.t === 'str') && r.toks[i - 1]?.senses.some((x) => x.t === 'etype') === true)
      entity(r, { s: t.s, e: t.e, kind: r.toks[i - 1]?.senses.find((x) => x.t === 'etype')?.id ?? 'sku' });
    else if (has(t, 'letter') && r.toks[i - 1]?.senses.length !== 0) i = Math.max(i, letters(r, i) - 1);
    else if (has(t, 'vague') && t.senses.every((x) => x.t === 'vague' || x.t === 'w'))
      fault(r, 'E_VAGUE', { span: [t.s, t.e], message: `“${textOf(r, [t.s, t.e])}”没有可判断的标准`, suggest: ['低于安全库存', '低于100件'] });
    else if (t.senses.every((x) => x.t === 'ambiguous')) ambiguous(r, t, t.senses[0]?.id ?? '');
    else if (['它', '它们', '其它'].includes(t.text)) fault(r, 'E_AMBIGUOUS_REF', { span: [t.s, t.e], message: `“${t.text}”指什么不明确`, suggest: ['该商品', '该供应商'] });
  }
  if (r.plain.open !== undefined) fault(r, 'E_UNKNOWN_WORD', { span: [r.plain.text.indexOf('“'), r.plain.text.indexOf('“') + 1], message: '引号没有配对', suggest: ['“……”'] });
}
