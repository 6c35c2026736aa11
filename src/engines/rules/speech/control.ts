// Actions on permissions and states: block, freeze, tag, switch, push.
import type { Action, NonEmpty, What } from '../ast.ts';
import { readObjects, subjectOnly } from './objects.ts';
import { readAmount } from './operands.ts';
import { atBoundary, readMessage } from './people.ts';
import { attempt, eat, eatPunct, eatSense, nonEmpty, sense, skipFiller, sortSels, step, tok, word, type Reader } from './reader.ts';

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
