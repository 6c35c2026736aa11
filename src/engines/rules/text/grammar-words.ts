// The closed list of words the grammar itself knows. Everything else must come from the lexicon or from master data.

const split = (text: string): string[] => text.trim().split(/\s+/);
const set = (text: string): ReadonlySet<string> => new Set(split(text));

/** Politeness and emphasis: may stand between any two phrases and mean nothing. */
export const FILLER = set(`就 自动 请 系统 立即 立刻 马上 赶紧 直接 一律 须 需 需要 要 必须 应 得 给我 帮我 顺便 记得 统一 都 予以 及时给 麻烦 先 让 安排
 进行 去 走 来 了 则 那么 那 便 均 分别 只要 务必 一下 一声 即可 改 才 也 全 同步 由系统 应当 可以 一并 即时 尽管 派人 起来 有 出现 发生 发现`);
export const OPEN = set('当 如果 若 要是 假如 一旦 只要 每当 凡是 凡 遇到 若是 倘若 但凡 如遇 碰到 如 遇 遇上 在 对于 假设 万一');
export const CLOSE = set('时 的时候 的话 情况下 的情况下 期间 那天 时候 之时');
export const AND = set('但 但是 且 并且 而且 又 而 同时满足 同时又 以及 还');
export const OR = set('或 或者 或是 要么');
export const JOIN = set('并 同时 同步 再 然后 接着 随后 之后再 最后 并且 而且 另外 以及 和 还 且');
export const SEQUENCE = set('然后 再 接着 随后 之后再 最后');
export const ELSE = set('否则 不然 其他情况 其余 其他 其它');
export const LIST = set('和 、 与 及 以及 跟');
export const NOT = set('不 非 没有 没 未 无 不是 不在 不处于 不属于');

export const TREND_UP = set('上涨 上升 增长 增加 涨 高 多 上扬 提高 高出 多出');
export const TREND_DOWN = set('下降 下跌 减少 跌 降 低 少 下滑 降低');
export const VERSUS: Record<string, 'prev' | 'yoy' | 'last_week' | 'last_month' | 'yesterday'> = {
  环比: 'prev',
  同比: 'yoy',
  比上周同期: 'last_week',
  较上周同期: 'last_week',
  比上周: 'last_week',
  较上周: 'last_week',
  比上月: 'last_month',
  较上月: 'last_month',
  比上个月: 'last_month',
  较上个月: 'last_month',
  比上月同期: 'last_month',
  较上月同期: 'last_month',
  比昨天: 'yesterday',
  较昨天: 'yesterday',
  比前一天: 'yesterday',
  较前一天: 'yesterday',
  比昨日: 'yesterday',
  较昨日: 'yesterday',
  比去年同期: 'yoy',
  较去年同期: 'yoy',
  比去年: 'yoy',
  较去年: 'yoy',
  比上期: 'prev',
  较上期: 'prev',
  比前期: 'prev',
  较前期: 'prev',
};

