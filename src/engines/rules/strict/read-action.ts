// Reads canonical actions: one verb phrase for each kind, with its delay and its escalation.
import type { Action, CreateAction, Deed, How, NonEmpty, Qty, Sel, Target, What } from '../ast.ts';
import { readDur, readOf, readOperand, readSel } from './read-cond.ts';
import { back, bare, bracketed, either, lit, many, name, quoted, spelled, type Scan } from './scan.ts';
import * as w from './words.ts';

function readTarget(s: Scan): Target | undefined {
  const boxed = (label: string, kind: string): string | undefined =>
    back(s, () => {
      const n = lit(s, label) ? bracketed(s) : undefined;
      return n?.length === 1 ? s.d.idOf(kind, n[0] ?? '') : undefined;
    });
  const user = boxed('人员', 'user') ?? bare(s, w.bareNames(s.d, 'user'));
  if (user !== undefined) return { user };
  const group = boxed('群组', 'group') ?? bare(s, w.bareNames(s.d, 'group'));
  if (group !== undefined) return { group };
  // 对应供应商 must not be cut at a shorter role name, so relations go first; both tables match longest first.
  const rel = back(s, () => name(s, s.d.lexicon.rels));
  if (rel !== undefined && !s.t.startsWith('#', s.p)) return { rel };
  const role = name(s, s.d.lexicon.roles);
  return role === undefined ? undefined : { role };
}
const readTargets = (s: Scan): NonEmpty<Target> | undefined => many(s, '、', () => readTarget(s));
const readQty = (s: Scan): Qty | undefined =>
  either<Qty>(
    s,
    () => {
      const upto = lit(s, '补足到') ? readOperand(s) : undefined;
      return upto && { upto };
    },
    () => readOperand(s),
  );
const readVia = (s: Scan): NonEmpty<string> | undefined => back(s, () => (lit(s, '用') ? many(s, '和', () => name(s, s.d.lexicon.channels)) : undefined));

/** （品项：…，数量：…） in any of the labels given. */
function readBox(s: Scan, labels: readonly string[]): Record<string, unknown> | undefined {
  return back(s, () => {
    if (!lit(s, '（')) return undefined;
    const out: Record<string, unknown> = {};
    const part = many(s, '，', () => {
      for (const label of labels) {
        const value = back(s, () => (lit(s, `${label}：`) ? (label === '数量' ? readQty(s) : label === '负责人' ? readTarget(s) : readSel(s)) : undefined));
        if (value !== undefined) {
          out[KEYS[label] ?? label] = value;
          return true;
        }
      }
      return undefined;
    });
    return part && lit(s, '）') ? out : undefined;
  });
}
const KEYS: Record<string, string> = { 品项: 'item', 数量: 'qty', 调出: 'from', 调入: 'to', 供应商: 'supplier', 负责人: 'assign' };

function readCreate(s: Scan): Deed | undefined {
  const submit = lit(s, '提交');
  if (!submit && !lit(s, '创建')) return undefined;
  const doc = name(s, s.d.lexicon.docs);
  if (doc === undefined) return undefined;
  const note = quoted(s),
    box = readBox(s, Object.keys(KEYS)) ?? {};
  const { item, qty, from, to, supplier, assign } = box as Partial<CreateAction>;
  const all = { item, qty, from, to, supplier, assign, note, ...(submit ? { submit: true as const } : {}) };
  return { do: 'create', doc, ...(Object.fromEntries(Object.entries(all).filter(([, v]) => v !== undefined)) as Partial<CreateAction>) };
}
function readApprove(s: Scan): Deed | undefined {
  if (!lit(s, '提交')) return undefined;
  const first = readTarget(s);
  if (!first) return undefined;
  const rest = back(s, () => (lit(s, '、再') ? many(s, '、再', () => readTarget(s)) : undefined)) ?? back(s, () => (lit(s, '、') ? readTargets(s) : undefined)) ?? [];
  if (!lit(s, '审批')) return undefined;
  const mode = spelled(s, w.MODE);
  return { do: 'approve', chain: [first, ...rest], ...(mode ? { mode } : {}) };
}
function readHold(s: Scan): Deed | undefined {
  const kind = spelled(s, w.HOLD);
  if (!kind) return undefined;
  const of = readOf(s),
    what = spelled<What>(s, w.WHAT);
  if (!what) return undefined;
  const qty = back(s, () => {
    const q = lit(s, '（数量：') ? readQty(s) : undefined;
    return q && lit(s, '）') ? q : undefined;
  });
  return { do: kind, what, ...(of ? { of } : {}), ...(qty ? { qty } : {}), ...(lit(s, w.REVERT) ? { revert: true as const } : {}) };
}
const readRecord = (s: Scan, kind: string): { text: string } | undefined =>
  Object.hasOwn(s.d.lexicon.entityTypes, kind)
    ? back(s, () => {
        const sel = readSel(s);
        return sel?.e === kind && sel.ids?.length === 1 ? { text: sel.ids[0] } : undefined;
      })
    : undefined;
