// Every text a person reads, in Chinese; the key is its short English name.
import { more } from './zh-more';

const common = {
  brand: '衡仓', brandHome: '衡仓首页', home: '首页', documents: '单据', queries: '查询', mine: '我的', me: '我', records: '资料', settings: '设置', account: '账号', mainNav: '主导航', breadcrumbs: '位置', skipToContent: '跳到正文',
  commandBox: '搜索单据、商品、客户，或输入命令', searchShort: '搜索', paletteHint: '单号、名称、拼音首字母，或“新建采购订单”', paletteFoot: '单号直达：输入前缀加数字', choose: '选择', open: '打开', recent: '最近', candidates: '候选',
  navOpen: '展开导航', navFold: '收起导航', switchCompany: '切换公司', theme: '外观', 'theme.light': '浅色', 'theme.dark': '深色', 'theme.system': '跟随系统', themeTo: '外观切换为{{to}}',
  changePassword: '修改密码', tokens: '接口令牌', signOut: '退出登录', people: '用户', roles: '角色与权限', approvals: '审批与控制', audit: '操作日志',
  close: '关闭', cancel: '取消', save: '保存', create: '创建', delete: '删除', clear: '清除', retry: '重试', more: '更多', all: '全部', yes: '是', no: '否', new: '新建', newShort: '新建', newOne: '新建{{what}}', createNew: '新建一条', export: '导出', print: '打印', restore: '恢复', discard: '丢弃',
  fillThis: '请填写', pleaseChoose: '请选择', loading: '正在加载', searching: '正在查找…', noMatch: '没有匹配“{{q}}”的结果', nothingYet: '还没有资料', chosen: '已选', lookupHint: '编码、名称或拼音首字母',
  notFound: '没有找到', notFoundText: '这个地址没有对应的页面，可能已被移走，或您没有查看权限。', notAllowed: '没有权限', offline: '连接中断', offlineNote: '网络已断开，恢复后自动继续；已录入的内容都在', failed: '没有成功', goHome: '回首页',
  day: '日期', pickDay: '选择日期', monthBefore: '上个月', monthAfter: '下个月', today: '今天', from: '开始日期', to: '结束日期', ranges: '常用日期范围', thisWeek: '本周', thisMonth: '本月', lastMonth: '上月', last90: '近 90 天', thisYear: '今年', allDays: '不限日期', days: '天', daysN: '{{n}} 天', oClock: '时',
  number: '单号', noNumber: '（未编号）', amount: '金额', state: '状态', maker: '制单', approver: '审核', approverLevel: '{{n}} 级审核', qty: '数量', cost: '成本', item: '商品', warehouse: '仓库', sum: '合计', line: '行', name: '名称', code: '编码', others: '其他',
  'state.draft': '草稿', 'state.submitted': '待审核', 'state.posted': '已审核', 'state.closed': '已关闭', 'state.reversed': '已红冲', 'state.void': '已作废', 'state.counting': '盘点中',
  'command.save': '存草稿', 'command.submit': '提交审批', 'command.withdraw': '撤回', 'command.reject': '驳回', 'command.approve': '审核', 'command.reverse': '红冲', 'command.void': '作废', 'command.close': '关闭', 'command.reopen': '反关闭', 'command.count': '录入实盘',
  approve: '审核', keyList: '快捷键', 'keys.anywhere': '任何地方', 'keys.list': '列表', 'keys.document': '单据', 'keys.grid': '明细表格',
  'key.palette': '命令与搜索', 'key.list': '本列表', 'key.home': '回首页', 'key.close': '关闭面板', 'key.search': '搜索', 'key.rows': '选行', 'key.open': '打开', 'key.pick': '勾选', 'key.new': '新建', 'key.save': '存草稿', 'key.approve': '审核 / 提交', 'key.pull': '选单', 'key.preview': '预览凭证', 'key.lines': '到明细', 'key.print': '打印',
  'key.next': '下一格，末行自动添行', 'key.edit': '改当前格', 'key.lookup': '查找资料', 'key.above': '复制上一行', 'key.delete': '删行', 'key.undo': '撤销', 'key.paste': '从 Excel 粘贴', 'key.leave': '离开表格',
} as const;