export const WEEKDAY: Record<string, number> = { 一: 1, 二: 2, 三: 3, 四: 4, 五: 5, 六: 6, 日: 7, 天: 7, '1': 1, '2': 2, '3': 3, '4': 4, '5': 5, '6': 6, '7': 7 };
export const SEASON: Record<string, 'spring' | 'summer' | 'autumn' | 'winter'> = {
  春季: 'spring',
  春天: 'spring',
  夏季: 'summer',
  夏天: 'summer',
  秋季: 'autumn',
  秋天: 'autumn',
  冬季: 'winter',
  冬天: 'winter',
};
export const PERIOD: Record<string, 'dawn' | 'am' | 'noon' | 'pm' | 'night'> = {
  凌晨: 'dawn',
  半夜: 'dawn',
  早上: 'am',
  早: 'am',
  早晨: 'am',
  上午: 'am',
  清晨: 'am',
  中午: 'noon',
  下午: 'pm',
  傍晚: 'pm',
  晚上: 'night',
  晚: 'night',
  夜里: 'night',
  夜间: 'night',
  晚间: 'night',
};
export const CUR: Record<string, 'day' | 'week' | 'month' | 'quarter' | 'year'> = {
  当天: 'day',
  当日: 'day',
  今天: 'day',
  今日: 'day',
  本周: 'week',
  这周: 'week',
  本月: 'month',
  当月: 'month',
  这个月: 'month',
  本季度: 'quarter',
  这个季度: 'quarter',
  本年: 'year',
  今年: 'year',
  本年度: 'year',
};
export const PREV: Record<string, 'day' | 'week' | 'month' | 'quarter' | 'year'> = {
  昨天: 'day',
  昨日: 'day',
  前一天: 'day',
  上周: 'week',
  上月: 'month',
  上个月: 'month',
  上季度: 'quarter',
  上个季度: 'quarter',
  去年: 'year',
  上年: 'year',
};
export const LAST = set('近 最近 过去 此前 之前');
export const NEXT = set('未来 接下来 今后 后续');
export const CALENDAR: Record<string, string> = {
  每天: 'day',
  每晚: 'day',
  每日: 'day',
  天天: 'day',
  每周: 'week',
  每星期: 'week',
  每礼拜: 'week',
  每月: 'month',
  每个月: 'month',
  每季度: 'quarter',
  每个季度: 'quarter',
  每年: 'year',
  每小时: 'hour',
  每分钟: 'minute',
  每班: 'shift',
};

/** Set verbs by the way they change a value; 'up'/'down' decide inc or inc_pct by the unit that follows. */
export const SET_TO = set(
  '提到 调到 调至 设为 设成 改为 改成 降到 降为 降至 升为 升到 升至 调整至 调整为 调整到 提升至 提升到 提高到 提高至 上调到 上调至 下调到 下调至 降低到 降低至 设置为 定为 变为 调为 设定为 上浮到 上浮至 下浮到 下浮至 调高到 调高至 调低到 调低至 涨到 加到 增加到 减少到 减到 评为 维持在 恢复为 恢复到',
);
export const SET_UP = set('提升 提高 上浮 上调 调高 涨价 增加 加 提 上涨 加价 涨 调增');
export const SET_DOWN = set('下调 下浮 降低 调低 降价 减少 减 降 下降 调减');

export const COOLDOWN_TAIL = set(
  '不重复提醒 不重复触发 不重复 不重复通知 只触发一次 只提醒一次 只通知一次 最多提醒一次 最多触发一次 最多通知一次 最多一次 只发一次 最多发一次 只执行一次 最多执行一次 提醒一次 触发一次 不再提醒 不再重复提醒 不再触发',
);
export const REVERT = set('过后恢复 期满恢复 解除后恢复 结束后恢复 过后复原 节后恢复 之后恢复 过后还原 期满后恢复 到期恢复 恢复正常后还原 条件解除后恢复 过后再恢复');
export const UNHANDLED = set('没处理 没人处理 未处理 没有处理 无人处理 仍未处理 没有人处理');

