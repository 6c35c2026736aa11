// Events that are no plain move of a document: what they mean, who says them and what they carry. `id` of the document stands in each of its events.
type Schema = Readonly<Record<string, unknown>>;
export type NamedEvent = {
  readonly name: string;
  readonly zh: string;
  readonly group: string;
  readonly emittedBy: string;
  readonly properties: Readonly<Record<string, Schema>>;
  readonly required: readonly string[];
};

const text = (zh: string): Schema => ({ type: 'string', description: zh });
const maybe = (zh: string): Schema => ({ type: ['string', 'null'], description: zh });
const uuid = (zh: string): Schema => ({ type: 'string', format: 'uuid', description: zh });
const figure = (zh: string): Schema => ({ type: 'string', pattern: '^-?\\d+(\\.\\d+)?$', description: `${zh}（十进制文本）` });
const whole = (zh: string): Schema => ({ type: 'integer', description: zh });
const list = (zh: string, properties: Readonly<Record<string, Schema>>): Schema => ({ type: 'array', description: zh, items: { type: 'object', properties } });

const DOC = uuid('单据');
const MOVED = list('批次在各仓库的数量', { item: uuid('商品'), lot: uuid('批次'), no: text('批号'), warehouse: uuid('仓库'), qty: figure('数量') });
const ITEMS: Schema = { type: 'array', items: { type: 'string', format: 'uuid' }, description: '涉及的商品' };
const LETTER = { consumer: text('消费者'), pos: text('事件序号'), reason: maybe('原因') };

type Said = Omit<NamedEvent, 'name' | 'group' | 'required'> & { readonly required?: readonly string[] };
const of = (group: string, events: Readonly<Record<string, Said>>): readonly NamedEvent[] =>
  Object.entries(events).map(([name, said]) => ({ name, group, ...said, required: said.required ?? [] }));
const letter = (zh: string): Said => ({ zh: `死信已${zh}`, emittedBy: `死信·${zh}`, properties: LETTER });