const gate = {
  signIn: '登录', signInText: '进销存、财务一体，账实相符。', login: '登录名', password: '密码', passwordAgain: '再输一次密码', passwordOld: '原密码', passwordNew: '新密码', passwordHint: '至少 8 位，不要用登录名或常见密码', passwordDiffers: '两次输入的密码不一致', passwordChanged: '密码已修改',
  firstPassword: '请先修改密码', firstPasswordText: '您的密码由管理员设置。改成只有您知道的密码后即可开始。',
  setUp: '建账', setUpText: '三分钟完成：公司、会计准则和第一位管理员。没有默认密码，数据只在这台机器上。', company: '公司', companyName: '公司名称', companyExample: '如：青禾食品商贸有限公司', standard: '会计准则', 'standard.ASSBE': '小企业会计准则', 'standard.ASSBE.text': '多数商贸公司适用', 'standard.ASBE': '企业会计准则', 'standard.ASBE.text': '规模较大或需审计的公司',
  vat: '增值税身份', 'vat.general': '一般纳税人', 'vat.general.text': '进项税可抵扣，成本不含税', 'vat.small': '小规模纳税人', 'vat.small.text': '进项税计入成本', firstPeriod: '启用期间', firstPeriodHint: '从哪个月开始记账；之前的期间不能录单', firstAdmin: '第一位管理员', personName: '姓名', startBooks: '建账并登录',
} as const;

const list = {
  searchDocuments: '搜单号、往来单位、备注、拼音', searchRecords: '搜编码、名称、拼音首字母', shownRows: '{{n}}{{more}} 行', nothingFound: '没有符合条件的结果', nothingFoundText: '换个条件，或清除全部筛选再看。', clearFilters: '清除筛选', noneYet: '还没有{{what}}', pickAll: '全选', pickRow: '选中此行', pickedRows: '已选 {{n}} 行',
  approveBulk: '批量审核', approveMany: '审核这 {{n}} 张单据？', approveManyText: '金额合计 ¥{{total}}。逐张过账，不成功的会列出原因。', approvedMany: '{{n}} 张单据已审核', someFailed: '{{n}} 张没有审核成功',
  active: '启用', activeOnly: '启用', disabledOnly: '停用', disabled: '已停用', enable: '启用', disable: '停用', importHint: '也可以用命令 hengcang import 从表格成批导入', codeProposed: '留空自动编号', addRow: '添加{{what}}', rowN: '第 {{n}} 行', saveAndNew: '保存并新建', saved: '“{{what}}”已保存', quickNote: '其余内容以后可在资料里补全',
  chooseFirst: '请先选择{{what}}', nothingHere: '这里还没有数据',
} as const;

const document = {
  docDay: '单据日期', headFields: '表头', foldHead: '收起表头', lines: '明细', linesOf: '{{what}}明细', rows: '{{n}} 行', rowsShort: '行数', qtySum: '数量', totals: '合计', stateIs: '状态：{{state}}', redDocument: '红字单据', original: '原单', unsaved: '未保存', stockShort: '可用',
  keptDraft: '有一份{{at}}未保存的内容（{{n}} 行）', pull: '选单', pullFrom: '选单：{{what}}', pullTitle: '为{{what}}选单', takeLines: '带入所选行', takeNow: '本次', left: '未完', alreadyTaken: '已带入', overLeft: '超过未完数量 {{left}}', nothingToPull: '没有未完的来源单据', nothingToPullText: '“{{what}}”审核后、还有未完数量时，会出现在这里。',
  preview: '预览凭证', previewTitle: '审核后将这样记账', previewNote: '仅预览，未保存任何内容', noVoucher: '审核这张单据不产生凭证。', movements: '库存变动',
  chain: '单据链', sources: '来源', followers: '后续', vouchers: '凭证', copyDocument: '复制单据', printA4: '打印（A4）', printTriple: '打印（三联 241×140）', makeFollower: '生成{{what}}', makeFollowers: '生成后续单据', broughtLines: '已带入 {{n}} 行', openItems: '带出未核销单据', noOpenItems: '该往来单位没有未核销的单据', choosePartyFirst: '请先选择往来单位', trail: '经过', trailEmpty: '还没有记录', done: '{{number}} {{what}}成功',
  inWords: '大写', signDelivered: '送货人：', signReceived: '收货人：', notSigned: '未审核',
  'ask.reverse': '红冲 {{number}}？', 'ask.reverse.text': '会生成一张红字单据，库存与凭证同时冲回；原单保留，不能恢复。', reasonReverse: '红冲原因', 'ask.void': '作废 {{number}}？', 'ask.void.text': '草稿作废后不能再编辑，编号保留。', 'ask.close': '关闭 {{number}}？', 'ask.close.text': '剩余未完数量不再执行，之后可以反关闭。', 'ask.reject': '驳回 {{number}}？', 'ask.reject.text': '退回制单人修改。', reasonReject: '驳回原因',
} as const;

export const zh = { ...common, ...gate, ...list, ...document, ...more } as const;
