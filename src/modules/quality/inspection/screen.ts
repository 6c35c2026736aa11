// How a 检验单 looks.
import type { Screen } from '#kernel/document';

export const screen: Screen = {
  head: ['kind', 'plan', 'severity', 'supplier', 'inspector', 'remark'],
  line: [
    { field: 'item', width: 200 },
    { field: 'lot', width: 110 },
    { field: 'lotQty', width: 90 },
    { field: 'sampling', width: 240 },
    { field: 'readings', width: 240 },
    { field: 'criticalSeen', width: 80 },
    { field: 'majorSeen', width: 80 },
    { field: 'minorSeen', width: 80 },
    { field: 'outside', width: 200 },
    { field: 'verdict', width: 80 },
    { field: 'decision', width: 100 },
    { field: 'reason', width: 150 },
    { field: 'qty', width: 90 },
  ],
  list: ['kind', 'plan', 'severity', 'supplier', 'inspector'],
  sums: ['lotQty'],
  filters: ['kind', 'supplier'],
  approveZh: '审核并处理',
  empty: '来料入库后，有检验方案的货会自动出现在这里；录入实测值，系统按 GB/T 2828.1 判定，处理结论当场生效。',
};
