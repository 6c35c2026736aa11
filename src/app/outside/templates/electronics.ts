// 电子组装: what an SMT and assembly shop tells.
import { formatQty } from '#kernel/decimal';
import { micro } from '#kernel/quantity';
import { entries, figure, freeze, inspect, said, substitutes } from './drafts.ts';
import { amount, count, id, instant, machine, many, order, sku, template, todo } from './template.ts';

export const ELECTRONICS = [
  template({
    name: 'ems.msd.exposed',
    scene: '电子组装',
    zh: '湿敏元件超暴露',
    fields: { reelId: id('料盘'), skuId: sku(), msl: id('湿敏等级', { max: 4 }), exposedMin: amount('已暴露分钟'), limitMin: amount('限定分钟') },
    readers: ['库存', '生产', '质量'],
    does: '超过限定时立即审核一张批次冻结单（批次即料盘号；没有这个批次时记待办），并记一条待办：安排烘烤。',
    example: { reelId: 'R-88120', skuId: 'SP00001', msl: '3', exposedMin: '10200', limitMin: '10080' },
    react: (e, known) => {
      if (figure(e.data['exposedMin']) <= figure(e.data['limitMin'])) return [];
      const why = `料盘 ${said(e.data['reelId'])}（MSL ${said(e.data['msl'])}）暴露 ${said(e.data['exposedMin'])} 分钟，超过 ${said(e.data['limitMin'])}`;
      return [...freeze(e, known, { sku: e.data['skuId'], no: said(e.data['reelId']), reason: why }), todo(`${why}，请停用并烘烤`)];
    },
  }),
  template({
    name: 'ems.reel.low',
    scene: '电子组装',
    zh: '料盘将尽',
    fields: { reelId: id('料盘'), skuId: sku(), lineId: id('产线'), remainQty: amount('剩余数量'), minutesLeft: amount('可用分钟') },
    readers: ['库存', '物流'],
    does: '记一条待办：向产线送料，并注明仓库还有多少。送多少、送哪一盘由仓管定：事件里没有要送的数量，本系统也不记线边料盘。',
    example: { reelId: 'R-88120', skuId: 'SP00001', lineId: 'SMT-2', remainQty: '420', minutesLeft: '18' },
    react: (e, known) => {
      const item = known.item(e.data['skuId']);
      const stock = item && item.free > 0n ? `仓库可用 ${item.free / 1_000_000n} ${item.unit}` : '仓库已无可用库存';
      return [todo(`产线 ${said(e.data['lineId'])} 料盘 ${said(e.data['reelId'])}（${said(e.data['skuId'])}）还能用 ${said(e.data['minutesLeft'])} 分钟，请送料；${stock}`)];
    },
  }),
  template({
    name: 'ems.feeder.mismatch',
    scene: '电子组装',
    zh: '上料错料',
    fields: { lineId: machine('产线'), slot: id('站位'), expectedSku: sku('应上物料'), actualSku: sku('实上物料') },
    readers: ['生产', '质量'],
    does: '记一条待办：停线核对，隔离已贴板（停线在现场，哪些板贴错了只有现场知道）。产线登记为设备、正在做生产计划、其产品有过程检验方案时，另生成检查已贴板的检验单草稿。',
    example: { lineId: 'SMT-2', slot: 'F12', expectedSku: 'SP00001', actualSku: 'SP00002' },
    react: (e, known) => {
      const why = `产线 ${said(e.data['lineId'])} 站位 ${said(e.data['slot'])} 应上 ${said(e.data['expectedSku'])}，实上 ${said(e.data['actualSku'])}`;
      return [...(inspect(e, known, { machine: e.data['lineId'], why: `错料：${why}` }) ?? []), todo(`${why}：请停线核对，隔离已贴板`)];
    },
  }),
  template({
    name: 'ems.solder.expiring',
    scene: '电子组装',
    zh: '锡膏到期',
    fields: { jarId: id('锡膏罐'), openedAt: instant('开封时间'), expireAt: instant('到期时间') },
    readers: ['库存', '生产'],
    does: '记一条待办：到期停用并报损。开封后按小时计的时限由人守；锡膏按批次管理并填了有效期的，过期当天起本系统不让出库。',
    example: { jarId: 'SP-0310-4', openedAt: '2026-03-10T08:00:00+08:00', expireAt: '2026-03-10T20:00:00+08:00' },
    react: (e) => [todo(`锡膏 ${said(e.data['jarId'])} 于 ${said(e.data['expireAt'])} 到期，到期请停用并报损`)],
  }),
  template({
    name: 'ems.spi_aoi.defect_rate',
    scene: '电子组装',
    zh: 'SPI/AOI不良率超限',
    fields: { lineId: machine('产线'), workOrderId: order(), defectRate: amount('不良率 %'), topDefects: many('主要缺陷', { code: id('缺陷'), count: count('点数') }, 50) },
    readers: ['质量', '生产'],
    does: '记一条待办：品管到线确认（停不停料由品管定）。工单是生产计划单号、或产线上有生产计划，且其产品有过程检验方案时，另生成检验单草稿。',
    example: { lineId: 'SMT-2', workOrderId: 'WO-2603-033', defectRate: '2.4', topDefects: [{ code: '连锡', count: 31 }] },
    react: (e, known) => {
      const found = entries(e.data['topDefects']).map((d) => `${said(d['code'])} ${said(d['count'])}`);
      const why = `产线 ${said(e.data['lineId'])} 工单 ${said(e.data['workOrderId'])} 不良率 ${said(e.data['defectRate'])}%（${found.join('、')}）`;
      return [...(inspect(e, known, { order: e.data['workOrderId'], machine: e.data['lineId'], why }) ?? []), todo(`${why}，请品管到线`)];
    },
  }),
  template({
    name: 'ems.bom.eco',
    scene: '电子组装',
    zh: '工程变更ECO',
    fields: {
      ecoNo: id('变更单'),
      bomId: id('物料清单'),
      changes: many('变更', { out: sku('换下', { required: false }), in: sku('换上', { required: false }), qty: amount('用量') }),
      effectiveLot: id('生效批次'),
    },
    readers: ['研发', '采购', '库存'],
    does: '记一条待办：评估旧料库存和未到货，重新询价。有编码或图号版次与物料清单、变更单相同的未发布版本时，另自动审核工程变更单，未完工的计划重新备料、顺延、改承诺。',
    example: { ecoNo: 'ECO-0088', bomId: 'BOM-1103', changes: [{ out: 'SP00001', in: 'SP00002', qty: '1' }], effectiveLot: 'L260401' },
    react: (e, known) => {
      const old = entries(e.data['changes']).flatMap((c) => known.item(c['out']) ?? []);
      const left = old.filter((i) => i.free > 0n).map((i) => `${i.name} ${i.free / 1_000_000n} ${i.unit}`);
      return [todo(`${said(e.data['ecoNo'])} 自批次 ${said(e.data['effectiveLot'])} 生效，请评估旧料${left.length > 0 ? `（在库 ${left.join('、')}）` : ''}与未到货，重新询价`)];
    },
  }),
  template({
    name: 'ems.component.eol',
    scene: '电子组装',
    zh: '元件停产通知',
    fields: { skuId: sku(), lastBuyDate: instant('最后采购日'), substitutes: many('替代料', { sku: sku() }, 50) },
    readers: ['采购', '研发', '计划'],
    does: '生成替代料申请单草稿，列出每种替代料和可用数量；另记一条待办：在最后采购日前定量备货。',
    example: { skuId: 'SP00001', lastBuyDate: '2026-06-30', substitutes: [{ sku: 'SP00002' }] },
    react: (e, known) => {
      const why = `物料 ${said(e.data['skuId'])} 停产，最后采购日 ${said(e.data['lastBuyDate'])}`;
      const by = entries(e.data['substitutes']).flatMap((s) => (s['sku'] ? [s['sku']] : []));
      const free = known.item(e.data['skuId'])?.free ?? 0n;
      return [...substitutes(e, known, { sku: e.data['skuId'], by, why }), todo(`${why}，可用库存 ${formatQty(micro(free))}，请定量备货并选定替代料`)];
    },
  }),
  template({
    name: 'ems.serial.bound',
    scene: '电子组装',
    zh: '主板序列号绑定',
    fields: { serialNo: id('主板序列号'), workOrderId: id('工单'), keyParts: many('关键件', { sku: sku(), serialNo: id('关键件序列号') }, 100) },
    readers: ['质量', '售后', '库存'],
    does: '记录主板与关键件的对应，供追溯；不产生单据和待办。',
    example: { serialNo: 'SN26030001', workOrderId: 'WO-2603-033', keyParts: [{ sku: 'SP00001', serialNo: 'CPU-77120' }] },
    react: () => [],
  }),
  template({
    name: 'ems.test.yield_low',
    scene: '电子组装',
    zh: '终测直通率偏低',
    fields: { stationId: id('测试站'), fpy: amount('直通率 %'), limit: amount('下限 %'), workOrderId: order() },
    readers: ['质量', '计划'],
    does: '低于下限时记一条待办：安排返工（返工还是报废由人逐件定）；工单是生产计划单号的，该计划按直通率自动顺延，等货的订单改承诺并通知。',
    example: { stationId: 'FT-1', fpy: '91.3', limit: '96', workOrderId: 'WO-2603-033' },
    react: (e) =>
      figure(e.data['fpy']) < figure(e.data['limit'])
        ? [todo(`${said(e.data['stationId'])} 直通率 ${said(e.data['fpy'])}%，低于 ${said(e.data['limit'])}%（工单 ${said(e.data['workOrderId'])}），请安排返工`)]
        : [],
  }),
] as const;
