// How much: what the rule says, or the quantity that fills up to the target when it says nothing.
import { type Action, evaluate, type Facts, type MetricNeed, type Moment, type Operand, type Qty, type Rule, type Sel, type Subject } from '#rules';

type Asked = {
  readonly facts: Facts;
  readonly now: Moment;
  readonly subject: Subject /** Where the goods are wanted, when the action says so. */;
  readonly of?: readonly Sel[];
};
type Amount = { readonly value: number; readonly unit?: string };

/** The value of an operand for a subject, read by the engine itself; undefined when a figure is missing. */
export function valueOf(operand: Operand, asked: Asked): Amount | undefined {
  const { left } = evaluate({ op: 'gte', left: operand, right: { num: 0 } }, { ...asked, held: {} }).trace;
  return typeof left?.value === 'number' ? { value: left.value, ...(left.unit === undefined ? {} : { unit: left.unit }) } : undefined;
}
const metric = (id: string, { facts, subject, of = [] }: Asked): Amount | undefined => {
  const read = facts.metric({ metric: id, of, subject });
  return typeof read?.value === 'number' ? { value: read.value, ...(read.unit === undefined ? {} : { unit: read.unit }) } : undefined;
};

/** Figures an action without a quantity is reckoned from. */
const SUGGESTS = ['available', 'in_transit', 'safety_stock', 'max_stock'] as const;
export const whereTo = (a: Action): readonly Sel[] => (a.do === 'create' && a.to?.ids ? [a.to] : []);

/** What the actions of a rule read besides what they say. */
export function silentNeeds(rule: Rule): readonly MetricNeed[] {
  return rule.branches
    .flatMap((b) => b.then)
    .flatMap((a): readonly MetricNeed[] => {
      if (a.do === 'create') return [...SUGGESTS.map((metric) => ({ metric, of: whereTo(a) })), ...(a.from?.ids ? [{ metric: 'surplus', of: [a.from] }] : [])];
      // Everything there: what is at the place it is taken from, which need not be the place the rule looked at.
      if (a.do === 'move') return [{ metric: 'available', of: a.from?.ids ? [a.from] : [] }];
      if (a.do === 'consume') return SUGGESTS.map((metric) => ({ metric, of: [] }));
      return a.do === 'set' ? [{ metric: a.param, of: [] }] : [];
    });
}

/** 补足到 N, N, or the suggestion: up to the maximum (else twice the safety stock), counting what is on the way. */
export function quantityOf(qty: Qty | undefined, asked: Asked): Amount | { readonly why: string } {
  if (qty && !('upto' in qty)) {
    const said = valueOf(qty, asked);
    return said ? (said.value > 0 ? said : { why: '算出的数量不大于 0，没有创建' }) : { why: '数量里的指标没有数据，没有创建' };
  }
  const have = metric('available', asked);
  const coming = metric('in_transit', asked)?.value ?? 0;
  const safety = metric('safety_stock', asked)?.value;
  const target = qty ? valueOf(qty.upto, asked) : (metric('max_stock', asked) ?? (safety === undefined ? undefined : { value: safety * 2 }));
  if (!have || !target) return { why: qty ? '“补足到”的数量没有数据，没有创建' : '没有填写数量，商品也没有最高库存或最低库存可以推算；请在规则里写明数量，或在商品资料上填写' };
  const inBase =
    target.unit !== undefined && have.unit !== undefined && target.unit !== have.unit
      ? asked.facts.convert?.(target.value, { from: target.unit, to: have.unit }, asked.subject)
      : target.value;
  if (inBase === undefined) return { why: '单位换算不了，没有创建' };
  const short = Math.ceil(inBase - have.value - coming);
  return short > 0 ? { value: short } : { why: '现有加在途已够，不需要补' };
}

/** A transfer takes no more than its source has beyond its own safety stock. */
export function capped(amount: Amount, from: Sel | undefined, asked: Asked): Amount | { readonly why: string } {
  const spare = from?.ids ? metric('surplus', { ...asked, of: [from] }) : undefined;
  if (!spare || amount.unit !== undefined) return amount;
  const most = Math.floor(spare.value);
  return most > 0 ? { value: Math.min(amount.value, most) } : { why: '调出仓没有超出安全库存的余量，没有创建' };
}
