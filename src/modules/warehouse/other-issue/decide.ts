// When a 其他出库单 may be posted: the goods are there, and what is given away has a market price and a rate.
import type { Posting } from '#kernel/decision';
import type { Doc } from '#kernel/document';
import type { Facts } from '#kernel/facts';
import { type Complaint, gather, type Refused, type RefusalTable } from '#kernel/refusal';
import { leave } from '../leaving.ts';
import { checkUse } from '../reasons.ts';
import type { HEAD, LINE } from './document.ts';
import { postOtherIssue } from './post.ts';

export const REFUSALS = {
  'market-price-missing': { http: 422, retry: 'never', zh: '第 {line} 行：“{item}”视同销售但没有零售价，请填写市场价或先维护商品的零售价' },
  'tax-rate-missing': { http: 422, retry: 'never', zh: '第 {line} 行：“{item}”视同销售，小规模纳税人请填写征收率（如 1% 填 0.01）' },
} as const satisfies RefusalTable;

export function decideOtherIssue(doc: Doc<typeof HEAD, typeof LINE>, facts: Facts): Posting | Refused {
  const { warehouse, reason, deemedSale } = doc.head;
  // Nobody may be given expired goods; using or scrapping them is a 报损.
  const { picked, complaints } = leave(doc.lines, { warehouse, expired: 'refuse' }, facts);
  const missing = !deemedSale
    ? []
    : doc.lines.flatMap((line, i): Complaint[] => {
        const said = { line: String(line.no), item: facts.items[line.item]?.name ?? '' };
        if (line.price === null) return [{ refused: 'market-price-missing', path: `lines[${i}].price`, with: said }];
        return line.taxRate === null ? [{ refused: 'tax-rate-missing', path: `lines[${i}].taxRate`, with: said }] : [];
      });
  const refused = gather([checkUse(reason, ['other-out'], { path: 'head.reason', facts }), ...missing, ...complaints]);
  return refused ?? postOtherIssue(doc, facts, picked);
}
