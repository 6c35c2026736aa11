// Actions on settings, permissions and states: set, block, freeze, tag, switch, push.
import type { Action, How, NonEmpty, Operand, Sel, SetAction, What } from '../ast.ts';
import { SET_DOWN, SET_TO, SET_UP } from '../text/grammar-words.ts';
import { checkThis } from './conditions.ts';
import { readPhrase, type Phrase } from './nouns.ts';
import { leadMetric, readAmount, readOperand, type Amount } from './operands.ts';
import { atBoundary, readMessage } from './people.ts';
import { attempt, eat, eatPunct, eatSense, endOf, fault, nonEmpty, sense, skipFiller, sortSels, startOf, step, textOf, tok, word, wordsSpan, type Reader } from './reader.ts';

/** The things an action names, in any number: 鲜奶油的, 该供应商, 东莞仓的色母粒批次. */
function readObjects(r: Reader): { sels: Sel[]; kind?: string; doc?: string; from: number } {
  const out: { sels: Sel[]; kind?: string; doc?: string; from: number } = { sels: [], from: r.i };
  for (;;) {
    const p = attempt(r, (): Phrase | undefined => {
      eat(r, ['的', '里的', '在', '里', '上', '中', '该类']);
      return sense(r, 'param') && !sense(r, 'ent') ? undefined : readPhrase(r);
    });
    if (!p) break;
    if (p.sel) {
      checkThis(r, [p.sel], wordsSpan(r, p.from, p.to));
      out.sels.push(p.sel);
    }
    if (p.each) out.sels.push({ e: p.each, q: 'all' });
    if (p.e) out.kind = p.e;
    if (p.doc) out.doc = p.doc;
  }
  return out;
}

/** Tags and pushes act on the subject and have no selector of their own: another object than the subject would be lost, so it is refused. */
const subjectOnly = (r: Reader, sels: readonly Sel[]): boolean => sels.every((s) => s.q === 'this' || r.named.some((n) => JSON.stringify(n) === JSON.stringify(s)));

const PARAM_DIM: Record<string, string> = {
  safety_stock: 'qty',
  reorder_point: 'qty',
  max_stock: 'qty',
  min_order_qty: 'qty',
  price: 'money',
  credit_limit: 'money',
  lead_time: 'day',
  replenish_cycle: 'day',
  supplier_share: 'ratio',
  inspect_rate: 'ratio',
  loss_allowance: 'ratio',
  pick_strategy: 'text',
  customer_level: 'text',
  supplier_level: 'text',
};
function fitParam(r: Reader, a: Amount, param: string): Operand {
  const dim = PARAM_DIM[param] ?? 'any',
    plain = { num: a.num, ...(a.unit ? { unit: a.unit } : {}) };
  if (a.num < 0) fault(r, 'E_RANGE', { span: a.span, message: '这个参数不能是负数', suggest: [String(-a.num)] });
  const qty = r.dict.lexicon.units['qty'] as string[];
  const wrong =
    (dim === 'qty' && a.unit !== undefined && !qty.includes(a.unit)) ||
    (dim === 'money' && a.unit !== undefined && !['元', '块'].includes(a.unit)) ||
    (dim === 'ratio' && a.unit !== '%' && !(a.unit === undefined && a.num <= 1)) ||
    (dim === 'day' && a.unit !== undefined && !['天', '周', '月', '年'].includes(a.unit)) ||
    dim === 'text';
  if (wrong) {
    fault(r, 'E_UNIT', {
      span: a.span,
      message: `${r.dict.lexicon.params[param]?.zh ?? param}不能设为${textOf(r, a.span)}：单位不对或缺少单位`,
      suggest: dim === 'ratio' ? [`${a.num}%`] : dim === 'money' ? [`${a.num}元`] : dim === 'day' ? [`${a.num}天`] : [`${a.num}件`],
    });
    return plain;
  }
  if (dim === 'ratio' && a.unit === '%' && a.num > 100) fault(r, 'E_RANGE', { span: a.span, message: '比例不会超过100%', suggest: ['100%'] });
  if (dim === 'money') return { num: a.num, unit: '元' };
  if (dim === 'day' && a.unit === undefined) return { num: a.num, unit: '天' };
  if (dim === 'ratio' && a.unit === undefined) return { num: Number((a.num * 100).toPrecision(12)), unit: '%' };
  return plain;
}

