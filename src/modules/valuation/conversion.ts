// Goods turned into other goods (组装、拆卸): what comes out costs exactly what went in costs by its own method, and the extra cost. Shared by 组装单 and 拆卸单. Pure.
import { chartOf } from '#accounting';
import { costLedger, type CostLedger } from '#costing';
import type { Posting } from '#kernel/decision';
import type { Doc } from '#kernel/document';
import type { Facts, RecordFacts } from '#kernel/facts';
import { binsElsewhere, lotsMissing } from '#kernel/checks';
import { choice, day, lotNo, money, note, qty, ref, text } from '#kernel/field';
import { sumFen } from '#kernel/money';
import { present } from '#kernel/must';
import { pick } from '#kernel/picking';
import { NO_QTY } from '#kernel/quantity';
import { type Complaint, gather, type Refused, type RefusalTable } from '#kernel/refusal';
import { readSerials, SERIALS, serialsPresent } from '#kernel/serials';
import { REMARK, STOCK_LINE } from '#kernel/trade';
import { postConversion } from './conversion-post.ts';

export const CONVERSION_HEAD = {
  warehouse: ref('warehouse', '出库仓库', { required: true }),
  into: ref('warehouse', '入库仓库', { hint: '留空则与出库仓库相同' }),
  extraCost: money('另加费用', { sign: 'zero', secret: 'cost', hint: '加工费、人工等，计入所得商品的成本' }),
  extraAccount: ref('account', '费用对方科目', { hint: '另加费用记在哪个科目的贷方，如 应付职工薪酬' }),
  department: ref('department', '部门'),
  remark: note('备注', { max: 500 }),
} as const;

/** The fields of a line; `words` name the two roles as the document's people do. */
export const conversionLine = <const W extends { readonly into: string; readonly out: string }>(words: W) =>
  ({
    role: choice(
      '用途',
      [
        { value: 'in', zh: words.into },
        { value: 'out', zh: words.out },
      ],
      { required: true, initial: 'in' },
    ),
    ...STOCK_LINE,
    weight: qty('分摊权数', { sign: 'zero', hint: `有几种${words.out}时按权数分摊成本；都留空则按参考成本分摊` }),
    lot: lotNo('批次'),
    made: day('生产日期'),
    expires: day('到期日'),
    supplierLot: text('供应商批号', { max: 40 }),
    ...SERIALS,
    bin: ref('bin', '库位'),
    ...REMARK,
    cost: money('成本', { computed: true, secret: 'cost' }),
  }) as const;

export const CONVERSION_REFUSALS = {
  'nothing-goes-in': { http: 422, retry: 'never', zh: '请至少录入一行“{role}”：没有投入就没有产出' },
  'nothing-comes-out': { http: 422, retry: 'never', zh: '请至少录入一行“{role}”：投入的成本要有去处' },
  'item-both-sides': { http: 422, retry: 'never', zh: '第 {line} 行：“{item}”既投入又产出，请分成两张单据，或删去一行' },
  'weights-partly': { http: 422, retry: 'never', zh: '第 {line} 行：“{item}”没有分摊权数，其他行却有；请都填写，或都留空' },
  'weights-zero': { http: 422, retry: 'never', zh: '分摊权数合计为零，成本无处可去；请至少给一行填写大于零的权数' },
  'reference-unknown': { http: 422, retry: 'never', zh: '第 {line} 行：“{item}”没有库存成本也没有参考进价，系统无法分摊；请各行都填写分摊权数' },
  'extra-account-missing': { http: 422, retry: 'never', zh: '填写了另加费用，请选择“费用对方科目”' },
  'extra-account-unfit': { http: 422, retry: 'never', zh: '科目“{account}”{why}，不能作为费用对方科目，请换一个末级科目，如 应付职工薪酬' },
} as const satisfies RefusalTable;

const WORDS = { into: '投入', out: '产出' } as const;
const PATTERN = conversionLine(WORDS);
export type Conversion = Doc<typeof CONVERSION_HEAD, typeof PATTERN>;
export type ConversionLine = Conversion['lines'][number];

