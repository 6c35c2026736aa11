// 注塑: what an injection-moulding shop tells.
import { entries, figure, finished, freeze, inspect, receive, said } from './drafts.ts';
import { amount, count, id, instant, machine, many, oneOf, order, place, sku, template, todo, words } from './template.ts';

const RESULT = oneOf('判定', [
  { value: 'pass', zh: '合格' },
  { value: 'fail', zh: '不合格' },
]);
/** Regrind above this share makes parts brittle; the event is then a warning and no receipt. */
const MOST_REGRIND = 25_000_000n;
const MOST_DRIFT = 5_000_000n;

export const MOLDING = [
  template({
    name: 'molding.material.batch_frozen',
    scene: '注塑',
    zh: '色母/原料批次冻结',
    fields: {
      batchId: id('批次'),
      skuId: sku(),
      warehouseId: place('仓库编码', { required: false }),
      qty: amount('数量'),
      reason: words('原因'),
      qcDocId: id('检验单号', { required: false }),
    },
    readers: ['库存', '计划', '销售', '设备'],
    does: '立即审核一张批次冻结单：全部仓库的该批次不能再出库；冻结不了（例如没有这个批次）时记一条待办。',
    example: { batchId: 'L260301', skuId: 'SP00001', qty: '120', reason: '色差超标', qcDocId: 'QC-0031' },
    react: (e, known) => freeze(e, known, { sku: e.data['skuId'], no: said(e.data['batchId']), reason: said(e.data['reason']) }),
  }),
  template({
    name: 'molding.dryer.ready',
    scene: '注塑',
    zh: '烘料完成',
    fields: {
      dryerId: id('烘料机'),
      batchId: id('批次'),
      skuId: sku(),
      tempC: amount('温度 ℃', { sign: 'any' }),
      minutes: amount('烘料分钟'),
      dewPoint: amount('露点 ℃', { sign: 'any' }),
    },
    readers: ['生产', '库存'],
    does: '露点高于 -30 ℃（烘干不足）时立即审核一张待检的批次冻结单，领料发不出这一批；冻结不了（例如没有这个批次）时记一条待办。烘好后由人解冻放行。',
    example: { dryerId: 'HG-02', batchId: 'L260301', skuId: 'SP00001', tempC: '110', minutes: '240', dewPoint: '-38' },
    react: (e, known) =>
      figure(e.data['dewPoint']) > -30_000_000n
        ? freeze(e, known, {
            sku: e.data['skuId'],
            no: said(e.data['batchId']),
            reason: `烘料机 ${said(e.data['dryerId'])} 露点 ${said(e.data['dewPoint'])} ℃，烘干不足`,
            pending: true,
          })
        : [],
  }),
  template({
    name: 'molding.mold.shots_due',
    scene: '注塑',
    zh: '模具到保养模次',
    fields: { moldId: id('模具'), shots: count('已用模次'), limit: count('保养模次'), nextWorkOrderId: id('下一工单', { required: false }) },
    readers: ['设备', '计划'],
    does: '记一条待办：安排保养，改派下一工单。模具和保养计划在设备系统里，本系统没有模具档案；要自动建保养单，让设备系统订阅这个事件（见 examples/mould-maintenance）。',
    example: { moldId: 'M-1024', shots: 50120, limit: 50000, nextWorkOrderId: 'WO-2603-018' },
    react: (e) => [
      todo(
        `模具 ${said(e.data['moldId'])} 已打 ${said(e.data['shots'])} 模（限 ${said(e.data['limit'])}），请安排保养${e.data['nextWorkOrderId'] ? `，工单 ${said(e.data['nextWorkOrderId'])} 改派` : ''}`,
      ),
    ],
  }),
  template({
    name: 'molding.mold.changed',
    scene: '注塑',
    zh: '换模完成',
    fields: { machineId: machine(), fromMold: id('换下模具', { required: false }), toMold: id('换上模具'), minutes: amount('换模分钟'), firstShotAt: instant('首模时间') },
    readers: ['生产', '质量'],
    does: '机台上有生产计划、其产品有过程检验方案时，生成首件的检验单草稿（换模时长写在备注里）；否则记一条待办：做首件检验。',
    example: { machineId: 'IM-07', fromMold: 'M-1001', toMold: 'M-1024', minutes: '42', firstShotAt: '2026-03-10T09:12:00+08:00' },
    react: (e, known) => {
      const why = `机台 ${said(e.data['machineId'])} 换上模具 ${said(e.data['toMold'])}，用时 ${said(e.data['minutes'])} 分钟`;
      return inspect(e, known, { machine: e.data['machineId'], why: `首件：${why}` }) ?? [todo(`${why}，请做首件检验`)];
    },
  }),
  template({
    name: 'molding.first_article.judged',
    scene: '注塑',
    zh: '首件判定',
    fields: { workOrderId: order(), result: RESULT, defects: many('缺陷', { code: id('缺陷'), count: count('件数') }, 50), inspectorId: id('检验员') },
    readers: ['生产', '质量'],
    does: '不合格时记一条待办：禁止投产，通知工艺（何时能投产由工艺定）；工单是生产计划单号、其产品有过程检验方案时，另生成整改后复检的检验单草稿。',
    example: { workOrderId: 'WO-2603-018', result: 'fail', defects: [{ code: '缩水', count: 2 }], inspectorId: 'QC01' },
    react: (e, known) => {
      if (e.data['result'] !== 'fail') return [];
      const found = entries(e.data['defects']).map((d) => `${said(d['code'])} ${said(d['count'])} 件`);
      const why = `工单 ${said(e.data['workOrderId'])} 首件不合格（${found.join('、')}）`;
      return [...(inspect(e, known, { order: e.data['workOrderId'], why: `复检：${why}` }) ?? []), todo(`${why}，禁止投产，请工艺处理`)];
    },
  }),
  template({
    name: 'molding.cycle.drift',
    scene: '注塑',
    zh: '成型周期漂移',
    fields: { machineId: machine(), workOrderId: id('工单'), cycleSec: amount('实际周期 秒'), stdSec: amount('标准周期 秒'), driftPct: amount('漂移 %', { sign: 'any' }) },
    readers: ['生产', '计划'],
    does: '漂移超过 5% 时记一条待办：工艺检查；登记了这台设备的，它的生产计划自动按慢下来的周期顺延，等货的订单改承诺并通知。',
    example: { machineId: 'IM-07', workOrderId: 'WO-2603-018', cycleSec: '31.6', stdSec: '28', driftPct: '12.9' },
    react: (e) =>
      figure(e.data['driftPct']) > MOST_DRIFT
        ? [todo(`机台 ${said(e.data['machineId'])} 周期 ${said(e.data['cycleSec'])} 秒，比标准慢 ${said(e.data['driftPct'])}%，请工艺检查（工单 ${said(e.data['workOrderId'])}）`)]
        : [],
  }),
  template({
    name: 'molding.scrap.regrind',
    scene: '注塑',
    zh: '水口料回收',
    fields: { workOrderId: id('工单'), skuId: sku('回料物料编码'), weightKg: amount('重量 kg', { sign: 'positive' }), ratioPct: amount('回料比例 %') },
    readers: ['库存', '成本'],
    does: '生成回料的其他入库单草稿；比例超过 25% 时不生成，记一条待办。',
    example: { workOrderId: 'WO-2603-018', skuId: 'SP00001', weightKg: '18.5', ratioPct: '15' },
    react: (e, known) => {
      const item = known.item(e.data['skuId']);
      if (figure(e.data['ratioPct']) > MOST_REGRIND) return [todo(`工单 ${said(e.data['workOrderId'])} 回料比例 ${said(e.data['ratioPct'])}% 超过 25%，未入库，请工艺确认`)];
      return item ? receive(e, known, { item, qty: figure(e.data['weightKg']), remark: `水口料回收，工单 ${said(e.data['workOrderId'])}` }) : [];
    },
  }),
  template({
    name: 'molding.oee.dropped',
    scene: '注塑',
    zh: '注塑机OEE下降',
    fields: { machineId: machine(), oee: amount('OEE %'), availability: amount('时间开动率 %'), performance: amount('性能开动率 %'), quality: amount('合格率 %') },
    readers: ['设备', '计划', '进销存'],
    does: '记一条待办：维修检查，复核在手订单交期；登记了这台设备的，它的生产计划自动顺延，等货的订单改承诺并通知。',
    example: { machineId: 'IM-07', oee: '61.2', availability: '78', performance: '84.5', quality: '92.9' },
    react: (e) => [
      todo(
        `机台 ${said(e.data['machineId'])} OEE 降到 ${said(e.data['oee'])}%（时间 ${said(e.data['availability'])}%、性能 ${said(e.data['performance'])}%、合格 ${said(e.data['quality'])}%），请检修并复核交期`,
      ),
    ],
  }),
  template({
    name: 'molding.lot.completed',
    scene: '注塑',
    zh: '成型批完工',
    fields: { workOrderId: order(), lotId: id('批次'), okQty: amount('合格数'), ngQty: amount('不良数'), cavity: count('模穴数'), skuId: sku('产品编码', { required: false }) },
    readers: ['库存', '质量', '成本'],
    does: '工单是生产计划单号的，生成完工入库单草稿（审核后按完工检验方案自动报检；材料在备料时已开好领料单）；不是的，带产品编码时生成其他入库单草稿。有不良时另生成抽检的检验单草稿（工单是生产计划单号、其产品有过程检验方案时），否则记一条待办：抽检。',
    example: { workOrderId: 'WO-2603-018', lotId: 'L260310-1', okQty: '960', ngQty: '12', cavity: 4, skuId: 'SP00001' },
    react: (e, known) => {
      const item = known.item(e.data['skuId']);
      const bad = `工单 ${said(e.data['workOrderId'])} 批次 ${said(e.data['lotId'])} 不良 ${said(e.data['ngQty'])}`;
      const check =
        figure(e.data['ngQty']) > 0n ? (inspect(e, known, { order: e.data['workOrderId'], qty: figure(e.data['okQty']), why: `抽检：${bad}` }) ?? [todo(`${bad}，请抽检`)]) : [];
      const [qty, lot] = [figure(e.data['okQty']), said(e.data['lotId'])];
      const planned = finished(e, known, { order: e.data['workOrderId'], sku: e.data['skuId'], qty, lot });
      const other = planned.length === 0 && item ? receive(e, known, { item, qty, lot, remark: `完工，工单 ${said(e.data['workOrderId'])}` }) : [];
      return [...planned, ...other, ...check];
    },
  }),
] as const;