interface Change {
  how: How;
  value: Operand;
}
/** 打八折, 降价10%. */
function readDiscount(r: Reader): Change | undefined {
  return attempt(r, () => {
    const from = r.i;
    if (eat(r, ['打']) === undefined) return undefined;
    const num = sense(r, 'num');
    if (num?.num === undefined || sense(r, 'unit', 1)?.id !== '折') return undefined;
    step(r, 2);
    const tenths = num.num > 20 && num.num < 100 ? num.num / 10 : num.num;
    if (tenths <= 0 || tenths >= 10)
      fault(r, 'E_RANGE', { span: wordsSpan(r, from + 1, r.i), message: `没有${textOf(r, wordsSpan(r, from + 1, r.i))}`, suggest: ['八折', '九折'] });
    return { how: 'dec_pct', value: { num: Number((100 - tenths * 10).toPrecision(12)), unit: '%' } };
  });
}
/** The value of a relative change: +10%, 10个百分点, 一倍; 1.5倍 stays ambiguous. */
function readDelta(r: Reader, up: boolean, at: { from: number; param: string }): Change | undefined {
  return attempt(r, () => {
    eat(r, ['了', '幅度']);
    if (eat(r, ['一倍']) !== undefined) return { how: up ? 'inc_pct' : 'dec_pct', value: { num: 100, unit: '%' } };
    const text = tok(r)?.text;
    const amount = readAmount(r);
    if (!amount) return undefined;
    if (text === '一半') return { how: up ? 'inc_pct' : 'dec_pct', value: { num: 50, unit: '%' } };
    if (tok(r, -1)?.text === '倍' || eat(r, ['倍']) !== undefined || sense(r, 'unit')?.id === '倍') {
      if (sense(r, 'unit')?.id === '倍') step(r);
      const span = wordsSpan(r, at.from, r.i),
        said = textOf(r, span);
      fault(r, 'E_AMBIGUOUS_VALUE', {
        span: span,
        message: `“${said}”可能是变为${amount.num}倍或变为${Number((amount.num + 1).toPrecision(12))}倍`,
        suggest: [`提高到原来的${amount.num}倍`, `上浮${Number((amount.num * 100).toPrecision(12))}%`],
      });
      return { how: 'mul', value: { num: amount.num } };
    }
    if (amount.unit === '%') {
      if (PARAM_DIM[at.param] === 'ratio') {
        const span = wordsSpan(r, at.from, r.i);
        fault(r, 'E_AMBIGUOUS_VALUE', {
          span: span,
          message: `“${textOf(r, span)}”可能是${amount.num}个百分点，也可能是原值的${amount.num}%`,
          suggest: [`${up ? '上调' : '下调'}${amount.num}个百分点`],
        });
      }
      return { how: up ? 'inc_pct' : 'dec_pct', value: { num: amount.num, unit: '%' } };
    }
    const value: Operand = amount.unit === 'pp' ? { num: amount.num, unit: 'pp' } : fitParam(r, amount, at.param);
    return { how: up ? 'inc' : 'dec', value };
  });
}
/** The value set outright: 至1.8, 到日均销量的10倍, 为C, 原来的1.5倍. */
function readOutright(r: Reader, param: string): Change | undefined {
  return attempt(r, () => {
    const before = eat(r, ['原来的', '原来', '现在的']) !== undefined;
    eat(r, ['的']);
    const times = attempt(r, () => {
      const n = sense(r, 'num');
      if (n?.num === undefined || (sense(r, 'unit', 1)?.id !== '倍' && word(r, ['倍'], 1) === undefined)) return undefined;
      step(r, 2);
      return sense(r, 'metric') ? undefined : n.num;
    });
    if (times !== undefined) return { how: 'mul', value: { num: times } };
    const operand = attempt(r, (x) => {
      const o = readOperand(x);
      return o && leadMetric(o) !== undefined ? o : undefined;
    });
    if (operand) return { how: 'to', value: operand };
    const amount = readAmount(r);
    if (amount) {
      if (before && amount.unit === '%') return { how: 'mul', value: { num: amount.num / 100 } };
      return { how: 'to', value: fitParam(r, amount, param) };
    }
    const str = eatSense(r, 'str') ?? eatSense(r, 'letter');
    if (!str) return undefined;
    eat(r, ['级', '类', '等']);
    return { how: 'to', value: { text: str.id } };
  });
}
const TO = ['至', '到', '为', '成', '按'];
function readHow(r: Reader, param: string): { change?: Change; from: number } | undefined {
  return attempt(r, () => {
    const from = r.i;
    skipFiller(r);
    const off = param === 'price' ? readDiscount(r) : undefined;
    if (off) return { change: off, from };
    if (eat(r, ['翻倍', '翻一番', '翻了一倍']) !== undefined) return { change: { how: 'mul' as const, value: { num: 2 } }, from };
    if (eat(r, SET_TO) !== undefined || (tok(r)?.text === '降到' && (step(r), true))) return { ...opt(readOutright(r, param)), from };
    const up = word(r, SET_UP) !== undefined,
      down = word(r, SET_DOWN) !== undefined;
    if (up || down) {
      step(r);
      if (eat(r, TO) !== undefined) return { ...opt(readOutright(r, param)), from };
      return { ...opt(readDelta(r, up, { from, param })), from };
    }
    if (eat(r, ['调整']) !== undefined && eat(r, TO) !== undefined) return { ...opt(readOutright(r, param)), from };
    return undefined;
  });
}
const opt = (change: Change | undefined): { change?: Change } => (change ? { change } : {});

