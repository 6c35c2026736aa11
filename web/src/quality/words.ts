// Promise: every sentence the messages and the quality pages say to a person is here, in Chinese.
export const words = {
  bell: '消息',
  unread: (n: number): string => `消息，${n} 条未读`,
  readAll: '全部标为已读',
  none: '没有消息',
  noneText: '批次冻结、来料延期等影响到您的订单时，系统会在这里告诉您原因和新的承诺日。',
} as const;
