// 财会〔2024〕12号, approval, posting, reconciling and closing: C8–C14 of facts/china.md §4.
import type { Clause } from './clause.ts';

export const CONTROL: readonly Clause[] = [
  {
    no: 'C8',
    clause: '12号 第二十一条（一）；11号 第十七条',
    title: '审签规则可查、可验、可追溯',
    demand: '自动审核须经授权，规则可以查询、校验、追溯；设立、变更规则须审签并留档。',
    how: [
      '审批规则按单据类型与金额分级，谁都能在一页上看到全部规则；保存规则与设置都写操作日志。',
      '中文规则可以要求某个岗位审批、拦下单据或代人做单：每条规则有负责人、版本与运行记录，只能做负责人有权做的事，启用前可以拿过去的数据试算；有别人可以审批时，写规则的人须等他同意才能启用。',
      '规则和系统做出的单据写明由哪条规则、哪个事件引起；每张单据都逐级留下姓名、角色和时间。',
    ],
    screens: [
      { zh: '审批规则', href: '/settings/approvals' },
      { zh: '中文规则', href: '/rules' },
      { zh: '操作日志', href: '/settings/audit' },
    ],
    tests: [
      { file: 'src/books/pen.test.ts', title: 'levels of approval: the amount decides who must agree, and one person does not agree twice' },
      { file: 'src/app/rules-runtime/rules.test.ts', title: 'where somebody else may approve, the author waits for them' },
      { file: 'src/app/rules-runtime/rules.test.ts', title: 'before the commit: a large order waits for the office the rule names, a small one passes, a cheap one is refused' },
      { file: 'src/app/rules-runtime/rules.test.ts', title: 'tried on the past: the days and subjects a rule would have fired for, and nothing is written' },
    ],
    evidence: ['approvalRules', 'ruleChanges'],
    verdict: 'partly',
    missing: '中文规则的启用须经第二人同意，但按金额分级的审批规则与公司设置的变更只留痕，还不需要第二人审签。',
  },
  {
    no: 'C9',
    clause: '12号 第二十一条（二）；11号 第十六条、第二十五条',
    title: '经办、审核、审批程序与防重复入账',
    demand: '入账有经办、审核、审批；同一原始凭证不得重复入账。',
    how: [
      '可要求制单与审核分离；审批分级，同一人不能连批两级；没有权限的人看不到、也按不动。',
      '发票号码是数据库里的唯一键：两个人同时登记同一张发票，只有一个成功；红冲后才可重登。',
    ],
    screens: [
      { zh: '审批规则', href: '/settings/approvals' },
      { zh: '业务设置', href: '/settings/company' },
      { zh: '角色与权限', href: '/settings/roles' },
      { zh: '采购发票', href: '/documents/purchase-invoice' },
    ],
    tests: [
      { file: 'src/modules/settlement/purchase-invoice/store.test.ts', title: 'one number is booked once, also by two clerks at the same moment; the red twin gives it back' },
      { file: 'src/modules/accounting/journal-voucher/decide.test.ts', title: 'keeps maker and approver apart where the company wants it' },
      { file: 'scenarios/purchase-to-payment.story.ts', title: '同一号码的发票第二次入账被拒绝' },
    ],
    evidence: ['separated', 'selfApproved', 'claims', { zh: '票号归属有效单据', checks: ['claims'] }],
    verdict: 'met',
  },
  {
    no: 'C10',
    clause: '12号 第二十一条（三）',
    title: '不可逆的记账',
    demand: '不得删除、插入已记账凭证；同类凭证连续编号；不得改动已记账凭证的日期、币种、汇率、金额、科目、操作人。',
    how: [
      '凭证号在记账的同一事务里取，按期间、按字连续，失败的事务不留断号；任何断号、重号体检都会指出缺哪一号。',
      '每张单据审核时，单据、库存流水、凭证、往来各留一枚指纹，写进逐个相接的事件链；之后任何改动都与链不符。',
      '更正：红字单据与原单据逐项相抵为零，摘要写明注销哪日哪号。',
    ],
    screens: [
      { zh: '账簿体检', href: '/health' },
      { zh: '凭证列表', href: '/views/voucher-list' },
    ],
    tests: [
      { file: 'src/app/verify/testing/damage-ledger.ts', title: '删掉一张凭证连同分录' },
      { file: 'src/app/verify/testing/damage-ledger.ts', title: '改一行凭证的科目（还有效的科目）' },
      { file: 'src/app/verify/testing/damage-documents.ts', title: '改制单人' },
      { file: 'src/books/pen.test.ts', title: 'items in opposite order do not deadlock anybody, and numbers have no gaps' },
      { file: 'src/modules/accounting/journal-voucher/store.test.ts', title: 'is booked with its attachments and parties, and taken back in red' },
    ],
    evidence: [
      'vouchers',
      { zh: '凭证断号、重号', checks: ['voucher-numbers'] },
      { zh: '单据断号、重号', checks: ['document-numbers'] },
      { zh: '审核后未被改动', checks: ['posted-unchanged'] },
      { zh: '红字与原单相抵', checks: ['red-documents'] },
    ],
    verdict: 'met',
  },
  {
    no: 'C11',
    clause: '12号 第二十二条',
    title: '账簿只由审核过的凭证生成',
    demand: '账簿须由审核通过的记账凭证生成，未审核的不得入账。',
    how: ['凭证只在单据审核通过时生成并同时登记科目余额；草稿、待审核、作废的单据没有凭证，也不动库存与往来。'],
    screens: [
      { zh: '明细账', href: '/views/account-ledger' },
      { zh: '科目余额表', href: '/views/account-balance' },
    ],
    tests: [
      { file: 'src/app/verify/testing/damage-documents.ts', title: '把草稿直接改成已审核' },
      { file: 'src/app/verify/testing/damage-ledger.ts', title: '改一个科目余额' },
      { file: 'src/modules/accounting/views.test.ts', title: '明细账: opening, lines, and a running balance that ends where 科目余额表 ends' },
    ],
    evidence: ['drafts', 'draftsBooked', { zh: '余额 = 分录合计', checks: ['account-balances', 'drafts-book-nothing'] }],
    verdict: 'met',
  },
  {
    no: 'C12',
    clause: '12号 第二十三条',
    title: '银行对账',
    demand: '能自动或人工与银行对账单核对，出具余额调节表。',
    how: ['收付款单记下结算账户与交易流水号，账户的收支可从明细账逐笔查看。'],
    screens: [
      { zh: '明细账', href: '/views/account-ledger' },
      { zh: '资金账户', href: '/records/wallet' },
    ],
    tests: [],
    evidence: [],
    verdict: 'unmet',
    missing: '不能导入银行对账单，不能勾对，没有余额调节表。',
  },
  {
    no: 'C13',
    clause: '12号 第二十四条',
    title: '结账前自动检查',
    demand: '结账前自动检查本期凭证是否全部登记入账，合格才能结账。',
    how: [
      '结账页逐项检查：上一期间已结账、没有未审核的单据、凭证号连续、试算平衡、库存与总账相符等；不合格不能结账，并列出单号与差额。',
      '结账独占该期间：正在过账的先做完，之后的一律拒绝；反结账须有权、写原因、只能从最近一期开始，全程留痕。',
    ],
    screens: [
      { zh: '结账', href: '/close' },
      { zh: '操作日志', href: '/settings/audit' },
    ],
    tests: [
      { file: 'scenarios/month-close.story.ts', title: '检查清单：一张送货单还是草稿（红），现金短款未处理（黄），暂估与待转信息列明' },
      { file: 'src/modules/accounting/period/store.test.ts', title: 'a draft holds the month open; closed, it takes nothing; reopened with a reason, it does' },
      { file: 'src/modules/accounting/period/store.test.ts', title: 'nobody books into a month while it is being closed' },
    ],
    evidence: ['closed', { zh: '结账后没有入账', checks: ['closed-is-closed'] }, { zh: '按先后结账', checks: ['periods-in-order'] }],
    verdict: 'met',
  },
  {
    no: 'C14',
    clause: '12号 第二十五条',
    title: '报表自动编制与自定义',
    demand: '自动编制会计报表，并能自行定义格式、项目、数据来源与取数逻辑。',
    how: [
      '资产负债表、利润表、现金流量表按企业会计准则、小企业会计准则的格式由账簿实时编制，每个数字可追到科目。',
      '科目余额表、明细账、往来余额、账龄等可按条件筛选、导出；自设科目可指定归入的报表项目。',
    ],
    screens: [
      { zh: '报表', href: '/statements' },
      { zh: '科目余额表', href: '/views/account-balance' },
    ],
    tests: [
      { file: 'scenarios/month-close.story.ts', title: '资产负债表与手算一致：期末与年初两栏' },
      { file: 'src/modules/accounting/statements/forms.test.ts', title: 'the sheet balances for any set of vouchers, except by what it says is not shown' },
      { file: 'src/modules/accounting/statements/forms.test.ts', title: 'every 分 of a line and of a total can be followed to its accounts' },
    ],
    evidence: [{ zh: '试算平衡', checks: ['period-balanced', 'account-balances'] }],
    verdict: 'partly',
    missing: '报表格式固定，不能自行增加报表、增减项目或编写取数公式。',
  },
];
