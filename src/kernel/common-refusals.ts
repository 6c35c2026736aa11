// The refusals every document shares. A folder adds only what is particular to its document.
import type { RefusalTable } from './refusal.ts';

export const COMMON = {
  'not-found': { http: 404, retry: 'never', zh: '没有找到该单据，可能已被删除或不属于当前组织' },
  'bad-field': { http: 422, retry: 'never', zh: '{what}' },
  'no-lines': { http: 422, retry: 'never', zh: '单据没有明细行，请至少录入一行' },
  'not-from-this-state': { http: 409, retry: 'never', zh: '单据当前为“{state}”，不能{command}' },
  'changed-meanwhile': { http: 409, retry: 'later', zh: '单据已被他人修改（版本 {have}，您看到的是 {seen}），请刷新后再试' },
  'not-allowed': { http: 403, retry: 'never', zh: '您没有“{right}”权限，请联系管理员' },
  'not-your-site': { http: 403, retry: 'never', zh: '您无权操作“{site}”的单据' },
  'field-not-yours': { http: 403, retry: 'never', zh: '您不能填写“{field}”，请留空，系统会按来源单据或价格本取值' },
  'needs-role': { http: 403, retry: 'never', zh: '该单据需要“{role}”审批' },
  'same-approver': { http: 409, retry: 'never', zh: '您已审批过本单，下一级须由另一位“{role}”审批' },
  'maker-is-approver': { http: 409, retry: 'never', zh: '制单人不能审核自己的单据，请交由他人审核' },
  'period-closed': { http: 409, retry: 'never', zh: '{period}已结账，不能过账；请将单据日期改到 {open} 或之后，或先反结账' },
  'period-unknown': { http: 422, retry: 'never', zh: '{period}不在已启用的会计期间内，请检查单据日期' },
  'unknown-record': { http: 422, retry: 'never', zh: '“{field}”所选资料不存在，请重新选择' },
  'record-disabled': { http: 422, retry: 'never', zh: '“{name}”已停用，请换一个或先启用' },
  'unit-unknown': { http: 422, retry: 'never', zh: '第 {line} 行：商品“{item}”没有单位“{unit}”，可用单位：{units}' },
  'unit-not-exact': { http: 422, retry: 'never', zh: '第 {line} 行：{qty}{unit} 换算成基本单位除不尽，请调整数量' },
  'lot-needed': { http: 422, retry: 'never', zh: '第 {line} 行：“{item}”按批次管理，请填写批次' },
  'expiry-needed': { http: 422, retry: 'never', zh: '第 {line} 行：“{item}”有保质期管理，请填写生产日期或到期日' },
  'price-missing': { http: 422, retry: 'never', zh: '第 {line} 行：“{item}”没有价格，请填写单价或先维护价格本' },
  'source-missing': { http: 422, retry: 'never', zh: '第 {line} 行：来源单据不存在或未审核' },
  'source-exceeded': { http: 409, retry: 'never', zh: '第 {line} 行：“{item}”数量 {asked} 超过来源单据 {source} 的剩余 {left}' },
  'source-other-item': { http: 422, retry: 'never', zh: '第 {line} 行：商品与来源单据的商品不一致' },
  'source-other-party': { http: 422, retry: 'never', zh: '第 {line} 行：来源单据属于另一往来单位“{party}”' },
  'not-enough-stock': { http: 409, retry: 'later', zh: '“{item}”在“{warehouse}”可用 {available}，需要 {needed}，缺 {short}' },
  'lot-not-there': { http: 409, retry: 'never', zh: '第 {line} 行：“{item}”的批次 {lot} 在“{warehouse}”没有库存' },
  'lot-expired': { http: 409, retry: 'never', zh: '第 {line} 行：批次 {lot} 已于 {expires} 到期，不能出库；可用批次：{others}' },
  'has-dependents': { http: 409, retry: 'never', zh: '后续单据仍有效：{list}；请先处理后续单据，再红冲本单' },
  'already-reversed': { http: 409, retry: 'never', zh: '本单已红冲，红字单号 {number}' },
  'reason-needed': { http: 422, retry: 'never', zh: '请填写红冲原因' },
  'same-key-other-body': { http: 409, retry: 'never', zh: '同一请求编号（Idempotency-Key）已用于另一份内容，请换一个编号重试' },
  'value-below-zero': { http: 409, retry: 'never', zh: '“{item}”红冲后库存金额将为负，请先处理后续出库' },
} as const satisfies RefusalTable;

export type CommonCode = keyof typeof COMMON;
