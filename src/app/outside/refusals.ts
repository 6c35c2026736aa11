// What the doors to the outside say no to. One table for what comes in and for the webhooks that go out.
import type { RefusalTable } from '#kernel/refusal';

export const OUTSIDE_REFUSALS = {
  'outside-too-large': { http: 422, retry: 'never', zh: '事件有 {size} KB，最多 {most} KB；请拆成几个事件，或只送编号' },
  'outside-not-json': { http: 400, retry: 'never', zh: '收到的不是 JSON 对象；请按“事件目录”里的例子发送' },
  'outside-unknown-type': { http: 422, retry: 'never', zh: '没有名为“{type}”的事件模板{near}；全部模板见“外部接入”' },
  'outside-old-version': { http: 422, retry: 'never', zh: '“{zh}”的当前版本是 {version}，收到的是 {given}；请按“外部接入”里的例子升级发送方' },
  'outside-switched-off': { http: 409, retry: 'never', zh: '“{zh}”尚未启用；请管理员在“外部接入”中启用后重发' },
  'outside-other-org': { http: 403, retry: 'never', zh: '事件写的组织是 {org}，而所用令牌属于另一家公司；请换用该公司的令牌' },
  'outside-same-id-other-body': { http: 409, retry: 'never', zh: '来源“{source}”的事件编号 {id} 已用于另一份内容；每个事件请用新的编号' },
  'outside-too-fast': { http: 429, retry: 'later', zh: '来源“{source}”发送过快（每秒最多 {rate} 个），请稍后重发' },
  'outside-failed': { http: 422, retry: 'later', zh: '系统处理这个事件时一再出错：{what}；请把这条记录交给系统管理员，修复后由发送方重发' },
  'outside-unknown-code': { http: 422, retry: 'never', zh: '“{field}”：没有编码为“{code}”的{what}；请先建资料，或更正编码' },
  'outside-bad-command': { http: 422, retry: 'never', zh: '命令事件的内容应为 “type、command、body”三项；{what}' },
  'webhook-url': { http: 422, retry: 'never', zh: '地址不可用：{what}' },
  'webhook-address': {
    http: 422,
    retry: 'never',
    zh: '“{host}”指向内部网络地址 {address}，不能投递；如确需投递到内网，请系统管理员在服务器的 HENGCANG_WEBHOOK_ALLOW 中写明该网段',
  },
  'webhook-name-taken': { http: 409, retry: 'never', zh: '已有名为“{name}”的 Webhook，请换一个名称' },
  'webhook-unknown': { http: 404, retry: 'never', zh: '没有这个 Webhook，可能已被删除' },
  'webhook-event-unknown': { http: 404, retry: 'never', zh: '没有第 {pos} 号事件，或它不属于本公司' },
  'webhook-too-many': { http: 409, retry: 'never', zh: '一家公司最多 {most} 个 Webhook，请先删除不用的' },
} as const satisfies RefusalTable;