function readSet(s: Scan): Deed | undefined {
  if (!lit(s, '将')) return undefined;
  const of = readOf(s),
    param = name(s, s.d.lexicon.params),
    how = param === undefined ? undefined : spelled<How>(s, w.HOW);
  const value = how && (readRecord(s, s.d.lexicon.params[param ?? '']?.unit ?? '') ?? readOperand(s));
  if (param === undefined || !how || !value || (how === 'mul' && !lit(s, '倍'))) return undefined;
  return { do: 'set', param, ...(of ? { of } : {}), how, value, ...(lit(s, w.REVERT) ? { revert: true as const } : {}) };
}
function readGate(s: Scan): Deed | undefined {
  const block = lit(s, '禁止');
  if (!block && !lit(s, '恢复')) return undefined;
  const of = readOf(s);
  const ops = lit(s, '本次操作') ? undefined : many(s, '、', () => name(s, s.d.lexicon.ops));
  if (!ops && !s.t.startsWith('本次操作', s.p - 4)) return undefined;
  const msg = block ? quoted(s) : undefined;
  return block
    ? { do: 'block', ...(ops ? { ops } : {}), ...(of ? { of } : {}), ...(msg === undefined ? {} : { msg }) }
    : { do: 'unblock', ...(ops ? { ops } : {}), ...(of ? { of } : {}) };
}
function readTag(s: Scan): Deed | undefined {
  const off = lit(s, '取消');
  if (!off && !lit(s, '给')) return undefined;
  const what = name(s, s.d.lexicon.entityTypes);
  if (what === undefined || !lit(s, off ? '的' : '打上')) return undefined;
  const tag = quoted(s);
  return tag !== undefined && lit(s, '标签') ? { do: off ? 'untag' : 'tag', what, tag } : undefined;
}
function readReport(s: Scan): Deed | undefined {
  const report = lit(s, '生成') ? name(s, s.d.lexicon.reports) : undefined;
  if (report === undefined) return undefined;
  const sent = back(s, () => {
    if (!lit(s, '（')) return undefined;
    const via = readVia(s);
    if (!lit(s, '发给')) return undefined;
    const to = lit(s, '默认收件人') ? undefined : readTargets(s);
    return lit(s, '）') ? { ...(to ? { to } : {}), ...(via ? { via } : {}) } : undefined;
  });
  return { do: 'report', report, ...sent };
}
function readMoving(s: Scan): Deed | undefined {
  const item = back(s, () => (lit(s, '将') ? readSel(s) : undefined));
  if (lit(s, '切换为')) {
    const bom = quoted(s);
    return bom === undefined ? undefined : { do: 'switch_bom', ...(item ? { item } : {}), bom };
  }
  const to = lit(s, '移到') ? readSel(s) : undefined;
  if (!to) return undefined;
  const { qty, from } = (readBox(s, ['数量', '调出']) ?? {}) as { qty?: Qty; from?: Sel };
  return { do: 'move', ...(item ? { item } : {}), ...(qty ? { qty } : {}), ...(from ? { from } : {}), to };
}
function readPush(s: Scan): Deed | undefined {
  if (!lit(s, '推送到')) return undefined;
  const boxed = back(s, () => {
    const n = lit(s, '系统') ? bracketed(s) : undefined;
    return n?.length === 1 ? s.d.idOf('system', n[0] ?? '') : undefined;
  });
  const to = boxed ?? bare(s, w.bareNames(s.d, 'system'));
  return to === undefined ? undefined : { do: 'push', to };
}
const readDeed = (s: Scan): Deed | undefined =>
  either<Deed>(
    s,
    () => readApprove(s),
    () => readCreate(s),
    () => readHold(s),
    () => readMoving(s),
    () => readSet(s),
    () => readGate(s),
    () => readTag(s),
    () => readReport(s),
    () => readPush(s),
    () => {
      const via = readVia(s);
      const to = lit(s, '通知') ? readTargets(s) : undefined;
      if (!to) return undefined;
      const msg = quoted(s);
      return { do: 'notify', to, ...(via ? { via } : {}), ...(msg === undefined ? {} : { msg }) };
    },
    () => (lit(s, '直接通过') ? { do: 'pass' } : undefined),
    () => {
      const n = lit(s, '调用') ? quoted(s) : undefined;
      return n === undefined ? undefined : { do: 'webhook', name: n };
    },
    () => {
      if (!lit(s, '记录日志')) return undefined;
      const msg = quoted(s);
      return { do: 'log', ...(msg === undefined ? {} : { msg }) };
    },
    () => {
      const items = lit(s, '消耗')
        ? many(s, '、', () =>
            back(s, () => {
              const item = readSel(s),
                qty = item && readQty(s);
              return item && qty ? { item, qty } : undefined;
            }),
          )
        : undefined;
      return items && { do: 'consume', items };
    },
    () => {
      const to = lit(s, '指派给') ? readTarget(s) : undefined;
      return to && { do: 'assign', to };
    },
    () => {
      const id = lit(s, '启动流程') ? quoted(s) : undefined;
      return id === undefined ? undefined : { do: 'flow', id };
    },
  );

function readAction(s: Scan, after: boolean): Action | undefined {
  return back(s, () => {
    const delay = back(s, () => {
      const d = readDur(s);
      return d && lit(s, '后') ? d : undefined;
    });
    const deed = readDeed(s);
    if (!deed) return undefined;
    const escalate = back(s, () => {
      const within = lit(s, '（') ? readDur(s) : undefined;
      if (!within || !lit(s, '内未处理则')) return undefined;
      const then = readActions(s);
      return then && lit(s, '）') ? { within, then } : undefined;
    });
    return { ...deed, ...(after ? { after: true as const } : {}), ...(delay ? { delay } : {}), ...(escalate ? { escalate } : {}) };
  });
}
/** One action or several, joined by 并 or 然后. */
export function readActions(s: Scan): NonEmpty<Action> | undefined {
  const first = readAction(s, lit(s, '然后'));
  if (!first) return undefined;
  const list: NonEmpty<Action> = [first];
  for (;;) {
    const next = back(s, () => {
      if (!lit(s, '，')) return undefined;
      const after = lit(s, '然后');
      return after || lit(s, '并') ? readAction(s, after) : undefined;
    });
    if (!next) return list;
    list.push(next);
  }
}
