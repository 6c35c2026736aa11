// Actions that reach people: notify, approve, report, assign.
import type { Action, NonEmpty, Target } from '../ast.ts';
import { attempt, eat, eatPunct, eatSense, fault, nonEmpty, punct, sense, skipFiller, step, tok, word, wordsSpan, type Reader } from './reader.ts';

const KIND_REL: Record<string, string> = { customer: 'customer', supplier: 'supplier', employee: 'employee' };
/** One addressee. 供应商 alone is the supplier concerned. */
export function readTarget(r: Reader): Target | undefined {
  eat(r, ['各', '全体', '所有', '对应的', '相关']);
  const role = sense(r, 'role'),
    rel = sense(r, 'rel'),
    user = sense(r, 'user'),
    group = sense(r, 'group'),
    kind = sense(r, 'etype');
  if (user) {
    step(r);
    return { user: user.id };
  }
  if (group) {
    step(r);
    return { group: group.id };
  }
  if (role) {
    step(r);
    return { role: role.id };
  }
  if (rel) {
    step(r);
    return { rel: rel.id };
  }
  if (word(r, ['该', '这个']) !== undefined && KIND_REL[sense(r, 'etype', 1)?.id ?? '']) {
    const id = sense(r, 'etype', 1)?.id ?? '';
    step(r, 2);
    return { rel: KIND_REL[id] ?? id };
  }
  if (kind && KIND_REL[kind.id]) {
    step(r);
    return { rel: KIND_REL[kind.id] ?? kind.id };
  }
  return undefined;
}
export function readTargets(r: Reader, joiners: readonly string[] = ['、', '和', '与', '及', '以及', '跟']): NonEmpty<Target> | undefined {
  const list: Target[] = [];
  for (;;) {
    const next = attempt(r, () => (list.length > 0 && eat(r, joiners) === undefined ? undefined : readTarget(r)));
    if (!next) break;
    list.push(next);
  }
  return nonEmpty(list);
}
export function readChannels(r: Reader): NonEmpty<string> | undefined {
  return attempt(r, () => {
    eat(r, ['用', '通过', '发', '以', '走']);
    const list: string[] = [];
    for (;;) {
      const next = attempt(r, () => {
        if (list.length > 0 && eat(r, ['和', '、', '与', '及', '加']) === undefined) return undefined;
        eat(r, ['打', '发']);
        return eatSense(r, 'channel');
      });
      if (!next) break;
      list.push(next.id);
    }
    return nonEmpty(list);
  });
}
/** A message in quotes, possibly after a colon or 内容为. */
export function readMessage(r: Reader): string | undefined {
  return attempt(r, () => {
    if (punct(r, ',') && word(r, ['内容为', '内容是', '提示'], 1) !== undefined) step(r);
    eatPunct(r, ':');
    eat(r, ['内容为', '内容是', '：']);
    eatPunct(r, ':');
    const str = eatSense(r, 'str');
    return str && str.id !== '' ? str.id : undefined;
  });
}
const NOTIFY = ['通知', '提醒', '告知', '告诉', '抄送', '@', '知会', '呼叫', '推送给', '发给', '提示', '发送给', '发到', '报警', '预警', '转发给', '发送到', '推送'];

/** 通知司机, 用短信和电话通知…, 给老板发短信“…”, 打电话给…. */
export function readNotify(r: Reader): Action | undefined {
  const read =
    attempt(r, () => {
      // 在仓储群里提醒一下.
      if (eat(r, ['在']) === undefined || !sense(r, 'group')) return undefined;
      const to = readTargets(r);
      eat(r, ['里', '里面', '中', '上']);
      skipFiller(r);
      const verb = eat(r, ['通知', '提醒', '发', '发提醒', '告知', '提示', '推送']);
      eat(r, ['一下', '一声', '消息']);
      return verb === undefined ? undefined : { to, via: undefined, msg: readMessage(r), verb: '通知' };
    }) ??
    attempt(r, () => {
      const before = readChannels(r);
      skipFiller(r);
      const verb = eat(r, NOTIFY) ?? (before ? eat(r, ['给', '到']) : undefined);
      if (verb === undefined) return undefined;
      eat(r, ['给', '到']);
      const early = readMessage(r);
      if (early) eat(r, ['给']);
      const to = readTargets(r);
      return { to, via: before, msg: early ?? readMessage(r), verb };
    }) ??
    attempt(r, () => {
      if (eat(r, ['给', '向', '对']) === undefined) return undefined;
      const to = readTargets(r);
      if (!to) return undefined;
      const via = readChannels(r);
      const verb = eat(r, ['发', '发提醒', '通知', '提醒', '发送', '推送', '发送消息']);
      if (!via && verb === undefined) return undefined;
      const via2 = via ?? readChannels(r);
      eat(r, ['通知', '提醒', '消息']);
      return { to, via: via2, msg: readMessage(r), verb: '通知' };
    });
  if (!read) return undefined;
  const { to, via, msg, verb } = read;
  if (!to) {
    // 提示“…” without an addressee belongs to the block before it; a name nobody knows is another matter.
    if (msg !== undefined && verb === '提示') return { do: 'log', msg };
    const at = r.i;
    if (!atBoundary(r)) return undefined;
    fault(r, 'E_MISSING_TARGET', { span: wordsSpan(r, at - 1, at), message: `没有写${verb}谁`, suggest: [`${verb}采购员`, `${verb}店长`] });
    return { do: 'notify', to: [{ role: '?' }] };
  }
  return { do: 'notify', to, ...(via ? { via } : {}), ...(msg === undefined ? {} : { msg }) };
}
/** True where a phrase may end: the end, punctuation, or a joining word. */
export function atBoundary(r: Reader): boolean {
  return tok(r) === undefined || punct(r, ',;。、)') !== undefined || word(r, ['并', '然后', '再', '同时', '接着', '随后', '并且', '否则', '而且', '最后', '同步']) !== undefined;
}

