// 设备: a machine that makes goods, how long it runs a day and how well it should.
import { note, qty, text } from '#kernel/field';
import { defineRecord } from '#kernel/record';
import { gather } from '#kernel/refusal';

export const machineRecord = defineRecord({
  type: 'machine',
  zh: '设备',
  codePrefix: 'SB',
  fields: {
    tag: text('机台号', { required: true, max: 60, hint: '设备事件里的 machineId，如 CNC-03' }),
    hoursPerDay: qty('每天开机小时', { required: true, sign: 'positive', initial: '8' }),
    targetOee: qty('目标 OEE %', { required: true, sign: 'positive', initial: '85' }),
    place: text('位置', { max: 40 }),
    remark: note('备注', { max: 200 }),
  },
  list: ['tag', 'hoursPerDay', 'targetOee', 'place'],
  search: ['tag'],
  groups: [{ zh: '设备', fields: ['tag', 'hoursPerDay', 'targetOee', 'place', 'remark'] }],
  check: ({ data }) =>
    gather([
      data.hoursPerDay > 24_000_000n && { refused: 'day-too-long', path: 'data.hoursPerDay' },
      data.targetOee > 100_000_000n && { refused: 'oee-too-high', path: 'data.targetOee' },
    ]),
  refusals: {
    'day-too-long': { http: 422, retry: 'never', zh: '一天只有 24 小时，请核对每天开机小时' },
    'oee-too-high': { http: 422, retry: 'never', zh: 'OEE 不会超过 100%，请核对' },
  },
  empty: '登记机台：停机和 OEE 事件到来时，系统据此推算生产计划和订单承诺要晚几天。',
});