/** Every one of them; src/app/outside/catalogue.test.ts looks whether the code says others. */
export const NAMED_EVENTS: readonly NamedEvent[] = [
  ...of('生产', {
    'output-planned/1': { zh: '生产已排产', emittedBy: '生产计划·审核', properties: { id: DOC, reason: text('原因'), items: ITEMS }, required: ['id', 'items'] },
    'engineering-changed/1': {
      zh: '工程变更已发布',
      emittedBy: '工程变更单·审核',
      properties: {
        id: DOC,
        reason: text('原因'),
        items: ITEMS,
        changes: list('生效的物料清单', { item: uuid('产品'), bom: uuid('物料清单'), version: maybe('版本'), valid: text('生效日') }),
      },
      required: ['id', 'items', 'changes'],
    },
    'materials-planned/1': {
      zh: '生产已备料',
      emittedBy: '备料单·审核',
      properties: {
        id: DOC,
        plan: maybe('生产计划'),
        order: maybe('生产计划号'),
        warehouse: uuid('领料仓库'),
        reason: text('原因'),
        items: ITEMS,
        lines: list('用料', { line: whole('行号'), product: uuid('产品'), item: uuid('材料'), need: figure('需要'), held: figure('已占用'), short: figure('缺') }),
      },
      required: ['id', 'items', 'lines'],
    },
    'plan-shifted/1': { zh: '生产计划已顺延', emittedBy: '计划调整单·审核', properties: { id: DOC, reason: text('原因'), items: ITEMS }, required: ['id', 'items'] },
  }),
  ...of('质检', {
    'lot-frozen/1': {
      zh: '批次已冻结',
      emittedBy: '批次冻结单·审核；检验判定冻结',
      properties: { id: DOC, kind: text('冻结类别'), reason: text('原因'), items: ITEMS, lots: MOVED },
      required: ['id', 'items', 'lots'],
    },
    'lot-held/1': {
      zh: '批次已转待检',
      emittedBy: '批次冻结单·审核（待检）',
      properties: { id: DOC, kind: text('冻结类别'), reason: text('原因'), items: ITEMS, lots: MOVED },
      required: ['id', 'items', 'lots'],
    },
    'lot-thawed/1': {
      zh: '批次已解冻',
      emittedBy: '批次解冻单·审核；检验判定放行',
      properties: { id: DOC, decision: text('决定'), reason: text('原因'), items: ITEMS, lots: MOVED },
      required: ['id', 'items', 'lots'],
    },
    'inspection-decided/1': {
      zh: '检验已判定',
      emittedBy: '检验单·审核',
      properties: {
        id: DOC,
        kind: text('检验类别'),
        supplier: maybe('供应商'),
        lots: list('批次的判定', { item: uuid('商品'), no: maybe('批号'), verdict: maybe('检验结论'), decision: maybe('处置'), reason: maybe('理由') }),
      },
      required: ['id', 'kind', 'lots'],
    },
    'substitute-accepted/1': {
      zh: '替代料已采纳',
      emittedBy: '替代料申请单·审核',
      properties: {
        id: DOC,
        cause: maybe('起因'),
        lines: list('采纳的行', {
          line: whole('行号'),
          frozen: maybe('被冻结的商品'),
          at: maybe('所在'),
          item: maybe('替代商品'),
          warehouse: maybe('仓库'),
          take: figure('占用数量'),
          buy: figure('请购数量'),
        }),
      },
      required: ['id', 'lines'],
    },
  }),
  ...of('仓库', { 'lot-scrapped/1': { zh: '冻结批次已报废', emittedBy: '报损单·审核（从冻结处）', properties: { id: DOC, lots: MOVED }, required: ['id', 'lots'] } }),
  ...of('销售', {
    'credit-exceeded/1': {
      zh: '客户超信用额度',
      emittedBy: '销售订单、出库单·审核（公司设为“提醒”）',
      properties: { id: DOC, party: uuid('客户'), limit: figure('额度'), owes: figure('欠款'), orders: figure('未出库订单'), total: figure('本单'), excess: figure('超出') },
      required: ['id', 'party', 'excess'],
    },
    'promise-changed/1': {
      zh: '承诺交期已变',
      emittedBy: '承诺调整单·审核',
      properties: {
        id: DOC,
        cause: maybe('起因'),
        orders: list('受影响的订单行', {
          order: maybe('订单'),
          line: { type: ['integer', 'null'], description: '行号' },
          item: uuid('商品'),
          change: figure('占用变化'),
          before: maybe('原交期'),
          promised: maybe('新交期'),
        }),
      },
      required: ['id', 'orders'],
    },
  }),
  ...of('总账', {
    'period-closed/1': { zh: '期间已结账', emittedBy: '结账', properties: { period: whole('期间，如 202603'), state: text('状态') }, required: ['period'] },
    'period-reopened/1': { zh: '期间已反结账', emittedBy: '反结账', properties: { period: whole('期间，如 202603'), state: text('状态') }, required: ['period'] },
  }),
  ...of('系统', {
    'dead-letter-retried/1': letter('重试'),
    'dead-letter-resent/1': letter('修正重发'),
    'dead-letter-skipped/1': letter('跳过'),
    'dead-letter-delivered/1': letter('送达'),
    'noticed/1': {
      zh: '有消息给人',
      emittedBy: '要人去看的事，如批次冻结、Webhook 停用',
      properties: { id: uuid('关于什么'), to: { type: 'array', items: { type: 'string', format: 'uuid' }, description: '收到消息的人' } },
      required: ['id', 'to'],
    },
    'rule-webhook/1': {
      zh: '规则要求通知外部',
      emittedBy: '规则·调用 Webhook',
      properties: { webhook: text('规则里写的名称'), rule: text('规则'), subject: text('对象') },
      required: ['webhook', 'rule'],
    },
    'rule-push/1': { zh: '规则要求推送', emittedBy: '规则·推送', properties: { to: text('推送给'), rule: text('规则'), subject: text('对象') }, required: ['to', 'rule'] },
    'webhook-tried/1': { zh: '测试投递', emittedBy: 'Webhook·测试；只投递，不进事件日志', properties: { message: text('说明') }, required: ['message'] },
  }),
];