const APPROVE = ['审批', '审核', '签字确认', '批准', '会签', '签字', '核准', '复核', '签批'];
/** 提交销售经理、财务经理审批; 由…审批; 要店长签字确认. */
export function readApprove(r: Reader): Action | undefined {
  eat(r, ['提交', '提交给', '转', '报', '由', '改由', '再由', '交', '需经', '经', '让', '先', '呈', '送', '交由', '交给', '给']);
  skipFiller(r);
  eat(r, ['由']);
  const chain: Target[] = [];
  let any = false,
    both = false;
  for (;;) {
    const next = attempt(r, () => {
      if (chain.length > 0) {
        eatPunct(r, ',');
        const join = eat(r, ['、', '和', '与', '及', '再', '或', '或者', '然后', '再由', '以及']);
        if (join === undefined) return undefined;
        eat(r, ['由', '到', '报', '转']);
        if (join.startsWith('或')) any = true;
        else if (['和', '与'].includes(join)) both = true;
      }
      return readTarget(r);
    });
    if (!next) break;
    chain.push(next);
  }
  const list = nonEmpty(chain);
  if (!list) return undefined;
  const together = eat(r, ['共同', '一起', '都', '同时']) !== undefined;
  const anyone = eat(r, ['任意一人', '任一人', '任一']) !== undefined;
  skipFiller(r);
  const verb = eat(r, APPROVE) ?? (sense(r, 'op')?.id === 'approve' ? (step(r), '审核') : undefined);
  if (verb === undefined) return undefined;
  const all = verb === '会签' || (together && both);
  const mode = all ? ('all' as const) : any || anyone ? ('any' as const) : undefined;
  return { do: 'approve', chain: list, ...(mode ? { mode } : {}) };
}

const SEND = ['发给', '发到', '发送给', '推送给', '抄送', '抄送给', '给', '发送到', '寄给', '提交给', '转发给'];
/** 生成库存报表发给…; the list of matches is the report `matches`. */
export function readReport(r: Reader): Action | undefined {
  // 给采购和财务发库存报表.
  const given = attempt(r, () => {
    if (eat(r, ['给', '向']) === undefined) return undefined;
    const to = readTargets(r),
      via = readChannels(r);
    if (eat(r, ['发', '发送', '推送', '发给']) === undefined && !via) return undefined;
    const report = eatSense(r, 'report');
    return to && report && { to, via, report: report.id };
  });
  if (given) return { do: 'report', report: given.report, to: given.to, ...(given.via ? { via: given.via } : {}) };
  const lead = eat(r, ['把', '将']);
  const made = eat(r, ['生成', '导出', '出具', '出', '汇总', '做', '创建', '提供', '发送', '发']);
  eat(r, ['一', '一份', '一张']);
  attempt(r, () => (sense(r, 'num') && ['份', '张', '个'].includes(tok(r, 1)?.text ?? '') ? (step(r, 2), true) : undefined));
  const report = eatSense(r, 'report');
  if (!report || (lead === undefined && made === undefined && sense(r, 'cmp'))) return undefined;
  const sent = readSending(r);
  if (lead !== undefined && !sent) return undefined;
  return { do: 'report', report: report.id, ...(sent ?? {}) };
}
/** (用邮件)发给财务总监. */
export function readSending(r: Reader): { to: NonEmpty<Target>; via?: NonEmpty<string> } | undefined {
  return attempt(r, () => {
    eatPunct(r, ',');
    eat(r, ['并', '再', '然后']);
    skipFiller(r);
    const via = readChannels(r);
    skipFiller(r);
    if (eat(r, SEND) === undefined) return undefined;
    const to = readTargets(r);
    return to && { to, ...(via ? { via } : {}) };
  });
}

export function readAssign(r: Reader): Action | undefined {
  if (eat(r, ['指派给', '派给', '交给', '分配给', '分派给', '派']) === undefined) return undefined;
  const to = readTarget(r);
  if (to) {
    eat(r, ['处理', '负责', '跟进']);
    return { do: 'assign', to };
  }
  return undefined;
}