/** 将鲜奶油的安全库存提高到原来的1.5倍 / 提升易腐品安全库存系数至1.8 / 售价打八折 / 打七折. */
export function readSet(r: Reader): Action | undefined {
  const lead = eat(r, ['把', '将', '给', '对', '按']);
  // 降价 and 涨价 name the price themselves.
  const verbFirst = word(r, ['降价', '涨价', '加价']) !== undefined ? undefined : (word(r, SET_UP) ?? word(r, SET_DOWN) ?? word(r, ['调整']));
  const verbAt = r.i;
  if (verbFirst !== undefined && lead === undefined) step(r);
  const up = verbFirst !== undefined && SET_UP.has(verbFirst);
  const objects = readObjects(r);
  eat(r, ['的', '其']);
  const paramAt = r.i;
  const param = eatSense(r, 'param') ?? (verbFirst === undefined ? impliedPrice(r) : undefined);
  if (!param) return undefined;
  let how: { change?: Change; from: number } | undefined;
  if (verbFirst !== undefined && lead === undefined)
    how =
      eat(r, [...TO, '到']) !== undefined
        ? { ...opt(readOutright(r, param.id)), from: verbAt }
        : verbFirst === '调整'
          ? undefined
          : { ...opt(readDelta(r, up, { from: verbAt, param: param.id })), from: verbAt };
  else {
    const at = r.i;
    how = readHow(r, param.id);
    if (how && how.from !== at) how.from = at;
  }
  if (!how) return undefined;
  if (!how.change) {
    if (!atBoundary(r)) return undefined;
    fault(r, 'E_MISSING_QTY', {
      span: wordsSpan(r, paramAt, r.i),
      message: `没有写${param.id === 'price' ? '售价' : (r.dict.lexicon.params[param.id]?.zh ?? '')}调整多少`,
      suggest: ['上浮20%', '调整至100件'],
    });
    how.change = { how: 'to', value: { num: 0 } };
  }
  const of = sortSels(objects.sels);
  const action: SetAction & Action = { do: 'set', param: param.id, ...(of ? { of } : {}), ...how.change };
  r.spans.set(action, [startOf(r, Math.min(paramAt, verbFirst !== undefined ? verbAt : paramAt)), endOf(r, r.i)]);
  return action;
}
/** 打七折, 降价10%, 涨价5元 speak of the sales price without naming it. */
function impliedPrice(r: Reader): { id: string } | undefined {
  skipFiller(r);
  const ok = (word(r, ['打']) !== undefined && sense(r, 'unit', 2)?.id === '折') || word(r, ['降价', '涨价', '加价']) !== undefined;
  return ok ? { id: 'price' } : undefined;
}

