// What the routes of 规则 promise to whoever calls them: what each does, what it answers, and which refusals it gives. Read by the contract.

type Says = { readonly summary: string; readonly description: string };

const CALLER = '401 未登录；403 没有权限（problem 的 detail 写明缺哪一项）。';
const UNREAD = '422 rule-unread：句子读不成规则，detail 逐处说明，句子保持不变、什么也没有保存。';

/** Route → its words. */
export const SAYS = {
  read: {
    summary: '读一句规则：语法树、规范写法、解释，或逐处错误与建议',
    description: `只读，不保存。读得懂时 ok 为 true，给出 ast、canonical、warnings、spans、explanation（我理解为）、texts（各动作的说法）和 notes（启用时的阻碍 stop 与提醒 heed）；读不懂时 ok 为 false，errors 各有 code、span（原文 UTF-16 下标，左闭右开）、at、message 与可直接替换的 suggest。句子最长 10,000 字，超过回 422。${CALLER}`,
  },
  write: {
    summary: '由语法树（积木）写成规范的一句话',
    description: `只读，不保存。树要能写成句子、读回相同并通过检查才 ok 为 true；否则给出 errors，半成品也不会报 500。${CALLER}`,
  },
  library: { summary: '规则库：各行业现成的例子', description: `每条有 trade、name、text，以及在本公司启用还缺什么（needs）和要注意什么（heeds）。${CALLER}` },
  words: {
    summary: '规则可用的词：指标、状态、单据、岗位、参数与本公司的名称',
    description: `供补全与积木使用；每类名称最多 500 个。model 说明语言模型是否已接（默认 false，即关闭）。${CALLER}`,
  },
  simulate: {
    summary: '在历史上试算',
    description: `只读。按 days（1～366，默认 90）天的历史逐日判断：fired 次数、days 每天几次、subjects 每个对象几次、would 会做什么、unknown 因数据缺失没能判断的次数、caveats 试算的局限。给 text 或 ast 之一。${UNREAD}${CALLER}`,
  },
  rewrite: {
    summary: '请语言模型改写成能读懂的一句（未配置时不可用）',
    description: `默认关闭；由运维用 HENGCANG_LLM_URL、HENGCANG_LLM_MODEL（及 HENGCANG_LLM_KEY、HENGCANG_LLM_SECONDS）接上。只发送这句话（最多 500 字）、指标名称和四个例句，不发送库存、价格与其他档案。proposal 为 null 表示没有得到能读懂的句子（超时、出错、答非所问都算）；否则 text 已通过同一个解析器，added 列出原话里没有的名称与数字，须由人确认后另行保存。409 model-off：没有接语言模型。${CALLER}`,
  },
  list: {
    summary: '规则列表',
    description: `最多 1000 条，待批准的在前。week 是近 7 天触发次数（不含被切断的），unknown 是因数据缺失判断不了的对象数，why 是被暂停的原因。${CALLER}`,
  },
  create: {
    summary: '新建规则（文字或积木）',
    description: `存为草稿第 1 版，不会执行。给 text 或 ast 之一；name 为空时取规范写法的开头。返回 id、version、canonical。${UNREAD}${CALLER}`,
  },
  save: {
    summary: '保存为新的一版',
    description: `旧版保留，正在执行的版本不变，直到新版启用。给出所看到的 version 可避免覆盖他人：409 rule-changed 时请刷新再试。${UNREAD}${CALLER}`,
  },
  one: {
    summary: '一条规则：各版、触发、生效项',
    description: `versions 最多 50 版，firings 最近 50 次触发及每个动作的结果，holds 正在生效的禁止、锁定、参数与标签，notes 启用的阻碍，already 启用时条件已经成立的对象（最多 100 个），may 我能不能改、能不能批。404 没有这条规则。${CALLER}`,
  },
  activate: {
    summary: '启用（需要时送批准）',
    description: `规则以作者的权限执行。有别人能批准时转为 awaiting，由另一人再次调用本接口批准；公司只有一人能批时直接启用并注明。fireNow 为 true 时，已经成立的对象立即触发，否则等下一次成立。409 rule-cannot-run：缺数据、缺单据、缺权限或会循环触发，detail 写明原因与改法；403 rule-self-approval：作者不能批准自己的规则。${CALLER}`,
  },
  suspend: {
    summary: '暂停',
    description: `立即停止，规则造成的禁止、锁定与“过后恢复”的参数随之解除；why 必填，会显示在规则上。409 rule-not-from-this-state：规则没有在执行。${CALLER}`,
  },
  why: {
    summary: '为什么没触发：对每个对象逐条说明',
    description: `按现在的数字与记忆判断，不写任何东西；最多 20 个对象，q 按名称筛选，more 表示还有更多。lines 逐个条件给出数值、是否成立、缺什么数据。404 没有这条规则。${CALLER}`,
  },
  messages: { summary: '规则发给我的通知与待办', description: '最近 100 条，未处理的待办在前。401 未登录。' },
  done: { summary: '已读或已处理', description: '只能处理发给自己的；重复调用没有影响。在规定时间内处理，升级就不会发生。401 未登录。' },
  readings: {
    summary: '设备与外部系统上报读数（温度、OEE、预警…）',
    description: `一次 1～1000 条；同一指标同一对象只保留最新一条，较旧的时间不会覆盖较新的。target 是仓库、设备等的编号，缺省 * 表示全公司。422 某条不合格式，整批不收。${CALLER}`,
  },
  effects: {
    summary: '一条资料上由规则生效的参数、禁止、锁定和标签，及原因',
    description: `scope 说明是本条、所在品类还是全公司；同一参数有多个时 counts 为 true 的那个算数；because 是触发时各条件的数值；until 是到期日，空表示不会自己结束。${CALLER}`,
  },
} as const satisfies Readonly<Record<string, Says>>;
