// The texts of home, chain, vouchers and the office.
export const more = {
  'hello.night': '夜深了，{{name}}', 'hello.morning': '早上好，{{name}}', 'hello.noon': '中午好，{{name}}', 'hello.afternoon': '下午好，{{name}}', 'hello.evening': '晚上好，{{name}}',
  asOfToday: '数据截至今天 {{day}} · 实时', asOfDay: '账上最近一天 {{day}}', figures: '关键数字', tasks: '待我处理', noTasks: '没有等您处理的事', waitingApprovals: '{{n}} 张单据等您审批', trend: '销售走势', trendNote: '近 30 天，与去年同期', trendSpoken: '近 30 天销售 {{now}} 元，去年同期 {{before}} 元', thisPeriod: '本期', lastYear: '去年同期', heat: '作业忙闲', heatNote: '近四周，出入库单按星期与时段', heatCell: '{{day}} {{hour}} 时：{{n}} 单',
  lotNo: '批次 {{lot}}', expiredDays: '过期 {{n}} 天', seeAll: '查看全部', seeAllN: '全部 {{n}}', foldUp: '收起', chainList: '清单', shortcuts: '快速开单', firstSteps: '从这里开始', firstStepsText: '按顺序做完这几步，第一笔买卖就能完整走到账上。',
  chainNote: '{{docs}} 张单据 · {{vouchers}} 张凭证', chainCut: '太长，只显示前 200 张', asGraph: '图', asList: '列表', zoomIn: '放大', zoomOut: '缩小', fitView: '看全部', graphControls: '图形控制', nodeSpoken: '单据卡片，按 Enter 选中，卡片内的链接可打开单据', edgeSpoken: '单据之间的连线', 'edge.reversed': '红冲',
  ledger: '总账', voucher: '凭证', voucherTitle: '记账凭证', redVoucher: '红字凭证', summary: '摘要', accountColumn: '会计科目', debit: '借方金额', credit: '贷方金额', attachments: '附单据 {{n}} 张', basis: '依据',
  peopleNote: '{{n}} 位用户', newPerson: '新建用户', phone: '电话', lastSeen: '最近登录', loginHint: '字母或数字开头，2–40 位', placeOfWork: '所属组织', placeHint: '角色在这个组织及其下级有效', 'node.group': '集团', 'node.company': '公司', 'node.site': '门店/仓', resetPassword: '重设密码（留空不变）', firstPasswordLabel: '初始密码',
  rolesNote: '内置角色只能查看；需要不同的权限时新建角色', newRole: '新建角色', builtin: '内置', rights: '权限', allRights: '全部权限', nRights: '{{n}} 项', roleCodeHint: '小写字母、数字和连字符', subject: '对象', specialRights: '特殊权限',
  'action.view': '查看', 'action.edit': '编辑', 'action.approve': '审核', 'action.reverse': '红冲', 'action.close': '关闭', 'action.export': '导出',
  'right.field.price': '查看价格', 'right.field.cost': '查看成本', 'right.stock.view': '查看库存', 'right.ledger.view': '查看账簿', 'right.period.close': '结账', 'right.period.reopen': '反结账', 'right.people.manage': '管理用户', 'right.settings.manage': '管理设置', 'right.audit.view': '查看操作日志',
  approvalsNote: '金额达到起点的单据按顺序逐级审批；没有规则的单据一级审核即可', approvalsEmpty: '还没有审批规则。例如：采购订单满 5 万元，店长审完再由财务主管审。', newRule: '新建规则', editRule: '修改规则', fromAmount: '金额起点', approvers: '审批顺序', approversHint: '按选择的先后逐级审批', amountForm: '请填金额，最多两位小数',
  separate: '制单与审核分离', separateNote: '制单人不能审核自己的单据', creditControl: '超信用额度时', 'credit.refuse': '禁止出库', 'credit.warn': '仅提醒', 'credit.off': '不控制', overReceipt: '允许超收', minShelf: '出库最短剩余保质期', settingsSaved: '设置已保存',
  tokensNote: '供其他系统以您的身份调用接口', tokensEmpty: '还没有令牌。对接电商、收银或自己的脚本时，在这里建一个。', newToken: '新建令牌', tokenFor: '用途', tokenMade: '令牌已创建', tokenOnce: '请立即保存，关闭后不再显示：', createdAt: '创建', usedAt: '最近使用', expiresAt: '有效期', never: '长期', revoke: '停用', revoked: '已停用', revokeAsk: '停用后使用它的程序将无法登录，确定？',
  demoTitle: '先看看演示公司', demoText: '一家食品批发商，两家门店，两年往来。选一个岗位，走进他的一天；随便改，不影响您自己的账。', demoBuilding: '正在生成两年的往来，已到 {{day}}，就绪后在这里进入。您可以先建自己的账。',
  searchAudit: '搜操作内容', who: '操作人', at: '时间', what: '内容', hash: '存证',
} as const;