const BLOCK = ['拦截', '禁止', '不准', '不许', '不得', '不能', '不予', '暂停', '停止', '停用', '不允许', '严禁'];
const BLOCK_OP: Record<string, string> = { 下架: 'sales', 拒收: 'inbound' };
/** Operations after a permission verb, joined by 和、. */
function readOps(r: Reader): NonEmpty<string> | undefined {
  const ops: string[] = [];
  for (;;) {
    const op = attempt(r, () => {
      if (ops.length > 0 && eat(r, ['和', '、', '与', '及', '或', '以及']) === undefined) return undefined;
      eat(r, ['继续', '再', '进行']);
      return eatSense(r, 'op');
    });
    if (!op) break;
    if (!ops.includes(op.id)) ops.push(op.id);
  }
  return nonEmpty(ops);
}
/** 不得出库, 暂停该供应商付款, 东莞仓暂停出库, 停止向金石建材采购, 下架. */
export function readBlock(r: Reader): Action | undefined {
  eat(r, ['把', '将', '对', '给']);
  const before = readObjects(r);
  eat(r, ['的']);
  skipFiller(r);
  const direct = word(r, Object.keys(BLOCK_OP));
  const undo = word(r, ['恢复', '放开', '解除限制', '上架', '解除', '允许', '重新允许']);
  const verb = direct ?? undo ?? word(r, BLOCK);
  if (verb === undefined) return undefined;
  step(r);
  skipFiller(r);
  eat(r, ['向', '对', '给', '从', '为']);
  const after = readObjects(r);
  eat(r, ['的', '进行', '再']);
  eat(r, ['本次操作', '操作']);
  const op = direct ? BLOCK_OP[direct] : verb === '上架' ? 'sales' : undefined;
  const ops = op ? ([op] as NonEmpty<string>) : readOps(r);
  const late =
    ops && !op
      ? attempt(r, () => {
          const o = readObjects(r);
          return o.from < r.i && atBoundary(r) ? o : undefined;
        })
      : undefined;
  if (
    !ops &&
    !(
      verb === '拦截' ||
      verb === '停用' ||
      (undo && after.sels.length > 0) ||
      (BLOCK.includes(verb) && atBoundary(r) && (after.doc !== undefined || after.sels.length > 0 || before.sels.length > 0))
    )
  )
    return undefined;
  if (!ops && undo === '恢复') return undefined;
  const of = sortSels([...before.sels, ...after.sels, ...(late?.sels ?? [])]);
  const msg = undo
    ? undefined
    : attempt(r, () => {
        eatPunct(r, ',');
        eat(r, ['并', '同时']);
        if (eat(r, ['提示']) === undefined && !sense(r, 'str')) return undefined;
        return readMessage(r);
      });
  const doc = after.doc ?? before.doc;
  const action: Action = undo
    ? { do: 'unblock', ...(ops ? { ops } : {}), ...(of ? { of } : {}) }
    : { do: 'block', ...(ops ? { ops } : {}), ...(of ? { of } : {}), ...(msg === undefined ? {} : { msg }) };
  if (doc) r.notes.set(action, { docs: [doc], predicate: [0, 0] });
  return action;
}

const HOLD: Record<string, 'freeze' | 'unfreeze' | 'lock' | 'unlock'> = {
  冻结: 'freeze',
  解冻: 'unfreeze',
  解除冻结: 'unfreeze',
  锁定: 'lock',
  锁住: 'lock',
  解锁: 'unlock',
  释放: 'unlock',
  解除锁定: 'unlock',
};
const WHATS = new Set(['batch', 'sku', 'customer', 'supplier', 'doc', 'warehouse', 'mold', 'device']);
/** 冻结该批次, 锁定模具, 冻结东莞仓库存50箱. What is frozen may be left to the subject of the rule. */
export function readHold(r: Reader): Action | undefined {
  eat(r, ['把', '将', '对', '给']);
  const before = readObjects(r);
  eat(r, ['的']);
  const stockBefore = before.from < r.i && sense(r, 'metric')?.id === 'stock' ? (step(r), true) : false;
  skipFiller(r);
  const verb = HOLD[eat(r, Object.keys(HOLD)) ?? ''];
  if (!verb) return undefined;
  const after = readObjects(r);
  eat(r, ['的']);
  const stock = stockBefore || (sense(r, 'metric')?.id === 'stock' ? (step(r), true) : false);
  const amount = readAmount(r);
  const sels = [...before.sels, ...after.sels];
  const kind = after.kind ?? before.kind;
  const what = stock ? 'stock' : kind === 'category' ? 'sku' : kind !== undefined && WHATS.has(kind) ? (kind as What) : sels.length > 0 ? 'stock' : undefined;
  const of = sortSels(sels.filter((s) => !(s.e === what && s.q === 'this')));
  return { do: verb, what: what ?? ('?' as What), ...(of ? { of } : {}), ...(amount ? { qty: { num: amount.num, ...(amount.unit ? { unit: amount.unit } : {}) } } : {}) };
}

