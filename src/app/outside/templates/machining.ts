// 机加工: what a machining shop tells.
import { figure, freeze, inspect, issue, makeAgain, requestMissing, said, transfer } from './drafts.ts';
import { amount, count, id, instant, machine, many, oneOf, order, sku, subcontractor, template, todo, words } from './template.ts';

/** A machine that stands longer than this moves promises; minutes in 10⁻⁶. */
const LONG_STOP = 30_000_000n;
const ONE = 1_000_000n;

export const MACHINING = [
  template({
    name: 'machining.blank.received',
    scene: '机加工',
    zh: '毛坯到料',
    fields: { receiptId: id('到货单号'), skuId: sku(), heatNo: id('炉号'), qty: amount('数量', { sign: 'positive' }), certNo: id('材质证明', { required: false }) },
    readers: ['库存', '质量'],
    does: '缺材质证明时立即审核一张待检的批次冻结单（批次即炉号，没有这个批次时只记待办），并记一条待办：向供应商索要。',
    example: { receiptId: 'RK-260310-02', skuId: 'SP00001', heatNo: 'H8842', qty: '200', certNo: 'CERT-8842' },
    react: (e, known) => {
      if (e.data['certNo']) return [];
      const why = `到货 ${said(e.data['receiptId'])}（炉号 ${said(e.data['heatNo'])}）没有材质证明`;
      return [...freeze(e, known, { sku: e.data['skuId'], no: said(e.data['heatNo']), reason: why, pending: true }), todo(`${why}，请向供应商索要`)];
    },
  }),
  template({
    name: 'machining.tool.worn',
    scene: '机加工',
    zh: '刀具寿命到限',
    fields: { toolId: id('刀具'), machineId: id('机台'), usedMin: amount('已用分钟'), limitMin: amount('寿命分钟'), skuId: sku('刀具物料编码', { required: false }) },
    readers: ['库存', '生产'],
    does: '带物料编码时：有库存生成领用的其他出库单草稿，没有库存生成请购单草稿；否则记一条待办。',
    example: { toolId: 'T-0815', machineId: 'CNC-03', usedMin: '612', limitMin: '600', skuId: 'SP00001' },
    react: (e, known) => {
      const item = known.item(e.data['skuId']);
      const why = `刀具 ${said(e.data['toolId'])} 寿命到限，机台 ${said(e.data['machineId'])}`;
      if (!item) return [todo(`${why}，请换刀`)];
      return item.free >= ONE ? issue(e, known, { item, qty: ONE, remark: why }) : requestMissing(e, [{ item, qty: ONE }], { reason: why });
    },
  }),
  template({
    name: 'machining.process.reported',
    scene: '机加工',
    zh: '工序报工',
    fields: { workOrderId: order(), opNo: id('工序号'), okQty: amount('合格数'), ngQty: amount('不良数'), machineId: machine(), operatorId: id('操作员') },
    readers: ['计划', '成本', '进销存'],
    does: '有不良时生成过程检验的检验单草稿，供评审处置（工单是生产计划单号、或机台上有生产计划，且其产品有过程检验方案时）；否则记一条待办：评审不良。合格数不入账：工序间的在制品本系统不分工序记，完工入库时计入。',
    example: { workOrderId: 'WO-2603-021', opNo: '20', okQty: '48', ngQty: '2', machineId: 'CNC-03', operatorId: 'E017' },
    react: (e, known) => {
      const bad = figure(e.data['ngQty']);
      if (bad <= 0n) return [];
      const why = `工单 ${said(e.data['workOrderId'])} 工序 ${said(e.data['opNo'])} 不良 ${said(e.data['ngQty'])}`;
      return inspect(e, known, { order: e.data['workOrderId'], machine: e.data['machineId'], qty: bad, why }) ?? [todo(`${why}，请评审`)];
    },
  }),
  template({
    name: 'machining.spc.out_of_control',
    scene: '机加工',
    zh: 'SPC失控',
    fields: { characteristicId: id('特性'), machineId: machine(), cpk: amount('Cpk', { sign: 'any' }), rule: words('判异规则', { max: 60 }), lastN: count('涉及件数') },
    readers: ['质量', '生产'],
    does: '记一条待办：隔离最近的工件。机台上有生产计划、其产品有过程检验方案时，另生成复检的检验单草稿。',
    example: { characteristicId: 'D12-外径', machineId: 'CNC-03', cpk: '0.82', rule: '连续9点同侧', lastN: 9 },
    react: (e, known) => {
      const why = `${said(e.data['machineId'])} 的 ${said(e.data['characteristicId'])} 失控（Cpk ${said(e.data['cpk'])}，${said(e.data['rule'])}）`;
      return [
        ...(inspect(e, known, { machine: e.data['machineId'], qty: figure(e.data['lastN']), why: `复检：${why}` }) ?? []),
        todo(`${why}，请隔离最近 ${said(e.data['lastN'])} 件并复检`),
      ];
    },
  }),
  template({
    name: 'machining.ncr.opened',
    scene: '机加工',
    zh: '不合格评审',
    fields: {
      ncrId: id('评审单'),
      workOrderId: order(),
      qty: amount('数量', { sign: 'positive' }),
      disposition: oneOf('处置', [
        { value: 'rework', zh: '返工' },
        { value: 'scrap', zh: '报废' },
        { value: 'concession', zh: '让步' },
      ]),
    },
    readers: ['库存', '采购', '销售'],
    does: '记一条待办：按处置分流。报废、且工单是生产计划单号的，另生成补投缺口的生产计划草稿。',
    example: { ncrId: 'NCR-0107', workOrderId: 'WO-2603-021', qty: '6', disposition: 'scrap' },
    react: (e, known) => {
      const way = { rework: '返工', scrap: '报废', concession: '让步接收' }[said(e.data['disposition'])] ?? '';
      const scrap = e.data['disposition'] === 'scrap';
      const why = `${said(e.data['ncrId'])}：工单 ${said(e.data['workOrderId'])} ${said(e.data['qty'])} 件${way}`;
      const again = scrap ? makeAgain(e, known, { order: e.data['workOrderId'], qty: figure(e.data['qty']), why }) : [];
      return [...again, todo(`${why}${scrap && again.length === 0 ? '，请补投缺口' : ''}`)];
    },
  }),
  template({
    name: 'machining.outsource.sent',
    scene: '机加工',
    zh: '外协发出',
    fields: { outsourceId: id('外协单'), supplierId: subcontractor(), skuId: sku(), qty: amount('数量', { sign: 'positive' }), dueDate: instant('应回日期') },
    readers: ['库存', '采购'],
    does: '外协商编码是一个仓库（外协仓）的编码时，生成从主仓到外协仓的调拨单草稿，货在外协仍看得见；不是的，库存不动。都记一条待办：到期前三天催回（催不催得回由人跟）。',
    example: { outsourceId: 'OS-0044', supplierId: 'GYS00001', skuId: 'SP00001', qty: '300', dueDate: '2026-03-20' },
    react: (e, known) => {
      const why = `外协 ${said(e.data['outsourceId'])} 已发 ${said(e.data['qty'])}（${said(e.data['skuId'])}）`;
      return [
        ...(transfer(e, known, { sku: e.data['skuId'], qty: figure(e.data['qty']), at: e.data['supplierId'], back: false, why }) ?? []),
        todo(`${why}，应回 ${said(e.data['dueDate'])}，到期前三天请催`),
      ];
    },
  }),
  template({
    name: 'machining.outsource.returned',
    scene: '机加工',
    zh: '外协回厂',
    fields: {
      outsourceId: id('外协单'),
      okQty: amount('合格数'),
      ngQty: amount('不良数'),
      delayDays: count('迟到天数'),
      supplierId: subcontractor('外协商', { required: false }),
      skuId: sku('物料编码', { required: false }),
    },
    readers: ['库存', '质量', '供应商绩效'],
    does: '带外协商（外协仓的编码）和物料编码时，合格数生成从外协仓回主仓的调拨单草稿；不带的，记一条待办：办入库。有不良或迟到的，记一条待办：与外协商处理（谁承担由人定）。',
    example: { outsourceId: 'OS-0044', okQty: '296', ngQty: '4', delayDays: 1, supplierId: 'GYS00001', skuId: 'SP00001' },
    react: (e, known) => {
      const why = `外协 ${said(e.data['outsourceId'])} 回厂：合格 ${said(e.data['okQty'])}、不良 ${said(e.data['ngQty'])}`;
      const late = figure(e.data['delayDays']) > 0n ? `，迟 ${said(e.data['delayDays'])} 天` : '';
      const back = transfer(e, known, { sku: e.data['skuId'], qty: figure(e.data['okQty']), at: e.data['supplierId'], back: true, why });
      const toSettle = late !== '' || figure(e.data['ngQty']) > 0n ? [todo(`${why}${late}，请与外协商处理`)] : [];
      return back ? [...back, ...toSettle] : [todo(`${why}${late}，请办入库与检验`)];
    },
  }),
  template({
    name: 'machining.machine.down',
    scene: '机加工',
    zh: '机床停机',
    fields: { machineId: machine(), code: id('故障代码'), startAt: instant('停机时间'), estimatedMin: amount('预计分钟') },
    readers: ['设备', '计划', '销售'],
    does: '预计超过 30 分钟时记一条待办：重排工单，预警订单；登记了这台设备的，它的生产计划自动顺延，等货的订单改承诺并通知。',
    example: { machineId: 'CNC-03', code: 'E-417', startAt: '2026-03-10T14:05:00+08:00', estimatedMin: '90' },
    react: (e) =>
      figure(e.data['estimatedMin']) > LONG_STOP
        ? [todo(`机台 ${said(e.data['machineId'])} 停机（${said(e.data['code'])}），预计 ${said(e.data['estimatedMin'])} 分钟，请重排工单并预警受影响的订单`)]
        : [],
  }),
  template({
    name: 'machining.drawing.revised',
    scene: '机加工',
    zh: '图纸改版',
    fields: { drawingNo: id('图号'), fromRev: id('旧版'), toRev: id('新版'), effectiveAt: instant('生效时间'), skuIds: many('涉及物料', { sku: sku() }) },
    readers: ['研发', '采购', '库存'],
    does: '记一条待办：评审在库和未到货的旧版。有图号版次为“图号-新版”的未发布物料清单时，另自动审核工程变更单，未完工的计划重新备料、顺延、改承诺。',
    example: { drawingNo: 'DR-2201', fromRev: 'B', toRev: 'C', effectiveAt: '2026-03-15', skuIds: [{ sku: 'SP00001' }] },
    react: (e) => [
      todo(`图纸 ${said(e.data['drawingNo'])} 由 ${said(e.data['fromRev'])} 改为 ${said(e.data['toRev'])}，${said(e.data['effectiveAt'])} 生效，请评审在库与未到货的旧版`),
    ],
  }),
] as const;
