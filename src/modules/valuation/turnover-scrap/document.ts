// 周转材料报废单: articles in use are given up; under 五五摊销 their second half becomes expense, less what their remains fetch.
import { COMMON } from '#kernel/common-refusals';
import { defineDocument, POSTING_FLOW } from '#kernel/document';
import { money, note, ref } from '#kernel/field';
import { NO_FEN, sumFen } from '#kernel/money';
import { isRefused } from '#kernel/refusal';
import { completeStock, REMARK, STOCK_LINE } from '#kernel/trade';
import { costsSince, decideTurnoverScrap, REFUSALS } from './decide.ts';
import { screen } from './screen.ts';

export const HEAD = {
  account: ref('account', '费用科目', { hint: '留空记管理费用' }),
  residualAccount: ref('account', '残值科目', { hint: '有残值时填写：残料、现款记在哪个科目的借方' }),
  department: ref('department', '部门'),
  remark: note('备注', { max: 500 }),
} as const;
export const LINE = {
  ...STOCK_LINE,
  residual: money('残值', { sign: 'zero' }),
  ...REMARK,
  cost: money('领用成本', { computed: true, secret: 'cost' }),
  expense: money('本次摊销', { computed: true, secret: 'cost', sign: 'any' }),
} as const;

export const turnoverScrap = defineDocument({
  type: 'turnover-scrap',
  zh: '周转材料报废单',
  prefix: 'ZZBF',
  head: HEAD,
  line: LINE,
  flow: POSTING_FLOW,
  sources: [
    {
      type: 'turnover-issue',
      progress: 'scrapped',
      limit: 'qty',
      head: { account: 'account', department: 'department' },
      line: { item: 'item', unit: 'unit', qty: 'qty' },
    },
  ],
  needs: { sourcePostings: true },
  refusals: { ...COMMON, ...REFUSALS },
  screen,
  companyWide: true,
  complete: (doc, facts) => {
    const lines = completeStock(doc.lines, facts);
    return isRefused(lines) ? lines : { ...doc, lines };
  },
  decide: decideTurnoverScrap,
  redLines: costsSince,
  summary: (doc) => ({ party: null, warehouse: null, total: sumFen(doc.lines, (l) => l.expense ?? NO_FEN) }),
});