const MISC =
  split(`的 时 后 之后 以后 前 以前 之前 内 以内 之内 里 上 下 中 在 从 自 到 至 ~ - 向 给 把 将 用 对 针对 针对性 范围是 由 改由 转 派 按 按照 按每个 仍 还 仍然 还是 已 已经 原来 原来的 倍 除 除了 除去 外 以外 之外
 该 这个 此 同一 单个 每个 各 每 每隔 每满 每累计 每累计销售 累计 每卖满 每卖出 每销售 每卖 每服务 每生产 每完成 每消耗 每 任一 任意一个 任何 任意 全部 所有 整 整个 其中 其 它 它们 类 级 首次 第一次 头一回 连续 持续 达到 达 到了 之和 的和 合计 总和 之差 加 减 乘以 乘 除以 加上 减去 加起来
 之间 介于 包含 含有 带有 属于 为空 没填 未填写 未填 为零 等于零 是零 归零 翻倍 翻一番 翻了一倍 翻了一番 一倍 动销 卖过 卖出 下单 下过单 补够 补足 补到 补满 补齐 补足到 补够到 按缺口数量 按差额 按缺口 缺多少补多少 数量为 数量 数量是 按建议量 点 点半 点钟 点整 分 号 日 刻 月 年 星期 周 礼拜 工作日 每个工作日 周末 每周末 休息日 双休日
 月初 月底 月末 季 季末 季度末 季度底 季初 年底 年末 年初 最后一个 最后一天 首个 第 第一天 最后 季度 个季度 个工作日 班 个班 个班次 明天 明日 后天 同期 次 次日 次年 第二天 期间 旺季 优先级 最高 最低 高 普通 低 内没处理 升级 发 发到 发送给 发送到 寄给 打 折 贴 标签 打上 贴上 标记为 标记 列入 加入 归入 移出 取消标签 去掉 取消
 签字确认 审批 审核 批准 会签 签字 核准 审核通过 直接通过 自动通过 放行 免审 签批 复核 转移到 移到 转到 转入 移至 切换为 切换到 改用 换成 换为 调用 启动 进入 流程 接口 推送到 同步到 上传到 预测 预计 假期 长假 小长假 黄金周 首日 时间在 写入日志 设置 设定 记录 记一笔 记录日志 日志 消耗 扣减 耗用 扣除 指派给 派给 交给 分配给 分派给 通过 内容为 内容是 不准 不许 不得 不能 不予 不允许 禁止 严禁 拦截 暂停 停止 停用 下架 拒收 恢复 放开 解除限制 上架 解除 冻结 解冻 解除冻结 锁定 锁住 解锁 释放 解除锁定
 创建 生成 开 建 起 做 发起 新建 提交 下达 触发 补 补货 请购 盘点 调拨 调 报损 建立 开具 新增 通知 提醒 告知 告诉 @ 抄送 推送给 发给 呼叫 知会 发提醒 提示 报警 预警 推送 转发给 导出 出具 出 汇总 打折 特价 供应商等级 客户等级 清单 批 处于 进入 收到 接到 同一对象 本规则 不在 只剩 仅剩 剩下 还剩 还有 只有 仅有 只剩不到 还剩不到 剩不到 需经 经 报 呈 送 再由 或由 任意一人 任一人 所有人 开始 结束 之一 是 为 系数 大写 次数 比 较 高于 里的 里面 上面 本次 操作 本次操作 补货量 建议量 需求 不需要 无需 不用 那批 工单 说明 备注 理由 原因 优先 人 个 张 份 笔 条 家 名 位 天 小时 分钟 个月 同时 分之 半天 大于等于 各自 自 起 每到 到期 当班 前后 一直 始终 若干 以 ； ： × + * / 份 逢 每逢 节 时段 有货 范围 范围内 低于等于 每家 名 各个 同一个 者 待 来料 过来 出来 进来 回来`);

/** Every grammar word, for the dictionary. */
export const GRAMMAR_WORDS: readonly string[] = [
  ...new Set([
    ...FILLER,
    ...OPEN,
    ...CLOSE,
    ...AND,
    ...OR,
    ...JOIN,
    ...SEQUENCE,
    ...ELSE,
    ...LIST,
    ...NOT,
    ...TREND_UP,
    ...TREND_DOWN,
    ...Object.keys(VERSUS),
    ...Object.keys(SEASON),
    ...Object.keys(PERIOD),
    ...Object.keys(CUR),
    ...Object.keys(PREV),
    ...LAST,
    ...NEXT,
    ...Object.keys(CALENDAR),
    ...SET_TO,
    ...SET_UP,
    ...SET_DOWN,
    ...COOLDOWN_TAIL,
    ...REVERT,
    ...UNHANDLED,
    ...MISC,
  ]),
];
