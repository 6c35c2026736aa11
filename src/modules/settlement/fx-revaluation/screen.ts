// How a 期末调汇单 looks.
import type { Screen } from '#kernel/document';

export const screen: Screen = {
  head: ['remark'],
  line: [
    { field: 'openItem', width: 180 },
    { field: 'number', width: 170 },
    { field: 'wallet', width: 150 },
    { field: 'currency', width: 90 },
    { field: 'foreign', width: 120 },
    { field: 'booked', width: 120 },
    { field: 'rate', width: 96 },
    { field: 'worth', width: 120 },
    { field: 'difference', width: 116 },
    { field: 'remark', width: 140 },
  ],
  list: ['remark'],
  sums: ['booked', 'worth', 'difference'],
  empty: '月末把外币往来和外币账户按期末汇率折算，差额记汇兑损益；结账时自动生成，次月初自动红冲。',
};