/** What a 组装单 or 拆卸单 books, or why it may not. */
export function decideConversion(
  doc: Conversion,
  facts: Facts,
  about: { readonly into: string; readonly out: string; readonly zh: string; readonly expired: 'refuse' | 'allow' },
): Posting | Refused {
  const { warehouse } = doc.head;
  const into = doc.head.into ?? warehouse;
  const [ins, outs] = [doc.lines.filter((l) => l.role === 'in'), doc.lines.filter((l) => l.role === 'out')];
  const serials = readSerials(doc.lines, facts);
  const wanted = ins.map((l) => ({
    no: l.no,
    item: l.item,
    warehouse,
    qty: l.baseQty ?? NO_QTY,
    lotNo: l.lot,
    reserved: NO_QTY,
    bin: l.bin,
    serials: serials.byLine[l.no] ?? null,
  }));
  const { picks, complaints } = pick(wanted, facts, about.expired);
  const ledger = costLedger(facts);
  const weights = weightsOf(outs, into, { facts, ledger });
  const refused = gather([
    ins.length === 0 && { refused: 'nothing-goes-in', path: 'lines', with: { role: about.into } },
    outs.length === 0 && { refused: 'nothing-comes-out', path: 'lines', with: { role: about.out } },
    ...bothSides(doc.lines, facts),
    ...('refused' in weights ? [weights, ...(weights.more ?? [])] : []),
    extraRefused(doc.head, facts),
    ...serials.complaints,
    ...binsElsewhere(onlyRole(doc.lines, 'in'), warehouse, facts),
    ...binsElsewhere(onlyRole(doc.lines, 'out'), into, facts),
    ...lotsMissing(doc.lines, facts).filter((c) => isOut(c, doc.lines)),
    ...serialsPresent(doc.lines, serials.byLine, facts).filter((c) => isOut(c, doc.lines)),
    ...complaints,
  ]);
  if (refused) return refused;
  return postConversion(doc, facts, { picks, weights: weights as readonly bigint[], words: `${about.zh} {number}` });
}

/** The lines at their places, with the bins of the other side left out of sight. */
const onlyRole = (lines: readonly ConversionLine[], role: string) => lines.map((l) => (l.role === role ? l : { no: l.no, bin: null }));
const isOut = (c: Complaint, lines: readonly ConversionLine[]): boolean => lines[Number(/^lines\[(\d+)\]/.exec(c.path ?? '')?.[1])]?.role === 'out';

function bothSides(lines: readonly ConversionLine[], facts: Facts): readonly Complaint[] {
  const ins = new Set(lines.filter((l) => l.role === 'in').map((l) => l.item));
  return lines.flatMap((l, i) =>
    l.role === 'out' && ins.has(l.item) ? [{ refused: 'item-both-sides', path: `lines[${i}].item`, with: { line: String(l.no), item: facts.items[l.item]?.name ?? '' } }] : [],
  );
}

/** By what the cost is split over what comes out: the weights entered, else what each would cost on its own. One product takes it all. */
function weightsOf(outs: readonly ConversionLine[], into: string, { facts, ledger }: { readonly facts: Facts; readonly ledger: CostLedger }): readonly bigint[] | Refused {
  if (outs.length <= 1) return outs.map(() => 1n);
  const said = (l: ConversionLine) => ({ path: `lines[${l.no - 1}].weight`, with: { line: String(l.no), item: facts.items[l.item]?.name ?? '' } });
  const given = outs.filter((l) => l.weight !== null);
  if (given.length > 0) {
    const empty = outs.filter((l) => l.weight === null).map((l): Complaint => ({ refused: 'weights-partly', ...said(l) }));
    const weights = outs.map((l): bigint => l.weight ?? 0n);
    return gather([...empty, weights.every((w) => w === 0n) && { refused: 'weights-zero', path: 'lines' }]) ?? weights;
  }
  const worth = outs.map((l) => ledger.worth({ item: l.item, warehouse: into, lot: null, qty: present(l.baseQty, 'base quantity') }));
  const unknown = outs.flatMap((l, i): Complaint[] => (worth[i] === null ? [{ refused: 'reference-unknown', ...said(l) }] : []));
  return gather(unknown) ?? worth.map((w) => w ?? 0n);
}

/** The account that the extra cost is owed to must be one a person may post to without a party. */
function extraRefused(head: Conversion['head'], facts: Facts): Complaint | null {
  if ((head.extraCost ?? 0n) === 0n) return null;
  const account = head.extraAccount ? facts.records[head.extraAccount] : undefined;
  if (!account) return { refused: 'extra-account-missing', path: 'head.extraAccount' };
  const why = unfit(account, facts);
  return why ? { refused: 'extra-account-unfit', path: 'head.extraAccount', with: { account: `${account.code} ${account.name}`, why } } : null;
}

/** Why nobody may post to an account without further figures; null when one may. */
export function unfit(account: RecordFacts, facts: Facts): string | null {
  if (account.data['controlled'] === true) return '由单据自动记账';
  if (account.data['byParty'] === true) return '要核算到往来单位';
  return chartOf(facts.org.standard).some((row) => row.parent === account.code) ? '还有下级科目' : null;
}

/** Cost of all that came out, for lists. */
export const conversionTotal = (doc: Conversion) => sumFen(doc.lines, (l) => (l.role === 'out' ? (l.cost ?? (0n as never)) : (0n as never)));