const TAG = ['打上', '贴上', '标记为', '标记', '列入', '加入', '归入', '打标签', '贴', '打', '标为', '转入'],
  UNTAG = ['取消', '取消标签', '移出', '去掉', '撕掉', '解除'];
/** 给物料打上“待重估”标签, 列入“观察名单”, 移出“观察名单”. */
export function readTag(r: Reader): Action | undefined {
  eat(r, ['给', '把', '将', '为', '对']);
  const objects = readObjects(r);
  skipFiller(r);
  const off = word(r, UNTAG) !== undefined;
  if (eat(r, off ? UNTAG : TAG) === undefined) return undefined;
  const inner = readObjects(r);
  eat(r, ['的', '标签']);
  const name = eatSense(r, 'str') ?? eatSense(r, 'tag') ?? (tok(r)?.text === '黑名单' ? (step(r), { id: '黑名单' }) : undefined);
  if (!name || name.id === '' || !subjectOnly(r, [...objects.sels, ...inner.sels])) return undefined;
  eat(r, ['标签', '的标签']);
  if (['名单', '标签'].includes(tok(r)?.text ?? '')) step(r);
  const kind = objects.kind ?? inner.kind;
  return { do: off ? 'untag' : 'tag', what: kind === undefined ? '?' : kind === 'category' ? 'sku' : kind, tag: name.id };
}

/** switch_bom, push, webhook, flow, log, pass. */
export function readOther(r: Reader): Action | undefined {
  if (eat(r, ['直接通过', '自动通过', '放行', '免审']) !== undefined) return { do: 'pass' };
  if (eat(r, ['记录日志', '写入日志', '记一笔', '记录']) !== undefined) {
    eat(r, ['日志', '到日志']);
    const msg = readMessage(r);
    return { do: 'log', ...(msg === undefined ? {} : { msg }) };
  }
  if (eat(r, ['调用']) !== undefined) {
    const name = eatSense(r, 'str');
    eat(r, ['接口']);
    return name && name.id !== '' ? { do: 'webhook', name: name.id } : undefined;
  }
  if (word(r, ['启动', '进入', '发起']) !== undefined && sense(r, 'str', 1)) {
    step(r);
    const id = eatSense(r, 'str');
    eat(r, ['流程', '审批流程']);
    return id && id.id !== '' ? { do: 'flow', id: id.id } : undefined;
  }
  return attempt(r, readPush) ?? attempt(r, readSwitch);
}
function readPush(r: Reader): Action | undefined {
  if (eat(r, ['把', '将']) !== undefined) {
    const what = readObjects(r);
    if (!subjectOnly(r, what.sels)) return undefined;
    eat(r, ['的']);
    if (eatSense(r, 'metric') ?? eatSense(r, 'param')) skipFiller(r);
  }
  if (eat(r, ['推送到', '同步到', '上传到', '推送给', '发送到', '推送', '同步', '上传']) === undefined) return undefined;
  eat(r, ['到', '至', '给']);
  const to = eatSense(r, 'system');
  return to && { do: 'push', to: to.id };
}
function readSwitch(r: Reader): Action | undefined {
  eat(r, ['把', '将']);
  const objects = readObjects(r);
  skipFiller(r);
  if (eat(r, ['切换为', '切换到', '改用', '换成', '换为', '切换成']) === undefined) return undefined;
  const bom = eatSense(r, 'str') ?? eatSense(r, 'bom');
  const item = objects.sels[0];
  return bom && bom.id !== '' && objects.sels.length <= 1 ? { do: 'switch_bom', ...(item ? { item } : {}), bom: bom.id } : undefined;
}
