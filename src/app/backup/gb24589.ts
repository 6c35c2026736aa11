// The general ledger and the receivables in the words of GB/T 24589.1-2024 (会计核算软件数据接口 第1部分：企业): a subset of its tables with its Chinese field
// names, as JSON. Its element numbers and root are not public, so this is 参照…模块结构(子集) and claims no conformity (shared/facts/china.md §6).
import type { As, Column, ExportFile } from './export-files.ts';
import { yuan } from './export-files.ts';

const CODE: As = { ref: 'code' };
const NAME: As = { ref: 'name' };
const YEAR = (period: string): string => `(${period} / 100)::text`;
const MONTH = (period: string): string => `lpad((${period} % 100)::text, 2, '0')`;
const DIRECTION = (balance: string): string => `case when ${balance} > 0 then '借' when ${balance} < 0 then '贷' else '平' end`;

const voucherColumns: readonly Column[] = [
  ['记账凭证日期', 'v.day::text'],
  ['会计年度', YEAR('v.period')],
  ['会计期间号', MONTH('v.period')],
  ['记账凭证类型编号', 'v.word'],
  ['记账凭证编号', 'v.serial::text'],
  ['记账凭证行号', 'l.line_no::text'],
  ['记账凭证摘要', 'l.summary'],
  ['科目编号', 'l.account'],
  ['辅助项1编号', 'l.party_id::text', CODE],
  ['辅助项2编号', 'l.department_id::text', CODE],
  ['辅助项3编号', 'l.project_id::text', CODE],
  ['辅助项4编号', 'l.item_id::text', CODE],
  ['币种编码', `'CNY'`],
  ['借方本币金额', yuan('l.debit')],
  ['贷方本币金额', yuan('l.credit')],
  ['附件数', 'v.attachments::text'],
  ['制单人', 'v.maker_id::text', NAME],
  ['审核人', 'v.approver_id::text', NAME],
  ['记账人', 'v.approver_id::text', NAME],
  ['记账标志', `'1'`],
  ['作废标志', `'0'`],
  ['凭证来源系统', `'衡仓'`],
];

/** A balance per account and period: what came before, what moved, what is left; every period from the account's first movement on. */
const balances = `(select p.period, a.account, coalesce(b.debit, 0) as debit, coalesce(b.credit, 0) as credit,
    sum(coalesce(b.debit, 0) - coalesce(b.credit, 0)) over (partition by a.account order by p.period) as left_over
  from (select account, min(period) as first, (select max(period) from books.account_balance where org_id = books.org()) as last from books.account_balance where org_id = books.org() group by account) a
  join books.period p on p.org_id = books.org() and p.period between a.first and a.last
  left join books.account_balance b on b.org_id = books.org() and b.period = p.period and b.account = a.account) x`;

const openItems = (side: 'receivable' | 'payable', zh: string, party: string): ExportFile => ({
  path: `GB-T-24589.1-2024参照/应收应付/${zh}`,
  columns: [
    [party, 'o.party_id::text', CODE],
    ['科目编号', 'o.account'],
    ['记账日期', 'o.day::text'],
    ['会计年度', YEAR('d.period')],
    ['会计期间号', MONTH('d.period')],
    ['记账凭证类型编号', 'v.word'],
    ['记账凭证编号', 'v.serial::text'],
    ['本位币', `'CNY'`],
    ['余额方向', `'${side === 'receivable' ? '借' : '贷'}'`],
    ['本币余额', yuan('(o.amount - o.settled)')],
    ['本币发生金额', yuan('o.amount')],
    ['原币币种', 'o.currency::text', CODE],
    ['原币发生金额', yuan('o.foreign_amount')],
    ['到期日', 'o.due::text'],
    ['单据编号', 'coalesce(o.number, d.number)'],
    ['核销标志', `case when o.amount = o.settled then '1' else '0' end`],
  ],
  from: `books.open_item o join books.document d on d.org_id = o.org_id and d.id = o.doc_id
    left join lateral (select v.word, v.serial from books.voucher v where v.org_id = o.org_id and v.doc_id = o.doc_id order by v.period, v.serial limit 1) v on true
    where o.org_id = books.org() and o.side = '${side}' order by o.day, o.id`,
});

/** The tables of the subset. `company`: name and tax number are read from the books. */
export const GB24589: readonly ExportFile[] = [
  {
    path: 'GB-T-24589.1-2024参照/基础档案/电子账簿',
    columns: [
      ['电子账簿编号', 'o.code'],
      ['会计核算单位', 'o.name'],
      ['统一社会信用代码', 'o.tax_no'],
      ['执行准则', 'o.standard', { words: { ASBE: '企业会计准则', ASSBE: '小企业会计准则' } }],
      ['开发单位', `'衡仓 Hengcang（开源）'`],
      ['本位币', `'CNY'`],
      ['标准说明', `'参照 GB/T 24589.1-2024 模块结构(子集)'`],
    ],
    from: 'books.org_node o where o.id = books.org()',
  },
  {
    path: 'GB-T-24589.1-2024参照/基础档案/会计期间',
    columns: [
      ['会计年度', YEAR('p.period')],
      ['会计期间号', MONTH('p.period')],
      ['起始日期', `to_date(p.period::text, 'YYYYMM')::text`],
      ['截止日期', `(to_date(p.period::text, 'YYYYMM') + interval '1 month - 1 day')::date::text`],
      ['结账标志', `case when p.state = 'closed' then '1' else '0' end`],
    ],
    from: 'books.period p where p.org_id = books.org() order by p.period',
  },
  {
    path: 'GB-T-24589.1-2024参照/基础档案/会计科目',
    columns: [
      ['科目编号', 'r.code'],
      ['科目名称', 'r.name'],
      ['上级科目编号', `(select u.code from books.record u where u.org_id = r.org_id and u.id::text = r.data->>'parent')`],
      ['科目类型', `r.data->>'kind'`, { words: { asset: '资产', liability: '负债', common: '共同', equity: '所有者权益', cost: '成本', profit: '损益' } }],
      ['余额方向', `r.data->>'direction'`, { words: { debit: '借', credit: '贷' } }],
    ],
    from: `books.record r where r.org_id = books.org() and r.type = 'account' order by r.code`,
  },
  {
    path: 'GB-T-24589.1-2024参照/总账/科目余额及发生额',
    columns: [
      ['科目编号', 'x.account'],
      ['会计年度', YEAR('x.period')],
      ['会计期间号', MONTH('x.period')],
      ['币种编码', `'CNY'`],
      ['期初余额方向', DIRECTION('(x.left_over - x.debit + x.credit)')],
      ['期初本币余额', yuan('abs(x.left_over - x.debit + x.credit)')],
      ['借方本币金额', yuan('x.debit')],
      ['贷方本币金额', yuan('x.credit')],
      ['期末余额方向', DIRECTION('x.left_over')],
      ['期末本币余额', yuan('abs(x.left_over)')],
    ],
    from: `${balances} order by x.period, x.account`,
  },
  {
    path: 'GB-T-24589.1-2024参照/总账/记账凭证',
    columns: voucherColumns,
    from: 'books.voucher v join books.voucher_line l on l.org_id = v.org_id and l.voucher_id = v.id where v.org_id = books.org() order by v.period, v.word, v.serial, l.line_no',
  },
  openItems('receivable', '应收明细', '客户编码'),
  openItems('payable', '应付明细', '供应商编码'),
];
