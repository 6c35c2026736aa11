import { memoryHouse, smallCompany } from '#testing';
import { accounting } from '#accounting';
import { test } from 'vitest';
test('plans', async () => {
  const co = await smallCompany(await memoryHouse());
  await co.house.db.read(co.caller.scope, async (s) => {
    await s.query('set local enable_seqscan = off');
    for (const v of accounting.views) {
      const args = v.parameters.map((p) => p.kind === 'period' ? '202603' : p.key === 'account' ? '2202' : p.key === 'side' ? 'payable' : p.key === 'supplier' ? co.ids.supplier : null);
      const plan = await s.query<Record<string, string>>(`explain ${v.sql}`, [...args, 100, 0]);
      const lines = plan.map((r) => Object.values(r)[0]).filter((l) => /Scan .*(books|voucher|open_item|settlement|document|stock_line|account_balance|progress)|Index Cond|Scan on (voucher|open|settle|document|stock|account_b)/.test(l ?? ''));
      console.log(v.name + '\n' + lines.join('\n'));
    }
  });
});
